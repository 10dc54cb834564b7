"""The officers' desk over a large register: work lists, their counts and the search as pages, and lists taken away.

A page is a request of an officer's, from the WSGI call to the last byte; what the ledger takes of it is summed up over
its statements. The rows have no dossiers behind them: a list needs none.
"""

from base64 import b64encode
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from eforms import InProcess
from itertools import islice
from pathlib import Path
from register_rows import rows
from statistics import median
from support import peak_memory
from support import percentile
from support import write_result
from tempfile import TemporaryFile
from typing import Any

import logging
import os
import shutil
import tempfile
import time


ROWS = int(os.environ.get("HCC_BENCH_ROWS", "1000000").rpartition(",")[2])
TAKEN = 100_000
CHUNK = 5_000
ROUNDS = 60
AIMS = {"page": 150, "ledger": 20}  # milliseconds, 95th percentile

LISTS = "/hcc/vi/can-bo/danh-sach"
# Who asks for what.
PAGES = {
    "a department's list": ("thuly-tnmt", f"{LISTS}/department"),
    "mine": ("thuly-tnmt", f"{LISTS}/mine"),
    "overdue, centre": ("giamdoc", f"{LISTS}/overdue"),
    "to receive, centre": ("tiepnhan", f"{LISTS}/to_receive"),
    "everything, by name": ("giamdoc", f"{LISTS}/all?sort=applicant"),
    "filtered": ("giamdoc", f"{LISTS}/all?state=signing&channel=post&received_from=2026-01-01"),
    "search: common name": ("giamdoc", f"{LISTS}?q=nguyen+van+an"),
    "search: name, department": ("thuly-tnmt", f"{LISTS}?q=thi+bi"),
    "search: nothing": ("giamdoc", f"{LISTS}?q=xyz+khong+co"),
}


def fill() -> None:
    """The register and its words."""
    from hcc_longan.dossiers.register import words
    from hcc_longan.dossiers.register.tables import DossierRow
    from hcc_longan.ledger.engine import get_engine
    from hcc_longan.ledger.engine import session
    from hcc_longan.ledger.engine import tidy
    from sqlalchemy import insert

    import transaction

    made = rows(ROWS)
    while chunk := list(islice(made, CHUNK)):
        with get_engine().begin() as connection:
            connection.execute(insert(DossierRow.__table__), chunk)
        for row in chunk:
            words.write(row, ())
        transaction.commit()
    session().close()
    tidy()


@contextmanager
def ledger_time() -> Iterator[list[float]]:
    """Gathers the seconds that each statement took."""
    from hcc_longan.ledger.engine import get_engine
    from sqlalchemy import event

    spent: list[float] = []

    def before(connection: Any, *_args: Any) -> None:
        connection.info["began"] = time.perf_counter()

    def after(connection: Any, *_args: Any) -> None:
        spent.append(time.perf_counter() - connection.info["began"])

    event.listen(get_engine(), "before_cursor_execute", before)
    event.listen(get_engine(), "after_cursor_execute", after)
    try:
        yield spent
    finally:
        event.remove(get_engine(), "before_cursor_execute", before)
        event.remove(get_engine(), "after_cursor_execute", after)


def measure(ask: Callable[[], bool]) -> dict[str, dict[str, float]]:
    """Median and 95th percentile in milliseconds, warm: of the page, and of the ledger in it."""
    pages, ledger = [], []
    with ledger_time() as spent:
        for _number in range(ROUNDS + 3):
            spent.clear()
            began = time.perf_counter()
            assert ask()
            pages.append(1000 * (time.perf_counter() - began))
            ledger.append(1000 * sum(spent))
    return {
        name: {"median": median(times[3:]), "p95": percentile(times[3:], 0.95)}
        for name, times in (("page", pages), ("ledger", ledger))
    }


def take_away() -> dict[str, dict[str, float]]:
    """Seconds and growth of the peak of memory (MB) for a list of TAKEN rows, as CSV and as a workbook."""
    from hcc_longan.desk.lists.download import Format
    from hcc_longan.desk.lists.download import write
    from hcc_longan.dossiers.register.tables import DossierRow
    from hcc_longan.dossiers.register.worklists import COLUMNS
    from hcc_longan.ledger.engine import session
    from sqlalchemy import select

    import transaction

    nth = session().scalar(
        select(DossierRow.filed_at).order_by(DossierRow.filed_at).offset(min(TAKEN, ROWS - 1)).limit(1)
    )
    taken = {}
    for kind in Format:
        # What is looked up once, and the code, are there before.
        with TemporaryFile() as target:
            write(target, kind, "x", [DossierRow.uid < "001"], tuple(COLUMNS), "due", "vi")
        before = peak_memory()
        began = time.perf_counter()
        with TemporaryFile() as target:
            number = write(target, kind, "x", [DossierRow.filed_at < nth], tuple(COLUMNS), "due", "vi")
        taken[kind.value] = {
            "rows": number,
            "seconds": time.perf_counter() - began,
            "grown": peak_memory() - before,
        }
        transaction.abort()
    return taken


def main() -> None:
    from hcc_longan import cli
    from hcc_longan.demo import PASSWORD
    from hcc_longan.zope_app import enter_site
    from hcc_longan.zope_app import load_wsgi
    from hcc_longan.zope_app import use_own_database
    from hcc_longan.zope_app import zope_root

    folder = Path(tempfile.mkdtemp(prefix="hcc-desk-"))
    try:
        use_own_database(folder)
        browser = InProcess(load_wsgi())
        logging.getLogger("wsgi").setLevel(logging.WARNING)
        with zope_root() as root:
            cli._make_site(root, production=False)
            began = time.perf_counter()
            fill()
            print(f"Filled with {ROWS:,} rows in {time.perf_counter() - began:.0f} s", flush=True)
            enter_site(root, cli.SITE_ID)
            taken = take_away()
        measured = {}
        for name, (who, path) in PAGES.items():
            login = f"Basic {b64encode(f'{who}:{PASSWORD}'.encode()).decode()}"
            measured[name] = measure(
                lambda path=path, login=login: _is_shown(browser.ask("GET", path, authorization=login))
            )
    finally:
        shutil.rmtree(folder)

    print(f"\nWork lists among {ROWS:,} dossiers: median / 95th percentile, ms (aims: {AIMS})")
    for name, parts in measured.items():
        page, ledger = parts["page"], parts["ledger"]
        print(
            f"  {name:<26} page {page['median']:7.1f} / {page['p95']:7.1f}   "
            f"ledger {ledger['median']:6.1f} / {ledger['p95']:6.1f}"
        )
    for kind, values in taken.items():
        print(
            f"  {kind}: {values['rows']:,} rows in {values['seconds']:.1f} s, memory grew by {values['grown']:.1f} MB"
        )
    write_result("desk", {"rows": ROWS, "ms": measured, "aims": AIMS, "taken": taken})


def _is_shown(answer: Any) -> bool:
    assert answer.status == 200, (answer.status, answer.location)
    return True


if __name__ == "__main__":
    main()

"""The officers' desk over a large register: work lists, their counts and the search as pages, and lists taken away.

A page is a request of an officer's, from the WSGI call to the last byte; what the ledger takes of it is summed up over
its statements. The rows have no dossiers behind them: a list needs none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from eforms import InProcess
from itertools import islice
from register_rows import rows
from support import peak_memory
from support import spread
from support import timed
from support import trial_site
from support import write_result
from tempfile import TemporaryFile
from typing import Any

import os
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


def measure(officer: InProcess, path: str) -> dict[str, dict[str, float]]:
    """Median and 95th percentile in milliseconds, warm: of the page, and of the ledger in it."""
    ledger: list[float] = []

    def look(_number: int) -> bool:
        spent.clear()
        answer = officer.ask("GET", path)
        ledger.append(1000 * sum(spent))
        return answer.status == 200

    with ledger_time() as spent:
        pages = timed(look, ROUNDS)
    return {"page": spread(pages), "ledger": spread(ledger[-ROUNDS:])}


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


def filled(_site: Any) -> dict[str, dict[str, float]]:
    """What `take_away` gives, in a register that is full."""
    began = time.perf_counter()
    fill()
    print(f"Filled with {ROWS:,} rows in {time.perf_counter() - began:.0f} s", flush=True)
    return take_away()


def main() -> None:
    with trial_site(filled) as (application, taken):
        measured = {name: measure(InProcess(application, who), path) for name, (who, path) in PAGES.items()}

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


if __name__ == "__main__":
    main()

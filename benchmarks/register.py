"""The register's questions at up to a million dossiers, on SQLite and PostgreSQL, and how they grow."""

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random
from register_rows import HANDLERS
from register_rows import rows
from statistics import median
from support import percentile
from support import ROOT
from support import write_result

import os
import shutil
import subprocess
import tempfile
import time


SIZES = [int(size) for size in os.environ.get("HCC_BENCH_ROWS", "10000,100000,1000000").split(",")]
CHUNK = 5_000
ROUNDS = 200
SECONDS = 4  # at most, for one question

# Milliseconds allowed at a million rows.
AIMS = {
    "tracking number": 5,
    "code": 5,
    "work list, department": 20,
    "work list, mine": 20,
    "work list, centre": 20,
    "states, department": 50,
    "states, all": 50,
    "statistics, 1 year": 500,
    "statistics, 10 years": 500,
}
MAY_GROW = 3  # look-up and work list, from the smallest to the largest register


def fill(number: int) -> float:
    """Make the register anew with so many rows; gives the seconds it took."""
    from hcc_longan.dossiers.register.tables import DossierRow
    from hcc_longan.ledger.engine import get_engine
    from sqlalchemy import delete
    from sqlalchemy import insert
    from sqlalchemy import text

    began = time.perf_counter()
    table = DossierRow.__table__
    made = rows(number)
    with get_engine().begin() as connection:
        connection.execute(delete(table))
        # Made at the end they take half the time, and are as dense as after a rebuild.
        for index in table.indexes:
            index.drop(connection)
        while chunk := list(islice(made, CHUNK)):
            connection.execute(insert(table), chunk)
        for index in table.indexes:
            index.create(connection)
    with get_engine().execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    return time.perf_counter() - began


def questions() -> dict[str, Callable[[], object]]:
    """By name: what asks once, each time for something else."""
    from hcc_longan.demo import DEPARTMENT_CODES
    from hcc_longan.dossiers.register import queries
    from hcc_longan.dossiers.register.tables import DossierRow
    from hcc_longan.ledger.engine import get_engine
    from sqlalchemy import select

    random = Random(1)
    with get_engine().connect() as connection:
        known = select(DossierRow.tracking_number, DossierRow.code).where(DossierRow.code.is_not(None))
        numbers = random.choices(connection.execute(known).all(), k=1000)

    def department() -> str:
        return random.choice(DEPARTMENT_CODES)

    def mine() -> str:
        return f"thuly-{department()}-{random.randrange(HANDLERS)}"

    def statistics(first: int, last: int):
        return queries.received_by_month(first, last), queries.ended_by_month(first, last)

    return {
        "tracking number": lambda: queries.find_row(random.choice(numbers).tracking_number).uid,
        "code": lambda: queries.find_row(random.choice(numbers).code).uid,
        "work list, department": lambda: queries.worklist("in_work", [department()]),
        "work list, mine": lambda: queries.worklist(assignee=mine()),
        "work list, centre": lambda: queries.worklist("to_return"),
        "states, department": lambda: queries.counts_by_state(department()),
        "states, all": queries.counts_by_state,
        "statistics, 1 year": lambda: statistics(202501, 202512),
        "statistics, 10 years": lambda: statistics(201610, 202610),
    }


def measure(ask: Callable[[], object]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds, warm, each round in a transaction of its own."""
    import transaction

    times: list[float] = []
    end = time.perf_counter() + SECONDS
    for number in range(ROUNDS + 1):
        began = time.perf_counter()
        assert ask()
        transaction.abort()
        if number:
            times.append(1000 * (time.perf_counter() - began))
        if len(times) >= 5 and time.perf_counter() > end:
            break
    return {"median": median(times), "p95": percentile(times, 0.95), "rounds": len(times)}


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'ledger.sqlite'}"


@contextmanager
def postgresql(folder: Path) -> Iterator[str | None]:
    """A private server; None where PostgreSQL is missing."""
    script = str(ROOT / "scripts" / "postgresql")
    # The server's own user has to reach it.
    folder.chmod(0o755)
    started = subprocess.run(
        [script, "start", folder / "server", "--trial"], stdout=subprocess.PIPE, text=True, check=False
    )
    if started.returncode == 3:
        yield None
        return
    started.check_returncode()
    try:
        yield started.stdout.strip()
    finally:
        subprocess.run([script, "stop", folder / "server"], check=True)


def main() -> None:
    from hcc_longan.ledger import engine
    from hcc_longan.ledger import schema

    measured: dict[str, dict[int, dict]] = {}
    seconds: dict[str, dict[int, float]] = {}
    for server in (sqlite, postgresql):
        folder = Path(tempfile.mkdtemp(prefix="hcc-register-"))
        with server(folder) as url:
            if url is None:
                continue
            name = server.__name__
            measured[name], seconds[name] = {}, {}
            os.environ["HCC_LEDGER_URL"] = url
            schema.ensure_schema()
            for size in SIZES:
                seconds[name][size] = fill(size)
                print(f"{name}: filled with {size:,} rows in {seconds[name][size]:.0f} s", flush=True)
                measured[name][size] = {question: measure(ask) for question, ask in questions().items()}
            engine.dispose()
        shutil.rmtree(folder)

    smallest, largest = SIZES[0], SIZES[-1]
    growth = {
        name: {question: sizes[largest][question]["median"] / sizes[smallest][question]["median"] for question in AIMS}
        for name, sizes in measured.items()
    }
    for size in SIZES:
        print(f"\n{size:,} rows: median / 95th percentile, ms")
        for question, aim in AIMS.items():
            line = f"  {question:<22}"
            for name, sizes in measured.items():
                values = sizes[size][question]
                line += f" {name} {values['median']:8.2f} / {values['p95']:8.2f}"
                if size == largest:
                    line += f" ({values['p95'] / aim:.2f} of {aim} ms; grew {growth[name][question]:.1f} times)"
            if len(measured) == 2:
                ratio = measured["sqlite"][size][question]["median"] / measured["postgresql"][size][question]["median"]
                line += f"  SQLite : PostgreSQL {ratio:.2f}"
            print(line)
    write_result("register", {"ms": measured, "growth": growth, "may_grow": MAY_GROW, "aims": AIMS, "fill": seconds})


if __name__ == "__main__":
    main()

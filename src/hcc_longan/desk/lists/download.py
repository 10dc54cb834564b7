"""A work list to take away, as CSV or as a workbook: what is shown, all of it."""

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.desk.lists.names import holder_names
from hcc_longan.desk.lists.names import officer_name
from hcc_longan.desk.lists.names import procedure_titles
from hcc_longan.desk.lists.sheets import Cell
from hcc_longan.desk.lists.sheets import write_csv
from hcc_longan.desk.lists.sheets import write_xlsx
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.register.worklists import CHANNELS
from hcc_longan.dossiers.register.worklists import COLUMNS
from hcc_longan.dossiers.register.worklists import SORTS
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.states import STATES
from hcc_longan.ledger.engine import session
from sqlalchemy import select
from typing import Any
from typing import IO
from zope.i18n import translate


# Rows that are in memory at a time.
CHUNK = 1_000


class Format(StrEnum):
    """As what a list can be taken away."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def content_type(self) -> str:
        if self is Format.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(
    target: IO[bytes],
    kind: Format,
    title: str,
    wanted: Sequence[Any],
    columns: Sequence[str],
    sort: str,
    language: str,
) -> int:
    """Write the dossiers that fulfil conditions; gives how many they are."""
    heads = [translate(COLUMNS[name], target_language=language) for name in columns]
    rows = _rows(wanted, columns, sort, language)
    return write_csv(target, heads, rows) if kind is Format.CSV else write_xlsx(target, title, heads, rows)


def filename(queue: str, kind: Format) -> str:
    """`overdue-20261102-0900.csv`."""
    return f"{queue}-{clock.now().astimezone(ZONE):%Y%m%d-%H%M}.{kind}"


def _rows(wanted: Sequence[Any], columns: Sequence[str], sort: str, language: str) -> Iterator[Sequence[Cell]]:
    register.flush()
    column, is_down = SORTS[sort.removeprefix("-")], sort.startswith("-")
    order = (column.is_(None), *((column.desc(), DossierRow.uid.desc()) if is_down else (column, DossierRow.uid)))
    # Columns and not objects: the session would keep those. PostgreSQL keeps a cursor, from which chunks are fetched.
    statement = select(*DossierRow.__table__.columns).where(*wanted).order_by(*order)
    words = _Words(language)
    for row in session().execute(statement.execution_options(yield_per=CHUNK)):
        yield [words.cell(row, name) for name in columns]


class _Words:
    """What stands in cells; what codes are called is looked up once."""

    def __init__(self, language: str):
        self.language = language
        self.states = {id_: translate(state.title, target_language=language) for id_, state in STATES.items()}
        self.channels = {id_: translate(title, target_language=language) for id_, title in CHANNELS.items()}
        self.counters = {id_: counter.title(language) for id_, counter in counters().items()}
        self.holders = holder_names(language)
        self.procedures: dict[str, str] = {}

    def cell(self, row: Any, column: str) -> Cell | datetime:
        match column:
            case "number":
                return row.code or row.tracking_number
            case "applicant":
                return row.applicant
            case "procedure":
                return f"{row.procedure} {self._procedure(row.procedure)}".rstrip()
            case "state":
                return self.states[row.state]
            case "holder" | "department":
                code = getattr(row, column)
                return self.holders.get(code, code)
            case "assignee":
                return officer_name(row.assignee) if row.assignee else ""
            case "channel":
                return self.channels.get(row.channel, row.channel)
            case "counter":
                return self.counters.get(row.counter, row.counter)
        return getattr(row, f"{column}_at")

    def _procedure(self, code: str) -> str:
        if code not in self.procedures:
            self.procedures[code] = procedure_titles([code], self.language).get(code, "")
        return self.procedures[code]

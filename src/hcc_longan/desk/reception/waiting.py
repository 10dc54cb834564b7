"""What waits at a counter: online dossiers to be received, and received ones to be handed over."""

from collections.abc import Collection
from collections.abc import Sequence
from dataclasses import dataclass
from hcc_longan import clock
from hcc_longan.catalogue import departments
from hcc_longan.clock import ZONE
from hcc_longan.desk.due import Due
from hcc_longan.desk.due import due_of
from hcc_longan.desk.due import moment
from hcc_longan.desk.lists.names import procedure_titles
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.tool import register
from hcc_longan.ledger.engine import session
from sqlalchemy import func
from sqlalchemy import Select
from sqlalchemy import select


# As many as a batch takes.
MOST = 500
# Beyond, a number says no more than "many".
_COUNTED = 1000


@dataclass(frozen=True)
class Line:
    """A dossier of a hand-over sheet."""

    uid: str
    number: str
    applicant: str
    matter: str
    received: str
    is_of_today: bool
    due: Due


@dataclass(frozen=True)
class Sheet:
    """What a department is to be handed."""

    department: str
    title: str
    lines: Sequence[Line]


def number_online(served: Collection[str] | None) -> int:
    """How many online dossiers wait to be received, up to a thousand."""
    return _number(_of(select(DossierRow.uid), "filed", served).where(DossierRow.channel == "online"))


def number_to_hand_over(served: Collection[str] | None) -> int:
    """How many received dossiers are still at the counter, up to a thousand."""
    return _number(_of(select(DossierRow.uid), "received", served))


def next_online(served: Collection[str] | None) -> DossierRow | None:
    """The online dossier that has waited longest to be received."""
    register.flush()
    waiting = _of(select(DossierRow), "filed", served).where(DossierRow.channel == "online")
    return session().scalar(waiting.order_by(DossierRow.filed_at, DossierRow.uid).limit(1))


def sheets(served: Collection[str] | None, language: str) -> Sequence[Sheet]:
    """What is to be handed over, by department in the order of the site, first received first, up to MOST."""
    register.flush()
    statement = _of(select(DossierRow), "received", served).order_by(DossierRow.received_at, DossierRow.uid)
    rows = session().scalars(statement.limit(MOST)).all()
    titles = procedure_titles((row.procedure for row in rows), language)
    now = clock.now()
    lines: dict[str, list[Line]] = {}
    for row in rows:
        received = row.received_at.astimezone(ZONE)
        line = Line(
            row.uid,
            row.code or row.tracking_number,
            row.applicant,
            titles.get(row.procedure, row.procedure),
            moment(received),
            received.date() == now.astimezone(ZONE).date(),
            due_of(row.due_at, now, is_paused=row.is_paused, department=row.department),
        )
        lines.setdefault(row.department, []).append(line)
    known = departments.all_departments()
    ordered = sorted(lines, key=lambda code: (list(known).index(code) if code in known else len(known), code))
    return [Sheet(code, known[code].title(language) if code in known else code, lines[code]) for code in ordered]


def _number(statement: Select) -> int:
    register.flush()
    return session().scalar(select(func.count()).select_from(statement.limit(_COUNTED).subquery())) or 0


def _of(statement: Select, state: str, served: Collection[str] | None) -> Select:
    statement = statement.where(IS_OPEN, DossierRow.state == state)
    return statement if served is None else statement.where(DossierRow.department.in_(sorted(served)))

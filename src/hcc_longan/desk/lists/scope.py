"""Which work lists an officer has, and which dossiers they see there."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from hcc_longan import _
from hcc_longan.catalogue.departments import all_departments
from hcc_longan.desk.officers import EVERYWHERE
from hcc_longan.desk.officers import Officer
from hcc_longan.dossiers.register.queries import of_departments
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.register.worklists import asked_of
from hcc_longan.dossiers.register.worklists import asker_of
from hcc_longan.dossiers.register.worklists import conditions
from hcc_longan.dossiers.register.worklists import Queue
from hcc_longan.dossiers.register.worklists import queues
from hcc_longan.dossiers.register.worklists import ROLES
from hcc_longan.dossiers.register.worklists import Whose
from hcc_longan.ledger.engine import session
from sqlalchemy import func
from sqlalchemy import or_
from sqlalchemy import select
from typing import Any


# What the screen shows without the name of a list.
EVERYTHING = Queue("all", roles=tuple(ROLES))
EVERYTHING_TITLE = _("All open dossiers")


def offered(officer: Officer) -> Mapping[str, Queue]:
    """The lists of an officer's roles, by id, without those that must be empty."""
    return {id_: queue for id_, queue in queues().items() if _is_for(queue, officer)}


def wanted(queue: Queue, officer: Officer, now: datetime) -> list[Any]:
    """What a dossier of an officer's list fulfils."""
    asker = asker_of(officer.id, officer.groups)
    found = conditions(queue, asker, now)
    match queue.whose:
        case Whose.ASKED:
            pass
        case Whose.FOLLOWED:
            found += visible(officer)
        case _ if queue is EVERYTHING and not _departments(queue, officer):
            # Another agency's officer: all that they were asked.
            found.append(asked_of(asker.agencies))
        case _:
            found += _of(_units(queue, officer))
    return found


def visible(officer: Officer) -> list[Any]:
    """What a dossier fulfils, open or closed, that an officer may see."""
    if officer.departments is None:
        return []
    asker = asker_of(officer.id, officer.groups)
    return [or_(of_departments(officer.departments), asked_of(asker.agencies))]


def sees(officer: Officer, uid: str) -> bool:
    """Whether an officer may see a dossier in lists."""
    register.flush()
    return session().scalar(select(DossierRow.uid).where(DossierRow.uid == uid, *visible(officer))) is not None


def departments(officer: Officer) -> Mapping[str, Any]:
    """The departments of an officer, by code."""
    return {
        code: department
        for code, department in all_departments().items()
        if officer.departments is None or code in officer.departments
    }


def open_assignees() -> Sequence[str]:
    """To whom open dossiers are assigned: an index is jumped through from one name to the next."""
    first = select(func.min(DossierRow.assignee)).where(IS_OPEN)
    names = select(first.where(DossierRow.assignee > "").scalar_subquery().label("name")).cte("names", recursive=True)
    following = first.where(DossierRow.assignee > names.c.name).scalar_subquery()
    names = names.union_all(select(following).where(names.c.name.is_not(None)))
    return session().scalars(select(names.c.name).where(names.c.name.is_not(None))).all()


def _is_for(queue: Queue, officer: Officer) -> bool:
    if not officer.roles & set(queue.roles):
        return False
    if queue.whose is Whose.COUNTER and not officer.counters:
        return False
    if queue.whose is Whose.ASKED:
        return bool(asker_of(officer.id, officer.groups).agencies)
    return queue.whose is Whose.FOLLOWED or bool(_departments(queue, officer))


def _departments(queue: Queue, officer: Officer) -> set[str]:
    """The centre's departments whose dossiers the list has for an officer."""
    units = _units(queue, officer)
    return set(all_departments()) if units is None else units & set(all_departments())


def _units(queue: Queue, officer: Officer) -> set[str] | None:
    """The departments for which an officer has one of the list's roles; None for all."""
    units = set().union(*(officer.units.get(role, ()) for role in queue.roles))
    return None if EVERYWHERE in units else units


def _of(units: set[str] | None) -> list[Any]:
    return [] if units is None else [of_departments(units)]

"""What holds on a day: dated duties, who is absent, who stands in for whom.

The plugin asks for every officer of every request: a day is read once a request, in two short queries.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hcc_longan import clock
from hcc_longan import logger
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.errors import LedgerUnavailable
from hcc_longan.staff.names import is_duty
from hcc_longan.staff.names import unit_of
from hcc_longan.staff.tables import AbsenceRow
from hcc_longan.staff.tables import DutyRow
from hcc_longan.staff.tables import NOT_ENDED
from plone import api
from Products.PluggableAuthService.PropertiedUser import PropertiedUser
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from zope.annotation.interfaces import IAnnotations
from zope.globalrequest import getRequest


PLUGIN = "hcc_staff"
# Theirs are not a person's own groups.
_OTHERS = (PLUGIN, "recursive_groups")
_KEY = "hcc_longan.staff.day"


@dataclass(frozen=True)
class StandIn:
    """Somebody who is absent, and the duties that their substitute has in their stead."""

    user_id: str
    duties: frozenset[str]


@dataclass(frozen=True)
class Day:
    """What the ledger says of a day. `handed_over` are by substitute: who is absent, and what they handed over."""

    dated: Mapping[str, frozenset[str]]
    absent: Mapping[str, str]
    handed_over: Mapping[str, Sequence[StandIn]]


NOTHING = Day({}, {}, {})


def day_of(day: date | None = None) -> Day:
    """What holds on a day (today); nothing, and a line in the log, while the ledger can't be read."""
    day = day or clock.today()
    request = getRequest()
    kept = IAnnotations(request).setdefault(_KEY, {}) if request is not None else {}
    if day not in kept:
        try:
            kept[day] = _read(day)
        except (SQLAlchemyError, LedgerUnavailable) as error:
            # Nobody is locked out by that: what officers always have comes from Plone's own groups.
            logger.error("Duties with dates don't hold now, for the ledger can't be read: %s", error)
            kept[day] = NOTHING
    return kept[day]


def forget() -> None:
    """Read anew what was read in this request: duties were changed."""
    request = getRequest()
    if request is not None:
        IAnnotations(request).pop(_KEY, None)


def lasting(user_id: str) -> frozenset[str]:
    """The duties that a person has without dates."""
    users = api.portal.get_tool("acl_users")
    return frozenset(filter(is_duty, users._getGroupsForPrincipal(PropertiedUser(user_id), ignore_plugins=_OTHERS)))


def own(user_id: str, day: date | None = None) -> frozenset[str]:
    """A person's own duties on a day (today): lasting and dated ones, without those of people they stand in for."""
    return lasting(user_id) | day_of(day).dated.get(user_id, frozenset())


def stand_ins(user_id: str, day: date | None = None) -> Sequence[StandIn]:
    """For whom somebody stands in on a day (today), and with which duties.

    Only duties that the absent person has themselves, then, and in a unit in which the substitute serves: so there are
    neither chains nor circles, and who loses a duty or leaves the department has nothing to hand over or to take.
    """
    found = day_of(day).handed_over.get(user_id, ())
    if not found:
        return ()
    units = {unit_of(duty) for duty in own(user_id, day)}
    served = (StandIn(each.user_id, frozenset(_served(each, units, day))) for each in found)
    return [each for each in served if each.duties]


def extra_groups(user_id: str) -> Sequence[str]:
    """The groups that a person has today besides the lasting ones."""
    today = day_of()
    if user_id not in today.dated and user_id not in today.handed_over:
        return ()
    return sorted(today.dated.get(user_id, frozenset()).union(*(each.duties for each in stand_ins(user_id))))


def _served(each: StandIn, units: set[str], day: date | None) -> Sequence[str]:
    return [duty for duty in each.duties & own(each.user_id, day) if unit_of(duty) in units]


def _read(day: date) -> Day:
    dated: dict[str, frozenset[str]] = {}
    absent: dict[str, str] = {}
    handed_over: dict[str, list[StandIn]] = {}
    duties = select(DutyRow.user_id, DutyRow.duty).where(
        NOT_ENDED, DutyRow.first_day <= day, or_(DutyRow.last_day.is_(None), DutyRow.last_day >= day)
    )
    absences = select(AbsenceRow.user_id, AbsenceRow.substitute, AbsenceRow.duties, AbsenceRow.confirmed_at).where(
        NOT_ENDED, AbsenceRow.first_day <= day, AbsenceRow.last_day >= day
    )
    with _reading() as database:
        for user_id, duty in database.execute(duties):
            dated[user_id] = dated.get(user_id, frozenset()) | {duty}
        for user_id, substitute, handed, confirmed in database.execute(absences):
            absent[user_id] = substitute if confirmed else absent.get(user_id, "")
            if substitute and confirmed:
                handed_over.setdefault(substitute, []).append(StandIn(user_id, frozenset(handed.split())))
    return Day(dated, absent, handed_over)


@contextmanager
def _reading():
    """The session where it is at work, so that what it has changed is seen; else a connection for a moment.

    Every request of somebody who is signed in comes here: it should take no part in a transaction for that.
    """
    database = session()
    if database.in_transaction():
        yield database
    else:
        with get_engine().connect() as connection:
            yield connection

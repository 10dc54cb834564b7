"""Absences and substitutes: who is away from when to when, and who has their duties meanwhile."""

from collections.abc import Iterable
from collections.abc import Sequence
from datetime import date
from datetime import timedelta
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.ledger.engine import session
from hcc_longan.staff import holding
from hcc_longan.staff.duties import check_days
from hcc_longan.staff.errors import NotPossible
from hcc_longan.staff.names import OVERSIGHT
from hcc_longan.staff.names import unit_of
from hcc_longan.staff.people import all_duties
from hcc_longan.staff.people import is_citizen
from hcc_longan.staff.people import members_of
from hcc_longan.staff.people import name_of
from hcc_longan.staff.people import person
from hcc_longan.staff.settings import setting
from hcc_longan.staff.tables import AbsenceRow
from hcc_longan.staff.tables import NOT_ENDED
from sqlalchemy import select


LONGEST_REASON = 300
# An illness is often entered after it began.
_BEFORE = timedelta(days=31)


def enter(
    user_id: str, first: date, last: date, by: str, *, reason: str = "", substitute: str = "", superior: bool = False
) -> AbsenceRow:
    """Enter an absence, both days included; `substitute` may be nobody. Raises NotPossible.

    `superior`: it is entered by somebody who may decide about it (a head, a leader, an administrator). Else, where the
    centre wants it so, the substitute has the duties only when such a person has confirmed them; and oversight is
    never handed on. Who names themselves as somebody's substitute always waits for another one's confirmation.
    """
    check_days(first, last, clock.today() - _BEFORE)
    if last < clock.today():
        raise NotPossible("last", _("These days are over."))
    if len(reason) > LONGEST_REASON:
        raise NotPossible("reason", _("This is too long."))
    if is_citizen(user_id) or person(user_id) is None:
        raise NotPossible("person", _("Choose somebody of the staff."))
    if _overlapping(AbsenceRow.user_id == user_id, first, last):
        raise NotPossible("first", _("An absence on some of these days has been entered already. End that one first."))
    handed = _handed_over(user_id, substitute, superior) if substitute else ()
    if substitute and _overlapping(AbsenceRow.user_id == substitute, first, last):
        raise NotPossible(
            "substitute", _("${name} is absent on some of these days.", mapping={"name": name_of(substitute)})
        )
    now = clock.now()
    confirmed = by != substitute and (superior or not setting("confirm_absences"))
    row = AbsenceRow(
        user_id=user_id,
        substitute=substitute,
        duties=" ".join(sorted(handed)),
        first_day=first,
        last_day=last,
        reason=reason,
        made_by=by,
        made_at=now,
        confirmed_by=by if confirmed else None,
        confirmed_at=now if confirmed else None,
    )
    _write(row)
    return row


def confirm(number: int, by: str) -> AbsenceRow:
    """Let a substitute have the duties. Raises NotPossible if there is nothing to confirm, or for one's own absence."""
    row = find(number)
    if row is None or row.ended_at is not None or row.confirmed_at is not None:
        raise NotPossible("absence", _("This absence was ended or confirmed already."))
    if by in (row.user_id, row.substitute):
        raise NotPossible("absence", _("Somebody else has to confirm this."))
    row.confirmed_by, row.confirmed_at = by, clock.now()
    _write()
    return row


def end(number: int, by: str) -> AbsenceRow:
    """End an absence now, or cancel a planned one; it stays as history. Raises NotPossible if it was ended already."""
    row = find(number)
    if row is None or row.ended_at is not None:
        raise NotPossible("absence", _("This absence was ended already."))
    row.ended_by, row.ended_at = by, clock.now()
    _write()
    return row


def find(number: int) -> AbsenceRow | None:
    """An absence by its number."""
    return session().get(AbsenceRow, number) if 0 < number < 2**31 else None


def of(user_id: str) -> Sequence[AbsenceRow]:
    """Somebody's absences that last or are planned, and those in which they stand in, by the first day."""
    return [row for row in running() if user_id in (row.user_id, row.substitute)]


def running() -> Sequence[AbsenceRow]:
    """The absences of all that last or are planned, by the first day."""
    statement = select(AbsenceRow).where(NOT_ENDED, AbsenceRow.last_day >= clock.today())
    return session().scalars(statement.order_by(AbsenceRow.first_day, AbsenceRow.id)).all()


def substitutes_for(user_id: str) -> Sequence[str]:
    """The ids of those who can stand in for somebody: who serves in one of the same units, today."""
    units = {unit_of(duty) for duty in holding.own(user_id)} - OVERSIGHT
    found = {each for duty in all_duties() if unit_of(duty) in units for each in members_of(duty)}
    return sorted(each for each in found - {user_id} if not is_citizen(each))


def is_absent(user_id: str, day: date | None = None) -> bool:
    """Whether somebody is absent on a day (today)."""
    return user_id in holding.day_of(day).absent


def substitute_of(user_id: str, day: date | None = None) -> str:
    """The id of who stands in for somebody on a day (today); empty if nobody does."""
    substitute = holding.day_of(day).absent.get(user_id, "")
    stands_in = substitute and any(each.user_id == user_id for each in holding.stand_ins(substitute, day))
    return substitute if stands_in else ""


def end_all(user_id: str, by: str) -> None:
    """End all in which somebody is absent or stands in."""
    for row in of(user_id):
        end(row.id, by)


def _handed_over(user_id: str, substitute: str, superior: bool) -> Iterable[str]:
    if substitute == user_id or is_citizen(substitute) or person(substitute) is None:
        raise NotPossible("substitute", _("Choose somebody else of the same department."))
    units = {unit_of(duty) for duty in holding.own(substitute)}
    duties = holding.own(user_id) if superior else holding.own(user_id) - OVERSIGHT
    shared = [duty for duty in duties if unit_of(duty) in units]
    if not shared:
        raise NotPossible("substitute", _("Choose somebody else of the same department."))
    return shared


def _overlapping(whose: object, first: date, last: date) -> bool:
    statement = select(AbsenceRow.id).where(
        NOT_ENDED, whose, AbsenceRow.first_day <= last, AbsenceRow.last_day >= first
    )
    return session().scalar(statement.limit(1)) is not None


def _write(row: AbsenceRow | None = None) -> None:
    database = session()
    if row is not None:
        database.add(row)
    database.flush()
    holding.forget()

"""Bringing a changed work calendar to the dossiers whose time runs: shown first, then done and logged in each."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.calendars.versions import CalendarVersion
from hcc_longan.dossiers.clock import read
from hcc_longan.dossiers.lifecycle import recalendar
from hcc_longan.dossiers.register.queries import dossier_at
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import EventRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.tool import register
from hcc_longan.ledger.engine import session
from hcc_longan.worktime.spec import CalendarSpec
from hcc_longan.worktime.spec import changed_days
from itertools import islice
from itertools import pairwise
from plone import api
from sqlalchemy import ColumnElement
from sqlalchemy import exists
from sqlalchemy import func
from sqlalchemy import or_
from sqlalchemy import select

import transaction


BATCH = 50
_TRIES = 5
# A request that began before a version was published may end after it, with the former version in its event.
_OVERLAP = timedelta(hours=1)
_RUNNING = (IS_OPEN, DossierRow.received_at.is_not(None), DossierRow.ended_at.is_(None))


@dataclass(frozen=True)
class Change:
    """A dossier whose due dates differ under another calendar.

    `old` and `new` are its appointment; where an extension holds that fast, they are the original due dates, which
    statistics count (`is_original`).
    """

    uid: str
    path: str
    number: str
    old: datetime
    new: datetime
    is_original: bool = False


def affected(specs: Mapping[str, CalendarSpec] | None = None, after: str = "") -> Iterator[Change]:
    """Running dossiers whose due dates would be others under new specs (None: under the newest version).

    They come in the order of their uids, those above `after`. A paused dossier is compared as if it went on now: what
    touches it later only affects it then.
    """
    target = calendars.current() if specs is None else calendars.draft(specs)
    now = clock.now()
    for count, (uid, path) in enumerate(_candidates(target, after), 1):
        dossier = dossier_at(path)
        events = dossier.events
        calendar = target.calendar(dossier.event_records[0]["data"]["department"])
        before = read(events, calendars.calendar_of(dossier), now)
        then = read(events, lambda number, calendar=calendar: calendar, now)
        if before.current_due != then.current_due:
            yield Change(uid, path, dossier.number, before.current_due, then.current_due)
        elif before.original_due != then.original_due:
            yield Change(uid, path, dossier.number, before.original_due, then.original_due, is_original=True)
        if count % BATCH == 0:
            api.portal.get()._p_jar.cacheGC()


def apply(batch: int = BATCH) -> Iterator[int]:
    """Give each affected dossier its new dates, `batch` to a transaction; yields how many are done after each.

    A run that was cut off can simply be repeated. If somebody else moved a dossier meanwhile, its batch is looked
    through and done again.
    """
    done, last, tries = 0, "", 0
    while changes := list(islice(affected(after=last), batch)):
        number = calendars.current().number
        for change in changes:
            recalendar(dossier_at(change.path), number)
        try:
            transaction.commit()
        except transaction.interfaces.TransientError:
            transaction.abort()
            tries += 1
            if tries == _TRIES:
                raise
            continue
        done, last, tries = done + len(changes), changes[-1].uid, 0
        yield done


def _candidates(target: CalendarVersion, after: str) -> Sequence[tuple[str, str]]:
    """Uids and paths of the running dossiers that a version may give other dates, found without waking them."""
    register.flush()
    database = session()
    first = database.scalar(select(func.min(DossierRow.received_at)).where(*_RUNNING))
    days = set() if first is None else _changed_days(target, first)
    if days is not None and not days:
        return []
    conditions = [*_RUNNING, DossierRow.uid > after]
    if target.number <= len(calendars.versions()):
        conditions += _not_reckoned_by(target)
    if days is not None:
        conditions += _lives_on(min(days), max(days))
    return database.execute(select(DossierRow.uid, DossierRow.path).where(*conditions).order_by(DossierRow.uid)).all()


def _changed_days(target: CalendarVersion, first: datetime) -> set[date] | None:
    """The days that differ from a version by which a dossier received since `first` may be reckoned; None for any."""
    older = [each for each in calendars.versions() if each.number < target.number]
    in_use = [old for old, new in pairwise([*older, target]) if new.recorded_at + _OVERLAP > first]
    days: set[date] = set()
    for old in in_use:
        for name in old.specs.keys() | target.specs.keys():
            changed = changed_days(old.spec(name), target.spec(name))
            if changed is None:
                return None
            days.update(changed)
    return days


def _not_reckoned_by(version: CalendarVersion) -> list[ColumnElement[bool]]:
    """Not received, and not reckoned anew, since the version was there."""
    since = version.recorded_at + _OVERLAP
    reckoned = exists().where(EventRow.uid == DossierRow.uid, EventRow.transition == "recalendar", EventRow.at > since)
    return [DossierRow.received_at < since, ~reckoned]


def _lives_on(first: date, last: date) -> list[ColumnElement[bool]]:
    """Received before the last of some days ends, and due when the first has begun.

    If days are over already every dossier's due date will do: it may have paused on them when it was late.
    """
    begin, end = (datetime.combine(day, time(), ZONE) for day in (first, last + timedelta(days=1)))
    conditions: list[ColumnElement[bool]] = [DossierRow.received_at < end]
    if first > clock.today():
        conditions.append(or_(DossierRow.is_paused, DossierRow.due_at >= begin, DossierRow.original_due_at >= begin))
    return conditions

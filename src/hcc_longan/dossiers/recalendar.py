"""Bringing a changed work calendar to the dossiers whose time runs: shown first, then done and logged in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hcc_longan import clock
from hcc_longan.dossiers import calendars
from hcc_longan.dossiers.clock import read
from hcc_longan.dossiers.lifecycle import recalendar
from hcc_longan.dossiers.register.queries import dossier_at
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.ledger.engine import session
from hcc_longan.worktime.calendar import WorkCalendar
from hcc_longan.worktime.spec import CalendarSpec
from sqlalchemy import select
from typing import Any

import transaction


BATCH = 50


@dataclass(frozen=True)
class Change:
    """A dossier whose due dates differ under another calendar."""

    path: str
    number: str
    department: str
    old: datetime
    new: datetime


def affected(spec: dict[str, CalendarSpec] | None = None) -> Iterator[Change]:
    """Running dossiers whose due dates would be others under new specs (None: under the newest version)."""
    now = clock.now()
    for path in _running():
        dossier = dossier_at(path)
        events = dossier.events
        before = read(events, calendars.calendar_of(dossier), now)
        after = read(events, _always(_calendar(dossier, spec)), now)
        dates = [(before.original_due, after.original_due), (before.current_due, after.current_due)]
        if any(old != new for old, new in dates) and before.current_due and after.current_due:
            yield Change(path, dossier.number, dossier.department, before.current_due, after.current_due)
        dossier._p_deactivate()


def apply(batch: int = BATCH) -> Iterator[int]:
    """Give each affected dossier its new dates, `batch` to a transaction; yields how many are done.

    Dossiers that are done already are not touched again, so a run that was cut off can simply be repeated.
    """
    number = calendars.current().number
    done = 0
    for change in list(affected()):
        recalendar(dossier_at(change.path), number)
        done += 1
        if done % batch == 0:
            transaction.commit()
            yield done
    transaction.commit()
    yield done


def _running() -> list[str]:
    register.flush()
    return list(
        session().scalars(
            select(DossierRow.path).where(
                DossierRow.is_open, DossierRow.received_at.is_not(None), DossierRow.ended_at.is_(None)
            )
        )
    )


def _calendar(dossier: Any, specs: dict[str, CalendarSpec] | None) -> WorkCalendar:
    if specs is None:
        return calendars.calendar_of(dossier)(calendars.current().number)
    department = dossier.event_records[0]["data"]["department"]
    own = specs.get(department)
    return (own.over(specs[calendars.CENTRE]) if own else specs[calendars.CENTRE]).calendar()


def _always(calendar: WorkCalendar):
    return lambda number: calendar

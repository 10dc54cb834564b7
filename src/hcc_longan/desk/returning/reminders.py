"""Reminding applicants of results that they have not collected."""

from collections.abc import Collection
from collections.abc import Mapping
from datetime import datetime
from datetime import timedelta
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.desk.returning.tables import ReminderRow
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import write
from hcc_longan.ledger.engine import dialect_insert
from hcc_longan.ledger.engine import session
from hcc_longan.parcels.settings import setting
from hcc_longan.vietnamese import format_date
from sqlalchemy import select
from typing import Any
from zope.i18n import translate
from zope.sqlalchemy import mark_changed


def remind(dossier: Any) -> None:
    """Write to the applicant that the result waits; once a day. Raises RuleBroken, Unauthorized or InvalidData."""
    if dossier.state != "finished":
        raise RuleBroken(_("There is no result that waits."))
    now = clock.now()
    day = now.astimezone(ZONE).date()
    last = reminders_of([dossier.UID()]).get(dossier.UID())
    if last is not None and last.at.astimezone(ZONE).date() == day:
        raise RuleBroken(_("The applicant was reminded today already."))
    language = dossier.form.get("language") or "vi"
    since = format_date(reading(dossier).ended_at.astimezone(ZONE).date(), language)
    text = _(
        "The result of your dossier ${number} has been waiting for you since ${day}. Please collect it at the "
        "centre's counter, with this number and your identity document.",
        mapping={"number": dossier.number, "day": since},
    )
    write(dossier, translate(text, target_language=language), Side.CENTRE, key=f"remind-{day}")
    values = {"at": now, "user_id": acting.user_id()}
    statement = dialect_insert(ReminderRow.__table__).values(uid=dossier.UID(), times=1, **values)
    database = session()
    database.execute(
        statement.on_conflict_do_update(index_elements=["uid"], set_={**values, "times": ReminderRow.times + 1})
    )
    mark_changed(database)


def reminders_of(uids: Collection[str]) -> Mapping[str, ReminderRow]:
    """The reminders about dossiers, by dossier."""
    rows = session().scalars(select(ReminderRow).where(ReminderRow.uid.in_(sorted(uids))))
    return {row.uid: row for row in rows}


def overdue_since() -> datetime:
    """Results that were ready before this moment count as not collected."""
    return clock.now() - timedelta(days=setting("uncollected_days"))

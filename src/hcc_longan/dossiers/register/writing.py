"""From a dossier to its rows in the register."""

from collections.abc import Sequence
from datetime import datetime
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.calendars.versions import calendar_of
from hcc_longan.dossiers.clock import Phase
from hcc_longan.dossiers.clock import read
from hcc_longan.dossiers.register import words
from hcc_longan.dossiers.register.keys import lookup_key
from hcc_longan.dossiers.register.tables import AgencyRow
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import EventRow
from hcc_longan.dossiers.register.tables import FollowRow
from hcc_longan.dossiers.register.tables import MessageRow
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.ledger.engine import dialect_insert
from hcc_longan.ledger.engine import session
from hcc_longan.vietnamese import fold
from sqlalchemy import bindparam
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import select
from typing import Any
from zope.sqlalchemy import mark_changed


_TABLE = DossierRow.__table__
_EVENTS = EventRow.__table__
_MESSAGES = MessageRow.__table__
_AGENCIES = AgencyRow.__table__
# On what the words of a dossier depend, besides its agencies.
_WORDED = ("applicant", "code", "department")
_KNOWN = select(*(_TABLE.c[name] for name in _WORDED)).where(_TABLE.c.uid == bindparam("dossier"))


def row(dossier: Any) -> dict[str, Any]:
    """The register row of a dossier."""
    events = dossier.events
    reading = read(events, calendar_of(dossier), clock.now())
    returned = next((e.at for e in reversed(events) if e.transition == "return_result"), None)
    applicant = dossier.applicant
    paused = reading.phase is Phase.PAUSED
    return {
        "uid": dossier.UID(),
        "path": "/".join(dossier.getPhysicalPath()[2:]),
        "version": dossier.version,
        "tracking_number": dossier.tracking_number,
        "code": dossier.code,
        "filing_key": dossier.filing_key,
        "procedure": dossier.procedure,
        "procedure_version": dossier.procedure_version,
        "department": dossier.department,
        "holder": dossier.holder,
        "state": dossier.state,
        "national_code": dossier.state_now.national_code,
        "is_open": dossier.state_now.is_open,
        "is_paused": paused,
        "channel": dossier.channel,
        "counter": dossier.counter,
        "assignee": dossier.assignee,
        "applicant": applicant["name"],
        "applicant_folded": fold(applicant["name"]),
        "filed_by": dossier.filed_by or None,
        "id_key": lookup_key(applicant.get("id_number")),
        "phone_key": lookup_key(applicant.get("phone")),
        "register_book": dossier.register_book,
        "register_sequence": dossier.register_sequence,
        "filed_at": events[0].at,
        "received_at": reading.received_at,
        # While the applicant is to act no date stands still: it is set again when the dossier comes back.
        "original_due_at": None if paused else reading.original_due,
        "due_at": None if paused else reading.current_due,
        "ended_at": reading.ended_at,
        "returned_at": returned if dossier.state == "returned" else None,
        # What only time changes is not kept: an open dossier's lateness follows from its due date.
        "verdict": reading.verdict.value if reading.phase is Phase.ENDED and reading.verdict else None,
        "received_month": _month(reading.received_at),
        "ended_month": _month(reading.ended_at),
        "supplement_requests": reading.supplement_requests,
        "extensions": reading.extensions,
        "is_test": dossier.is_test,
        "by_post": dossier.delivery.get("method") == "post",
    }


def event_rows(dossier: Any, after: int = 0) -> Sequence[dict[str, Any]]:
    """The event rows of a dossier, those numbered above `after`."""
    uid = dossier.UID()
    names = ("number", "transition", "at", "before", "after", "holder", "actor", "role", "stage_minutes")
    return [{"uid": uid, **{name: getattr(e, name) for name in names}} for e in dossier.events if e.number > after]


def message_rows(dossier: Any) -> Sequence[dict[str, Any]]:
    """The rows of a dossier's messages, as yet unread."""
    uid = dossier.UID()
    return [
        {"uid": uid, "number": number, "side": record["side"], "at": datetime.fromisoformat(record["at"])}
        for number, record in enumerate(dossier.messages, 1)
    ]


def agencies_of(dossier: Any) -> set[str]:
    """The agencies and departments besides its own that hold a dossier, or were asked about it."""
    return {dossier.holder, *dossier.open_tasks.values()} - {dossier.department, CENTRE, APPLICANT, ""}


def write(dossier: Any) -> None:
    """Make the register say what the dossier says.

    Plain statements with parameters: SQLAlchemy keeps them compiled, which halves the cost of a step.
    """
    values = row(dossier)
    uid = values["uid"]
    database = session()
    known = database.execute(_KNOWN, {"dossier": uid}).mappings().first()
    if known is None:
        if dossier.version > 1:
            # Its row was lost; events may have stayed.
            remove(uid)
        database.execute(_TABLE.insert(), values)
        database.execute(_EVENTS.insert(), event_rows(dossier))
    else:
        last = database.scalar(select(func.max(EventRow.number)).where(EventRow.uid == uid)) or 0
        database.execute(_TABLE.update().where(_TABLE.c.uid == bindparam("dossier")), {**values, "dossier": uid})
        if events := event_rows(dossier, last):
            # Somebody who was quicker has written the same: then the other store has a conflict, which decides.
            database.execute(dialect_insert(_EVENTS).on_conflict_do_nothing(), events)
    agencies = agencies_of(dossier)
    changed = agencies != set(database.scalars(select(AgencyRow.agency).where(AgencyRow.uid == uid)))
    if changed:
        database.execute(delete(AgencyRow).where(AgencyRow.uid == uid))
        if agencies:
            rows = [{"uid": uid, "agency": agency} for agency in sorted(agencies)]
            database.execute(dialect_insert(_AGENCIES).on_conflict_do_nothing(), rows)
    if changed or known is None or any(known[name] != values[name] for name in _WORDED):
        words.write(values, agencies)
    if dossier.messages:
        database.execute(dialect_insert(_MESSAGES).on_conflict_do_nothing(), message_rows(dossier))
    mark_changed(database)


def rewrite(dossier: Any) -> None:
    """Write the rows of a dossier anew; which of its messages were read stays as it is."""
    uid = dossier.UID()
    remove(uid)
    session().execute(delete(MessageRow).where(MessageRow.uid == uid, MessageRow.number > len(dossier.messages)))
    write(dossier)


def forget(uid: str) -> None:
    """Take a dossier that is no more out of the register, its messages and who follows it."""
    for table in (MessageRow, FollowRow):
        session().execute(delete(table).where(table.uid == uid))
    remove(uid)


def remove(uid: str) -> None:
    """Take a dossier's row, words, agencies and events out of the register, to be written anew."""
    database = session()
    words.forget(uid)
    for table in (AgencyRow, EventRow, DossierRow):
        database.execute(delete(table).where(table.uid == uid))
    mark_changed(database)


def _month(moment: datetime | None) -> int | None:
    if moment is None:
        return None
    local = moment.astimezone(ZONE)
    return local.year * 100 + local.month

"""Rows of the register as a work list shows them: no dossier is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.desk.due import Due
from hcc_longan.desk.due import due_of
from hcc_longan.desk.due import moment
from hcc_longan.desk.due import Pressure
from hcc_longan.desk.lists import following
from hcc_longan.desk.lists.names import holder_names
from hcc_longan.desk.lists.names import officer_name
from hcc_longan.desk.lists.names import procedure_titles
from hcc_longan.desk.screens import screen_url
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import unread_in
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.worklists import CHANNELS
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.states import STATES
from zope.i18nmessageid import Message


@dataclass(frozen=True)
class Line:
    """A dossier in a list; what is a Message is to be translated."""

    uid: str
    url: str
    number: str
    applicant: str
    code: str
    procedure: str
    state: Message
    holder: str
    due: Due
    assignee: str
    department: str
    channel: Message
    counter: str
    filed: str
    received: str
    flags: Sequence[Message]
    is_followed: bool


def lines(rows: Sequence[DossierRow], user_id: str, language: str) -> Sequence[Line]:
    """Rows as an officer reads them in a language."""
    uids = [row.uid for row in rows]
    titles = procedure_titles((row.procedure for row in rows), language)
    holders = holder_names(language)
    served = counters()
    unread = unread_in(uids, Side.CENTRE) if uids else {}
    followed = following.followed_among(uids, user_id)
    now = clock.now()
    return [
        Line(
            uid=row.uid,
            url=screen_url("dossier", row.code or row.tracking_number, language=language),
            number=row.code or row.tracking_number,
            applicant=row.applicant,
            code=row.procedure,
            procedure=titles.get(row.procedure, row.procedure),
            state=STATES[row.state].title,
            holder=holders.get(row.holder, row.holder),
            due=_due(row, now),
            assignee=officer_name(row.assignee) if row.assignee else "",
            department=holders.get(row.department, row.department),
            channel=CHANNELS.get(row.channel, row.channel),
            counter=served[row.counter].title(language) if row.counter in served else row.counter,
            filed=moment(row.filed_at),
            received=moment(row.received_at),
            flags=_flags(row, unread.get(row.uid, 0)),
            is_followed=row.uid in followed,
        )
        for row in rows
    ]


def _due(row: DossierRow, now: datetime) -> Due:
    if row.received_at is None and row.is_open:
        return Due(Pressure.NONE, _("Not received yet"), None, None)
    return due_of(row.due_at, now, is_paused=row.is_paused, ended=row.ended_at is not None, department=row.department)


def _flags(row: DossierRow, unread: int) -> Sequence[Message]:
    found = []
    if unread:
        found.append(_("New messages: ${number}", mapping={"number": unread}))
    if row.supplement_requests > 1:
        found.append(_("Supplements asked for: ${number}", mapping={"number": row.supplement_requests}))
    if row.extensions:
        found.append(_("New date after an apology"))
    if row.is_test:
        found.append(_("For trying out"))
    return found

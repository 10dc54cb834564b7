"""How a due date looks on the desk: a colour and the working time that remains, in words."""

from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from enum import StrEnum
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.explanation import in_words
from hcc_longan.dossiers.settings import rules_on
from zope.i18nmessageid import Message


class Pressure(StrEnum):
    """How urgent something is; the names of the colours in `desk.css`."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    CALM = "calm"
    PAUSED = "paused"
    NONE = "none"


@dataclass(frozen=True)
class Due:
    """When something is due, as the desk shows it; `text` is to be translated."""

    pressure: Pressure
    text: Message
    at: datetime | None
    working: timedelta | None

    @property
    def day(self) -> str:
        return moment(self.at)


def moment(at: datetime | None) -> str:
    """`17:00, 12/11/2026`, as every screen of the desk writes a moment; nothing for none."""
    return f"{at.astimezone(ZONE):%H:%M, %d/%m/%Y}" if at else ""


def due_of(
    due_at: datetime | None, now: datetime, *, is_paused: bool = False, ended: bool = False, department: str = ""
) -> Due:
    """How a dossier's due date looks at a moment: a row of the register knows all of this."""
    if ended:
        return Due(Pressure.NONE, _("Done"), due_at, None)
    if is_paused:
        return Due(Pressure.PAUSED, _("The time stands still"), due_at, None)
    if due_at is None:
        return Due(Pressure.NONE, _("No time limit"), None, None)
    calendar = calendars.current().calendar(department)
    if due_at < now:
        late = calendar.between(due_at, now)
        return Due(Pressure.LATE, _("${time} late", mapping={"time": in_words(late)}), due_at, -late)
    left = calendar.between(now, due_at)
    text = _("${time} left", mapping={"time": in_words(left)})
    if due_at.astimezone(ZONE).date() == now.astimezone(ZONE).date():
        return Due(Pressure.TODAY, text, due_at, left)
    warn = timedelta(hours=8) * rules_on(now.astimezone(ZONE).date()).warn_days
    return Due(Pressure.SOON if left <= warn else Pressure.CALM, text, due_at, left)

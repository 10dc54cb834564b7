"""When a centre is open, in words, from its work calendar."""

from datetime import timedelta
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.calendars.changes import WEEKDAYS
from hcc_longan.vietnamese import format_date
from itertools import groupby
from zope.i18n import translate


# Days ahead in which a closed day is worth telling.
_SOON = 14


def week(department: str, language: str) -> list[tuple[str, str]]:
    """Days and their hours, days with the same hours together; closed days are left out."""

    def say(message: str) -> str:
        return translate(message, target_language=language)

    found = []
    sessions = calendars.current().spec(department).week
    for hours, days in groupby(range(7), key=lambda day: sessions[day]):
        if not hours:
            continue
        first, *others = list(days)
        span = {"first": say(WEEKDAYS[first]), "last": say(WEEKDAYS[others[-1]])} if others else {}
        title = say(_("${first} to ${last}", mapping=span)) if others else say(WEEKDAYS[first])
        found.append((title, ", ".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in hours)))
    return found


def closed_soon(department: str, language: str) -> list[str]:
    """The next days on which the centre is closed though their weekday is worked."""
    version = calendars.current()
    sessions, calendar = version.spec(department).week, version.calendar(department)
    days = (clock.today() + timedelta(days=ahead) for ahead in range(_SOON))
    return [format_date(day, language) for day in days if sessions[day.weekday()] and not calendar.is_working_day(day)]

"""What an officer has before them today."""

from collections.abc import Iterable
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.desk.day.interfaces import IDay
from hcc_longan.desk.day.interfaces import IDayPanel
from hcc_longan.desk.screens import Screen
from hcc_longan.vietnamese import format_date
from zope.component import subscribers
from zope.i18nmessageid import Message
from zope.interface import implementer


_WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


@implementer(IDay)
class Day(Screen):
    """My day: panels, each for what an officer of some duty wants to know in the morning."""

    screen = "day"
    title = _("My day")

    @property
    def today(self) -> Message:
        """`Tuesday, 24 November 2026`."""
        day = clock.today()
        mapping = {"weekday": self.say(_WEEKDAYS[day.weekday()]), "date": format_date(day, self.language)}
        return _("${weekday}, ${date}", mapping=mapping)

    @property
    def panels(self) -> Iterable[IDayPanel]:
        """The panels that have something to say, in their order."""
        found = sorted(subscribers((self,), IDayPanel), key=lambda panel: panel.weight)
        return [panel for panel in found if panel.is_needed()]

"""What other rooms give to the day of an officer."""

from zope.interface import Attribute
from zope.interface import Interface


class IDay(Interface):
    """The screen "My day" of an officer: see `desk.day.day.Day`."""


class IDayPanel(Interface):
    """A panel of the screen, a subscription adapter of IDay. Panels stand in the order of their weights.

    Ours weigh 10 to 90. A panel is asked whether it has something to say first, and made only then.
    """

    weight = Attribute("A number: light ones stand first")
    is_wide = Attribute("Whether the panel takes the whole width")

    def is_needed() -> bool:
        """Whether the officer has a use for it today."""

    def render() -> str:
        """The panel as HTML: a `section` of class `desk-panel` with a heading `h2`."""

"""What other rooms give to the demo."""

from zope.interface import Attribute
from zope.interface import Interface


class IDemoPart(Interface):
    """A named utility that adds its room's content to a demo month (ratings, notices …), once its dossiers are there.

    Parts run by the order of their weights. One may be called again for a further month.
    """

    weight = Attribute("A number: light ones run first")

    def make(month) -> int:
        """Make it for a `demo.month.Month`; gives how many there are. The caller commits."""

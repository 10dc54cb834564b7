"""What an officer has before them today."""

from hcc_longan import _
from hcc_longan.desk.screens import Screen


class Day(Screen):
    """My day."""

    screen = "day"
    title = _("My day")

"""How due dates look on the desk."""

from datetime import datetime
from hcc_longan.clock import ZONE
from hcc_longan.desk.due import due_of
from hcc_longan.desk.due import Pressure
from zope.i18n import translate

import pytest


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("due", "options", "pressure", "words"),
    [
        (moment(10, 17), {}, Pressure.CALM, "5 days 5 hours left"),
        (moment(4, 9), {}, Pressure.SOON, "7 hours 30 minutes left"),
        (moment(3, 11), {}, Pressure.TODAY, "1 hour 30 minutes left"),
        (moment(2, 9), {}, Pressure.LATE, "1 day late"),
        (moment(10, 17), {"is_paused": True}, Pressure.PAUSED, "The time stands still"),
        (moment(2, 9), {"ended": True}, Pressure.NONE, "Done"),
        (None, {}, Pressure.NONE, "No time limit"),
    ],
)
def test_words_and_colour(portal, due, options, pressure, words):
    found = due_of(due, moment(3, 9, 30), **options)
    assert found.pressure is pressure
    assert translate(found.text, target_language="en") == words

"""How long dossiers of a procedure take, from those that were finished in the last twelve months."""

from datetime import timedelta
from hcc_longan import clock
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.register import queries
from math import ceil
from plone.memoize import ram
from typing import Any


_PERIOD = timedelta(days=365)
# Fewer say nothing about the next one.
LEAST = 20


def _hour(function: Any, procedure: str, department: str) -> tuple[str, str, str]:
    return procedure, department, f"{clock.now():%Y%m%d%H}"


@ram.cache(_hour)
def nine_in_ten(procedure: str, department: str) -> int | None:
    """Working days that nine in ten dossiers took at most, from reception to the result; None if too few ended.

    What applicants took to answer is in it. At most an hour old.
    """
    spans = queries.durations(procedure, clock.now() - _PERIOD)
    if len(spans) < LEAST:
        return None
    calendar = calendars.current().calendar(department)
    lasted = sorted(calendar.between(begin, end) for begin, end in spans)
    ninth = lasted[ceil(len(lasted) * 0.9) - 1]
    return max(1, ceil(ninth / timedelta(minutes=calendar.minutes_per_day)))

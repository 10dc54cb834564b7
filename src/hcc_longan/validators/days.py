"""Days as people type them."""

from datetime import date
from hcc_longan import clock
from hcc_longan.validators.wrong import Wrong
from hcc_longan.vietnamese import clean

import re


OLDEST = 130  # years
_TYPED = re.compile(r"([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2}) ?[/.\- ] ?([0-9]+)")
_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def check_date(text: str, *, when: str = "") -> date:
    """A day typed as `25/12/1990`, `25-12-1990`, `25.12.1990`, `25121990` or `1990-12-25`.

    `when` may be "past" (up to today) or "future" (from today).
    """
    day = _read(clean(text))
    if when == "past" and day > clock.today():
        raise Wrong("date_future")
    if when == "future" and day < clock.today():
        raise Wrong("date_past")
    return day


def check_birth_date(text: str, *, min_age: int = 0, max_age: int = OLDEST) -> date:
    """A day of birth of somebody who has completed `min_age` years today and not more than `max_age`."""
    day = check_date(text, when="past")
    today = clock.today()
    age = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    if age < min_age:
        raise Wrong("age_least", least=min_age)
    if age > max_age:
        raise Wrong("age_most", most=max_age)
    return day


def _read(text: str) -> date:
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _TOGETHER.fullmatch(text) or _TYPED.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise Wrong("date")
    if len(year) != 4:
        raise Wrong("date_year")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Wrong("date_none") from None

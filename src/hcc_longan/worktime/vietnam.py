"""Vietnam's public holidays and the yearly swaps of working days, as a first calendar that people go on editing."""

from collections.abc import Iterable
from datetime import date
from hcc_longan.worktime.spec import CalendarSpec
from hcc_longan.worktime.spec import DayKind
from hcc_longan.worktime.spec import DEFAULT_WEEK
from hcc_longan.worktime.spec import SpecialDay

import holidays
import re


def seed(years: Iterable[int]) -> CalendarSpec:
    """The ordinary week, with the days off and make-up days of some years (Labour Code 2019, Điều 112).

    The government decides the Tết block and the swaps anew each year: the package knows such decisions of the past,
    and computes the rest. So no year after the last decision it holds counts as known. Raises ValueError without years.
    """
    wanted = sorted(set(years))
    if not wanted:
        raise ValueError("A calendar can only be made for at least one year.")
    vietnamese = holidays.country_holidays("VN", years=wanted, language="vi")
    english = holidays.country_holidays("VN", years=wanted, language="en_US")
    days = {
        day: SpecialDay(day, DayKind.OFF, name, _day_first(english.get(day, "")))
        for day, name in vietnamese.items()
        if day.year in wanted
    }
    # The package tells make-up days of other years as well.
    for day in vietnamese.weekend_workdays:
        if day.year in wanted:
            days[day] = SpecialDay(day, DayKind.WORK, "Ngày làm bù", "Make-up working day")
    return CalendarSpec(DEFAULT_WEEK, tuple(days[day] for day in sorted(days)), min(wanted[-1], last_decided_year()))


def last_decided_year() -> int:
    """The last year for which the package holds a decision about swapped days."""
    decided = holidays.country_holidays("VN").special_public_holidays
    return max(decided)


def seeded_days(year: int) -> dict[date, SpecialDay]:
    """The special days of one year."""
    return {each.day: each for each in seed([year]).days}


def _day_first(name: str) -> str:
    """A name whose dates read day/month/year, as all others here: the package writes American ones in English."""
    return re.sub(r"\b(\d\d)/(\d\d)/(\d{4})\b", r"\2/\1/\3", name)

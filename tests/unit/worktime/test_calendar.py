"""Working time: vectors computed by hand, laws, and a walk minute by minute as an independent witness."""

from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from hcc_longan.clock import ZONE
from hcc_longan.worktime.calendar import BadCalendar
from hcc_longan.worktime.calendar import NoWorkingTime
from hcc_longan.worktime.calendar import WorkCalendar
from hcc_longan.worktime.limits import end_in_working_time
from hcc_longan.worktime.limits import Limit
from hcc_longan.worktime.limits import Unit
from hcc_longan.worktime.vietnam import seed
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

import pytest


MORNING, AFTERNOON = (time(7), time(11, 30)), (time(13, 30), time(17))
WEEK = dict.fromkeys(range(5), (MORNING, AFTERNOON))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
VIETNAM = seed(range(2016, 2028)).calendar()
# 24 to 28 February 2024: a half day, a day off, a make-up Saturday, and a year that leaps.
MIXED = WorkCalendar(
    {**WEEK, 5: ()},
    off=[date(2024, 2, 27), date(2024, 1, 1)],
    extra={date(2024, 2, 28): [MORNING], date(2024, 2, 24): (MORNING, AFTERNOON), date(2023, 12, 30): [AFTERNOON]},
)
ODD = WorkCalendar({0: [(time(0), time(8))], 3: [(time(22), time(23, 59))]})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        # domain.md 3.3
        ("2016-10-17 08:00", 3, "2016-10-20 08:00"),
        ("2016-10-28 16:00", 5, "2016-11-04 16:00"),
        ("2016-10-29 09:00", 1, "2016-10-31 17:00"),
        ("2016-10-18 12:15", 0.5, "2016-10-19 07:30"),
        ("2016-10-18 17:30", 2, "2016-10-20 17:00"),
        ("2017-01-25 09:00", 3, "2017-02-06 09:00"),
        ("2026-04-24 15:30", 3, "2026-05-04 15:30"),
        ("2026-04-29 10:00", 1.5, "2026-05-04 16:00"),
        # Tết 2026: 16 to 20 February are off. Fri 13-02 15:00 + 8 h = 2 h on Friday, 6 h on Mon 23-02: 4.5 h to 11:30,
        # 1.5 h from 13:30.
        ("2026-02-13 15:00", 1, "2026-02-23 15:00"),
        # Swap of 2026: Mon 31-08 is off for Sat 22-08, 1 and 2 September are holidays.
        # Fri 21-08 09:00 + 1 day = Sat 22-08 09:00; Fri 28-08 09:00 + 1 day = Thu 03-09 09:00.
        ("2026-08-21 09:00", 1, "2026-08-22 09:00"),
        ("2026-08-28 09:00", 1, "2026-09-03 09:00"),
        # Over the year's end: Thu 31-12-2026 16:00 + 1 day = 1 h on Thursday; Friday is New Year; Mon 04-01 7 h: 16:00.
        ("2026-12-31 16:00", 1, "2027-01-04 16:00"),
    ],
)
def test_limits_in_working_days_end_as_computed_by_hand(received, days, due):
    assert Limit(days, Unit.WORKING_DAY).due(VIETNAM, at(received)) == at(due)


def test_waiting_time_moves_the_end():
    # 5 days from Mon 17-10 08:00: Mon 24-10 08:00. Waited 34 h (domain.md 3.3): Fri 28-10 10:00.
    pause = (at("2016-10-19 10:00"), at("2016-10-25 14:00"))
    assert VIETNAM.between(*pause) == 34 * HOUR
    assert Limit(5, Unit.WORKING_DAY).due(VIETNAM, at("2016-10-17 08:00"), [pause]) == at("2016-10-28 10:00")


@pytest.mark.parametrize(
    ("unit", "amount", "start", "pauses", "due"),
    [
        (Unit.SAME_DAY, 1, "2026-11-02 14:59", [], "2026-11-02 17:00"),
        (Unit.SAME_DAY, 1, "2026-11-02 15:00", [], "2026-11-03 17:00"),
        (Unit.SAME_DAY, 1, "2026-11-06 15:30", [], "2026-11-09 17:00"),
        # Saturday evening is no afternoon of a working day: Monday itself.
        (Unit.SAME_DAY, 1, "2026-11-07 18:00", [], "2026-11-09 17:00"),
        (Unit.WORKING_HOUR, 4, "2026-11-02 10:00", [], "2026-11-02 16:00"),
        (Unit.MINUTE, 90, "2026-11-02 11:00", [], "2026-11-02 14:30"),
        # Days: the first does not count; Saturday 7 November moves to Monday.
        (Unit.DAY, 5, "2026-11-02 09:00", [], "2026-11-09 17:00"),
        (Unit.DAY, 5, "2026-11-02 09:00", [("2026-11-03 09:00", "2026-11-06 09:00")], "2026-11-10 17:00"),
        # Over the month's end: 27 October + 5 = 1 November; 5 days of pause (28-10 to 02-11) lead to Fri 6 November.
        (Unit.DAY, 5, "2026-10-27 09:00", [("2026-10-28 16:00", "2026-11-02 08:00")], "2026-11-06 17:00"),
        # Same day with 2 h of waiting: Monday's closing and 2 h more, Tuesday 09:00.
        (Unit.SAME_DAY, 1, "2026-11-02 08:00", [("2026-11-02 09:00", "2026-11-02 11:00")], "2026-11-03 09:00"),
        # 4 h from 10:00, paused over lunch from 11:00 to 14:00 (1 h of work): 16:00 and 1 h, the closing itself.
        (Unit.WORKING_HOUR, 4, "2026-11-02 10:00", [("2026-11-02 11:00", "2026-11-02 14:00")], "2026-11-02 17:00"),
        # 24 h of the clock and a pause of 25 h: Wed 4 November 10:00.
        (Unit.HOUR, 24, "2026-11-02 09:00", [("2026-11-02 10:00", "2026-11-03 11:00")], "2026-11-04 10:00"),
        (Unit.HOUR, 24, "2026-11-02 09:00", [], "2026-11-03 09:00"),
        (Unit.HOUR, 24, "2026-11-06 09:00", [], "2026-11-09 07:00"),
        (Unit.HOUR, 8, "2026-11-02 09:00", [], "2026-11-02 17:00"),
        (Unit.MONTH, 1, "2024-01-31 09:00", [], "2024-02-29 17:00"),
        (Unit.MONTH, 1, "2023-01-31 09:00", [], "2023-02-28 17:00"),
        # A month and a pause of 3 days: 2 + 3 = Sat 5 December moves to Monday.
        (Unit.MONTH, 1, "2026-11-02 09:00", [("2026-11-10 09:00", "2026-11-13 09:00")], "2026-12-07 17:00"),
        # 31 December + 2 months: Sunday 28 February 2027 moves to Monday.
        (Unit.MONTH, 2, "2026-12-31 09:00", [], "2027-03-01 17:00"),
    ],
)
def test_other_units_end_as_computed_by_hand(unit, amount, start, pauses, due):
    moments = [(at(begin), at(end)) for begin, end in pauses]
    assert Limit(amount, unit).due(VIETNAM, at(start), moments, cutoff=time(15)) == at(due)


@pytest.mark.parametrize("amount", [0, -1, float("nan"), float("inf")])
def test_a_limit_of_nothing_is_refused(amount):
    with pytest.raises(ValueError, match="more than nothing"):
        Limit(amount, Unit.WORKING_DAY)


def test_half_a_calendar_day_is_refused():
    with pytest.raises(ValueError, match="whole number"):
        Limit(1.5, Unit.DAY)


@pytest.mark.parametrize(
    ("moment", "clamped"),
    [
        ("2026-11-02 06:00", "2026-11-02 07:00"),
        ("2026-11-02 07:00", "2026-11-02 07:00"),
        ("2026-11-02 11:30", "2026-11-02 13:30"),
        ("2026-11-02 12:15", "2026-11-02 13:30"),
        ("2026-11-02 17:00", "2026-11-03 07:00"),
        ("2026-11-07 09:00", "2026-11-09 07:00"),
        ("2026-12-31 17:00", "2027-01-04 07:00"),
    ],
)
def test_a_start_outside_working_time_waits_for_it(moment, clamped):
    assert VIETNAM.clamp(at(moment)) == at(clamped)


def test_eight_hours_from_the_opening_end_at_the_closing():
    assert VIETNAM.add(at("2026-11-02 07:00"), 8 * HOUR) == at("2026-11-02 17:00")
    # The last closing of a year is no seam to the next.
    assert VIETNAM.add(at("2026-12-31 16:00"), HOUR) == at("2026-12-31 17:00")
    assert VIETNAM.subtract(at("2026-11-02 17:00"), 8 * HOUR) == at("2026-11-02 07:00")
    assert VIETNAM.add(at("2026-11-03 07:00"), -HOUR) == at("2026-11-02 16:00")
    # The seam itself: of the moments that lie 0 working hours apart, going back gives the latest.
    assert VIETNAM.subtract(at("2026-11-03 08:00"), HOUR) == at("2026-11-03 07:00")
    # Over New Year: Mon 04-01-2027 08:00 less 8 h = 1 h on Monday, 7 h on Thu 31-12: 3.5 h to 13:30, 3.5 h to 08:00.
    assert VIETNAM.subtract(at("2027-01-04 08:00"), 8 * HOUR) == at("2026-12-31 08:00")


def test_a_day_of_work_over_a_half_day_takes_the_next_one_too():
    # Tue 27-02 is off; Mon 26-02 16:00: 1 h on Monday, 4.5 h on Wed 28-02 (morning only), 2.5 h on Thu 29-02: 09:30.
    assert MIXED.add(at("2024-02-26 16:00"), 8 * HOUR) == at("2024-02-29 09:30")


def test_a_date_that_falls_on_a_half_day_is_due_at_its_closing():
    assert MIXED.add_calendar_days(at("2024-02-26 16:00"), 1) == at("2024-02-28 11:30")


def test_work_stops_at_the_closing_to_the_fraction_of_a_second():
    assert VIETNAM.between(at("2026-11-02 16:59:59.5"), at("2026-11-02 17:00:00.5")) == timedelta(seconds=0.5)


def test_an_end_in_working_time_stays():
    assert end_in_working_time(VIETNAM, at("2026-11-02 17:00")) == at("2026-11-02 17:00")
    assert end_in_working_time(VIETNAM, at("2026-11-02 12:00")) == at("2026-11-02 13:30")


def test_moments_of_any_zone_are_understood():
    assert VIETNAM.clamp(datetime.fromisoformat("2026-11-02T01:00+00:00")) == at("2026-11-02 08:00")


@pytest.mark.parametrize(
    "act",
    [
        VIETNAM.clamp,
        lambda moment: VIETNAM.add(moment, HOUR),
        lambda moment: VIETNAM.subtract(moment, HOUR),
        lambda moment: VIETNAM.between(moment, at("2026-11-02 08:00")),
        lambda moment: VIETNAM.between(at("2026-11-02 08:00"), moment),
        lambda moment: VIETNAM.add_calendar_days(moment, 1),
        lambda moment: VIETNAM.add_months(moment, 1),
        *(lambda moment, unit=unit: Limit(1, unit).due(VIETNAM, moment) for unit in Unit),
        *(
            lambda moment, unit=unit: Limit(1, unit).due(VIETNAM, at("2026-11-02 08:00"), [(moment, moment)])
            for unit in Unit
        ),
    ],
)
def test_moments_without_a_zone_are_refused(act):
    with pytest.raises(ValueError, match="no time zone"):
        act(datetime(2026, 11, 2, 9))


def test_calendars_that_make_no_sense_are_refused():
    with pytest.raises(NoWorkingTime):
        WorkCalendar({})
    with pytest.raises(BadCalendar, match="overlap"):
        WorkCalendar({0: [(time(7), time(12)), (time(11), time(17))]})
    with pytest.raises(BadCalendar, match="before they begin"):
        WorkCalendar({0: [(time(12), time(7))]})
    once = WorkCalendar({}, extra={date(2026, 11, 2): [MORNING]})
    with pytest.raises(NoWorkingTime):
        once.clamp(at("2026-11-03 08:00"))
    with pytest.raises(NoWorkingTime):
        once.working_day_from(date(2026, 11, 3))
    with pytest.raises(NoWorkingTime):
        once.subtract(at("2026-11-01 08:00"), HOUR)


calendars = st.sampled_from([VIETNAM, MIXED, ODD])
moments = st.integers(0, 400 * 1440).map(lambda minutes: at("2023-11-20 00:00") + minutes * MINUTE)
works = st.integers(0, 12 * 60).map(lambda minutes: minutes * MINUTE)


def walked(calendar: WorkCalendar, begin: datetime, end: datetime) -> timedelta:
    """The working time between two moments, minute by minute."""
    minutes = 0
    while begin < end:
        minutes += any(first <= begin < last for first, last in calendar.sessions(begin.date()))
        begin += MINUTE
    return minutes * MINUTE


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.integers(0, 6 * 1440))
def test_measuring_agrees_with_a_walk(calendar, begin, minutes):
    end = begin + minutes * MINUTE
    assert calendar.between(begin, end) == walked(calendar, begin, end)
    assert calendar.between(end, begin) == -calendar.between(begin, end)


@settings(max_examples=60, deadline=None)
@given(calendars, moments, works)
def test_adding_agrees_with_a_walk(calendar, begin, work):
    end = calendar.add(begin, work)
    left, moment = work, begin
    while left:
        left -= MINUTE * any(first <= moment < last for first, last in calendar.sessions(moment.date()))
        moment += MINUTE
    if work:
        assert end == moment
    else:
        assert any(first <= end < last for first, last in calendar.sessions(end.date()))
        assert not walked(calendar, begin, end)


@settings(max_examples=200, deadline=None)
@given(calendars, moments, works, works)
def test_adding_and_measuring_are_consistent(calendar, begin, first, second):
    end = calendar.add(begin, first)
    assert end >= begin
    assert calendar.between(begin, end) == first
    assert calendar.between(begin, calendar.add(end, second)) == first + second
    if second:
        assert calendar.add(end, second) == calendar.add(begin, first + second)
    start = calendar.subtract(end, first)
    assert start <= end
    assert calendar.between(start, end) == first
    assert calendar.add(begin, first) <= calendar.add(begin, first + second)


@settings(max_examples=100, deadline=None)
@given(calendars, moments, st.integers(0, 3_000_000), st.integers(0, 3_000_000))
def test_stretches_add_up_to_the_second(calendar, begin, first, second):
    middle = begin + timedelta(seconds=first)
    end = middle + timedelta(seconds=second)
    assert calendar.between(begin, middle) + calendar.between(middle, end) == calendar.between(begin, end)


@settings(max_examples=100, deadline=None)
@given(calendars, moments, st.integers(0, 5 * 1440), st.integers(0, 100_000_000))
def test_what_begins_later_never_ends_earlier(calendar, begin, minutes, milliseconds):
    work = timedelta(milliseconds=milliseconds)
    assert calendar.add(begin, work) <= calendar.add(begin + minutes * MINUTE, work)
    assert calendar.subtract(begin, work) <= calendar.subtract(begin + minutes * MINUTE, work)
    assert calendar.between(begin, calendar.add(begin, work)) == work
    assert calendar.between(calendar.subtract(begin, work), begin) == work

"""The data behind a calendar: seeds, differences of a department, exchange with spreadsheets."""

from datetime import date
from datetime import time
from hcc_longan.worktime.calendar import BadCalendar
from hcc_longan.worktime.exchange import LineFault
from hcc_longan.worktime.exchange import LineProblem
from hcc_longan.worktime.exchange import read_days
from hcc_longan.worktime.exchange import write_days
from hcc_longan.worktime.spec import CalendarSpec
from hcc_longan.worktime.spec import changed_days
from hcc_longan.worktime.spec import DayKind
from hcc_longan.worktime.spec import DEFAULT_WEEK
from hcc_longan.worktime.spec import parse_hours
from hcc_longan.worktime.spec import Problem
from hcc_longan.worktime.spec import ProblemKind
from hcc_longan.worktime.spec import SpecialDay
from hcc_longan.worktime.vietnam import seed
from hcc_longan.worktime.vietnam import seeded_days

import pytest


OFF, WORK = DayKind.OFF, DayKind.WORK


def spec(*days, week=DEFAULT_WEEK, known_until=2026):
    return CalendarSpec(week, days, known_until)


# domain.md 3.1: first day of Tết and the Hùng Kings' day, computed there by the astronomical rule.
LUNAR = {
    2016: ("02-08", "04-16"), 2017: ("01-28", "04-06"), 2018: ("02-16", "04-25"), 2019: ("02-05", "04-14"),
    2020: ("01-25", "04-02"), 2021: ("02-12", "04-21"), 2022: ("02-01", "04-10"), 2023: ("01-22", "04-29"),
    2024: ("02-10", "04-18"), 2025: ("01-29", "04-07"), 2026: ("02-17", "04-26"), 2027: ("02-06", "04-16"),
    2028: ("01-26", "04-04"), 2029: ("02-13", "04-23"), 2030: ("02-02", "04-12"),
}  # fmt: skip


@pytest.mark.parametrize(("year", "days"), LUNAR.items())
def test_the_seed_knows_the_lunar_days(year, days):
    off = {each.day for each in seed([year]).days if each.kind is OFF}
    assert {date.fromisoformat(f"{year}-{day}") for day in days} <= off


def test_the_seed_knows_the_block_of_tet_2017_and_the_swap_of_2026():
    calendar = seed(range(2016, 2027)).calendar()
    # 26 January to 1 February 2017; the weekend is in it.
    assert not any(calendar.is_working_day(date(2017, 1, day)) for day in range(26, 32))
    assert not calendar.is_working_day(date(2017, 2, 1))
    assert all(map(calendar.is_working_day, (date(2017, 1, 25), date(2017, 2, 2), date(2026, 8, 22))))
    assert not calendar.is_working_day(date(2026, 8, 31))


def test_the_seed_names_days_in_both_languages_and_does_not_claim_the_future():
    found = seed([2026, 2027])
    assert all(each.name_vi and each.name_en for each in found.days)
    assert found.known_until == 2026
    assert seed([2017]).known_until == 2017


def test_a_swap_names_the_worked_day_as_dates_are_written_here():
    swapped = seeded_days(2019)[date(2019, 4, 29)]
    assert swapped.name_vi == "Ngày nghỉ (thay cho ngày 04/05/2019)"
    assert swapped.name_en == "Day off (substituted from 04/05/2019)"


def test_a_swap_over_the_years_end_has_both_its_days():
    # Mon 31-12-2018 was off for Sat 05-01-2019: each year seeded alone knows its half.
    assert seeded_days(2018)[date(2018, 12, 31)].kind is OFF
    assert seeded_days(2019)[date(2019, 1, 5)].kind is WORK


def test_a_spec_survives_json():
    one = spec(SpecialDay(date(2026, 8, 22), WORK, "Làm bù", "Make-up", ((time(7), time(11)),)))
    assert CalendarSpec.from_json(one.as_json()) == one
    assert one.calendar() is CalendarSpec.from_json(one.as_json()).calendar()


def test_a_department_has_the_centres_days_but_for_its_own():
    centre = spec(SpecialDay(date(2026, 9, 2), OFF), SpecialDay(date(2026, 9, 1), OFF))
    own = CalendarSpec((), (SpecialDay(date(2026, 9, 1), WORK),), 0)
    calendar = own.over(centre).calendar()
    assert calendar.is_working_day(date(2026, 9, 1))
    assert not calendar.is_working_day(date(2026, 9, 2))
    assert own.over(centre).known_until == 2026


def test_a_worked_saturday_has_the_hours_of_an_ordinary_day_unless_it_says_otherwise():
    calendar = spec(
        SpecialDay(date(2026, 8, 22), WORK), SpecialDay(date(2026, 8, 29), WORK, sessions=parse_hours("7:00-11:30"))
    ).calendar()
    assert calendar.hours(date(2026, 8, 22)) == DEFAULT_WEEK[0]
    assert calendar.hours(date(2026, 8, 29)) == ((time(7), time(11, 30)),)


def test_changes_are_told_day_by_day():
    before = spec(SpecialDay(date(2026, 9, 2), OFF, "Quốc khánh"))
    after = spec(SpecialDay(date(2026, 9, 2), OFF, "Lễ"), SpecialDay(date(2026, 9, 3), OFF))
    assert changed_days(before, after) == [date(2026, 9, 3)]
    assert changed_days(before, spec(week=(*DEFAULT_WEEK[:5], DEFAULT_WEEK[0], ()))) is None


def test_problems_are_found():
    new_year = SpecialDay(date(2027, 1, 1), OFF)
    undecided = SpecialDay(date(2026, 9, 5), OFF), SpecialDay(date(2026, 9, 5), WORK)
    half = SpecialDay(date(2026, 9, 2), OFF, sessions=parse_hours("7:00-11:30"))
    assert spec(new_year, new_year, *undecided, half).problems() == [
        Problem(ProblemKind.UNUSED_HOURS, date(2026, 9, 2)),
        Problem(ProblemKind.CONFLICT, date(2026, 9, 5)),
        Problem(ProblemKind.TWICE, date(2027, 1, 1)),
        Problem(ProblemKind.BEYOND_KNOWN, date(2027, 1, 1)),
    ]
    assert not spec(SpecialDay(date(2026, 9, 3), WORK, sessions=half.sessions)).problems()


@pytest.mark.parametrize(
    "text", ["7:00-11:30 13:30-17:00", " 07:00 – 11:30  13:30 - 17:00 ", "13:30-17:00 07:00-11:30"]
)
def test_hours_are_read_as_people_write_them(text):
    assert parse_hours(text) == DEFAULT_WEEK[0]


@pytest.mark.parametrize(
    "text",
    [
        "7-11",
        "07:00",
        "07:00-25:00",
        "7:5-11:30",
        "07:00+07:00-11:30",
        "7:00:30-11:30",
        "7:00-12:00 11:00-17:00",
        "17:00-7:00",
    ],
)
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(BadCalendar):
        parse_hours(text)


GOOD = spec(SpecialDay(date(2026, 9, 2), OFF)).as_json()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ([], "can't be read"),
        ({**GOOD, "week": GOOD["week"][:5]}, "seven days from Monday on, not of 5"),
        ({**GOOD, "week": [None] * 7}, "can't be read"),
        ({name: GOOD[name] for name in ("week", "known_until")}, "has no 'days'"),
        ({**GOOD, "days": [{"day": "2026-09-31", "kind": "off"}]}, "2026-09-31"),
        ({**GOOD, "days": [{"day": "2026-09-02", "kind": "feast"}]}, "feast"),
        ({**GOOD, "days": [{"day": "2026-09-02"}]}, "2026-09-02.*kind"),
        ({**GOOD, "days": ["2026-09-02"]}, "2026-09-02"),
        ({**GOOD, "known_until": "soon"}, "soon"),
    ],
)
def test_json_that_is_no_calendar_is_refused_with_what_is_wrong(data, fault):
    with pytest.raises(BadCalendar, match=fault):
        CalendarSpec.from_json(data)


def test_days_survive_a_spreadsheet():
    days = [
        SpecialDay(date(2026, 8, 22), WORK, "Làm bù; thứ bảy", "Make-up", ((time(7), time(11, 30)),)),
        SpecialDay(date(2026, 9, 2), OFF, "Quốc khánh", "National Day"),
    ]
    assert read_days("\ufeff" + write_days(days)) == (days, [])


def test_dates_as_people_write_them_and_commas_are_read():
    assert read_days("Date,kind\n02/09/2026,OFF\n\n")[0] == [SpecialDay(date(2026, 9, 2), OFF)]
    assert read_days("date,kind\r2/9/2026,off\r")[0] == [SpecialDay(date(2026, 9, 2), OFF)]


def test_every_bad_line_is_named():
    text = "date;kind;hours\n2026-13-01;off;\n2026-09-02;feast;\n2026-09-03;work;7-11\n" + "2026-09-04;off;\n" * 2
    days, problems = read_days(text)
    assert [each.day.day for each in days] == [4]
    assert problems == [
        LineProblem(2, LineFault.DATE, "2026-13-01"),
        LineProblem(3, LineFault.KIND, "feast"),
        LineProblem(4, LineFault.HOURS, "7-11"),
        LineProblem(6, LineFault.TWICE, "2026-09-04"),
    ]
    overlap = "7:00-12:00 11:00-17:00"
    assert read_days(f"date;kind;hours\n2026-09-03;work;{overlap}\n")[1] == [LineProblem(2, LineFault.HOURS, overlap)]
    assert read_days("name\nx\n") == ([], [LineProblem(1, LineFault.COLUMNS, "name")])

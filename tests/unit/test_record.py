"""What can be read off a procedure's record."""

from hcc_longan.catalogue.record import channels
from hcc_longan.catalogue.record import digest
from hcc_longan.catalogue.record import localized
from hcc_longan.catalogue.record import missing_parts
from hcc_longan.catalogue.record import of_case
from hcc_longan.catalogue.record import payment
from hcc_longan.catalogue.record import time_limit_range
from hcc_longan.catalogue.record import time_limits
from hcc_longan.catalogue.record import TimeLimit
from hcc_longan.catalogue.record import untranslated_parts
from hypothesis import given
from hypothesis import strategies as st

import pytest


RANGES = ["same_day", "to_3", "to_7", "to_15", "to_30", "over_30"]

limits = st.builds(
    TimeLimit,
    number=st.integers(min_value=1, max_value=400).map(float),
    unit=st.sampled_from(["working_day", "day", "working_hour", "hour", "month"]),
)


def with_ways(*stated: TimeLimit | None) -> dict:
    return {
        "ways": [
            {"channel": "counter", "limit": each and each.number, "unit": each.unit if each else "working_day"}
            for each in stated
        ]
    }


def charged(*rows: tuple[str, int | None]) -> dict:
    return {"fees": [{"rule": rule, "amount": amount} for rule, amount in rows]}


def paper(**counts) -> dict:
    return {"originals": 0, "copies": 0, "certified": 0, **counts}


def complete(**changed) -> dict:
    return {
        "steps": [{"text_vi": "Nộp hồ sơ.", "text_en": "File."}],
        "ways": [{"channel": "counter", "limit": 3.0, "unit": "working_day"}],
        "components": [paper(originals=1)],
        "applicants": ["citizen"],
        "agencies": [{"role": "implementing", "name_vi": "Sở Tư pháp"}],
        **changed,
    }


@pytest.mark.parametrize(
    ("row", "language", "text"),
    [
        ({"name_vi": "Đơn", "name_en": "Application"}, "vi", "Đơn"),
        ({"name_vi": "Đơn", "name_en": "Application"}, "en", "Application"),
        ({"name_vi": "Đơn", "name_en": ""}, "en", "Đơn"),
        ({"name_vi": "Đơn"}, "en", "Đơn"),
        ({"name_vi": None, "name_en": None}, "en", ""),
        ({}, "vi", ""),
        # English never stands in for the Vietnamese of a Vietnamese page.
        ({"name_vi": "", "name_en": "Application"}, "vi", ""),
    ],
)
def test_a_row_reads_in_the_language_of_the_page(row, language, text):
    assert localized(row, "name", language) == text


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        (TimeLimit(4, "working_hour"), TimeLimit(1, "working_day")),
        (TimeLimit(20, "hour"), TimeLimit(1, "working_day")),
        (TimeLimit(3, "day"), TimeLimit(3, "working_day")),
        (TimeLimit(15, "working_day"), TimeLimit(1, "month")),
        (TimeLimit(20, "day"), TimeLimit(1, "month")),
    ],
)
def test_limits_of_different_units_compare_as_people_do(shorter, longer):
    assert shorter.working_days < longer.working_days
    assert time_limits(with_ways(longer, shorter)) == [shorter, longer]


def test_a_calendar_week_is_a_working_week():
    assert TimeLimit(7, "day").working_days == pytest.approx(TimeLimit(5, "working_day").working_days)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ([], []),
        ([None], []),
        ([TimeLimit(5, "working_day"), None, TimeLimit(5, "working_day")], [TimeLimit(5, "working_day")]),
        (
            [TimeLimit(20, "working_day"), TimeLimit(5, "working_day"), TimeLimit(15, "working_day")],
            [TimeLimit(5, "working_day"), TimeLimit(15, "working_day"), TimeLimit(20, "working_day")],
        ),
    ],
)
def test_each_limit_once_shortest_first(stated, expected):
    assert time_limits(with_ways(*stated)) == expected


def test_limits_as_long_as_each_other_are_still_two():
    stated = [TimeLimit(8, "working_hour"), TimeLimit(1, "working_day")]
    assert time_limits(with_ways(*stated)) == time_limits(with_ways(*reversed(stated)))
    assert set(time_limits(with_ways(*stated))) == set(stated)


@pytest.mark.parametrize("record", [{}, {"ways": None}, {"ways": []}, with_ways(None)])
def test_a_record_may_state_no_limit(record):
    assert time_limits(record) == []
    assert time_limit_range(record) == "unstated"


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (4, "working_hour", "same_day"),
        (8, "hour", "same_day"),
        (0.5, "working_day", "same_day"),
        (1, "working_day", "to_3"),
        (3, "working_day", "to_3"),
        (3.5, "working_day", "to_7"),
        (4, "working_day", "to_7"),
        (7, "working_day", "to_7"),
        (8, "working_day", "to_15"),
        (15, "working_day", "to_15"),
        (16, "working_day", "to_30"),
        (30, "working_day", "to_30"),
        (31, "working_day", "over_30"),
        (7, "day", "to_7"),
        (21, "day", "to_15"),
        (42, "day", "to_30"),
        (43, "day", "over_30"),
        (1, "month", "to_30"),
        (2, "month", "over_30"),
        (24, "working_hour", "to_3"),
        (72, "hour", "to_3"),
    ],
)
def test_ranges_of_limits(number, unit, expected):
    assert time_limit_range(with_ways(TimeLimit(number, unit))) == expected


@given(st.lists(limits, min_size=1, max_size=5))
def test_the_longest_limit_decides(stated):
    longest = max(stated, key=lambda limit: limit.working_days)
    assert time_limit_range(with_ways(*stated)) == time_limit_range(with_ways(longest))


@given(limits, limits)
def test_a_longer_limit_is_in_no_earlier_range(one, other):
    shorter, longer = sorted((one, other), key=lambda limit: limit.working_days)
    places = [RANGES.index(time_limit_range(with_ways(limit))) for limit in (shorter, longer)]
    assert places[0] <= places[1]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, "unstated"),
        (charged(), "unstated"),
        (charged(("unknown", None)), "unstated"),
        (charged(("fixed", None)), "unstated"),
        (charged(("free", None)), "free"),
        (charged(("fixed", 0)), "free"),
        (charged(("free", None), ("fixed", 0)), "free"),
        (charged(("fixed", 50000)), "charged"),
        (charged(("by_local_rule", None)), "charged"),
        (charged(("by_scale", None)), "charged"),
        (charged(("free", None), ("fixed", 50000)), "charged"),
        (charged(("free", None), ("by_local_rule", None)), "charged"),
        (charged(("fixed", 0), ("by_scale", None)), "charged"),
        (charged(("unknown", None), ("fixed", 50000)), "charged"),
    ],
)
def test_what_has_to_be_paid(record, expected):
    assert payment(record) == expected


def test_channels_stand_in_one_order_whatever_the_record_says():
    rows = [{"channel": channel} for channel in ("post", "online", "post", "counter")]
    assert channels({"ways": rows}) == ["counter", "online", "post"]
    assert channels({"ways": rows[:2]}) == ["online", "post"]
    assert channels({}) == []


def test_rows_of_a_case_and_rows_of_every_case():
    rows = [{"case": "", "n": 1}, {"case": "2", "n": 2}, {"case": None, "n": 3}, {"n": 4}, {"case": "2", "n": 5}]
    assert [row["n"] for row in of_case(rows, "")] == [1, 3, 4]
    assert [row["n"] for row in of_case(rows, "2")] == [2, 5]
    assert of_case(rows, "1") == []


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({}, []),
        ({"steps": []}, ["steps"]),
        ({"applicants": None}, ["applicants"]),
        ({"components": []}, ["components"]),
        ({"agencies": []}, ["agencies"]),
        ({"agencies": [{"role": "competent", "name_vi": "Chủ tịch"}]}, ["agencies"]),
        ({"ways": []}, ["ways", "time_limit"]),
        ({"ways": [{"channel": "counter", "limit": None, "unit": "working_day"}]}, ["time_limit"]),
        ({"components": [paper()]}, ["quantities"]),
        ({"components": [paper(originals=1), paper()]}, ["quantities"]),
        ({"components": [paper(copies=2), paper(certified=1)]}, []),
    ],
)
def test_parts_the_law_asks_for(changed, missing):
    assert sorted(missing_parts(complete(**changed))) == sorted(missing)


def test_an_empty_record_lacks_every_part():
    expected = {"steps", "ways", "components", "time_limit", "applicants", "agencies"}
    assert set(missing_parts({})) == expected
    assert len(missing_parts({})) == len(expected)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"steps": [{"text_vi": "Nộp.", "text_en": "File."}]}, []),
        ({"steps": [{"text_vi": "Nộp.", "text_en": ""}]}, ["steps"]),
        ({"steps": [{"text_vi": "Nộp."}]}, ["steps"]),
        ({"steps": [{"text_vi": "Nộp.", "text_en": "File."}, {"text_vi": "Nhận.", "text_en": None}]}, ["steps"]),
        (
            {"components": [{"name_vi": "Đơn", "name_en": "Application", "note_vi": "nếu có", "note_en": ""}]},
            ["components"],
        ),
        # What is empty in Vietnamese needs no English.
        ({"components": [{"name_vi": "Đơn", "name_en": "Application", "note_vi": "", "note_en": ""}]}, []),
        ({"applicants": ["citizen"], "keywords": ["mở tiệm"], "code": "1.000001", "sets": 1, "ways": None}, []),
    ],
)
def test_vietnamese_without_english_beside_it(record, expected):
    assert untranslated_parts(record) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def reordered(value):
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(each) for each in value] if isinstance(value, list) else value


@given(st.dictionaries(st.text(), json_values, max_size=4))
def test_the_order_of_names_makes_no_other_record(record):
    assert digest(reordered(record)) == digest(record)


@pytest.mark.parametrize(
    "changed",
    [
        {"steps": [{"text_vi": "Nộp hồ sơ", "text_en": "File."}]},
        {"ways": [{"channel": "counter", "limit": 5.0, "unit": "working_day"}]},
        {"applicants": []},
        {"applicants": ["citizen", "enterprise"]},
        {"decision": ""},
    ],
)
def test_any_change_makes_another_record(changed):
    assert digest(complete(**changed)) != digest(complete())


def test_the_order_of_rows_matters():
    assert digest({"steps": ["một", "hai"]}) != digest({"steps": ["hai", "một"]})

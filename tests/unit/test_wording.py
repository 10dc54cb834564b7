"""How limits, fees and quantities read."""

from hcc_longan.catalogue import wording
from hcc_longan.catalogue.record import TimeLimit
from zope.i18n import interpolate

import pytest


# The field's own terms, as a translator would give them.
VIETNAMESE = {
    "1 working day": "1 ngày làm việc",
    "1 month": "1 tháng",
    "working days": "ngày làm việc",
    "calendar days": "ngày",
    "hours": "giờ",
    "months": "tháng",
    "${from} to ${to}": "từ ${from} đến ${to}",
    "Fee": "Lệ phí",
    "Charge": "Phí",
    "Free of charge": "Miễn phí",
    "Not stated": "Chưa quy định",
    "Set by the provincial People's Council": "Theo nghị quyết của Hội đồng nhân dân cấp tỉnh",
    "1 original": "1 bản chính",
    "${number} copies": "${number} bản sao",
}


def english(message) -> str:
    return interpolate(message.default or str(message), message.mapping)


def vietnamese(message) -> str:
    return interpolate(VIETNAMESE[str(message)], message.mapping)


def fee(rule: str, amount: int | None = None, kind: str = "charge") -> dict:
    return {"rule": rule, "amount": amount, "kind": kind}


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (1, "working_day", "1 working day"),
        (1.0, "working_day", "1 working day"),
        (1.0, "day", "1 calendar day"),
        (1.0, "working_hour", "1 working hour"),
        (1.0, "hour", "1 hour"),
        (1.0, "month", "1 month"),
        (3.0, "working_day", "3 working days"),
        (1.5, "working_day", "1.5 working days"),
        (0.5, "day", "0.5 calendar days"),
        (4.0, "working_hour", "4 working hours"),
        (24, "hour", "24 hours"),
        (6, "month", "6 months"),
    ],
)
def test_a_time_limit_in_english(number, unit, expected):
    assert wording.time_limit(TimeLimit(number, unit), "en", english) == expected


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (1.0, "working_day", "1 ngày làm việc"),
        (15.0, "working_day", "15 ngày làm việc"),
        (1.5, "day", "1,5 ngày"),
        (1.0, "month", "1 tháng"),
    ],
)
def test_a_time_limit_in_vietnamese(number, unit, expected):
    assert wording.time_limit(TimeLimit(number, unit), "vi", vietnamese) == expected


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ([], "Not stated"),
        ([TimeLimit(3.0, "working_day")], "3 working days"),
        ([TimeLimit(3.0, "working_day"), TimeLimit(5.0, "working_day")], "3 to 5 working days"),
        ([TimeLimit(5.0, "day"), TimeLimit(15.0, "day"), TimeLimit(20.0, "day")], "5 to 20 calendar days"),
        ([TimeLimit(4.0, "working_hour"), TimeLimit(1.0, "working_day")], "4 working hours to 1 working day"),
    ],
)
def test_limits_from_shortest_to_longest(limits, expected):
    assert wording.time_limit_span(limits, "en", english) == expected


def test_a_span_in_vietnamese():
    limits = [TimeLimit(1.5, "working_day"), TimeLimit(3.0, "working_day")]
    assert wording.time_limit_span(limits, "vi", vietnamese) == "từ 1,5 đến 3 ngày làm việc"
    limits = [TimeLimit(20.0, "day"), TimeLimit(1.0, "month")]
    assert wording.time_limit_span(limits, "vi", vietnamese) == "từ 20 ngày đến 1 tháng"


@pytest.mark.parametrize(
    ("row", "in_english", "in_vietnamese"),
    [
        (fee("fixed", 50000, "fee"), "Fee: VND 50,000", "Lệ phí: 50.000 đồng"),
        (fee("fixed", 1000000), "Charge: VND 1,000,000", "Phí: 1.000.000 đồng"),
        (fee("free"), "Free of charge", "Miễn phí"),
        (fee("fixed", 0, "fee"), "Free of charge", "Miễn phí"),
        (fee("unknown"), "Charge: Not stated", "Phí: Chưa quy định"),
        (
            fee("by_local_rule", None, "fee"),
            "Fee: Set by the provincial People's Council",
            "Lệ phí: Theo nghị quyết của Hội đồng nhân dân cấp tỉnh",
        ),
    ],
)
def test_a_fee(row, in_english, in_vietnamese):
    assert wording.fee(row, "en", english) == in_english
    assert wording.fee(row, "vi", vietnamese) == in_vietnamese


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], "Not stated"),
        ([fee("unknown")], "Not stated"),
        ([fee("free")], "Free of charge"),
        ([fee("free"), fee("fixed", 0)], "Free of charge"),
        ([fee("fixed", 50000)], "VND 50,000"),
        ([fee("fixed", 50000), fee("fixed", 50000, "fee")], "VND 50,000"),
        ([fee("fixed", 100000), fee("fixed", 25000), fee("fixed", 50000)], "VND 25,000 to VND 100,000"),
        ([fee("by_local_rule"), fee("by_local_rule")], "Set by the provincial People's Council"),
        ([fee("fixed", 50000), fee("by_scale")], "VND 50,000; According to a scale"),
        # Free in one case only: the line must not say both.
        ([fee("fixed", 50000), fee("free")], "VND 50,000"),
        ([fee("fixed", 0), fee("fixed", 50000)], "VND 50,000"),
        ([fee("fixed", 50000), fee("unknown")], "VND 50,000"),
        # What nobody stated adds nothing.
        ([fee("unknown"), fee("free")], "Free of charge"),
        ([fee("free"), fee("unknown")], "Free of charge"),
        ([fee("fixed", 100000), fee("free"), fee("unknown")], "VND 100,000"),
        ([fee("unknown"), fee("unknown", None, "fee")], "Not stated"),
    ],
)
def test_fees_in_a_line(rows, expected):
    assert wording.fees_in_short(rows, "en", english) == expected


def test_fees_in_a_line_of_vietnamese():
    rows = [fee("fixed", 25000), fee("fixed", 100000)]
    assert wording.fees_in_short(rows, "vi", vietnamese) == "từ 25.000 đồng đến 100.000 đồng"
    assert wording.fees_in_short([], "vi", vietnamese) == "Chưa quy định"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"originals": 1, "copies": 0, "certified": 0}, "1 original"),
        ({"originals": 1, "copies": 2, "certified": 0}, "1 original, 2 copies"),
        ({"originals": 2, "copies": 1, "certified": 1}, "2 originals, 1 copy, 1 certified copy"),
        ({"originals": 0, "copies": 0, "certified": 3}, "3 certified copies"),
        ({"originals": None, "copies": 1}, "1 copy"),
        ({"originals": 0, "copies": 0, "certified": 0}, ""),
        ({}, ""),
    ],
)
def test_quantities(row, expected):
    assert wording.quantity(row, english) == expected


def test_quantities_in_vietnamese():
    assert wording.quantity({"originals": 1, "copies": 2}, vietnamese) == "1 bản chính, 2 bản sao"

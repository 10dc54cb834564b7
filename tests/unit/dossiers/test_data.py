"""What comes from a form or as JSON is read into a schema's shape, or refused place by place."""

from datetime import date
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from hcc_longan.dossiers.data import as_json
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.data import read_data
from zope import schema
from zope.interface import Interface
from zope.interface import Invalid
from zope.interface import invariant

import pytest


class IStop(Interface):
    """A stop of a journey."""

    place = schema.TextLine(title="Place")
    nights = schema.Int(title="Nights", min=0, required=False)

    @invariant
    def nobody_sleeps_at_sea(data):
        if data.place == "sea" and data.nights:
            raise Invalid("Nobody sleeps at sea.")


class IJourney(Interface):
    """A journey with fields of every kind that transitions use."""

    name = schema.TextLine(title="Name", max_length=20)
    day = schema.Date(title="Day", required=False)
    moment = schema.Datetime(title="Moment", required=False)
    length = schema.Float(title="Length", min=0.5, required=False)
    people = schema.Int(title="People", min=1, required=False)
    by = schema.Choice(title="By", values=("train", "boat"), required=False)
    bags = schema.Dict(title="Bags", key_type=schema.TextLine(), value_type=schema.Int(min=0), required=False)
    stops = schema.List(title="Stops", value_type=schema.Object(IStop), required=False)

    @invariant
    def boats_need_a_day(data):
        if data.by == "boat" and data.day is None:
            raise Invalid("Boats go on some days only.")

    @invariant
    def boats_are_small(data):
        if data.by == "boat" and (data.people or 0) > 8:
            raise Invalid("Boats are small.")


def refused(raw, schema_=IJourney) -> dict[str, str]:
    with pytest.raises(InvalidData) as caught:
        read_data(schema_, raw)
    return caught.value.fields


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ({"name": "Tân An"}, {"name": "Tân An"}),
        ({"name": "x", "day": None, "by": "", "people": None}, {"name": "x"}),
        ({"name": "x", "day": "2026-11-02"}, {"name": "x", "day": date(2026, 11, 2)}),
        ({"name": "x", "day": date(2026, 11, 2)}, {"name": "x", "day": date(2026, 11, 2)}),
        (
            {"name": "x", "moment": "2026-11-02T09:30:00+00:00"},
            {"name": "x", "moment": datetime(2026, 11, 2, 9, 30, tzinfo=UTC)},
        ),
        ({"name": "x", "length": 3}, {"name": "x", "length": 3.0}),
        ({"name": "x", "bags": {"red": 2}}, {"name": "x", "bags": {"red": 2}}),
        (
            {"name": "x", "stops": [{"place": "Bến Lức", "nights": 0}, {"place": "sea"}]},
            {"name": "x", "stops": [{"place": "Bến Lức", "nights": 0}, {"place": "sea"}]},
        ),
    ],
)
def test_data_gets_the_schemas_types_and_absent_fields_are_left_out(raw, read):
    assert read_data(IJourney, raw) == read


def test_an_iso_time_keeps_its_offset():
    moment = read_data(IJourney, {"name": "x", "moment": "2026-11-02T09:30+07:00"})["moment"]
    assert moment.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        ({}, {"name"}),
        ({"name": ""}, {"name"}),
        ({"name": 5}, {"name"}),
        ({"name": b"x"}, {"name"}),
        ({"name": "x" * 21}, {"name"}),
        ({"name": "two\nlines"}, {"name"}),
        ({"name": "x", "colour": "red", "smell": None}, {"colour", "smell"}),
        ({"name": "x", "day": "tomorrow"}, {"day"}),
        ({"name": "x", "day": "2026-11-31"}, {"day"}),
        ({"name": "x", "day": 20261102}, {"day"}),
        ({"name": "x", "day": datetime(2026, 11, 2, tzinfo=UTC)}, {"day"}),
        ({"name": "x", "moment": "soon"}, {"moment"}),
        ({"name": "x", "length": 0.25}, {"length"}),
        ({"name": "x", "length": "3"}, {"length"}),
        ({"name": "x", "length": True}, {"length"}),
        ({"name": "x", "people": 0}, {"people"}),
        ({"name": "x", "people": 2.0}, {"people"}),
        ({"name": "x", "by": "horse"}, {"by"}),
        ({"name": "x", "by": ["boat"]}, {"by"}),
        ({"name": "x", "bags": {"red": -1}}, {"bags"}),
        ({"name": "x", "bags": [1]}, {"bags"}),
        ({"name": "x", "stops": []}, {"stops"}),
        ({"name": "x", "stops": "sea"}, {"stops"}),
        ({"name": "x", "stops": {"place": "sea"}}, {"stops"}),
        ({"name": "x", "stops": ["sea"]}, {"stops.0"}),
        (
            {"name": "x", "stops": [{"place": "a"}, {"nights": -1, "beds": 2}]},
            {"stops.1.place", "stops.1.nights", "stops.1.beds"},
        ),
        ({"name": "x", "stops": [{"place": "sea", "nights": 1}]}, {"stops.0"}),
        ({"name": "x", "by": "boat", "people": 9}, {"data", "data.2"}),
        ({"by": "boat", "people": 0}, {"name", "people"}),
    ],
)
def test_every_wrong_place_is_named(raw, places):
    found = refused(raw)
    assert set(found) == places
    assert all(found.values())


@pytest.mark.parametrize("raw", [None, [], "name=x", 5])
def test_what_is_no_mapping_is_refused_as_a_whole(raw):
    assert set(refused(raw)) == {"data"}


def test_a_truth_value_is_no_number():
    assert set(refused({"name": "x", "people": True})) == {"people"}


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_is_finite(number):
    assert set(refused({"name": "x", "length": number})) == {"length"}


def test_every_broken_invariant_is_told():
    told = str(refused({"name": "x", "by": "boat", "people": 9}))
    assert "Boats go on some days only." in told
    assert "Boats are small." in told


def test_the_error_says_in_one_sentence_what_is_wrong_where():
    with pytest.raises(InvalidData, match=r"^people: .+") as caught:
        read_data(IJourney, {"name": "x", "people": 0})
    assert "name" not in caught.value.fields


def test_data_is_told_as_json():
    data = {
        "day": date(2026, 11, 2),
        "moments": (datetime(2026, 11, 2, 9, tzinfo=UTC),),
        "rows": [{"number": 1, "text": "ấn phẩm", "none": None}],
    }
    assert as_json(data) == {
        "day": "2026-11-02",
        "moments": ["2026-11-02T09:00:00+00:00"],
        "rows": [{"number": 1, "text": "ấn phẩm", "none": None}],
    }

"""What people type: the table that the browser is held to as well, and things nobody would think of."""

from datetime import date
from datetime import datetime
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.validators import check
from hcc_longan.validators import Kind
from hcc_longan.validators import MESSAGES
from hcc_longan.validators import typed
from hcc_longan.validators import Wrong
from hypothesis import given
from hypothesis import strategies as st
from pathlib import Path

import json
import pytest


VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
TODAY = datetime(2026, 10, 17, 9, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['kind']}-{row['input'][:20]!a}")
def test_verdict_and_normalised_value(row):
    options = dict(row.get("options", {}))
    if "birth" in options:
        options["birth"] = date.fromisoformat(options["birth"])
    if row["verdict"] == "ok":
        value = check(row["kind"], row["input"], **options)
        assert (value.isoformat() if isinstance(value, date) else value) == row["normalised"]
    else:
        with pytest.raises(Wrong) as caught:
            check(row["kind"], row["input"], **options)
        assert caught.value.fault == row["verdict"]


def test_the_table_has_every_kind_and_every_fault_of_a_kind():
    assert {row["kind"] for row in VECTORS} == set(Kind)
    by_inputs = {"missing", "paper_missing", "choice", "tick", "rows_least", "rows_most"}
    by_parts = {"address_province", "address_district", "address_ward", "address_detail"}
    assert {row["verdict"] for row in VECTORS} == {"ok", *MESSAGES} - by_inputs - by_parts


@given(st.sampled_from(sorted(Kind)), st.text(max_size=80))
def test_anything_is_read_or_refused_and_what_is_read_stays_the_same(kind, text):
    _read_twice(kind, text)


@given(
    st.sampled_from(sorted(Kind)),
    st.text(alphabet="0123456789.,+-/ @\n;abcđĐ₫Mmv²tờửa\u00a0\u200b", max_size=40),
)
def test_almost_right_answers_are_read_or_refused_as_well(kind, text):
    _read_twice(kind, text)


@pytest.mark.parametrize("kind", sorted(Kind))
def test_huge_input_is_answered_at_once(kind):
    for text in ("9" * 200_000, "a" * 200_000, "1 " * 100_000, "a." * 50_000 + "@", "(" * 100_000, "\u0301" * 100_000):
        assert len(_read_twice(kind, text)) < 400


def test_a_message_gives_what_was_typed_and_how_to_mend_it():
    with pytest.raises(Wrong) as caught:
        check(Kind.CCCD, "003192000123")
    assert _told(caught.value).startswith("No citizen's identity card begins with 003")


def _read_twice(kind: str, text: str) -> str:
    """What is said against an answer, empty for none; what is accepted has to be accepted as it is shown again."""
    # hypothesis calls its functions many times within one set-up of the fixture.
    with clock.at(TODAY):
        try:
            value = check(kind, text)
        except Wrong as wrong:
            return _told(wrong)
        assert check(kind, typed(value)) == value
    return ""


def _told(wrong: Wrong) -> str:
    text = str(wrong.message)
    for name, value in wrong.message.mapping.items():
        text = text.replace(f"${{{name}}}", value)
    return text

"""What a scanner types when it reads a citizen identity card."""

from datetime import date
from hcc_longan.desk.reception.cards import Card
from hcc_longan.desk.reception.cards import read_card
from hcc_longan.desk.reception.scanned import once

import pytest


SCANNED = "080192000123|301234567|Nguyễn Thị Mai|01051992|Nữ|12 Trương Định, Phường 1, Tân An, Long An|22122021"
MAI = Card("080192000123", "Nguyễn Thị Mai", date(1992, 5, 1), "12 Trương Định, Phường 1, Tân An, Long An")


@pytest.mark.parametrize(
    "text",
    [
        SCANNED,
        f"  {SCANNED}\r\n",
        SCANNED * 2,
        f"{SCANNED}\r\n{SCANNED}\r\n",
        SCANNED.replace("|301234567|", "||"),
        f"{SCANNED}|Nguyễn Văn Ba|Lê Thị Tư",
    ],
)
def test_a_card_is_read_whatever_the_scanner_adds(text):
    assert read_card(text) == MAI


def test_a_card_without_a_day_of_birth_is_read_without_it():
    assert read_card(SCANNED.replace("01051992", "1992")).birth is None
    assert read_card(SCANNED.replace("01051992", "31022992")).birth is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "080192000123",
        "|" * 6,
        "|" * 100_000,
        SCANNED.replace("080192000123", "099192000123"),
        SCANNED.replace("080192000123", "08019200012"),
        SCANNED.replace("Nguyễn Thị Mai", " "),
        SCANNED.rpartition("|")[0],
        "http://www.example.org/?a=1|2|3",
        "\x00|\x00|\x00|\x00|\x00|\x00|\x00",
    ],
)
def test_what_is_no_card_is_not_taken_for_one(text):
    assert read_card(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4F7K-2M9Q-X3TD-C", "4F7K-2M9Q-X3TD-C"),
        ("4F7K-2M9Q-X3TD-C4F7K-2M9Q-X3TD-C", "4F7K-2M9Q-X3TD-C"),
        ("4F7K-2M9Q-X3TD-C\n4F7K-2M9Q-X3TD-C\n", "4F7K-2M9Q-X3TD-C"),
        ("0101", "0101"),
        ("", ""),
    ],
)
def test_a_code_that_was_sent_twice_is_one(text, code):
    assert once(text) == code

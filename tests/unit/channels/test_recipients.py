"""Telephone numbers and e-mail addresses as people type them."""

from hcc_longan.channels.emails import masked_email
from hcc_longan.channels.emails import read_email
from hcc_longan.channels.phones import international
from hcc_longan.channels.phones import is_mobile
from hcc_longan.channels.phones import masked_phone
from hcc_longan.channels.phones import read_phone
from hypothesis import given
from hypothesis import strategies as st

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "0901234567",
        " 090 123 4567 ",
        "090.123.4567",
        "090-123-4567",
        "(090) 123 4567",
        "+84901234567",
        "+84 901 234 567",
        "84901234567",
        "0084 901 234 567",
        "+84 (0)90 123 4567",
        "０９０１２３４５６７",
        "090\u200b1234567",
    ],
)
def test_a_number_reads_alike_in_all_spellings(text):
    assert read_phone(text) == "0901234567"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01621234567", "0321234567"),
        ("+84 169 123 4567", "0391234567"),
        ("01201234567", "0701234567"),
        ("01281234567", "0781234567"),
        ("01231234567", "0831234567"),
        ("01291234567", "0821234567"),
        ("01861234567", "0561234567"),
        ("01991234567", "0591234567"),
    ],
)
def test_a_number_of_eleven_digits_becomes_the_one_that_replaced_it(old, new):
    assert read_phone(old) == new


@pytest.mark.parametrize(
    "text",
    [
        *("", "0", "12", "090123456", "09012345678", "0101234567", "1900 1234", "+1 202 555 0100", "0901234567x"),
        *("٠٩٠١٢٣٤٥٦٧٨", "0901234567; 0901234568", "0" * 100_000, "\0", "điện thoại", "01601234567", "0012345678"),
    ],
)
def test_what_is_no_number_of_vietnam_is_none(text):
    assert read_phone(text) is None


@pytest.mark.parametrize("text", ["0272 3826 262", "+84 272 3826262", "028 38123456"])
def test_a_landline_is_a_number_without_sms(text):
    assert not is_mobile(read_phone(text))


def test_a_number_for_gateways_and_one_for_others_to_see():
    assert international("0901234567") == "+84901234567"
    assert masked_phone("0901234567") == "090****567"
    assert masked_phone("02723826262") == "027****262"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mai@example.com", "mai@example.com"),
        ("  Mai.Nguyen+HCC@Example.COM ", "mai.nguyen+hcc@example.com"),
        ("mai＠example.com", "mai@example.com"),
        ("mai@thưviện.vn", "mai@xn--thvin-grb5423c.vn"),
        ("mai@THƯVIỆN.VN", "mai@xn--thvin-grb5423c.vn"),
    ],
)
def test_an_address_reads_alike_in_all_spellings(text, address):
    assert read_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "@",
            "mai",
            "mai@",
            "@example.com",
            "mai@localhost",
            "mai@example",
            "a b@example.com",
            "mai@exa mple.com",
        ),
        *("mai@@example.com", "mai..an@example.com", ".mai@example.com", "mai@-example.com", "mai@example..com"),
        *("mai@example.com\nBcc: an@example.com", "mai@example.com,an@example.com", "mái@example.com"),
        *("mai@192.168.1.1", "x" * 65 + "@example.com", "mai@" + "a." * 200 + "vn", "\0@example.com"),
        *("a@" + "é" * 100_000, '"mai"@example.com', "<mai@example.com>"),
    ],
)
def test_what_mail_can_not_be_sent_to_is_none(text):
    assert read_email(text) is None


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_reading(text):
    for read in (read_phone, read_email):
        found = read(text)
        assert found is None or read(found) == found


def test_an_address_is_shown_so_that_only_its_owner_knows_it():
    assert masked_email("nguyen@gmail.com") == "n***@g***.com"
    assert masked_email("a@b.gov.vn") == "a***@b***.gov.vn"

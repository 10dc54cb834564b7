"""Which passwords we take."""

from hcc_longan.accounts.passwords import LONGEST
from hcc_longan.accounts.passwords import NOT_TYPEABLE
from hcc_longan.accounts.passwords import TOO_EASY
from hcc_longan.accounts.passwords import TOO_LONG
from hcc_longan.accounts.passwords import TOO_SHORT
from hcc_longan.accounts.passwords import weakness
from hypothesis import given
from hypothesis import strategies as st

import pytest


OWN = ("Nguyễn Thị Mai", "mai@example.org", "0901234567", "080192000123")


@pytest.mark.parametrize(
    "password",
    [
        "mưa trên phố Huế",
        "con mèo leo cây cau",
        "correct horse battery",
        "xK9#mQ2$vL",
        "ヒミツノコトバデスヨネ",
    ],
)
def test_long_passwords_of_any_letters_are_taken(password):
    assert weakness(password, OWN) is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", TOO_SHORT),
        ("ngắn quá", TOO_SHORT),
        ("x7" * LONGEST, TOO_LONG),
        ("mưa trên\0phố Huế", NOT_TYPEABLE),
        ("mưa trên\nphố Huế", NOT_TYPEABLE),
        *(
            (password, TOO_EASY)
            for password in (
                "1234567890",
                "0987654321",
                "17101990 17101990",
                "aaaaaaaaaaaa",
                "abcabcabcabc",
                "qwertyuiop",
                "poiuytrewq123",
                "matkhau123",
                "Mật khẩu 2026!",
                "P@ssw0rd2026",
                "i l o v e y o u 1 2 3",
                "anh yêu em nhiều",
                "nguyenthimai1992",
                "Mai Thị Nguyễn 1992",
                "mai@example.org",
                "0901234567",
                "080192000123!!",
                "Long An 2016",
            )
        ),
    ],
)
def test_short_and_easy_ones_are_refused_with_a_reason(password, fault):
    assert weakness(password, OWN) == fault


@given(st.text(max_size=300))
def test_nothing_that_is_typed_breaks_the_check(password):
    assert weakness(password, OWN) in (None, TOO_SHORT, TOO_LONG, TOO_EASY, NOT_TYPEABLE)

"""Names as strangers see them."""

from hcc_longan.tracking.masking import masked_name
from hypothesis import given
from hypothesis import strategies as st

import pytest


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Văn An", "Nguyễn V. A."),
        ("Đỗ Ánh", "Đỗ Á."),
        ("  Lê\u200b   Thị  Bé ", "Lê T. B."),
        ("Nguye\u0302\u0303n Va\u0306n An", "Nguyễn V. A."),
        ("Madonna", "M."),
        ("Công ty TNHH Một thành viên Vàm Cỏ Đông", "Công t. T. M. t. v. V. …"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_the_first_word_stays_and_the_others_become_initials(name, masked):
    assert masked_name(name) == masked


@given(st.text(max_size=300))
def test_whatever_the_name_no_second_word_is_told(name):
    masked = masked_name(name)
    assert len(masked.split(" ")) <= 8
    assert all(len(word) <= 2 for word in masked.split(" ")[1:])

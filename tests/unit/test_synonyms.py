"""The table of words that people use instead of the law's."""

from hcc_longan.catalogue.synonyms import lay_phrases
from hcc_longan.catalogue.synonyms import parse
from hcc_longan.catalogue.synonyms import Rule
from hcc_longan.catalogue.synonyms import SynonymError
from hypothesis import given
from hypothesis import strategies as st

import pytest
import unicodedata


TABLE = """
# Doanh nghiệp
mở công ty, lập công ty = thành lập doanh nghiệp, thành lập công ty
đóng cửa tiệm = chấm dứt hoạt động hộ kinh doanh

sổ đỏ, sổ hồng = giấy chứng nhận quyền sử dụng đất
mở tiệm = hộ kinh doanh
"""


@pytest.mark.parametrize(
    ("table", "rules"),
    [
        ("", ()),
        (None, ()),
        ("\n  \n# chỉ là ghi chú = không phải luật\n", ()),
        ("sổ đỏ = giấy chứng nhận", (Rule(("so do",), ("giay chung nhan",)),)),
        ("Mở  CÔNG TY,lập công ty=Thành lập.", (Rule(("mo cong ty", "lap cong ty"), ("thanh lap",)),)),
        ("a, A, á = b,, b,", (Rule(("a",), ("b",)),)),
        ("a = b\r\nc = d", (Rule(("a",), ("b",)), Rule(("c",), ("d",)))),
        ("\u200bsổ\u00a0đỏ = giấy", (Rule(("so do",), ("giay",)),)),
    ],
)
def test_a_rule_a_line(table, rules):
    assert parse(table) == rules


@pytest.mark.parametrize(
    "line", ["sổ đỏ", "sổ đỏ =", "= giấy chứng nhận", "=", ", , = giấy", "sổ đỏ = ,", "… = –", "a = b = c"]
)
def test_a_line_that_is_no_rule_is_named(line):
    with pytest.raises(SynonymError) as caught:
        parse(f"# ghi chú\n\nmở tiệm = hộ kinh doanh\n{line}\nsổ đỏ = giấy")
    assert caught.value.line == 4
    assert caught.value.text == line
    assert "line 4" in str(caught.value)
    # An editor who sends the same table again is told again.
    with pytest.raises(SynonymError):
        parse(f"# ghi chú\n\nmở tiệm = hộ kinh doanh\n{line}\nsổ đỏ = giấy")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Đăng ký thành lập công ty cổ phần"], ["mo cong ty", "lap cong ty"]),
        (["Cấp Giấy chứng nhận quyền sử dụng đất"], ["so do", "so hong"]),
        (["cap giay chung nhan quyen su dung dat"], ["so do", "so hong"]),
        ([unicodedata.normalize("NFD", "Thành lập doanh nghiệp")], ["mo cong ty", "lap cong ty"]),
        (["Chấm dứt hoạt động hộ kinh doanh"], ["dong cua tiem", "mo tiem"]),
        (["(hộ kinh doanh)", "Hộ kinh doanh; thành lập doanh nghiệp"], ["mo cong ty", "lap cong ty", "mo tiem"]),
        # Whole words only.
        (["Bộ kinh doanhs", "xhộ kinh doanh"], []),
        # A phrase doesn't run on from one text into the next.
        (["thành lập", "doanh nghiệp"], []),
        (["Khai báo thiết bị X-quang"], []),
        (["", "…"], []),
        ([], []),
    ],
)
def test_official_words_bring_the_words_people_use(texts, expected):
    assert lay_phrases(parse(TABLE), texts) == expected


def test_a_phrase_of_two_rules_counts_once():
    rules = parse("sổ đỏ, sổ hồng = quyền sử dụng đất\nsổ hồng, sổ đỏ = nhà ở")
    assert lay_phrases(rules, ["Chứng nhận quyền sử dụng đất và nhà ở"]) == ["so do", "so hong"]


phrases = st.lists(st.text(alphabet="abcđêơ áạ", min_size=1).filter(str.strip), min_size=1, max_size=3)


@given(phrases, phrases)
def test_each_official_phrase_alone_brings_every_lay_phrase(lay, official):
    rules = parse(f"{','.join(lay)} = {','.join(official)}")
    expected = lay_phrases(rules, [" | ".join(official)])
    assert expected
    assert all(lay_phrases(rules, [f"Thủ tục {phrase}, cấp tỉnh"]) == expected for phrase in official)


def wrong_line(table: str) -> int | None:
    try:
        parse(table)
    except SynonymError as error:
        return error.line
    return None


@given(st.text())
def test_any_text_is_a_table_or_its_first_wrong_line_is_named(text):
    lines = text.splitlines()
    alone = [number for number, line in enumerate(lines, 1) if wrong_line(line)]
    assert wrong_line(text) == (alone[0] if alone else None)

"""Text as Vietnamese readers and unaccented keyboards know it."""

from datetime import date
from hcc_longan.catalogue.fields import Amount
from hcc_longan.catalogue.fields import AmountConverter
from hcc_longan.catalogue.fields import Number
from hcc_longan.catalogue.fields import NumberConverter
from hcc_longan.vietnamese import clean
from hcc_longan.vietnamese import clean_lines
from hcc_longan.vietnamese import collation_key
from hcc_longan.vietnamese import fold
from hcc_longan.vietnamese import folded_words
from hcc_longan.vietnamese import format_date
from hcc_longan.vietnamese import format_number
from hcc_longan.vietnamese import format_vnd
from hcc_longan.vietnamese import has_diacritics
from hcc_longan.vietnamese import marks
from hcc_longan.vietnamese import slug
from hcc_longan.vietnamese import words
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
from itertools import product
from z3c.form.converter import FormatterValidationError

import pytest
import re
import unicodedata


ALPHABET = "a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y".split()
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
VOWELS = "aăâeêioôơuưy"
TONED = [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)]
LETTERS = "".join(sorted({*ALPHABET, *TONED, *"fjwz"}))

# What is typed into forms in this country: either language, digits, and what stands between words.
written = st.text(alphabet=f"{LETTERS}{LETTERS.upper()}0123456789 \t.,;:()/-–“”…\u00a0\u200b\u00ad")


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Sở   Tư pháp ", "Sở Tư pháp"),
        ("Sở\tTư\npháp", "Sở Tư pháp"),
        ("Sở\u00a0Tư\u202fpháp", "Sở Tư pháp"),
        ("hộ\u00ad tịch", "hộ tịch"),
        ("\ufeffhộ\u200b tịch\u200d", "hộ tịch"),
        (decomposed("Giấy chứng nhận"), "Giấy chứng nhận"),
        ("\u200b \u00ad", ""),
        ("", ""),
    ],
)
def test_clean_text_has_single_spaces_and_nothing_invisible(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Bước 1:  nộp\r\n\r\n  Bước 2: nhận ", "Bước 1: nộp\nBước 2: nhận"),
        ("một\u2028hai", "một\nhai"),
        ("một\n\u200b\n \nhai\n", "một\nhai"),
        ("\n\n", ""),
    ],
)
def test_paragraphs_stay_apart_and_empty_ones_go(text, cleaned):
    assert clean_lines(text) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert clean_lines(clean_lines(text)) == clean_lines(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký thành lập doanh nghiệp", "dang ky thanh lap doanh nghiep"),
        ("ĐĐđđ", "dddd"),
        ("Ủy ban, Ấn phẩm, Ứng dụng, Ệ", "uy ban, an pham, ung dung, e"),
        ("ỳ ỷ ỹ ý ỵ", "y y y y y"),
        ("Ơ ơ Ư ư", "o o u u"),
        ("hoà giải", "hoa giai"),
        ("hòa giải", "hoa giai"),
        ("hộ\u00ad\u200btịch", "hotich"),
        ("118/2014/NĐ-CP", "118/2014/nd-cp"),
        ("Public Service", "public service"),
        ("", ""),
    ],
)
def test_folded_text_is_what_an_unaccented_keyboard_types(text, folded):
    assert fold(text) == folded
    assert fold(decomposed(text)) == folded


def test_every_letter_of_the_alphabet_folds_to_a_key_of_the_keyboard():
    assert set(fold("".join(TONED))) == set("aeiouy")
    assert fold("".join(ALPHABET)) == "aaabcddeeghiklmnooopqrstuuvxy"
    assert fold("".join(TONED).upper()) == fold("".join(TONED))


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_text_is_the_same_text(text):
    composed = unicodedata.normalize("NFC", text)
    apart = decomposed(text)
    assert fold(apart) == fold(composed)
    assert words(apart) == words(composed)
    assert clean(apart) == clean(composed)
    assert slug(apart) == slug(composed)
    assert collation_key(apart) == collation_key(composed)


@given(written)
def test_folded_words_are_the_words_of_the_folded_text(text):
    assert folded_words(text) == words(fold(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cấp Giấy phép", ["cấp", "giấy", "phép"]),
        ("Nghị định số 118/2014/NĐ-CP", ["nghị", "định", "số", "118", "2014", "nđ", "cp"]),
        ("X-quang; (mức_độ 4)…", ["x", "quang", "mức", "độ", "4"]),
        (decomposed("hộ tịch"), ["hộ", "tịch"]),
        ("hộ\u200b\u00adtịch", ["hộtịch"]),
        ("?! – “”", []),
    ],
)
def test_words_keep_their_diacritics(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("đất", True), ("ĐẤT", True), ("đi", True), ("bơ", True), ("dat", False), ("DAT", False), ("2016", False)],
)
def test_diacritics_are_noticed(word, expected):
    assert has_diacritics(word) is expected
    assert has_diacritics(decomposed(word)) is expected


@pytest.mark.parametrize(
    ("old", "new"), [("hoà", "hòa"), ("hoá", "hóa"), ("khoẻ", "khỏe"), ("thuỷ", "thủy"), ("Uỷ", "ủy"), ("quí", "qúi")]
)
def test_the_place_of_the_tone_makes_no_other_word(old, new):
    assert marks(old) == marks(new)
    assert marks(decomposed(old)) == marks(new)
    assert collation_key(old) == collation_key(new)


def test_letters_and_tones_make_other_words():
    look_alikes = ["ban", "bàn", "bản", "bán", "bạn", "bân", "bần", "bẩn", "bận", "băn", "bắn", "bặn"]
    assert len({marks(word) for word in look_alikes}) == len(look_alikes)
    assert marks("đo") != marks("do")


@given(st.permutations(ALPHABET))
def test_letters_sort_in_the_order_of_the_alphabet(shuffled):
    assert sorted(shuffled, key=collation_key) == ALPHABET


@given(st.permutations(["ma", "mà", "mả", "mã", "má", "mạ"]))
def test_tones_sort_in_the_order_of_dictionaries(shuffled):
    assert sorted(shuffled, key=collation_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


@pytest.mark.parametrize(
    "expected",
    [
        # Letters decide before tones.
        ["bạ", "ban", "bàn", "bán", "băng", "bẳng", "bâng", "bem"],
        # Word by word: a shorter name comes before the longer one that begins with it.
        ["Hòa", "Hòa Bình", "Hòa Vang", "Hoàn"],
        ["Ba", "Ba Tri", "Bà", "Bà Rịa"],
        # The capitals of the provinces do not care for case, and đ comes after d.
        ["Bến Tre", "Cà Mau", "Cần Thơ", "dự án", "Đà Nẵng", "đất đai", "Đồng Nai", "em", "Êđê"],
        # Letters of foreign words stand in their usual places.
        ["eo", "fax", "ga", "in", "jun", "ka", "vé", "web", "xe", "ý", "zê"],
        ["2 năm", "công ty", "Điều 2"],
    ],
)
def test_names_sort_as_in_a_vietnamese_list(expected):
    shuffled = expected[::-1]
    assert sorted(shuffled, key=collation_key) == expected
    assert sorted(map(decomposed, shuffled), key=collation_key) == list(map(decomposed, expected))


@given(written)
def test_case_and_spaces_do_not_change_the_order(text):
    assert collation_key(f"  {text.upper()} ") == collation_key(text)


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("Đăng ký thành lập doanh nghiệp tư nhân", 70, "dang-ky-thanh-lap-doanh-nghiep-tu-nhan"),
        ("Giấy phép (mẫu số 01/2016) – cấp lại", 70, "giay-phep-mau-so-01-2016-cap-lai"),
        ("  Sở_Tư pháp!", 70, "so-tu-phap"),
        ("một hai ba", 10, "mot-hai-ba"),
        ("một hai ba", 9, "mot-hai"),
        ("một hai ba", 8, "mot-hai"),
        ("một hai ba", 7, "mot-hai"),
        ("một hai ba", 6, "mot"),
        ("nghiêng", 3, "ngh"),
        ("nghiêng ngả", 3, "ngh"),
        ("…", 70, ""),
    ],
)
def test_slugs_are_folded_words_cut_between_words(text, longest, expected):
    assert slug(text, longest) == expected


@given(st.text(), st.integers(min_value=1, max_value=80))
@example("Straße þ øre 北京 Привет", 70)
def test_slugs_hold_only_what_an_address_may_hold(text, longest):
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text, longest))


@given(st.text(), st.integers(min_value=1, max_value=80))
def test_slugs_are_never_longer_than_asked(text, longest):
    assert len(slug(text, longest)) <= longest


def test_slugs_have_seventy_characters_unless_told():
    text = "đơn " * 40
    assert slug(text) == "-".join(["don"] * 17)


@pytest.mark.parametrize(
    ("amount", "vietnamese", "english"),
    [
        (0, "0 đồng", "VND 0"),
        (500, "500 đồng", "VND 500"),
        (50000, "50.000 đồng", "VND 50,000"),
        (1234567, "1.234.567 đồng", "VND 1,234,567"),
    ],
)
def test_money(amount, vietnamese, english):
    assert format_vnd(amount, "vi") == vietnamese
    assert format_vnd(amount, "en") == english


@pytest.mark.parametrize(
    ("number", "vietnamese", "english"),
    [
        (3, "3", "3"),
        (3.0, "3", "3"),
        (1.5, "1,5", "1.5"),
        (0.25, "0,25", "0.25"),
        (120.0, "120", "120"),
        (1000000, "1000000", "1000000"),
    ],
)
def test_numbers_have_no_needless_decimals(number, vietnamese, english):
    assert format_number(number, "vi") == vietnamese
    assert format_number(number, "en") == english


def typed(converter, field, text: str):
    """What a form makes of a text; these converters ask nothing of their widget."""
    return converter(field, None).toFieldValue(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("100000", 100000), ("100.000", 100000), ("100,000", 100000), ("1.250.000", 1250000), (" 0 ", 0), ("", None)],
)
def test_amounts_are_typed_in_either_language(text, amount):
    assert typed(AmountConverter, Amount(), text) == amount


@pytest.mark.parametrize(
    ("text", "number"), [("1.5", 1.5), ("1,5", 1.5), ("3", 3.0), ("0,25", 0.25), (" 3 ", 3.0), ("", None)]
)
def test_numbers_are_typed_in_either_language(text, number):
    assert typed(NumberConverter, Number(), text) == number


@pytest.mark.parametrize(
    ("converter", "field", "text"),
    [
        *((AmountConverter, Amount(), text) for text in ("100.00", "1,5", "abc", "-5")),
        *((NumberConverter, Number(), text) for text in ("3,000", "1.5.2", "abc", "-5")),
    ],
)
def test_what_could_be_another_number_is_refused(converter, field, text):
    with pytest.raises(FormatterValidationError):
        typed(converter, field, text)


@pytest.mark.parametrize(
    ("day", "vietnamese", "english"),
    [
        (date(2016, 10, 17), "17/10/2016", "17 October 2016"),
        (date(2024, 2, 9), "09/02/2024", "9 February 2024"),
        (date(2025, 12, 31), "31/12/2025", "31 December 2025"),
    ],
)
def test_dates(day, vietnamese, english):
    assert format_date(day, "vi") == vietnamese
    assert format_date(day, "en") == english

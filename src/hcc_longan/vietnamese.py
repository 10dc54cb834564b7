"""Vietnamese (and plain English) text: folding, order, dates, money. Pure Python."""

from datetime import date

import re
import unicodedata


_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+", re.UNICODE)
# What word processors leave in pasted text: soft hyphens, zero-width spaces and joiners, byte order marks.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_D_STROKE = str.maketrans("đĐ", "dD")

# The order of the Vietnamese alphabet, with the letters of foreign words in their usual places.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER = {letter: chr(0x100 + number) for number, letter in enumerate(_ALPHABET)}
# ngang, huyền, hỏi, ngã, sắc, nặng: the order in which dictionaries put the tones.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def clean(text: str) -> str:
    """Composed (NFC) text without invisible characters, with single spaces and none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_INVISIBLE)).strip()


def clean_lines(text: str) -> str:
    """Like `clean`, but paragraphs stay apart: one line each, none empty."""
    return "\n".join(line for line in map(clean, text.splitlines()) if line)


def fold(text: str) -> str:
    """Lower case without any diacritic, `đ` as `d`: what an unaccented keyboard would have typed.

    Old and new places of the tone mark (`hoà`, `hòa`) and decomposed input fold to the same.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_INVISIBLE))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_D_STROKE).lower()


def words(text: str) -> list[str]:
    """The words (in Vietnamese: syllables) of a text, lower case, composed, diacritics kept."""
    return _WORDS.findall(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).lower())


def folded_words(text: str) -> list[str]:
    """The words of a text as `fold` gives them."""
    return [fold(word) for word in words(text)]


def has_diacritics(word: str) -> bool:
    """Whether a word carries a mark that an unaccented keyboard could not type."""
    return fold(word) != word.lower()


def marks(word: str) -> str:
    """A word with its letters and its tone, whatever vowel the tone stands on (`hoà` and `hòa` give the same)."""
    letters, tone = _letters_and_tone(word.lower())
    return f"{letters}{tone}"


def collation_key(text: str) -> tuple[str, ...]:
    """Sort key in the order of the Vietnamese alphabet: letters first, tones break ties, word by word."""
    key = []
    for word in _SPACES.split(clean(text).lower()):
        letters, tone = _letters_and_tone(word)
        key.append("".join(_LETTER.get(letter, letter) for letter in letters) + chr(tone))
    return tuple(key)


def _letters_and_tone(word: str) -> tuple[str, int]:
    tone = 0
    kept = []
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            tone = _TONES[character]
        else:
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def slug(text: str, longest: int = 70) -> str:
    """A short name for addresses: folded words joined by hyphens, cut between words at `longest` characters."""
    whole = "-".join(re.findall(r"[a-z0-9]+", fold(text)))
    if len(whole) <= longest:
        return whole
    cut = whole[: longest + 1].rpartition("-")[0]
    return cut or whole[:longest]


def format_vnd(amount: int, language: str) -> str:
    """An amount in Vietnamese đồng: `100.000 đồng`, in English `VND 100,000`."""
    grouped = f"{amount:,}"
    return f"VND {grouped}" if language == "en" else f"{grouped.replace(',', '.')} đồng"


def format_number(number: float, language: str) -> str:
    """A number without needless decimals: `1,5` in Vietnamese, `1.5` in English."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return text if language == "en" else text.replace(".", ",")


_MONTHS = ("January February March April May June July August September October November December").split()


def format_date(day: date, language: str) -> str:
    """A date as people write it: `17/10/2016`, in English `17 October 2016`."""
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day:02}/{day.month:02}/{day.year}"

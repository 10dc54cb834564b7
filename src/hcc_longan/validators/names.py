"""Names of people."""

from hcc_longan.validators.wrong import Wrong
from hcc_longan.vietnamese import clean

import unicodedata


LONGEST_NAME = 150  # characters
_SIGNS = frozenset("'\u2019-.")


def check_name(text: str) -> str:
    """A full name of two words at least, in letters of any script; spaces are put in order, capitals left alone."""
    name = clean(text)
    if len(name) > LONGEST_NAME:
        raise Wrong("too_long", most=LONGEST_NAME)
    if not all(_belongs_to_a_name(character) for character in name):
        raise Wrong("name_letters")
    if sum(any(map(_is_letter, word)) for word in name.split(" ")) < 2:
        raise Wrong("name_words")
    return name


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] == "L"


def _belongs_to_a_name(character: str) -> bool:
    return character == " " or character in _SIGNS or unicodedata.category(character)[0] in "LM"

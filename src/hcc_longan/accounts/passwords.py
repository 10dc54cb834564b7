"""Which passwords we take: long ones that are hard to guess; what letters they have doesn't matter. Pure Python."""

from collections.abc import Iterable
from hcc_longan import _
from hcc_longan.vietnamese import fold
from zope.i18nmessageid import Message

import re


SHORTEST = 10
# A hash of more would be work for nothing.
LONGEST = 200
# So many characters have to be left when everything that is easy to guess is taken away.
_OWN = 4

TOO_SHORT = _("Use at least ${number} characters. Three or four words that don't belong together are easy to remember.")
TOO_LONG = _("Use at most ${number} characters.")
TOO_EASY = _("This password is easy to guess. Use other words than your own data, common words and rows of keys.")
NOT_TYPEABLE = _("The password has a character that can't be typed. Please type it instead of pasting it.")

# Folded; what lists of the most frequent passwords are made of, in the world and in Vietnam.
_COMMON = sorted(
    """
    password matkhau mat khau admin administrator welcome letmein login master secret dragon monkey shadow
    football superman batman princess sunshine iloveyou loveyou love lovely honey baby angel forever friend hello
    changeme default guest access trustno starwars computer internet samsung iphone nokia google facebook zalo viettel
    vinaphone mobifone qwerty qwertyuiop asdfghjkl zxcvbnm qazwsx asdf zxcv abc abcd abcdef abcdefgh abcdefghij
    anhyeuem emyeuanh yeuanh yeuem yeuemnhieu iuanh iuem nhoem nhoanh conyeume conyeu giadinh hanhphuc tinhyeu
    khongbiet khongco khongnho deptrai xinhdep congchua hoangtu vietnam hanoi saigon longan tanan sinhnhat
    nguyen tran pham hoang thanh minh linh huong hung dung tuan hcc hanhchinhcong dichvucong vneid long an
    """.split(),
    key=len,
    reverse=True,
)
_LEET = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t"})
_ROWS = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "qazwsxedcrfvtgbyhnujm")


def weakness(password: str, own: Iterable[str] = ()) -> Message | None:
    """What is wrong with a password, None if nothing is. `own`: what people know of its owner (name, address …)."""
    if len(password) < SHORTEST:
        return Message(TOO_SHORT, mapping={"number": SHORTEST})
    if len(password) > LONGEST:
        return Message(TOO_LONG, mapping={"number": LONGEST})
    if not password.isprintable():
        return NOT_TYPEABLE
    easy = (*_words_of(own), *_COMMON)
    folded = fold(password)
    if any(len(_own_part(text, easy)) < _OWN for text in (folded, folded.translate(_LEET))):
        return TOO_EASY
    return None


def _words_of(own: Iterable[str]) -> list[str]:
    words = {word for text in own for word in re.findall(r"[a-z0-9]{3,}", fold(text))}
    return sorted(words, key=len, reverse=True)


def _own_part(text: str, easy: Iterable[str]) -> str:
    """The characters that are no word that is easy to guess, no row, no repetition and no digit of a date or number."""
    rest = re.sub(r"[^a-z0-9]", "", text) if text.isascii() else text
    for word in easy:
        rest = rest.replace(word, " ")
    rest = _without_rows(rest)
    rest = re.sub(r"(.+?)\1+", r"\1", rest)
    return re.sub(r"[\s\d]", "", rest)


def _without_rows(text: str) -> str:
    """Without four and more neighbours of a row of keys or letters, in either direction."""
    for row in _ROWS:
        for direction in (row, row[::-1]):
            for length in range(len(direction), 3, -1):
                for start in range(len(direction) - length + 1):
                    text = text.replace(direction[start : start + length], " ")
    return text

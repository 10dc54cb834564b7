"""The two numbers of a dossier: the tracking number of filing and the official code of reception.

The tracking number is unguessable and can be read out on the telephone: letters and digits that no ear or eye takes
for another (Crockford's base 32), with a check character. The official code follows TT 01/2018/TT-VPCP, Điều 19.
"""

from datetime import date

import re
import secrets


_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIKE = str.maketrans("OILU", "011V")
LENGTH = 12  # 60 random bits
# Prime, so that one wrong character and two exchanged neighbours are always noticed.
_MODULUS = 37
_CHECK = _ALPHABET + "*~$=U"

DEFAULT_PATTERN = "{agency}-{date:%y%m%d}-{number:04d}"
_OFFICIAL = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4}")


def new_tracking_number() -> str:
    """A new random tracking number in groups: `4F7K-2M9Q-X3TD-C`; its check character is a letter or digit."""
    while True:
        body = "".join(secrets.choice(_ALPHABET) for _number in range(LENGTH))
        check = _check_character(body)
        # The five marks of the check alphabet are hard to say: such numbers are not given out.
        if check in _ALPHABET:
            return _grouped(body + check)


def read_tracking_number(text: str) -> str | None:
    """The tracking number that a person typed in whatever case and grouping, or None if it can't be one."""
    plain = re.sub(r"[\s.\-–—]", "", text).upper().translate(_LIKE)
    if len(plain) != LENGTH + 1 or any(character not in _ALPHABET for character in plain):
        return None
    return _grouped(plain) if _check_character(plain[:-1]) == plain[-1] else None


def official_code(agency_id: str, day: date, number: int, pattern: str = DEFAULT_PATTERN) -> str:
    """The dossier code (mã số hồ sơ) of an agency's dossier number `number` of a day.

    The pattern may use {agency}, {date} and {number}; raises ValueError where it can't be filled in.
    """
    try:
        return pattern.format(agency=agency_id, date=day, number=number)
    except (KeyError, IndexError, AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"The pattern {pattern!r} of dossier codes can't be filled in: {error}") from error


def is_official_code(text: str) -> bool:
    """Whether a text has the shape of TT 01/2018, Điều 19 (other shapes exist: this is no gate)."""
    return _OFFICIAL.fullmatch(text) is not None


def _check_character(body: str) -> str:
    value = 0
    for character in body:
        value = (value * 32 + _ALPHABET.index(character)) % _MODULUS
    return _CHECK[value]


def _grouped(text: str) -> str:
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))

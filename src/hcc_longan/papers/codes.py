"""The code on every issued paper by which anybody who holds it can ask whether it is genuine. Pure Python.

Random, in letters and digits that no eye takes for another (Crockford's base 32); nothing can be read from it.
"""

import re
import secrets


_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIKE = str.maketrans("OILU", "011V")
_LENGTH = 16  # 80 random bits
_SHAPE = re.compile(rf"[{_ALPHABET}]{{{_LENGTH}}}")


def new_code() -> str:
    """A new code in groups: `4F7K-2M9Q-X3TD-C8PA`."""
    return _grouped("".join(secrets.choice(_ALPHABET) for _number in range(_LENGTH)))


def read_code(text: str) -> str | None:
    """The code that a person typed in whatever case and grouping, or None if it can't be one."""
    plain = re.sub(r"[\s.\-–—]", "", text[:100]).upper().translate(_LIKE)
    return _grouped(plain) if _SHAPE.fullmatch(plain) else None


def _grouped(text: str) -> str:
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))

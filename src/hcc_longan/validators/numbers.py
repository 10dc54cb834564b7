"""Numbers, amounts of money and areas as people type them."""

from hcc_longan.validators.wrong import Wrong
from hcc_longan.vietnamese import clean

import re


LARGEST = 999_999_999_999_999  # what a browser can count exactly
_GROUPED = re.compile(r"[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+")
_DECIMAL = re.compile(r"([0-9]+)(?:[.,]([0-9]{1,2}))?")
_DOUBLE = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPED_DECIMAL = re.compile(
    r"([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{1,2})"
    r"|([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]{1,2})"
    r"|([0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]{1,2}))?"
)
_CURRENCY = re.compile(r" ?(?:đồng|đ|vnđ|vnd|₫)$", re.IGNORECASE)
_METRES = re.compile(r" ?(?:m2|m²)$", re.IGNORECASE)


def check_number(text: str, *, least: int = 0, most: int = LARGEST) -> int:
    """A whole number within bounds; thousands may be set apart by dots, commas or spaces."""
    return _bounded(_whole(clean(text), "number"), least, most)


def check_money(text: str, *, least: int = 0, most: int = LARGEST) -> int:
    """An amount in whole VND within bounds: `1500000`, `1.500.000`, `1,500,000 đ`."""
    return _bounded(_whole(_CURRENCY.sub("", clean(text)), "amount"), least, most)


def check_area(text: str, *, least: float = 0, most: float = LARGEST) -> float:
    """An area in square metres with two decimals at most, comma or point before them.

    `1.250` is refused: in Vietnamese a thousand, in English one and a quarter.
    """
    area = _METRES.sub("", clean(text))
    if _DOUBLE.fullmatch(area):
        raise Wrong("area_double", text=area)
    found = _DECIMAL.fullmatch(area) or _GROUPED_DECIMAL.fullmatch(area)
    if found is None:
        raise Wrong("area")
    whole, decimals = (*(part for part in found.groups() if part), "0")[:2]
    digits = re.sub(r"[^0-9]", "", whole)
    if len(digits) > 15:
        raise Wrong("most", most=grouped(most))
    return _bounded(float(f"{digits}.{decimals}"), least, most)


def grouped(number: float) -> str:
    """A number with its thousands set apart by spaces, which both languages read alike."""
    text = f"{number:,.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else f"{number:,}"
    return text.replace(",", "\u00a0")


def _whole(text: str, fault: str) -> int:
    if not _GROUPED.fullmatch(text):
        raise Wrong(fault)
    digits = re.sub(r"[^0-9]", "", text)
    # Python reads no number of more than 4300 digits, and nobody means one of more than 18.
    return int(digits.lstrip("0")[:18] or "0")


def _bounded(number, least, most):
    if number < least:
        raise Wrong("least", least=grouped(least))
    if number > most:
        raise Wrong("most", most=grouped(most))
    return number

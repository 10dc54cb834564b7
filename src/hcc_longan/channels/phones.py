"""Telephone numbers of Vietnam, in whatever spelling. Pure Python."""

from hcc_longan.vietnamese import clean

import re
import unicodedata


# Mobile numbers got ten digits in 2018: the old prefix (four digits of eleven) and the new one (three of ten).
_OLD_PREFIXES = {
    **{f"016{digit}": f"03{digit}" for digit in "23456789"},
    **{"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078"},
    **{"0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082"},
    **{"0186": "056", "0188": "058", "0199": "059"},
}
_LONGEST = 40
_COUNTRY = re.compile(r"^(?:\+|00)?84(?=\d{9,10}$)")
_MOBILE = re.compile(r"^0[35789]\d{8}$")
_LANDLINE = re.compile(r"^02\d{9}$")


def read_phone(text: str) -> str | None:
    """A number as it is dialled inside the country (`0901234567`); None if it is no number of Vietnam.

    Blanks, points, hyphens and brackets don't matter; `+84`, `0084` and `84` stand for the first 0; a mobile number of
    eleven digits, as before 2018, becomes the one of ten that replaced it.
    """
    if len(text) > _LONGEST:
        return None
    plain = re.sub(r"[\s.\-()/]", "", unicodedata.normalize("NFKC", clean(text)))
    plain = _COUNTRY.sub("0", re.sub(r"^(\+84|0084)0", r"\1", plain))
    if not (plain.isascii() and plain.isdecimal()):
        return None
    if len(plain) == 11 and plain[:4] in _OLD_PREFIXES:
        plain = _OLD_PREFIXES[plain[:4]] + plain[4:]
    return plain if is_mobile(plain) or _LANDLINE.match(plain) else None


def is_mobile(number: str) -> bool:
    """Whether a number as `read_phone` gives it can get SMS."""
    return bool(_MOBILE.match(number))


def international(number: str) -> str:
    """A number as `read_phone` gives it, for gateways: `+84901234567`."""
    return f"+84{number[1:]}"


def masked_phone(number: str) -> str:
    """A number that its owner recognises and others can't call: `090****567`."""
    return f"{number[:3]}****{number[-3:]}" if len(number) > 8 else "****"

"""Numbers of identity documents and tax codes."""

from datetime import date
from hcc_longan import clock
from hcc_longan.validators.wrong import Wrong
from hcc_longan.vietnamese import clean

import re


# Codes of the provinces in personal identification numbers (TT 07/2016/TT-BCA, Phụ lục I). Numbers given before the
# mergers of 2025 keep them. Those registered abroad begin with the code of a country (from memory: above 100).
PLACES = frozenset(
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 "
    "044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 "
    "089 091 092 093 094 095 096".split()
)
_ABROAD = 101
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_NO_SIGNS = re.compile(r"[ .\-]")


def check_cccd(text: str, *, birth: date | None = None, sex: str = "") -> str:
    """The 12 digits of a personal identification number.

    Three digits place, one digit century and sex (even: male), two digits year of birth, six digits at random
    (NĐ 137/2015/NĐ-CP, Điều 13; TT 59/2021/TT-BCA, Điều 4). They are compared with `birth` and `sex` ("male" or
    "female") where given.
    """
    number = _plain(text)
    if not re.fullmatch(r"[0-9]{12}", number):
        raise Wrong("cccd_digits")
    if number[:3] not in PLACES and int(number[:3]) < _ABROAD:
        raise Wrong("cccd_place", text=number[:3])
    century, is_female = divmod(int(number[3]), 2)
    year = 1900 + 100 * century + int(number[4:6])
    if year > clock.today().year:
        raise Wrong("cccd_year")
    if birth is not None and birth.year != year:
        raise Wrong("cccd_birth", year=year)
    if sex in ("male", "female") and (sex == "female") != bool(is_female):
        raise Wrong("cccd_sex")
    return number


def check_cmnd(text: str) -> str:
    """The 9 or 12 digits of an identity card of before 2016."""
    number = _plain(text)
    if not re.fullmatch(r"[0-9]{9}|[0-9]{12}", number):
        raise Wrong("cmnd_digits")
    return number


def check_passport(text: str) -> str:
    """A passport's number in capitals: 5 to 15 letters and digits, one digit at least.

    Those of Vietnam are a letter with 7 digits, since 2022 also with 8 (from memory).
    """
    number = _plain(text)
    if not re.fullmatch(r"(?=.*[0-9])[0-9A-Za-z]{5,15}", number):
        raise Wrong("passport")
    return number.upper()


def check_tax_code(text: str) -> str:
    """A tax code: 10 digits of which the last checks the others, 13 as `0100109106-001`, or a person's 12 digits.

    Check digit: 10 less the remainder by 11 of the weighted sum. Personal numbers serve as tax codes since 1 July 2025
    (TT 86/2024/TT-BTC). All from memory.
    """
    number = _plain(text)
    if re.fullmatch(r"[0-9]{12}", number) and "-" not in text:
        return check_cccd(number)
    if not re.fullmatch(r"[0-9]{10}(?:[0-9]{3})?", number) or number[10:] == "000":
        raise Wrong("tax_digits")
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    if 10 - weighted % 11 != int(number[9]):
        raise Wrong("tax_check")
    return f"{number[:10]}-{number[10:]}" if number[10:] else number


_CHECKS = {"cccd": check_cccd, "cmnd": check_cmnd, "passport": check_passport, "tax": check_tax_code}


def check_id(text: str, *, id_kind: str = "", birth: date | None = None, sex: str = "") -> str:
    """The number of a document of a kind: "cccd", "cmnd", "passport" or "tax"; without one of any but the last."""
    if id_kind == "cccd":
        return check_cccd(text, birth=birth, sex=sex)
    if id_kind in _CHECKS:
        return _CHECKS[id_kind](text)
    for check in (check_cccd, check_cmnd, check_passport):
        try:
            return check(text)
        except Wrong:
            continue
    raise Wrong("id_any")


def _plain(text: str) -> str:
    return _NO_SIGNS.sub("", clean(text))

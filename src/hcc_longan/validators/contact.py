"""Ways to reach somebody."""

from hcc_longan.channels.phones import read_phone
from hcc_longan.validators.wrong import Wrong
from hcc_longan.vietnamese import clean

import re


LONGEST_EMAIL = 250  # characters

_SIGNS = re.compile(r"[ .()/\-]")
_FOREIGN = re.compile(r"\+(?!84)[1-9][0-9]{7,14}")
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)


def check_phone(text: str) -> str:
    """A number of Vietnam as dialled there (`0901234567`, `02723826000`), or a foreign one with `+` (E.164).

    Spellings with +84 or 0084 are brought into that form, mobile numbers of before 2018 into the present ones.
    """
    if number := read_phone(text):
        return number
    number = re.sub(r"^00", "+", _SIGNS.sub("", clean(text)))
    if not _FOREIGN.fullmatch(number):
        raise Wrong("phone")
    return number


def check_email(text: str) -> str:
    """An e-mail address; its domain in small letters."""
    address = clean(text)
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise Wrong("email")
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"

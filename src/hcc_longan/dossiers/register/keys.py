"""Keys under which the register finds a person: keyed hashes, which reveal no id or phone number."""

from hashlib import blake2b
from hcc_longan.protection.secret import site_secret

import re


def lookup_key(number: str | None) -> str | None:
    """The key of an id or phone number, whatever blanks, points and prefix (+84, 0) it was typed with."""
    plain = re.sub(r"[^0-9A-Za-z+]", "", number or "").upper()
    if not plain:
        return None
    if plain.startswith("+84"):
        plain = f"0{plain[3:]}"
    return blake2b(plain.encode(), key=site_secret(), digest_size=16).hexdigest()

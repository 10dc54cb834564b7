"""Keys under which the register finds a person: keyed hashes, which reveal no id or phone number."""

from hashlib import blake2b
from plone import api
from zope.annotation.interfaces import IAnnotations

import re
import secrets


_SECRET = "hcc_longan.dossiers.secret"


def lookup_key(number: str | None) -> str | None:
    """The key of an id or phone number, whatever blanks, points and prefix (+84, 0) it was typed with."""
    plain = re.sub(r"[^0-9A-Za-z+]", "", number or "").upper()
    if not plain:
        return None
    if plain.startswith("+84"):
        plain = f"0{plain[3:]}"
    return blake2b(plain.encode(), key=secret(), digest_size=16).hexdigest()


def secret() -> bytes:
    """The site's secret."""
    return IAnnotations(api.portal.get())[_SECRET]


def make_secret() -> None:
    """Give the site its secret, once."""
    IAnnotations(api.portal.get()).setdefault(_SECRET, secrets.token_bytes(32))

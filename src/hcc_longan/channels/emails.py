"""E-mail addresses: which ones we take, and how we show them. Pure Python."""

from hcc_longan.vietnamese import clean

import re
import unicodedata


_LONGEST = 320
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")


def read_email(text: str) -> str | None:
    """An address in lower case, a domain with other letters in its ASCII form; None if mail can't be sent there.

    Two spellings of one address give the same, so that it can have one account only: nobody gives out mailboxes that
    differ in capitals alone.
    """
    if len(text) > _LONGEST:
        return None
    local, _at, domain = unicodedata.normalize("NFKC", clean(text)).casefold().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    fits = len(local) <= 64 and len(domain) <= 253 and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)
    return f"{local}@{domain}" if fits else None


def masked_email(address: str) -> str:
    """An address that its owner recognises and others can't write to: `n***@g***.com`."""
    local, _at, domain = address.partition("@")
    name, _dot, rest = domain.partition(".")
    return f"{local[:1]}***@{name[:1]}***.{rest}"

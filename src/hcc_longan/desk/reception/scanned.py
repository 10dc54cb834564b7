"""What a scanner typed: a dossier's number, a paper's code, or the address in the QR code of a printed paper."""

from hcc_longan.dossiers.register import queries
from hcc_longan.papers import store
from hcc_longan.papers.codes import read_code
from hcc_longan.papers.issuing import note_of
from hcc_longan.tracking.links import followed
from typing import Any
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import re


_LONGEST = 1000  # characters


def once(text: str) -> str:
    """What was scanned, if the scanner sent it twice in a row."""
    text = text.strip()
    found = re.fullmatch(r"(.{6,}?)\s*\1", text, re.DOTALL)
    return found[1] if found else text


def dossier_of(text: str) -> Any | None:
    """The dossier that a scanned text leads to, whoever asks: the caller checks what they may see."""
    text = once(text[:_LONGEST].replace("\0", ""))
    if "://" in text:
        return _of_address(text)
    return queries.by_number(text) or _of_paper(text)


def _of_address(text: str) -> Any | None:
    try:
        query = parse_qs(urlsplit(text).query)
    except ValueError:
        return None
    if "m" in query:
        return _of_paper(query["m"][0])
    found = followed(query["t"][0]) if "t" in query else None
    return found.dossier if found else None


def _of_paper(text: str) -> Any | None:
    code = read_code(text)
    known = store.by_code(code) if code else None
    uid = known.paper.uid if known else note_of(text)
    return queries.by_uid(uid) if uid else None

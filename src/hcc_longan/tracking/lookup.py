"""Finding a dossier for somebody who is not signed in: by its number and four digits that the applicant knows."""

from collections.abc import Iterator
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.tracking import read_tracking_number
from hcc_longan.protection import limits
from hcc_longan.tracking.links import Right
from hmac import compare_digest
from time import monotonic
from time import sleep
from typing import Any

import re


# Seconds that a look-up without success takes, so that an unknown number and wrong digits can't be told apart.
FLOOR = 0.1
_DIGITS = 4


def find(number: str, digits: str) -> Any | None:
    """The dossier with a tracking number or code, if the digits are the last four of an id or phone number in it.

    None alike for an unknown number and for wrong digits. Each call counts, and raises TooManyAttempts beyond the
    limits of the address, of the number and of everybody together.
    """
    begun = monotonic()
    number, digits = _plain_number(number), _plain(digits)
    limits.count("tracking.address", limits.address())
    limits.count("tracking.number", number)
    limits.count("tracking.all")
    dossier = queries.by_number(number)
    if dossier is None or not _knows(digits, dossier.applicant):
        dossier = None
    limits.note("tracking.number", number, "found" if dossier is not None else "refused")
    if dossier is None:
        sleep(max(0.0, begun + FLOOR - monotonic()))
    return dossier


def right_by(number: str) -> Right:
    """What somebody may do who found a dossier by this number: a code is a running number, so it opens less."""
    return Right.ACT if read_tracking_number(number) else Right.ANSWER


def _knows(digits: str, applicant: Any) -> bool:
    known = [compare_digest(digits.encode(), each.encode()) for each in _endings(applicant)]
    return len(digits) == _DIGITS and any(known)


def _endings(applicant: Any) -> Iterator[str]:
    for person in (applicant, applicant.get("proxy") or {}):
        for name in ("id_number", "phone"):
            plain = _plain(person.get(name) or "")
            if len(plain) >= _DIGITS:
                yield plain[-_DIGITS:]


def _plain(text: str) -> str:
    """Letters and digits alone, in capitals: a passport's number may end with a letter."""
    return re.sub(r"[^0-9A-Z]", "", text[:100].upper())


def _plain_number(text: str) -> str:
    """A number in one spelling, so that all spellings of it are counted together."""
    text = text[:100].replace("\0", "")
    return read_tracking_number(text) or re.sub(r"\s", "", text).replace("–", "-").upper()

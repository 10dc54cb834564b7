"""Signed links to a dossier. They name it by its internal id alone: neither a code nor a person is in any address.

A link to read is for e-mails and QR codes, and shows what a stranger may see: the same one every time, which works
while the dossier is open and for some time after. Links to answer and to act are short-lived, for somebody who has just
proved to be the applicant: with the dossier code, which is a running number and opens less, or with the tracking number
or a link in hand, which nobody guesses.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hcc_longan import clock
from hcc_longan.dossiers.interfaces import IReceiptAddress
from hcc_longan.dossiers.register import queries
from hcc_longan.pages import page_url
from hcc_longan.protection import tokens
from hcc_longan.tracking.settings import setting
from typing import Any
from zope.interface import implementer


class Right(StrEnum):
    """What the holder of a link may do."""

    READ = "tracking.read"
    ANSWER = "tracking.answer"
    ACT = "tracking.act"


_RECEIPT = "tracking.receipt"


@dataclass(frozen=True)
class Found:
    """A dossier that a link leads to, and what may be done by it."""

    dossier: Any
    right: Right


def follow_url(dossier: Any, language: str) -> str:
    """The lasting address at which a dossier is followed."""
    return page_url("follow", language, t=read_token(dossier))


def read_token(dossier: Any) -> str:
    """The lasting token: the same one every time."""
    return _sign(Right.READ, dossier)


def act_url(dossier: Any, language: str, right: Right = Right.ACT) -> str:
    """The short-lived address for somebody who has proved to be the applicant."""
    return page_url("follow", language, t=act_token(dossier, right))


def act_token(dossier: Any, right: Right = Right.ACT) -> str:
    """The short-lived token."""
    return _sign(right, dossier, timedelta(minutes=setting("look_up_minutes")))


def receipt_url(dossier: Any, language: str) -> str:
    """The address of the receipt, for the one who filed."""
    return page_url("receipt", language, t=_sign(_RECEIPT, dossier))


@implementer(IReceiptAddress)
class ReceiptAddress:
    """The address of receipts, for the rooms below."""

    def __call__(self, dossier: Any, language: str) -> str:
        return receipt_url(dossier, language)


def followed(token: str) -> Found | None:
    """What a link to follow leads to; None if it is wrong or has expired, or the dossier is gone."""
    for right in Right:
        if (dossier := _read(right, token)) is not None:
            return Found(dossier, right)
    return None


def receipt_of(token: str) -> Any | None:
    """The dossier whose receipt a link shows."""
    return _read(_RECEIPT, token)


def _sign(purpose: str, dossier: Any, lasts: timedelta | None = None) -> str:
    return tokens.sign(purpose, {"d": dossier.UID()}, lasts)


def _read(purpose: str, token: str) -> Any | None:
    data = tokens.read(purpose, token)
    dossier = queries.by_uid(data["d"]) if data else None
    return dossier if dossier is not None and not _is_over(dossier) else None


def _is_over(dossier: Any) -> bool:
    last = dossier.events[-1].at
    return not dossier.state_now.is_open and clock.now() > last + timedelta(days=setting("link_days"))

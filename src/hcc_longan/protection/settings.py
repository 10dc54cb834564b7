"""What a centre may want to change about protection: limits, and how hard robots have to work."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hcc_longan import _
from plone import api
from zope import schema
from zope.interface import Interface

import re


PREFIX = "hcc_longan.protection"

# A scope is an area and what is counted: an address, a dossier's number, a recipient, all together, or (plain) people
# whose browser proved no work. Many people share an address: mobile networks and the centre's own computers.
DEFAULT_LIMITS = (
    "filing.address | 120 | 3600",
    "filing.all | 3000 | 3600",
    "filing.plain | 20 | 3600",
    "tracking.address | 60 | 600",
    "tracking.number | 10 | 3600",
    "tracking.all | 3000 | 600",
    "drafts.address | 300 | 3600",
    "drafts.saves | 2000 | 3600",
    "resume.address | 20 | 3600",
    "resume.recipient | 5 | 86400",
    "uploads.address | 600 | 3600",
    "codes.address | 20 | 3600",
    "codes.recipient | 5 | 3600",
    "login.address | 100 | 900",
    "login.account | 10 | 900",
    "receipts.address | 30 | 3600",
    "receipts.recipient | 5 | 3600",
    "verify.address | 60 | 600",
    "messages.author | 60 | 3600",
    "claims.account | 10 | 3600",
    "exports.account | 10 | 3600",
    "privacy.person | 10 | 86400",
)
_LINE = re.compile(r"\s*([a-z]{2,30}\.[a-z]{2,30})\s*\|\s*(\d{1,9})\s*\|\s*(\d{1,7})\s*", re.ASCII)


@dataclass(frozen=True)
class Limit:
    """How often at most (0: no limit) within how many seconds."""

    most: int
    seconds: int


@lru_cache(maxsize=8)
def _read(lines: tuple[str, ...]) -> Mapping[str, Limit]:
    """Of lines for the same scope the last one holds."""
    matches = [_LINE.fullmatch(line) for line in lines]
    return {match[1]: Limit(int(match[2]), int(match[3])) for match in matches if match}


class BadLimit(schema.ValidationError):
    __doc__ = _("A line says what is counted, how often at most and in how many seconds: filing.address | 120 | 3600")


class LimitedTwice(schema.ValidationError):
    __doc__ = _("There is more than one line for the same.")


def _is_limit(line: str) -> bool:
    match = _LINE.fullmatch(line)
    if match is None or int(match[3]) == 0:
        raise BadLimit(line)
    return True


def _told_apart(lines: Sequence[str]) -> bool:
    scopes = [line.partition("|")[0].strip() for line in lines]
    if len(set(scopes)) < len(scopes):
        raise LimitedTwice(lines)
    return True


class IProtectionSettings(Interface):
    """Settings of protection."""

    limits = schema.List(
        title=_("Limits"),
        description=_(
            "A line: what is counted | how often at most | in how many seconds. 0 for no limit; a line that is "
            "missing has its usual limit."
        ),
        value_type=schema.TextLine(constraint=_is_limit),
        constraint=_told_apart,
        default=list(DEFAULT_LIMITS),
        required=False,
    )
    difficulty = schema.Int(
        title=_("Work that a browser does before it sends a form"),
        description=_(
            "Of people who are not signed in; tries at most, half of it on average. 100000 takes a telephone about "
            "a second, unnoticed. 0 switches it off."
        ),
        min=0,
        max=10_000_000,
        default=100_000,
    )
    shortest_time = schema.Int(
        title=_("Shortest time for filling in a form (seconds)"),
        description=_("Who is quicker is a robot. 0 switches it off."),
        min=0,
        max=60,
        default=2,
    )


def setting(name: str):
    """One of the settings of IProtectionSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")


def limits() -> Mapping[str, Limit]:
    """The limits by scope."""
    return _read(DEFAULT_LIMITS + tuple(setting("limits") or ()))

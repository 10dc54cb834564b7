"""Carriers: the post as it is reached today, by hand, and one for development."""

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hcc_longan import _
from hcc_longan import logger
from hcc_longan.channels.sending import is_trial
from hcc_longan.parcels.interfaces import ICarrier
from hcc_longan.parcels.settings import setting
from hcc_longan.parcels.tables import ParcelRow
from hcc_longan.parcels.tables import State
from zope.component import getUtility
from zope.interface import implementer

import re


_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_OTHER = re.compile(r"[A-Z0-9][A-Z0-9-]{4,28}[A-Z0-9]")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(frozen=True)
class Report:
    """What a carrier says of a parcel; `state` is None where it is still on its way."""

    number: str
    state: State | None
    day: date | None = None
    note: str = ""


def carrier(name: str = "") -> ICarrier:
    """A carrier by its name; the one of the settings without a name. Raises ComponentLookupError."""
    return getUtility(ICarrier, name=name or chosen())


def chosen() -> str:
    """The name of the carrier that takes new parcels. Development's is for trial sites alone."""
    name = setting("carrier")
    return name if name != "development" or is_trial() else "vnpost"


def read_number(text: str) -> str | None:
    """A number of a postal item: upper case, without blanks; None for what can be none.

    One of the shape of UPU standard S10 (`EA123456785VN`) has to have the right check digit.
    """
    plain = re.sub(r"[\s.]+", "", text).upper()
    known = _S10.fullmatch(plain)
    if known:
        return plain if known[2] == str(_check_digit(known[1])) else None
    return plain if _OTHER.fullmatch(plain) and any(map(str.isdigit, plain)) else None


def _check_digit(digits: str) -> int:
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


@implementer(ICarrier)
class Post:
    """The public post, without a line to its computers: numbers are scanned from its labels, its reports imported."""

    title = _("Public post (VNPost)")
    answers = False

    def read_number(self, text: str) -> str | None:
        return read_number(text)

    def take(self, parcel: ParcelRow) -> str | None:
        return None

    def look(self, numbers: Collection[str]) -> Mapping[str, Report]:
        return {}


class DevelopmentPost(Post):
    """DEVELOPMENT ONLY: no parcel leaves the house. Gives numbers itself and says of each that it was delivered."""

    title = _("DEVELOPMENT POST: nothing is sent")
    answers = True

    def take(self, parcel: ParcelRow) -> str | None:
        logger.warning("DEVELOPMENT POST: parcel %s goes nowhere.", parcel.id)
        return f"DEV-{parcel.id:08d}"

    def look(self, numbers: Collection[str]) -> Mapping[str, Report]:
        return {number: Report(number, State.DELIVERED) for number in numbers}

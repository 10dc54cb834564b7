"""What a citizen identity card says of its holder, as a scanner types it from the card's QR code. Pure Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hcc_longan.desk.reception.scanned import once
from hcc_longan.validators import Wrong
from hcc_longan.validators.days import check_date
from hcc_longan.validators.documents import check_cccd
from hcc_longan.vietnamese import clean


_LONGEST = 2000  # characters; a card has some 200
_FIELDS = 7


@dataclass(frozen=True)
class Card:
    """A citizen identity card (căn cước công dân); `birth` is None where the card's text has no such day."""

    number: str
    name: str
    birth: date | None
    address: str

    @property
    def applicant(self) -> Mapping[str, str]:
        """Its holder, as a dossier has applicants."""
        return {
            "kind": "person",
            "name": self.name,
            "id_kind": "cccd",
            "id_number": self.number,
            "birth_date": self.birth.isoformat() if self.birth else "",
            "address": self.address,
        }


def read_card(text: str) -> Card | None:
    """The card whose QR code was scanned; None if the text is something else.

    The code holds `number|old number|full name|ddmmyyyy|sex|address|ddmmyyyy of issue` (from memory: no public source
    says so). Further fields of newer cards are passed over.
    """
    fields = [clean(field) for field in once(text[:_LONGEST]).split("|")]
    if len(fields) < _FIELDS or not fields[2]:
        return None
    try:
        number = check_cccd(fields[0])
    except Wrong:
        return None
    return Card(number, fields[2], _day(fields[3]), fields[5])


def _day(text: str) -> date | None:
    try:
        return check_date(text, when="past")
    except Wrong:
        return None

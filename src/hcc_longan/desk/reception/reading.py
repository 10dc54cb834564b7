"""Reading the form of reception: what was typed, as the data of a dossier, of its reception and of a payment."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from hashlib import sha256
from hcc_longan import _
from hcc_longan.desk.parts import text_of
from hcc_longan.desk.reception.procedures import Matter
from hcc_longan.desk.reception.procedures import QUANTITIES
from hcc_longan.dossiers.data import as_json
from hcc_longan.validators import check
from hcc_longan.validators import Kind
from hcc_longan.validators import Wrong
from hcc_longan.vietnamese import format_date
from typing import Any
from urllib.parse import quote
from zope.i18n import translate

import json


# The answer of somebody whose matter is none of the procedure's cases.
NO_CASE = "none"
_MOST_OF_A_PAPER = 999
_PROXY = {"name": Kind.NAME, "id_number": Kind.ID, "phone": Kind.PHONE, "mandate": Kind.TEXT}
# Where a fault of a dossier's data stands in the form.
PLACES = {
    "applicant": "phone",
    "delivery": "delivery_address",
    "delivery.address": "delivery_address",
    "attachments": "papers",
    "fees_due": "fee",
}


@dataclass
class Reading:
    """What was typed; `errors` by the id of the field. `payment` is empty where nothing is paid now."""

    channel: str = "counter"
    case: str = ""
    applicant: dict[str, Any] = field(default_factory=dict)
    delivery: dict[str, Any] = field(default_factory=dict)
    reception: dict[str, Any] = field(default_factory=dict)
    payment: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Any] = field(default_factory=dict)

    def digest(self, code: str) -> str:
        """What tells this dossier from another that was typed into a copy of the same form."""
        data = [
            code,
            self.channel,
            self.case,
            self.applicant,
            self.delivery,
            self.reception,
            self.payment,
            self.answers,
        ]
        return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


def name_of(prefix: str, component: str) -> str:
    """The name of a component's field."""
    return f"{prefix}-{quote(component, safe='')}"


def read(form: Mapping[str, Any], matter: Matter, scanned: set[str]) -> Reading:
    """The form for a matter; `scanned` are the components of which files are there."""
    return _Reader(form, matter, scanned).read()


class _Reader:
    def __init__(self, form: Mapping[str, Any], matter: Matter, scanned: set[str]):
        self.form, self.matter, self.scanned = form, matter, scanned
        self.found = Reading()

    def read(self) -> Reading:
        found = self.found
        found.channel = "post" if self.text("channel") == "post" else "counter"
        found.case = self._case()
        self._applicant()
        self._delivery()
        self._papers()
        self._money()
        if found.channel == "post":
            self._postmark()
        if note := self.text("note"):
            found.reception["reason"] = note[:2000]
        if found.case:
            found.reception["case"] = found.case
        return found

    def text(self, name: str) -> str:
        return text_of(self.form, name)

    def checked(self, name: str, kind: Kind, is_required: bool = False, **options: Any) -> Any:
        """A field's value, None where it is empty or wrong."""
        text = self.text(name)
        if not text:
            if is_required:
                self.found.errors[name] = _("This is required.")
            return None
        try:
            return check(kind, text, **options)
        except Wrong as wrong:
            self.found.errors[name] = wrong.message
            return None

    def _case(self) -> str:
        case = self.text("case")
        if case in dict(self.matter.cases):
            return case
        if self.matter.needs_case or (case and case != NO_CASE):
            self.found.errors["case"] = _("Say which case it is: the time limit depends on it.")
        return ""

    def _applicant(self) -> None:
        is_organisation = self.text("kind") == "organisation"
        birth = None if is_organisation else self.checked("birth_date", Kind.BIRTH)
        id_kind = "tax" if is_organisation else self.text("id_kind") or "cccd"
        name = self.checked("name", Kind.TEXT if is_organisation else Kind.NAME, is_required=True)
        number = self.checked("id_number", Kind.ID, id_kind=id_kind, birth=birth)
        applicant = {
            "kind": "organisation" if is_organisation else "person",
            "name": name,
            "id_kind": id_kind if number else None,
            "id_number": number,
            "birth_date": as_json(birth),
            "phone": self.checked("phone", Kind.PHONE),
            "email": self.checked("email", Kind.EMAIL),
            "address": self.checked("address", Kind.TEXT, most=500),
            "language": "en" if self.text("language") == "en" else "vi",
        }
        if self.text("has_proxy"):
            applicant["proxy"] = {
                name: value
                for name, kind in _PROXY.items()
                if (value := self.checked(f"proxy_{name}", kind, name in ("name", "mandate"))) is not None
            }
        self.found.applicant = {name: value for name, value in applicant.items() if value is not None}
        reached = ("phone", "email", "address")
        if not any(self.text(name) for name in reached):
            self.found.errors["phone"] = _("Give a phone number, an e-mail address or an address.")

    def _delivery(self) -> None:
        self.found.delivery = {"method": "counter"}
        if self.text("delivery") == "post":
            address = self.text("delivery_address") or self.text("address")
            if not address:
                self.found.errors["delivery_address"] = _("A result sent by post needs an address.")
            elif len(address) > 500:
                self.found.errors["delivery_address"] = Wrong("too_long", most=500).message
            self.found.delivery = {"method": "post", "address": address}

    def _papers(self) -> None:
        papers, kinds, missing = {}, {}, []
        for row in of_case(self.matter, self.found.case):
            counts = self._counts(row)
            if counts is None:
                continue
            papers[row["id"]] = sum(counts)
            if any(counts):
                kinds[row["id"]] = counts
            elif row["required"] and row["id"] not in self.scanned:
                missing.append(row["name"])
        self.found.reception["papers"] = papers
        if kinds:
            self.found.reception["kinds"] = kinds
        if missing and not self.text("incomplete"):
            self.found.errors["incomplete"] = _(
                "Not counted and not scanned: ${papers}. Count them, or say that you receive the dossier without them.",
                mapping={"papers": "; ".join(missing)},
            )

    def _counts(self, row: Mapping[str, Any]) -> list[int] | None:
        """How many of each kind; a tick stands for what is required. None if something is wrong."""
        counts, wrong = [], False
        for kind in QUANTITIES:
            name = name_of(kind, row["id"])
            count = self.checked(name, Kind.NUMBER, most=_MOST_OF_A_PAPER)
            wrong = wrong or name in self.found.errors
            counts.append(count or 0)
        is_blank = not any(self.text(name_of(kind, row["id"])) for kind in QUANTITIES)
        if is_blank and self.text(name_of("tick", row["id"])):
            counts = row["needed"] if any(row["needed"]) else [1, 0, 0]
        return None if wrong else list(counts)

    def _money(self) -> None:
        fee = self.checked("fee", Kind.MONEY)
        if fee is not None:
            self.found.reception["fees_due"] = fee
        if not self.text("paid"):
            return
        receipt = self.checked("receipt", Kind.TEXT, is_required=True, most=100)
        if not fee and "fee" not in self.found.errors:
            self.found.errors["fee"] = _("Say how much was paid.")
        self.found.payment = {"amount": fee, "receipt": receipt}

    def _postmark(self) -> None:
        day = self.checked("posted", Kind.DATE, is_required=True, when="past")
        if day is None:
            return
        words = {name: translate(text, target_language="vi") for name, text in _POST.items()}
        question = {"name": "postmark", "title": words["postmark"], "text": format_date(day, "vi")}
        self.found.answers = {"postmark": day.isoformat()}
        self.found.asked = {"language": "vi", "parts": [{"title": words["post"], "questions": [question]}]}


_POST = {"post": _("By post"), "postmark": _("Date of the postmark")}


def of_case(matter: Matter, case: str) -> list[Mapping[str, Any]]:
    """The components that hold for a case."""
    return [row for row in matter.components if row["case"] in ("", case)]


def sorted_in(text: str) -> dict[str, str]:
    """What somebody was looked for by, as the field of the form where it belongs."""
    plain = text.replace(" ", "").replace(".", "")
    if plain.isdigit() and len(plain) in (9, 12):
        return {"id_number": text, "id_kind": "cccd" if len(plain) == 12 else "cmnd"}
    return {"phone" if plain.removeprefix("+").isdigit() else "name": text}


def filled_in(applicant: Mapping[str, Any]) -> dict[str, str]:
    """An applicant as the form's fields show them."""
    names = ("kind", "name", "id_kind", "id_number", "phone", "email", "address", "language")
    birth = str(applicant.get("birth_date") or "")
    return {
        **{name: str(applicant.get(name) or "") for name in names},
        "birth_date": "/".join(reversed(birth.split("-"))),
    }

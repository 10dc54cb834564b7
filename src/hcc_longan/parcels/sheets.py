"""What is printed about parcels: labels for their addresses, and the list with which the post takes them."""

from collections.abc import Sequence
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.register.queries import dossier_at
from hcc_longan.papers.facts import person
from hcc_longan.papers.settings import settings as paper_settings
from hcc_longan.papers.typesetting import qr_code
from hcc_longan.papers.typesetting import typeset_sheet
from hcc_longan.parcels.post import Sent
from hcc_longan.parcels.settings import setting
from hcc_longan.vietnamese import format_date
from hcc_longan.vietnamese import format_vnd
from typing import Any


def labels(sent: Sequence[Sent]) -> bytes:
    """A label (A6) for each parcel, as PDF."""
    sender = {
        "name": paper_settings()["centre_vi"],
        "address": setting("sender_address") or "",
        "phone": setting("sender_phone") or "",
    }
    return typeset_sheet("parcel_labels", {"sender": sender, "labels": [_label(each) for each in sent]})


def handed_list(sent: Sequence[Sent], officer: str, language: str) -> bytes:
    """The list of parcels that the post takes from an officer now, as PDF."""
    centre = {"vi": paper_settings()["centre_vi"], "en": paper_settings()["centre_en"]}
    facts = {
        "sender": centre,
        "date": format_date(clock.now().astimezone(ZONE).date(), "vi"),
        "officer": person(officer),
        "rows": [_line(each) for each in sent],
    }
    return typeset_sheet("parcel_list", facts, language)


def _label(sent: Sent) -> dict[str, Any]:
    dossier = dossier_at(sent.row.path)
    return {
        **_addressee(dossier),
        "phone": dossier.applicant.get("phone") or "",
        "cod": format_vnd(sent.parcel.cod, "vi") if sent.parcel.cod else "",
        "dossier_code": dossier.number,
        "number": sent.parcel.number or "",
        # A scanner at the desk finds the parcel by its dossier.
        "qr": qr_code(dossier.number),
    }


def _line(sent: Sent) -> dict[str, Any]:
    dossier = dossier_at(sent.row.path)
    return {
        **_addressee(dossier),
        "number": sent.parcel.number or "",
        "dossier_code": dossier.number,
        "weight": str(sent.parcel.weight or ""),
        "cod": format_vnd(sent.parcel.cod, "vi") if sent.parcel.cod else "",
    }


def _addressee(dossier: Any) -> dict[str, str]:
    return {"name": dossier.applicant.get("name") or "", "address": dossier.delivery.get("address") or ""}

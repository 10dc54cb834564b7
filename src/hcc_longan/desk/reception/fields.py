"""The fields of the form for a line of text."""

from collections.abc import Mapping
from dataclasses import dataclass
from hcc_longan import _
from typing import Any


@dataclass(frozen=True)
class Line:
    """A field for a line of text."""

    label: Any
    hint: Any = ""
    inputmode: str | None = None
    longest: int = 500
    is_required: bool = False


LINES: Mapping[str, Line] = {
    "name": Line(_("Full name, or name of the organisation"), longest=250, is_required=True),
    "id_number": Line(_("Number of the identity document, or tax code"), longest=30),
    "birth_date": Line(_("Date of birth"), _("For example 25121990."), inputmode="numeric", longest=20),
    "phone": Line(_("Phone"), inputmode="tel", longest=30),
    "email": Line(_("E-mail"), inputmode="email", longest=250),
    "address": Line(_("Address")),
    "proxy_name": Line(_("Full name of the proxy"), longest=250, is_required=True),
    "proxy_id_number": Line(_("Identity number of the proxy"), longest=30),
    "proxy_phone": Line(_("Phone of the proxy"), inputmode="tel", longest=30),
    "proxy_mandate": Line(_("Power of attorney"), _("Its number and date, or who signed it."), is_required=True),
    "posted": Line(_("Date of the postmark"), _("For example 25121990."), inputmode="numeric", longest=20),
    "delivery_address": Line(_("Postal address"), _("Empty: the address above.")),
    "fee": Line(_("Fees to be paid (VND)"), inputmode="numeric", longest=30),
    "receipt": Line(_("Number of the fee receipt"), longest=100),
    "note": Line(_("Note for the department"), longest=2000),
}
# The person's lines that follow the kind of their document, and the proxy's.
PERSON = ("id_number", "birth_date", "phone", "email", "address")
PROXY = ("proxy_name", "proxy_id_number", "proxy_phone", "proxy_mandate")
ID_KINDS = {
    "cccd": _("Citizen identity card (12 digits)"),
    "cmnd": _("Old identity card (9 digits)"),
    "passport": _("Passport"),
}

"""The common base of all e-forms: who applies, who acts for them, how the result is received, what is declared.

Its field ids are the same in every form and language; everything else in a form is a question of its own, whose answer
the dossier keeps with the words it was asked in.
"""

from collections.abc import Callable
from collections.abc import Mapping
from hcc_longan import _
from hcc_longan.eforms.model import Question
from hcc_longan.eforms.model import Section
from typing import Any


_FIELDS = "hcc_longan.eforms.fields."
_CHOICE = "zope.schema.Choice"
_TEXT = "zope.schema.TextLine"
_RADIO = "z3c.form.browser.radio.RadioFieldWidget"

KINDS = {"person": _("A person"), "organisation": _("An organisation or enterprise")}
ID_KINDS = {
    "cccd": _("Citizen identity card (12 digits)"),
    "cmnd": _("Old identity card (9 digits)"),
    "passport": _("Passport"),
}
DELIVERIES = {"counter": _("I collect it at the centre"), "post": _("By post, to my address")}

# The fields that a dossier has places of its own for; `PAPER` begins the names of upload fields.
PAPER = "paper_"
APPLICANT = (
    "applicant_kind",
    "applicant_name",
    "applicant_id_kind",
    "applicant_id_number",
    "applicant_birth_date",
    "organisation_name",
    "organisation_tax_code",
    "applicant_phone",
    "applicant_email",
    "applicant_address",
)
PROXY = ("has_proxy", "proxy_name", "proxy_id_number", "proxy_phone", "proxy_mandate")
DELIVERY = ("delivery_method", "delivery_address")
DECLARATION = ("declaration",)
# Without these nobody can be reached and nothing is declared: no form may lack them.
NEEDED = ("applicant_name", "applicant_phone", "applicant_address", "delivery_method", "declaration")
# The answer of somebody whose matter is none of the procedure's cases: cases need not be all there is.
NO_CASE = "none"
KNOWN = {*APPLICANT, *PROXY, *DELIVERY, *DECLARATION, "case"}


def sections(translate: Callable[[Any], str], own: Section, papers: Section) -> list[Section]:
    """The parts of a form, its own questions and papers in their place; `translate` gives the words of its language."""

    def question(name: str, type_: str, title: Any, hint: Any = "", **more: Any) -> Question:
        return Question(name, type_, translate(title), translate(hint) if hint else "", **more)

    def choices(terms: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(value, translate(title)) for value, title in terms.items()]

    person, organisation = "applicant_kind=person", "applicant_kind=organisation"
    # Not what the browser knows of the person at it.
    proxy = {"depends_on": "has_proxy", "more": {"own": False}}
    return [
        Section(
            "applicant",
            translate(_("Applicant")),
            [
                question(
                    "applicant_kind",
                    _CHOICE,
                    _("Who applies?"),
                    choices=choices(KINDS),
                    more={"default": "person"},
                    widget=_RADIO,
                ),
                question("applicant_name", f"{_FIELDS}FullName", _("Full name"), depends_on=person),
                question(
                    "applicant_id_kind",
                    _CHOICE,
                    _("Identity document"),
                    choices=choices(ID_KINDS),
                    more={"default": "cccd"},
                    depends_on=person,
                ),
                question(
                    "applicant_id_number",
                    f"{_FIELDS}IdNumber",
                    _("Number of the identity document"),
                    depends_on=person,
                    more={"kind_field": "applicant_id_kind", "birth_field": "applicant_birth_date"},
                ),
                question(
                    "applicant_birth_date", f"{_FIELDS}BirthDate", _("Date of birth"), required=False, depends_on=person
                ),
                question("organisation_name", _TEXT, _("Name of the organisation"), depends_on=organisation),
                question("organisation_tax_code", f"{_FIELDS}TaxCode", _("Tax code"), depends_on=organisation),
                question("applicant_phone", f"{_FIELDS}Phone", _("Phone"), _("Messages about the dossier go there.")),
                question(
                    "applicant_email",
                    f"{_FIELDS}Email",
                    _("E-mail"),
                    _("The receipt goes there as well."),
                    required=False,
                ),
                question("applicant_address", f"{_FIELDS}Address", _("Address")),
            ],
        ),
        Section(
            "proxy",
            translate(_("Somebody acts for the applicant")),
            [
                question(
                    "has_proxy",
                    "zope.schema.Bool",
                    _("I file this for somebody else, with a power of attorney"),
                    required=False,
                ),
                question("proxy_name", f"{_FIELDS}FullName", _("Full name of the proxy"), **proxy),
                question("proxy_id_number", f"{_FIELDS}CitizenId", _("Identity number of the proxy"), **proxy),
                question("proxy_phone", f"{_FIELDS}Phone", _("Phone of the proxy"), **proxy),
                question(
                    "proxy_mandate",
                    _TEXT,
                    _("Power of attorney"),
                    _("Its number and date, or who signed it."),
                    depends_on="has_proxy",
                ),
            ],
        ),
        *([own] if own.questions else []),
        *([papers] if papers.questions else []),
        Section(
            "delivery",
            translate(_("Result")),
            [
                question(
                    "delivery_method",
                    _CHOICE,
                    _("How do you want to receive the result?"),
                    choices=choices(DELIVERIES),
                    more={"default": "counter"},
                    widget=_RADIO,
                ),
                question(
                    "delivery_address", f"{_FIELDS}Address", _("Postal address"), depends_on="delivery_method=post"
                ),
            ],
        ),
        Section(
            "declaration",
            translate(_("Declaration")),
            [
                question(
                    "declaration",
                    f"{_FIELDS}Declaration",
                    _("What I have stated is true, and I answer for it before the law"),
                )
            ],
        ),
    ]

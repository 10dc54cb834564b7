"""What was declared when a dossier was filed, in words: who applies, what was asked and answered, where to."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hcc_longan import _
from hcc_longan.catalogue.record import localized
from hcc_longan.catalogue.versions import get_version
from hcc_longan.dossiers.filing import IApplicant
from hcc_longan.dossiers.filing import IProxy
from hcc_longan.dossiers.steps import procedure_of
from hcc_longan.vietnamese import format_date
from typing import Any
from zope import schema


_ID_KINDS = {
    "cccd": _("Citizen identity card (12 digits)"),
    "cmnd": _("Old identity card (9 digits)"),
    "passport": _("Passport"),
    "tax": _("Tax code"),
}


@dataclass(frozen=True)
class Part:
    """A part of what was declared: pairs of a label and a text. One row alone may do without a title."""

    title: Any
    rows: Sequence[tuple[Any, Any]]


def declared(dossier: Any, language: str) -> list[Part]:
    """Everything that was declared; questions of an e-form in the words that they were asked in."""
    applicant = dict(dossier.applicant)
    proxy = applicant.pop("proxy", None)
    parts = [Part(_("Applicant"), list(_applicant(applicant, language)))]
    if proxy:
        parts.append(Part(_("Somebody acts for the applicant"), list(_fields(IProxy, proxy))))
    if dossier.case:
        title = _titles(dossier, "cases", language).get(dossier.case, dossier.case)
        parts.append(Part("", [(_("Case"), title)]))
    parts += _answers(dossier)
    parts.append(Part(_("Result"), list(_delivery(dossier.delivery))))
    return parts


def component_titles(dossier: Any, language: str) -> Mapping[str, str]:
    """The titles of the procedure's components, as they were when the dossier was filed, by short name."""
    return _titles(dossier, "components", language)


def _titles(dossier: Any, rows: str, language: str) -> Mapping[str, str]:
    page = procedure_of(dossier)
    record = {} if page is None else get_version(page, dossier.procedure_version).record
    return {row["id"]: localized(row, "name", language) for row in record.get(rows) or ()}


def _applicant(applicant: Mapping[str, Any], language: str) -> Iterator[tuple[Any, Any]]:
    for name, title, text in _named(IApplicant, applicant):
        if name == "id_number":
            yield _ID_KINDS.get(applicant.get("id_kind"), title), text
        elif name == "birth_date":
            yield title, _day(text, language)
        elif name not in ("kind", "language", "id_kind"):
            yield title, text


def _fields(interface: Any, values: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    return ((title, text) for _name, title, text in _named(interface, values))


def _named(interface: Any, values: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name, field in schema.getFieldsInOrder(interface):
        if values.get(name):
            yield name, field.title, values[name]


def _answers(dossier: Any) -> Iterator[Part]:
    parts = dossier.form.get("parts")
    if parts is None:
        # Filed by a program: names are all there is.
        parts = [
            {
                "title": _("Answers"),
                "questions": [{"title": name, "text": _text(answer)} for name, answer in dossier.answers.items()],
            }
        ]
    for part in parts:
        rows = [(question["title"], question["text"]) for question in part["questions"] if question["text"]]
        if rows:
            yield Part(part["title"], rows)


def _delivery(delivery: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    by_post = delivery.get("method") == "post"
    yield _("How you get the result"), _("By post") if by_post else _("At the counter")
    if by_post:
        yield _("Postal address"), delivery.get("address", "")


def _text(answer: Any) -> str:
    return ", ".join(map(_text, answer)) if isinstance(answer, list | tuple) else str(answer)


def _day(text: str, language: str) -> str:
    try:
        return format_date(date.fromisoformat(text), language)
    except ValueError:
        return text

"""From what was sent with an e-form to a dossier."""

from collections.abc import Mapping
from collective.easyform.config import FORM_ERROR_MARKER
from datetime import date
from hcc_longan import _
from hcc_longan.accounts.person import person_of
from hcc_longan.catalogue import versions
from hcc_longan.dossiers.acting import user_id
from hcc_longan.dossiers.attachments import attachment_of
from hcc_longan.dossiers.data import as_json
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.filing import file_dossier
from hcc_longan.dossiers.filing import filing_key
from hcc_longan.dossiers.register import queries
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.eforms.base import KNOWN
from hcc_longan.eforms.base import NO_CASE
from hcc_longan.eforms.model import read_fields
from hcc_longan.eforms.model import sections_of
from hcc_longan.eforms.uploads import Papers
from hcc_longan.eforms.wording import answer_text
from hcc_longan.eforms.wording import as_answer
from hcc_longan.ledger.locks import LockTimeout
from hcc_longan.validators import typed
from typing import Any


# Where a fault of the dossier's data shows in the form.
_PLACES = {
    "applicant.id_number": "applicant_id_number",
    "applicant.name": "applicant_name",
    "applicant.phone": "applicant_phone",
    "applicant.email": "applicant_email",
    "applicant.address": "applicant_address",
    "proxy.name": "proxy_name",
    "proxy.mandate": "proxy_mandate",
    "delivery": "delivery_address",
    "delivery.address": "delivery_address",
    "case": "case",
}
FILED = "hcc_longan.filed"


def file_form(form: Any, values: Mapping[str, Any], request: Any) -> dict[str, Any] | None:
    """File a dossier from a form's values; gives messages by field where something stands against it.

    The dossier is left on the request under `FILED`. The draft's token is the key: whoever sends twice, from two tabs
    or by a double click, gets the same dossier.
    """
    schema = read_fields(form.fields_model)
    draft = store.of_request(form, request)
    try:
        dossier = file_dossier(
            form.aq_parent,
            applicant_of(schema, values, form.language),
            answers_of(schema, values),
            attachments_of(schema, values, draft, form.aq_parent),
            delivery=delivery_of(schema, values),
            case="" if values.get("case") in (None, NO_CASE) else values["case"],
            key=key_of(form, request),
            form=record_of(form, schema, values),
        )
    except InvalidData as error:
        return _messages(schema, error)
    except LockTimeout:
        return {FORM_ERROR_MARKER: _("Too many people are filing at this moment. Nothing is lost: try again.")}
    except LifecycleError as error:
        return {FORM_ERROR_MARKER: error.message}
    request.set(FILED, dossier)
    if draft:
        store.mark_filed(draft.token, dossier.tracking_number)
    return None


def earlier(form: Any, request: Any) -> Any | None:
    """The dossier that was filed from the same form before: by another tab, or by the first of two clicks."""
    key = key_of(form, request)
    return queries.by_filing_key(filing_key(key)) if key else None


def key_of(form: Any, request: Any) -> str:
    """What tells this sheet of the form from every other, however often it is sent; empty if nothing does."""
    shown = store.get(request.form.get("draft")) or store.of_request(form, request)
    key = shown.id if shown else str(request.form.get("form_key", ""))[:64]
    return f"form:{key}" if key else ""


def applicant_of(schema: Any, values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Who applies, and who acts for them, in the shape that `file_dossier` takes."""
    organisation = values.get("applicant_kind") == "organisation"
    found = {
        "kind": values.get("applicant_kind") or "person",
        "name": values.get("organisation_name") if organisation else values.get("applicant_name"),
        "id_kind": "tax" if organisation else values.get("applicant_id_kind"),
        "id_number": values.get("organisation_tax_code") if organisation else values.get("applicant_id_number"),
        "birth_date": as_json(values.get("applicant_birth_date")),
        "phone": values.get("applicant_phone"),
        "email": values.get("applicant_email"),
        "address": _text(schema, "applicant_address", values, language),
        "language": language,
    }
    if values.get("has_proxy"):
        found["proxy"] = {
            name: values.get(f"proxy_{name}") or None for name in ("name", "id_number", "phone", "mandate")
        }
    return {name: value for name, value in found.items() if value not in (None, "")}


def delivery_of(schema: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """How the result is to be received."""
    found = {"method": values.get("delivery_method") or "counter"}
    if found["method"] == "post":
        found["address"] = _text(schema, "delivery_address", values, "vi")
    return found


def answers_of(schema: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to a form's own questions, JSON-like, by field name."""
    return {name: as_answer(schema[name], values[name]) for name in own_questions(schema) if name in values}


def attachments_of(schema: Any, values: Mapping[str, Any], draft: Any, procedure: Any) -> list[Any]:
    """The uploaded files as attachments of their components, or of none that the procedure still has."""
    found = []
    version = versions.version_in_force(procedure)
    known = {row["id"] for row in version.record["components"]} if version else set()
    of_draft = {upload.id: upload for upload in uploads.of(draft)} if draft else {}
    for name in schema:
        field = schema[name]
        if not isinstance(field, Papers):
            continue
        for upload_id in values.get(name) or ():
            upload = of_draft[upload_id]
            with uploads.open_file(upload) as stream:
                component = field.component if field.component in known else ""
                found.append(attachment_of(component, upload.filename, stream.read(), upload.finding.verdict))
    return found


def record_of(form: Any, schema: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, in the words it was asked in, and what was answered: forms change, the dossier doesn't."""
    language = form.language
    own = set(own_questions(schema))
    parts = []
    for _name, label, names in sections_of(schema):
        questions = [
            {"name": name, "title": schema[name].title, "text": _text(schema, name, values, language)}
            for name in names
            if name in own and name in values
        ]
        if questions:
            parts.append({"title": label, "questions": questions})
    return {"form": form.UID(), "language": language, "parts": parts}


def own_questions(schema: Any) -> list[str]:
    """The names of a form's own questions."""
    return [name for name in schema if name not in KNOWN and not isinstance(schema[name], Papers)]


def prefill(request: Any) -> dict[str, str]:
    """What is known of a signed-in citizen, by field name."""
    person = person_of(user_id())
    if person is None:
        return {}
    known = {
        "applicant_name": person.name,
        "applicant_id_kind": person.id_kind,
        "applicant_id_number": person.id_number,
        "applicant_birth_date": typed(date.fromisoformat(person.birth_date)) if person.birth_date else "",
        "applicant_phone": person.phone,
        "applicant_email": person.email,
        # The person keeps it as a line; province and ward are asked here.
        "applicant_address.detail": person.address,
    }
    return {name: value for name, value in known.items() if value}


def _text(schema: Any, name: str, values: Mapping[str, Any], language: str) -> str:
    return answer_text(schema[name], values.get(name), language) if name in schema else ""


def _messages(schema: Any, error: InvalidData) -> dict[str, Any]:
    found = {}
    for place, message in error.fields.items():
        name = _PLACES.get(place, "")
        found[name if name in schema else FORM_ERROR_MARKER] = message
    return found

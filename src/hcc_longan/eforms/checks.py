"""What is wrong with e-forms: faults make a form unusable, notes are for an editor to look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from hcc_longan import _
from hcc_longan.catalogue import versions
from hcc_longan.eforms import base
from hcc_longan.eforms import conditions
from hcc_longan.eforms.fields import Rows
from hcc_longan.eforms.interfaces import IEForm
from hcc_longan.eforms.model import BrokenModel
from hcc_longan.eforms.model import file_actions
from hcc_longan.eforms.model import read_actions
from hcc_longan.eforms.model import read_fields
from hcc_longan.eforms.uploads import Papers
from plone import api
from plone.namedfile.field import NamedField
from typing import Any


@dataclass(frozen=True)
class Finding:
    """Something about a form; a fault keeps it from being saved, published and used."""

    message: Any
    is_fault: bool


def faults(form: Any) -> list[Any]:
    """Why a form can't be used; empty if it can."""
    return faults_of(form.fields_model, form.actions_model)


def faults_of(fields_model: str, actions_model: str) -> list[Any]:
    """Why a form with these models can't be used; empty if it can."""
    return [*_faults_of_actions(actions_model), *_faults_of_fields(fields_model)]


def findings(form: Any) -> list[Finding]:
    """Everything that an editor should know about a form."""
    broken = faults(form)
    found = [Finding(message, True) for message in broken]
    if not broken:
        found += [Finding(message, False) for message in _notes(form)]
    return found


def eforms() -> Iterator[Any]:
    """The e-forms of the site that the present user may see."""
    for brain in api.content.find(portal_type="EasyForm", sort_on="path"):
        form = brain.getObject()
        if IEForm.providedBy(form):
            yield form


def _faults_of_actions(xml: str) -> Iterator[Any]:
    try:
        filing = file_actions(xml)
        others = [name for name in read_actions(xml) if name not in filing]
    except BrokenModel as error:
        yield _("The actions can't be read: ${error}", mapping={"error": error.message})
        return
    if not filing:
        yield _("The action FileDossier is missing: what citizens send would be lost.")
    if len(filing) > 1:
        yield _("The form has the action FileDossier more than once: it would file several dossiers.")
    if others:
        yield _(
            "An e-form has no other action than FileDossier; this one also has: ${names}.",
            mapping={"names": ", ".join(others)},
        )


def _faults_of_fields(xml: str) -> Iterator[Any]:
    try:
        schema = read_fields(xml)
    except BrokenModel as error:
        yield _("The fields can't be read: ${error}", mapping={"error": error.message})
        return
    missing = [name for name in base.NEEDED if name not in schema]
    if missing:
        yield _("Fields that every form needs are missing: ${names}.", mapping={"names": ", ".join(missing)})
    files = [name for name in schema if isinstance(schema[name], NamedField)]
    if files:
        yield _(
            "These questions for files lose what is sent: ${names}. Take the type “Files”.",
            mapping={"names": ", ".join(files)},
        )
    expressions = {name: text for name, text in schema.queryTaggedValue("depends_on", {}).items() if name in schema}
    wrong = False
    for name, expression in expressions.items():
        message = conditions.check(expression, set(schema))
        if message:
            wrong = True
            yield _(
                "The condition of the question ${name} can't be used: ${error}",
                mapping={"name": name, "error": message},
            )
    circles = set() if wrong else conditions.circles(expressions)
    if circles:
        yield _(
            "The conditions of these questions look at each other: ${names}.",
            mapping={"names": ", ".join(sorted(circles))},
        )


def _notes(form: Any) -> Iterator[Any]:
    procedure = form.aq_parent
    schema = read_fields(form.fields_model)
    components = {row["id"] for row in procedure.components or ()}
    # An upload without a component is for other papers.
    uploads = {schema[name].component for name in schema if isinstance(schema[name], Papers)} - {""}
    if components - uploads:
        yield _("No upload for the components: ${names}.", mapping={"names": ", ".join(sorted(components - uploads))})
    if uploads - components:
        yield _(
            "Uploads for components that the procedure doesn't have: ${names}.",
            mapping={"names": ", ".join(sorted(uploads - components))},
        )
    for name in schema:
        if isinstance(schema[name], Rows) and not schema[name].column_list:
            yield _("The rows ${name} have no columns yet.", mapping={"name": name})
    pages = versions.translations(procedure)
    for language, page in pages.items():
        if language == form.language:
            continue
        other = next((each for each in page.contentValues() if IEForm.providedBy(each)), None)
        if other is None:
            yield _("There is no form in the other language.")
            continue
        try:
            different = set(schema) ^ set(read_fields(other.fields_model))
        except BrokenModel:
            continue
        if different:
            yield _(
                "The form in the other language has other fields: ${names}.",
                mapping={"names": ", ".join(sorted(different))},
            )
    if versions.version_in_force(procedure) is None:
        yield _("The procedure is not in force: nobody can file with this form.")

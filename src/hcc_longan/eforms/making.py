"""Making the e-forms of a procedure from its record: one in each language that it has a page in."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.catalogue import versions
from hcc_longan.eforms.base import NO_CASE
from hcc_longan.eforms.base import PAPER
from hcc_longan.eforms.base import sections
from hcc_longan.eforms.interfaces import IEForm
from hcc_longan.eforms.model import ACTIONS
from hcc_longan.eforms.model import Question
from hcc_longan.eforms.model import Section
from hcc_longan.eforms.model import write_fields
from plone import api
from plone.app.multilingual.interfaces import ITranslationManager
from typing import Any
from zope.i18n import translate

import re
import unicodedata


# The form's address under the procedure's page.
NAMES = {"vi": "nop-ho-so", "en": "file-online"}


def eform_of(procedure: Any) -> Any | None:
    """The e-form on a procedure's page, published or not."""
    return next((each for each in procedure.contentValues() if IEForm.providedBy(each)), None)


def make_eforms(procedure: Any) -> list[Any]:
    """Make the forms that a procedure's pages lack: drafts, translations of each other. Gives the new ones."""
    made = []
    pages = versions.translations(procedure)
    for language, page in sorted(pages.items(), reverse=True):
        if eform_of(page) is None:
            made.append(_make(page, language))
    forms = {language: eform_of(page) for language, page in pages.items()}
    first = forms.get("vi") or next(iter(forms.values()))
    manager = ITranslationManager(first)
    for language, form in forms.items():
        if form is not first and not manager.has_translation(language):
            manager.register_translation(language, form)
    return made


def fields_of(record: Mapping[str, Any], language: str, own: Sequence[Question] = ()) -> str:
    """The field model that a procedure's record asks for: the common base, its cases, an upload for each component.

    `own` are questions of the form's own, after the case.
    """

    def words(message: Any) -> str:
        return translate(message, target_language=language)

    questions = [*_cases(record, language, words), *own]
    return write_fields(
        sections(
            words,
            Section("questions", words(_("About your request")), questions),
            Section("papers", words(_("Papers")), _papers(record, language)),
        )
    )


def paper_name(component: str) -> str:
    """The name of the upload field for a component."""
    plain = unicodedata.normalize("NFD", component.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return PAPER + re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _cases(record: Mapping[str, Any], language: str, words: Callable[[Any], str]) -> list[Question]:
    cases = [(row["id"], _in(row, "name", language)) for row in record.get("cases") or ()]
    if not cases:
        return []
    choices = [*cases, (NO_CASE, words(_("None of these")))]
    return [Question("case", "zope.schema.Choice", words(_("Which case is yours?")), choices=choices)]


def _papers(record: Mapping[str, Any], language: str) -> list[Question]:
    return [
        Question(
            paper_name(row["id"]),
            "hcc_longan.eforms.uploads.Papers",
            _in(row, "name", language),
            _in(row, "note", language),
            required=bool(row.get("required")),
            depends_on=f"case={row['case']}" if row.get("case") else "",
            more={"component": row["id"]},
        )
        for row in record.get("components") or ()
    ]


def _in(row: Mapping[str, Any], name: str, language: str) -> str:
    return row.get(f"{name}_{language}") or row.get(f"{name}_vi") or ""


def _make(page: Any, language: str) -> Any:
    return api.content.create(
        container=page,
        type="EasyForm",
        id=NAMES.get(language, NAMES["en"]),
        title=page.title,
        language=language,
        fields_model=fields_of(versions.current_record(page), language),
        actions_model=ACTIONS,
        submitLabel=translate(_("File the dossier"), target_language=language),
        unload_protection=False,
        form_tabbing=False,
    )

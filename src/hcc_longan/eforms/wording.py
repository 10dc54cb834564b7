"""Answers as JSON-like values, and as people read them."""

from collections.abc import Mapping
from datetime import date
from datetime import datetime
from decimal import Decimal
from hcc_longan import _
from hcc_longan.dossiers.data import as_json
from hcc_longan.vietnamese import format_date
from typing import Any
from zope.i18n import translate
from zope.schema.interfaces import IChoice
from zope.schema.interfaces import ICollection


def as_answer(field: Any, value: Any) -> Any:
    """A field's value as the dossier keeps it."""
    if isinstance(value, set | frozenset | tuple):
        value = sorted(value) if isinstance(value, set | frozenset) else list(value)
    if isinstance(value, Decimal):
        return str(value)
    return as_json(value)


def answer_text(field: Any, value: Any, language: str) -> str:
    """A field's value in words; empty if nothing was answered."""
    if value in (None, "", [], ()):
        return ""
    if hasattr(field, "text"):
        return field.text(value, language)
    if IChoice.providedBy(field):
        return _term(field, value, language)
    if ICollection.providedBy(field):
        return ", ".join(answer_text(field.value_type, each, language) for each in value)
    if isinstance(value, bool):
        return translate(_("Yes") if value else _("No"), target_language=language)
    if isinstance(value, date) and not isinstance(value, datetime):
        return format_date(value, language)
    if isinstance(value, Mapping):
        return ", ".join(str(each) for each in value.values() if each)
    return str(value)


def _term(field: Any, value: Any, language: str) -> str:
    vocabulary = field.bind(None).vocabulary
    try:
        return translate(vocabulary.getTerm(value).title, target_language=language)
    except LookupError:
        return str(value)

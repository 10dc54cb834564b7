"""Columns of repeated rows: read from JSON, and the check of a row."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from functools import lru_cache
from hcc_longan import _
from hcc_longan.validators import check
from hcc_longan.validators import Kind
from hcc_longan.validators import told
from hcc_longan.validators import typed
from hcc_longan.validators import Wrong
from typing import Any
from zope.i18n import interpolate
from zope.interface import Invalid

import json
import re


CHOICE = "choice"
_KINDS = {*Kind, CHOICE} - {Kind.LINES}
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEYS = {"id", "title", "kind", "choices", "required"}


class WrongColumns(Invalid):
    """Columns that can't be read; the message says which and why."""

    def __str__(self) -> str:
        message = self.args[0]
        return interpolate(message, message.mapping)


@dataclass(frozen=True, eq=False)
class Column:
    """A question of each row. `choices` are values and titles of a `choice`."""

    id: str
    title: str
    kind: str = Kind.TEXT
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = True

    def read(self, text: str) -> Any:
        """The normalised value of what was typed, None for nothing; raises Wrong."""
        if not text.strip():
            if self.required:
                raise Wrong("missing")
            return None
        if self.kind == CHOICE:
            if text not in self.choices:
                raise Wrong("choice")
            return text
        value = check(self.kind, text)
        return value.isoformat() if isinstance(value, date) else value

    def typed(self, value: Any) -> str:
        """A value as its input shows it."""
        return typed(date.fromisoformat(value) if self.kind in (Kind.DATE, Kind.BIRTH) else value)

    def text(self, value: Any, language: str) -> str:
        """A value as a person reads it."""
        return self.choices.get(value, value) if self.kind == CHOICE else told(self.kind, value, language)


@lru_cache(maxsize=256)
def read_columns(text: str) -> Sequence[Column]:
    """The columns of a JSON list; raises WrongColumns."""
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise WrongColumns(_("This is no JSON: ${reason}", mapping={"reason": str(error)})) from None
    if not isinstance(rows, list) or not rows:
        raise WrongColumns(_("Give a list of one column at least."))
    columns = tuple(map(_column, rows))
    if len({column.id for column in columns}) < len(columns):
        raise WrongColumns(_("Two columns have the same id."))
    return columns


def valid_columns(text: str) -> bool:
    """Whether columns can be read; else a message for the editor."""
    read_columns(text)
    return True


def _column(row: Any) -> Column:
    name = str(row.get("id")) if isinstance(row, dict) else ""
    if not _ID.fullmatch(name) or not set(row) <= _KEYS or not str(row.get("title") or "").strip():
        raise WrongColumns(
            _('Each column has an "id" in small letters and a "title"; it may have "kind", "choices" and "required".')
        )
    column = Column(**row)
    if not isinstance(column.kind, str) or column.kind not in _KINDS:
        raise WrongColumns(_("Column ${id}: there is no kind ${kind}.", mapping={"id": name, "kind": str(column.kind)}))
    if not isinstance(column.required, bool):
        raise WrongColumns(_('Column ${id}: "required" is true or false.', mapping={"id": name}))
    if (column.kind == CHOICE) != bool(column.choices) or not _are_choices(column.choices):
        raise WrongColumns(
            _('Column ${id}: a choice, and only a choice, has "choices": {"value": "title"}.', mapping={"id": name})
        )
    return column


def _are_choices(choices: Any) -> bool:
    return isinstance(choices, dict) and all(value and isinstance(title, str) for value, title in choices.items())

"""The forms of the transitions, about one dossier or about many at once."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hcc_longan.desk.actions.browser.fields import FieldsView
from hcc_longan.desk.actions.fields import Field
from hcc_longan.desk.actions.fields import field_id
from hcc_longan.desk.actions.fields import fields_of
from hcc_longan.desk.actions.matter import Matter
from hcc_longan.desk.actions.reading import read
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.data import read_data
from hcc_longan.dossiers.steps import takes_files
from hcc_longan.dossiers.transitions import INote
from hcc_longan.dossiers.transitions import TRANSITIONS
from typing import Any


__all__ = ["ELSEWHERE", "ActionForm", "BoundForm", "field_id", "form_for"]

# A room of its own makes the form of this one.
ELSEWHERE = frozenset({"return_result"})
# Steps that end a matter are looked at once more, though they need no words.
_CONFIRMED = frozenset({"accept_withdrawal"})
# What differs from dossier to dossier.
_NOT_SHARED = frozenset({"return_result", "answer_agency", "pay", "receive", "correct", "supplement"})


def form_for(transition: str) -> "ActionForm":
    """The form of a transition; raises KeyError for one that doesn't exist."""
    TRANSITIONS[transition]
    return ActionForm(transition)


@dataclass(frozen=True)
class ActionForm:
    """The form of a transition."""

    transition: str

    @property
    def is_simple(self) -> bool:
        """Whether a note is all that may be said: a button will do."""
        is_bare = TRANSITIONS[self.transition].schema is INote and not self.takes_files
        return is_bare and self.transition not in _CONFIRMED

    @property
    def is_shared(self) -> bool:
        """Whether it can be filled in once for many dossiers."""
        return self.transition not in _NOT_SHARED

    @property
    def takes_files(self) -> bool:
        return self.transition not in ELSEWHERE and takes_files(self.transition)

    def bound(self, matter: Matter) -> "BoundForm":
        """The form about a matter."""
        return BoundForm(self, matter)


@dataclass(frozen=True)
class BoundForm:
    """A form about one dossier, or about many of some departments."""

    form: ActionForm
    matter: Matter

    @cached_property
    def fields(self) -> Sequence[Field]:
        """The fields in their order."""
        return fields_of(self.form.transition, self.matter)

    def read(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """The data for `lifecycle.move` from what a browser sent; raises InvalidData naming every wrong field."""
        data: dict[str, Any] = {}
        wrong: dict[str, Any] = {}
        for field in self.fields:
            value = read(field, sent, wrong)
            if value not in ("", None, {}, []):
                data[field.name] = value
        try:
            data = read_data(TRANSITIONS[self.form.transition].schema, data)
        except InvalidData as error:
            # Whatever could not be read is missing in the data; what is wrong with it is known better here.
            wrong = {**error.fields, **wrong}
        if wrong:
            raise InvalidData(wrong)
        return data

    def label(self, name: str) -> str:
        """What the field of an error is called."""
        first, _dot, rest = name.partition(".")
        field = next((each for each in self.fields if each.name == first), None)
        if field is None:
            return ""
        row, _dot, column = rest.partition(".")
        inner = next((each for each in field.columns if each.name == column), None)
        paper = next((each for each in field.options if each.value == rest), None)
        label = self.matter.say(field.label)
        if inner is not None and row.isdecimal():
            return f"{label} {int(row) + 1}, {self.matter.say(inner.label)}"
        return f"{label}, {paper.title}" if paper is not None else label

    def html(self, request: Any, sent: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None) -> str:
        """The fields as HTML, with what was sent and what is wrong with it (by the names that `read` gives)."""
        return FieldsView(self.matter.dossier, request)(self.fields, sent, errors or {})

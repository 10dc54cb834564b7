"""Inputs for the question types. Each says what its browser checks (`data-kind`), and is tied to hint and error."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hcc_longan import _
from hcc_longan.eforms.fields import interfaces
from hcc_longan.eforms.fields.columns import CHOICE
from hcc_longan.validators import Kind
from hcc_longan.validators import typed
from hcc_longan.validators.addresses import LONGEST_PART
from hcc_longan.validators.units import PROVINCES
from hcc_longan.vietnamese import collation_key
from typing import Any
from z3c.form.browser.widget import HTMLFormElement
from z3c.form.converter import BaseDataConverter
from z3c.form.interfaces import IFieldWidget
from z3c.form.interfaces import IFormLayer
from z3c.form.interfaces import NO_VALUE
from z3c.form.widget import FieldWidget
from z3c.form.widget import Widget
from zope.browserpage.viewpagetemplatefile import ViewPageTemplateFile
from zope.component import adapter
from zope.interface import implementer
from zope.interface import implementer_only

import json
import re


# The parts of an address: label, and the name under which browsers know it.
_ADDRESS = {
    "province": (_("Province or city"), "address-level1"),
    "district": (_("District (only in a province of before July 2025)"), "address-level2"),
    "ward": (_("Commune, ward or township"), "address-level3"),
    "detail": (_("House number and street, or hamlet"), "address-line1"),
}
_DAYS = (Kind.DATE, Kind.BIRTH)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INPUTMODES = {
    Kind.CCCD: "numeric",
    Kind.CMND: "numeric",
    Kind.PHONE: "tel",
    Kind.EMAIL: "email",
    Kind.BIRTH: "numeric",
    Kind.DATE: "numeric",
    Kind.NUMBER: "numeric",
    Kind.MONEY: "numeric",
    Kind.AREA: "decimal",
}


class AnswerWidget(HTMLFormElement, Widget):
    """What the widgets share. `empty` is what it holds without an answer."""

    role: str | None = None
    empty: Any = ""
    value: Any = ""

    def extract(self, default: Any = NO_VALUE) -> Any:
        return _text(self.request.form[self.name], self.field.kind) if self.name in self.request.form else default

    @property
    def others(self) -> dict[str, str]:
        """What was typed for the questions that this one is compared with, by short name."""
        form = self.request.form
        return {name: _text(form.get(self._input_name(name), "")) for name in self.field.beside.values()}

    @property
    def attributes(self) -> dict[str, str | None]:
        """The attributes of the one input."""
        field = self.field
        return {
            **self._attributes_of(self.id, field.kind, "missing" if self.required else None, self.error is not None),
            "id": self.id,
            "name": self.name,
            "inputmode": _INPUTMODES.get(field.kind),
            "autocomplete": (field.own and field.autocomplete) or "off",
            "data-options": json.dumps(field.limits) if field.limits else None,
            "data-beside": json.dumps({option: self._input_name(name) for option, name in field.beside.items()})
            if field.beside
            else None,
            "aria-describedby": described_by(self),
        }

    @property
    def told(self) -> str:
        """The answer as text, for pages that only show it."""
        converter = AnswerConverter(self.field, self)
        return self.field.text(converter.toFieldValue(self.value), self.request.get("LANGUAGE", "vi"))

    def _attributes_of(self, id_: str, kind: str, needed: str | None, is_wrong: bool) -> dict[str, str | None]:
        return {
            "class": "form-control is-invalid" if is_wrong else "form-control",
            "data-kind": kind,
            "data-needed": needed,
            "aria-required": "true" if needed else None,
            "aria-invalid": "true" if is_wrong else None,
            "aria-describedby": f"{id_}-error",
        }

    def _input_name(self, name: str) -> str:
        return self.name.removesuffix(self.field.__name__) + name


@implementer_only(interfaces.ILineWidget)
class LineWidget(AnswerWidget):
    """One line of text."""


@implementer_only(interfaces.ILinesWidget)
class LinesWidget(AnswerWidget):
    """Several lines of text."""

    @property
    def attributes(self) -> dict[str, str | None]:
        return {**super().attributes, "rows": "5"}


@dataclass(frozen=True)
class Cell:
    """One of several inputs of a question. With `groups` (a label, and values with titles) it is a select."""

    id: str
    label: Any
    value: str
    error: Any
    attributes: Mapping[str, str | None]
    groups: Sequence[tuple[Any, Sequence[tuple[str, str]]]] = ()
    is_optional: bool = False
    is_old_only: bool = False


class _CellsWidget(AnswerWidget):
    """Several inputs, named after the question and the part."""

    role = "group"
    _cell = ViewPageTemplateFile("templates/cell.pt")

    @property
    def wrong_parts(self) -> Mapping[str, Any]:
        """What is wrong, by part."""
        return getattr(getattr(self.error, "error", None), "parts", {})

    def rendered(self, cell: Cell) -> str:
        return self._cell(cell=cell)

    def _sent(self) -> Iterator[tuple[str, str]]:
        prefix = f"{self.name}."
        for name, raw in self.request.form.items():
            if name.startswith(prefix):
                yield name.removeprefix(prefix), _text(raw)

    def _make_cell(self, part: str, label: Any, kind: str, needed: str | None, value: str, **more: Any) -> Cell:
        id_ = f"{self.id}-{part.replace('.', '-')}"
        error = self.wrong_parts.get(part)
        attributes = self._attributes_of(id_, kind, needed, error is not None)
        attributes |= {"id": id_, "name": f"{self.name}.{part}", "inputmode": _INPUTMODES.get(kind)}
        attributes |= more.pop("attributes", {})
        if kind == CHOICE:
            attributes["class"] = attributes["class"].replace("form-control", "form-select")
        return Cell(id_, label, value, error, attributes, **more)


@implementer_only(interfaces.IAddressWidget)
class AddressWidget(_CellsWidget):
    """The parts of an address."""

    empty = {}
    value = {}

    def extract(self, default: Any = NO_VALUE) -> Any:
        parts = dict(self._sent())
        if parts:
            return {name: parts.get(name, "") for name in _ADDRESS}
        # What is known of a person is an address in one line.
        line = _text(self.request.form.get(self.name, ""))
        return {"detail": line} if line else default

    @property
    def cells(self) -> list[Cell]:
        return [self._part(name) for name in _ADDRESS]

    def _part(self, name: str) -> Cell:
        label, autocomplete = _ADDRESS[name]
        attributes = {"autocomplete": autocomplete if self.field.own else "off"}
        groups: Sequence = ()
        if name == "province":
            groups = (
                (_("Provinces since 1 July 2025"), _choices("new")),
                (_("Provinces before 1 July 2025"), _choices("old")),
            )
        else:
            attributes["data-options"] = json.dumps({"most": LONGEST_PART})
        return self._make_cell(
            name,
            label,
            CHOICE if groups else Kind.TEXT,
            f"address_{name}" if self.required else None,
            (self.value or {}).get(name, ""),
            attributes=attributes,
            groups=groups,
            is_old_only=name == "district",
        )


@implementer_only(interfaces.IRowsWidget)
class RowsWidget(_CellsWidget):
    """Rows of inputs: those that are filled in, as many as are needed, and one more by a button."""

    empty = ()
    value = ()

    def extract(self, default: Any = NO_VALUE) -> Any:
        rows: dict[int, dict[str, str]] = {}
        removed = set()
        known = {column.id for column in self.field.column_list}
        for name, text in self._sent():
            number, _dot, column = name.partition(".")
            if not re.fullmatch(r"[0-9]{1,4}", number):
                continue
            if column == "remove":
                removed.add(int(number))
            elif column in known:
                rows.setdefault(int(number), {})[column] = text
        if not rows:
            return default
        # One too many is kept, so that it is said.
        kept = [rows[number] for number in sorted(rows) if number not in removed][: (self.field.max_rows or 0) + 1]
        return [*kept, {}] if f"{self.name}.add" in self.request.form else kept

    @property
    def rows(self) -> list[tuple[int, list[Cell]]]:
        """The rows to show: their numbers and cells."""
        filled = list(self.value or ())
        shown = filled + [{}] * (max(self.field.min_rows or 0, 1) - len(filled))
        return [(number, self._row(number, row)) for number, row in enumerate(shown)]

    @property
    def blank(self) -> list[Cell]:
        """The row that the browser copies."""
        return self._row("NEW", {})

    def _row(self, number: int | str, row: Mapping[str, str]) -> list[Cell]:
        return [
            self._make_cell(
                f"{number}.{column.id}",
                column.title,
                column.kind,
                "missing" if column.required else None,
                row.get(column.id, ""),
                attributes={"autocomplete": "off"},
                groups=((None, tuple(column.choices.items())),) if column.choices else (),
                is_optional=not column.required,
            )
            for column in self.field.column_list
        ]


@implementer_only(interfaces.IYesNoWidget)
class YesNoWidget(AnswerWidget):
    """Two radio buttons."""

    role = "radiogroup"

    def extract(self, default: Any = NO_VALUE) -> Any:
        raw = super().extract(default)
        return raw if raw in ("yes", "no") else default

    @property
    def choices(self) -> list[dict[str, Any]]:
        return [
            {"id": f"{self.id}-{value}", "value": value, "label": label, "is_chosen": self.value == value}
            for value, label in (("yes", _("Yes")), ("no", _("No")))
        ]


@implementer_only(interfaces.IDeclarationWidget)
class DeclarationWidget(AnswerWidget):
    """A box to tick; its label is the statement."""

    is_labelled = True

    @property
    def attributes(self) -> dict[str, str | None]:
        return {
            **super().attributes,
            "class": "form-check-input",
            "data-needed": "tick" if self.required else None,
            "autocomplete": None,
        }

    def extract(self, default: Any = NO_VALUE) -> Any:
        # A box that isn't ticked is not sent.
        return "yes" if super().extract("") else default


@adapter(interfaces.IAnswerField, interfaces.IAnswerWidget)
class AnswerConverter(BaseDataConverter):
    """Between what is typed and the field's values, which the field itself knows."""

    def toWidgetValue(self, value: Any) -> Any:
        return self.widget.empty if value == self.field.missing_value else self.field.typed(value)

    def toFieldValue(self, value: Any) -> Any:
        # An address says which of its parts are missing.
        is_read = _is_filled(value) or (self.field.required and isinstance(value, Mapping))
        return self.field.read(value, self.widget.others) if is_read else self.field.missing_value


def described_by(widget: Any) -> str:
    """The ids of the help and the error of a question, which its wrapper renders."""
    has_help = widget.field.description or getattr(widget.field, "hint", "")
    return f"{widget.id}-help {widget.id}-error" if has_help else f"{widget.id}-error"


def _factory(widget: type[AnswerWidget], field: type) -> Any:
    @adapter(field, IFormLayer)
    @implementer(IFieldWidget)
    def make(field: Any, request: Any) -> Any:
        return FieldWidget(field, widget(request))

    # Under this name the field editor lists it.
    make.__name__ = make.__qualname__ = f"{widget.__name__.removesuffix('Widget')}FieldWidget"
    return make


LineFieldWidget = _factory(LineWidget, interfaces.IAnswerField)
LinesFieldWidget = _factory(LinesWidget, interfaces.IBusinessLines)
AddressFieldWidget = _factory(AddressWidget, interfaces.IAddress)
RowsFieldWidget = _factory(RowsWidget, interfaces.IRows)
YesNoFieldWidget = _factory(YesNoWidget, interfaces.IYesNo)
DeclarationFieldWidget = _factory(DeclarationWidget, interfaces.IDeclaration)


@cache
def _choices(system: str) -> tuple[tuple[str, str], ...]:
    provinces = sorted(PROVINCES[system].items(), key=lambda province: collation_key(province[1]))
    return tuple((f"{system}:{code}", name) for code, name in provinces)


def _text(raw: Any, kind: str = "") -> str:
    """What a form sends under a name, as text: of several the first, of a file nothing, days as people write them."""
    if isinstance(raw, list | tuple):
        raw = raw[0] if raw else ""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if kind in _DAYS and _ISO.fullmatch(str(raw)):
        try:
            return typed(date.fromisoformat(str(raw)))
        except ValueError:
            return str(raw)
    return str(raw) if isinstance(raw, str | int | float) else ""


def _is_filled(raw: Any) -> bool:
    if isinstance(raw, Mapping):
        return any(map(_is_filled, raw.values()))
    if isinstance(raw, list | tuple):
        return any(map(_is_filled, raw))
    return bool(raw and raw.strip())

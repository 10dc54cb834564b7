"""The fields of a form as HTML."""

from collections.abc import Mapping
from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.desk.actions.fields import Field
from hcc_longan.desk.actions.fields import field_id
from hcc_longan.desk.actions.fields import Widget
from hcc_longan.desk.actions.reading import rows_sent
from hcc_longan.desk.actions.reading import text_sent
from hcc_longan.desk.actions.reading import typed
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any


# Rows without words at the end of a table that grows.
_EMPTY_ROWS = 2


class FieldsView(BrowserView):
    """Called with fields, what was sent (None: as they begin) and errors by name; gives HTML."""

    index = ViewPageTemplateFile("templates/fields.pt")

    def __call__(self, fields: Sequence[Field], sent: Mapping[str, Any] | None, errors: Mapping[str, str]) -> str:
        self.sent, self.errors = sent, errors
        return self.index(fields=[self._shown(each, self._value(each)) for each in fields])

    def _value(self, field: Field) -> Any:
        if self.sent is None:
            return field.value
        return rows_sent(field, self.sent) if field.widget is Widget.ROWS else typed(field, self.sent)

    def _shown(self, field: Field, value: Any) -> Mapping[str, Any]:
        """What the template needs to know of a field."""
        place, error = field_id(field.name), self.errors.get(field.name, "")
        ids = [f"{place}-help"] * bool(field.help) + [f"{place}-error"] * bool(error)
        return {
            "field": field,
            "id": place,
            "value": value,
            "error": error,
            "describedby": " ".join(ids) or None,
            "choices": [(f"{place}-{number}", each) for number, each in enumerate(field.options, 1)],
            "rows": self._rows(field, value) if field.widget is Widget.ROWS else (),
            "counts": self._counts(field) if field.widget is Widget.COUNTS else (),
        }

    def _rows(self, field: Field, rows: Sequence[Mapping[str, str]]) -> Sequence[Sequence[Mapping[str, Any]]]:
        """The rows with words, and empty ones."""
        return [
            [
                self._shown(cell, row.get(column.name, ""))
                for column, cell in zip(field.columns, field.row(number), strict=True)
            ]
            for number, row in enumerate([*rows, *[{}] * _EMPTY_ROWS])
        ]

    def _counts(self, field: Field) -> Sequence[Mapping[str, Any]]:
        sent = self.sent or {}
        return [
            {
                "name": name,
                "id": field_id(name),
                "title": paper.title,
                "asked": paper.note,
                "label": _("How many: ${paper}", mapping={"paper": paper.title}),
                "is_ticked": bool(text_sent(sent, f"{name}.all")),
                "value": text_sent(sent, name),
                "error": self.errors.get(name, ""),
            }
            for paper in field.options
            for name in [f"{field.name}.{paper.value}"]
        ]

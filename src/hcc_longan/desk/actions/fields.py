"""The fields of forms, made from the transitions' schemas for one dossier or for many at once.

What a field offers, and with what it begins, is said in `_MAKERS`.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum
from hcc_longan import _
from hcc_longan.desk.actions.matter import Matter
from hcc_longan.desk.actions.matter import Option
from hcc_longan.desk.actions.settings import reasons_for
from hcc_longan.desk.dossier.checklist import to_request
from hcc_longan.dossiers.transitions import IRequestedPaper
from hcc_longan.dossiers.transitions import ITask
from hcc_longan.dossiers.transitions import TRANSITIONS
from typing import Any
from zope import schema
from zope.interface import Interface
from zope.schema.interfaces import IDate
from zope.schema.interfaces import IDatetime
from zope.schema.interfaces import IFloat
from zope.schema.interfaces import IInt
from zope.schema.interfaces import IText
from zope.schema.interfaces import ITextLine

import re


_LONGEST_TEXT = 4000
_LONGEST_LINE = 250


class Widget(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    RADIO = "radio"
    COUNTS = "counts"
    ROWS = "rows"


@dataclass(frozen=True)
class Field:
    """A field of a form; `value` is what it shows at first, as the browser would send it.

    `usual`: texts often used, to be chosen; of a moment, dates. `columns` are the fields of a row.
    """

    name: str
    widget: Widget
    label: Any
    help: Any = ""
    is_required: bool = False
    options: Sequence[Option] = ()
    usual: Sequence[Option] = ()
    columns: Sequence["Field"] = ()
    value: Any = ""

    @property
    def longest(self) -> int:
        return _LONGEST_TEXT if self.widget is Widget.TEXT else _LONGEST_LINE

    def row(self, number: int) -> Sequence["Field"]:
        """The fields of a row, the first being 0."""
        return [replace(each, name=f"{self.name}.{number}.{each.name}") for each in self.columns]


def fields_of(transition: str, matter: Matter) -> Sequence[Field]:
    """The fields of a transition's form; those about one dossier alone are left out in a batch."""
    made = [_made(transition, matter, each) for _name, each in schema.getFieldsInOrder(TRANSITIONS[transition].schema)]
    # What a step needs comes before what may be said besides.
    return sorted(filter(None, made), key=lambda each: each.name == "reason" and not each.is_required)


def field_id(name: str) -> str:
    """The id of a field's element: what an error summary links to."""
    return "action-" + re.sub(r"[^A-Za-z0-9-]+", "-", name)


def _made(transition: str, matter: Matter, declared: schema.Field) -> Field | None:
    """The field of a form for one of a schema; None if nothing can be said about it here."""
    field = Field(declared.__name__, _widget(declared), declared.title, declared.description, declared.required)
    maker = _MAKERS.get(field.name)
    return maker(transition, matter, field) if maker else field


def _widget(declared: schema.Field) -> Widget:
    kinds = ((IDatetime, Widget.MOMENT), (IDate, Widget.DATE), (IInt, Widget.MONEY), (IFloat, Widget.NUMBER))
    kinds = (*kinds, (ITextLine, Widget.LINE), (IText, Widget.TEXT))
    return next((widget for kind, widget in kinds if kind.providedBy(declared)), Widget.ROWS)


def _reason(transition: str, matter: Matter, field: Field) -> Field:
    return replace(field, usual=[Option(text, text) for text in reasons_for(transition, matter.language)])


def _case(transition: str, matter: Matter, field: Field) -> Field | None:
    options = matter.cases()
    return replace(field, widget=Widget.CHOICE, options=options, value=matter.dossier.case) if options else None


def _counter(transition: str, matter: Matter, field: Field) -> Field | None:
    options = matter.counters()
    value = matter.dossier.counter or (options[0].value if len(options) == 1 else "")
    return replace(field, widget=Widget.CHOICE, options=options, value=value) if options else None


def _papers(transition: str, matter: Matter, field: Field) -> Field | None:
    """Papers counted at reception, or papers that are asked for."""
    if transition == "receive":
        return _counted(matter, field)
    component, *others = _columns(IRequestedPaper)
    options = [] if matter.dossier is None else [Option(each.id, each.title) for each in matter.components()]
    columns = [replace(component, widget=Widget.CHOICE, options=options), *others] if options else others
    rows = [] if matter.dossier is None else to_request(matter.dossier)
    return replace(
        field,
        columns=columns,
        value=rows,
        help=_("Name every paper that is missing or wrong, and what has to be done. Empty rows are left out."),
    )


def _counted(matter: Matter, field: Field) -> Field | None:
    options = []
    for each in matter.components():
        parts = [
            (each.originals, _("${number} original(s)", mapping={"number": each.originals})),
            (each.copies, _("${number} copy(ies)", mapping={"number": each.copies})),
            (each.certified, _("${number} certified copy(ies)", mapping={"number": each.certified})),
        ]
        asked = ", ".join(matter.say(text) for number, text in parts if number)
        whole = max(each.originals + each.copies + each.certified, 1)
        options.append(Option(each.id, each.title, asked, whole))
    help_ = _("Tick what was handed in as asked for, or write how many there are. Files that came online don't count.")
    return replace(field, widget=Widget.COUNTS, options=options, help=help_, value={}) if options else None


def _kinds(transition: str, matter: Matter, field: Field) -> None:
    """Counted at the counter's own screen alone: a form has one number for each paper."""
    return None


def _fees_due(transition: str, matter: Matter, field: Field) -> Field:
    return replace(
        field, value=str(matter.fees() or ""), help=_("As the procedure's record states it; correct it if need be.")
    )


def _legal_basis(transition: str, matter: Matter, field: Field) -> Field:
    options = [] if matter.dossier is None else matter.legal_bases()
    return replace(
        field, options=options, help=_("The provision that speaks against it; the procedure's legal bases are offered.")
    )


def _assignee(transition: str, matter: Matter, field: Field) -> Field:
    return replace(field, widget=Widget.RADIO, options=matter.colleagues())


def _amount(transition: str, matter: Matter, field: Field) -> Field:
    if transition != "pay":
        return field
    return replace(field, value=str(matter.fees_missing()), help=_("All that is still to be paid."))


def _tasks(transition: str, matter: Matter, field: Field) -> Field:
    agency, *others = _columns(ITask)
    columns = [replace(agency, widget=Widget.CHOICE, options=matter.agencies()), *others]
    return replace(field, columns=columns, value=[], help=_("One row for each agency, each with its own limit."))


def _task(transition: str, matter: Matter, field: Field) -> Field:
    options = matter.questions()
    value = options[0].value if len(options) == 1 else ""
    return replace(field, widget=Widget.RADIO, options=options, value=value, label=_("What was asked"))


def _due(transition: str, matter: Matter, field: Field) -> Field:
    return replace(
        field,
        usual=[] if matter.dossier is None else matter.later_dates(),
        help=_("In working hours. Choose one of the dates, reckoned by the work calendar, or write another one."),
    )


def _signer(transition: str, matter: Matter, field: Field) -> Field:
    return replace(field, value=matter.officer.name)


def _department(transition: str, matter: Matter, field: Field) -> Field:
    return replace(field, widget=Widget.CHOICE, options=matter.other_departments())


def _columns(row: type[Interface]) -> Sequence[Field]:
    return [
        Field(name, _widget(declared), declared.title, "", declared.required)
        for name, declared in schema.getFieldsInOrder(row)
    ]


_MAKERS: Mapping[str, Callable[[str, Matter, Field], Field | None]] = {
    "reason": _reason,
    "case": _case,
    "counter": _counter,
    "papers": _papers,
    "kinds": _kinds,
    "fees_due": _fees_due,
    "legal_basis": _legal_basis,
    "assignee": _assignee,
    "amount": _amount,
    "tasks": _tasks,
    "task": _task,
    "due": _due,
    "signer": _signer,
    "department": _department,
}

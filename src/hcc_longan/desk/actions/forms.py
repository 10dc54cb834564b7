"""The forms of the transitions: their fields for one dossier or for many at once, and what was typed into them.

Made from the transitions' schemas; what a field offers, and with what it begins, is said in `_MAKERS`.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.desk.actions.matter import Matter
from hcc_longan.desk.actions.matter import Option
from hcc_longan.desk.actions.settings import reasons_for
from hcc_longan.desk.dossier.checklist import to_request
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.data import read_data
from hcc_longan.dossiers.messages import plain
from hcc_longan.dossiers.steps import takes_files
from hcc_longan.dossiers.transitions import INote
from hcc_longan.dossiers.transitions import IRequestedPaper
from hcc_longan.dossiers.transitions import ITask
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.vietnamese import clean
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zope import schema
from zope.schema.interfaces import IDate
from zope.schema.interfaces import IDatetime
from zope.schema.interfaces import IFloat
from zope.schema.interfaces import IInt
from zope.schema.interfaces import IText
from zope.schema.interfaces import ITextLine

import re


LONGEST_TEXT = 4000
LONGEST_LINE = 250
MOST_ROWS = 60
# Rows without words at the end of a table that grows.
_EMPTY_ROWS = 2
# A room of its own makes the form of this one.
ELSEWHERE = frozenset({"return_result"})
# Steps that end a matter are looked at once more, though they need no words.
_CONFIRMED = frozenset({"accept_withdrawal"})
# What differs from dossier to dossier.
_NOT_SHARED = frozenset({"return_result", "answer_agency", "pay", "receive", "correct", "supplement"})


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
        return LONGEST_TEXT if self.widget is Widget.TEXT else LONGEST_LINE


def form_for(transition: str) -> "ActionForm":
    """The form of a transition; raises KeyError for one that doesn't exist."""
    TRANSITIONS[transition]
    return ActionForm(transition)


@dataclass(frozen=True)
class ActionForm:
    """The form of a transition."""

    transition: str

    @property
    def title(self) -> Any:
        return TRANSITIONS[self.transition].title

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
        """The fields in their order; those about one dossier alone are left out in a batch."""
        declared = TRANSITIONS[self.form.transition].schema
        made = [_made(self.form.transition, self.matter, each) for _name, each in schema.getFieldsInOrder(declared)]
        # What a step needs comes before what may be said besides.
        return sorted(filter(None, made), key=lambda each: each.name == "reason" and not each.is_required)

    def read(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """The data for `lifecycle.move` from what a browser sent; raises InvalidData naming every wrong field."""
        data: dict[str, Any] = {}
        wrong: dict[str, Any] = {}
        for field in self.fields:
            value = _READERS[field.widget](field, sent, wrong)
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
        return _FieldsView(self.matter.dossier, request)(self, sent, errors or {})


def field_id(name: str) -> str:
    """The id of a field's element: what an error summary links to."""
    return "action-" + re.sub(r"[^A-Za-z0-9-]+", "-", name)


# Reading what was sent


def _read_text(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> str:
    text, chosen = plain(_sent(sent, field.name)), _sent(sent, f"{field.name}.usual")
    if chosen in {each.value for each in field.usual} and chosen not in text:
        text = f"{chosen}\n{text}".strip()
    return _short(field, text, wrong)


def _read_line(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> str:
    return _short(field, clean(_sent(sent, field.name)), wrong)


def _read_number(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> float | None:
    text = clean(_sent(sent, field.name)).replace(",", ".")
    if not text:
        return None
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text, re.ASCII):
        wrong[field.name] = _("Give a number, for example 3 or 0.5.")
        return None
    return float(text)


def _read_money(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> int | None:
    text = re.sub(r"[.,\s]", "", _sent(sent, field.name))
    if not text:
        return None
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        wrong[field.name] = _("Give an amount in VND, for example 100000.")
        return None
    return int(text)


def _read_date(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> date | None:
    text = clean(_sent(sent, field.name))
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        wrong[field.name] = _("Give a date, for example 2026-11-30.")
        return None


def _read_moment(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> datetime | None:
    text = clean(_sent(sent, field.name)) or clean(_sent(sent, f"{field.name}.usual"))
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE) if text else None
    except ValueError:
        wrong[field.name] = _("Give a day and a time, for example 2026-11-30T16:00.")
        return None


def _read_choice(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> str:
    value = _sent(sent, field.name)
    if value and value not in {each.value for each in field.options}:
        wrong[field.name] = _("Choose one from the list.")
    return value


def _read_counts(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for paper in field.options:
        name = f"{field.name}.{paper.value}"
        text = clean(_sent(sent, name)) or (str(paper.number) if _sent(sent, f"{name}.all") else "")
        if not text:
            continue
        if not re.fullmatch(r"\d{1,3}", text, re.ASCII):
            wrong[name] = _("Give a whole number from 0 to 999.")
        else:
            counts[paper.value] = int(text)
    return counts


def _read_rows(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number in _rows_sent(field, sent):
        place = len(rows)
        found: dict[str, Any] = {}
        row = {}
        for column in field.columns:
            at = replace(column, name=f"{field.name}.{number}.{column.name}")
            row[column.name] = _READERS[column.widget](at, sent, found)
        wrong.update({name.replace(f".{number}.", f".{place}.", 1): message for name, message in found.items()})
        rows.append({name: value for name, value in row.items() if value not in ("", None)})
    return rows


_READERS: Mapping[Widget, Callable[[Field, Mapping[str, Any], dict[str, Any]], Any]] = {
    Widget.TEXT: _read_text,
    Widget.LINE: _read_line,
    Widget.NUMBER: _read_number,
    Widget.MONEY: _read_money,
    Widget.DATE: _read_date,
    Widget.MOMENT: _read_moment,
    Widget.CHOICE: _read_choice,
    Widget.RADIO: _read_choice,
    Widget.COUNTS: _read_counts,
    Widget.ROWS: _read_rows,
}


def _rows_sent(field: Field, sent: Mapping[str, Any]) -> Sequence[int]:
    """The numbers of the rows that something was typed into and that are not to be left out."""
    numbers = {
        int(found[1])
        for name in sent
        if (found := re.match(rf"{field.name}\.(\d{{1,3}})\.", str(name), re.ASCII)) is not None
    }
    return [
        number
        for number in sorted(numbers)
        if not _sent(sent, f"{field.name}.{number}.remove")
        and any(_sent(sent, f"{field.name}.{number}.{column.name}").strip() for column in field.columns)
    ][:MOST_ROWS]


def _short(field: Field, text: str, wrong: dict[str, Any]) -> str:
    if len(text) > field.longest:
        wrong[field.name] = _("Write ${number} characters at most.", mapping={"number": field.longest})
    return text


def _sent(sent: Mapping[str, Any], name: str) -> str:
    """A text that was sent, without what no database keeps; a list or a file is none."""
    value = sent.get(name, "")
    return value.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(value, str) else ""


# Making fields


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
    columns = [_column(each) for each in schema.getFieldsInOrder(IRequestedPaper)]
    components = [] if matter.dossier is None else [Option(each.id, each.title) for each in matter.components()]
    columns = [
        replace(each, widget=Widget.CHOICE, options=components) if each.name == "component" else each
        for each in columns
    ]
    if not components:
        columns = columns[1:]
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
    columns = [_column(each) for each in schema.getFieldsInOrder(ITask)]
    agencies = replace(columns[0], widget=Widget.CHOICE, options=matter.agencies())
    return replace(
        field, columns=[agencies, *columns[1:]], value=[], help=_("One row for each agency, each with its own limit.")
    )


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


def _column(named: tuple[str, schema.Field]) -> Field:
    name, declared = named
    return Field(name, _widget(declared), declared.title, "", declared.required)


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


# Showing fields


class _FieldsView(BrowserView):
    """The fields of a form, as they were sent or as they begin."""

    index = ViewPageTemplateFile("browser/templates/fields.pt")

    def __call__(self, form: BoundForm, sent: Mapping[str, Any] | None, errors: Mapping[str, str]) -> str:
        self.form, self.sent, self.errors = form, sent, errors
        return self.index(fields=[self._shown(each, each.name, sent) for each in form.fields])

    def _shown(
        self, field: Field, name: str, sent: Mapping[str, Any] | None, row: Mapping[str, Any] | None = None
    ) -> Any:
        """What the template needs to know of a field."""
        value = field.value if sent is None else _sent(sent, name)
        if row is not None:
            value = str(row.get(field.name, ""))
        elif sent is not None and field.widget is Widget.TEXT:
            value = _read_text(replace(field, name=name), sent, {})
        error = self.errors.get(name, "")
        ids = [f"{field_id(name)}-help"] * bool(field.help) + [f"{field_id(name)}-error"] * bool(error)
        return {
            "field": field,
            "name": name,
            "id": field_id(name),
            "value": value,
            "error": error,
            "describedby": " ".join(ids) or None,
            "choices": [(f"{field_id(name)}-{number}", each) for number, each in enumerate(field.options, 1)],
            "rows": list(self._rows(field, name, sent)) if field.widget is Widget.ROWS else (),
            "counts": list(self._counts(field, name, sent)) if field.widget is Widget.COUNTS else (),
        }

    def _rows(self, field: Field, name: str, sent: Mapping[str, Any] | None) -> Iterator[Sequence[Any]]:
        """The rows with words, and empty ones."""
        kept = _rows_sent(field, sent) if sent is not None else ()
        rows = [
            {column.name: _sent(sent, f"{name}.{number}.{column.name}") for column in field.columns} for number in kept
        ]
        rows = rows if sent is not None else list(field.value)
        for number, row in enumerate((*rows, *({} for _empty in range(_EMPTY_ROWS)))):
            yield [self._shown(each, f"{name}.{number}.{each.name}", None, row) for each in field.columns]

    def _counts(self, field: Field, name: str, sent: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
        for paper in field.options:
            place = f"{name}.{paper.value}"
            yield {
                "name": place,
                "id": field_id(place),
                "title": paper.title,
                "asked": paper.note,
                "label": self.form.matter.say(_("How many: ${paper}", mapping={"paper": paper.title})),
                "is_ticked": bool(sent is not None and _sent(sent, f"{place}.all")),
                "value": _sent(sent, place) if sent is not None else "",
                "error": self.errors.get(place, ""),
            }

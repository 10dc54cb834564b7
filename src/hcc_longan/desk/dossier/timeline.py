"""What was done with a dossier, in words: the events with all that they record, and what other agencies were asked."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from hcc_longan import _
from hcc_longan.desk.due import moment
from hcc_longan.dossiers.clock import Task
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.roles import ROLE_TITLES
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.transitions import INote
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.vietnamese import format_vnd
from typing import Any
from zope import schema


# Steps that no person chooses.
_STEPS = {"file": _("Filed"), "recalendar": _("Reckoned with a changed work calendar")}
# What an event records besides its form: shown under these titles.
_BESIDES = {"code": _("Dossier code"), "on_behalf_of": _("On behalf of"), "from": _("From"), "agency": _("Agency")}
_MONEY = ("amount", "fees_due")


@dataclass(frozen=True)
class Names:
    """What to call people, agencies, components and cases, by their codes."""

    person: Callable[[str], str]
    agencies: Mapping[str, str]
    components: Mapping[str, str]
    language: str

    def agency(self, code: str) -> str:
        return self.agencies.get(code, code)


@dataclass(frozen=True)
class Step:
    """An event as people read it; `details` are pairs of a title and a text."""

    number: int
    at: datetime
    title: Any
    who: str
    role: Any
    state: Any
    reason: str
    details: Sequence[tuple[Any, Any]] = field(default=())
    files: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Consultation:
    """What an agency was asked, until when, and what it answered; `task` is what the clock says of it."""

    task: Task
    agency: str
    answer: str = ""
    answered_by: str = ""
    files: Sequence[str] = field(default=())


def step_title(transition: str) -> Any:
    """What people call a step."""
    return TRANSITIONS[transition].title if transition in TRANSITIONS else _STEPS.get(transition, transition)


def steps_of(events: Sequence[Event], names: Names) -> Sequence[Step]:
    """The steps, newest first."""
    return [
        Step(
            number=event.number,
            at=event.at,
            title=step_title(event.transition),
            who=names.person(event.actor),
            role=ROLE_TITLES.get(event.role, event.role),
            state=STATES[event.after].title if event.after != event.before else "",
            reason=event.reason,
            details=list(_details(event, names)),
            files=[file["filename"] for file in event.data.get("files") or event.data.get("attachments") or ()],
        )
        for event in reversed(events)
    ]


def consultations_of(events: Sequence[Event], tasks: Sequence[Task], names: Names) -> Sequence[Consultation]:
    """What other agencies were asked, in that order; `tasks` are those of the reading of the same events."""
    asked = [
        (event.number, task["id"])
        for event in events
        if event.transition == "ask_agencies"
        for task in event.data["tasks"]
    ]
    answers: dict[tuple[int, str], Event] = {}
    latest: dict[str, int] = {}
    for event in events:
        if event.transition == "ask_agencies":
            latest |= {task["id"]: event.number for task in event.data["tasks"]}
        elif event.transition == "answer_agency":
            answers[latest.get(event.data["task"], 0), event.data["task"]] = event
    return [_consultation(task, answers.get(place), names) for place, task in zip(asked, tasks, strict=False)]


def _consultation(task: Task, answer: Event | None, names: Names) -> Consultation:
    if answer is None:
        return Consultation(task, names.agency(task.agency))
    return Consultation(
        task=task,
        agency=names.agency(task.agency),
        answer=answer.data["text"],
        answered_by=names.person(answer.actor),
        files=[file["filename"] for file in answer.data.get("files", ())],
    )


def _details(event: Event, names: Names) -> Iterator[tuple[Any, Any]]:
    if event.transition in TRANSITIONS:
        for name, asked in schema.getFieldsInOrder(TRANSITIONS[event.transition].schema):
            value = event.data.get(name)
            if name not in INote and name != "reason" and value not in (None, "", [], {}):
                yield asked.title, _text(name, asked, value, names)
    for name, title in _BESIDES.items():
        if event.data.get(name):
            yield title, _text(name, None, event.data[name], names)


def _text(name: str, asked: Any, value: Any, names: Names) -> Any:
    if name in _MONEY:
        return format_vnd(value, names.language)
    if name in ("agency", "department", "from"):
        return names.agency(str(value))
    if name in ("assignee", "on_behalf_of"):
        return names.person(str(value))
    if name == "component":
        return names.components.get(value, value)
    if schema.interfaces.IChoice.providedBy(asked):
        terms = {term.value: term.title or term.value for term in asked.vocabulary or ()}
        return terms.get(value, value)
    if isinstance(value, Mapping):
        return "; ".join(f"{names.components.get(each, each)}: {number}" for each, number in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_row(each, names) for each in value)
    return _moment(value) if isinstance(value, str) else str(value)


def _row(row: Any, names: Names) -> str:
    """A row of a list: its component or agency, then what was asked."""
    if not isinstance(row, Mapping):
        return str(row)
    first = names.components.get(row.get("component"), row.get("component")) or names.agency(row.get("agency") or "")
    return ": ".join(each for each in (first, row.get("what")) if each)


def _moment(text: str) -> str:
    """A date or a time that JSON holds, as people write it; other texts as they are."""
    try:
        if len(text) == 10:
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        at = datetime.fromisoformat(text) if len(text) > 18 and "T" in text[:11] else None
    except ValueError:
        return text
    return text if at is None or at.tzinfo is None else moment(at)

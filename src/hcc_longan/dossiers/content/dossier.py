"""Dossier (hồ sơ): one object with its answers, attachments and events; its register row is derived from it."""

from collections.abc import Mapping
from collections.abc import Sequence
from hcc_longan.dossiers.content.quiet import Quiet
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.interfaces import IDossier
from hcc_longan.dossiers.states import Clock
from hcc_longan.dossiers.states import State
from hcc_longan.dossiers.states import STATES
from plone.dexterity.content import Item
from typing import Any
from zope.interface import implementer


@implementer(IDossier)
class Dossier(Quiet, Item):
    """A dossier.

    Written by `filing.file_dossier` and `lifecycle.move` alone. `applicant`, `answers` and `delivery` are JSON-like;
    `form` is what an e-form asked, `{form, language, parts: [{title, questions: [{name, title, text}]}]}`;
    `attachments` are `Attachment`s; `filed_by` is the applicant's account, where there is one; money is in VND.
    `number` is what people call the dossier by.
    `proofs` are what the return of the result left, for officers alone: the collector's signature and a mandate;
    `messages` are written by `messages.write`, `claims` by `claiming.claim`, `papers` by the room above that issues
    them, `checks` and `notes` by the desk, for officers alone: none is a step.
    """

    tracking_number: str = ""
    code: str | None = None
    filing_key: str | None = None
    filed_by: str = ""
    procedure: str = ""
    procedure_uid: str = ""
    procedure_version: int = 0
    department: str = ""
    state: str = "filed"
    holder: str = ""
    assignee: str = ""
    counter: str = ""
    channel: str = "online"
    case: str = ""
    applicant: Mapping[str, Any] = {}
    answers: Mapping[str, Any] = {}
    form: Mapping[str, Any] = {}
    delivery: Mapping[str, Any] = {}
    attachments: Sequence[Any] = ()
    results: Sequence[Any] = ()
    proofs: Sequence[Any] = ()
    papers: Sequence[Any] = ()
    fees_due: int = 0
    fees_paid: int = 0
    register_book: str = ""
    register_sequence: int | None = None
    is_test: bool = False
    event_records: tuple[Mapping[str, Any], ...] = ()
    messages: tuple[Mapping[str, Any], ...] = ()
    claims: tuple[Mapping[str, Any], ...] = ()
    checks: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[Mapping[str, Any], ...] = ()

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened, oldest first."""
        return tuple(Event.from_json(record) for record in self.event_records)

    @property
    def version(self) -> int:
        """Grows with each event; a caller names the one it saw."""
        return len(self.event_records)

    @property
    def number(self) -> str:
        return self.code or self.tracking_number

    @property
    def state_now(self) -> State:
        return STATES[self.state]

    @property
    def open_tasks(self) -> dict[str, str]:
        """Agencies that were asked and have not answered: agency by task id."""
        tasks: dict[str, str] = {}
        for record in self.event_records:
            data = record.get("data", {})
            if record["transition"] == "ask_agencies":
                tasks = {task["id"]: task["agency"] for task in data["tasks"]}
            elif record["transition"] == "answer_agency":
                tasks.pop(data["task"], None)
            elif record["after"] != "consulting" and STATES[record["after"]].clock is not Clock.PAUSED:
                tasks = {}
        return tasks

    def append_event(self, event: Event) -> None:
        """Add the next event; only the lifecycle does this."""
        self.event_records = (*self.event_records, event.as_json())

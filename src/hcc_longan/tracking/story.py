"""What is told of a dossier to the one whose dossier it is: how far it is, what to do now, when it will be ready.

A stranger who holds a link is told how far it is and when it will be ready. What was asked and handed in, and why
something was decided, is for the applicant alone (`whole`).
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from hcc_longan import _
from hcc_longan.catalogue.record import localized
from hcc_longan.catalogue.record import TimeLimit
from hcc_longan.catalogue.versions import get_version
from hcc_longan.catalogue.wording import time_limit
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.clock import Phase
from hcc_longan.dossiers.clock import Reading
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.events import last
from hcc_longan.dossiers.explanation import duration_text
from hcc_longan.dossiers.explanation import explain
from hcc_longan.dossiers.explanation import text
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import NATIONAL
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.steps import procedure_of
from hcc_longan.parcels.post import last_parcel
from hcc_longan.parcels.tables import State
from hcc_longan.parcels.tables import TITLES
from hcc_longan.tracking import wording
from hcc_longan.tracking.masking import masked_name
from hcc_longan.tracking.settings import setting
from hcc_longan.vietnamese import format_date
from hcc_longan.vietnamese import format_vnd
from typing import Any
from zope.i18n import translate


class Duty(StrEnum):
    """What the applicant has to do now."""

    NOTHING = "nothing"
    COMPLETE = "complete"  # hand in what is missing, before reception
    SUPPLEMENT = "supplement"  # hand in what was asked for
    PAY = "pay"
    COLLECT = "collect"
    EXPECT_POST = "expect_post"


# The request that a duty to hand something in answers, and the answer.
REQUESTS: Mapping[Duty, tuple[str, str]] = {
    Duty.COMPLETE: ("ask_correction", "correct"),
    Duty.SUPPLEMENT: ("ask_supplement", "supplement"),
}


class Progress(StrEnum):
    """Where a step is in a dossier's life."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"
    ENDED = "ended"  # the last one, without a result


@dataclass(frozen=True)
class Step:
    """One of the few steps that every dossier takes; `at` is when it was reached."""

    title: str
    progress: Progress
    at: datetime | None = None


@dataclass(frozen=True)
class Request:
    """What was asked of the applicant: `papers` are component and what to bring; `number` that of the event."""

    number: int
    reason: str
    papers: Sequence[tuple[str, str]] = ()
    by: date | None = None
    amount: int = 0


@dataclass(frozen=True)
class Entry:
    """A line of the timeline; `holder` has the dossier afterwards, `until` is when its time is up (the last one's)."""

    number: int
    at: datetime
    title: str
    holder: str
    details: Sequence[str] = ()
    until: datetime | None = None


class Story:
    """A dossier as its applicant reads it, in a language.

    `whole` adds what was asked and why, and with `files` what they are called; the name is masked unless it is `named`.
    """

    def __init__(self, dossier: Any, language: str, whole: bool = False, *, named: bool = False, files: bool = True):
        self.dossier = dossier
        self.language = language
        self.whole = whole
        self.named = named
        self.files = files
        self.reading: Reading = reading(dossier)
        self.events = dossier.events

    @property
    def number(self) -> str:
        return self.dossier.number

    @property
    def applicant(self) -> str:
        name = self.dossier.applicant["name"]
        return name if self.named else masked_name(name)

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """The procedure as it was in force for the dossier; empty if it was deleted."""
        page = procedure_of(self.dossier)
        return get_version(page, self.dossier.procedure_version).record if page is not None else {}

    @property
    def procedure(self) -> str:
        titles = self.record.get("titles") or {}
        return titles.get(self.language) or titles.get("vi") or self.dossier.procedure

    @property
    def department(self) -> str:
        return self.names.get(self.dossier.department, self.dossier.department)

    @cached_property
    def names(self) -> Mapping[str, str]:
        return agency_names(self.language)

    @property
    def state(self) -> str:
        """The state in the words of the national portal."""
        return self.say(NATIONAL[self.dossier.state_now.national_code])

    @property
    def sentence(self) -> str:
        return self.say(wording.STATES[self.dossier.state])

    @property
    def duty(self) -> Duty:
        state = self.dossier.state
        by_post = self.dossier.delivery.get("method") == "post"
        duties = {
            "correcting": Duty.COMPLETE,
            "supplementing": Duty.SUPPLEMENT,
            "paying": Duty.PAY,
            "finished": Duty.EXPECT_POST if by_post else Duty.COLLECT,
        }
        return duties.get(state, Duty.NOTHING)

    @cached_property
    def request(self) -> Request | None:
        """What the applicant was asked for and has not answered yet."""
        asked = {**REQUESTS, Duty.PAY: ("ask_payment", "pay")}.get(self.duty)
        event = asked and last(self.events, asked[0])
        if not event:
            return None
        by = event.data.get("by")
        return Request(
            number=event.number,
            reason=event.reason,
            papers=[(row.get("component") or "", row["what"]) for row in event.data.get("papers") or ()],
            by=date.fromisoformat(by) if by else None,
            amount=event.data.get("amount", 0),
        )

    @property
    def to_pay(self) -> int:
        """VND that are still to be paid."""
        return max(0, self.dossier.fees_due - self.dossier.fees_paid)

    def component(self, name: str) -> str:
        """The title of a component of the procedure."""
        row = next((row for row in self.record.get("components") or () if row["id"] == name), None)
        return localized(row, "name", self.language) if row else ""

    def components(self) -> list[tuple[str, str]]:
        """The procedure's components, by id."""
        return [(row["id"], localized(row, "name", self.language)) for row in self.record.get("components") or ()]

    @property
    def holder(self) -> str:
        """Who has the dossier, empty if nobody has to act any more."""
        return self.holder_name(self.dossier.holder)

    @property
    def until(self) -> datetime | None:
        """When the present holder's time is up: that of the stage, else the appointment."""
        if self.reading.phase is not Phase.RUNNING:
            return self.promised_reception if self.dossier.state == "filed" else None
        return self.reading.spans[-1].due or self.reading.current_due

    @property
    def is_going_on(self) -> bool:
        """Whether there is a result, or still may be."""
        return self.dossier.state_now.national_code not in _WITHOUT_RESULT

    @property
    def delivery(self) -> str:
        """How the result is to be received."""
        by_post = self.dossier.delivery.get("method") == "post"
        return self.say(_("By post, to the address given in the dossier") if by_post else _("At the counter"))

    @cached_property
    def parcel(self) -> str:
        """Where the post has the result, for the applicant alone; empty while nothing is on its way."""
        parcel = last_parcel(self.dossier.UID()) if self.whole else None
        if parcel is None or parcel.number is None or parcel.state == State.PREPARED:
            return ""
        at = self.moment(parcel.ended_at or parcel.handed_at)
        mapping = {"number": parcel.number, "state": TITLES[parcel.state], "at": at}
        return self.say(_("Postal item ${number}: ${state}, ${at}", mapping=mapping))

    @property
    def promised_reception(self) -> datetime:
        """Until when the centre looks at what was filed or completed."""
        event = last(self.events, "file", "correct", "reopen") or self.events[0]
        calendar = calendars.current().calendar(self.dossier.department)
        return calendar.add(event.at, timedelta(hours=setting("reception_hours")))

    @cached_property
    def steps(self) -> list[Step]:
        """Filed, received, in process, finished, handed out; a dossier that ended otherwise ends with that."""
        code = self.dossier.state_now.national_code
        reached = {
            title: next((event.at for event in self.events if STATES[event.after].national_code in codes), None)
            for title, codes in _STEPS.items()
        }
        if code in _WITHOUT_RESULT:
            done = [Step(self.say(title), Progress.DONE, at) for title, at in reached.items() if at]
            return [*done, Step(self.state, Progress.ENDED, self.events[-1].at)]
        place = next(number for number, codes in enumerate(_STEPS.values()) if self._step_code in codes)
        return [
            Step(self.say(title), _progress(number, place), at if number <= place else None)
            for number, (title, at) in enumerate(reached.items())
        ]

    @property
    def _step_code(self) -> int:
        """The national code of the state, or of the one before while the applicant is to act."""
        for event in reversed(self.events):
            code = STATES[event.after].national_code
            if any(code in codes for codes in _STEPS.values()):
                return code
        return 1

    def timeline(self) -> list[Entry]:
        """What was done, newest first."""
        entries = [
            Entry(
                event.number,
                event.at,
                self.say(wording.STEPS[event.transition]),
                self.holder_name(event.holder),
                self._details(event) if self.whole else (),
                self.until if event is self.events[-1] else None,
            )
            for event in self.events
        ]
        return entries[::-1]

    @property
    def due(self) -> datetime | None:
        """The appointment; none before reception and where the procedure has no time limit."""
        return self.reading.current_due

    def due_notes(self) -> list[str]:
        """How the appointment came about, a sentence each."""
        now = self.reading
        if now.received_at is None:
            return []
        if now.terms.limit is None:
            return [self.say(_("The procedure has no time limit, so there is no appointment."))]
        limit = TimeLimit(now.terms.limit.amount, now.terms.limit.unit.value)
        given = {"at": self.moment(now.received_at), "limit": time_limit(limit, self.language, self.say)}
        notes = [_("Received on ${at}; the time limit is ${limit}.", mapping=given)]
        waited = sum((pause.working for pause in now.pauses), timedelta())
        if now.restarted_at:
            notes.append(_("It began anew on ${at}, with your answer.", mapping={"at": self.moment(now.restarted_at)}))
        elif waited:
            duration = {"duration": duration_text(waited, now)}
            notes.append(
                _("The date moved by ${duration} of working time, in which it was your turn.", mapping=duration)
            )
        if now.phase is Phase.PAUSED:
            notes.append(_("It moves on for as long as it is your turn."))
        if now.extension and now.extension.holds:
            given = {"at": self.moment(now.extension.at), "before": self.moment(now.original_due)}
            notes.append(
                _("On ${at} the department apologised and gave this date instead of ${before}.", mapping=given)
            )
        if now.ended_at and self.dossier.state in ("finished", "returned"):
            notes.append(_("The result was ready on ${at}.", mapping={"at": self.moment(now.ended_at)}))
        return [self.say(note) for note in notes]

    def explanation(self) -> list[str]:
        """The reckoning line by line."""
        return [self.say(text(line, self.names)) for line in explain(self.reading)]

    def holder_name(self, code: str) -> str:
        known = {APPLICANT: _("you"), CENTRE: _("the centre"), "": ""}
        return self.say(known[code]) if code in known else self.names.get(code, code)

    def moment(self, moment: datetime) -> str:
        """`17:00, 12/11/2026`."""
        local = moment.astimezone(ZONE)
        return f"{local:%H:%M}, {format_date(local.date(), self.language)}"

    def day(self, day: date) -> str:
        return format_date(day, self.language)

    def money(self, amount: int) -> str:
        return format_vnd(amount, self.language)

    def say(self, message: Any) -> str:
        return translate(message, target_language=self.language)

    def _details(self, event: Event) -> list[str]:
        """What an event says besides: to the applicant, not to everybody who holds a link."""
        data, found = event.data, []
        for row in data.get("papers") or () if event.transition in ("ask_supplement", "ask_correction") else ():
            found.append(row["what"])
        if event.transition in _TOLD and event.reason:
            found.insert(0, event.reason)
        if event.transition == "refuse":
            found.append(self.say(_("Legal basis: ${text}", mapping={"text": data["legal_basis"]})))
        if event.transition in ("ask_payment", "pay"):
            found.append(self.say(_("Amount: ${amount}", mapping={"amount": self.money(data["amount"])})))
        if event.transition == "extend":
            due = self.moment(datetime.fromisoformat(data["due"]))
            found.append(self.say(_("New appointment: ${at}", mapping={"at": due})))
        if data.get("post_number"):
            found.append(self.say(_("Number of the postal item: ${number}", mapping={"number": data["post_number"]})))
        if self.files and event.transition in ("file", "correct", "supplement"):
            files = data.get("attachments") or data.get("files") or ()
            names = ", ".join(file["filename"] for file in files)
            if names:
                found.append(self.say(_("Files: ${names}", mapping={"names": names})))
        return found


# The steps that every dossier takes, with the national codes that belong to them.
_STEPS: Mapping[str, Sequence[int]] = {
    _("Filed"): (1,),
    _("Received"): (2,),
    _("In process"): (4,),
    _("Result ready"): (9,),
    _("Result handed out"): (10,),
}
# National codes of an end without a result.
_WITHOUT_RESULT = (3, 8)
# Of these the applicant is told the reason; what officers write to each other stays among them.
_TOLD = {
    "ask_correction",
    "ask_supplement",
    "correct",
    "supplement",
    "refuse",
    "ask_payment",
    "ask_withdrawal",
    "reject_withdrawal",
    "extend",
    "stop",
    "transfer",
}


def _progress(number: int, place: int) -> Progress:
    if number == place:
        return Progress.DONE if number == len(_STEPS) - 1 else Progress.NOW
    return Progress.DONE if number < place else Progress.AHEAD

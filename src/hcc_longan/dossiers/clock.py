"""The clock of a dossier, read from its events alone: due dates, pauses, who held it how long, and the verdict.

Nothing of this is stored: the events and the calendar's version that they name always give the same reading. Waiting
time moves the due dates (and is not subtracted a second time when a dossier is judged).
"""

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import datetime
from datetime import time
from datetime import timedelta
from enum import StrEnum
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.events import last
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import Clock
from hcc_longan.dossiers.states import STATES
from hcc_longan.worktime.calendar import WorkCalendar
from hcc_longan.worktime.limits import end_in_working_time
from hcc_longan.worktime.limits import Limit
from hcc_longan.worktime.limits import Unit
from itertools import accumulate
from itertools import takewhile
from typing import Any


class Verdict(StrEnum):
    """How a dossier was dealt with, measured by its original due date."""

    EARLY = "early"  # on a day before it was due
    ON_TIME = "on_time"
    LATE = "late"
    UNDATED = "undated"  # its procedure has no time limit


class Phase(StrEnum):
    """What the clock does now."""

    NOT_STARTED = "not_started"  # not received, or never
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True)
class Terms:
    """What holds for a dossier from its reception on, whatever becomes of the procedure and the settings later."""

    limit: Limit | None
    restarts: bool
    calendar: int
    cutoff: time | None
    late_after_supplements: int | None

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "Terms":
        """The terms in the data of a reception."""
        amount, cutoff = record["limit"], record.get("cutoff")
        return cls(
            limit=None if amount is None else Limit(amount, Unit(record["unit"])),
            restarts=record.get("on_resume") == "restart",
            calendar=record["calendar"],
            cutoff=time.fromisoformat(cutoff) if cutoff else None,
            late_after_supplements=record.get("late_after_supplements"),
        )


@dataclass(frozen=True)
class Pause:
    """A stretch after reception in which no agency's time runs; `working` is the working time in it, so far if open."""

    state: str
    began: datetime
    ended: datetime | None
    working: timedelta


@dataclass(frozen=True)
class Span:
    """A stretch in one state with one holder.

    `working` is the working time in it. It counts towards the total (`counted`) from reception to the end, unless the
    dossier was closed. `limit` is the stage's own; what the same stage used before a pause shortens what is left until
    `due`.
    """

    state: str
    holder: str
    began: datetime
    ended: datetime | None
    working: timedelta
    counted: bool
    limit: timedelta | None = None
    due: datetime | None = None
    is_late: bool | None = None


@dataclass(frozen=True)
class Task:
    """What one agency was asked; ended when it answered, or when the dossier went on without the answer."""

    id: str
    agency: str
    what: str
    began: datetime
    ended: datetime | None
    working: timedelta
    limit: timedelta | None
    due: datetime | None
    is_late: bool | None
    is_answered: bool


@dataclass(frozen=True)
class Extension:
    """An apology with a new date (NĐ 61/2018; TT 01/2018, Mẫu 04); it holds unless the time limit began anew since."""

    at: datetime
    due: datetime
    signer: str
    reason: str
    holds: bool


@dataclass(frozen=True)
class Reading:
    """What the clock says at the moment `now`.

    A dossier that was never received has spans and nothing else. `promised_due` is what the receipt says.
    `original_due` moves with pauses only and is what statistics count; `current_due` follows an extension as well.
    While a pause is open, the due dates and `remaining` are what they would be if it ended now. `remaining` is working
    time to `current_due`, from the end if the dossier has ended; negative if past it. `verdict` of an open dossier is
    LATE once its original due date has passed; `is_late_now` says that it is open and past its current one.
    `started_at` is the first working moment from reception on, `restarted_at` when the time limit began anew,
    `extension` the latest one, `working_limit` the limit where it is one of working time.
    """

    phase: Phase
    now: datetime
    spans: tuple[Span, ...]
    jumps: tuple[int, ...]
    received_at: datetime | None = None
    ended_at: datetime | None = None
    terms: Terms | None = None
    working_limit: timedelta | None = None
    started_at: datetime | None = None
    restarted_at: datetime | None = None
    recalendared_at: datetime | None = None
    promised_due: datetime | None = None
    original_due: datetime | None = None
    current_due: datetime | None = None
    extension: Extension | None = None
    pauses: tuple[Pause, ...] = ()
    closures: tuple[Pause, ...] = ()
    tasks: tuple[Task, ...] = ()
    hours: Mapping[str, timedelta] = field(default_factory=dict)
    total: timedelta = timedelta()
    remaining: timedelta | None = None
    verdict: Verdict | None = None
    is_late_now: bool = False
    supplement_requests: int = 0
    extensions: int = 0
    working_day: timedelta = timedelta(hours=8)


def read(events: Sequence[Event], calendar: Callable[[int], WorkCalendar], now: datetime) -> Reading:
    """The clock of a dossier, which has one event at least, at a moment: that of the last event at the earliest.

    `calendar` gives the work calendar of a version. An event that bears an earlier time than the one before it counts
    as made at the same moment, and is among the `jumps`.
    """
    events, jumps = _in_order(events)
    now = max([now.astimezone(ZONE), *(event.at for event in events)])
    stretches = _stretches(events, now)
    reception = next((number for number, event in enumerate(events) if event.transition == "receive"), None)
    if reception is None:
        return Reading(Phase.NOT_STARTED, now, tuple(s.span() for s in stretches), jumps)

    received_at = events[reception].at
    terms = Terms.from_json(events[reception].data["terms"])
    events = events[reception:]
    recalendared = last(events, "recalendar")
    work = calendar(recalendared.data["calendar"] if recalendared else terms.calendar)
    course = _Course(work, [s for s in stretches if s.event.number >= events[0].number])
    supplements = course.supplements() if terms.restarts else []
    resumptions = [stretch.until for stretch in supplements]
    start = resumptions[-1] if resumptions else received_at
    # Several events may bear the same time, so their order counts as well.
    extension = _extension(events, start, supplements[-1].event.number if supplements else 0)
    original_due = current_due = None
    if terms.limit is not None:
        original_due = current_due = _due(terms, course, start)
    if extension is not None and extension.holds:
        appointed = end_in_working_time(work, extension.due)
        current_due = _pushed(work, appointed, course.standing(extension.at, course.until))
    # A supplement that is still awaited has begun nothing anew yet.
    begun = resumptions[:-1] if stretches[-1].state == "supplementing" else resumptions
    waiting = [s.span(work.between(s.began, s.until)) for s in stretches if s.event.number < events[0].number]
    spans = (*waiting, *course.spans(resumptions))
    hours: dict[str, timedelta] = {}
    for span in spans:
        if span.counted:
            hours[span.holder] = hours.get(span.holder, timedelta()) + span.working
    requests = sum(event.transition == "ask_supplement" for event in events)
    return Reading(
        phase=_PHASES[stretches[-1].clock],
        now=now,
        spans=spans,
        jumps=jumps,
        received_at=received_at,
        ended_at=course.ended_at,
        terms=terms,
        working_limit=terms.limit and terms.limit.working(work),
        started_at=work.clamp(received_at),
        restarted_at=begun[-1] if begun else None,
        recalendared_at=recalendared and recalendared.at,
        promised_due=terms.limit and terms.limit.due(calendar(terms.calendar), received_at, (), terms.cutoff),
        original_due=original_due,
        current_due=current_due,
        extension=extension,
        pauses=course.pauses(Clock.PAUSED),
        closures=course.pauses(Clock.STOPPED),
        tasks=course.tasks(events),
        hours=hours,
        total=sum(hours.values(), timedelta()),
        remaining=current_due and work.between(course.until, current_due),
        verdict=_verdict(terms, original_due, course.ended_at, now, requests),
        is_late_now=course.ended_at is None and current_due is not None and now > current_due,
        supplement_requests=requests,
        extensions=sum(event.transition == "extend" for event in events),
        working_day=timedelta(minutes=work.minutes_per_day),
    )


_PHASES = {
    Clock.WAITING: Phase.NOT_STARTED,
    Clock.RUNNING: Phase.RUNNING,
    Clock.PAUSED: Phase.PAUSED,
    Clock.STOPPED: Phase.ENDED,
}


@dataclass(frozen=True)
class _Stretch:
    """A stretch of time in which neither state nor holder changed, with the event that began it."""

    event: Event
    holder: str
    until: datetime  # the present moment while it is open
    is_open: bool

    @property
    def state(self) -> str:
        return self.event.after

    @property
    def clock(self) -> Clock:
        return STATES[self.event.after].clock

    @property
    def began(self) -> datetime:
        return self.event.at

    @property
    def ended(self) -> datetime | None:
        return None if self.is_open else self.until

    def span(self, working: timedelta = timedelta(), counted: bool = False, **stage: Any) -> Span:
        return Span(self.state, self.holder, self.began, self.ended, working, counted, **stage)


class _Course:
    """The stretches of a dossier from its reception on, measured by one calendar."""

    def __init__(self, work: WorkCalendar, stretches: Sequence[_Stretch]):
        self.work = work
        self.stretches = stretches
        final = list(takewhile(lambda stretch: stretch.clock is Clock.STOPPED, reversed(stretches)))
        self.ended_at = final[-1].began if final else None
        self.until = self.ended_at or stretches[-1].until
        # Where no agency's time runs before the end: pauses, and closed stretches that a reopening ended.
        self.standstills = [s for s in stretches[: len(stretches) - len(final)] if s.clock is not Clock.RUNNING]

    def standing(self, begin: datetime, end: datetime) -> timedelta:
        """The working time of standstills between two moments."""
        inside = ((max(s.began, begin), min(s.until, end)) for s in self.standstills)
        return sum((self.work.between(a, b) for a, b in inside if a < b), timedelta())

    def supplements(self) -> list[_Stretch]:
        """The requests for a supplement after which an agency could go on, one that is still awaited among them.

        A request that ended otherwise (the dossier was stopped or withdrawn) gave the agency nothing to begin with.
        """
        following = [stretch.clock for stretch in self.stretches[1:]] + [Clock.RUNNING]
        return [
            stretch
            for stretch, then in zip(self.stretches, following, strict=True)
            if stretch.state == "supplementing" and then is Clock.RUNNING
        ]

    def pauses(self, kind: Clock) -> tuple[Pause, ...]:
        return tuple(
            Pause(s.state, s.began, s.ended, self.work.between(s.began, s.until))
            for s in self.standstills
            if s.clock is kind
        )

    def spans(self, resumptions: Collection[datetime]) -> Iterator[Span]:
        """The stretches with their stages' limits.

        A stage that a pause interrupted goes on with what is left of its limit; where the time limit began anew, so
        does the stage's.
        """
        stage, limit, used = None, None, timedelta()
        for stretch in self.stretches:
            working = self.work.between(stretch.began, stretch.until)
            if stretch.clock is not Clock.RUNNING:
                yield stretch.span(working, counted=stretch.clock is Clock.PAUSED)
                continue
            if stage != (stretch.state, stretch.holder) or stretch.began in resumptions:
                stage, limit, used = (stretch.state, stretch.holder), _minutes(stretch.event.stage_minutes), timedelta()
            due = None if limit is None else self.work.add(stretch.began, limit - used)
            yield stretch.span(working, counted=True, limit=limit, due=due, is_late=due and stretch.until > due)
            used += working

    def tasks(self, events: Sequence[Event]) -> tuple[Task, ...]:
        return tuple(
            self._task(event, task, events[number:])
            for number, event in enumerate(events, 1)
            if event.transition == "ask_agencies"
            for task in event.data["tasks"]
        )

    def _task(self, asked: Event, task: Mapping[str, Any], later: Sequence[Event]) -> Task:
        end = next((event for event in later if _ends(event, asked, task["id"])), None)
        until = end.at if end else self.until
        standing = self.standing(asked.at, until)
        limit = _minutes(task.get("minutes"))
        due = None if limit is None else self.work.add(asked.at, limit + standing)
        return Task(
            id=task["id"],
            agency=task["agency"],
            what=task["what"],
            began=asked.at,
            ended=end and end.at,
            working=self.work.between(asked.at, until) - standing,
            limit=limit,
            due=due,
            is_late=due and until > due,
            is_answered=end is not None and end.transition == "answer_agency",
        )


def _in_order(events: Sequence[Event]) -> tuple[list[Event], tuple[int, ...]]:
    """The events at moments that never go back, and the numbers of those that had to be moved."""
    moments = list(accumulate((event.at.astimezone(ZONE) for event in events), max))
    jumps = tuple(event.number for event, moment in zip(events, moments, strict=True) if event.at < moment)
    return [replace(event, at=moment) for event, moment in zip(events, moments, strict=True)], jumps


def _stretches(events: Sequence[Event], now: datetime) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    for event, until in zip(events, [*(event.at for event in events[1:]), now], strict=True):
        holder = APPLICANT if STATES[event.after].clock is Clock.PAUSED else event.holder
        if stretches and (stretches[-1].state, stretches[-1].holder) == (event.after, holder):
            stretches[-1] = replace(stretches[-1], until=until)
        else:
            stretches.append(_Stretch(event, holder, until, is_open=False))
    return [*stretches[:-1], replace(stretches[-1], is_open=True)]


def _due(terms: Terms, course: _Course, start: datetime) -> datetime:
    """When the limit from `start` ends, moved by the pauses.

    One that began when the dossier was late already moves the date by its working time, whatever the limit's unit, so
    that no counting of days makes the dossier less late.
    """
    pauses = [(s.began, s.until) for s in course.standstills if s.began >= start]
    for number, (began, _until) in enumerate(pauses):
        due = terms.limit.due(course.work, start, pauses[:number], terms.cutoff)
        if began > due:
            return _pushed(course.work, due, course.standing(began, course.until))
    return terms.limit.due(course.work, start, pauses, terms.cutoff)


def _pushed(work: WorkCalendar, due: datetime, standing: timedelta) -> datetime:
    """`due` later by working time; without any it stays, even at the end of a day."""
    return work.add(due, standing) if standing else due


def _extension(events: Sequence[Event], start: datetime, former: int) -> Extension | None:
    """The latest extension; it holds if it was given after the event `former` and not before `start`."""
    event = last(events, "extend")
    if event is None:
        return None
    due = datetime.fromisoformat(event.data["due"]).astimezone(ZONE)
    return Extension(event.at, due, event.data["signer"], event.reason, event.number > former and event.at >= start)


def _ends(event: Event, asked: Event, task: str) -> bool:
    """Whether an event answers a task, or leaves the state in which it was asked for good."""
    if event.transition == "answer_agency" and event.data["task"] == task:
        return True
    return event.after != asked.after and STATES[event.after].clock is not Clock.PAUSED


def _verdict(
    terms: Terms, due: datetime | None, ended_at: datetime | None, now: datetime, supplement_requests: int
) -> Verdict | None:
    if due is None:
        return Verdict.UNDATED
    if ended_at is None:
        return Verdict.LATE if now > due else None
    # Formula of indicator 2.1 (QĐ 766/QĐ-TTg): repeated requests count as late, whatever the time.
    if terms.late_after_supplements and supplement_requests >= terms.late_after_supplements:
        return Verdict.LATE
    if ended_at > due:
        return Verdict.LATE
    return Verdict.EARLY if ended_at.date() < due.date() else Verdict.ON_TIME


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)

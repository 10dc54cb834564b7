"""What the clock of a dossier says, line by line, so that anybody can reckon it again by hand."""

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from datetime import time
from datetime import timedelta
from enum import StrEnum
from hcc_longan import _
from hcc_longan.dossiers.clock import Phase
from hcc_longan.dossiers.clock import Reading
from hcc_longan.dossiers.clock import Verdict
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import STATES
from hcc_longan.worktime.limits import Unit
from typing import Any
from typing import NamedTuple
from zope.i18nmessageid import Message


class Kind(StrEnum):
    """What a line says."""

    NOT_RECEIVED = "not_received"
    RECEIVED = "received"
    NO_LIMIT = "no_limit"
    WORKING_LIMIT = "working_limit"
    SAME_DAY_LIMIT = "same_day_limit"
    CUTOFF = "cutoff"
    DAYS_LIMIT = "days_limit"
    HOURS_LIMIT = "hours_limit"
    MONTHS_LIMIT = "months_limit"
    STARTED = "started"
    PROMISED = "promised"
    JUMP = "jump"
    PAUSE = "pause"
    OPEN_PAUSE = "open_pause"
    CLOSURE = "closure"
    RESTART = "restart"
    RECALENDAR = "recalendar"
    EXTENSION = "extension"
    LAPSED_EXTENSION = "lapsed_extension"
    TASK_ANSWERED = "task_answered"
    TASK_DROPPED = "task_dropped"
    TASK_OPEN = "task_open"
    LATE_STAGE = "late_stage"
    ORIGINAL_DUE = "original_due"
    CURRENT_DUE = "current_due"
    IF_RESUMED = "if_resumed"
    HELD = "held"
    TOTAL = "total"
    LEFT = "left"
    OVERDUE = "overdue"
    ENDED = "ended"
    ENDED_EARLY = "ended_early"
    ENDED_ON_TIME = "ended_on_time"
    ENDED_LATE = "ended_late"
    LATE_BY_REQUESTS = "late_by_requests"


class Duration(NamedTuple):
    """Working time in working days, hours and minutes; seconds are left out."""

    days: int
    hours: int
    minutes: int


class Holder(str):
    """The code of who holds a dossier."""

    __slots__ = ()


class StateId(str):
    """The id of a state."""

    __slots__ = ()


@dataclass(frozen=True)
class Line:
    """One line of an explanation, in no language yet; `at` is the moment it is about, where there is one."""

    kind: Kind
    at: datetime | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


def explain(reading: Reading) -> list[Line]:
    """The lines that explain a reading: the limit, what happened to it in order of time, the dates, who held it."""
    jumps = [Line(Kind.JUMP, params={"number": number}) for number in reading.jumps]
    if reading.received_at is None:
        return [Line(Kind.NOT_RECEIVED), *jumps]
    happened = sorted(_happened(reading), key=lambda line: line.at)
    return [*_beginning(reading), *jumps, *happened, *_dates(reading), *_holders(reading), *_outcome(reading)]


def text(line: Line, names: Mapping[str, str] | None = None) -> Message:
    """A line as a message to translate; `names` are those of departments and agencies by their codes."""
    values = {"at": line.at, **line.params}
    mapping = {name: _shown(value, names or {}) for name, value in values.items() if value is not None}
    return _(_TEXTS[line.kind], mapping=mapping)


def duration_text(working: timedelta, reading: Reading) -> Message:
    """Working time in days, hours and minutes, to translate."""
    return _in_words(_duration(working, reading))


_TEXTS = {
    Kind.NOT_RECEIVED: _("Not received: no time limit runs."),
    Kind.RECEIVED: _("Received on ${at}."),
    Kind.NO_LIMIT: _("The procedure has no time limit."),
    Kind.WORKING_LIMIT: _("Time limit: ${duration} of working time."),
    Kind.SAME_DAY_LIMIT: _("Time limit: within the day."),
    Kind.CUTOFF: _("Time limit: within the day; received from ${cutoff} on, within the next working day."),
    Kind.DAYS_LIMIT: _("Time limit in calendar days: ${number}. The first day does not count."),
    Kind.HOURS_LIMIT: _("Time limit in hours: ${number}."),
    Kind.MONTHS_LIMIT: _("Time limit in months: ${number}."),
    Kind.STARTED: _("Received outside working hours, so the time runs from ${at}."),
    Kind.PROMISED: _("Appointment at reception: ${at}."),
    Kind.JUMP: _("Event ${number} bears an earlier time than the one before it; it counts as made at the same moment."),
    Kind.PAUSE: _("${state} from ${at} to ${ended}: the clock stood still for ${duration} of working time."),
    Kind.OPEN_PAUSE: _("${state} since ${at}: the clock has stood still for ${duration} of working time."),
    Kind.CLOSURE: _("Closed from ${at} to ${ended}, then reopened. Not counted: ${duration} of working time."),
    Kind.RESTART: _("The time limit began anew on ${at}."),
    Kind.RECALENDAR: _("The work calendar was changed on ${at}; all dates are reckoned with the new one."),
    Kind.EXTENSION: _("New appointment given on ${at}, signed by ${signer}: ${due}. Reason: ${reason}"),
    Kind.LAPSED_EXTENSION: _("The appointment given before that no longer counts."),
    Kind.TASK_ANSWERED: _("${holder}, asked on ${at}, answered on ${ended} after ${duration} of working time."),
    Kind.TASK_DROPPED: _("${holder}, asked on ${at}, had not answered by ${ended}: ${duration} of working time."),
    Kind.TASK_OPEN: _("${holder}, asked on ${at}, has not answered yet: ${duration} of working time."),
    Kind.LATE_STAGE: _("${holder} passed the limit of the stage “${state}” on ${at}."),
    Kind.ORIGINAL_DUE: _("Due on ${at}: the date that counts in statistics."),
    Kind.CURRENT_DUE: _("Due on ${at} by the new appointment."),
    Kind.IF_RESUMED: _("The dates are those that hold if the dossier goes on now; waiting longer moves them."),
    Kind.HELD: _("With ${holder}: ${duration} of working time."),
    Kind.TOTAL: _("In all: ${duration} of working time."),
    Kind.LEFT: _("Left until ${at}: ${duration} of working time."),
    Kind.OVERDUE: _("Overdue since ${at}: ${duration} of working time."),
    Kind.ENDED: _("Ended on ${at}."),
    Kind.ENDED_EARLY: _("Ended on ${at}, before the day it was due: early."),
    Kind.ENDED_ON_TIME: _("Ended on ${at}: on time."),
    Kind.ENDED_LATE: _("Ended on ${at}, after it was due: late."),
    Kind.LATE_BY_REQUESTS: _("Ended on ${at}. Supplements were requested ${number} times, which counts as late."),
}

_LIMITS = {
    Unit.SAME_DAY: Kind.SAME_DAY_LIMIT,
    Unit.DAY: Kind.DAYS_LIMIT,
    Unit.HOUR: Kind.HOURS_LIMIT,
    Unit.MONTH: Kind.MONTHS_LIMIT,
}

_VERDICTS = {
    Verdict.UNDATED: Kind.ENDED,
    Verdict.EARLY: Kind.ENDED_EARLY,
    Verdict.ON_TIME: Kind.ENDED_ON_TIME,
    Verdict.LATE: Kind.ENDED_LATE,
}


def in_words(working: timedelta, working_day: timedelta = timedelta(hours=8)) -> Message:
    """Working time in days and hours, to the minute only below a day."""
    days, rest = divmod(working, working_day)
    hours, rest = divmod(rest, timedelta(hours=1))
    return _in_words(Duration(days, hours, 0 if days else rest // timedelta(minutes=1)))


_HOLDERS = {APPLICANT: _("the applicant"), CENTRE: _("the centre")}

_DURATION = (
    (_("1 day"), _("${number} days")),
    (_("1 hour"), _("${number} hours")),
    (_("1 minute"), _("${number} minutes")),
)
_JOINED = {2: _("${first} ${second}"), 3: _("${first} ${second} ${third}")}


def _beginning(reading: Reading) -> Iterator[Line]:
    yield Line(Kind.RECEIVED, reading.received_at)
    limit, cutoff = reading.terms.limit, reading.terms.cutoff
    if limit is None:
        yield Line(Kind.NO_LIMIT)
        return
    if limit.unit not in _LIMITS:
        yield Line(Kind.WORKING_LIMIT, params={"duration": _duration(reading.working_limit, reading)})
    elif limit.unit is Unit.SAME_DAY and cutoff:
        yield Line(Kind.CUTOFF, params={"cutoff": cutoff})
    else:
        yield Line(_LIMITS[limit.unit], params={"number": limit.amount})
    if reading.started_at != reading.received_at:
        yield Line(Kind.STARTED, reading.started_at)
    yield Line(Kind.PROMISED, reading.promised_due)


def _happened(reading: Reading) -> Iterator[Line]:
    def lasted(kind: Kind, it: Any, **params: Any) -> Line:
        return Line(kind, it.began, {**params, "ended": it.ended, "duration": _duration(it.working, reading)})

    for pause in reading.pauses:
        yield lasted(Kind.PAUSE if pause.ended else Kind.OPEN_PAUSE, pause, state=StateId(pause.state))
    for closure in reading.closures:
        yield lasted(Kind.CLOSURE, closure)
    for task in reading.tasks:
        kind = Kind.TASK_ANSWERED if task.is_answered else Kind.TASK_DROPPED if task.ended else Kind.TASK_OPEN
        yield lasted(kind, task, holder=Holder(task.agency))
    for span in reading.spans:
        # A stage that goes on after a pause past its limit was told of before.
        if span.is_late and span.due >= span.began:
            yield Line(Kind.LATE_STAGE, span.due, {"holder": Holder(span.holder), "state": StateId(span.state)})
    if reading.recalendared_at:
        yield Line(Kind.RECALENDAR, reading.recalendared_at)
    given = reading.extension
    if given:
        yield Line(Kind.EXTENSION, given.at, {"due": given.due, "signer": given.signer, "reason": given.reason})
    if reading.restarted_at:
        yield Line(Kind.RESTART, reading.restarted_at)
        if given and given.at < reading.restarted_at:
            yield Line(Kind.LAPSED_EXTENSION, reading.restarted_at)


def _dates(reading: Reading) -> Iterator[Line]:
    if reading.original_due:
        yield Line(Kind.ORIGINAL_DUE, reading.original_due)
    if reading.extension and reading.extension.holds:
        yield Line(Kind.CURRENT_DUE, reading.current_due)
    if reading.original_due and reading.phase is Phase.PAUSED:
        yield Line(Kind.IF_RESUMED)


def _holders(reading: Reading) -> Iterator[Line]:
    for holder, time_held in reading.hours.items():
        yield Line(Kind.HELD, params={"holder": Holder(holder), "duration": _duration(time_held, reading)})
    yield Line(Kind.TOTAL, params={"duration": _duration(reading.total, reading)})


def _outcome(reading: Reading) -> Iterator[Line]:
    if reading.ended_at:
        if reading.verdict is Verdict.LATE and reading.ended_at <= reading.original_due:
            yield Line(Kind.LATE_BY_REQUESTS, reading.ended_at, {"number": reading.supplement_requests})
        else:
            yield Line(_VERDICTS[reading.verdict], reading.ended_at)
    elif reading.current_due:
        kind = Kind.OVERDUE if reading.is_late_now else Kind.LEFT
        yield Line(kind, reading.current_due, {"duration": _duration(abs(reading.remaining), reading)})


def _duration(working: timedelta, reading: Reading) -> Duration:
    days, rest = divmod(working, reading.working_day)
    hours, rest = divmod(rest, timedelta(hours=1))
    return Duration(days, hours, rest // timedelta(minutes=1))


def _shown(value: Any, names: Mapping[str, str]) -> str:
    match value:
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case time():
            return f"{value:%H:%M}"
        case Duration():
            return _in_words(value)
        case StateId():
            return STATES[value].title
        case Holder():
            return names.get(value) or _HOLDERS.get(value, str(value))
        case float():
            return f"{value:g}"
    return str(value)


def _in_words(duration: Duration) -> Message:
    parts = [
        one if number == 1 else _(many, mapping={"number": str(number)})
        for number, (one, many) in zip(duration, _DURATION, strict=True)
        if number
    ]
    if not parts:
        return _(_DURATION[-1][1], mapping={"number": "0"})
    if len(parts) == 1:
        return parts[0]
    return _(_JOINED[len(parts)], mapping=dict(zip(("first", "second", "third"), parts, strict=False)))

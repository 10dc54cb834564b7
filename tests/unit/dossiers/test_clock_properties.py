"""Random lives of dossiers against a count of every single minute."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.clock import Phase
from hcc_longan.dossiers.clock import read
from hcc_longan.dossiers.clock import Verdict
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.explanation import explain
from hcc_longan.dossiers.explanation import text
from hcc_longan.worktime.calendar import WorkCalendar
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

import re


MINUTE = timedelta(minutes=1)
HOURS = ((time(7), time(11, 30)), (time(13, 30), time(17)))
MORNING = ((time(7), time(11, 30)),)
# Four days from Saturday 29 April 2017 on, then a make-up Saturday and a half day.
OFF = [date(2017, 4, 29) + timedelta(days=number) for number in range(4)]
EXTRA = {date(2017, 5, 6): HOURS, date(2017, 5, 4): MORNING}
CALENDAR = WorkCalendar(dict.fromkeys(range(5), HOURS), OFF, EXTRA)
FIRST = datetime(2017, 4, 26, tzinfo=ZONE)

# Plausible moves: from a state, the transition, the state it leads to (None: back where the request came from), holder.
RUNNING = {"received": "centre", "handling": "tnmt", "at_tax": "thue", "reviewing": "tnmt"}
PAUSES = {"supplementing": "supplement", "paying": "pay", "withdrawing": "reject_withdrawal"}
REQUESTS = (
    ("ask_supplement", "supplementing"),
    ("ask_payment", "paying"),
    ("ask_withdrawal", "withdrawing"),
    ("stop", "stopped"),
    ("extend", None),
)
MOVES = {
    "received": (("assign", "handling"), *REQUESTS),
    "handling": (("send_to_tax", "at_tax"), ("submit", "reviewing"), *REQUESTS),
    "at_tax": (("take_back", "handling"), *REQUESTS),
    "reviewing": (("send_back", "handling"), ("hand_back", "finished"), *REQUESTS),
    "supplementing": (("supplement", None), ("ask_withdrawal", "withdrawing"), ("stop", "stopped")),
    "paying": (("pay", None), ("stop", "stopped")),
    "withdrawing": (("reject_withdrawal", None), ("accept_withdrawal", "withdrawn")),
    "stopped": (("reopen", "handling"),),
    "withdrawn": (("reopen", "handling"),),
    "finished": (("return_result", "returned"), ("reopen", "handling")),
    "returned": (("reopen", "handling"),),
}


@dataclass(frozen=True)
class Life:
    """A dossier's events, its limit in working minutes, and the present."""

    events: tuple[Event, ...]
    limit: int
    restarts: bool
    now: datetime


@st.composite
def lives(draw) -> Life:
    moment = FIRST + draw(st.integers(0, 3 * 1440)) * MINUTE
    limit = draw(st.sampled_from([30, 240, 480, 720, 960, 1440]))
    restarts = draw(st.booleans())
    on_resume = "restart" if restarts else "resume"
    terms = {"limit": limit / 480, "unit": "working_day", "calendar": 1, "on_resume": on_resume}
    events = [
        Event(1, "file", moment - timedelta(hours=3), "", "filed", "centre"),
        Event(2, "receive", moment, "filed", "received", "centre", data={"terms": terms}),
    ]
    asked_from = []
    for number in range(3, 3 + draw(st.integers(0, 8))):
        state = events[-1].after
        transition, target = draw(st.sampled_from(MOVES[state]))
        moment += draw(st.one_of(st.integers(0, 300), st.sampled_from([0, 60, 480, 1440, 2880]))) * MINUTE
        data = {}
        if transition == "extend":
            target = state
            data = {"due": (moment + draw(st.integers(1, 4320)) * MINUTE).isoformat(), "signer": "B"}
        elif target is None:
            target = asked_from.pop()
        elif target in PAUSES:
            asked_from.append(state)
        elif transition in ("stop", "accept_withdrawal"):
            asked_from.clear()
        events.append(Event(number, transition, moment, state, target, RUNNING.get(target, ""), data=data))
    now = moment + draw(st.one_of(st.integers(0, 600), st.sampled_from([1440, 4320]))) * MINUTE
    return Life(tuple(events), limit, restarts, now)


def is_working(minute: datetime) -> bool:
    """Whether the minute that begins now is one of work."""
    day = minute.date()
    ordinary = HOURS if minute.weekday() < 5 and day not in OFF else ()
    return any(begin <= minute.time() < end for begin, end in EXTRA.get(day, ordinary))


def working_minutes(begin: datetime, end: datetime) -> Iterator[datetime]:
    """The working minutes from a moment to another."""
    while begin < end:
        if is_working(begin):
            yield begin
        begin += MINUTE


@dataclass
class Count:
    """What the clock should say, from charging every working minute to somebody and counting down."""

    minutes: Counter = field(default_factory=Counter)
    left: int = 0
    left_to_appointment: int = 0
    end: datetime = FIRST


def count(life: Life) -> Count:
    found = Count(left=life.limit, left_to_appointment=life.limit)
    ended = None
    for event, then in zip(life.events[1:], [*life.events[2:], None], strict=True):
        until = then.at if then else life.now
        if event.transition == "extend":
            due = datetime.fromisoformat(event.data["due"])
            found.left_to_appointment = sum(1 for _minute in working_minutes(event.at, due))
        resumes_now = event.after == "supplementing" and then is None
        resumed = event.before == "supplementing" and event.after in RUNNING
        if life.restarts and (resumed or resumes_now):
            found.left = found.left_to_appointment = life.limit
        if event.after in RUNNING or event.after in PAUSES:
            ended = None
            for _minute in working_minutes(event.at, until):
                found.minutes[RUNNING.get(event.after, "applicant")] += 1
                found.left -= event.after in RUNNING
                found.left_to_appointment -= event.after in RUNNING
        else:
            ended = ended or event.at
    found.end = ended or life.now
    return found


def reading_of(life: Life, now: datetime | None = None):
    return read(life.events, lambda _version: CALENDAR, now or life.now)


@settings(max_examples=80)
@given(lives())
def test_the_clock_agrees_with_a_count_of_minutes(life):
    reading, counted = reading_of(life), count(life)
    assert {holder: time // MINUTE for holder, time in reading.hours.items() if time} == dict(counted.minutes)
    assert reading.total == counted.minutes.total() * MINUTE
    assert reading.remaining == counted.left_to_appointment * MINUTE
    if counted.left > 0:
        assert sum(1 for _minute in working_minutes(counted.end, reading.original_due)) == counted.left
        # Due at the end of the last minute of work, not at the next beginning.
        assert is_working(reading.original_due - MINUTE)
        assert reading.verdict in (None, Verdict.EARLY, Verdict.ON_TIME)
    else:
        assert sum(1 for _minute in working_minutes(reading.original_due, counted.end)) == -counted.left
        assert counted.left == 0 or reading.verdict is Verdict.LATE


@settings(max_examples=80)
@given(lives(), st.lists(st.integers(-9_000_000, 9_000_000), min_size=10, max_size=10))
def test_the_hours_of_all_are_the_working_time_without_closed_stretches_even_if_clocks_jump(life, shifts):
    events = [replace(e, at=e.at + timedelta(milliseconds=by)) for e, by in zip(life.events, shifts, strict=False)]
    reading = reading_of(replace(life, events=tuple(events)))
    closed = sum((closure.working for closure in reading.closures), timedelta())
    whole = CALENDAR.between(reading.received_at, reading.ended_at or reading.now)
    assert sum(reading.hours.values(), timedelta()) == reading.total == whole - closed
    assert set(reading.jumps) == {e.number for e in events if any(e.at < f.at for f in events[: e.number])}


@settings(max_examples=80)
@given(lives(), st.integers(0, 3000).map(lambda seconds: timedelta(seconds=7 * seconds)))
def test_as_time_goes_on_nothing_is_taken_back(life, passed):
    before, after = reading_of(life), reading_of(life, life.now + passed)
    working = CALENDAR.between(before.now, after.now)
    if before.phase is Phase.ENDED:
        assert (after.total, after.verdict, after.remaining) == (before.total, before.verdict, before.remaining)
        return
    assert after.total - before.total == working
    assert after.current_due >= before.current_due
    if before.phase is Phase.RUNNING:
        assert after.original_due == before.original_due
        assert before.remaining - after.remaining == working
    else:
        assert before.remaining == after.remaining


@settings(max_examples=80)
@given(lives(), st.data())
def test_what_was_counted_up_to_an_event_stays_counted(life, data):
    number = data.draw(st.integers(2, len(life.events)))
    whole = reading_of(life)
    part = read(life.events[:number], lambda _version: CALENDAR, life.events[number - 1].at)
    for holder, time_held in part.hours.items():
        assert whole.hours[holder] >= time_held
    assert part.promised_due == whole.promised_due


@settings(max_examples=80)
@given(lives())
def test_every_life_can_be_explained(life):
    for line in explain(reading_of(life)):
        message = text(line)
        assert set(re.findall(r"\$\{(\w+)\}", message)) <= set(message.mapping or ())

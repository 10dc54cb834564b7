"""How the clock explains itself."""

from datetime import datetime
from datetime import time
from datetime import timedelta
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.clock import read
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.explanation import Duration
from hcc_longan.dossiers.explanation import explain
from hcc_longan.dossiers.explanation import Kind
from hcc_longan.dossiers.explanation import Line
from hcc_longan.dossiers.explanation import text
from hcc_longan.worktime.calendar import WorkCalendar
from zope.i18n import interpolate
from zope.i18nmessageid import Message

import pytest


WEEK = {weekday: ((time(7), time(11, 30)), (time(13, 30), time(17))) for weekday in range(5)}
CALENDAR = WorkCalendar(WEEK)
NAMES = {"tnmt": "Sở Tài nguyên và Môi trường", "thue": "Cơ quan thuế"}


def english(message: Message | str) -> str:
    """A message and those inside it, as a reader of English sees it."""
    if not isinstance(message, Message):
        return message
    return interpolate(str(message), {name: english(value) for name, value in (message.mapping or {}).items()})


def told(now: str, *steps, **terms) -> list[str]:
    """The explanation, on a day of October 2016, of the life with these (time, transition, state, holder, data)."""
    terms = {"limit": 5.0, "unit": "working_day", "calendar": 1, **terms}
    events = []
    for number, (at, transition, after, holder, *more) in enumerate(steps, 1):
        data = {"terms": terms} if transition == "receive" else dict(*more)
        before = events[-1].after if events else ""
        said = {"reason": data.pop("reason", ""), "stage_minutes": data.pop("stage_minutes", None)}
        events.append(Event(number, transition, moment(at), before, after, holder, **said, data=data))
    reading = read(events, lambda _version: CALENDAR, moment(now))
    return [english(text(line, NAMES)) for line in explain(reading)]


def moment(text: str) -> datetime:
    day, clock = text.split()
    hour, minute = clock.split(":")
    return datetime(2016, 10, int(day), int(hour), int(minute), tzinfo=ZONE)


FILED = ("17 06:30", "file", "filed", "centre")
RECEIVED = ("17 06:45", "receive", "received", "centre")


def test_a_life_is_told_from_reception_to_the_verdict():
    # Mon 17 07:00 + 40 h: Fri 21 17:00. Paused Wed 10:00 to Tue 25 14:00, 34 h: Fri 21 17:00 + 8 + 8 + 8 + 8 + 2 h.
    lines = told(
        "31 08:00",
        FILED,
        RECEIVED,
        ("17 08:00", "hand_over", "to_assign", "tnmt", {"stage_minutes": 60}),
        ("17 09:30", "assign", "handling", "tnmt"),
        ("19 10:00", "ask_supplement", "supplementing", "applicant"),
        ("25 14:00", "supplement", "handling", "tnmt"),
        (
            "26 08:00", "extend", "handling", "tnmt",
            {"due": "2016-10-31T17:00:00+07:00", "signer": "Lê Văn B", "reason": "Phức tạp"},
        ),
        ("27 15:30", "hand_back", "finished", "centre"),
    )  # fmt: skip
    assert lines == [
        "Received on 17/10/2016 06:45.",
        "Time limit: 5 days of working time.",
        "Received outside working hours, so the time runs from 17/10/2016 07:00.",
        "Appointment at reception: 21/10/2016 17:00.",
        "Sở Tài nguyên và Môi trường passed the limit of the stage “To assign” on 17/10/2016 09:00.",
        "Supplement requested from 19/10/2016 10:00 to 25/10/2016 14:00: "
        "the clock stood still for 4 days 2 hours of working time.",
        "New appointment given on 26/10/2016 08:00, signed by Lê Văn B: 31/10/2016 17:00. Reason: Phức tạp",
        "Due on 28/10/2016 09:00: the date that counts in statistics.",
        "Due on 31/10/2016 17:00 by the new appointment.",
        "With the centre: 1 hour of working time.",
        # Mon 7 h, Tue 8 h, Wed 3 h; Tue 3 h, Wed 8 h, Thu 6.5 h.
        "With Sở Tài nguyên và Môi trường: 4 days 3 hours 30 minutes of working time.",
        "With the applicant: 4 days 2 hours of working time.",
        "In all: 8 days 6 hours 30 minutes of working time.",
        "Ended on 27/10/2016 15:30, before the day it was due: early.",
    ]


def test_an_open_pause_says_that_waiting_moves_the_date():
    lines = told("18 10:00", FILED, RECEIVED, ("18 08:00", "ask_payment", "paying", "applicant"))
    assert "Financial obligation requested since 18/10/2016 08:00: " \
        "the clock has stood still for 2 hours of working time." in lines  # fmt: skip
    assert "The dates are those that hold if the dossier goes on now; waiting longer moves them." in lines
    # 8 h on Monday and 1 h on Tuesday of 40 h; due Fri 21 17:00 + 2 h.
    assert lines[-1] == "Left until 24/10/2016 09:00: 3 days 7 hours of working time."


def test_an_overdue_dossier_says_by_how_much():
    assert told("24 08:01", FILED, RECEIVED)[-1] == "Overdue since 21/10/2016 17:00: 1 hour 1 minute of working time."


def test_a_dossier_never_received_has_nothing_to_explain():
    assert told("18 08:00", FILED, ("17 08:00", "refuse", "refused", "")) == ["Not received: no time limit runs."]


def test_a_clock_that_jumped_is_told():
    lines = told("18 08:00", FILED, RECEIVED, ("17 06:00", "hand_over", "to_assign", "tnmt"))
    assert "Event 3 bears an earlier time than the one before it; it counts as made at the same moment." in lines


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"limit": None}, "The procedure has no time limit."),
        ({"limit": 0.5}, "Time limit: 4 hours of working time."),
        ({"limit": 1, "unit": "working_hour"}, "Time limit: 1 hour of working time."),
        ({"limit": 1, "unit": "same_day"}, "Time limit: within the day."),
        (
            {"limit": 1, "unit": "same_day", "cutoff": "15:00"},
            "Time limit: within the day; received from 15:00 on, within the next working day.",
        ),
        ({"limit": 10.0, "unit": "day"}, "Time limit in calendar days: 10. The first day does not count."),
        ({"limit": 24.0, "unit": "hour"}, "Time limit in hours: 24."),
        ({"limit": 2, "unit": "month"}, "Time limit in months: 2."),
    ],
)
def test_the_limit_is_told_in_its_own_unit(terms, expected):
    assert told("17 08:00", FILED, RECEIVED, **terms)[1] == expected


def test_a_restart_and_what_became_of_the_extension_are_told():
    lines = told(
        "25 14:00",
        FILED,
        RECEIVED,
        ("18 08:00", "extend", "received", "centre", {"due": "2016-10-31T17:00:00+07:00", "signer": "B"}),
        ("19 10:00", "ask_supplement", "supplementing", "applicant"),
        ("25 14:00", "supplement", "received", "centre"),
        on_resume="restart",
    )
    number = lines.index("The time limit began anew on 25/10/2016 14:00.")
    assert lines[number + 1] == "The appointment given before that no longer counts."
    assert not any("by the new appointment" in line for line in lines)


def test_questions_to_agencies_closures_and_calendars_are_told():
    tasks = [{"id": number, "agency": "thue", "what": "Thuế", "minutes": None} for number in ("1", "2")]
    lines = told(
        "21 08:00",
        FILED,
        RECEIVED,
        ("18 08:00", "ask_agencies", "consulting", "thue", {"tasks": tasks}),
        ("18 09:00", "answer_agency", "consulting", "thue", {"task": "1", "text": "Không"}),
        ("18 10:00", "stop", "stopped", ""),
        ("19 10:00", "reopen", "handling", "tnmt"),
        ("19 11:00", "recalendar", "handling", "tnmt", {"calendar": 2}),
        ("19 11:15", "ask_agencies", "consulting", "thue", {"tasks": tasks[:1]}),
    )
    assert [line for line in lines if "2016" in line][3:-2] == [
        "Cơ quan thuế, asked on 18/10/2016 08:00, answered on 18/10/2016 09:00 after 1 hour of working time.",
        "Cơ quan thuế, asked on 18/10/2016 08:00, had not answered by 18/10/2016 10:00: 2 hours of working time.",
        "Closed from 18/10/2016 10:00 to 19/10/2016 10:00, then reopened. Not counted: 1 day of working time.",
        "The work calendar was changed on 19/10/2016 11:00; all dates are reckoned with the new one.",
        "Cơ quan thuế, asked on 19/10/2016 11:15, has not answered yet: 1 day 4 hours 45 minutes of working time.",
    ]


def test_repeated_requests_are_told_as_the_reason_of_the_verdict():
    requests = [
        step
        for day in (18, 19)
        for step in (
            (f"{day} 08:00", "ask_supplement", "supplementing", "applicant"),
            (f"{day} 09:00", "supplement", "received", "centre"),
        )
    ]
    lines = told("31 08:00", FILED, RECEIVED, *requests, ("19 10:00", "hand_back", "finished", "centre"),
                 late_after_supplements=2)  # fmt: skip
    assert lines[-1] == "Ended on 19/10/2016 10:00. Supplements were requested 2 times, which counts as late."


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (Duration(0, 0, 0), "0 minutes"),
        (Duration(0, 0, 1), "1 minute"),
        (Duration(1, 0, 0), "1 day"),
        (Duration(2, 1, 0), "2 days 1 hour"),
        (Duration(1, 0, 30), "1 day 30 minutes"),
        (Duration(12, 7, 59), "12 days 7 hours 59 minutes"),
    ],
)
def test_working_time_in_words(duration, words):
    assert english(text(Line(Kind.TOTAL, params={"duration": duration}))) == f"In all: {words} of working time."


def test_seconds_are_left_out():
    reading = read(
        [
            Event(1, "receive", moment("17 08:00"), "", "received", "centre",
                  data={"terms": {"limit": None, "unit": "working_day", "calendar": 1}}),
        ],
        lambda _version: CALENDAR,
        moment("17 08:05") + timedelta(seconds=59),
    )  # fmt: skip
    assert Line(Kind.TOTAL, params={"duration": Duration(0, 0, 5)}) in explain(reading)

"""Lives of dossiers, reckoned by hand: work is from 07:00 to 11:30 and 13:30 to 17:00, and 17-10-2016 is a Monday."""

from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.clock import Phase
from hcc_longan.dossiers.clock import read
from hcc_longan.dossiers.clock import Reading
from hcc_longan.dossiers.clock import Verdict
from hcc_longan.dossiers.events import Event
from hcc_longan.worktime.calendar import WorkCalendar

import pytest


HOURS = ((time(7), time(11, 30)), (time(13, 30), time(17)))
WEEK = dict.fromkeys(range(5), HOURS)
TET_2017 = [date(2017, 1, 26) + timedelta(days=number) for number in range(7)]
HOLIDAYS_2026 = [date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)]
LONG_BREAK = [date(2016, 10, 26) + timedelta(days=number) for number in range(10)]

ORDINARY, WEDNESDAY_OFF, BREAK = 7, 8, 9
CALENDARS = {
    ORDINARY: WorkCalendar(WEEK, [*TET_2017, *HOLIDAYS_2026]),
    WEDNESDAY_OFF: WorkCalendar(WEEK, [date(2016, 10, 19)]),
    BREAK: WorkCalendar(WEEK, LONG_BREAK),
}


def moment(text: str) -> datetime:
    """`17-10-2016 08:00`; in October 2016 the day is enough: `17 08:00`."""
    day, clock = text.split()
    full = day if "-" in day else f"{day}-10-2016"
    return datetime.strptime(f"{full} {clock}", "%d-%m-%Y %H:%M").replace(tzinfo=ZONE)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def step(at: str, transition: str, after: str, holder: str = "tnmt", minutes: int | None = None, **data):
    return moment(at), transition, after, holder, minutes, data


def received(at: str, limit: float | None = 5.0, unit: str = "working_day", **terms):
    terms = {
        "limit": limit, "unit": unit, "on_resume": "resume", "calendar": ORDINARY, "cutoff": None,
        "late_after_supplements": None, **terms,
    }  # fmt: skip
    return step(at, "receive", "received", "centre", terms=terms)


def life(*steps) -> list[Event]:
    """The events of a dossier that was filed an hour before the first step."""
    first = step("17 07:00", "file", "filed", "centre")
    steps = ((steps[0][0] - hours(1), *first[1:]), *steps)
    events, before = [], ""
    for number, (at, transition, after, holder, minutes, data) in enumerate(steps, 1):
        reason = data.pop("reason", "")
        events.append(Event(number, transition, at, before, after, holder, "", "", "", reason, minutes, data))
        before = after
    return events


def at(now: str, *steps) -> Reading:
    """What the clock says at a moment of a life; it has to add up."""
    reading = read(life(*steps), CALENDARS.__getitem__, moment(now))
    assert sum(reading.hours.values(), timedelta()) == reading.total
    assert sum((span.working for span in reading.spans if span.counted), timedelta()) == reading.total
    return reading


HANDLING = step("17 09:00", "assign", "handling")


@pytest.mark.parametrize(
    ("at_reception", "limit", "due"),
    [
        ("17-10-2016 08:00", 3, "20-10-2016 08:00"),
        ("28-10-2016 16:00", 5, "04-11-2016 16:00"),
        ("29-10-2016 09:00", 1, "31-10-2016 17:00"),  # a Saturday
        ("18-10-2016 12:15", 0.5, "19-10-2016 07:30"),  # in the lunch break
        ("18-10-2016 17:30", 2, "20-10-2016 17:00"),  # after closing
        ("25-01-2017 09:00", 3, "06-02-2017 09:00"),  # before Tết
        ("24-04-2026 15:30", 3, "04-05-2026 15:30"),
        ("29-04-2026 10:00", 1.5, "04-05-2026 16:00"),
    ],
)
def test_the_due_date_of_an_undisturbed_dossier(at_reception, limit, due):
    reading = at(at_reception, received(at_reception, limit))
    assert reading.promised_due == reading.original_due == reading.current_due == moment(due)
    assert reading.remaining == limit * hours(8)
    assert (reading.phase, reading.verdict, reading.is_late_now) == (Phase.RUNNING, None, False)


PAUSED = (received("17 08:00"), HANDLING, step("19 10:00", "ask_supplement", "supplementing", "applicant"))
RESUMED = (*PAUSED, step("25 14:00", "supplement", "handling"))


def test_a_pause_moves_the_due_date_by_its_working_time():
    # Wed 5 h, Thu, Fri and Mon 8 h each, Tue 5 h: 34 h. Mon 24 08:00 + 34 h: Mon 7, Tue 8, Wed 8, Thu 8, Fri 3 h.
    reading = at("25 14:00", *RESUMED)
    assert [(pause.state, pause.working) for pause in reading.pauses] == [("supplementing", hours(34))]
    assert reading.promised_due == moment("24 08:00")
    assert reading.original_due == reading.current_due == moment("28 10:00")
    # Mon 1 h with the centre; the department Mon 6 h, Tue 8 h, Wed 3 h.
    assert reading.hours == {"centre": hours(1), "tnmt": hours(17), "applicant": hours(34)}
    assert reading.remaining == hours(40 - 18)


def test_while_a_pause_is_open_what_is_left_stands_still():
    earlier, later = at("19 15:00", *PAUSED), at("24 09:00", *PAUSED)
    assert earlier.phase is later.phase is Phase.PAUSED
    assert earlier.remaining == later.remaining == hours(22)
    # Wed 10:00 to 15:00 is 3 h: Mon 24 08:00 + 3 h.
    assert earlier.original_due == moment("24 11:00")
    assert (earlier.pauses[0].ended, earlier.pauses[0].working) == (None, hours(3))


def test_two_pauses_add_up():
    # Tue 2.5 + 2.5 h, then Thu 1 h + Fri 1 h: Mon 24 08:00 + 7 h.
    reading = at(
        "21 08:00",
        received("17 08:00"),
        HANDLING,
        step("18 09:00", "ask_supplement", "supplementing"),
        step("18 16:00", "supplement", "handling"),
        step("20 16:00", "ask_payment", "paying"),
        step("21 08:00", "pay", "handling"),
    )
    assert reading.original_due == moment("24 17:00")
    assert reading.hours["applicant"] == hours(7)


def test_a_pause_over_tet_counts_its_working_days_only():
    # Wed 14:00–17:00 3 h, Thu 02-02 8 h, Fri 2 h: 13 h. The agency used 7 + 8 + 5 h, so 4 h are left from Fri 09:00.
    reading = at(
        "03-02-2017 09:00",
        received("23-01-2017 08:00", 3),
        step("25-01-2017 14:00", "ask_supplement", "supplementing"),
        step("03-02-2017 09:00", "supplement", "received", "centre"),
    )
    assert reading.promised_due == moment("02-02-2017 08:00")
    assert reading.pauses[0].working == hours(13)
    assert reading.original_due == moment("03-02-2017 15:00")
    assert reading.remaining == hours(4)


RESTARTING = (received("17 08:00", on_resume="restart"), *RESUMED[1:])


def test_a_restart_gives_the_whole_limit_from_the_supplement_on():
    # Tue 3 h, Wed to Fri 24 h, Mon 8 h, Tue 01-11 5 h.
    reading = at("25 14:00", *RESTARTING)
    assert reading.original_due == moment("01-11-2016 14:00")
    assert (reading.restarted_at, reading.remaining) == (moment("25 14:00"), hours(40))
    assert reading.hours["applicant"] == hours(34)


def test_after_a_restart_only_later_pauses_count():
    reading = at(
        "27 08:00",
        received("17 08:00", on_resume="restart"),
        step("18 08:00", "ask_payment", "paying"),
        step("18 10:00", "pay", "received", "centre"),
        step("19 10:00", "ask_supplement", "supplementing"),
        step("25 14:00", "supplement", "received", "centre"),
        step("26 08:00", "ask_payment", "paying"),
        step("26 10:00", "pay", "received", "centre"),
    )
    assert reading.original_due == moment("01-11-2016 16:00")


def test_payment_alone_restarts_nothing():
    reading = at(
        "18 10:00",
        received("17 08:00", on_resume="restart"),
        step("18 08:00", "ask_payment", "paying"),
        step("18 10:00", "pay", "received", "centre"),
    )
    assert (reading.original_due, reading.restarted_at) == (moment("24 10:00"), None)


def test_a_supplement_still_awaited_shows_the_dates_as_if_it_came_now():
    reading = at("25 14:00", *RESTARTING[:-1])
    assert (reading.original_due, reading.remaining) == (moment("01-11-2016 14:00"), hours(40))
    assert reading.restarted_at is None


def test_a_supplement_that_never_came_restarts_nothing():
    # Asked when 2 h late and stopped in the end: it stays late. Mon 24 10:00–17:00 5 h, Tue 8 h.
    reading = at(
        "27 07:00",
        received("17 08:00", on_resume="restart"),
        step("24 10:00", "ask_supplement", "supplementing"),
        step("26 07:00", "stop", "stopped", ""),
    )
    # Mon 24 08:00 + 13 h.
    assert (reading.original_due, reading.verdict) == (moment("25 15:00"), Verdict.LATE)
    assert reading.remaining == hours(-2)


def test_a_late_dossier_stays_as_late_after_a_pause():
    # Mon 5 h, Tue 8 h, Wed 2 h: 15 h. Mon 24 08:00 + 7 h + 8 h.
    steps = (
        received("17 08:00"),
        HANDLING,
        step("24 10:00", "ask_supplement", "supplementing"),
        step("26 09:00", "supplement", "handling"),
    )
    assert at("24 10:00", *steps[:2]).remaining == hours(-2)
    paused = at("25 10:00", *steps[:3])
    assert (paused.remaining, paused.verdict, paused.is_late_now) == (hours(-2), Verdict.LATE, True)
    resumed = at("26 09:00", *steps)
    assert (resumed.remaining, resumed.original_due) == (hours(-2), moment("25 17:00"))


@pytest.mark.parametrize(
    ("limit", "calendar", "answered", "due"),
    [
        # Sat 22 moves to Mon 24. Asked Tue 25 09:00; 2 days, 16 h.
        (5, ORDINARY, "27 09:00", "26 17:00"),
        # Fri 21. Seven days of waiting would lead into the break, and from there behind it; 14 h of work do not.
        (4, BREAK, "31 09:00", "25 15:00"),
    ],
)
def test_a_late_dossier_with_a_limit_in_calendar_days_stays_as_late(limit, calendar, answered, due):
    asked = "25 09:00" if limit == 5 else "24 09:00"
    reading = at(
        answered,
        received("17 08:00", limit, "day", calendar=calendar),
        step(asked, "ask_supplement", "supplementing"),
        step(answered, "supplement", "received", "centre"),
    )
    assert (reading.original_due, reading.remaining) == (moment(due), hours(-2))


def test_a_pause_moves_a_limit_in_calendar_days_by_days():
    # Mon 17 + 10 days: Thu 27. Two days of waiting: Sat 29, which moves to Mon 31.
    reading = at(
        "20 15:00",
        received("17 08:00", 10, "day"),
        step("18 08:00", "ask_supplement", "supplementing"),
        step("20 15:00", "supplement", "received", "centre"),
    )
    assert (reading.promised_due, reading.original_due) == (moment("27 17:00"), moment("31 17:00"))


EXTENDED = (
    received("17 08:00"),
    HANDLING,
    step("21 10:00", "extend", "handling", due="2016-10-26T17:00:00+07:00", signer="Lê Văn B", reason="Phức tạp"),
)


def test_an_extension_sets_the_current_date_and_leaves_the_one_that_counts():
    reading = at("25 07:30", *EXTENDED)
    assert (reading.original_due, reading.current_due) == (moment("24 08:00"), moment("26 17:00"))
    assert (reading.extensions, reading.extension.signer) == (1, "Lê Văn B")
    assert (reading.verdict, reading.is_late_now) == (Verdict.LATE, False)
    assert len(reading.spans) == 3  # filed, received, handling: an extension begins no stage


def test_a_pause_after_an_extension_moves_both_dates():
    # Tue 3.5 + 2.5 h: Wed 26 17:00 + 6 h is Thu 15:00; Mon 24 08:00 + 6 h is Mon 16:00.
    reading = at(
        "25 16:00",
        *EXTENDED,
        step("25 08:00", "ask_payment", "paying"),
        step("25 16:00", "pay", "handling"),
    )
    assert (reading.original_due, reading.current_due) == (moment("24 16:00"), moment("27 15:00"))


def test_a_pause_before_an_extension_does_not_move_the_new_date():
    reading = at(
        "21 10:00",
        received("17 08:00"),
        step("18 08:00", "ask_payment", "paying"),
        step("18 10:00", "pay", "received", "centre"),
        step("21 10:00", "extend", "received", "centre", due="2016-10-26T10:00:00Z", signer="B"),
    )
    assert (reading.original_due, reading.current_due) == (moment("24 10:00"), moment("26 17:00"))


def test_a_new_date_on_a_day_off_moves_to_the_next_working_moment():
    extension = step("21 10:00", "extend", "received", "centre", due="2016-10-30T10:00:00+07:00", signer="B")
    assert at("21 10:00", received("17 08:00"), extension).current_due == moment("31 07:00")


def test_a_restart_after_an_extension_lets_it_lapse():
    reading = at(
        "25 14:00",
        received("17 08:00", on_resume="restart"),
        *EXTENDED[1:],
        step("24 10:00", "ask_supplement", "supplementing"),
        step("25 14:00", "supplement", "handling"),
    )
    assert reading.original_due == reading.current_due == moment("01-11-2016 14:00")
    assert (reading.extension.holds, reading.extensions) == (False, 1)


def test_of_an_extension_and_a_supplement_of_the_same_minute_the_later_event_counts():
    # A new date was given, then the supplement asked for and brought, all at 10:00.
    extension = step("18 10:00", "extend", "received", "centre", due="2016-10-31T17:00:00+07:00", signer="B")
    supplement = (
        step("18 10:00", "ask_supplement", "supplementing"),
        step("18 10:00", "supplement", "received", "centre"),
    )
    reception = received("17 08:00", on_resume="restart")
    assert at("18 10:00", reception, extension, *supplement).current_due == moment("25 10:00")
    assert at("18 10:00", reception, *supplement, extension).current_due == moment("31 17:00")


CLOSED = (received("17 08:00"), HANDLING, step("18 10:00", "stop", "stopped", ""))


def test_a_stopped_dossier_has_ended():
    reading = at("27 08:00", *CLOSED)
    assert (reading.phase, reading.ended_at, reading.verdict) == (Phase.ENDED, moment("18 10:00"), Verdict.EARLY)
    assert (reading.total, reading.remaining) == (hours(10), hours(30))


def test_a_reopened_dossier_goes_on_as_if_it_had_not_been_closed():
    # Closed Tue 5 h, Wed 8 h, Thu 6 h: 19 h. Mon 24 08:00 + 7 + 8 + 4 h.
    reading = at("20 16:00", *CLOSED, step("20 15:00", "reopen", "handling"))
    assert (reading.phase, reading.ended_at, reading.verdict) == (Phase.RUNNING, None, None)
    assert [closure.working for closure in reading.closures] == [hours(19)]
    assert reading.pauses == ()
    assert reading.original_due == reading.current_due == moment("26 11:00")
    assert reading.hours == {"centre": hours(1), "tnmt": hours(10)}
    assert reading.remaining == hours(29)


def test_each_department_of_a_transfer_is_charged_its_own_time():
    reading = at(
        "19 08:00",
        received("17 08:00"),
        step("17 09:00", "hand_over", "to_assign", "tnmt", 60),
        step("17 15:00", "transfer", "to_assign", "xd", 60),
        step("18 07:30", "assign", "handling", "xd"),
    )
    # tnmt Mon 2.5 + 1.5 h; xd Mon 2 h, Tue 8 h, Wed 1 h.
    assert reading.hours == {"centre": hours(1), "tnmt": hours(4), "xd": hours(11)}
    # The other department's stage begins with a limit of its own: Mon 15:00 + 1 h, passed by 1.5 h.
    assert [(span.holder, span.due, span.is_late) for span in reading.spans if span.limit] == [
        ("tnmt", moment("17 10:00"), True),
        ("xd", moment("17 16:00"), True),
    ]


def test_the_rest_of_a_stage_limit_is_left_after_a_pause():
    reading = at(
        "26 09:00",
        received("17 08:00"),
        step("17 09:00", "assign", "handling", "tnmt", 600),
        step("17 16:00", "ask_supplement", "supplementing"),  # 5 of 10 h used
        step("24 10:00", "supplement", "handling", "tnmt", 600),
        step("24 15:30", "submit", "reviewing", "tnmt", 60),  # 3.5 h more
        step("24 16:30", "send_back", "handling", "tnmt", 600),
    )
    stages = [span for span in reading.spans if span.limit]
    # Mon 17 09:00 + 10 h; Mon 24 10:00 + 5 h; 15:30 + 1 h; and handling anew: 0.5 h, Tue 8 h, Wed 1.5 h.
    assert [span.due for span in stages] == [moment(t) for t in ("18 11:00", "24 17:00", "24 16:30", "26 08:30")]
    assert [span.is_late for span in stages] == [False, False, False, True]


def test_a_late_stage_stays_late_after_a_pause():
    reading = at(
        "24 10:00",
        received("17 08:00"),
        step("17 09:00", "assign", "handling", "tnmt", 60),
        step("17 11:00", "ask_supplement", "supplementing"),
        step("24 10:00", "supplement", "handling", "tnmt", 60),
    )
    assert [(span.due, span.is_late) for span in reading.spans if span.limit] == [
        (moment("17 10:00"), True),
        (moment("24 09:00"), True),
    ]


def test_a_restart_begins_the_stage_anew_as_well():
    reading = at(
        "25 15:00",
        received("17 08:00", on_resume="restart"),
        step("17 09:00", "assign", "handling", "tnmt", 240),
        PAUSED[-1],
        step("25 14:00", "supplement", "handling", "tnmt", 240),
    )
    # Tue 14:00 + 4 h: 3 h until closing.
    assert (reading.spans[-1].due, reading.spans[-1].is_late) == (moment("26 08:00"), False)


ASKED = (
    received("17 08:00"),
    HANDLING,
    step(
        "18 08:00", "ask_agencies", "consulting", "ca", 480,
        tasks=[
            {"id": "1", "agency": "thue", "what": "Nghĩa vụ tài chính", "minutes": 960},
            {"id": "2", "agency": "ca", "what": "Lý lịch", "minutes": 480},
            {"id": "3", "agency": "ubnd", "what": "Ý kiến", "minutes": None},
        ],
    ),
)  # fmt: skip


def test_agencies_that_are_asked_together_have_limits_of_their_own():
    reading = at(
        "20 10:00",
        *ASKED,
        step("19 09:00", "answer_agency", "consulting", "thue", 960, task="2", text="Không có"),
        step("20 09:00", "take_back", "handling"),
    )
    tax, police, committee = reading.tasks
    # Tue 08:00 + 2 days; + 1 day, answered an hour later.
    assert (tax.due, tax.ended, tax.is_answered, tax.is_late) == (moment("20 08:00"), moment("20 09:00"), False, True)
    assert (police.due, police.ended, police.is_answered, police.is_late) == (
        moment("19 08:00"), moment("19 09:00"), True, True,
    )  # fmt: skip
    assert (committee.limit, committee.is_late, committee.working) == (None, None, hours(17))
    # Only one agency at a time is charged: ca 9 h, thue Wed 7 - 1 = 6.5 h until closing and Thu 2 h.
    assert reading.hours == {"centre": hours(1), "tnmt": hours(6 + 1 + 1), "ca": hours(9), "thue": hours(8)}


def test_a_pause_of_the_dossier_pauses_the_questions_to_agencies():
    reading = at(
        "20 10:00",
        *ASKED,
        step("18 10:00", "ask_payment", "paying"),
        step("19 10:00", "pay", "consulting", "ca", 480),
    )
    police = reading.tasks[1]
    # 2 h before the pause, Wed 10:00–17:00 5 h, Thu 3 h; due a working day later than asked.
    assert (police.ended, police.working, police.due) == (None, hours(10), moment("20 08:00"))
    assert police.is_late


def test_a_changed_calendar_moves_the_whole_clock():
    changed = step("18 08:00", "recalendar", "handling", calendar=WEDNESDAY_OFF)
    reading = at("20 08:00", received("17 08:00"), HANDLING, changed)
    assert (reading.promised_due, reading.original_due) == (moment("24 08:00"), moment("25 08:00"))
    assert reading.total == hours(16)  # Monday 7 h, Tuesday 8 h, Thursday 1 h
    assert reading.recalendared_at == moment("18 08:00")
    assert len(reading.spans) == 3


def test_the_latest_change_of_the_calendar_counts():
    changes = [step("18 08:00", "recalendar", "received", "centre", calendar=version) for version in (8, 7)]
    assert at("18 09:00", received("17 08:00"), *changes).original_due == moment("24 08:00")


def test_a_time_that_goes_back_counts_as_the_moment_before():
    reading = at("17 15:00", received("17 10:00"), HANDLING, step("17 14:00", "submit", "reviewing"))
    assert reading.jumps == (3,)
    assert reading.hours == {"centre": hours(0), "tnmt": hours(3)}


def test_a_present_before_the_last_event_is_that_events_moment():
    assert at("17 07:00", received("17 08:00"), HANDLING).total == hours(1)


def test_a_dossier_without_a_limit_has_no_dates_but_the_hours_of_all():
    steps = (received("17 08:00", None), HANDLING, step("18 08:00", "hand_back", "finished", "centre"))
    running, ended = at("17 10:00", *steps[:2]), at("19 08:00", *steps)
    assert running.verdict is ended.verdict is Verdict.UNDATED
    assert ended.promised_due is ended.original_due is ended.current_due is ended.remaining is None
    assert ended.hours == {"centre": hours(1), "tnmt": hours(7)}


@pytest.mark.parametrize(
    ("at_reception", "due"),
    [
        ("17 14:59", "17 17:00"),
        ("17 15:00", "18 17:00"),
        ("21 16:00", "24 17:00"),  # a Friday
        ("22 16:00", "24 17:00"),  # a Saturday, so Monday it is whatever the time
    ],
)
def test_a_same_day_service_received_from_the_cutoff_on_is_due_the_next_working_day(at_reception, due):
    assert at(at_reception, received(at_reception, 1, "same_day", cutoff="15:00")).original_due == moment(due)


@pytest.mark.parametrize(
    ("finished", "verdict"),
    [
        ("21 17:00", Verdict.EARLY),
        ("22 09:00", Verdict.EARLY),
        ("24 07:00", Verdict.ON_TIME),
        ("24 08:00", Verdict.ON_TIME),
        ("24 08:01", Verdict.LATE),
        ("25 08:00", Verdict.LATE),
    ],
)
def test_the_verdict_of_a_dossier_due_on_monday_at_eight(finished, verdict):
    steps = (received("17 08:00"), HANDLING, step(finished, "hand_back", "finished", "centre"))
    assert at("31 08:00", *steps).verdict is verdict
    # When the result is collected changes nothing.
    returned = at("31 08:00", *steps, step("28 08:00", "return_result", "returned", ""))
    assert (returned.verdict, returned.ended_at, returned.phase) == (verdict, moment(finished), Phase.ENDED)
    assert "" not in returned.hours


@pytest.mark.parametrize(("after", "verdict"), [(None, Verdict.EARLY), (3, Verdict.EARLY), (2, Verdict.LATE)])
def test_repeated_requests_count_as_late_where_the_rules_say_so(after, verdict):
    reading = at(
        "19 08:00",
        received("17 08:00", late_after_supplements=after),
        step("17 09:00", "ask_supplement", "supplementing"),
        step("17 10:00", "supplement", "received", "centre"),
        step("17 14:00", "ask_supplement", "supplementing"),
        step("17 15:00", "supplement", "received", "centre"),
        step("18 15:00", "hand_back", "finished", "centre"),
    )
    assert (reading.supplement_requests, reading.verdict) == (2, verdict)


@pytest.mark.parametrize(
    "steps",
    [
        [step("17 09:00", "refuse", "refused", "")],
        [step("17 09:00", "ask_correction", "correcting"), step("18 09:00", "correct", "filed", "centre")],
        [step("17 09:00", "ask_withdrawal", "withdrawing"), step("18 09:00", "accept_withdrawal", "withdrawn", "")],
    ],
)
def test_before_reception_no_clock_runs(steps):
    reading = at("27 08:00", *steps)
    assert (reading.phase, reading.received_at, reading.ended_at) == (Phase.NOT_STARTED, None, None)
    assert (reading.total, reading.hours, reading.verdict, reading.supplement_requests) == (timedelta(), {}, None, 0)
    assert [span.state for span in reading.spans] == ["filed", *(step[2] for step in steps)]


def test_time_before_reception_is_told_but_not_counted():
    reading = at(
        "18 09:00",
        step("17 09:00", "ask_correction", "correcting", "applicant"),
        step("17 15:00", "correct", "filed", "centre"),
        received("18 08:00"),
    )
    assert [(span.state, span.working, span.counted) for span in reading.spans] == [
        ("filed", hours(1), False),
        ("correcting", hours(4), False),
        ("filed", hours(3), False),
        ("received", hours(1), True),
    ]
    assert (reading.hours, reading.supplement_requests) == ({"centre": hours(1)}, 0)


def test_a_withdrawal_taken_back_before_reception_is_no_pause():
    reading = at(
        "18 09:00",
        step("17 09:00", "ask_withdrawal", "withdrawing"),
        step("17 15:00", "reject_withdrawal", "filed", "centre"),
        received("18 08:00"),
    )
    assert (reading.hours, reading.pauses) == ({"centre": hours(1)}, ())
    assert reading.original_due == moment("25 08:00")

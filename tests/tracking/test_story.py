"""What the applicant is told."""

from datetime import date
from datetime import datetime
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.ledger.engine import get_engine
from hcc_longan.tracking import durations
from hcc_longan.tracking import opening
from hcc_longan.tracking import wording
from hcc_longan.tracking.story import Duty
from hcc_longan.tracking.story import Progress
from hcc_longan.tracking.story import Story
from hcc_longan.worktime.spec import DayKind
from hcc_longan.worktime.spec import parse_hours
from hcc_longan.worktime.spec import SpecialDay
from plone import api
from sqlalchemy import insert
from sqlalchemy import text
from zope.component import getUtility
from zope.ramcache.interfaces.ram import IRAMCache

import dataclasses
import pytest


PAPERS = [{"component": "giay-de-nghi", "what": "Giấy đề nghị rõ hơn"}]


@pytest.fixture
def filed(file, moment):
    with moment(11, 2, 8):
        return file()


@pytest.fixture
def received(filed, act, moment):
    """Received on Monday, 2 November 2026 at nine, with three working days."""
    with moment(11, 2, 9):
        act(filed, "receive", "receiver")
    return filed


@pytest.fixture
def finished(received, act, moment):
    with moment(11, 3):
        act(received, "hand_over", "receiver")
        act(received, "assign", "approver-khdt", assignee="an-handler-khdt")
        act(received, "submit", "handler-khdt")
        act(received, "review", "approver-khdt")
        act(received, "sign", "approver-khdt")
        act(received, "hand_back", "approver-khdt")
    return received


def titles(story: Story, *kinds: Progress) -> list[str]:
    return [step.title for step in story.steps if step.progress in kinds]


def test_every_state_and_every_step_has_words_of_its_own():
    assert set(wording.STATES) == set(STATES)
    assert set(wording.STEPS) == {*TRANSITIONS, "file", "recalendar"}
    for table in (wording.STATES, wording.STEPS):
        assert len(set(table.values())) == len(table)


class TestDuty:
    """What has to be done now."""

    def test_nothing_while_others_work(self, received, moment):
        with moment(11, 2, 10):
            story = Story(received, "en")
        assert (story.duty, story.holder) == (Duty.NOTHING, "the centre")
        # Five hundredths of three days, at most until then.
        assert story.until == datetime(2026, 11, 2, 10, 12, tzinfo=ZONE)

    def test_what_was_asked_for_until_it_is_there(self, received, act, moment):
        with moment(11, 2, 10):
            act(received, "ask_supplement", "receiver", reason="Mờ.", papers=PAPERS, by=date(2026, 11, 9))
            story = Story(received, "vi")
        assert story.duty is Duty.SUPPLEMENT
        assert (story.request.reason, story.request.by) == ("Mờ.", date(2026, 11, 9))
        assert story.request.papers == [("giay-de-nghi", "Giấy đề nghị rõ hơn")]
        assert story.component("giay-de-nghi") == "Giấy đề nghị đăng ký doanh nghiệp"
        assert (story.component("x"), story.until) == ("", None)

    def test_the_latest_of_several_requests(self, received, act, moment):
        for day, reason in ((3, "Một."), (5, "Hai.")):
            with moment(11, day):
                act(received, "ask_supplement", "receiver", reason=reason, papers=PAPERS)
                latest = Story(received, "vi").request
            with moment(11, day + 1):
                act(received, "supplement", "receiver")
        assert latest.reason == "Hai."
        assert Story(received, "vi").request is None

    def test_payment(self, received, act, moment):
        with moment(11, 2, 10):
            act(received, "ask_payment", "receiver", reason="Lệ phí.", amount=150_000)
            story = Story(received, "vi")
        assert (story.duty, story.request.amount, story.money(story.request.amount)) == (
            Duty.PAY,
            150_000,
            "150.000 đồng",
        )

    @pytest.mark.parametrize(
        ("delivery", "duty"),
        [({"method": "counter"}, Duty.COLLECT), ({"method": "post", "address": "Tân An"}, Duty.EXPECT_POST)],
    )
    def test_the_result(self, finished, delivery, duty):
        finished.delivery = delivery
        assert Story(finished, "vi").duty is duty


class TestProgress:
    """The few steps that every dossier takes."""

    def test_from_filing_to_the_end(self, filed, finished, act, moment):
        assert titles(Story(finished, "en"), Progress.NOW) == ["Result ready"]
        assert titles(Story(finished, "en"), Progress.AHEAD) == ["Result handed out"]
        with moment(11, 4):
            act(finished, "return_result", "returner", method="counter", collector="An")
        assert titles(Story(finished, "en"), Progress.DONE) == [
            "Filed",
            "Received",
            "In process",
            "Result ready",
            "Result handed out",
        ]
        assert [step.at.day for step in Story(finished, "en").steps] == [2, 2, 3, 3, 4]

    def test_it_stays_where_it_is_while_the_applicant_is_to_act(self, received, act, moment):
        with moment(11, 2, 10):
            act(received, "ask_supplement", "receiver", reason="Mờ.", papers=PAPERS)
        assert titles(Story(received, "en"), Progress.NOW) == ["Received"]

    def test_an_end_without_a_result(self, filed, act, moment):
        with moment(11, 2, 10):
            act(filed, "refuse", "receiver", reason="Sai.", legal_basis="Luật")
        story = Story(filed, "en")
        assert [(step.title, step.progress) for step in story.steps] == [
            ("Filed", Progress.DONE),
            ("Not received", Progress.ENDED),
        ]
        assert story.holder == ""

    def test_a_matter_that_was_taken_up_again(self, finished, act, moment):
        with moment(11, 5):
            act(finished, "reopen", "supervisor", reason="Sai.", authority="UBND 1")
        assert titles(Story(finished, "en"), Progress.NOW) == ["In process"]
        assert titles(Story(finished, "en"), Progress.AHEAD) == ["Result ready", "Result handed out"]


class TestAppointment:
    """When it will be ready, and why then."""

    def test_before_reception_there_is_the_promise_of_reception(self, filed):
        story = Story(filed, "en")
        assert (story.due, story.due_notes()) == (None, [])
        assert story.until == story.promised_reception == datetime(2026, 11, 3, 8, tzinfo=ZONE)

    def test_the_promise_begins_anew_with_what_was_missing(self, filed, act, moment):
        with moment(11, 2, 10):
            act(filed, "ask_correction", "receiver", reason="Thiếu.", papers=PAPERS)
        with moment(11, 4, 8):
            act(filed, "correct", "receiver")
        assert Story(filed, "en").promised_reception == datetime(2026, 11, 5, 8, tzinfo=ZONE)

    def test_as_received(self, received, moment):
        with moment(11, 2, 10):
            story = Story(received, "en")
            assert story.due_notes() == ["Received on 09:00, 2 November 2026; the time limit is 3 working days."]
        assert story.moment(story.due) == "09:00, 5 November 2026"
        assert Story(received, "vi").moment(story.due) == "09:00, 05/11/2026"

    def test_moved_while_it_was_the_applicants_turn(self, received, act, moment):
        with moment(11, 2, 10):
            act(received, "ask_supplement", "receiver", reason="Mờ.", papers=PAPERS)
        with moment(11, 4, 11):
            assert Story(received, "en").due_notes()[-1] == "It moves on for as long as it is your turn."
            act(received, "supplement", "receiver")
            notes = Story(received, "en").due_notes()
        assert notes[1] == "The date moved by 2 days 1 hour of working time, in which it was your turn."
        assert len(notes) == 2

    def test_a_new_date_with_an_apology(self, received, act, moment):
        with moment(11, 4):
            act(received, "hand_over", "receiver")
            due = datetime(2026, 11, 9, 17, tzinfo=ZONE)
            act(received, "extend", "approver-khdt", reason="Quá tải.", due=due, signer="Lê Văn B")
            story = Story(received, "en")
        assert story.due == due
        assert story.due_notes()[-1] == (
            "On 09:00, 4 November 2026 the department apologised and gave this date instead of 09:00, 5 November 2026."
        )

    def test_late(self, received, moment):
        with moment(11, 6):
            assert Story(received, "en").reading.is_late_now


class TestTimeline:
    """What was done, newest first."""

    def test_the_applicant_is_told_why_and_a_stranger_is_not(self, received, act, moment):
        with moment(11, 2, 10):
            act(received, "ask_supplement", "receiver", reason="Mờ.", papers=PAPERS)
        newest = Story(received, "vi", whole=True).timeline()[0]
        assert newest.details == ["Mờ.", "Giấy đề nghị rõ hơn"]
        assert [entry.number for entry in Story(received, "vi").timeline()] == [3, 2, 1]
        assert {tuple(entry.details) for entry in Story(received, "vi").timeline()} == {()}

    def test_what_officers_write_to_each_other_stays_among_them(self, finished, act):
        told = [detail for entry in Story(finished, "vi", whole=True).timeline() for detail in entry.details]
        act(finished, "reopen", "supervisor", reason="Nội bộ", authority="UBND")
        assert told == []
        assert Story(finished, "vi", whole=True).timeline()[0].details == []

    def test_only_the_last_step_has_an_end_to_come(self, received, moment):
        with moment(11, 2, 10):
            first, *others = Story(received, "vi").timeline()
        assert first.until
        assert {entry.until for entry in others} == {None}

    def test_the_procedure_may_be_gone(self, received):
        api.content.delete(api.content.get(UID=received.procedure_uid), check_linkintegrity=False)
        story = Story(received, "vi", whole=True)
        assert (story.procedure, story.components()) == ("2.001610", [])
        assert len(story.timeline()) == 2

    def test_the_procedure_may_have_been_taken_from_the_public(self, received, anonymous):
        api.content.transition(api.content.get(UID=received.procedure_uid), "abolish")
        with anonymous():
            assert Story(received, "vi").procedure == "Đăng ký thành lập doanh nghiệp tư nhân"


class TestNineInTen:
    """How long such dossiers take."""

    @pytest.fixture
    def ended(self, centre):
        """Rows of dossiers that were received on a Monday at seven and took so many working days."""
        getUtility(IRAMCache).invalidateAll()

        def write(*days: int, state: str = "returned", is_test: bool = False, ago: int = 10) -> None:
            monday = clock.now() - timedelta(days=ago)
            monday = (monday - timedelta(days=monday.weekday())).replace(hour=7, minute=0, second=0, microsecond=0)
            calendar = calendars.current().calendar("khdt")
            with get_engine().begin() as connection:
                for place, number in enumerate(days):
                    end = calendar.add(monday, timedelta(hours=8 * number) - timedelta(minutes=1))
                    row = _row(f"{state}{is_test}{ago}{place}", state, is_test)
                    connection.execute(insert(DossierRow), {**row, "received_at": monday, "ended_at": end})

        yield write
        with get_engine().begin() as connection:
            connection.execute(text("DELETE FROM dossiers"))
        getUtility(IRAMCache).invalidateAll()

    def test_the_day_by_which_nine_in_ten_were_ready(self, ended, moment):
        with moment(11, 24):
            ended(*([2] * 18), 5, 30)
            assert durations.nine_in_ten("9.000001", "khdt") == 2

    def test_too_few_say_nothing(self, ended, moment):
        with moment(11, 24):
            ended(*([2] * 19))
            assert durations.nine_in_ten("9.000001", "khdt") is None

    def test_tests_old_ones_and_those_without_a_result_do_not_count(self, ended, moment):
        with moment(11, 24):
            ended(*([1] * 20))
            ended(*([9] * 20), is_test=True)
            ended(*([9] * 20), state="stopped")
            ended(*([9] * 20), ago=400)
            assert durations.nine_in_ten("9.000001", "khdt") == 1

    def test_it_is_asked_once_an_hour(self, ended, moment):
        with moment(11, 24, 9):
            ended(*([1] * 20))
            assert durations.nine_in_ten("9.000001", "khdt") == 1
            ended(*([9] * 20), ago=20)
            assert durations.nine_in_ten("9.000001", "khdt") == 1
        with moment(11, 24, 10):
            assert durations.nine_in_ten("9.000001", "khdt") == 9


def _row(name: str, state: str, is_test: bool) -> dict:
    return {
        "uid": name,
        "path": name,
        "version": 5,
        "tracking_number": name[:20],
        "procedure": "9.000001",
        "procedure_version": 1,
        "department": "khdt",
        "holder": "",
        "state": state,
        "national_code": 10,
        "is_open": False,
        "is_paused": False,
        "channel": "online",
        "counter": "",
        "assignee": "",
        "applicant": "An",
        "applicant_folded": "an",
        "register_book": "",
        "filed_at": clock.now(),
        "supplement_requests": 0,
        "extensions": 0,
        "is_test": is_test,
    }


class TestOpening:
    """Opening hours, from the work calendar."""

    def test_days_with_the_same_hours_together(self, centre):
        assert opening.week("khdt", "en") == [("Monday to Friday", "07:00–11:30, 13:30–17:00")]

    def test_days_of_their_own_and_days_that_are_closed(self, centre, moment):
        with moment(11, 25):
            spec = calendars.current().spec()
            week = (*spec.week[:4], parse_hours("07:00-11:30"), parse_hours("07:30-11:00"), ())
            day = SpecialDay(date(2026, 11, 26), DayKind.OFF, "Nghỉ", "Off")
            closed = SpecialDay(date(2026, 11, 29), DayKind.OFF, "Nghỉ", "Off")
            calendars.publish({"": dataclasses.replace(spec, week=week, days=(*spec.days, day, closed))}, "x")
            assert opening.week("khdt", "en") == [
                ("Monday to Thursday", "07:00–11:30, 13:30–17:00"),
                ("Friday", "07:00–11:30"),
                ("Saturday", "07:30–11:00"),
            ]
            assert opening.closed_soon("khdt", "en") == ["26 November 2026"]

"""Requests about personal data: their time, answers, and who is told."""

from AccessControl import Unauthorized
from datetime import datetime
from datetime import timedelta
from hcc_longan.citizens import requests
from hcc_longan.citizens.keeping import purge
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken

import pytest


MAI = requests.Requester("mai", "Nguyễn Thị Mai", "mai@example.org")
STRANGER = requests.Requester("", "Trần Văn Bình", "0912345678")
RAW = {"kind": "correct", "text": "Tên tôi là Mai, không phải Mái."}


@pytest.fixture(autouse=True)
def site(furnished):
    """Requests know the centre's calendar."""


def make(requester=MAI, key="", **changed):
    return requests.make_request(requester, {**RAW, **changed}, "vi", key)


@pytest.mark.parametrize(
    ("made", "due"),
    [
        ("2026-11-02T08:00", "2026-11-04T08:00"),  # Monday to Wednesday
        ("2026-11-05T16:00", "2026-11-09T16:00"),  # Thursday afternoon: the weekend doesn't count
        ("2026-11-07T10:00", "2026-11-10T17:00"),  # made on a Saturday
        ("2026-02-13T09:00", "2026-02-24T09:00"),  # over Tết 2026
        ("2026-11-02T22:30", "2026-11-04T17:00"),  # at night
    ],
)
def test_an_answer_is_due_after_two_working_days(moment, made, due):
    begun = datetime.fromisoformat(made)
    with moment(begun.month, begun.day, begun.hour, begun.minute):
        row = make()
        assert row.due_at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") == due
        assert requests.remaining(row) == timedelta(hours=16)


def test_the_time_left_becomes_less_than_nothing(moment):
    with moment(11, 2, 8):
        row = make()
    with moment(11, 5, 9):
        assert requests.remaining(row) < timedelta()


def test_numbers_differ_and_a_second_click_makes_no_second_one():
    first, again, other = make(key="k"), make(key="k"), make(key="l")
    assert first.number == again.number != other.number
    # The same key of somebody else is another one.
    assert make(STRANGER, key="k").number not in (first.number, other.number)


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "everything"}, "kind"),
        ({"text": " \n"}, "text"),
        ({"text": "x" * (requests.LONGEST + 1)}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "\ud800"}, "text"),
    ],
)
def test_what_is_no_request_is_refused(raw, field):
    with pytest.raises(InvalidData) as refused:
        make(**raw)
    assert set(refused.value.fields) == {field}


def test_people_see_their_own_only():
    mine, theirs = make(), make(STRANGER)
    assert [row.number for row in requests.of_account("mai")] == [mine.number]
    assert [row.number for row in requests.of_contact("+84 912 345 678")] == [theirs.number]
    assert requests.of_account("binh") == requests.of_contact("mai@example.org") == []


def test_addresses_that_look_alike_are_different():
    make(requests.Requester("", "", "a.b@example.org"))
    assert requests.of_contact("ab@example.org") == []
    assert len(requests.of_contact("A.B@example.org")) == 1


def test_what_is_due_first_is_answered_first(moment):
    with moment(11, 3, 8):
        later = make()
    with moment(11, 2, 8):
        sooner = make()
    assert [row.number for row in requests.open_requests()] == [sooner.number, later.number]


def test_a_request_is_answered_once(as_person):
    row = make()
    with as_person("an-supervisor"):
        done = requests.answer(row.number, {"state": "refused", "answer": "Luật buộc phải lưu."})
        assert (done.state, done.answer, done.answered_by) == ("refused", "Luật buộc phải lưu.", "an-supervisor")
        with pytest.raises(RuleBroken):
            requests.answer(row.number, {"state": "answered", "answer": "Xong."})
    assert requests.open_requests() == []
    assert [each.number for each in requests.closed_requests(10)] == [row.number]


@pytest.mark.parametrize("raw", [{"state": "refused", "answer": ""}, {"state": "open", "answer": "x"}, {"answer": "x"}])
def test_no_answer_without_an_outcome_and_a_reason(raw):
    row = make()
    with pytest.raises(InvalidData):
        requests.answer(row.number, raw)
    assert requests.find(row.number).state == "open"


def test_answered_requests_are_kept_for_some_years(moment):
    with moment(11, 2, year=2020):
        old, unanswered = make(), make()
        requests.answer(old.number, {"state": "answered", "answer": "Xong."})
    with moment(11, 2, year=2025):
        assert purge() == (0, 0)
    with moment(11, 3, year=2025):
        assert purge() == (0, 1)
    assert requests.find(old.number) is None
    assert requests.find(unanswered.number) is not None


class TestOfficersPage:
    """`@@data-requests`."""

    @pytest.mark.parametrize("who", ["mai", "an-receiver", "an-handler-khdt", "an-inspector"])
    def test_is_not_for_everybody(self, centre, ask, as_person, who):
        with as_person(who), pytest.raises(Unauthorized):
            ask("data-requests", context=centre)

    def test_lists_what_is_to_be_answered(self, centre, ask, as_person, moment):
        with moment(11, 2, 8):
            row = make(text="<b>Sai</b> tên")
        with as_person("an-supervisor"), moment(11, 5, 9):
            page = ask("data-requests", context=centre)
            assert row.number in page.text
            assert page.texts("//strong[contains(@class, 'text-danger')]")
            whole = ask("data-requests", context=centre, number=row.number)
        assert "<b>Sai</b> tên" in whole.text
        assert not whole.document.xpath("//dd/b")

    def test_answers_and_tells(self, centre, ask, as_person, messages_sent):
        by_mail, by_phone = make(), make(STRANGER)
        with as_person("an-supervisor"):
            page = ask("data-requests", "POST", context=centre, number=by_mail.number, state="answered", answer="")
            assert page.document.get_element_by_id("error-answer").text
            assert requests.find(by_mail.number).state == "open"
            for row in (by_mail, by_phone):
                ask("data-requests", "POST", context=centre, number=row.number, state="answered", answer="Đã sửa.")
        assert [to for to, _text in messages_sent] == ["mai@example.org", "0912345678"]
        assert "Đã sửa." in messages_sent[0][1]

    def test_needs_the_pages_own_form(self, centre, ask, as_person):
        row = make()
        with as_person("an-supervisor"):
            ask(
                "data-requests",
                "POST",
                context=centre,
                number=row.number,
                state="answered",
                answer="Xong.",
                _authenticator="forged",
            )
        assert requests.find(row.number).state == "open"

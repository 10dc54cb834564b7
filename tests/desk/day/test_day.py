"""My day: what an officer finds in the morning."""

from datetime import date
from hcc_longan.desk.day import units
from hcc_longan.desk.day.interfaces import IDay
from hcc_longan.desk.day.interfaces import IDayPanel
from hcc_longan.dossiers import messages
from hcc_longan.dossiers.acting import as_applicant
from hcc_longan.dossiers.messages import Side
from hcc_longan.staff import absences
from zope.component import adapter
from zope.component import getSiteManager
from zope.interface import implementer

import pytest


@pytest.fixture
def in_hand(file, act, moment):
    """A dossier with an-handler-khdt since Tuesday 3 November 2026 at 13:00, due on Friday at 9:00."""

    def make(**kwargs):
        with moment(11, 3, 8):
            dossier = file(**kwargs)
        with moment(11, 3):
            act(dossier, "receive", "receiver", counter="")
        with moment(11, 3, 11):
            act(dossier, "hand_over", "receiver")
        with moment(11, 3, 13):
            act(dossier, "assign", "approver-khdt", assignee="an-handler-khdt")
        return dossier

    return make


def test_who_has_nothing_before_them_is_told_so(centre, day, moment):
    with moment(11, 3):
        page = day("handler-khdt")
    assert page.figures == {"Overdue": "0", "Due later today": "0", "New messages": "0", "Steps done today": "0"}
    assert "Nothing waits for you now." in page.panel("Waiting for me")
    assert not page.panel("Average times")
    assert not page.panel("Done today")


@pytest.mark.parametrize(
    ("now", "overdue", "today", "due"),
    [
        ((11, 4, 9), "0", "0", "2 days left"),
        ((11, 6, 8), "0", "1", "1 hour left"),
        ((11, 6, 10), "1", "0", "1 hour late"),
        ((11, 9, 9), "1", "0", "1 day late"),
    ],
)
def test_a_handler_sees_how_urgent_their_dossiers_are(in_hand, day, moment, now, overdue, today, due):
    dossier = in_hand()
    with moment(*now):
        page = day("handler-khdt")
    assert (page.figures["Overdue"], page.figures["Due later today"]) == (overdue, today)
    assert page.urgent == [dossier.code]
    assert due in page.panel("Waiting for me")


def test_what_is_with_the_applicant_waits_for_them(in_hand, act, day, moment):
    dossier = in_hand()
    with moment(11, 4):
        act(dossier, "ask_supplement", "handler-khdt", reason="Thiếu", papers=[{"what": "Bản sao"}])
    with moment(11, 9):
        page = day("handler-khdt")
    assert page.urgent == []
    assert "For 5 days, since 4 November 2026" in page.panel("Waiting for the applicant the longest")


def test_only_the_five_most_urgent_dossiers_stand_here(in_hand, file, day, moment):
    made = [in_hand() for _number in range(6)]
    with moment(11, 4):
        page = day("handler-khdt")
    assert len(page.urgent) == 5
    assert set(page.urgent) < {dossier.code for dossier in made}
    assert "Mine 6" in page.panel("Waiting for me")


def test_a_receiver_sees_first_what_was_filed_and_not_received(in_hand, file, day, moment):
    in_hand()
    with moment(11, 3, 15):
        filed = file()
    with moment(11, 5):
        page = day("receiver")
    assert page.urgent == [filed.tracking_number]
    reception = page.panel("Reception today")
    assert "By me 0" in reception
    assert "For 2 days, since 3 November 2026" in reception


def test_a_receiver_counts_what_they_received_today(in_hand, day, moment):
    in_hand()
    with moment(11, 3, 16):
        page = day("receiver")
    assert "By me 1" in page.panel("Reception today")
    assert page.figures["Steps done today"] == "2"
    assert "11:00 · Hand over to the department" in page.panel("Done today")


def test_a_head_sees_the_work_of_each_officer(in_hand, file, act, day, moment):
    in_hand()
    with moment(11, 4):
        another = file()
        act(another, "receive", "receiver", counter="")
        act(another, "hand_over", "receiver")
    with moment(11, 6, 10):
        page = day("approver-khdt")
    work = page.panel("Work of each officer")
    assert "an-handler-khdt 1 1 0 0" in work
    assert "Not assigned yet 1 0 0 0" in work
    assert page.urgent == [another.code]


def test_heads_see_no_other_department(in_hand, day, moment):
    in_hand()
    with moment(11, 6, 10):
        page = day("approver-tp")
    assert page.figures["Overdue"] == "0"
    assert not page.urgent
    assert not page.panel("Work of each officer")


def test_a_leader_sees_every_department(in_hand, day, moment):
    in_hand()
    with moment(11, 6, 10):
        page = day("supervisor")
    assert "1 1 0 0" in page.panel("Departments today")
    assert page.figures == {"Overdue": "1", "Due later today": "0", "Steps done today": "0"}


def test_a_returner_sees_the_results_that_wait(in_hand, act, day, moment):
    dossier = in_hand()
    with moment(11, 5):
        act(dossier, "submit", "handler-khdt")
        act(dossier, "review", "approver-khdt")
        act(dossier, "sign", "approver-khdt")
        act(dossier, "hand_back", "handler-khdt")
        page = day("returner")
    assert page.urgent == [dossier.code]


def test_unread_messages_stand_there_until_they_are_read(in_hand, day, moment):
    dossier = in_hand()
    with moment(11, 4), as_applicant(dossier):
        messages.write(dossier, "Khi nào có kết quả?", Side.CITIZEN)
    with moment(11, 5):
        page = day("handler-khdt")
        assert page.figures["New messages"] == "1"
        assert "Nguyễn Văn An Since yesterday" in page.panel("Messages from applicants")
        messages.mark_read(dossier, Side.CENTRE)
        assert not day("handler-khdt").panel("Messages from applicants")


def test_messages_are_those_in_ones_own_dossiers(in_hand, day, moment):
    dossier = in_hand()
    with moment(11, 4), as_applicant(dossier):
        messages.write(dossier, "Khi nào có kết quả?", Side.CITIZEN)
        assert day("handler-tp").figures["New messages"] == "0"
        assert day("receiver").figures["New messages"] == "0"


def test_times_are_averages_in_working_time_beside_the_others(in_hand, act, day, moment):
    dossier = in_hand()
    with moment(11, 4, 13):
        act(dossier, "submit", "handler-khdt")
    with moment(11, 5, 9):
        # Today's are not counted yet.
        act(dossier, "review", "approver-khdt")
        handler, receiver, head = day("handler-khdt"), day("receiver"), day("approver-khdt")
    assert "From the assignment to the head's desk 1 day in 1 dossiers 1 day" in handler.panel("Average times")
    assert "From reception to the hand-over 2 hours in 1 dossiers 2 hours" in receiver.panel("Average times")
    assert "decision" not in head.panel("Average times")


def test_a_substitute_is_told_for_whom_they_stand_in(centre, day, moment):
    centre.acl_users.source_groups.addPrincipalToGroup("an-handler-tp", "handler:khdt")
    with moment(11, 4):
        absences.enter(
            "an-handler-khdt", date(2026, 11, 4), date(2026, 11, 6), "boss", substitute="an-handler-tp", superior=True
        )
        stand_in, absent = day("handler-tp").panel("Absences"), day("handler-khdt").panel("Absences")
    assert "You stand in for an-handler-khdt today." in stand_in
    assert "You are entered as absent until 6 November 2026; an-handler-tp stands in for you." in absent


def test_what_applicants_say_is_shown_once_nobody_can_be_guessed(centre, day, moment, monkeypatch):
    said = {"3": 5, "2": 3, "1": 1}
    monkeypatch.setattr(units, "tally", lambda since, **where: said)
    with moment(11, 4):
        text = day("receiver").panel("What applicants say")
        assert "9 votes in the last 30 days." in text
        assert "Very satisfied" not in text
        said["1"] = 2
        text = day("receiver").panel("What applicants say")
        assert "Very satisfied 5 50 %" in text.replace("%", " %").replace("  ", " ")
        assert day("approver-khdt").panel("What applicants say of the department")
        assert not day("handler-khdt").panel("What applicants say")


def test_a_leader_who_heads_a_department_too_hears_of_the_whole_centre(centre, day, moment, monkeypatch):
    centre.acl_users.source_groups.addPrincipalToGroup("an-approver-khdt", "supervisor")
    monkeypatch.setattr(units, "tally", lambda since, **where: {} if any(where.values()) else {"3": 10})
    with moment(11, 4):
        assert "10 votes" in day("approver-khdt").panel("What applicants say of the centre")


def test_other_rooms_add_panels(centre, day, moment):
    @implementer(IDayPanel)
    @adapter(IDay)
    class Ratings:
        weight, is_wide = 15, False

        def __init__(self, screen):
            self.officer = screen.officer

        def is_needed(self):
            return self.officer.has("Receiver")

        def render(self):
            return "<section class='desk-panel'><h2>Ratings of my counter</h2>4.8</section>"

    manager = getSiteManager()
    manager.registerSubscriptionAdapter(Ratings)
    try:
        with moment(11, 4):
            assert "4.8" in day("receiver").panel("Ratings of my counter")
            assert not day("handler-khdt").panel("Ratings of my counter")
    finally:
        manager.unregisterSubscriptionAdapter(Ratings)


def test_a_stranger_sees_nothing(in_hand, portal, http_request, anonymous):
    in_hand()
    with anonymous():
        portal.vi.restrictedTraverse("@@desk-day")()
    assert http_request.response.getStatus() == 303
    assert "dang-nhap" in http_request.response.getHeader("location")


def test_an_applicant_has_no_day(in_hand, portal, http_request, logged_in_as):
    in_hand()
    with logged_in_as():
        html = portal.vi.restrictedTraverse("@@desk-day")()
    assert http_request.response.getStatus() == 403
    assert "Nguyễn Văn An" not in html

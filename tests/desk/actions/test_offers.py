"""What stands on top of a dossier."""

from hcc_longan.desk.dossier import checklist
from plone import api
from plone.i18n.utility import setLanguageBinding

import lxml.html
import pytest


@pytest.fixture
def offers(http_request):
    """The part `desk-actions` of a dossier for somebody: its words, its first step and the others."""

    def get(dossier, who):
        http_request.form.clear()
        http_request.path = ["x", "dossiers", "desk", "en"]
        setLanguageBinding(http_request)
        with api.env.adopt_user(username=f"an-{who}"):
            part = lxml.html.fromstring(f"<div>{dossier.restrictedTraverse('@@desk-actions')()}</div>")
        first = [" ".join(each.text_content().split()) for each in part.cssselect(".btn-lg")]
        others = [" ".join(each.text_content().split()) for each in part.cssselect(".desk-others .btn")]
        return " ".join(part.text_content().split()), first, others

    return get


@pytest.mark.parametrize(
    ("state", "who", "first"),
    [
        ("filed", "receiver", "Receive"),
        ("received", "receiver", "Hand over to the department"),
        ("to_assign", "approver-khdt", "Assign"),
        ("handling", "handler-khdt", "Submit to the head"),
        ("consulting", "handler-thue", "Answer as an agency asked"),
        ("reviewing", "approver-khdt", "Approve and submit for signature"),
        ("signing", "approver-khdt", "Sign"),
        ("signed", "handler-khdt", "Hand the result to the centre"),
        ("finished", "returner", "Return the result"),
        ("withdrawing", "receiver", "Accept the withdrawal"),
    ],
)
def test_the_likely_next_step_comes_first(dossier_in, offers, state, who, first):
    assert offers(dossier_in(state), who)[1] == [first]


@pytest.mark.parametrize(
    ("state", "who", "words"),
    [
        ("to_assign", "handler-khdt", "It is the turn of the department"),
        ("received", "handler-khdt", "It is the centre's turn since 09:00, 03/11/2026."),
        ("supplementing", "handler-khdt", "Waits for the applicant since 09:00, 03/11/2026: Supplement requested."),
        ("consulting", "handler-khdt", "With another agency (Tax authority) since 09:00, 03/11/2026, until"),
        ("handling", "approver-khdt", "Assigned to an-handler-khdt. Take it over?"),
        ("stopped", "handler-khdt", "Processing stopped at 09:00, 03/11/2026."),
        ("stopped", "inspector", "There is nothing for you to do here now."),
    ],
)
def test_it_says_for_whom_a_dossier_waits(dossier_in, offers, state, who, words):
    assert words in offers(dossier_in(state), who)[0]


def test_nothing_is_offered_that_a_rule_refuses_in_any_case(dossier_in, offers):
    assert "Confirm the payment" not in offers(dossier_in("received"), "receiver")[2]
    assert "Confirm the payment" in offers(dossier_in("paying"), "receiver")[1]


def test_a_return_leads_to_its_own_screen(dossier_in, ask):
    dossier = dossier_in("finished")
    assert ask(dossier, "return_result", "returner").target.endswith(f"/vi/can-bo/tra-ket-qua/{dossier.number}")


def test_a_step_in_one_click_moves(dossier_in, ask):
    dossier = dossier_in("received")
    answer = ask(dossier, "hand_over", "receiver", "POST", version="2", key="a-key-of-its-own", reason="Gấp")
    assert answer.status == 303
    assert dossier.events[-1].reason == "Gấp"


class TestPrefilled:
    """What a form knows already."""

    def test_a_reception_knows_papers_and_fees(self, dossier_in, ask):
        page = ask(dossier_in("filed"), "receive", "receiver", language="en")
        assert page.shown["fees_due"] == "100000"
        assert "Application for registration 1 original(s)" in page.text

    def test_a_request_takes_what_the_checklist_found(self, dossier_in, ask, send, moment):
        dossier = dossier_in("handling")
        with moment(11, 3, 14):
            with api.env.adopt_user(username="an-handler-khdt"):
                checklist.check(dossier, "giay-de-nghi", "wrong", "Chưa ký tên")
            page = ask(dossier, "ask_supplement", "handler-khdt", language="en")
            assert page.shown["papers.0.component"] == "giay-de-nghi"
            assert page.shown["papers.0.what"] == "Chưa ký tên"
            assert "Ask for everything at once" in page.text
            assert send(dossier, "ask_supplement", "handler-khdt", reason__usual="x", reason="Sửa").status == 303
            send(dossier, "supplement", "receiver")
            second = ask(dossier, "ask_supplement", "handler-khdt", language="en")
        assert "This applicant was asked 1 time(s) already." in second.text
        assert "the dossier counts as late" in second.text

    def test_a_reason_often_used_is_put_before_what_was_typed(self, dossier_in, send, moment):
        dossier = dossier_in("handling")
        usual = "Người nộp không bổ sung hồ sơ đúng hạn."
        with moment(11, 3, 14):
            send(dossier, "stop", "approver-khdt", reason__usual=usual, reason="Đã nhắc hai lần.")
        assert dossier.events[-1].reason == f"{usual}\nĐã nhắc hai lần."

    def test_assigning_shows_the_load_and_offers_the_least_loaded_first(self, dossier_in, ask):
        dossier_in("handling")
        page = ask(dossier_in("to_assign"), "assign", "approver-khdt", language="en")
        labels = [
            " ".join(label.text_content().split())
            for label in page.document.xpath("//label[@class='form-check-label']")
        ]
        assert labels == ["an-approver-khdt 0 open", "an-handler-khdt 1 open"]

    def test_signing_lists_what_should_be_so(self, dossier_in, ask):
        page = ask(dossier_in("signing"), "sign", "approver-khdt", language="en")
        assert "Look again: Checklist: 0 of 1 required papers accepted." in page.text
        assert "Look again: Result files attached: 0." in page.text

"""The dossier screen as officers see it, and who does not."""

from hcc_longan.dossiers import access
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import unread
from hcc_longan.dossiers.messages import write
from plone import api
from zExceptions import NotFound
from zope.publisher.interfaces import NotFound as NoSuchPlace

import pytest


def test_everything_about_a_dossier_is_on_one_page(ask, received, moment):
    with moment(11, 3):
        page = ask(received, "handler-khdt")
    for words in (received.number, "Nguyễn Văn An", "In handling", "0900000001", "don.pdf", "Assign", "100,000"):
        assert words in page.text, words
    assert page.texts("//dd[contains(@class, 'desk-due-')]")[0].startswith("2 days")
    assert "tel:0900000001" in page.document.xpath("//a/@href")
    assert page.headers["cache-control"] == "private, no-store"
    assert page.headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize(("language", "words"), [("vi", "Đăng ký thành lập"), ("en", "What was declared")])
def test_it_is_there_in_both_languages_by_either_number(ask, received, language, words):
    assert words in ask(received.tracking_number.lower(), "handler-khdt", language=language).text


def test_what_was_declared_is_only_text(ask, file):
    person = {"name": "Nguyễn <i>An</i>", "phone": "0900000001", "birth_date": "năm 1992"}
    page = ask(file(applicant=person, answers={"note": "<b>1</b>"}), "receiver")
    for words in ("năm 1992", "<b>1</b>", "Nguyễn <i>An</i>"):
        assert words in page.texts("//*[@id='declared']//dd")


def test_the_address_without_a_number_leads_to_the_lists(ask):
    page = ask("", "handler-khdt")
    assert (page.status, page.location.endswith("/en/desk/lists")) == (303, True)


@pytest.mark.parametrize("who", ["handler-tp", "handler-ubnd", "approver-tp"])
def test_somebody_elses_dossier_and_none_at_all_look_alike(ask, received, who):
    for number in (received.number, "000.00.91.H39-261102-9999", "x\0y", "0" * 5000, "../etc"):
        with pytest.raises(NotFound):
            ask(number, who)
    assert access.looks(received) == []


def test_nothing_lies_below_a_transition(ask, received):
    with pytest.raises(NoSuchPlace):
        ask(received, "handler-khdt", "submit", "more")


def test_each_look_is_noted_and_supervisors_read_who_looked(ask, received):
    ask(received, "handler-khdt")
    assert [look.user_id for look in access.looks(received)] == ["an-handler-khdt"]
    assert "an-handler-khdt" in "".join(ask(received, "supervisor", looks="all").texts("//*[@id='looks']"))
    assert not ask(received, "handler-khdt", looks="all").texts("//*[@id='looks']")


def test_the_dossiers_own_address_leads_each_to_their_page(received, http_request):
    def target(who: str) -> str:
        with api.env.adopt_user(username=who):
            return received.restrictedTraverse("@@view")()

    assert target("an-handler-khdt").endswith(f"/vi/can-bo/ho-so/{received.number}")
    received.filed_by = "an-handler-tp"
    assert target("an-handler-tp").endswith(f"/vi/ho-so-cua-toi-chi-tiet?h={received.tracking_number}")


def test_an_agency_that_was_asked_sees_the_question_and_nothing_internal(ask, received, act):
    received.notes = ({"at": "2026-11-02T03:00:00+00:00", "author": "x", "text": "Nội bộ thôi", "key": ""},)
    write_as(received, "an-handler-khdt", "Mời bổ sung", Side.CENTRE)
    act(received, "ask_agencies", "handler-khdt", tasks=[{"agency": "thue", "what": "Nợ thuế không?", "days": 1}])
    page = ask(received, "handler-thue")
    assert "Nợ thuế không?" in page.text
    for hidden in ("Nội bộ thôi", "Mời bổ sung", "Related dossiers"):
        assert hidden not in page.html
    assert received.notes[0]["text"] in ask(received, "handler-khdt").text


def test_questions_to_agencies_stand_with_their_answers(ask, received, act):
    for what, answer in (("Nợ thuế?", "Không nợ."), ("Nợ nữa?", "Có nợ.")):
        act(received, "ask_agencies", "handler-khdt", tasks=[{"agency": "thue", "what": what, "days": 1}])
        act(received, "answer_agency", "handler-thue", task="1", text=answer)
        act(received, "take_back", "handler-khdt")
    asked = ask(received, "handler-khdt").texts("//*[@class='desk-consultation']")
    assert ["Nợ thuế?" in asked[0], "Không nợ." in asked[0], "Nợ nữa?" in asked[1], "Có nợ." in asked[1]] == [True] * 4


def test_steps_say_who_did_what_with_which_data(ask, received, act):
    paper = {"component": "giay-de-nghi", "what": "Thiếu chữ ký"}
    act(received, "ask_supplement", "handler-khdt", reason="Chưa đủ", papers=[paper])
    steps = ask(received, "handler-khdt").texts("//*[@id='steps']//li[contains(@id, 'step-')]")
    assert "an-handler-khdt" in steps[0]
    assert "Papers Application for registration: Thiếu chữ ký" in steps[0]
    assert "Chưa đủ" in steps[0]
    assert "Fees due (VND) VND 100,000" in " ".join(steps)


def test_a_second_request_for_a_supplement_is_warned_of(ask, received, act):
    for number in (1, 2):
        assert "The rule is once, completely" not in ask(received, "handler-khdt").text
        act(received, "ask_supplement", "handler-khdt", reason=f"Lần {number}", papers=[{"what": "Chữ ký"}])
        with api.env.adopt_user(username="an-receiver"):
            move(received, "supplement", {})
    page = ask(received, "handler-khdt")
    assert "The rule is once, completely" in page.text
    assert "Supplement requested 2 times" in page.text


def test_a_long_history_is_whole_and_newest_first(ask, received):
    last = received.events[-1]
    for number in range(200):
        received.append_event(
            Event(
                number=received.version + 1,
                transition="reassign",
                at=last.at,
                before="handling",
                after="handling",
                holder=last.holder,
                actor="an-approver-khdt",
                role="Approver",
                reason=f"<b>lần {number}</b>",
                data={"assignee": "an-handler-khdt"},
            )
        )
    page = ask(received, "handler-khdt")
    steps = page.document.xpath("//*[@id='steps']//li[contains(@id, 'step-')]/@value")
    assert steps == [str(number) for number in range(204, 0, -1)]
    assert len(page.document.xpath("//*[@id='steps']/details//li[contains(@id, 'step-')]")) == 189
    assert "<b>lần 1" not in page.html


def write_as(dossier, who: str, text: str, side: Side) -> None:
    with api.env.adopt_user(username=who):
        write(dossier, text, side)


class TestMessages:
    def test_what_the_applicant_wrote_is_only_text_and_read_by_who_may_answer(self, ask, received, logged_in_as):
        text = "<script>alert(1)</script>\nhttps://evil.example/"
        with logged_in_as():
            received.filed_by = api.user.get_current().getId()
            write(received, text, Side.CITIZEN)
        # Who only looks on marks nothing as read.
        page = ask(received, "inspector")
        assert "1 new" in page.text
        assert not page.document.xpath("//textarea")
        assert unread(received, Side.CENTRE) == 1
        page = ask(received, "handler-khdt")
        (shown,) = page.document.xpath("//*[contains(@class, 'hcc-message-text')]")
        assert (shown.text, len(shown)) == (text, 0)
        assert unread(received, Side.CENTRE) == 0

    def test_an_officer_answers_once(self, ask, received):
        for _click in range(2):
            answer = ask(received, "handler-khdt", method="POST", message_text="Mời nộp tại quầy.", message_key="k")
            assert (answer.status, answer.location.endswith("#messages")) == (303, True)
        assert [record["text"] for record in received.messages] == ["Mời nộp tại quầy."]

    def test_a_message_that_is_refused_is_not_lost(self, ask, received):
        page = ask(received, "handler-khdt", method="POST", message_text="x" * 4001, message_key="k")
        assert page.document.get_element_by_id("message_text").value == "x" * 4001

    def test_an_agency_that_was_asked_writes_none(self, ask, received, act):
        act(received, "ask_agencies", "handler-khdt", tasks=[{"agency": "thue", "what": "Nợ?", "days": 1}])
        ask(received, "handler-thue", method="POST", message_text="Xin chào", message_key="k")
        assert received.messages == ()


def test_a_form_of_another_site_changes_nothing(ask, received):
    page = ask(received, "handler-khdt", method="POST", _authenticator="", note="0", text="Ghi chú của kẻ khác")
    assert "had been open for too long" in page.text
    assert received.notes == ()

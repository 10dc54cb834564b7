"""The checklist of papers: kept with who and when, never over a colleague's head."""

from hcc_longan.desk.dossier import checklist
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.lifecycle import move
from plone import api

import pytest


PAPER = "giay-de-nghi"


@pytest.fixture
def check(received):
    def act(finding, why="", seen=0, who="handler-khdt", component=PAPER):
        with api.env.adopt_user(username=f"an-{who}"):
            return checklist.check(received, component, finding, why, seen)

    return act


def test_a_finding_is_kept_with_who_and_why_and_is_no_step(check, received, moment):
    version = received.version
    with moment(11, 3):
        found = check("wrong", "Thiếu\0 chữ ký\r\n\r\n\r\nBản mờ")
    assert (found.finding, found.why, found.by, found.version) == (
        "wrong",
        "Thiếu chữ ký\n\nBản mờ",
        "an-handler-khdt",
        1,
    )
    assert found.at.isoformat() == "2026-11-03T02:00:00+00:00"
    assert received.version == version


def test_a_stale_check_says_who_found_what(check, received):
    check("accepted", who="receiver")
    with pytest.raises(checklist.StaleCheck, match="an-receiver"):
        check("wrong", "Sai mẫu")
    assert [record["finding"] for record in received.checks] == ["accepted"]
    assert check("wrong", "Sai mẫu", seen=1).version == 2


def test_a_second_click_is_harmless(check, received):
    assert check("missing").version == check("missing").version == 1
    assert len(received.checks) == 1


@pytest.mark.parametrize(
    ("finding", "why", "component", "field"),
    [
        ("", "", PAPER, "finding"),
        ("perfect", "", PAPER, "finding"),
        ("wrong", " \0 ", PAPER, "why"),
        ("missing", "x" * 1001, PAPER, "why"),
        ("accepted", "", "no-such", "finding"),
        ("accepted", "", "", "finding"),
        ("accepted", "", "x\0" * 2000, "finding"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(check, received, finding, why, component, field):
    with pytest.raises(InvalidData) as caught:
        check(finding, why, component=component)
    assert list(caught.value.fields) == [field]
    assert received.checks == ()


@pytest.mark.parametrize("who", ["inspector", "supervisor", "handler-tp"])
def test_who_may_not_ask_for_papers_does_not_check_them(check, received, who):
    with pytest.raises(RuleBroken):
        check("accepted", who=who)
    assert received.checks == ()


def test_when_processing_has_ended_nothing_is_checked(check, received, act):
    act(received, "stop", "approver-khdt", reason="Hết", signer="Lê A")
    with pytest.raises(RuleBroken):
        check("accepted")


class TestTheRequest:
    def test_it_asks_for_what_is_missing_or_wrong_in_the_applicants_language(self, check, received):
        assert checklist.to_request(received) == []
        check("missing")
        (asked,) = checklist.to_request(received)
        assert asked["component"] == PAPER
        received.applicant = {**received.applicant, "language": "en"}
        assert checklist.to_request(received) == [
            {"component": PAPER, "what": "This paper is missing; please hand it in."}
        ]
        check("wrong", "No signature.", seen=1)
        assert checklist.to_request(received) == [{"component": PAPER, "what": "No signature."}]
        check("accepted", seen=2)
        assert checklist.to_request(received) == []

    def test_it_leaves_out_what_was_answered_since(self, check, received, act, moment, ask):
        with moment(11, 3):
            check("wrong", "Sai mẫu")
            act(received, "ask_supplement", "handler-khdt", reason="Sai", papers=[{"what": "Mẫu mới"}])
        with moment(11, 4), api.env.adopt_user(username="an-receiver"):
            file = {"component": PAPER, "filename": "moi.pdf", "data": b"%PDF-1.4\n%%EOF\n"}
            move(received, "supplement", {}, files=[file])
        with moment(11, 4, 10):
            assert checklist.to_request(received) == []
            assert "A new file came after this was checked" in ask(received, "handler-khdt").text
            # The same again is a new look.
            assert check("wrong", "Sai mẫu", seen=1).version == 2
            assert len(checklist.to_request(received)) == 1


class TestOnTheScreen:
    def save(self, ask, received, who="handler-khdt", **form):
        return ask(received, who, method="POST", check=PAPER, **form)

    def test_it_is_saved_for_one_component(self, ask, received):
        answer = self.save(ask, received, finding="accepted", seen="0")
        assert (answer.status, answer.location.rpartition("#")[2]) == (303, f"component-{PAPER}")
        page = ask(received, "handler-khdt")
        assert "1 of 1 checked" in page.text
        assert page.document.xpath("//input[@name='finding'][@checked]/@value") == ["accepted"]
        assert page.document.xpath("//input[@name='seen']/@value") == ["1"]

    def test_what_was_typed_stays_when_a_colleague_was_quicker(self, ask, received):
        self.save(ask, received, "receiver", finding="accepted", seen="0")
        page = self.save(ask, received, finding="wrong", why="Sai <mẫu>", seen="0")
        assert page.document.get_element_by_id(f"why-{PAPER}").value == "Sai <mẫu>"
        assert page.document.xpath("//input[@name='finding'][@checked]/@value") == ["wrong"]
        assert "an-receiver has set this to “Accepted”" in page.text
        assert page.document.xpath("//*[@role='alert']//a/@href") == [f"#finding-{PAPER}"]
        # Having seen that, they may save.
        assert page.document.xpath("//input[@name='seen']/@value") == ["1"]

    @pytest.mark.parametrize("seen", ["-1", "x", "9" * 50, "٣", ""])
    def test_an_odd_version_is_none(self, ask, received, seen):
        self.save(ask, received, "receiver", finding="accepted", seen="0")
        assert "Look again" in self.save(ask, received, finding="missing", seen=seen).text

    def test_lists_instead_of_texts_are_nothing(self, ask, received):
        page = self.save(ask, received, finding=["accepted", "wrong"], seen="0")
        assert "Say whether the paper is" in page.text
        assert received.checks == ()

    def test_who_may_only_look_has_no_form(self, ask, received):
        assert not ask(received, "inspector").document.xpath("//input[@name='finding']")

"""The screen of batches, from the selection to the results."""

from datetime import timedelta
from hcc_longan import clock
from hcc_longan.desk.batch import store
from hcc_longan.dossiers import access
from plone import api
from zExceptions import NotFound
from zope.component import getMultiAdapter
from zope.publisher.interfaces import NotFound as NotFoundInPath

import json
import pytest
import transaction


pytestmark = pytest.mark.layer("functional")

ACCEPT = "application/json"


def revision_of(batch_id, who) -> str:
    return str(store.read(batch_id, f"an-{who}").revision)


def test_a_selection_with_an_action_is_checked_at_once_and_then_done(dossiers, ask, results):
    made = dossiers(3)
    answer = ask("receiver", "new", uids=" ".join(each.UID() for each in made), transition="hand_over")
    assert answer.status == 303
    batch_id = answer.batch_id
    page = ask("receiver", batch_id)
    assert "Possible for 3 of 3." in page.text
    assert [each.state for each in made] == ["received"] * 3
    revision = page.document.xpath("//form[@id='batch-start']//input[@name='revision']/@value")[0]
    ticked = page.document.xpath("//form[@id='batch-start']//input[@name='uids']/@value")
    assert ask("receiver", batch_id, start="1", revision=revision, uids=ticked[:2]).status == 303
    assert "0 of 2 done" in ask("receiver", batch_id).text
    told = json.loads(ask("receiver", batch_id, **{"continue": "1"}, accept=ACCEPT).html)
    assert (told["finished"], told["total"], told["ended"]) == (2, 2, True)
    assert sorted(results(batch_id)) == ["done", "done", "left_out"]
    transaction.begin()
    assert [each.state for each in made] == ["to_assign", "to_assign", "received"]
    assert "Finished" in ask("receiver", batch_id).text


def test_an_action_is_chosen_and_its_form_filled_in_once_for_all(dossiers, ask, results):
    made = [*dossiers(2, "to_assign"), *dossiers(1)]
    batch_id = ask("approver-khdt", "new", uids=[each.UID() for each in made]).batch_id
    page = ask("approver-khdt", batch_id)
    assert "Assign possible for 2 of 3" in page.text
    assert "To assign 2" in page.text
    assert "Return the result" not in page.text
    revision = revision_of(batch_id, "approver-khdt")
    assert ask("approver-khdt", batch_id, choose="1", transition="assign", revision=revision).status == 303
    page = ask("approver-khdt", batch_id)
    assert page.document.xpath("//input[@name='assignee']")
    revision = revision_of(batch_id, "approver-khdt")
    refused = ask("approver-khdt", batch_id, fill="1", reason="Gấp, đề nghị làm ngay", revision=revision)
    assert refused.status == 422
    assert "This is required." in refused.text
    assert "Gấp, đề nghị làm ngay" in refused.html
    assert refused.document.xpath("//*[@id=substring-after(//*[@role='alert']//a/@href, '#')]")
    sent = {"assignee": "an-handler-khdt", "reason": "Gấp", "revision": revision}
    assert ask("approver-khdt", batch_id, fill="1", **sent).status == 303
    assert results(batch_id) == ["ready", "ready", "unfit"]
    edited = ask("approver-khdt", batch_id, query={"edit": "1"})
    assert "Gấp" in edited.html
    assert edited.document.xpath("//input[@name='assignee'][@value='an-handler-khdt'][@checked]")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_page_in_both_languages(dossiers, ask, checked, language):
    made, who = dossiers(1, "to_assign"), "approver-khdt"
    batch_id = checked(who, made, "")

    def look(*path):
        page = ask(who, *path, language=language)
        assert (page.status, page.document.get("lang")) == (200, language)
        assert page.headers["cache-control"] == "private, no-store"
        assert page.headers["x-robots-tag"] == "noindex"
        assert "${" not in page.text
        return page

    def send(button, **form):
        assert ask(who, batch_id, **{button: "1"}, **form, revision=revision_of(batch_id, who)).status == 303

    assert made[0].number in look(batch_id).text
    send("choose", transition="assign")
    assert look(batch_id).document.xpath("//input[@name='assignee']")
    send("fill", assignee="an-handler-khdt")
    assert made[0].number in look(batch_id).text
    send("start", uids=made[0].UID())
    assert look(batch_id).document.xpath("//button[@name='continue']")
    send("continue")
    page = look(batch_id)
    assert not page.document.xpath("//button[@name='continue' or @name='again']")
    assert page.document.xpath("//a[contains(@href, '/csv')]")
    assert batch_id in look().html


class TestSelecting:
    def test_more_than_allowed_is_refused_with_words(self, dossiers, ask):
        answer = ask("receiver", "new", uids=" ".join(f"{number:032x}" for number in range(501)))
        assert answer.status == 422
        assert "501 dossiers were selected; a batch takes 500 at most." in answer.text
        assert "You have none yet." in answer.text

    def test_what_is_no_dossier_makes_no_batch(self, centre, ask):
        for uids in (
            "",
            "   ",
            "\0",
            "x" * 100_000,
            "'; DROP TABLE dossiers; --",
            ["", "\0", "ế"],
            [["a"], {"b": 1}],
            7,
        ):
            answer = ask("receiver", "new", uids=uids, transition="hand_over")
            assert answer.status == 422
            assert "there for you any more" in answer.text or "Nothing was selected." in answer.text

    def test_dossiers_of_others_are_as_if_they_were_not_there(self, dossiers, ask):
        mine = dossiers(1)[0]
        assert "None of these dossiers is there for you" in ask("handler-tp", "new", uids=mine.UID()).text
        answer = ask("handler-khdt", "new", uids=[mine.UID(), "0" * 32, mine.UID()])
        assert answer.status == 303
        assert [item.number for item in store.items(answer.batch_id)] == [mine.number]

    def test_an_action_that_is_none_for_many_is_chosen_anew(self, dossiers, ask):
        uid = dossiers(1)[0].UID()
        for transition in ("fly", "return_result", "pay", "../etc", "\0"):
            batch_id = ask("receiver", "new", uids=uid, transition=transition).batch_id
            assert "What is to be done with them?" in ask("receiver", batch_id).text
            sent = {"choose": "1", "transition": transition, "revision": revision_of(batch_id, "receiver")}
            answer = ask("receiver", batch_id, **sent)
            assert (answer.status, store.read(batch_id, "an-receiver").transition) == (422, "")
            assert "Choose what is to be done." in answer.text

    def test_a_page_that_was_open_too_long_keeps_the_selection(self, dossiers, ask):
        uid = dossiers(1)[0].UID()
        answer = ask("receiver", "new", uids=[uid], transition="hand_over", _authenticator="old")
        assert answer.status == 403
        assert answer.document.xpath(f"//input[@name='uids'][@value='{uid}']")
        assert answer.document.xpath("//input[@name='transition'][@value='hand_over']")

    def test_its_address_alone_leads_to_my_batches(self, centre, ask):
        assert ask("receiver", "new").location.endswith("/en/desk/batches")


class TestOwner:
    def test_nobody_else_sees_or_runs_it(self, dossiers, ask, checked, results):
        batch_id = checked("receiver", dossiers(1), "hand_over")
        revision = revision_of(batch_id, "receiver")
        for who in ("returner", "supervisor", "manager"):
            for path, form in (((), {}), (("csv",), {}), ((), {"start": "1", "revision": revision})):
                with pytest.raises(NotFound):
                    ask(who, batch_id, *path, **form)
        assert results(batch_id) == ["ready"]

    def test_addresses_that_lead_nowhere(self, dossiers, ask, checked):
        batch_id = checked("receiver", dossiers(1), "hand_over")
        for path in (["0" * 16], ["\0"], ["ế"], ["../x"], ["x" * 5000], [batch_id, "csv", "x"], [batch_id, "x"]):
            with pytest.raises((NotFound, NotFoundInPath)):
                ask("receiver", *path)

    def test_who_signed_out_meanwhile_is_asked_to_sign_in(self, centre, http_request, anonymous):
        with anonymous():
            getMultiAdapter((centre["en"], http_request), name="desk-batch")()
        assert "?came_from=" in http_request.response.getHeader("Location")


class TestTwoWindows:
    def test_a_double_click_starts_once(self, dossiers, ask, checked, results):
        made = dossiers(2)
        batch_id = checked("receiver", made, "hand_over")
        sent = {"start": "1", "revision": revision_of(batch_id, "receiver"), "uids": [each.UID() for each in made]}
        for _click in range(2):
            assert ask("receiver", batch_id, **sent).status == 303
        for _window in range(2):
            ask("receiver", batch_id, **{"continue": "1"}, accept=ACCEPT)
        transaction.begin()
        assert [len(each.events) for each in made] == [3, 3]

    def test_what_another_window_changed_is_shown_first(self, dossiers, ask, checked):
        made = dossiers(1)
        batch_id = checked("receiver", made, "hand_over")
        for button in ("start", "choose", "fill", "check"):
            answer = ask("receiver", batch_id, **{button: "1"}, revision="1", transition="stop", uids=made[0].UID())
            assert answer.status == 303
            assert "changed or started in another window" in answer.messages[0]
            assert store.read(batch_id, "an-receiver").status == "checked"

    def test_what_runs_is_changed_by_nobody(self, dossiers, ask, started, results):
        batch_id = started("receiver", dossiers(1), "hand_over")
        for button in ("choose", "fill", "check", "start"):
            ask("receiver", batch_id, **{button: "1"}, transition="stop", revision=revision_of(batch_id, "receiver"))
            batch = store.read(batch_id, "an-receiver")
            assert (batch.status, batch.transition, results(batch_id)) == ("running", "hand_over", ["ready"])

    def test_another_site_can_start_nothing(self, dossiers, ask, started, results):
        batch_id = started("receiver", dossiers(1), "hand_over")
        for accept in (ACCEPT, "text/html"):
            answer = ask("receiver", batch_id, **{"continue": "1"}, _authenticator="wrong", accept=accept)
            assert answer.status == 403
            assert "open for too long" in answer.html
            assert results(batch_id) == ["ready"]


class TestSigning:
    def test_each_decision_gets_its_own_number_and_the_head_sees_what_they_have_looked_at(
        self, dossiers, ask, checked, results
    ):
        made = dossiers(3, "signing")
        who = "approver-khdt"
        with api.env.adopt_user(username=f"an-{who}"):
            access.note(made[0])
        transaction.commit()
        batch_id = checked(who, made, "sign")
        assert "write {n}" in ask(who, batch_id).text
        sent = {"fill": "1", "number": "15/QĐ-SKHDT", "first": "x"}
        refused = ask(who, batch_id, **sent, revision=revision_of(batch_id, who))
        assert "Several decisions can't have one number." in refused.text
        assert "Give a whole number, 1 or more." in refused.text
        assert "15/QĐ-SKHDT" in refused.html
        sent = {"fill": "1", "number": "{n}/QĐ-SKHDT", "first": "15"}
        assert ask(who, batch_id, **sent, revision=revision_of(batch_id, who)).status == 303
        page = ask(who, batch_id)
        assert "You have not looked at 2 of them yet." in page.text
        assert page.texts("//tbody/tr/td[5]") == ["15/QĐ-SKHDT", "16/QĐ-SKHDT", "17/QĐ-SKHDT"]
        assert "Result files attached: 0." in page.text
        uids = [made[0].UID(), made[2].UID()]
        ask(who, batch_id, start="1", uids=uids, revision=revision_of(batch_id, who))
        ask(who, batch_id, **{"continue": "1"})
        transaction.begin()
        assert results(batch_id) == ["done", "left_out", "done"]
        assert [each.events[-1].data.get("number") for each in made] == ["15/QĐ-SKHDT", None, "17/QĐ-SKHDT"]

    def test_who_tries_again_gives_no_number_twice(self, dossiers, ask, act, started, results):
        made = dossiers(2, "signing")
        who = "approver-khdt"
        batch_id = started(who, made, "sign", number="{n}/QĐ", first="15")
        act(made[0], "send_back", who, reason="Sai tên")
        act(made[0], "submit", "handler-khdt")
        act(made[0], "review", who)
        transaction.commit()
        ask(who, batch_id, **{"continue": "1"})
        assert results(batch_id) == ["failed", "done"]
        again = ask(who, batch_id, again="1").batch_id
        assert [item.data for item in store.items(again)] == [{"number": "17/QĐ"}]


def test_the_results_are_downloaded_as_a_table_without_formulas(dossiers, ask, started, act):
    made = dossiers(2)
    batch_id = started("receiver", made, "hand_over")
    act(made[1], "stop", "approver-khdt", reason="Hết hiệu lực", signer="An")
    transaction.commit()
    ask("receiver", batch_id, **{"continue": "1"})
    answer = ask("receiver", batch_id, "csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, first, second = answer.html.removeprefix("\ufeff").splitlines()
    assert header == "Dossier,State,Result,Remarks,Time"
    assert first.startswith(f"{made[0].number},To assign,Done,,20")
    assert "an-approver-khdt has done" in second


def test_a_result_is_looked_for_and_the_failed_ones_are_tried_again(dossiers, ask, started, act):
    made = dossiers(2)
    batch_id = started("receiver", made, "hand_over")
    later = (clock.now() + timedelta(days=365)).isoformat()
    act(made[1], "extend", "approver-khdt", reason="Bão", due=later, signer="An")
    transaction.commit()
    ask("receiver", batch_id, **{"continue": "1"})
    page = ask("receiver", batch_id, query={"result": "failed"})
    assert page.document.xpath("//tr[@class='batch-failed']")
    assert page.texts("//tbody/tr/td[1]") == [made[1].number]
    answer = ask("receiver", batch_id, again="1")
    assert answer.batch_id != batch_id
    assert "Possible for 1 of 1." in ask("receiver", answer.batch_id).text

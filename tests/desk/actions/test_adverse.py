"""What goes wrong on a busy day: others were quicker, rights are lost, forms are sent twice, input is bad."""

from hcc_longan.desk.actions.settings import PREFIX
from hcc_longan.dossiers.lifecycle import move
from io import BytesIO
from plone import api
from types import SimpleNamespace
from zExceptions import NotFound
from zope.annotation.interfaces import IAnnotations
from ZPublisher.HTTPRequest import FileUpload

import pytest


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"


def upload(name: str, data: bytes = PDF) -> FileUpload:
    """A file as the publisher gives it to a view."""
    return FileUpload(
        SimpleNamespace(file=BytesIO(data), filename=name.encode().decode("latin-1"), headers={}, name="files")
    )


class TestTwoAtOnce:
    """Somebody else was quicker."""

    def test_the_second_to_sign_reads_who_did_what_and_keeps_what_was_typed(self, dossier_in, ask, send, moment):
        dossier = dossier_in("signing")
        with moment(11, 3, 14):
            mine = ask(dossier, "sign", "approver-khdt").shown
            assert send(dossier, "sign", "approver-khdt", number="1/QĐ").status == 303
            late = ask(dossier, "sign", "approver-khdt", "POST", "en", **{**mine, "number": "2/QĐ"})
        assert "an-approver-khdt has done “Sign” at 14:00, 03/11/2026." in late.text
        assert "Signed, to hand back" in late.text
        assert late.shown["number"] == "2/QĐ"
        assert not late.document.xpath("//form[@id='action-form']//button[@data-send]")
        assert [event.transition for event in dossier.events].count("sign") == 1

    def test_what_is_still_possible_can_be_sent_again(self, dossier_in, ask, act, moment):
        dossier = dossier_in("handling")
        with moment(11, 3, 14):
            mine = ask(dossier, "ask_payment", "handler-khdt").shown
            act(dossier, "reassign", "approver-khdt", assignee="an-approver-khdt")
            typed = {**mine, "reason": "Lệ phí", "amount": "50000"}
            late = ask(dossier, "ask_payment", "handler-khdt", "POST", **typed)
            assert dossier.state == "handling"
            assert late.document.xpath("//*[@role='alert']//li")
            assert ask(dossier, "ask_payment", "handler-khdt", "POST", **late.shown).status == 303
        assert dossier.state == "paying"

    def test_the_worker_moved_it_meanwhile(self, dossier_in, ask, moment):
        dossier = dossier_in("paying")
        with moment(11, 3, 14):
            mine = ask(dossier, "pay", "receiver", language="en").shown
            move(dossier, "pay", {"amount": 100000, "receipt": "X"}, origin="worker")
            late = ask(dossier, "pay", "receiver", "POST", "en", **{**mine, "receipt": "77"})
        assert "has done “Confirm the payment” at 14:00" in late.text
        assert late.shown["receipt"] == "77"
        assert dossier.fees_paid == 100000

    def test_a_double_click_is_one_step(self, dossier_in, ask, moment):
        dossier = dossier_in("handling")
        with moment(11, 3, 14):
            mine = {**ask(dossier, "ask_payment", "handler-khdt").shown, "reason": "Lệ phí", "amount": "50000"}
            answers = [ask(dossier, "ask_payment", "handler-khdt", "POST", **mine) for _click in range(2)]
        assert [answer.status for answer in answers] == [303, 303]
        assert dossier.fees_due == 50000

    def test_a_key_of_another_step_is_refused(self, dossier_in, ask, moment):
        dossier = dossier_in("handling")
        with moment(11, 3, 14):
            mine = ask(dossier, "submit", "handler-khdt").shown
            assert ask(dossier, "submit", "handler-khdt", "POST", **mine).status == 303
            again = ask(dossier, "review", "approver-khdt", "POST", **mine)
        assert again.status == 200
        assert dossier.state == "reviewing"


class TestLostRights:
    """Between opening and saving somebody's duties changed."""

    def test_the_role_alone(self, centre, dossier_in, ask, moment, http_request):
        dossier = dossier_in("to_assign")
        with moment(11, 3, 14):
            mine = ask(dossier, "assign", "approver-khdt").shown
            groups = centre.acl_users.source_groups
            groups.removePrincipalFromGroup("an-approver-khdt", "approver:khdt")
            groups.addPrincipalToGroup("an-approver-khdt", "handler:khdt")
            # The next request knows nothing of this one.
            IAnnotations(http_request).clear()
            typed = {**mine, "assignee": "an-handler-khdt", "reason": "Gấp"}
            late = ask(dossier, "assign", "approver-khdt", "POST", "en", **typed)
        assert "You may not do this any more" in late.text
        assert late.shown["reason"] == "Gấp"
        assert dossier.state == "to_assign"

    def test_a_stranger_finds_nothing(self, dossier_in, ask):
        dossier = dossier_in("to_assign")
        with pytest.raises(NotFound):
            ask(dossier, "assign", "approver-tp")

    def test_who_may_look_and_not_act_reads_why(self, dossier_in, ask):
        dossier = dossier_in("to_assign")
        page = ask(dossier, "assign", "handler-khdt", language="en")
        assert "“Assign” is not possible for you now" in page.text
        assert not page.document.xpath("//form[@id='action-form']")

    def test_who_gives_a_dossier_away_lands_on_the_lists(self, dossier_in, send, moment):
        dossier = dossier_in("to_assign")
        with moment(11, 3, 14):
            answer = send(dossier, "transfer", "approver-khdt", reason="Thẩm quyền", department="tp")
        assert answer.target.endswith("/vi/can-bo/danh-sach")

    def test_a_form_from_elsewhere_does_nothing(self, dossier_in, ask):
        dossier = dossier_in("received")
        mine = ask(dossier, "hand_over", "receiver").shown
        answer = ask(dossier, "hand_over", "receiver", "POST", **{**mine, "_authenticator": "x"})
        assert answer.errors == {"action-form": "Trang đã mở quá lâu. Không có gì bị mất, xin gửi lại."}
        assert dossier.state == "received"

    def test_no_such_step(self, dossier_in, ask):
        with pytest.raises(NotFound):
            ask(dossier_in("received"), "burn", "receiver")


class TestBadInput:
    """What no form should choke on."""

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("reason", "\0"),
            ("reason", "x" * 5000),
            ("reason", ["a", "b"]),
            ("amount", "١٠٠"),
            ("amount", "9" * 40),
            ("amount", "-5"),
            ("by", "hôm qua"),
            ("by", "2016-10-17"),
        ],
    )
    def test_is_refused_in_words(self, dossier_in, send, field, text, moment):
        dossier = dossier_in("handling")
        with moment(11, 3, 14):
            answer = send(dossier, "ask_payment", "handler-khdt", **{"reason": "Thiếu", "amount": "5", field: text})
        assert list(answer.errors) == [f"action-{field}"]
        assert dossier.state == "handling"

    @pytest.mark.parametrize("days", ["999999", "99999", "1e3", "nan"])
    def test_a_limit_beyond_the_calendar_is_refused(self, dossier_in, send, days, moment):
        dossier = dossier_in("handling")
        task = {"tasks__0__agency": "thue", "tasks__0__what": "Thuế", "tasks__0__days": days}
        with moment(11, 3, 14):
            answer = send(dossier, "ask_agencies", "handler-khdt", **task)
        assert list(answer.errors) == ["action-tasks-0-days"]

    @pytest.mark.parametrize("version", ["", "0", "x", "99999999999", "-1", ["1", "2"]])
    def test_a_version_that_nobody_saw_moves_nothing(self, dossier_in, send, version):
        dossier = dossier_in("received")
        assert send(dossier, "hand_over", "receiver", version=version).status == 200
        assert dossier.state == "received"

    def test_markup_stays_text(self, dossier_in, send, moment):
        dossier = dossier_in("handling")
        with moment(11, 3, 14):
            answer = send(dossier, "ask_payment", "handler-khdt", reason="</textarea><script>alert(1)</script>")
        assert "<script>alert" not in answer.html
        assert answer.shown["reason"] == "</textarea><script>alert(1)</script>"

    def test_a_hundred_rows_are_cut_and_empty_ones_left_out(self, dossier_in, send, moment):
        dossier = dossier_in("handling")
        rows = {f"papers__{number}__what": f"Giấy {number}" for number in range(0, 200, 2)}
        with moment(11, 3, 14):
            assert send(dossier, "ask_supplement", "handler-khdt", reason="Thiếu", **rows).status == 303
        assert len(dossier.events[-1].data["papers"]) == 60

    def test_an_error_in_a_row_stands_at_the_row_that_is_shown(self, dossier_in, send, moment):
        dossier = dossier_in("handling")
        rows = {"tasks__4__agency": "thue", "tasks__4__what": "Thuế", "tasks__4__days": "?", "tasks__1__what": " "}
        with moment(11, 3, 14):
            answer = send(dossier, "ask_agencies", "handler-khdt", **rows)
        assert list(answer.errors) == ["action-tasks-0-days"]
        assert answer.shown["tasks.0.what"] == "Thuế"


@pytest.mark.layer("functional")
class TestFiles:
    """Chosen files survive a refusal."""

    def test_a_file_is_kept_and_comes_with_the_next_try(self, dossier_in, ask, send, moment):
        dossier = dossier_in("signing")
        with moment(11, 3, 14):
            refused = send(dossier, "sign", "approver-khdt", number="x" * 300, files=upload("kết quả.pdf"))
            assert "action-number" in refused.errors
            assert "kết quả.pdf" in refused.text
            again = {**refused.shown, "number": "1/QĐ"}
            assert ask(dossier, "sign", "approver-khdt", "POST", **again).status == 303
        assert [(file.filename, file.data) for file in dossier.results] == [("kết quả.pdf", PDF)]

    def test_a_kept_file_can_be_left_out(self, dossier_in, ask, send, moment):
        dossier = dossier_in("signing")
        with moment(11, 3, 14):
            refused = send(dossier, "sign", "approver-khdt", number="x" * 300, files=upload("sai.pdf"))
            (box,) = refused.document.xpath("//input[@name='remove_file']/@value")
            again = {**refused.shown, "number": "1/QĐ", "remove_file": box}
            assert ask(dossier, "sign", "approver-khdt", "POST", **again).status == 303
        assert not dossier.results

    def test_somebody_elses_kept_files_stay_theirs(self, dossier_in, ask, send, moment):
        dossier = dossier_in("signed")
        with moment(11, 3, 14):
            token = send(dossier, "hand_back", "handler-khdt", version="1", files=upload("a.pdf")).shown["draft"]
            assert token
            assert send(dossier, "hand_back", "approver-khdt", draft=token).status == 303
        assert not dossier.results

    @pytest.mark.parametrize(("name", "data"), [("a.exe", b"MZ"), ("a.pdf", b"no pdf"), ("a.pdf", b"")])
    def test_an_unfit_file_is_refused_in_words(self, dossier_in, send, moment, name, data):
        dossier = dossier_in("signing")
        with moment(11, 3, 14):
            answer = send(dossier, "sign", "approver-khdt", files=upload(name, data))
        assert list(answer.errors) == ["action-files"]
        assert dossier.state == "signing"

    def test_every_unfit_file_is_named(self, dossier_in, send, moment):
        dossier = dossier_in("signing")
        with moment(11, 3, 14):
            answer = send(dossier, "sign", "approver-khdt", files=[upload("a.exe", b"MZ"), upload("b.pdf", b"")])
        assert "a.exe" in answer.errors["action-files"]
        assert "b.pdf" in answer.errors["action-files"]


class TestApology:
    """A new date (NĐ 61/2018/NĐ-CP)."""

    def test_dates_are_offered_in_working_time(self, dossier_in, ask, moment):
        dossier = dossier_in("handling")
        with moment(11, 4):
            page = ask(dossier, "extend", "approver-khdt", language="en")
        options = page.document.xpath("//select[@name='due.usual']/option/text()")
        assert "1 working days more: 09:00, 09/11/2026" in [" ".join(text.split()) for text in options]
        assert page.shown["signer"] == "an-approver-khdt"

    @pytest.mark.parametrize("due", ["2026-11-08T10:00", "2026-11-09T23:00"])
    def test_no_date_when_the_centre_is_closed(self, dossier_in, send, moment, due):
        dossier = dossier_in("handling")
        with moment(11, 4):
            answer = send(dossier, "extend", "approver-khdt", "en", reason="Chờ", due=due)
        assert "New appointment: The centre is closed then." in answer.errors["action-due"]

    @pytest.mark.parametrize(
        "due", ["9999-12-31T23:59", "9999-12-31T10:00", "0001-01-01T00:00", "2026-11-10", "2026-11-10T10:00+00:00"]
    )
    def test_no_date_that_no_browser_sends_or_no_calendar_knows(self, dossier_in, send, moment, due):
        dossier = dossier_in("handling")
        with moment(11, 4):
            answer = send(dossier, "extend", "approver-khdt", "en", reason="Chờ", due=due)
        assert "Give a day and a time" in answer.errors["action-due"]

    def test_a_date_that_was_chosen_stays_after_a_refusal(self, dossier_in, send, moment):
        dossier = dossier_in("handling")
        with moment(11, 4):
            answer = send(dossier, "extend", "approver-khdt", due__usual="2026-11-10T10:00")
        assert list(answer.errors) == ["action-reason"]
        assert answer.shown["due"] == "2026-11-10T10:00"

    def test_a_late_apology_is_warned_of_or_refused(self, dossier_in, ask, send, moment):
        dossier = dossier_in("handling")
        good = {"reason": "Chờ", "due": "2026-11-10T10:00"}
        with moment(11, 5):
            assert "should have been sent" not in ask(dossier, "extend", "approver-khdt", language="en").text
        with moment(11, 6, 8):
            page = ask(dossier, "extend", "approver-khdt", language="en")
            assert "The apology should have been sent by 05/11/2026 at the latest." in page.text
            api.portal.set_registry_record(f"{PREFIX}.refuse_late_apology", True)
            assert send(dossier, "extend", "approver-khdt", "en", **good).errors
            api.portal.set_registry_record(f"{PREFIX}.refuse_late_apology", False)
            assert send(dossier, "extend", "approver-khdt", "en", **good).status == 303

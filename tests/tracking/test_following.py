"""The pages over HTTP, as a citizen without an account uses them."""

from collections.abc import Mapping
from datetime import datetime
from hcc_longan import clock
from hcc_longan.channels import mailbox
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.register.queries import by_number
from hcc_longan.tracking import links
from hcc_longan.tracking.links import act_url
from hcc_longan.tracking.links import follow_url
from hcc_longan.tracking.links import receipt_url
from plone import api
from urllib.parse import urlsplit

import lxml.html
import pytest
import re
import requests
import transaction


pytestmark = pytest.mark.layer("acceptance")

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
ASKED = {
    "reason": "Bản sao giấy khai sinh bị mờ <b>.",
    "papers": [
        {"component": "giay-de-nghi", "what": "Giấy đề nghị, bản rõ hơn"},
        {"component": "khong-co", "what": "Giấy khai sinh"},
    ],
}
PASSWORD = "secret-secret"


class Answer:
    """A page as it arrived: its address, what a person reads, and its forms."""

    def __init__(self, answer: requests.Response):
        self.answer = answer
        self.status, self.url, self.headers = answer.status_code, answer.url, answer.headers
        self.document = lxml.html.fromstring(answer.content)
        (main,) = self.document.xpath("//*[@id='portal-column-content']") or [self.document]
        for script in main.xpath(".//script"):
            script.drop_tree()
        self.text = " ".join(" ".join(main.itertext()).split())

    def fields(self, button: str) -> dict[str, str]:
        """The hidden fields of the form that has a button of this name."""
        (form,) = self.document.xpath(f"//form[.//button[@name='{button}']]")
        hidden = form.xpath(".//input[@type='hidden' and @name]")
        return {"": form.get("action"), **{field.get("name"): field.get("value") or "" for field in hidden}}

    def file_fields(self) -> list[str]:
        return [field.get("name") for field in self.document.xpath("//form[@data-draft-url]//input[@type='file']")]


class Visitor(requests.Session):
    """A browser."""

    def open(self, url: str) -> Answer:
        transaction.commit()
        answer = Answer(self.get(url, timeout=60))
        transaction.begin()
        return answer

    def press(self, page: Answer, button: str, files: Mapping | None = None, **typed: str) -> Answer:
        """Press a button of a page's form after filling it in."""
        fields = page.fields(button)
        url = fields.pop("")
        transaction.commit()
        sent = files or {"nothing": ("", b"")}
        answer = Answer(self.post(url, data={**fields, **typed, button: "1"}, files=sent, timeout=60))
        transaction.begin()
        return answer


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def dossier(file):
    return file()


@pytest.fixture
def asked(dossier, act):
    """A dossier that is waiting for a supplement."""
    act(dossier, "receive", "receiver")
    act(dossier, "ask_supplement", "receiver", **ASKED)
    return dossier


@pytest.fixture
def messages(monkeypatch, tmp_path):
    """What was sent by e-mail, newest first."""
    monkeypatch.setenv("HCC_MAILBOX", str(tmp_path))
    api.portal.set_registry_record("hcc_longan.channels.email_channel", "mailbox")
    return mailbox.newest


class TestLookingUp:
    """`/en/tracking`."""

    def send(self, visitor, portal, number, digits, language="en/tracking", **more) -> Answer:
        transaction.commit()
        data = {"number": number, "digits": digits, **more}
        return Answer(visitor.post(f"{portal.absolute_url()}/{language}", data=data, timeout=60))

    def test_a_number_and_four_characters_lead_to_the_dossier(self, visitor, portal, dossier):
        page = self.send(visitor, portal, dossier.tracking_number.lower(), "6789")
        assert page.status == 200
        assert [each.status_code for each in page.answer.history] == [303]
        assert urlsplit(page.url).path.endswith("/en/follow")
        assert dossier.tracking_number in page.text
        assert "Nguyễn V. A." in page.text

    def test_a_code_that_others_can_guess_opens_less(self, visitor, portal, asked):
        page = self.send(visitor, portal, asked.code, "6789")
        assert "Bản sao giấy khai sinh bị mờ <b>." in page.text
        for secret in ("Văn", "SHA-256", "Receipt and appointment", "Send the message"):
            assert secret not in page.text
        token = page.fields("answer")["_t"]
        url = f"{portal.absolute_url()}/vi/@@follow-file?t={token}&f={asked.papers[0].sha256}"
        assert visitor.open(url).status == 404
        done = visitor.press(page, "answer", message="Tôi trả lời.")
        assert asked.events[-1].reason == "Tôi trả lời."
        # It opens no more after the answer than before.
        assert "Receipt and appointment" not in done.text
        assert "running number" in done.text

    def test_the_language_stays(self, visitor, portal, dossier):
        page = self.send(visitor, portal, dossier.tracking_number, "6789", "vi/tra-cuu")
        assert urlsplit(page.url).path.endswith("/vi/theo-doi")
        assert page.document.get("lang") == "vi"

    def test_unknown_and_unverified_look_alike(self, visitor, portal, dossier):
        pages = [
            self.send(visitor, portal, number, "9999")
            for number in (dossier.tracking_number, dossier.tracking_number[:-1] + "0")
        ]
        assert [page.status for page in pages] == [200, 200]
        one, other = (page.text.replace(dossier.tracking_number, "") for page in pages)
        assert one == other
        assert "Nothing was found" in one

    def test_what_is_missing_is_said_at_the_field_and_on_top(self, visitor, portal, dossier):
        page = self.send(visitor, portal, dossier.tracking_number, "")
        assert page.document.xpath("//*[@role='alert']//a[@href='#digits']")
        (field,) = page.document.xpath("//input[@name='digits']")
        assert field.get("aria-invalid") == "true"
        assert page.document.get_element_by_id(field.get("aria-describedby").split()[0]).text
        (number,) = page.document.xpath("//input[@name='number']")
        assert number.get("value") == dossier.tracking_number

    def test_after_three_tries_the_browser_has_to_work(self, visitor, portal, dossier):
        api.portal.set_registry_record(
            "hcc_longan.protection.limits", ["filing.plain | 0 | 1", "tracking.plain | 1 | 60"]
        )
        for _number in range(2):
            assert "challenge-shown" not in self.send(visitor, portal, "x", "9999").answer.text
        page = self.send(visitor, portal, "x", "9999")
        assert "challenge-shown" in page.answer.text
        # Without any work once, then no more.
        assert "Nothing was found" in self.send(visitor, portal, "x", "9999").text
        assert self.send(visitor, portal, dossier.tracking_number, "0001").status == 429

    def test_too_often(self, visitor, portal, dossier):
        api.portal.set_registry_record("hcc_longan.protection.limits", ["tracking.address | 1 | 600"])
        self.send(visitor, portal, "x", "9999")
        page = self.send(visitor, portal, dossier.tracking_number, "0001")
        assert page.status == 429
        assert 0 < int(page.headers["Retry-After"]) <= 600
        assert "There were too many attempts." in page.text

    @pytest.mark.parametrize(
        "sent", [{"number:list": "x"}, {"number": "\0"}, {"number": "x" * 100_000}, {"number": "<b>"}]
    )
    def test_nonsense(self, visitor, portal, sent):
        transaction.commit()
        answer = visitor.post(f"{portal.absolute_url()}/en/tracking", data={"digits": "1", **sent}, timeout=60)
        assert answer.status_code == 200
        assert "<b>" not in Answer(answer).text


class TestReading:
    """A link to read, which anybody may hold."""

    def test_a_stranger_sees_how_far_it_is_and_nothing_more(self, visitor, asked):
        page = visitor.open(follow_url(asked, "en"))
        assert page.status == 200
        for told in (
            "Supplement requested",
            "Nguyễn V. A.",
            asked.code,
            "What is missing is told to the applicant only",
        ):
            assert told in page.text
        for secret in ("Văn", "mờ", "Giấy khai sinh", "080123456789", "0900000001", "don.pdf", "SHA-256", "Withdraw"):
            assert secret not in page.text
        assert not page.file_fields()

    def test_the_applicant_proves_it_right_there(self, visitor, asked):
        page = visitor.open(follow_url(asked, "en"))
        wrong = visitor.press(page, "verify", digits="9999")
        assert "These are not the last four characters" in wrong.text
        right = visitor.press(page, "verify", digits="0001")
        assert "Bản sao giấy khai sinh bị mờ <b>." in right.text

    def test_nobody_keeps_the_pages(self, visitor, asked, portal):
        for url in (
            follow_url(asked, "vi"),
            act_url(asked, "vi"),
            receipt_url(asked, "vi"),
            f"{portal.absolute_url()}/vi/tra-cuu",
        ):
            headers = visitor.open(url).headers
            assert headers["Cache-Control"] == "private, no-store"
            assert headers["X-Robots-Tag"] == "noindex"
            assert headers["Referrer-Policy"] == "no-referrer"

    @pytest.mark.parametrize(
        "address",
        ["vi/theo-doi", "en/follow?t=x", "vi/bien-nhan?t=", "en/receipt?t=%00%C3", "vi/theo-doi?t:list=x"],
    )
    def test_a_link_that_leads_nowhere(self, visitor, portal, address):
        page = visitor.open(f"{portal.absolute_url()}/{address}")
        assert page.status == 404
        assert page.document.xpath("//a[contains(@href, '/tra-cuu') or contains(@href, '/tracking')]")

    def test_files_of_strangers(self, visitor, asked, portal):
        read = links.read_token(asked)
        paper = asked.papers[0]
        for token in (read, "", "x"):
            url = f"{portal.absolute_url()}/vi/@@follow-file?t={token}&f={paper.sha256}"
            assert visitor.open(url).status == 404
        url = f"{portal.absolute_url()}/vi/@@follow-file?t={links.act_token(asked)}&f="
        transaction.commit()
        answer = visitor.get(url + paper.sha256, timeout=60)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert visitor.open(f"{url}0").status == 404

    def test_the_owner_needs_no_four_characters(self, visitor, file, centre, make_procedure):
        centre.acl_users.source_users.addUser("mai", "mai", PASSWORD)
        centre.acl_users.portal_role_manager.assignRoleToPrincipal("Member", "mai")
        page = make_procedure()
        with api.env.adopt_user(username="mai"):
            dossier = file(page)
        visitor.auth = ("mai", PASSWORD)
        assert "Nguyễn Văn An" in visitor.open(follow_url(dossier, "vi")).text
        visitor.auth = ("an-receiver", PASSWORD)
        assert "Nguyễn V. A." in visitor.open(follow_url(dossier, "vi")).text


class TestAnswering:
    """Handing in what was asked for."""

    def test_it_is_handed_in_right_there(self, visitor, asked):
        page = visitor.open(act_url(asked, "en"))
        first, second, _other = page.file_fields()
        files = [(first, ("đơn.pdf", PDF)), (second, ("a.pdf", PDF + b"a")), (second, ("b.pdf", PDF + b"b"))]
        done = visitor.press(page, "answer", files, message="Tôi gửi lại.\nCảm ơn.")
        assert "Thank you. What you handed in has arrived" in done.document.text_content()
        event = asked.events[-1]
        assert (event.transition, event.role, event.actor, event.after) == ("supplement", "Applicant", "", "received")
        assert event.reason == "Tôi gửi lại.\nCảm ơn."
        handed_in = [(file.component, file.filename, file.source) for file in asked.attachments]
        # What was asked for besides is no component of the procedure.
        assert handed_in == [("giay-de-nghi", "đơn.pdf", 4), ("", "a.pdf", 4), ("", "b.pdf", 4)]
        assert asked.attachments[0].data == PDF
        assert "You have nothing to do." in done.text
        assert "đơn.pdf" in done.text

    def test_before_reception_too(self, visitor, dossier, act):
        act(dossier, "ask_correction", "receiver", **ASKED)
        page = visitor.open(act_url(dossier, "vi"))
        visitor.press(page, "answer", [(page.file_fields()[0], ("don.pdf", PDF))])
        assert dossier.events[-1].transition == "correct"
        assert dossier.state == "filed"

    def test_a_file_that_is_refused_harms_neither_the_others_nor_the_message(self, visitor, asked):
        page = visitor.open(act_url(asked, "en"))
        first, second, _other = page.file_fields()
        files = [(first, ("a.pdf", PDF)), (second, ("virus.exe", b"MZ")), (second, ("b.pdf", b"no pdf"))]
        page = visitor.press(page, "answer", files, message="Xin chào")
        assert asked.state == "supplementing"
        assert page.document.xpath(f"//*[@role='alert']//a[@href='#{second}']")
        assert page.document.xpath("//textarea[@name='message']")[0].text.strip() == "Xin chào"
        assert "a.pdf" in page.text
        page = visitor.press(page, "answer", [(second, ("b.pdf", PDF + b"b"))], message="Xin chào")
        assert [file.filename for file in asked.attachments] == ["a.pdf", "b.pdf"]

    def test_files_are_kept_for_later_and_can_be_removed(self, visitor, asked):
        page = visitor.open(act_url(asked, "en"))
        field = page.file_fields()[0]
        visitor.press(page, "keep", [(field, ("a.pdf", PDF)), (field, ("b.pdf", PDF + b"b"))], message="Sau")
        page = visitor.open(act_url(asked, "en"))
        assert ("a.pdf" in page.text, "b.pdf" in page.text) == (True, True)
        (tick,) = page.document.xpath("//li[@data-upload-name='a.pdf']//input[@type='checkbox']")
        page = visitor.press(page, "keep", **{tick.get("name"): tick.get("value")})
        assert "a.pdf" not in page.text
        visitor.press(page, "answer")
        assert [file.filename for file in asked.attachments] == ["b.pdf"]

    def test_what_somebody_prepared_is_not_shown_to_another_browser(self, visitor, asked):
        page = visitor.open(act_url(asked, "en"))
        visitor.press(page, "keep", [(page.file_fields()[0], ("a.pdf", PDF))])
        assert "a.pdf" not in Visitor().open(act_url(asked, "en")).text

    def test_a_double_click_hands_in_once(self, visitor, asked):
        page = visitor.open(act_url(asked, "en"))
        files = [(page.file_fields()[0], ("a.pdf", PDF))]
        first = visitor.press(page, "answer", files)
        second = visitor.press(page, "answer", files)
        assert "Thank you" in first.document.text_content()
        assert "Thank you" in second.document.text_content()
        assert [event.transition for event in asked.events].count("supplement") == 1
        assert len(asked.attachments) == 1

    def test_nothing_is_no_answer(self, visitor, asked):
        page = visitor.open(act_url(asked, "en"))
        page = visitor.press(page, "answer", message="  ")
        assert "so far there is nothing to hand in" in page.text
        assert asked.state == "supplementing"

    def test_a_message_alone_is_one(self, visitor, asked):
        visitor.press(visitor.open(act_url(asked, "en")), "answer", message="Tôi không có giấy này.")
        assert asked.events[-1].reason == "Tôi không có giấy này."

    def test_a_form_of_an_earlier_request_answers_no_later_one(self, visitor, asked, act):
        page = visitor.open(act_url(asked, "en"))
        with api.env.adopt_user(username="an-receiver"):
            move(asked, "supplement")
            move(asked, "ask_supplement", {**ASKED, "reason": "Thêm nữa."})
        page = visitor.press(page, "answer", message="Đây")
        assert "Meanwhile something has happened in the dossier." in page.text
        assert asked.state == "supplementing"

    def test_a_link_to_read_acts_in_nothing(self, visitor, asked):
        page = visitor.open(act_url(asked, "en"))
        fields = page.fields("answer")
        url = fields.pop("")
        transaction.commit()
        for token, form in ((links.read_token(asked), ""), (links.read_token(asked), "x"), (fields["_t"], "")):
            answer = visitor.post(
                url, data={**fields, "_t": token, "_form": form, "answer": "1", "message": "x"}, timeout=60
            )
            assert answer.status_code == 200
            assert "The page was open for too long." in answer.text
        transaction.begin()
        assert asked.state == "supplementing"

    def test_a_form_of_another_dossier(self, visitor, asked, file):
        other = file()
        form = visitor.open(act_url(other, "en")).fields("withdraw")["_form"]
        page = visitor.open(act_url(asked, "en"))
        fields = page.fields("answer")
        transaction.commit()
        visitor.post(fields.pop(""), data={**fields, "_form": form, "answer": "1", "message": "x"}, timeout=60)
        transaction.begin()
        assert asked.state == "supplementing"

    def test_who_took_long_to_gather_papers_goes_on(self, visitor, asked):
        with clock.at(datetime(2026, 1, 5, 8, tzinfo=ZONE)):
            old = links.act_token(asked)
        assert visitor.open(act_url(asked, "en").partition("=")[0] + f"={old}").status == 404
        page = visitor.open(act_url(asked, "en"))
        # The address will be over, the forms are not: each names the dossier by its lasting link.
        for button in ("answer", "withdraw"):
            assert page.fields(button)["_t"] == links.read_token(asked)
        # What is wrong can be corrected.
        wrong = visitor.press(page, "answer", message=" ")
        assert "so far there is nothing to hand in" in wrong.text
        visitor.press(wrong, "answer", message="Đây")
        assert asked.events[-1].transition == "supplement"

    def test_a_message_is_written_as_long_as_the_form_works(self, visitor, asked):
        page = visitor.open(act_url(asked, "en"))
        (form,) = page.document.xpath("//form[.//textarea[@name='message_text']]")
        assert form.fields["_t"] == links.read_token(asked)
        transaction.commit()
        visitor.post(form.get("action"), data={**dict(form.fields), "message_text": "Xin hỏi"}, timeout=60)
        transaction.begin()
        assert [message["text"] for message in asked.messages] == ["Xin hỏi"]

    def test_a_huge_message_is_cut_and_nul_left_out(self, visitor, asked):
        page = visitor.open(act_url(asked, "en"))
        visitor.press(page, "answer", message="a\0" + "b" * 20_000)
        assert len(asked.events[-1].reason) == 5000

    def test_the_script_talks_to_the_draft_by_the_link(self, visitor, asked):
        page = visitor.open(act_url(asked, "en"))
        (form,) = page.document.xpath("//form[@data-draft-url]")
        saved = visitor.post(form.get("data-draft-url"), json={"values": {"message": "Tôi"}, "revision": 0}, timeout=60)
        assert saved.status_code == 200, saved.text
        assert visitor.open(act_url(asked, "en")).document.xpath("//textarea[@name='message']")[0].text.strip() == "Tôi"
        begun = {
            "component": page.file_fields()[0],
            "filename": "a.pdf",
            "size": len(PDF),
            "token": saved.json()["token"],
        }
        upload = visitor.post(form.get("data-uploads-url"), json=begun, timeout=60).json()
        url = f"{form.get('data-uploads-url')}/{upload['id']}"
        half = visitor.press(visitor.open(act_url(asked, "en")), "answer")
        assert "has not arrived completely" in half.text
        sent = visitor.patch(url, data=PDF, headers={"Upload-Offset": "0"}, timeout=60)
        assert sent.json()["complete"], sent.text
        visitor.press(visitor.open(act_url(asked, "en")), "answer")
        assert [file.filename for file in asked.attachments] == ["a.pdf"]
        assert asked.events[-1].reason == ""

    @pytest.mark.parametrize("view", ["follow-draft", "follow-uploads"])
    def test_drafts_of_no_dossier(self, visitor, portal, view):
        transaction.commit()
        for path in ("", "/x", "/x/y", "/x/y/z"):
            answer = visitor.get(f"{portal.absolute_url()}/vi/@@{view}{path}", timeout=60)
            assert answer.status_code in (404, 410), path


class TestWithdrawing:
    """Asking to withdraw."""

    def test_with_a_reason(self, visitor, dossier):
        page = visitor.open(act_url(dossier, "en"))
        refused = visitor.press(page, "withdraw", reason=" ")
        assert refused.document.xpath("//*[@role='alert']//a[@href='#reason']")
        done = visitor.press(page, "withdraw", reason="Tôi không cần nữa.")
        assert dossier.state == "withdrawing"
        assert (dossier.events[-1].role, dossier.events[-1].reason) == ("Applicant", "Tôi không cần nữa.")
        assert "Withdrawal requested" in done.text
        again = visitor.press(page, "withdraw", reason="Tôi không cần nữa.")
        assert again.status == 200
        assert dossier.version == 2
        assert not done.document.xpath("//button[@name='withdraw']")

    def test_not_when_the_matter_is_closed(self, visitor, dossier, act):
        act(dossier, "refuse", "receiver", reason="Sai.", legal_basis="Luật")
        page = visitor.open(act_url(dossier, "en"))
        assert not page.document.xpath("//button[@name='withdraw']")
        assert "Legal basis: Luật" in page.text


class TestReceipt:
    """The receipt of a filing."""

    @pytest.fixture
    def filed(self, file):
        files = [{"component": "giay-de-nghi", "filename": "Đơn của tôi.pdf", "data": PDF}]
        person = {"name": "Nguyễn Văn An", "phone": "0900000001", "email": "an@example.org", "language": "en"}
        return file(applicant=person, attachments=files)

    def test_what_arrived_and_what_happens_next(self, visitor, filed, moment):
        page = visitor.open(receipt_url(filed, "en"))
        sha256 = filed.attachments[0].sha256
        for told in (
            "Your dossier has arrived",
            "Đơn của tôi.pdf",
            sha256,
            "not checked for viruses",
            "An officer looks at",
        ):
            assert told in page.text
        spelled = ", ".join(" ".join(group) for group in filed.tracking_number.split("-"))
        assert spelled in page.text
        assert page.document.xpath("//svg | //*[local-name()='svg']")

    def test_the_promise_of_reception_follows_the_calendar_and_the_setting(self, visitor, file, moment):
        with moment(11, 6, 16):
            dossier = file()
        api.portal.set_registry_record("hcc_longan.tracking.reception_hours", 4)
        assert "10:00, 9 November 2026" in visitor.open(receipt_url(dossier, "en")).text

    def test_as_pdf(self, visitor, filed, portal):
        page = visitor.open(receipt_url(filed, "vi"))
        (url,) = page.document.xpath("//a[contains(@href, 'receipt-pdf')]/@href")
        answer = visitor.get(url, timeout=60)
        assert answer.content[:5] == b"%PDF-"
        assert filed.tracking_number in answer.headers["Content-Disposition"]
        for token in ("x", links.read_token(filed), links.act_token(filed)):
            assert visitor.open(f"{portal.absolute_url()}/vi/@@receipt-pdf?t={token}").status == 404

    def send(self, visitor, page, email):
        (form,) = page.document.xpath("//form[.//input[@name='email']]")
        transaction.commit()
        answer = visitor.post(form.get("action"), data={**dict(form.fields), "email": email}, timeout=60)
        transaction.begin()
        return Answer(answer)

    def test_sent_to_an_address(self, visitor, filed, messages):
        page = visitor.open(receipt_url(filed, "en"))
        assert self.send(visitor, page, "nobody").document.xpath("//*[@role='alert']//a[@href='#email']")
        assert messages() == []
        self.send(visitor, page, "binh@example.org")
        (message,) = messages()
        assert message.to == "binh@example.org"
        for told in (
            filed.tracking_number,
            filed.attachments[0].sha256,
            follow_url(filed, "en"),
            receipt_url(filed, "en"),
        ):
            assert told in message.text

    def test_not_sent_for_ever(self, visitor, filed, messages):
        api.portal.set_registry_record("hcc_longan.protection.limits", ["receipts.recipient | 1 | 600"])
        page = visitor.open(receipt_url(filed, "en"))
        self.send(visitor, page, "binh@example.org")
        assert self.send(visitor, page, "BINH@example.org").status == 429
        assert len(messages()) == 1

    def file_online(self, portal, email, language="en") -> requests.Response:
        transaction.commit()
        body = {
            "procedure": "2.001610",
            "applicant": {"name": "Nguyễn Văn An", "phone": "0900000001", "email": email, "language": language},
        }
        headers = {"Accept": "application/json"}
        answer = requests.post(f"{portal.absolute_url()}/@dossiers", json=body, headers=headers, timeout=60)
        transaction.begin()
        return answer

    def test_sent_when_a_dossier_is_filed_online(self, portal, make_procedure, messages):
        make_procedure()
        number = self.file_online(portal, "an@example.org").json()["tracking_number"]
        (message,) = messages()
        assert (message.to, message.subject) == ("an@example.org", f"Your dossier has arrived: {number}")
        (receipt,) = re.findall(r"\S+/en/receipt\?t=\S+", message.text)
        assert number in Answer(requests.get(receipt, timeout=60)).text.replace(" ", "")

    def test_without_an_address_nothing_is_sent(self, portal, make_procedure, messages):
        make_procedure()
        assert self.file_online(portal, None).status_code == 201
        assert messages() == []

    def test_a_fault_of_the_mail_breaks_no_filing(self, portal, make_procedure, messages, monkeypatch, caplog):
        def fail(*args, **kwargs):
            raise RuntimeError("no mail today")

        make_procedure()
        monkeypatch.setattr("hcc_longan.tracking.receipts.send_email", fail)
        answer = self.file_online(portal, "an@example.org")
        assert answer.status_code == 201
        assert by_number(answer.json()["tracking_number"])
        assert "no mail today" in caplog.text

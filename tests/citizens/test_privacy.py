"""The page on personal data: notice, export, consents, requests."""

from hcc_longan import _
from hcc_longan.accounts import codes
from hcc_longan.accounts.making import delete_account
from hcc_longan.accounts.making import what_needs
from hcc_longan.citizens import consents
from hcc_longan.citizens import requests
from hcc_longan.citizens.browser.privacy import COOKIE
from hcc_longan.citizens.browser.privacy import PURPOSE
from hcc_longan.citizens.consents import Consent
from hcc_longan.citizens.keeping import OpenDossiers
from hcc_longan.dossiers import access
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import write
from hcc_longan.drafts import store
from io import BytesIO
from plone import api
from zipfile import ZipFile
from zope.i18n import translate

import json
import lxml.html
import pytest
import transaction


PDF = {"component": "giay-de-nghi", "filename": "đơn.pdf", "data": b"%PDF-1.7\n%%EOF"}

MAI = requests.Requester("mai", "Mai", "mai@example.org")


@pytest.fixture
def export(ask, http_request):
    """The archive that the present user gets."""

    def get(language: str = "vi") -> ZipFile:
        # The answer is a stream and not a page.
        answer = ask("my-data", "POST", language=language).html
        assert http_request.response.getHeader("Content-Type").startswith("application/zip")
        assert http_request.response.getHeader("Cache-Control") == "private, no-store"
        return ZipFile(BytesIO(b"".join(answer)))

    return get


class TestNotice:
    """What everybody may read."""

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_is_there_in_both_languages(self, ask, anonymous, centre, language):
        with anonymous():
            page = ask("privacy", language=language)
        assert page.texts("//h1") == [translate(_("Personal data"), target_language=language)]
        assert "91/2025/QH15" in page.text
        assert not page.document.xpath("//input[@type='checkbox']")

    def test_is_the_centres_own_where_it_has_one(self, ask, anonymous, centre):
        api.portal.set_registry_record("hcc_longan.citizens.notice_vi", "Một <b>.\r\n\r\nHai.")
        with anonymous():
            page = ask("privacy")
            assert page.texts("//p[@class='hcc-message-text']") == ["Một <b>.", "Hai."]
            assert "91/2025/QH15" in ask("privacy", language="en").text


class TestExport:
    """Taking one's data away."""

    def test_has_everything_of_ones_own_and_nothing_of_others(
        self, export, mai, file, procedure, as_person, act, http_request
    ):
        # Drafts are kept by themselves, and wait for SQLite's single writer.
        draft = store.new_draft("form", "mai", "vi", path="/plone/vi/form", title="Bản nháp")
        store.save(draft.token, {"hoten": "Mai"}, 0)
        theirs = store.new_draft("form", "binh", "vi", path="/plone/vi/form", title="Nháp của Bình")
        with as_person("mai"):
            mine = file(procedure, attachments=[PDF, PDF], answers={"vốn": 5, "nơi": ["Tân An"]})
            write(mine, "Câu hỏi của tôi", Side.CITIZEN, [{**PDF, "component": "", "filename": "ảnh.pdf"}])
            consents.give("mai", Consent.NEWSLETTER, "Tin tức")
            requests.make_request(MAI, {"kind": "correct", "text": "Sai tên"}, "vi")
        with as_person("binh"):
            other = file(procedure, applicant={"name": "Trần Văn Bình", "phone": "0912345678"}, attachments=[PDF])
            write(other, "Bí mật của Bình", Side.CITIZEN)
        act(mine, "refuse", "receiver", reason="Sai mẫu", legal_basis="NĐ")
        with as_person("an-inspector"):
            access.note(mine)
        with mai():
            archive = export()
        transaction.abort()
        for each in (draft, theirs):
            store.discard(each.token)
        assert archive.testzip() is None
        data = json.loads(archive.read("data.json"))
        assert data["account"]["name"] == "Nguyễn Thị Mai"
        (dossier,) = data["dossiers"]
        assert (dossier["number"], dossier["answers"]) == (mine.number, {"vốn": 5, "nơi": ["Tân An"]})
        assert [step["title"] for step in dossier["steps"]]
        assert "Sai mẫu" in json.dumps(dossier["steps"], ensure_ascii=False)
        assert [message["text"] for message in dossier["messages"]] == ["Câu hỏi của tôi"]
        assert len(dossier["looks"]) == 1
        paths = {file["path"] for file in dossier["files"]}
        assert paths == set(archive.namelist()) - {"data.json", "index.html"}
        assert len([path for path in paths if "/handed-in/" in path]) == 3
        assert data["drafts"][0]["values"] == {"hoten": "Mai"}
        assert [row["kind"] for row in data["consents"]] == ["newsletter"]
        assert [row["text"] for row in data["requests"]] == ["Sai tên"]
        page = archive.read("index.html").decode()
        for text in (mine.number, "Câu hỏi của tôi", "Sai tên", "Bản nháp"):
            assert text in page
        # Nothing of others, and no officer's account.
        for secret in (other.number, "Bình", "an-inspector", "an-receiver"):
            assert secret not in page
            assert secret not in archive.read("data.json").decode()

    def test_what_was_typed_is_text_in_the_page(self, export, mai, file, procedure):
        with mai():
            dossier = file(procedure, answers={"<i>": "<script>alert(1)</script>"})
            write(dossier, "<img src=x onerror=alert(1)>", Side.CITIZEN)
            page = lxml.html.fromstring(export("en").read("index.html").decode())
        assert not page.xpath("//script | //img | //i")

    def test_somebody_without_anything_gets_that(self, export, as_person):
        with as_person("binh"):
            assert json.loads(export().read("data.json"))["dossiers"] == []

    @pytest.mark.parametrize("token", ["", "forged"])
    def test_is_given_to_the_pages_own_button_only(self, ask, mai, token):
        with mai():
            assert ask("my-data", "POST", _authenticator=token).html in ("", None)
            assert ask("my-data").html in ("", None)

    def test_is_for_people_who_are_signed_in(self, ask, anonymous, centre, sent_to):
        with anonymous():
            ask("my-data", "POST")
        assert "/dang-nhap?" in sent_to()

    def test_is_not_given_without_end(self, ask, export, mai):
        with mai():
            for _number in range(10):
                export()
            assert ask("my-data", "POST").html in ("", None)


class TestConsents:
    """Optional consents."""

    def test_none_is_given_before_somebody_gives_it(self, ask, mai):
        with mai():
            page = ask("privacy")
        assert len(page.document.xpath("//input[@type='checkbox']")) == len(Consent)
        assert not page.document.xpath("//input[@type='checkbox'][@checked]")

    def test_are_given_and_withdrawn_with_their_dates(self, ask, mai, moment):
        with mai():
            with moment(11, 2, 8):
                ask("privacy", "POST", consent="1", consents=["newsletter", "everything"])
                ask("privacy", "POST", consent="1", consents=["newsletter"])
            assert ask("privacy").document.xpath("//input[@checked]/@value") == ["newsletter"]
            with moment(11, 3, 8):
                ask("privacy", "POST", consent="1")
        (row,) = consents.history("mai")
        assert (row.given_at.day, row.withdrawn_at.day) == (2, 3)
        assert row.wording
        assert not consents.has_given("mai", Consent.NEWSLETTER)


class TestRequests:
    """Making a request, with and without an account."""

    def test_somebody_with_an_account_asks_and_sees_the_answer(self, ask, mai, moment):
        with mai(), moment(11, 2, 8):
            page = ask("privacy", "POST", request="1", kind="", text="Tên sai", key="k")
            assert page.document.get_element_by_id("text").value == "Tên sai"
            assert page.document.get_element_by_id("error-kind").text
            for _click in range(2):
                ask("privacy", "POST", request="1", kind="correct", text="Tên sai", key="k")
        (row,) = requests.of_account("mai")
        assert (row.contact, row.name) == ("mai@example.org", "Nguyễn Thị Mai")
        requests.answer(row.number, {"state": "answered", "answer": "Đã sửa <b>."})
        with mai():
            assert "Đã sửa <b>." in ask("privacy").text

    def test_somebody_without_an_account_proves_an_address_first(
        self, ask, anonymous, centre, http_request, monkeypatch
    ):
        sent = []
        monkeypatch.setattr(codes, "send_email", lambda to, subject, text, **kwargs: sent.append((to, text)))
        monkeypatch.setattr(codes.email_channel().__class__, "check", lambda self: None)
        cookies = http_request.cookies
        with anonymous():
            api.portal.set_registry_record("hcc_longan.protection.difficulty", 0)
            api.portal.set_registry_record("hcc_longan.protection.shortest_time", 0)
            assert not ask("privacy").document.xpath("//textarea")
            page = ask("privacy", "POST", send="1", address="nobody", **challenge_of(ask("privacy")))
            assert page.document.get_element_by_id("error-address").text
            ask("privacy", "POST", send="1", address="Binh@example.org", **challenge_of(ask("privacy")))
            ((to, text),) = sent
            code = next(word for word in text.replace(".", " ").split() if word.isdigit() and len(word) == 6)
            pending = http_request.response.cookies["hcc_account"]["value"]
            page = ask("privacy", "POST", confirm="1", pending=pending, code="000000" if code != "000000" else "1")
            assert page.document.get_element_by_id("error-code").text
            assert COOKIE not in http_request.response.cookies
            ask("privacy", "POST", confirm="1", pending=pending, code=code)
            cookies[COOKIE] = http_request.response.cookies[COOKIE]["value"]
            ask("privacy", "POST", request="1", kind="delete", text="Xóa số điện thoại", name="Bình", key="k")
            assert "Xóa số điện thoại" in ask("privacy").text
        (row,) = requests.of_contact(to)
        assert (row.user_id, row.name, row.contact) == (None, "Bình", "binh@example.org")
        cookies.clear()
        with anonymous():
            assert "Xóa số điện thoại" not in ask("privacy").text

    @pytest.mark.parametrize("token", ["", "forged", "mai@example.org"])
    def test_a_made_up_proof_opens_nothing(self, ask, anonymous, centre, http_request, monkeypatch, token):
        requests.make_request(requests.Requester("", "Mai", "mai@example.org"), {"kind": "access", "text": "Gì?"}, "vi")
        monkeypatch.setitem(http_request.cookies, COOKIE, token)
        with anonymous():
            ask("privacy", "POST", request="1", kind="delete", text="Xóa hết", key="k")
            page = ask("privacy")
        assert "Gì?" not in page.text
        assert [row.text for row in requests.open_requests()] == ["Gì?"]

    def test_nobody_asks_without_end(self, ask, mai):
        with mai():
            for number in range(11):
                page = ask("privacy", "POST", request="1", kind="access", text=f"Lần {number}", key=str(number))
        assert page.document.xpath("//*[@role='alert']")
        assert len(requests.of_account("mai")) == 10


def challenge_of(page) -> dict[str, str]:
    """The hidden fields of the form in which an address is typed."""
    (form,) = page.document.xpath("//*[@id='address']/following-sibling::form")
    return {name: value for name, value in form.form_values() if name not in ("_authenticator", "address", "send")}


class TestAccounts:
    """What an account is needed for, and what goes with it."""

    def test_an_account_with_open_dossiers_is_kept(self, of_mai, act):
        assert [reason for reason in what_needs("mai") if reason in OpenDossiers().reasons("mai")]
        act(of_mai, "refuse", "receiver", reason="Sai", legal_basis="NĐ")
        assert OpenDossiers().reasons("mai") == []
        assert OpenDossiers().reasons("binh") == []

    def test_consents_end_with_the_account(self, mai):
        consents.give("mai", Consent.COMMENTS, "Đăng bình luận")
        delete_account("mai")
        assert not consents.has_given("mai", Consent.COMMENTS)
        assert PURPOSE

"""Going on later without a script: what a person reads and presses."""

from hcc_longan import clock
from hcc_longan.channels import sending
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.vietnamese import format_date
from plone import api
from urllib.parse import urlsplit

import lxml.html
import pytest
import re
import transaction


pytestmark = pytest.mark.layer("acceptance")

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\n%%EOF"


@pytest.fixture
def sent(monkeypatch):
    """The messages that were sent."""
    found = []
    from hcc_longan.drafts import messages

    monkeypatch.setattr(
        messages, "send_email", lambda to, subject, text, language="vi": found.append((to, subject, text, language))
    )
    monkeypatch.setattr(messages, "send_sms", lambda number, text: found.append((number, text)))
    return found


def page(answer) -> lxml.html.HtmlElement:
    assert answer.status_code in (200, 410), answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    (main,) = lxml.html.fromstring(answer.text).xpath("//*[@id='content']")
    return main


def words(answer) -> str:
    return " ".join(page(answer).text_content().split())


def where(answer) -> str:
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["Location"]).path.rpartition("/")[2]


def keep(browser, **values):
    files = {"form.widgets.don": ("đơn.pdf", PDF, "application/pdf")} if values.pop("file", False) else {}
    fields = {"form.widgets.don.upload-component": "giay-de-nghi", **values}
    return browser.send("POST", "keep-draft", files=[(k, (None, v)) for k, v in fields.items()] + list(files.items()))


class TestKeeping:
    def test_what_was_typed_and_chosen_is_kept(self, browse):
        mine = browse()
        assert where(keep(mine, **{"form.widgets.who": "Mai", "file": True})) == "@@resume-link"
        found = mine.read()
        assert found["values"] == {"form.widgets.who": "Mai"}
        (upload,) = found["uploads"]
        assert (upload["filename"], upload["component"], upload["complete"]) == ("đơn.pdf", "giay-de-nghi", True)
        day = format_date(store.get(found["token"]).expires_at.astimezone(clock.ZONE).date(), "vi")
        assert day in words(mine.send("GET", "resume-link"))

    def test_a_file_that_cannot_be_taken_loses_nothing_else(self, browse):
        mine = browse()
        answer = mine.send(
            "POST",
            "keep-draft",
            files={
                "form.widgets.who": (None, "Mai"),
                "form.widgets.don.upload-component": (None, "giay-de-nghi"),
                "form.widgets.don": ("a.exe", b"MZ", "application/octet-stream"),
            },
        )
        assert where(answer) == "thu"
        assert mine.read()["values"] == {"form.widgets.who": "Mai"}

    def test_two_pages_that_save_one_after_the_other_keep_both(self, browse):
        mine = browse()
        keep(mine, a="1", b="", draft_revision="0")
        token = mine.read()["token"]
        keep(mine, a="", b="2", draft=token, draft_revision="0")
        assert mine.read()["values"] == {"a": "1", "b": "2"}

    def test_other_sites_keep_nothing(self, browse):
        answer = browse().send("POST", "keep-draft", data={"a": "1"}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403

    @pytest.mark.usefixtures("people")
    def test_what_is_sent_after_the_session_ended_is_in_the_account(self, browse):
        mine = browse("mai")
        token = mine.save({"a": "1"})["token"]
        mine.sign_in("")
        assert where(keep(mine, a="12", draft=token, draft_revision="1", file=True)) == "dang-nhap"
        mine.read(status=410)
        mine.sign_in("mai")
        assert (mine.read()["values"], len(mine.read()["uploads"])) == ({"a": "12"}, 1)

    def test_to_look_at_it_goes_to_the_form(self, browse):
        assert where(browse().send("GET", "keep-draft")) == "thu"


class TestDiscarding:
    def test_it_asks_first(self, browse):
        mine = browse()
        mine.save({"a": "1"})
        assert page(mine.send("GET", "discard-draft")).xpath(".//button[@name='confirmed']")
        assert mine.read()["values"]
        assert where(mine.send("POST", "discard-draft", data={"confirmed": "1"})) == "thu"
        mine.read(status=410)

    def test_without_a_draft_there_is_nothing_to_ask(self, browse):
        assert where(browse().send("GET", "discard-draft")) == "thu"


class TestLink:
    def ask(self, browser, contact):
        return browser.send("POST", "resume-link", data={"contact": contact})

    def test_a_link_opens_the_draft_elsewhere(self, browse, sent):
        mine = browse()
        mine.save({"a": "1"})
        assert "m***@e***.org" in words(self.ask(mine, " Mai@Example.org "))
        ((to, _subject, text, language),) = sent
        assert (to, language) == ("mai@example.org", "vi")
        (link,) = re.findall(r"http\S+@@resume\?t=\S+", text)
        other = browse()
        answer = other.session.get(link, allow_redirects=False)
        assert where(answer) == "thu"
        assert other.read()["values"] == {"a": "1"}
        assert store.get(mine.read()["token"]).contact == "mai@example.org"

    def test_a_phone_gets_an_sms(self, browse, sent):
        mine = browse()
        mine.save({"a": "1"})
        assert "090****567" in words(self.ask(mine, "+84 901 234 567"))
        ((number, text),) = sent
        assert number == "0901234567"
        assert "@@resume?t=" in text

    @pytest.mark.parametrize("contact", ["", "mai", "mai@", "0272 123 456", "a@b.vn\nBcc: c@d.vn", "x" * 5000])
    def test_what_is_no_contact_is_explained(self, browse, sent, contact):
        mine = browse()
        mine.save({"a": "1"})
        found = page(self.ask(mine, contact))
        assert found.xpath(".//*[@role='alert']//a[@href='#contact']")
        assert "is-invalid" in found.xpath(".//input[@id='contact']/@class")[0]
        assert sent == []

    def test_nobody_is_flooded(self, browse, sent):
        api.portal.set_registry_record("hcc_longan.protection.limits", ["resume.recipient | 1 | 60"])
        mine = browse()
        mine.save({"a": "1"})
        self.ask(mine, "mai@example.org")
        assert page(self.ask(mine, "MAI@example.org")).xpath(".//*[@role='alert']")
        assert len(sent) == 1

    def test_without_a_draft_there_is_nothing_to_send(self, browse, sent):
        assert where(self.ask(browse(), "mai@example.org")) == "thu"
        assert sent == []

    def test_a_link_that_is_none_is_explained(self, browse):
        for link in ("resume", "resume?t=x", "resume?t=" + "x" * 3000):
            answer = browse().send("GET", link)
            assert answer.status_code == 410
            assert page(answer).xpath(".//h1")

    def test_a_filed_draft_says_under_which_number(self, browse):
        mine = browse()
        token = mine.save({"a": "1"})["token"]
        store.mark_filed(token, "LA-1234")
        transaction.commit()
        assert "LA-1234" in words(mine.send("GET", f"resume?t={token}"))

    def test_another_draft_of_this_browser_is_not_lost_unasked(self, browse):
        mine, other = browse(), browse()
        token = mine.save({"a": "1"})["token"]
        other.save({"a": "2"})
        found = page(other.send("GET", f"resume?t={token}"))
        assert found.xpath(".//input[@name='t']/@value") == [token]
        assert other.read()["values"] == {"a": "2"}
        assert where(other.send("POST", "resume", data={"t": token, "confirmed": "1"})) == "thu"
        assert other.read()["values"] == {"a": "1"}

    @pytest.mark.usefixtures("people")
    def test_a_draft_of_an_account_asks_to_sign_in(self, browse):
        token = browse("mai").save({"a": "1"})["token"]
        assert where(browse().send("GET", f"resume?t={token}")) == "dang-nhap"
        assert page(browse("nam").send("GET", f"resume?t={token}")).xpath(".//h1")
        browse("nam").read(status=410)
        mine = browse("mai")
        assert where(mine.send("GET", f"resume?t={token}")) == "thu"

    @pytest.mark.usefixtures("people")
    def test_of_two_drafts_the_one_of_the_link_is_opened(self, browse, form):
        first = store.new_draft(store.key_of(form), "mai", "vi")
        second = store.new_draft(store.key_of(form), "mai", "vi")
        store.save(second.token, {"a": "2"}, 0)
        mine = browse("mai")
        mine.send("GET", f"resume?t={first.token}")
        assert mine.read()["token"] == first.token


def test_the_channels_take_what_is_sent(browse, monkeypatch):
    """The messages' own channels, not stand-ins: a link goes out when the request commits."""
    delivered = []

    class Channel:
        def send(self, message):
            delivered.append(message)

    monkeypatch.setattr(sending, "email_channel", Channel)
    mine = browse()
    mine.save({"a": "1"})
    mine.send("POST", "resume-link", data={"contact": "mai@example.org"})
    (message,) = delivered
    assert "@@resume?t=" in message.get_content()
    assert message["To"] == "mai@example.org"


def test_uploads_without_a_script_are_listed(browse):
    mine = browse()
    keep(mine, a="1", file=True)
    assert len(uploads.of(store.get(mine.read()["token"]))) == 1

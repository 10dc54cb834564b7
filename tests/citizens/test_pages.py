"""My dossiers and the page of one of them."""

from hcc_longan import upgrades
from hcc_longan.citizens import mine
from hcc_longan.citizens.browser import dossier as page_of_dossier
from hcc_longan.citizens.browser import my
from hcc_longan.dossiers import access
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import unread
from hcc_longan.dossiers.messages import write
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.drafts import store
from hcc_longan.ledger.engine import session
from hcc_longan.tracking import links
from sqlalchemy import update
from zExceptions import NotFound

import pytest


SUPPLEMENT = {"reason": "Thiếu bản sao", "papers": [{"what": "Bản sao giấy khai sinh"}]}


def assert_private(http_request):
    assert http_request.response.getHeader("Cache-Control") == "private, no-store"
    assert http_request.response.getHeader("X-Robots-Tag") == "noindex"


@pytest.fixture
def drafts():
    """Makes a draft of Mai's."""
    made = []

    def make(title: str = "Tờ khai", owner: str = "mai"):
        made.append(store.new_draft("form", owner, "vi", path="/plone/vi/form", title=title))
        return made[-1]

    yield make
    for draft in made:
        store.discard(draft.token)


class TestMyDossiers:
    """The list."""

    @pytest.mark.parametrize("name", ["my", "my-dossier"])
    def test_who_is_not_signed_in_does_that_first(self, ask, anonymous, sent_to, of_mai, name):
        with anonymous():
            page = ask(name, h=of_mai.number)
        assert page.html == ""
        assert "/vi/dang-nhap?came_from=http" in sent_to()

    def test_nothing_is_said_kindly(self, ask, mai, http_request):
        with mai():
            page = ask("my")
        assert_private(http_request)
        assert not page.document.xpath("//li[contains(@class, 'hcc-urgent')]")
        assert len(page.document.xpath("//h2")) == 3  # open, closed, add: no drafts

    def test_the_own_dossiers_and_no_others(self, ask, mai, of_mai, file, procedure, as_person):
        with as_person("binh"):
            other = file(procedure)
        with mai():
            text = ask("my").text
        assert of_mai.number in text
        assert other.number not in text

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_what_waits_for_the_applicant_comes_first(
        self, ask, mai, file, procedure, act, as_person, moment, language
    ):
        with as_person("mai"):
            with moment(11, 2, 8):
                urgent = file(procedure)
            with moment(11, 2, 9):
                other = file(procedure)
        act(urgent, "ask_correction", "receiver", **SUPPLEMENT)
        with mai():
            page = ask("my", language=language)
        assert page.texts("//span[@class='hcc-code']") == [urgent.number, other.number]
        (first,) = page.texts("//li[@class='hcc-urgent']//p[@class='hcc-duty']")
        assert language == "vi" or first == "To do now: Hand in what is missing"

    def test_unread_messages_are_counted(self, ask, mai, of_mai, as_person):
        with as_person("an-receiver"):
            write(of_mai, "Xin bổ sung ảnh", Side.CENTRE)
        with mai():
            assert ask("my").texts("//strong[@class='hcc-tag']")
            ask("my-dossier", h=of_mai.number)
            assert not ask("my").texts("//strong[@class='hcc-tag']")

    def test_closed_ones_are_paged(self, ask, mai, file, procedure, act, as_person, monkeypatch):
        monkeypatch.setattr(my, "SIZE", 2)
        with as_person("mai"):
            closed = [file(procedure) for _number in range(3)]
        for each in closed:
            act(each, "refuse", "receiver", reason="Sai", legal_basis="NĐ")
        with mai():
            first, second, beyond = (ask("my", part=number) for number in ("1", "2", "99"))
            ask("my", part="-1")
            ask("my", part="²")
        codes = "//section[@aria-labelledby='closed']//span[@class='hcc-code']"
        shown = [set(page.texts(codes)) for page in (first, second)]
        assert [len(numbers) for numbers in shown] == [2, 1]
        assert shown[0] | shown[1] == {each.number for each in closed}
        assert beyond.texts("//section[@aria-labelledby='closed']//li") == []

    def test_a_draft_is_discarded_after_a_question(self, ask, mai, drafts):
        draft = drafts("Khai <b>sinh</b>")
        with mai():
            page = ask("my")
            assert "Khai <b>sinh</b>" in page.text
            assert not page.document.xpath("//button[@name='discard']")
            asked = ask("my", discard=draft.id)
            assert asked.document.xpath("//button[@name='discard']/@value") == [draft.id]
            assert store.get(draft.token) is not None
            ask("my", "POST", discard=draft.id)
        assert store.get(draft.token) is None

    def test_nobody_discards_somebody_elses_draft(self, ask, mai, drafts):
        draft = drafts(owner="binh")
        with mai():
            assert draft.title not in ask("my").text
            ask("my", "POST", discard=draft.id)
        assert store.get(draft.token) is not None

    def test_a_dossier_is_added(self, ask, mai, file, procedure, anonymous, sent_to, messages_sent):
        with anonymous():
            dossier = file(procedure, applicant={"name": "Mai", "phone": "0901234567", "id_number": "080192000123"})
        with mai():
            page = ask("my", "POST", claim="1", number=dossier.number, digits="9999")
            assert page.document.get_element_by_id("number").value == dossier.number
            assert page.document.get_element_by_id("error-number").text
            page = ask("my", "POST", claim="1", number="", digits="")
            assert len(page.document.xpath("//*[@role='alert']//a")) == 2
            ask("my", "POST", claim="1", number=dossier.number, digits="0123")
            assert sent_to().endswith(f"?h={dossier.tracking_number}")
            assert dossier.number in ask("my").text


class TestMyDossier:
    """The page of one dossier."""

    @pytest.mark.parametrize("who", ["binh", "an-receiver"])
    def test_others_find_nothing_there(self, ask, of_mai, as_person, who):
        with as_person(who):
            for number in (of_mai.number, "", "0000-0000-0000-0", "\0", "x" * 5000):
                with pytest.raises(NotFound):
                    ask("my-dossier", h=number)
            with pytest.raises(NotFound):
                ask("my-dossier", "POST", h=of_mai.number, message_text="Xin chào")

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_shows_everything_unmasked(self, ask, mai, of_mai, http_request, language):
        with mai():
            page = ask("my-dossier", h=of_mai.number, language=language)
        assert_private(http_request)
        assert of_mai.applicant["name"] in page.text
        assert page.document.get_element_by_id("messages") is not None
        assert page.document.get_element_by_id("looks") is not None

    def test_says_who_looked(self, ask, mai, of_mai, as_person, monkeypatch):
        monkeypatch.setattr(page_of_dossier, "FEW", 1)
        for who in ("an-receiver", "an-inspector"):
            with as_person(who):
                access.note(of_mai)
        with mai():
            page = ask("my-dossier", h=of_mai.number)
            assert len(page.document.xpath("//ul[@class='hcc-looks']/li")) == 1
            everything = ask("my-dossier", h=of_mai.number, looks="all")
        assert len(everything.document.xpath("//ul[@class='hcc-looks']/li")) == 2
        assert "an-receiver" not in everything.html

    def test_a_message_is_written_and_is_only_text(self, ask, mai, of_mai, sent_to):
        text = "<script>alert(1)</script>\nhttps://evil.example/"
        with mai():
            ask("my-dossier", "POST", h=of_mai.number, message_text=text, message_key="k")
            assert sent_to().endswith(f"?h={of_mai.tracking_number}#messages")
            ask("my-dossier", "POST", h=of_mai.number, message_text=text, message_key="k")
            page = ask("my-dossier", h=of_mai.number)
        assert len(of_mai.messages) == 1
        (shown,) = page.document.xpath("//*[contains(@class, 'hcc-message-text')]")
        assert (shown.text, len(shown)) == (text, 0)

    def test_a_message_that_is_refused_is_not_lost(self, ask, mai, of_mai):
        with mai():
            page = ask("my-dossier", "POST", h=of_mai.number, message_text="x" * 4001, message_key="k")
        assert page.document.get_element_by_id("message_text").value == "x" * 4001
        assert page.document.xpath("//*[@role='alert']//a/@href") == ["#message_text"]
        assert of_mai.messages == ()

    def test_what_an_officer_answers_stands_there(self, ask, of_mai, as_person, mai):
        with as_person("an-receiver"):
            write(of_mai, "Mời nộp tại quầy.", Side.CENTRE)
        with mai():
            assert "Mời nộp tại quầy." in ask("my-dossier", h=of_mai.number).text

    def test_withdrawal_is_asked_for_once(self, ask, mai, of_mai, sent_to):
        with mai():
            form = ask("my-dossier", h=of_mai.number).document.xpath("//*[@id='reason']/ancestor::form")[0]
            values = {name: value for name, value in form.form_values() if name != "_authenticator"}
            for _click in range(2):
                ask("my-dossier", "POST", h=of_mai.number, **{**values, "reason": "Không cần nữa", "withdraw": "1"})
                assert "/vi/ho-so-cua-toi-chi-tiet?h=" in sent_to()
        assert of_mai.state == "withdrawing"
        assert of_mai.events[-1].actor == "mai"
        assert of_mai.version == 2

    def test_an_old_form_is_refused_with_a_word(self, ask, mai, of_mai):
        with mai():
            page = ask("my-dossier", "POST", h=of_mai.number, form="old", reason="Không cần", withdraw="1")
        assert page.document.xpath("//*[@role='alert']//a/@href") == ["#now"]
        assert of_mai.state == "filed"


class TestFollowed:
    """The page by which a dossier is followed without an account."""

    def test_who_has_proved_to_be_the_applicant_writes(self, ask, file, procedure, anonymous, sent_to):
        with anonymous():
            dossier = file(procedure)
            token = links.act_token(dossier)
            assert ask("follow", t=token).document.get_element_by_id("message_text") is not None
            ask("follow", "POST", t=token, message_text="Tôi là An", message_key="k")
            assert sent_to().endswith("#messages")
            assert "Tôi là An" in ask("follow", t=token).text
        (record,) = dossier.messages
        assert (record["author"], record["side"]) == ("", "citizen")

    def test_who_holds_a_link_alone_neither_reads_nor_writes(self, ask, of_mai, as_person, anonymous):
        with as_person("an-receiver"):
            write(of_mai, "Chỉ cho Mai", Side.CENTRE)
        token = links.read_token(of_mai)
        with anonymous():
            assert "Chỉ cho Mai" not in ask("follow", t=token).text
            ask("follow", "POST", t=token, message_text="Tôi là Mai", message_key="k")
        assert len(of_mai.messages) == 1
        assert unread(of_mai, Side.CITIZEN) == 1

    def test_a_page_that_was_opened_long_ago_still_gives_its_papers(self, ask, mai, of_mai, act, moment, http_request):
        act(of_mai, "refuse", "receiver", reason="Sai", legal_basis="NĐ")
        with mai():
            page = ask("my-dossier", h=of_mai.number)
        (link,) = page.document.xpath("//a[contains(@href, '@@follow-file')]/@href")
        form = dict(part.split("=") for part in link.partition("?")[2].split("&"))
        with mai(), moment(12, 31):
            ask("follow-file", **form)
        assert http_request.response.getHeader("Content-Type") == "application/pdf"


def test_dossiers_of_an_earlier_version_say_whose_they_are(centre, of_mai, mai):
    register.flush()
    session().execute(update(DossierRow).values(filed_by=None))
    with mai():
        assert mine.open_dossiers() == []
    upgrades.bring_filing(centre.portal_setup)
    with mai():
        assert [row.uid for row in mine.open_dossiers()] == [of_mai.UID()]

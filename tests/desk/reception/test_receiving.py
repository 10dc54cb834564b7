"""Reception at the counter, from the empty form to the receipt."""

from hcc_longan.desk.reception import taking
from hcc_longan.dossiers import access
from hcc_longan.dossiers.filing import file_dossier
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.settings import setting
from hcc_longan.drafts import store
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.locks import LockTimeout
from hcc_longan.papers.issuing import papers_of
from io import BytesIO
from plone import api
from pypdf import PdfReader
from sqlalchemy import func
from sqlalchemy import select

import pytest
import typst


PAGE = typst.compile("#set page(width: 148mm, height: 210mm)\nĐơn".encode())
BLANK = typst.compile(b"#set page(width: 148mm, height: 210mm)\n#hide[a]")
CARD = "080192000123|301234567|Nguyễn Thị Mai|01051992|Nữ|12 Trương Định, Phường 1, Tân An, Long An|22122021"


def number_of_dossiers() -> int:
    register.flush()
    return session().scalar(select(func.count()).select_from(DossierRow))


def words(pdf: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\u200b", "").split()
    )


class TestTheWholeWay:
    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_an_empty_form_is_shown_in_both_languages(self, ask, procedure, language):
        answer = ask(language=language)
        assert answer.status == 200
        assert not answer.errors
        assert answer.values()["key"]

    def test_a_dossier_is_filed_and_received_in_one_go(self, ask, procedure, filled, moment):
        with moment(11, 3):
            answer = ask(**filled)
        dossier = answer.dossier
        assert answer.status == 303
        assert (dossier.state, dossier.channel, dossier.fees_due, dossier.fees_paid) == (
            "received",
            "counter",
            100000,
            0,
        )
        assert dossier.applicant == {
            "kind": "person",
            "name": "Nguyễn Thị Mai",
            "id_kind": "cccd",
            "id_number": "080192000123",
            "birth_date": "1992-05-01",
            "phone": "0901234567",
            "address": "12 Trương Định, Tân An",
            "language": "vi",
        }
        assert dossier.filed_by == ""
        assert f"/reception/{dossier.code}?key=key-1" in answer.location

    def test_what_follows_shows_number_appointment_and_receipt(self, ask, procedure, filled, moment, http_request):
        with moment(11, 3):
            dossier = ask(**filled).dossier
            page = ask("receiver", dossier.code, query=True, keep="1", key="key-1")
        assert dossier.code in page.text
        assert "06/11/2026" in page.text
        assert "to be paid" in page.text
        (following,) = page.document.xpath("//a[@id='next']/@href")
        assert "procedure=2.001610" in following
        (receipt,) = page.document.xpath("//iframe/@src")
        assert receipt.startswith(f"{dossier.absolute_url()}/@@receipt-copies")
        with api.env.adopt_user(username="an-receiver"):
            pdf = api.content.get_view("receipt-copies", dossier, http_request)()
        assert len(PdfReader(BytesIO(pdf)).pages) == 2
        assert words(pdf).count(dossier.code) == 2
        (paper,) = papers_of(dossier)
        assert [look.subject for look in access.looks(dossier) if look.what == "paper"] == [paper.code]

    def test_a_fee_that_is_paid_at_once_is_noted_with_its_receipt(self, ask, procedure, filled):
        dossier = ask(**filled, paid="1", receipt="BL 0012").dossier
        assert (dossier.fees_due, dossier.fees_paid) == (100000, 100000)
        assert dossier.events[-1].data["receipt"] == "BL 0012"

    def test_a_proxy_and_an_organisation_are_received(self, ask, procedure, filled):
        changed = {
            "kind": "organisation",
            "name": "Công ty TNHH Long An Xanh",
            "id_number": "0100109106",
            "has_proxy": "1",
            "proxy_name": "Lê Văn Ba",
            "proxy_mandate": "số 12 ngày 1/11/2026",
            "birth_date": "nonsense that nobody sees",
            "delivery": "post",
        }
        dossier = ask(**{**filled, **changed}).dossier
        assert dossier.applicant["id_kind"] == "tax"
        assert dossier.applicant["proxy"] == {"name": "Lê Văn Ba", "mandate": "số 12 ngày 1/11/2026"}
        assert dossier.delivery == {"method": "post", "address": "12 Trương Định, Tân An"}

    def test_what_came_by_post_keeps_the_day_of_its_postmark(self, ask, procedure, filled, moment):
        with moment(11, 3):
            dossier = ask(**filled, channel="post", posted="30102026").dossier
        assert (dossier.channel, dossier.answers) == ("post", {"postmark": "2026-10-30"})
        assert dossier.form["parts"][0]["questions"][0]["text"] == "30/10/2026"

    def test_the_next_one_finds_the_procedure_chosen(self, ask, procedure):
        answer = ask(query=True, procedure="2.001610", keep="1")
        assert "Registration of a private enterprise" in answer.text
        assert answer.values()["procedure"] == "2.001610"


class TestPapers:
    def test_copies_for_originals_stand_so_on_the_receipt(self, ask, procedure, filled):
        filled |= {"originals-giay-de-nghi": "", "copies-giay-de-nghi": "3"}
        dossier = ask(**filled).dossier
        assert dossier.events[-1].data["papers"] == {"giay-de-nghi": 3}
        assert dossier.events[-1].data["kinds"] == {"giay-de-nghi": [0, 0, 3]}
        assert "Giấy đề nghị đăng ký doanh nghiệp – – 3" in words(papers_of(dossier)[0].data)

    def test_a_tick_stands_for_what_is_required(self, ask, procedure, filled):
        filled |= {"originals-giay-de-nghi": "", "tick-giay-de-nghi": "1"}
        assert ask(**filled).dossier.events[-1].data["kinds"] == {"giay-de-nghi": [1, 0, 0]}

    def test_a_required_paper_that_nobody_counted_is_asked_for(self, ask, procedure, filled):
        filled["originals-giay-de-nghi"] = ""
        answer = ask(**filled)
        assert list(answer.errors) == ["incomplete"]
        assert "Application for registration" in answer.errors["incomplete"]
        dossier = ask(**filled, incomplete="1").dossier
        assert dossier.events[-1].data["papers"] == {"giay-de-nghi": 0}

    def test_scans_are_kept_until_the_dossier_is_filed(self, ask, procedure, filled, sent):
        first = ask(**{**filled, "receive": ""}, look="files", **{"file-giay-de-nghi": sent("đơn.pdf", PAGE)})
        assert "đơn.pdf" in first.text
        values = first.values()
        other = ask(**{**filled, "draft": values["draft"], "name": "Mai", "file-other": [sent("x.pdf", PAGE), ""]})
        assert list(other.errors) == ["name"]
        assert "x.pdf" in other.text
        dossier = ask(**{**filled, "draft": values["draft"]}).dossier
        assert [(each.component, each.filename) for each in dossier.attachments] == [
            ("giay-de-nghi", "đơn.pdf"),
            ("", "x.pdf"),
        ]

    def test_a_scan_is_enough_for_a_required_paper(self, ask, procedure, filled, sent):
        filled |= {"originals-giay-de-nghi": "", "file-giay-de-nghi": sent("a.pdf", PAGE)}
        assert len(ask(**filled).dossier.attachments) == 1

    def test_a_blank_scan_is_warned_of_and_stays_so(self, ask, procedure, filled, sent):
        warning = "Nothing can be seen on this scan"
        first = ask(**{**filled, "receive": ""}, look="files", **{"file-giay-de-nghi": sent("a.pdf", BLANK)})
        assert warning in first.text
        # The form's own field for the applicant's language is none of the page's.
        kept = {name: value for name, value in first.values().items() if name != "language"}
        assert warning in ask(**{**kept, "look": "person", "find": "0900000009"}).text
        removed = next(name for name in kept if name.startswith("fault-")).removeprefix("fault-")
        assert warning not in ask(**{**kept, "look": "files", "upload-remove": removed}).text

    def test_a_scan_that_cannot_be_opened_is_warned_of(self, ask, procedure, filled, sent):
        answer = ask(**{**filled, "receive": ""}, look="files", **{"file-other": sent("a.pdf", b"%PDF-1.4 half")})
        assert "can't be opened or has no page" in answer.text

    @pytest.mark.parametrize(
        ("filename", "size", "said"),
        [("a.exe", 10, "is not a file of these kinds"), ("a.pdf", 0, "is empty"), ("a.pdf", 1, "is larger than")],
    )
    def test_a_file_that_is_not_taken_says_so_at_its_place(self, ask, procedure, filled, sent, filename, size, said):
        data = b"%PDF-" + b"x" * (setting("largest_file") * 1024 * 1024) if size == 1 else b"x" * size
        answer = ask(**filled, **{"file-giay-de-nghi": sent(filename, data)})
        assert said in answer.errors["file-giay-de-nghi"]
        assert number_of_dossiers() == 0

    def test_scans_of_somebody_else_are_not_taken(self, ask, procedure, filled, sent, counters):
        values = ask(**{**filled, "receive": ""}, look="files", **{"file-other": sent("a.pdf", PAGE)}).values()
        assert "a.pdf" in ask(**{**values, "look": "files"}).text
        assert "a.pdf" not in ask("counter-1", **{**values, "look": "files"}).text

    def test_scans_that_are_gone_are_missed(self, ask, procedure, filled, sent):
        values = ask(**{**filled, "receive": ""}, look="files", **{"file-other": sent("a.pdf", PAGE)}).values()
        store.discard(values["draft"])
        assert "no longer there" in ask(**{**filled, "draft": values["draft"]}).errors["papers"]

    def test_forms_that_were_never_sent_do_not_pile_up(self, ask, procedure, filled, sent):
        for _number in range(12):
            ask(**{**filled, "receive": ""}, look="files", **{"file-other": sent("a.pdf", PAGE)})
        assert len(store.of_owner("an-receiver")) == 10


class TestPeople:
    def test_a_card_fills_in_the_person(self, ask, procedure):
        values = ask(look="person", find=f"{CARD}\r\n{CARD}").values()
        assert values["name"] == "Nguyễn Thị Mai"
        assert values["id_number"] == "080192000123"
        assert values["birth_date"] == "01/05/1992"
        assert values["find"] == ""

    def test_a_card_brings_the_phone_of_an_earlier_dossier_along(self, ask, file):
        file(applicant={"name": "Nguyen Thi Mai", "id_number": "080192000123", "phone": "0909", "address": "Cũ"})
        values = ask(look="person", find=CARD).values()
        assert (values["name"], values["phone"]) == ("Nguyễn Thị Mai", "0909")
        assert values["address"].startswith("12 Trương Định")

    @pytest.mark.parametrize(
        "text", ["080123456789", "080 123 456 789", "0900000001", "+84900000001", "Nguyễn Văn An", "nguyen van an"]
    )
    def test_earlier_data_are_offered_and_taken(self, ask, file, text):
        dossier = file()
        answer = ask(look="person", find=text)
        (uid,) = answer.document.xpath("//button[@name='take']/@value")
        assert uid == dossier.UID()
        assert len(access.looks(dossier)) == 1
        values = ask(take=uid).values()
        assert (values["name"], values["phone"]) == ("Nguyễn Văn An", "0900000001")
        assert [(look.user_id, look.what) for look in access.looks(dossier)] == [("an-receiver", "dossier")]

    def test_the_same_person_is_offered_once(self, ask, file):
        for _number in range(3):
            newest = file()
        assert ask(look="person", find="0900000001").document.xpath("//button[@name='take']/@value") == [newest.UID()]

    def test_people_of_other_departments_are_not_shown(self, ask, file, make_procedure, counters):
        dossier = file(make_procedure(code="1.000002", department="tp"))
        answer = ask("counter-1", look="person", find="0900000001")
        assert not answer.document.xpath("//button[@name='take']")
        assert "No earlier dossier that you may see" in answer.text
        assert ask("counter-1", take=dossier.UID()).values()["name"] == ""
        assert not access.looks(dossier)
        assert ask("counter-2", look="person", find="0900000001").document.xpath("//button[@name='take']")

    @pytest.mark.parametrize(
        ("text", "name"), [("080192000123", "id_number"), ("0909 999 999", "phone"), ("Trần Thị Lan", "name")]
    )
    def test_what_was_looked_for_in_vain_need_not_be_typed_again(self, ask, procedure, text, name):
        assert ask(look="person", find=text).values()[name] == text

    @pytest.mark.parametrize("text", ["\0", "'; DROP TABLE dossiers; --", "x" * 5000, "|" * 3000, "An"])
    def test_odd_words_find_nobody(self, ask, procedure, text):
        assert ask(look="person", find=text).status == 200

    def test_nothing_to_look_for_is_an_error(self, ask, procedure):
        assert list(ask(look="person", find=" ").errors) == ["find"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("changed", "fields"),
        [
            ({"procedure": ""}, {"procedure_text"}),
            ({"procedure": "9.999999"}, {"procedure_text"}),
            ({"procedure": "\0"}, {"procedure_text"}),
            ({"procedure": ["2.001610", "2.001610"], "name": "A"}, {"name"}),
            (
                {
                    "name": "",
                    "id_number": "12345",
                    "birth_date": "31/02/1990",
                    "fee": "12,5",
                    "paid": "1",
                    "phone": "1",
                },
                {"name", "id_number", "birth_date", "fee", "receipt", "phone"},
            ),
            ({"originals-giay-de-nghi": "-1", "has_proxy": "1", "channel": "post", "fee": ""}, None),
        ],
    )
    def test_bad_input_is_named_at_its_field_and_what_was_typed_stays(self, ask, procedure, filled, changed, fields):
        typed = {**filled, **changed}
        answer = ask(**typed)
        assert set(answer.errors) == (fields or {"originals-giay-de-nghi", "proxy_name", "proxy_mandate", "posted"})
        assert number_of_dossiers() == 0
        values = answer.values()
        kept = {"name", "id_number", "phone", "birth_date", "address", "fee", "originals-giay-de-nghi", "key"}
        if "procedure_text" in answer.errors:
            kept.discard("originals-giay-de-nghi")
        assert {name: values[name] for name in kept} == {name: typed[name] for name in kept}

    def test_the_summary_says_which_paper_was_counted_wrongly(self, ask, procedure, filled):
        said = ask(**{**filled, "originals-giay-de-nghi": "x"}).errors["originals-giay-de-nghi"]
        assert said.startswith("Originals: Application for registration")

    def test_a_procedure_that_is_not_in_force_is_not_received(self, ask, procedure, filled):
        for page in procedure:
            api.content.transition(page, "retract")
        assert "not in force" in ask(**filled).errors["procedure_text"]

    def test_a_case_is_asked_for_where_the_time_limit_depends_on_it(self, ask, make_procedure, filled):
        way = {"channel": "counter", "case": "1", "limit": 5.0, "unit": "working_day", "note_vi": "", "note_en": ""}
        make_procedure(ways=[way])
        assert "case" in ask(**{**filled, "case": ""}).errors
        assert ask(**{**filled, "case": "1"}).dossier.case == "1"

    def test_a_stranger_to_the_department_does_not_receive_for_it(self, ask, make_procedure, filled, counters):
        make_procedure(code="1.000002", department="tp")
        answer = ask("counter-1", **{**filled, "procedure": "1.000002"})
        assert "You don't receive for" in answer.errors["procedure_text"]
        assert number_of_dossiers() == 0

    @pytest.mark.parametrize("who", ["handler-khdt", "returner", "inspector"])
    def test_reception_is_for_receivers(self, ask, procedure, filled, who):
        assert ask(who, **filled).location.endswith("/desk/today")
        assert number_of_dossiers() == 0

    def test_a_form_of_another_site_does_nothing(self, ask, procedure, filled):
        assert ask(**filled, _authenticator="wrong").errors.keys() == {"reception-form"}
        assert number_of_dossiers() == 0

    def test_somebody_busy_is_waited_for_with_what_was_typed(self, ask, procedure, filled, monkeypatch):
        def busy(*args, **kwargs):
            raise LockTimeout("filing")

        monkeypatch.setattr(taking, "file_dossier", busy)
        answer = ask(**filled)
        assert "Too many people" in answer.errors["reception-form"]
        assert answer.values()["name"] == "Nguyễn Thị Mai"


class TestOnce:
    def test_the_same_form_sent_twice_is_one_dossier(self, ask, procedure, filled, sent):
        first = ask(**filled, **{"file-other": sent("a.pdf", PAGE)})
        again = ask(**filled)
        assert again.dossier == first.dossier
        assert number_of_dossiers() == 1
        assert [event.transition for event in first.dossier.events] == ["file", "receive"]

    def test_a_copied_tab_with_other_data_is_another_dossier(self, ask, procedure, filled):
        first = ask(**filled).dossier
        second = ask(**{**filled, "name": "Lê Văn Ba", "id_number": ""}).dossier
        assert first != second
        assert (first.applicant["name"], second.applicant["name"]) == ("Nguyễn Thị Mai", "Lê Văn Ba")

    def test_two_tabs_keep_their_own_scans(self, ask, procedure, filled, sent):
        look = {**filled, "receive": "", "look": "files"}
        tabs = [ask(**look, **{"file-other": sent(f"{n}.pdf", PAGE)}).values()["draft"] for n in (1, 2)]
        dossiers = [ask(**{**filled, "draft": token, "key": token[:30]}).dossier for token in tabs]
        assert [[file.filename for file in dossier.attachments] for dossier in dossiers] == [["1.pdf"], ["2.pdf"]]

    def test_what_is_filed_and_cannot_be_received_waits_and_says_why(self, ask, procedure, filled, centre):
        department = centre.vi["co-quan"]["khdt"]
        department.agency_id = ""
        department.reindexObject()
        answer = ask(**filled)
        assert number_of_dossiers() == 1
        (row,) = session().scalars(select(DossierRow))
        assert row.state == "filed"
        assert answer.location.endswith(f"/desk/dossiers/{row.tracking_number}/receive")
        assert ask(**filled).location == answer.location
        assert number_of_dossiers() == 1

    def test_a_colleague_who_received_it_meanwhile_is_no_harm(self, ask, procedure, filled, act, monkeypatch):
        def file_and_lose(*args, **kwargs):
            dossier = file_dossier(*args, **kwargs)
            act(dossier, "receive", "receiver", counter="")
            return dossier

        monkeypatch.setattr(taking, "file_dossier", file_and_lose)
        answer = ask(**filled)
        assert answer.dossier.state == "received"
        assert "/desk/dossiers/" in answer.location


class TestCounters:
    def test_who_has_one_counter_sits_there(self, ask, procedure, filled, counters):
        assert ask("counter-1", **filled).dossier.counter == "quay-1"

    def test_who_has_several_says_once_where_they_sit(self, ask, procedure, filled, counters):
        assert "sit" in ask("both", **filled).errors
        chosen = ask("both", sit="quay-2")
        assert chosen.location.endswith("/desk/reception")
        assert ask("both", cookies=chosen.cookies, **filled).dossier.counter == "quay-2"

    @pytest.mark.parametrize("code", ["quay-2", "quay-9"])
    def test_nobody_sits_at_a_counter_of_others(self, ask, procedure, filled, counters, code):
        assert "sit" in ask("counter-1", sit=code).errors
        assert ask("counter-1", cookies={"hcc_counter": code}, **filled).dossier.counter == "quay-1"

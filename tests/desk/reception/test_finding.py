"""Finding procedures, dossiers by what a scanner reads, and what waits at the counter."""

from hcc_longan.papers.issuing import papers_of
from hcc_longan.tracking.links import follow_url
from zExceptions import NotFound

import json
import pytest


class TestProcedures:
    @pytest.fixture
    def several(self, make_procedure):
        make_procedure("Đăng ký kết hôn", code="1.000001", department="tp", keywords=["cưới vợ"])
        make_procedure("Đăng ký thành lập công ty", code="2.000002", keywords=["mở công ty"])
        make_procedure("Đăng ký khai sinh", code="1.000003", department="tp", keywords=[])

    def suggested(self, ask, text, who="receiver", language="vi", **kwargs):
        return [
            each["code"]
            for each in json.loads(ask(who, "suggest", query=True, language=language, q=text, **kwargs).body)
        ]

    @pytest.mark.parametrize("language", ["vi", "en"])
    @pytest.mark.parametrize(
        ("text", "code"),
        [("1.000001", "1.000001"), ("1000001", "1.000001"), ("cuoi vo", "1.000001"), ("mở công ty", "2.000002")],
    )
    def test_a_code_or_lay_words_find_it(self, ask, several, text, code, language):
        assert self.suggested(ask, text, language=language)[0] == code
        answer = ask(look="matter", procedure_text=text, language=language)
        assert answer.values()["procedure"] == code
        assert not answer.errors

    def test_the_departments_of_the_counter_come_first_then_what_was_received_lately(self, ask, several, counters):
        assert self.suggested(ask, "đăng ký", "counter-1")[0] == "2.000002"
        assert self.suggested(ask, "đăng ký", cookies={"hcc_recent_procedures": "1.000003"})[0] == "1.000003"

    def test_what_was_received_lately_is_one_key_away(self, ask, procedure, filled):
        cookies = ask(**filled).cookies
        assert ask(cookies=cookies).document.xpath("//*[@data-procedure]/@data-procedure") == ["2.001610"]

    @pytest.mark.parametrize("text", ["", " ", "\0", "zzzzzz qqqqq", "x" * 4000, '()*?"', "☃"])
    def test_words_that_fit_nothing_are_named(self, ask, several, text):
        assert list(ask(look="matter", procedure_text=text).errors) == ["procedure_text"]
        assert ask("receiver", "suggest", query=True, q=text).status == 200

    @pytest.mark.parametrize("cookie", ["", "|||", "x" * 9000, "'\0|9.999999", "1.000001|" * 50])
    def test_a_broken_cookie_breaks_nothing(self, ask, several, cookie):
        assert ask(cookies={"hcc_recent_procedures": cookie, "hcc_counter": cookie}).status == 200

    def test_the_fee_is_offered_until_somebody_types_another(self, ask, procedure):
        first = ask(look="matter", procedure_text="2.001610").values()
        assert first["fee"] == "100000"
        assert ask(**{**first, "look": "case", "fee": "50000"}).values()["fee"] == "50000"

    def test_only_the_papers_of_the_case_are_listed(self, ask, make_procedure):
        row = {"form_number": "", "form_file": "", "originals": 1, "copies": 0, "certified": 0, "required": True}
        row |= {"note_vi": "", "note_en": "", "name_en": ""}
        rows = [
            {**row, "id": "a", "case": "", "name_vi": "Đơn"},
            {**row, "id": "b", "case": "1", "name_vi": "Ủy quyền"},
        ]
        make_procedure(components=rows)
        assert "tick-b" not in ask(query=True, procedure="2.001610").body
        assert "tick-b" in ask(query=True, procedure="2.001610", case="1").body


class TestScannedCodes:
    @pytest.fixture
    def dossier(self, file, act, moment):
        with moment(11, 3):
            dossier = file()
            act(dossier, "receive", "receiver", counter="")
        return dossier

    @pytest.mark.parametrize("times", [1, 2])
    @pytest.mark.parametrize("kind", ["code", "tracking", "spoken", "paper", "verify", "follow"])
    def test_whatever_stands_on_a_receipt_leads_to_the_dossier(self, ask, dossier, kind, times):
        code = papers_of(dossier)[0].code
        scanned = {
            "code": dossier.code,
            "tracking": dossier.tracking_number,
            "spoken": dossier.tracking_number.replace("-", " ").lower(),
            "paper": code,
            "verify": f"https://hcc.example.org/vi/kiem-tra?m={code}",
            "follow": follow_url(dossier, "vi"),
        }[kind]
        answer = ask(query=True, code=scanned * times)
        assert answer.location.endswith(f"/desk/dossiers/{dossier.code}")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\0",
            "0000",
            "http://[",
            "https://hcc.example.org/",
            "https://e.org/?m=x&t=y",
            "x" * 5000,
            "?m=",
            "a://b?t=\0",
        ],
    )
    def test_anything_else_is_named(self, ask, dossier, text):
        assert list(ask(query=True, code=text).errors) == ["code"]

    def test_a_dossier_of_others_looks_like_none(self, ask, file, make_procedure, counters):
        dossier = file(make_procedure(code="1.000002", department="tp"))
        assert list(ask("counter-1", query=True, code=dossier.tracking_number).errors) == ["code"]
        assert ask("counter-2", query=True, code=dossier.tracking_number).location


class TestWaiting:
    def test_the_online_dossier_that_waits_longest_is_opened(self, ask, file, moment):
        with moment(11, 2):
            first = file()
            file(channel="post", applicant={"name": "A B", "phone": "0900000003"})
        with moment(11, 3):
            file(applicant={"name": "Lê Ba", "phone": "0900000002"})
        assert "(2)" in ask().text
        assert ask("receiver", "next").location.endswith(f"/desk/dossiers/{first.tracking_number}")

    def test_nothing_waits(self, ask, procedure):
        assert ask("receiver", "tiep-theo", language="vi").location.endswith("/can-bo/tiep-nhan")

    def test_online_dossiers_of_other_departments_are_left_alone(self, ask, file, make_procedure, counters):
        file(make_procedure(code="1.000002", department="tp"))
        assert ask("counter-1", "next").location.endswith("/desk/reception")

    @pytest.mark.parametrize(("language", "name"), [("vi", "ban-giao"), ("en", "hand-over")])
    def test_received_dossiers_are_listed_by_department_to_be_handed_over(
        self, ask, file, make_procedure, act, moment, language, name
    ):
        other = make_procedure("Khai sinh", code="1.000002", department="tp")
        with moment(11, 2):
            old = file()
            act(old, "receive", "receiver", counter="")
        with moment(11, 3):
            new = file(other)
            act(new, "receive", "receiver", counter="")
            gone = file(applicant={"name": "Lê Ba", "phone": "0900000002"})
            act(gone, "receive", "receiver", counter="")
            act(gone, "hand_over", "receiver")
            answer = ask("receiver", name, language=language)
        assert answer.document.xpath("//form//input[@name='uids']/@value") == [old.UID(), new.UID()]
        assert answer.document.xpath("//form//input[@name='transition']/@value") == ["hand_over"]
        assert len(answer.document.find_class("desk-sheet")) == 2
        assert len(answer.document.xpath("//td//*[@class='desk-badge']")) == 1

    def test_an_empty_sheet_says_so(self, ask, procedure):
        assert "Nothing is to be handed over" in ask("receiver", "hand-over").text

    @pytest.mark.parametrize("number", ["nothing", "0000-0000-0000-0", "\0"])
    def test_an_unknown_number_is_not_found(self, ask, procedure, number):
        with pytest.raises(NotFound):
            ask("receiver", number)

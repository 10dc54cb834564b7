"""A procedure: what its record must keep to, what its translations share, and its pages in both languages."""

from datetime import date
from hcc_longan.catalogue.content.procedure import IProcedure
from plone import api
from plone.app.multilingual.dx.interfaces import ILanguageIndependentField
from plone.namedfile.file import NamedBlobFile
from plone.restapi.interfaces import IDeserializeFromJson
from zExceptions import BadRequest
from zope.component import createObject
from zope.component import getMultiAdapter
from zope.i18n import translate
from zope.interface import Invalid
from zope.lifecycleevent import modified
from zope.schema import getFieldNames

import json
import pytest


NAME = "Đăng ký thành lập doanh nghiệp tư nhân"
ENGLISH = "Registration of a private enterprise"


def changed(rows: list[dict], **values) -> list[dict]:
    """Rows with other values in the first of them."""
    return [{**rows[0], **values}, *rows[1:]]


def test_made_and_found(make_procedure, furnished):
    page = make_procedure()
    assert page.getId() == "dang-ky-thanh-lap-doanh-nghiep-tu-nhan"
    brains = api.content.find(portal_type="Procedure")
    assert [brain.procedure_facts["code"] for brain in brains] == ["2.001610"]


class TestInvariants:
    """What the form and REST refuse, with a message that names the culprit."""

    @pytest.fixture
    def record(self, portal):
        """A procedure that nobody put anywhere, with a row in each list that refers to a case."""
        record = createObject("Procedure")
        record.cases = [{"id": "1"}]
        record.ways = [{"case": "1"}]
        record.steps = [{"case": ""}]
        record.components = [{"case": "", "id": "don"}, {"case": "", "id": "ban-ve"}]
        record.fees = [{"case": None, "rule": "fixed", "amount": 100000}]
        record.legal_basis = [{"issued": "2020-06-17"}]
        record.valid_from, record.valid_to = date(2027, 1, 1), date(2027, 1, 1)
        return record

    def refusal(self, record) -> str:
        """The message that refuses a record, in English; empty where it passes."""
        try:
            IProcedure.validateInvariants(record)
        except Invalid as error:
            return translate(error.args[0], target_language="en")
        return ""

    def test_a_sound_record_passes(self, record):
        assert self.refusal(record) == ""

    @pytest.mark.parametrize("part", ["ways", "fees", "components", "steps"])
    def test_rows_know_their_case(self, record, part):
        setattr(record, part, changed(getattr(record, part), case="uy-quyen"))
        assert "no case “uy-quyen”" in self.refusal(record)

    def test_components_are_told_apart(self, record):
        record.components = [*record.components, {"case": "", "id": "don"}]
        assert "the short name “don”" in self.refusal(record)

    @pytest.mark.parametrize(
        ("rule", "amount", "fits"),
        [
            ("fixed", 50000, True),
            ("fixed", 0, True),
            ("fixed", None, False),
            ("free", None, True),
            ("free", 50000, False),
            ("by_local_rule", 50000, False),
            ("by_scale", None, True),
            ("unknown", 0, False),
        ],
    )
    def test_amounts_fit_their_rule(self, record, rule, amount, fits):
        record.fees = changed(record.fees, rule=rule, amount=amount)
        assert ("needs an amount" not in self.refusal(record)) is fits

    @pytest.mark.parametrize(
        ("first", "last", "fits"),
        [
            (date(2027, 1, 2), date(2027, 1, 1), False),
            (None, date(2020, 1, 1), True),
            (date(2027, 1, 1), None, True),
        ],
    )
    def test_validity_has_an_order(self, record, first, last, fits):
        record.valid_from, record.valid_to = first, last
        assert ("last day in force" not in self.refusal(record)) is fits

    @pytest.mark.parametrize(("issued", "fits"), [("", True), ("17/06/2020", False), ("2020-13-01", False)])
    def test_dates_of_issue_are_dates(self, record, issued, fits):
        record.legal_basis = changed(record.legal_basis, issued=issued)
        assert (f"“{issued}” is not a date" not in self.refusal(record)) is fits

    @pytest.mark.parametrize("code", ["2.001610", "1.000000"])
    def test_a_code_has_its_shape(self, code):
        IProcedure["code"].validate(code)

    @pytest.mark.parametrize("code", ["", "2001610", "2.01610", "2.0016100", "a.001610", "2.001610 ", "2,001610"])
    def test_another_shape_is_refused(self, code):
        with pytest.raises(Invalid):
            IProcedure["code"].validate(code)

    def test_rest_refuses_the_same(self, make_procedure, http_request, render):
        _vi, page = make_procedure(NAME, ENGLISH)
        # So that the answer is in English.
        render(page)
        for body, names in (
            ({"code": "2.1610"}, "code"),
            ({"valid_from": "2027-02-01", "valid_to": "2027-01-01"}, "last day"),
            ({"steps": [{"text_vi": "Nộp hồ sơ."}]}, "steps"),
            ({"levels": ["planet"]}, "levels"),
        ):
            http_request["BODY"] = json.dumps(body)
            with pytest.raises(BadRequest, match=names):
                getMultiAdapter((page, http_request), IDeserializeFromJson)()


class TestTranslations:
    """Numbers and rows are kept once; words belong to each language."""

    @pytest.mark.parametrize("first", ["vi", "en"])
    def test_the_record_is_shared(self, make_procedure, first):
        pages = dict(zip(("vi", "en"), make_procedure(NAME, ENGLISH), strict=True))
        page, other = pages.pop(first), *pages.values()
        page.fees = changed(page.fees, amount=75000)
        page.valid_from = date(2026, 7, 1)
        page.decision = "15/QĐ-UBND"
        modified(page)
        assert other.fees[0]["amount"] == 75000
        assert other.valid_from == date(2026, 7, 1)
        assert other.decision == "15/QĐ-UBND"

    def test_only_the_keywords_are_not_shared(self, furnished):
        own = {name for name in getFieldNames(IProcedure) if not ILanguageIndependentField.providedBy(IProcedure[name])}
        assert own == {"keywords"}

    def test_words_are_not_shared(self, make_procedure):
        vi, en = make_procedure(NAME, ENGLISH)
        vi.title, vi.description, vi.keywords = "Tên mới", "Tóm tắt mới.", ["từ mới"]
        modified(vi)
        assert (en.title, en.description) == (ENGLISH, "Summary.")
        assert en.keywords == ["mở doanh nghiệp tư nhân"]


class TestPage:
    """What a citizen reads."""

    def test_in_vietnamese(self, make_procedure, render):
        vi, _en = make_procedure(NAME, ENGLISH)
        page = render(vi)
        assert page.document.get("lang") == "vi"
        assert page.texts("//h1") == [NAME]
        for text in (
            "2.001610",
            "Doanh nghiệp",
            "Tóm tắt.",
            "3 ngày làm việc",
            "100.000 đồng",
            "Sở Kế hoạch và Đầu tư",
            "Giấy đề nghị đăng ký doanh nghiệp",
            "Nộp hồ sơ.",
            "KQ.G12.001044",
            "59/2020/QH14",
            "17/06/2020",
        ):
            assert text in page.text
        assert "VND" not in page.text
        assert "working days" not in page.text

    def test_in_english(self, make_procedure, render):
        _vi, en = make_procedure(NAME, ENGLISH)
        page = render(en)
        assert page.document.get("lang") == "en"
        assert page.texts("//h1") == [ENGLISH]
        for text in (
            "2.001610",
            "Enterprises",
            "Summary.",
            "3 working days",
            "VND 100,000",
            "Department of Planning and Investment",
            "Application for registration",
            "1 original",
            "File the dossier.",
            "Law on Enterprises",
            "17 June 2020",
        ):
            assert text in page.text
        assert "đồng" not in page.text
        assert "ngày" not in page.text

    def test_vietnamese_stands_in_for_missing_english_and_is_marked(self, make_procedure, render):
        rows = {
            "components": ("Bản sao căn cước", "name"),
            "steps": ("Nộp tại quầy.", "text"),
            "results": ("Giấy phép", "name"),
        }
        vi, en = make_procedure(NAME, ENGLISH)
        for part, (text, name) in rows.items():
            setattr(vi, part, changed(getattr(vi, part), **{f"{name}_vi": text, f"{name}_en": ""}))
        modified(vi)
        marked = render(en).texts("//article//*[@lang='vi'][text()]")
        assert sorted(marked) == sorted(text for text, _name in rows.values())
        assert render(vi).texts("//article//*[@lang='vi'][text()]") == []

    def test_limits_span_and_cases_name_their_own(self, make_procedure, render):
        vi, en = make_procedure(NAME, ENGLISH)
        vi.ways = [{**vi.ways[0], "limit": 1.5, "case": "1"}, {**vi.ways[1], "limit": 10.0}]
        modified(vi)
        page = render(en)
        assert page.texts("//section[@class='hcc-summary']//a[@href='#ways']") == ["1.5 to 10 working days"]
        assert page.texts("//section[@id='ways']//tbody/tr") == [
            "At the counter 1.5 working days Someone acts for you",
            "Online 10 working days",
        ]

    def test_a_limit_that_is_not_stated_is_said_so(self, make_procedure, render):
        vi, en = make_procedure(NAME, ENGLISH)
        vi.ways = changed(vi.ways[:1], limit=None)
        vi.fees = []
        modified(vi)
        page = render(en)
        assert page.texts("//section[@id='ways']//td")[0] == "Not stated"
        assert page.texts("//section[@class='hcc-summary']//dd[a]")[:2] == ["Not stated", "Not stated"]

    def test_fees(self, make_procedure, render):
        fees = [
            ({"rule": "free", "amount": None}, "Free of charge"),
            ({"rule": "fixed", "amount": 0}, "Free of charge"),
            ({"kind": "fee", "amount": 50000}, "Fee: VND 50,000"),
            ({"rule": "by_local_rule", "amount": None}, "Charge: Set by the provincial People's Council"),
            ({"channel": "online"}, "Charge: VND 100,000 Online"),
            ({"case": "1"}, "Charge: VND 100,000 Someone acts for you"),
            ({"note_en": "once a year"}, "Charge: VND 100,000 once a year"),
        ]
        vi, en = make_procedure(NAME, ENGLISH)
        vi.fees = [{**vi.fees[0], **values} for values, _text in fees]
        modified(vi)
        assert render(en).texts("//ul[@class='hcc-fees']/li") == [text for _values, text in fees]

    def test_a_form_is_offered_for_download_in_both_languages(self, make_procedure, render):
        vi, en = make_procedure(NAME, ENGLISH)
        api.content.create(vi, "File", id="mau-01", file=NamedBlobFile(b"form", filename="mau-01.docx"))
        vi.components = changed(vi.components, form_number="Mẫu 01", form_file="mau-01")
        modified(vi)
        for page in map(render, (vi, en)):
            (link,) = page.document.xpath("//a[@class='hcc-file']")
            assert link.get("href") == f"{vi.absolute_url()}/mau-01/@@download/file/mau-01.docx"
            assert "DOCX" in link.text_content()
            assert "Mẫu 01" in page.text

    def test_other_procedures_of_the_field_are_near(self, make_procedure, render):
        page = make_procedure()
        make_procedure("Đăng ký hộ kinh doanh", code="1.001612")
        make_procedure("Đăng ký khai sinh", code="1.001193", field="tp-ho-tich")
        links = "//section[@aria-labelledby='related-title']//a"
        assert render(page).texts(links) == ["Đăng ký hộ kinh doanh"]
        page.related = ["1.001193"]
        modified(page)
        assert render(page).texts(links) == ["Đăng ký khai sinh"]

    def test_its_address_is_a_picture_for_phones(self, make_procedure, render):
        first, second = make_procedure(), make_procedure("Đăng ký hộ kinh doanh", code="1.001612")
        pictures = [
            render(page).document.xpath("//*[local-name()='svg'][@class='hcc-qr']/*") for page in (first, second)
        ]
        assert all(pictures)
        assert pictures[0][-1].get("d") != pictures[1][-1].get("d")

    def test_illustrative_parts_are_named(self, make_procedure, render):
        vi, en = make_procedure(NAME, ENGLISH)
        assert "Illustrative" not in render(en).text
        vi.illustrative = ["fees", "ways"]
        modified(vi)
        (note,) = render(en).texts("//aside[@class='hcc-illustrative']")
        assert note.startswith("Illustrative values")
        assert "Fees and charges, Ways of filing and time limits" in note

    def test_texts_are_never_markup(self, make_procedure, render):
        page = make_procedure("<script>alert(1)</script>", id="odd")
        page.steps = changed(page.steps, text_vi="<img src=x onerror=alert(2)>")
        page.legal_basis = changed(page.legal_basis, url="javascript:alert(3)")
        modified(page)
        html = render(page).html
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "javascript:alert" not in html


class TestNotices:
    """What stands on top when a procedure is not simply in force."""

    @pytest.fixture
    def notices(self, render):
        return lambda page: render(page).texts("//article/div[@role='note']")

    @pytest.fixture(autouse=True)
    def _today(self, on_day):
        on_day(2026, 10, 17)

    def test_none_in_force(self, make_procedure, notices):
        assert notices(make_procedure()) == []

    def test_abolished(self, make_procedure, notices, anonymous):
        _vi, en = make_procedure(NAME, ENGLISH)
        api.content.transition(en, "abolish")
        with anonymous():
            assert notices(en) == ["This procedure has been abolished. The page stays for reference."]

    @pytest.mark.parametrize(
        ("last_day", "seen"),
        [(date(2026, 10, 16), ["This procedure is no longer in force."]), (date(2026, 10, 17), [])],
    )
    def test_expired(self, make_procedure, notices, last_day, seen):
        _vi, en = make_procedure(NAME, ENGLISH, valid_to=last_day)
        assert notices(en) == seen

    @pytest.mark.parametrize(
        ("first_day", "seen"),
        [(date(2026, 10, 18), ["This procedure comes into force on 18 October 2026 ."]), (date(2026, 10, 17), [])],
    )
    def test_not_yet_in_force(self, make_procedure, notices, first_day, seen):
        _vi, en = make_procedure(NAME, ENGLISH, valid_from=first_day)
        assert notices(en) == seen

    def test_to_check_is_for_editors(self, make_procedure, notices, logged_in_as, anonymous):
        _vi, en = make_procedure(NAME, ENGLISH, to_check=[{"field": "fees", "problem": "fee_unclear", "value": "?"}])
        with logged_in_as("Editor"):
            assert notices(en) == ["To check after import: open the list"]
        with anonymous():
            assert notices(en) == []

    def test_a_changed_version_waits(self, make_procedure, notices, render, on_day):
        vi, en = make_procedure(NAME, ENGLISH)
        vi.fees = changed(vi.fees, amount=150000)
        vi.valid_from = date(2027, 1, 1)
        modified(vi)
        (notice,) = notices(en)
        assert notice.startswith("From 1 January 2027 a changed version holds")
        assert "VND 100,000" in render(en).text
        assert "VND 150,000" not in render(en).text
        on_day(2027, 1, 1)
        assert notices(en) == []
        assert "VND 150,000" in render(en).text


class TestChecklist:
    """The papers on one sheet."""

    @pytest.fixture
    def procedure(self, make_procedure):
        vi, en = make_procedure(NAME, ENGLISH)
        vi.cases = [*vi.cases, {"id": "2", "name_vi": "Thừa kế", "name_en": "Inheritance"}]
        paper = vi.components[0]
        vi.components = [
            paper,
            {**paper, "id": "uy-quyen", "case": "1", "name_en": "Power of attorney", "copies": 2, "required": False},
            {**paper, "id": "thua-ke", "case": "2", "name_en": "", "name_vi": "Văn bản thừa kế"},
        ]
        modified(vi)
        return en

    def test_all_cases(self, procedure, render):
        page = render(procedure, "checklist")
        assert page.texts("//h2") == ["Someone acts for you", "Inheritance"]
        assert page.texts("//ul[@class='hcc-ticks']/li") == [
            "Application for registration 1 original",
            "Power of attorney if it applies 1 original, 2 copies",
            "Văn bản thừa kế 1 original",
        ]
        assert page.texts("//*[@lang='vi']") == ["Văn bản thừa kế"]

    def test_one_case(self, procedure, render):
        page = render(procedure, "checklist", case="2")
        assert page.texts("//ul[@class='hcc-ticks']/li") == [
            "Application for registration 1 original",
            "Văn bản thừa kế 1 original",
        ]
        assert page.texts("//option[@selected]") == ["Inheritance"]

    def test_an_unknown_case_shows_all(self, procedure, render):
        assert len(render(procedure, "checklist", case="<b>").texts("//ul[@class='hcc-ticks']/li")) == 3

    def test_what_else_a_visitor_needs(self, procedure, render):
        page = render(procedure, "checklist")
        assert page.document.get("lang") == "en"
        assert page.texts("//h1") == [ENGLISH]
        for text in (
            "3 working days",
            "VND 100,000",
            "Department of Planning and Investment",
            procedure.absolute_url(),
        ):
            assert text in page.text
        assert page.document.xpath("//*[local-name()='svg']")

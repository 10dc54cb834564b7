"""The search of the catalogue as its page, its programs and the site's own search offer it."""

from hcc_longan.catalogue import search
from hcc_longan.catalogue.content.catalogue import ICatalogue
from plone import api
from zope.i18n import translate
from zope.interface import Invalid
from zope.lifecycleevent import modified

import csv
import io
import json
import pytest


def way(limit: float | None, unit: str = "working_day") -> list[dict]:
    return [{"channel": "counter", "case": "", "limit": limit, "unit": unit, "note_vi": "", "note_en": ""}]


FREE = [
    {"channel": None, "case": "", "kind": "fee", "rule": "free", "amount": None, "note_vi": "", "note_en": ""},
]


@pytest.fixture
def four(make_procedure):
    """Four procedures that differ in every facet."""
    make_procedure("Đăng ký khai sinh", code="1.001193", department="tp", field="tp-ho-tich", fees=FREE, ways=way(0.5))
    make_procedure("Cấp bản sao trích lục", code="2.000635", department="tp", field="tp-ho-tich", ways=way(10))
    make_procedure("Thành lập công ty cổ phần", code="2.002043", applicants=["citizen", "enterprise"])
    make_procedure("Giải thể doanh nghiệp", code="2.002023", level_2022="partial", ways=way(None), fees=FREE)


def found(text: str = "", language: str = "vi", sort: str = "name", **facets) -> list[str]:
    """Codes of what is found, in order."""
    query = search.Query(text, language, facets, sort)
    return [brain.procedure_facts["code"] for brain in search.search(query).brains(0, 99)]


def counts(facet: str, text: str = "", **facets) -> dict[str, int]:
    return dict(search.search(search.Query(text, facets=facets, sort="name")).counts[facet])


class TestFacets:
    """Values of one facet are alternatives; facets narrow each other down."""

    @pytest.mark.usefixtures("four")
    def test_narrow(self):
        assert found(department=["tp"]) == ["2.000635", "1.001193"]
        assert found(department=["tp"], payment=["free"]) == ["1.001193"]
        assert found(payment=["free"]) == ["1.001193", "2.002023"]
        assert found(time=["same_day", "unstated"]) == ["1.001193", "2.002023"]
        assert found(applicant=["enterprise"]) == ["2.002043"]
        assert found(online=["partial"]) == ["2.002023"]
        assert found(field=["tp-ho-tich"], time=["to_15"]) == ["2.000635"]
        assert found(department=["xyz"]) == []

    @pytest.mark.usefixtures("four")
    def test_count(self):
        assert counts("department") == {"tp": 2, "khdt": 2}
        assert counts("time") == {"same_day": 1, "to_15": 1, "to_3": 1, "unstated": 1}
        assert counts("applicant") == {"citizen": 4, "enterprise": 1}
        assert counts("payment") == {"free": 2, "charged": 2}

    @pytest.mark.usefixtures("four")
    def test_count_of_a_facet_disregards_its_own_choice(self):
        assert counts("department", department=["tp"]) == {"tp": 2, "khdt": 2}
        assert counts("payment", department=["tp"]) == {"free": 1, "charged": 1}
        assert counts("department", department=["tp"], payment=["free"]) == {"tp": 1, "khdt": 1}
        assert counts("department", text="khai sinh") == {"tp": 1}


class TestOrder:
    """Names, times, changes."""

    def test_names_in_the_order_of_the_vietnamese_alphabet(self, make_procedure):
        names = ["Ấp", "Đo đạc", "Êm", "An", "Ăn", "Dạy", "Em", "Ôm", "Ơn", "Ở", "Ư", "U"]
        for number, name in enumerate(names):
            make_procedure(name, id=f"p{number}", code=f"1.{number:06}")
        titles = [brain.Title for brain in search.search(search.Query(sort="name")).brains(0, 99)]
        assert titles == ["An", "Ăn", "Ấp", "Dạy", "Đo đạc", "Em", "Êm", "Ôm", "Ở", "Ơn", "U", "Ư"]

    @pytest.mark.usefixtures("four")
    def test_shortest_time_first_and_unstated_last(self):
        assert found(sort="time") == ["1.001193", "2.002043", "2.000635", "2.002023"]

    def test_times_within_one_range(self, make_procedure):
        for number, limit in enumerate((None, 3, 1)):
            make_procedure(f"Thủ tục {number}", code=f"1.{number:06}", ways=way(limit))
        assert counts("time") == {"to_3": 2, "unstated": 1}
        assert found(sort="time") == ["1.000002", "1.000001", "1.000000"]

    @pytest.mark.usefixtures("four")
    def test_what_changed_last_first(self, catalogue):
        for name, day in (("thanh-lap-cong-ty-co-phan", "2025-03-01"), ("dang-ky-khai-sinh", "2025-02-01")):
            page = catalogue[name]
            page.setModificationDate(day)
            page.reindexObject(idxs=["modified"])
        assert found(sort="changed")[-2:] == ["2.002043", "1.001193"]
        modified(catalogue["dang-ky-khai-sinh"])
        assert found(sort="changed")[0] == "1.001193"

    @pytest.mark.usefixtures("four")
    def test_best_match_first(self):
        assert found("thành lập công ty", sort="relevance")[0] == "2.002043"
        assert found("trich luc", sort="relevance")[0] == "2.000635"


class TestWhoSeesWhat:
    """Drafts and abolished procedures are not found, and languages stay apart."""

    def test_published_only(self, make_procedure, anonymous):
        draft = make_procedure("Bản nháp", code="1.000001", publish=False)
        abolished = make_procedure("Đã bãi bỏ", code="1.000002")
        make_procedure("Còn hiệu lực", code="1.000003")
        api.content.transition(abolished, "abolish")
        with anonymous():
            assert found() == ["1.000003"]
            assert found("1.000001") == found("1.000002") == []
            assert counts("department") == {"khdt": 1}
        api.content.transition(draft, "publish")
        with anonymous():
            assert found() == ["1.000001", "1.000003"]

    def test_languages(self, make_procedure, render, furnished):
        make_procedure("Đăng ký khai sinh", "Birth registration", code="1.001193")
        make_procedure("Khai sinh lại", code="1.004884")
        assert found("khai sinh") == ["1.001193", "1.004884"]
        assert found("birth", "en") == ["1.001193"]
        assert found(language="en") == ["1.001193"]
        items = "//ol[@class='hcc-list']/li/h3"
        assert render(furnished["en"]["procedures"]).texts(items) == ["Birth registration"]
        assert render(furnished["vi"]["thu-tuc"]).texts(items) == ["Đăng ký khai sinh", "Khai sinh lại"]


class TestSynonyms:
    """The words people use, as editors write them down."""

    def test_take_effect_at_once(self, make_procedure, catalogue):
        make_procedure("Thành lập công ty cổ phần", code="2.002043", keywords=[])
        make_procedure("Thành lập văn phòng công chứng", code="1.013834", keywords=[])
        assert found("startup") == []
        catalogue.synonyms = "startup, khởi nghiệp = công ty"
        modified(catalogue)
        assert found("startup") == found("khoi nghiep") == ["2.002043"]
        catalogue.synonyms = "# nothing left"
        modified(catalogue)
        assert found("startup") == []

    def test_belong_to_the_language_of_their_catalogue(self, make_procedure, furnished):
        make_procedure("Thành lập công ty cổ phần", "Joint-stock company", code="2.002043", keywords=[])
        furnished["en"]["procedures"].synonyms = "startup = company"
        modified(furnished["en"]["procedures"])
        assert found("startup", "en") == ["2.002043"]
        assert found("startup") == []

    @pytest.mark.parametrize(
        ("table", "line"),
        [("mở hãng", 1), ("# remark\n\nmở hãng = công ty\nlập hãng =", 4), ("= công ty", 1), (" , = công ty", 1)],
    )
    def test_a_bad_line_is_refused_by_its_number(self, table, line):
        with pytest.raises(Invalid) as refusal:
            ICatalogue["synonyms"].validate(table)
        assert f"Line {line}:" in translate(refusal.value.args[0], target_language="en")

    def test_a_good_table_passes(self):
        ICatalogue["synonyms"].validate("# remark\n\nmở hãng, lập hãng = công ty, doanh nghiệp\n")


class TestCodes:
    """A code finds its procedure, whole or in part."""

    @pytest.mark.usefixtures("four")
    def test_found(self):
        expected = {
            "2.000635": ["2.000635"],
            "2000635": ["2.000635"],
            "mã số 2.000635": ["2.000635"],
            "2.000635.000.00.00.H39": ["2.000635"],
            "000635": ["2.000635"],
            "2.002": ["2.002023", "2.002043"],
            "2.00204": ["2.002043"],
            "9.999999": [],
        }
        assert {typed: found(typed, sort="relevance") for typed in expected} == expected


class TestWholeSite:
    """Plone's own search folds Vietnamese letters as well."""

    def test_uy_quyen(self, make_procedure):
        page = make_procedure("Chứng thực hợp đồng Ủy quyền", id="p1", cases=[])
        make_procedure("Đăng ký khai sinh", id="p2", code="1.001193", cases=[])
        for typed in ("uy quyen", "ủy quyền", "UY QUYEN", "uỷ quyền", "u\u0309y quye\u0302\u0300n"):
            assert [brain.UID for brain in api.content.find(SearchableText=typed)] == [page.UID()], typed

    def test_an_pham(self, furnished):
        page = api.content.create(furnished["vi"], "Document", id="d1", title="Nộp lưu chiểu Ấn phẩm")
        api.content.create(furnished["vi"], "Document", id="d2", title="Đường dây nóng")
        for typed in ("an pham", "ấn phẩm", "Ấn phẩm", "an pha*"):
            assert [brain.UID for brain in api.content.find(SearchableText=typed)] == [page.UID()], typed

    def test_words_of_the_body_lead_to_a_procedure(self, make_procedure):
        make_procedure("Đăng ký khai sinh", id="p1")
        assert [brain.getId for brain in api.content.find(SearchableText="giay de nghi")] == ["p1"]
        assert [brain.getId for brain in api.content.find(SearchableText="2.001610")] == ["p1"]


class TestPage:
    """The catalogue's page."""

    @pytest.fixture
    def english(self, make_procedure, furnished):
        make_procedure("Khai sinh", "Birth registration", code="1.001193", department="tp", field="tp-ho-tich")
        make_procedure("Công ty", "Founding a company", code="2.002043", ways=way(10), fees=FREE)
        return furnished["en"]["procedures"]

    def test_lists_what_there_is(self, english, render):
        page = render(english)
        assert page.texts("//h2[@class='hcc-total']") == ["2 procedures"]
        facts = page.texts("//ol[@class='hcc-list']/li")
        assert facts[0].startswith("Birth registration Summary. 1.001193 Department of Justice 3 working days")
        assert facts[1] == (
            "Founding a company Summary. 2.002043 Department of Planning and Investment 10 working days "
            "Free of charge End-to-end online service"
        )

    def test_facets_with_numbers(self, english, render):
        page = render(english, department="tp")
        boxes = page.texts("//fieldset//div[@class='form-check'][input[@name='department']]")
        assert boxes == ["Department of Justice 1", "Department of Planning and Investment 1"]
        assert page.document.xpath("//input[@checked]/@value") == ["tp"]
        assert page.texts("//h2[@class='hcc-total']") == ["1 procedure"]
        (without,) = page.document.xpath("//ul[@class='hcc-chosen']//a/@href")
        assert without == english.absolute_url()

    def test_says_what_it_searched_instead(self, english, render):
        page = render(english, q="brith registration")
        assert page.texts("//p[@class='hcc-corrected']/strong") == ["birth registration"]
        assert page.texts("//ol[@class='hcc-list']/li/h3")[0] == "Birth registration"
        assert render(english, q="birth").texts("//p[@class='hcc-corrected']") == []

    def test_nothing_fits(self, english, render):
        page = render(english, q="qqqqqqqq")
        assert "Nothing fits." in page.text
        assert page.document.xpath("//div[@class='hcc-nothing']//a/@href") == [english.absolute_url()]

    def test_whatever_is_typed_stays_text(self, english, render):
        for typed in (
            "<script>alert(1)</script>",
            "\"'><img src=x>",
            "%zz & co; ?",
            "( ) * ? \\ ~ -",
            "👶 khai sinh",
            "AND OR NOT",
        ):
            page = render(english, q=typed)
            assert page.texts("//h2[@class='hcc-total']")[0].split()[0].isdigit()
            assert page.document.xpath("//input[@id='hcc-q']/@value") == [typed]
            assert not page.document.xpath("//img[@src='x']")
            assert "<script>alert" not in page.html

    def test_whatever_is_asked_for_gives_a_page(self, english, render):
        for form in (
            {"q": "\x00\u200b\ufeff"},
            {"q": ["birth", "company"]},
            {"q": "birth " * 200},
            {"department": "<b>", "time": ["zz", ""], "applicant": [1]},
            {"sort": "price", "b_start": "abc"},
            {"b_start": "-20"},
            {"b_start": "999999999999"},
        ):
            page = render(english, **form)
            assert page.texts("//h2[@class='hcc-total']")[0].split()[0].isdigit()
            assert "<b>" not in page.html

    def test_a_long_query_is_searched_by_its_beginning(self, english):
        assert found("birth " + "x" * 400, "en") == found("birth registration " * 40, "en") == ["1.001193"]

    def test_one_page_after_the_other(self, make_procedure, catalogue, render, monkeypatch):
        monkeypatch.setattr("hcc_longan.catalogue.browser.search.PAGE_SIZE", 3)
        for number in range(5):
            make_procedure(f"Thủ tục {number}", code=f"1.{number:06}")
        first, second = render(catalogue), render(catalogue, b_start="3", sort="name")
        titles = [page.texts("//ol[@class='hcc-list']/li/h3") for page in (first, second)]
        assert titles == [["Thủ tục 0", "Thủ tục 1", "Thủ tục 2"], ["Thủ tục 3", "Thủ tục 4"]]
        assert second.document.xpath("//ol[@class='hcc-list']/@start") == ["4"]
        assert first.document.xpath("//nav[@class='hcc-pages']/a[@rel='next']/@href")[0].endswith("?b_start=3")
        assert second.document.xpath("//nav[@class='hcc-pages']/a[@rel='prev']")

    def test_download(self, english, render, http_request):
        body = render(english, "procedures.csv", department="tp").html
        assert body.startswith("\ufeff")
        lines = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))
        assert lines == [
            ["Code", "Name", "Department", "Field", "Time limit", "Cost", "Online service", "URL"],
            [
                "1.001193",
                "Birth registration",
                "Department of Justice",
                "Civil status",
                "3 working days",
                "With a fee or charge",
                "End-to-end online service",
                f"{english.absolute_url()}/birth-registration",
            ],
        ]
        assert http_request.response.getHeader("Content-Type") == "text/csv; charset=utf-8"
        assert "procedures.csv" in http_request.response.getHeader("Content-Disposition")


class TestSuggestions:
    """While somebody types."""

    def test_an_unfinished_word(self, make_procedure, catalogue, render, http_request):
        page = make_procedure("Đăng ký khai sinh", code="1.001193")
        make_procedure("Giải thể doanh nghiệp", code="2.002023")
        answer = json.loads(render(catalogue, "suggest", q="khai s").html)
        assert answer == [{"title": "Đăng ký khai sinh", "code": "1.001193", "url": page.absolute_url()}]
        assert http_request.response.getHeader("Content-Type").startswith("application/json")

    @pytest.mark.usefixtures("four")
    def test_too_little_suggests_nothing(self, catalogue, render):
        for typed in ("", "k", "  ", ["khai", "sinh"]):
            assert json.loads(render(catalogue, "suggest", q=typed).html) == []

    def test_no_more_than_eight(self, make_procedure, catalogue, render):
        for number in range(9):
            make_procedure(f"Khai báo {number}", code=f"1.{number:06}")
        assert len(json.loads(render(catalogue, "suggest", q="khai b").html)) == 8

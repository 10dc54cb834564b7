"""Departments: lasting codes under changing names, and who took over from whom."""

from datetime import date
from hcc_longan.catalogue import departments
from hcc_longan.catalogue import search
from hcc_longan.catalogue.content.department import IDepartment
from plone import api
from zope.interface import Invalid
from zope.lifecycleevent import modified

import pytest


@pytest.fixture
def change(furnished):
    """Saves a department's page with other values, as its form does: `change("tp", successor="khdt")`."""

    def save(code: str, language: str = "vi", **values) -> None:
        page = furnished[language][{"vi": "co-quan", "en": "departments"}[language]][code]
        for name, value in values.items():
            setattr(page, name, value)
        modified(page)

    return save


@pytest.fixture
def page_of(furnished):
    return lambda code, language="vi": furnished[language][{"vi": "co-quan", "en": "departments"}[language]][code]


def found_under(language: str = "vi") -> dict[str, int]:
    """The facet of departments over the whole catalogue."""
    return dict(search.search(search.Query(language=language, sort="name")).counts["department"])


class TestCodes:
    """What others refer to."""

    def test_vocabulary_in_the_language_of_the_reader(self, page_of, render, get_vocabulary):
        for language, title in (("vi", "Sở Tư pháp"), ("en", "Department of Justice")):
            context = page_of("tp", language)
            # A visit of the page settles the language.
            render(context)
            terms = {term.value: term.title for term in get_vocabulary("hcc_longan.departments", context)}
            assert list(terms) == ["khdt", "tp"]
            assert terms["tp"] == title

    def test_fields_say_whose_they_are(self, page_of, get_vocabulary, change):
        change("tp", short_title="Sở TP")
        titles = [term.title for term in get_vocabulary("hcc_longan.fields", page_of("tp"))]
        assert titles == ["Sở Kế hoạch và Đầu tư: Doanh nghiệp", "Sở TP: Hộ tịch"]

    def test_a_new_name_keeps_the_code(self, make_procedure, change, render):
        procedure = make_procedure()
        change("khdt", title="Sở Tài chính và Đầu tư")
        assert departments.get("khdt").title("vi") == "Sở Tài chính và Đầu tư"
        assert departments.get("khdt").title("en") == "Department of Planning and Investment"
        assert procedure.department == "khdt"
        assert found_under() == {"khdt": 1}
        assert "Sở Tài chính và Đầu tư" in render(procedure).texts("//section[@class='hcc-summary']//dd/a")[-1]

    @pytest.mark.parametrize("code", ["", "k", "KHDT", "sở", "kh-dt", "departmentoffi"])
    def test_another_shape_is_refused(self, code):
        with pytest.raises(Invalid):
            IDepartment["code"].validate(code)

    def test_what_is_unknown_is_nothing(self, furnished):
        assert departments.get("xyz") is None
        assert departments.get(None) is None
        assert departments.find_field("xyz") is None
        assert departments.acting("xyz") == "xyz"


class TestMerging:
    """A department's procedures appear under its successor."""

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_there_and_back(self, make_procedure, change, language):
        vi, _en = make_procedure("Đăng ký khai sinh", "Birth registration", department="tp", field="tp-ho-tich")
        assert found_under() == found_under("en") == {"tp": 1}
        change("tp", language, successor="khdt")
        assert found_under() == found_under("en") == {"khdt": 1}
        assert vi.department == "tp"
        change("tp", language, successor=None)
        assert found_under() == found_under("en") == {"tp": 1}

    def test_procedures_show_the_successor(self, make_procedure, change, render):
        procedure = make_procedure(department="tp")
        change("tp", successor="khdt")
        assert "Sở Kế hoạch và Đầu tư" in render(procedure).texts("//section[@class='hcc-summary']//dd/a")[-1]

    def test_pages_name_each_other(self, change, page_of, render):
        change("tp", successor="khdt")
        former = render(page_of("tp", "en"))
        note = "//*[@id='content']//*[@role='note']"
        assert former.texts(note) == ["Its work is done by Department of Planning and Investment now."]
        assert former.document.xpath(f"{note}/a/@href") == [page_of("khdt", "en").absolute_url()]
        successor = render(page_of("khdt", "en"))
        assert successor.texts("//dt[.='Took over from']/following-sibling::dd[1]") == ["Department of Justice"]
        assert "Took over from" not in former.text

    def test_the_list_tells_them_apart(self, furnished, change, render):
        change("tp", successor="khdt")
        page = render(furnished["en"]["departments"], "departments")
        assert page.texts("//ul[@class='hcc-cards']/li/h2") == ["Department of Planning and Investment"]
        assert page.texts("//h2[.='Formerly at the centre']/following-sibling::ul/li") == ["Department of Justice"]

    def test_nobody_succeeds_itself(self, change, page_of):
        page = page_of("tp")
        IDepartment.validateInvariants(page)
        page.successor = "tp"
        with pytest.raises(Invalid, match="own successor"):
            IDepartment.validateInvariants(page)

    def test_a_chain_ends_at_its_last(self, furnished, make_procedure, change, page_of, render):
        make_procedure(department="tp")
        new = api.content.create(furnished["vi"]["co-quan"], "Department", id="tc", code="tc", title="Sở Tài chính")
        api.content.transition(new, "publish")
        change("tp", successor="khdt")
        change("khdt", successor="tc")
        assert departments.acting("tp") == "tc"
        assert found_under() == {"tc": 1}
        assert "Sở Tài chính" in render(page_of("tp")).texts("//*[@id='content']//*[@role='note']")[0]
        names = "//dl/dd[not(a)]"
        assert {"Sở Tư pháp", "Sở Kế hoạch và Đầu tư"} <= set(render(page_of("tc")).texts(names))

    def test_a_circle_harms_nobody(self, make_procedure, change, page_of, render):
        make_procedure(department="tp")
        change("tp", successor="khdt")
        change("khdt", successor="tp")
        assert sum(found_under().values()) == 1
        for code in ("tp", "khdt"):
            assert departments.get(departments.acting(code)) is not None
            assert render(page_of(code)).texts("//h1") == [page_of(code).title]


class TestFields:
    """Fields of administration, named by the department."""

    def test_procedures_are_found_by_a_new_name(self, make_procedure, change):
        procedure = make_procedure("Đăng ký khai sinh", department="tp", field="tp-ho-tich")

        def finds(text: str) -> bool:
            brains = search.search(search.Query(text)).brains(0, 9)
            return procedure.UID() in [brain.UID for brain in brains]

        assert finds("hộ tịch")
        assert not finds("kiểm lâm")
        change("tp", fields=[{"id": "tp-ho-tich", "title_vi": "Kiểm lâm", "title_en": "Forest rangers"}])
        assert finds("kiểm lâm")

    def test_the_page_counts_its_procedures_by_field(self, make_procedure, page_of, render):
        make_procedure("Đăng ký khai sinh", "Birth registration", department="tp", field="tp-ho-tich")
        make_procedure("Đăng ký khai tử", department="tp", field="tp-ho-tich", code="1.000656")
        page = render(page_of("tp"))
        assert page.texts("//ul[@class='hcc-fields']/li") == ["Hộ tịch 2"]
        assert render(page_of("tp", "en")).texts("//ul[@class='hcc-fields']/li") == ["Civil status 1"]
        assert page.document.xpath("//ul[@class='hcc-fields']/li/a/@href")[0].endswith(
            "/vi/thu-tuc?department=tp&field=tp-ho-tich"
        )

    def test_the_page_of_one_without_procedures(self, page_of, render):
        assert "No procedures yet." in render(page_of("tp", "en")).text


def test_the_page_says_where_and_when(change, page_of, render):
    change("tp", address="Số 3 đường Song Hành", phone="0272 3 826 233", illustrative=["address", "phone"])
    change("tp", "en", address="3 Song Hành Street", left=date(2025, 6, 30))
    page = render(page_of("tp", "en"))
    assert "3 Song Hành Street" in page.text
    assert page.document.xpath("//a[@href='tel:02723826233']")
    assert page.texts("//dt[.='Takes part in the centre since']/following-sibling::dd[1]") == ["17 October 2016"]
    assert page.texts("//dt[.='Took part until']/following-sibling::dd[1]") == ["30 June 2025"]
    assert "Address, Phone" in page.texts("//p[@class='hcc-illustrative']")[0]
    assert "Số 3 đường Song Hành" in render(page_of("tp")).text

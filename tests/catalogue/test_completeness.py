"""What procedures lack, as their editors see it."""

from datetime import date
from hcc_longan.catalogue.completeness import GAPS
from plone import api
from plone.app.multilingual.interfaces import ITranslationManager
from plone.namedfile.file import NamedBlobFile
from zExceptions import Unauthorized
from zope.lifecycleevent import modified

import csv
import io
import pytest


NAME = "Đăng ký thành lập doanh nghiệp tư nhân"
ENGLISH = "Registration of a private enterprise"


def first_row(procedure, part: str, **values) -> dict:
    rows = getattr(procedure, part)
    return {part: [{**rows[0], **values}, *rows[1:]]}


# What makes each gap; a dated one comes with the day alone (17 October 2026).
MAKES = {
    "steps": lambda p: {"steps": []},
    "ways": lambda p: {"ways": []},
    "components": lambda p: {"components": []},
    "quantities": lambda p: first_row(p, "components", originals=0),
    "time_limit": lambda p: {"ways": [{**row, "limit": None} for row in p.ways]},
    "applicants": lambda p: {"applicants": []},
    "agencies": lambda p: first_row(p, "agencies", role="competent"),
    "results": lambda p: {"results": []},
    "legal_basis": lambda p: {"legal_basis": []},
    "department": lambda p: {"department": None},
    "field": lambda p: {"field": "gone"},
    "summary": lambda p: {"description": ""},
    "untranslated": lambda p: first_row(p, "steps", text_en=""),
    "form": lambda p: first_row(p, "components", form_number="Mẫu 01"),
    "to_check": lambda p: {"to_check": [{"field": "fees", "problem": "fee_unclear", "value": "?"}]},
    "overdue_review": lambda p: {"review_by": date(2026, 10, 16)},
    "expired": lambda p: {"valid_to": date(2026, 10, 16)},
}
# Without ways there is no time limit either.
BESIDES = {"ways": ["time_limit"]}


@pytest.fixture(autouse=True)
def _today(on_day):
    on_day(2026, 10, 17)


@pytest.fixture
def gaps(catalogue, render):
    """What the page says is missing, by procedure: read off its table."""

    def read(**form) -> dict[str, list[str]]:
        table = render(catalogue.restrictedTraverse("../../en/procedures"), "completeness", **form)
        rows = [line.xpath("td") for line in table.document.xpath("//tbody/tr")]
        return {
            cells[0].text_content().strip(): [GAPS_BY_TITLE[title] for title in cells[4].text_content().split("; ")]
            for cells in rows
        }

    return read


GAPS_BY_TITLE = {str(title): gap for gap, title in GAPS.items()}


@pytest.fixture
def complete(make_procedure):
    return make_procedure(NAME, ENGLISH)


def indexed(*pages) -> list[tuple[str, ...]]:
    """What the catalog knows each page to lack."""
    catalog = api.portal.get_tool("portal_catalog")
    return [catalog(UID=page.UID())[0].procedure_gaps for page in pages]


def save(procedure, values: dict) -> None:
    for name, value in values.items():
        setattr(procedure, name, value)
    modified(procedure)


def test_every_gap_has_a_case():
    assert {*MAKES, "translation"} == set(GAPS)


def test_a_gap_appears_and_disappears(complete, gaps):
    _vi, page = complete
    assert gaps() == {}
    for gap, make in MAKES.items():
        lacking = make(page)
        before = {name: getattr(page, name) for name in lacking}
        save(page, lacking)
        assert gaps() == {"2.001610": [gap, *BESIDES.get(gap, ())]}, gap
        save(page, before)
    assert gaps() == {}


def test_dated_gaps_come_the_day_after(complete, gaps, on_day):
    save(complete[1], {"review_by": date(2026, 10, 17), "valid_to": date(2026, 10, 17)})
    assert gaps() == {}
    on_day(2026, 10, 18)
    assert gaps() == {"2.001610": ["overdue_review", "expired"]}


def test_a_form_is_missing_until_its_file_is_there(complete, gaps):
    _vi, page = complete
    save(page, first_row(page, "components", form_number="Mẫu 01", form_file="mau-01"))
    assert gaps() == {"2.001610": ["form"]}
    form = api.content.create(page, "File", id="mau-01", file=NamedBlobFile(b"form", filename="mau-01.docx"))
    assert gaps() == {}
    api.content.delete(form)
    assert gaps() == {"2.001610": ["form"]}


def test_a_form_in_the_vietnamese_page_counts_for_both(complete):
    vi, en = complete
    save(vi, first_row(vi, "components", form_number="Mẫu 01", form_file="mau-01"))
    assert indexed(vi, en) == [("form",), ("form",)]
    form = api.content.create(vi, "File", id="mau-01", file=NamedBlobFile(b"form", filename="mau-01.docx"))
    assert indexed(vi, en) == [(), ()]
    api.content.delete(form)
    assert indexed(vi, en) == [("form",), ("form",)]


def test_a_translation_is_missing_where_there_is_one_language_only(make_procedure, catalogue, render):
    make_procedure(NAME)
    make_procedure("Đăng ký hộ kinh doanh", ENGLISH, code="1.001612")
    page = render(catalogue, "completeness", gap="translation")
    assert page.texts("//tbody//*[@class='hcc-code']") == ["2.001610"]


@pytest.mark.parametrize("at_once", [False, True])
def test_a_translation_comes_and_goes(furnished, at_once):
    vi, en = (
        api.content.create(furnished[language][folder], "Procedure", title=title, language=language, code="2.001610")
        for language, folder, title in (("vi", "thu-tuc", NAME), ("en", "procedures", ENGLISH))
    )
    if not at_once:
        assert all("translation" in lacking for lacking in indexed(vi, en))
    ITranslationManager(vi).register_translation("en", en)
    assert not any("translation" in lacking for lacking in indexed(vi, en))
    api.content.delete(en)
    assert "translation" in indexed(vi)[0]


def test_departments_and_fields_come_and_go(complete, furnished):
    folder = furnished["vi"]["co-quan"]
    save(complete[0], {"department": "xd", "field": "xd-nha-o"})
    assert indexed(*complete) == [("department", "field")] * 2
    department = api.content.create(folder, "Department", id="xd", code="xd", title="Sở Xây dựng", language="vi")
    assert indexed(*complete) == [("field",)] * 2
    department.fields = [{"id": "xd-nha-o", "title_vi": "Nhà ở", "title_en": "Housing"}]
    modified(department)
    assert indexed(*complete) == [()] * 2
    api.content.delete(department)
    assert indexed(*complete) == [("department", "field")] * 2


def test_a_deleted_department_is_missed_although_it_had_a_successor(complete, furnished):
    save(complete[0], {"department": "tp", "field": "tp-ho-tich"})
    for folder in (furnished["vi"]["co-quan"], furnished["en"]["departments"]):
        folder["tp"].successor = "khdt"
        modified(folder["tp"])
    for folder in (furnished["vi"]["co-quan"], furnished["en"]["departments"]):
        api.content.delete(folder["tp"])
    assert indexed(*complete) == [("department", "field")] * 2


def test_a_field_is_missed_when_another_department_that_had_it_goes(complete, furnished):
    save(complete[0], {"department": "khdt", "field": "tp-ho-tich"})
    assert indexed(*complete) == [()] * 2
    for folder in (furnished["vi"]["co-quan"], furnished["en"]["departments"]):
        api.content.delete(folder["tp"])
    assert indexed(*complete) == [("field",)] * 2


class TestPage:
    """Numbers, filters, the file."""

    @pytest.fixture
    def english(self, make_procedure, furnished):
        make_procedure("Một", "One", code="1.000001")
        make_procedure("Hai", "Two", code="1.000002", steps=[])
        make_procedure("Ba", "Three", code="1.000003", steps=[], results=[], department="tp", field="tp-ho-tich")
        _vi, draft = make_procedure("Bốn", "Four", code="1.000004", department=None)
        api.content.transition(draft, "retract")
        _vi, abolished = make_procedure("Năm", "Five", code="1.000005", steps=[])
        api.content.transition(abolished, "abolish")
        return furnished["en"]["procedures"]

    def test_figures_and_the_worst_first(self, english, render):
        page = render(english, "completeness")
        assert "Complete: 1 of 4" in page.text
        assert page.texts("//ul[@class='hcc-figures']/li") == [
            "2 Steps missing",
            "1 Results missing",
            "1 No department",
        ]
        assert page.texts("//tbody//*[@class='hcc-code']") == ["1.000003", "1.000004", "1.000002"]
        assert page.texts("//tbody/tr")[0] == (
            "1.000003 Three ( edit ) Department of Justice Published Steps missing; Results missing"
        )

    def test_filters(self, english, render):
        for form, codes, complete in (
            ({"gap": "steps"}, ["1.000003", "1.000002"], "1 of 4"),
            ({"department": "tp"}, ["1.000003"], "0 of 1"),
            ({"department": "khdt"}, ["1.000002"], "1 of 2"),
            ({"department": "-"}, ["1.000004"], "0 of 1"),
            ({"department": "khdt", "gap": "results"}, [], "1 of 2"),
            ({"department": "<b>", "gap": "<b>"}, ["1.000003", "1.000004", "1.000002"], "1 of 4"),
        ):
            page = render(english, "completeness", **form)
            assert page.texts("//tbody//*[@class='hcc-code']") == codes
            assert f"Complete: {complete}" in page.text
            assert ("Nothing is missing here." in page.text) is not bool(codes)

    def test_download(self, english, render, http_request):
        body = render(english, "completeness.csv", department="tp").html
        assert list(csv.reader(io.StringIO(body.removeprefix("\ufeff")))) == [
            ["Code", "Name", "Department", "State", "What is missing", "URL"],
            [
                "1.000003",
                "Three",
                "Department of Justice",
                "Published",
                "Steps missing; Results missing",
                f"{english.absolute_url()}/three",
            ],
        ]
        assert http_request.response.getHeader("Content-Type") == "text/csv; charset=utf-8"

    def test_each_language_has_its_own(self, english, render, catalogue):
        page = render(catalogue, "completeness", gap="steps")
        assert page.texts("//tbody/tr/td[2]/a[1]") == ["Ba", "Hai", "Năm"]


def test_for_editors_only(catalogue, logged_in_as, anonymous):
    for view in ("completeness", "completeness.csv", "import-procedures", "import-preview", "import-apply"):
        for visitor in (anonymous(), logged_in_as("Contributor"), logged_in_as("Reviewer")):
            with visitor, pytest.raises(Unauthorized):
                catalogue.restrictedTraverse(f"@@{view}")
        for role in ("Editor", "Site Administrator"):
            with logged_in_as(role):
                assert catalogue.restrictedTraverse(f"@@{view}")

"""Question types in the browser: the same verdicts as the server's, and the comfort of scripts."""

from base64 import b64encode
from hcc_longan.eforms.base import sections
from hcc_longan.eforms.model import Question
from hcc_longan.eforms.model import Section
from hcc_longan.eforms.model import write_fields
from pathlib import Path

import json
import pytest


ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "hcc_longan" / "eforms" / "static"
TABLES = ROOT / "tests" / "unit" / "eforms"

CHECK_ALL = """async ([source, rows]) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  return rows.map(({ kind, input, options = {} }) => {
    try {
      return { verdict: "ok", normalised: module.check(kind, input, { ...options, today: "2026-10-17" }) };
    } catch (error) {
      return { verdict: error.fault ?? String(error) };
    }
  });
}"""
HOLD_ALL = """async ([source, rows]) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  return rows.map(({ expression, values }) => {
    try {
      return module.holds(expression, (name) => [values[name] ?? []].flat());
    } catch (error) {
      return error instanceof SyntaxError ? "unreadable" : String(error);
    }
  });
}"""


@pytest.fixture
def empty(desk):
    desk.goto("data:text/html,<!doctype html><title>Empty</title>")
    return desk


def test_the_browser_says_what_the_server_says_of_every_answer(empty):
    rows = json.loads((ROOT / "tests/unit/validators/vectors.json").read_text(encoding="utf-8"))
    verdicts = empty.evaluate(CHECK_ALL, [(STATIC / "validators.js").read_text(encoding="utf-8"), rows])
    for row, found in zip(rows, verdicts, strict=True):
        expected = {name: row[name] for name in ("verdict", "normalised") if name in row}
        assert {name: found.get(name) for name in expected} == expected, row


def test_the_browser_reads_conditions_as_the_server_does(empty):
    rows = json.loads((TABLES / "conditions.json").read_text(encoding="utf-8"))
    found = empty.evaluate(HOLD_ALL, [(STATIC / "conditions.js").read_text(encoding="utf-8"), rows])
    assert dict(zip((row["expression"] for row in rows), found, strict=True)) == {
        row["expression"]: row["holds"] for row in rows
    }


# A form with every type of question, on the site


TYPE = "hcc_longan.eforms.fields.{}".format
COLUMNS = json.dumps(
    [
        {"id": "name", "title": "Họ và tên", "kind": "name"},
        {"id": "share", "title": "Phần góp", "kind": "money", "required": False},
        {"id": "role", "title": "Vai trò", "kind": "choice", "choices": {"a": "Chủ", "b": "Vợ"}, "required": False},
    ]
)
OWN = [
    Question("capital", TYPE("Money"), "Vốn", required=False, more={"min": 1000}),
    Question("area", TYPE("Area"), "Diện tích", required=False),
    Question("lines", TYPE("BusinessLines"), "Ngành nghề", required=False),
    Question("plot", TYPE("LandPlot"), "Thửa đất", required=False),
    Question("copies", TYPE("Count"), "Số bản", required=False),
    Question("start", TYPE("Day"), "Ngày bắt đầu", required=False, more={"when": "future"}),
    Question("members", TYPE("Rows"), "Thành viên", more={"columns": COLUMNS, "min_rows": 1, "max_rows": 3}),
    Question("has_old_name", TYPE("YesNo"), "Có tên cũ?"),
    Question("old_name", TYPE("FullName"), "Tên cũ", depends_on="has_old_name=yes", more={"own": "False"}),
    Question("reason", "zope.schema.TextLine", "Lý do đổi tên", depends_on="old_name and not has_old_name=no"),
]
FIELD = "#form-widgets-{}".format
MAKE = "form[action$='make-eform'] button"
SHOWN_ERRORS = ".eform-error:not([hidden])"


@pytest.fixture(scope="module")
def eform(chromium, site_url):
    """Address of a published form with every type of question, made for the first procedure that has none."""
    login = {"Authorization": f"Basic {b64encode(b'quantri:long-an-17-10-2016').decode()}"}
    context = chromium.new_context(extra_http_headers={**login, "Accept": "application/json"})
    page = context.new_page()
    page.set_extra_http_headers({**login, "Accept": "text/html"})
    for procedure in context.request.get(f"{site_url}/@procedures?b_size=100&lang=vi").json()["items"]:
        page.goto(procedure["@id"])
        if page.locator(MAKE).count():
            break
    page.click(MAKE)
    page.wait_for_load_state()
    url = page.url.partition("?")[0].rstrip("/")
    model = write_fields(sections(str, Section("own", "Câu hỏi riêng", OWN), Section("papers", "", [])))
    assert context.request.patch(url, data={"fields_model": model}).ok
    assert context.request.post(f"{url}/@workflow/publish").ok
    context.close()
    return url


def texts(page, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def test_what_is_wrong_is_said_where_it_was_typed_and_taken_back_when_it_is_right(page, eform):
    page.goto(eform)
    page.fill(FIELD("applicant_phone"), "0901")
    page.press(FIELD("applicant_phone"), "Tab")
    (said,) = texts(page, SHOWN_ERRORS)
    assert "0901234567" in said
    assert page.get_attribute(FIELD("applicant_phone"), "aria-invalid") == "true"
    page.fill(FIELD("applicant_phone"), "0901 234 567")
    assert texts(page, SHOWN_ERRORS) == []
    assert page.get_attribute(FIELD("applicant_phone"), "aria-invalid") is None
    page.fill(FIELD("applicant_phone"), "0168 123 4567")
    page.press(FIELD("applicant_phone"), "Tab")
    assert "0381234567" in texts(page, ".eform-note")[0]


def test_an_empty_answer_is_no_fault_until_the_form_is_sent(page, eform):
    page.goto(eform)
    page.focus(FIELD("applicant_phone"))
    page.press(FIELD("applicant_phone"), "Tab")
    assert texts(page, SHOWN_ERRORS) == []
    page.click("#form-buttons-submit")
    page.locator(SHOWN_ERRORS).first.wait_for()
    assert len(texts(page, SHOWN_ERRORS)) > 5
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    assert page.url == eform


def test_the_number_is_compared_with_kind_and_day_of_birth_while_typing(desk, eform):
    desk.goto(eform)
    desk.fill(FIELD("applicant_id_number"), "301234567")
    desk.press(FIELD("applicant_id_number"), "Tab")
    assert "12" in texts(desk, SHOWN_ERRORS)[0]
    desk.select_option(FIELD("applicant_id_kind"), "cmnd")
    desk.focus(FIELD("applicant_id_number"))
    desk.press(FIELD("applicant_id_number"), "Tab")
    assert texts(desk, SHOWN_ERRORS) == []


def test_questions_come_and_go_with_their_conditions(page, eform):
    page.goto(eform)
    old_name, reason = page.locator(FIELD("old_name")), page.locator(FIELD("reason"))
    assert not old_name.is_visible()
    assert not reason.is_visible()
    page.check(f"{FIELD('has_old_name')}-yes")
    assert old_name.is_enabled()
    old_name.fill("Nguyễn Thị Lan")
    assert reason.is_visible()
    reason.fill("Kết hôn")
    page.check(f"{FIELD('has_old_name')}-no")
    assert not old_name.is_visible()
    assert old_name.is_disabled()
    assert not reason.is_visible()
    page.check(f"{FIELD('has_old_name')}-yes")
    assert (old_name.input_value(), reason.input_value()) == ("Nguyễn Thị Lan", "Kết hôn")


def test_organisations_are_asked_other_questions_than_persons(page, eform):
    page.goto(eform)
    assert page.is_visible(FIELD("applicant_name"))
    assert not page.is_visible(FIELD("organisation_name"))
    page.check("input[name^='form.widgets.applicant_kind'][value=organisation]")
    assert not page.is_visible(FIELD("applicant_name"))
    assert page.is_visible(FIELD("organisation_tax_code"))


def test_rows_are_added_up_to_their_number_and_removed_after_a_question(page, eform):
    page.goto(eform)
    rows = page.locator("[data-rows] > [data-row]")
    add = page.locator("[data-add-row]")
    page.fill("[name='form.widgets.members.0.name']", "Lê Văn A")
    add.click()
    assert rows.count() == 2
    assert page.evaluate("document.activeElement.name") == "form.widgets.members.1.name"
    page.keyboard.type("Mai Thị B")
    add.click()
    assert not add.is_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    rows.nth(0).locator("[data-remove-row]").click()
    assert rows.count() == 2
    assert page.input_value("[name='form.widgets.members.1.name']") == "Mai Thị B"
    assert [text[-1] for text in texts(page, "[data-row-label]")] == ["1", "2"]
    page.once("dialog", lambda dialog: dialog.dismiss())
    rows.nth(0).locator("[data-remove-row]").click()
    assert rows.count() == 2
    add.click()
    ids = page.eval_on_selector_all("[id]", "elements => elements.map((element) => element.id)")
    assert len(ids) == len(set(ids))


def test_rows_are_there_before_a_draft_fills_them_in(desk, eform):
    desk.goto(eform)
    desk.evaluate(
        """() => document.querySelector("#eform").dispatchEvent(new CustomEvent("hcc:restore", { detail: { values: {
          "form.widgets.members.0.name": "A B", "form.widgets.members.7.name": "C D", "form.widgets.members.x.name": "",
        } } }))"""
    )
    names = desk.eval_on_selector_all("[data-rows] > [data-row] [name$='.name']", "all => all.map((each) => each.name)")
    assert names == ["form.widgets.members.0.name", "form.widgets.members.7.name"]


def test_the_district_is_asked_only_for_provinces_that_have_districts(page, eform):
    page.goto(eform)
    district = page.locator(f"{FIELD('applicant_address')}-district")
    assert not district.is_visible()
    page.select_option(f"{FIELD('applicant_address')}-province", "old:80")
    assert district.is_visible()
    page.select_option(f"{FIELD('applicant_address')}-province", "new:80")
    assert not district.is_visible()
    assert district.is_disabled()


def test_without_scripts_everything_is_there_and_rows_are_added_by_the_server(page_without_javascript, eform):
    page = page_without_javascript
    page.goto(eform)
    assert page.is_visible(FIELD("old_name"))
    assert page.is_visible(f"{FIELD('applicant_address')}-district")
    page.fill(FIELD("applicant_phone"), "0901")
    page.fill("[name='form.widgets.members.0.name']", "Lê Văn A")
    page.press("[data-add-row]", "Enter")
    assert page.locator("[data-rows] > [data-row]").count() == 2
    assert page.input_value("[name='form.widgets.members.0.name']") == "Lê Văn A"
    assert page.input_value(FIELD("applicant_phone")) == "0901"
    page.press("#form-buttons-submit", "Enter")
    page.locator(SHOWN_ERRORS).first.wait_for()
    assert any("0901234567" in text for text in texts(page, SHOWN_ERRORS))
    assert page.input_value("[name='form.widgets.members.0.name']") == "Lê Văn A"


def test_the_form_is_accessible_with_and_without_errors(page, eform, axe):
    page.goto(eform)
    page.check(f"{FIELD('has_old_name')}-yes")
    page.select_option(f"{FIELD('applicant_address')}-province", "old:80")
    page.click("[data-add-row]")
    for _errors in (False, True):
        found = axe.run(page, context=".eform-page", options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.click("#form-buttons-submit")

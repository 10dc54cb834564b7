"""Dossiers as officers and applicants see them, and an administrator's work on their calendar, rules and workflows."""

from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta

import pytest
import re


DEPARTMENT = "khcn"
PROCEDURE = "1.001786"  # 15 working days
OFFICERS = ("tiepnhan", f"thuly-{DEPARTMENT}", f"lanhdao-{DEPARTMENT}")
REASON = "Hồ sơ giấy chuyển kèm theo"
DAY_OFF = "Sở nghỉ một ngày"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# Plone's toolbar has findings of its own; the theme's menu has a "Close" that can't be translated.
NOT_OURS = {"exclude": ["#edit-zone"]}
PAPER_NUMBER = re.compile(r"\d+/\d{4}/TTPVHCC-[A-Z-]+")
# An entry in the register, and tracking numbers of other dossiers of the same person.
NUMBERS = re.compile(rf"{DEPARTMENT}/\d{{4}}, \d+|([0-9A-Z]{{4}}-){{3}}[0-9A-Z]")
SAME_IN_VIETNAMESE = {"(PDF)", "Close", "Plone", "Plone Foundation", "TinyMCE", "Xem", "pdf\njpg\npng\ndocx\nxlsx\ndwg"}

# What is written or said on a page without a Vietnamese letter; code and what is marked as English aside.
PLAIN_TEXTS = r"""() => {
    const isSpoken = (element) => !element.closest("script, style, code, [lang=en], #edit-zone");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        if (isSpoken(walker.currentNode.parentElement)) found.push(walker.currentNode.textContent);
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
        if (!isSpoken(element)) continue;
        found.push(...["aria-label", "title", "placeholder"].map((name) => element.getAttribute(name) || ""));
    }
    return found.map((text) => text.trim()).filter((text) => /[A-Za-z]{3}/.test(text) && /^[\x00-\x7f]*$/.test(text));
}"""


@dataclass(frozen=True)
class Filed:
    """A dossier of the department, in the hands of an officer."""

    path: str
    code: str
    tracking_number: str


@pytest.fixture(scope="module")
def dossier(ask, site_url):
    """A dossier that a citizen filed and that was received, handed over and assigned."""
    applicant = {"name": "Nguyễn Văn An", "id_number": "080123456789", "phone": "0900000001"}
    number = ask("POST", "@dossiers", "congdan", procedure=PROCEDURE, applicant=applicant)["tracking_number"]
    listed = ask("GET", "@worklist", "tiepnhan", queue="to_receive", department=DEPARTMENT, b_size=200)["items"]
    path = next(each["@id"] for each in listed if each["number"] == number).removeprefix(f"{site_url}/")
    steps = (
        ("receive", "tiepnhan", {}),
        ("hand_over", "tiepnhan", {"reason": REASON}),
        ("assign", f"lanhdao-{DEPARTMENT}", {"assignee": f"thuly-{DEPARTMENT}"}),
    )
    for version, (transition, who, data) in enumerate(steps, 1):
        ask("POST", f"{path}/@move", who, transition=transition, data=data, version=version)
    return Filed(path, ask("GET", path, "tiepnhan")["code"], number)


def assert_fits_and_is_accessible(axe, page, width=1280):
    page.set_viewport_size({"width": width, "height": 900})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{overflow} px wider than a window of {width} px"
    found = axe.run(page, context=NOT_OURS, options=WCAG)
    assert not found.response["violations"], found.generate_report()


def english_on(page, *known: str) -> set[str]:
    """What a Vietnamese page says in English, as far as the letters tell."""
    same = SAME_IN_VIETNAMESE.union(known)
    return {text for text in page.evaluate(PLAIN_TEXTS) if text not in same and not PAPER_NUMBER.fullmatch(text)}


def due_of(ask, dossier) -> datetime:
    return datetime.fromisoformat(ask("GET", dossier.path, "tiepnhan")["due"])


# The dossier's page


@pytest.mark.parametrize(
    ("language", "heading", "state", "clock", "steps"),
    [
        ("vi", "Hồ sơ", "Đang thụ lý", "Thời hạn giải quyết: 15 ngày làm việc.", ["Nộp hồ sơ", "Tiếp nhận"]),
        ("en", "Dossier", "In handling", "Time limit: 15 days of working time.", ["Filed", "Receive"]),
    ],
    ids=["vi", "en"],
)
def test_an_officer_sees_state_clock_and_events(open_as, ask, axe, dossier, language, heading, state, clock, steps):
    page = open_as(f"thuly-{DEPARTMENT}", dossier.path, language)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").inner_text() == f"{heading} {dossier.code}"
    screen = page.locator(".desk-screen")
    facts = screen.locator(".desk-dossier-state").inner_text()
    assert all(text in facts for text in (dossier.tracking_number, state, f"{due_of(ask, dossier):%H:%M, %d/%m/%Y}"))
    assert clock in screen.locator("li").all_inner_texts()
    # The newest step stands first.
    events = list(reversed(screen.locator(".desk-steps").first.locator("> li").all_inner_texts()))
    assert all(step in event for step, event in zip(steps, events, strict=False))
    assert REASON in events[2]
    for width in (1280, 360):
        assert_fits_and_is_accessible(axe, page, width)


def test_nothing_on_a_vietnamese_dossier_is_in_english(open_as, dossier):
    page = open_as(f"thuly-{DEPARTMENT}", dossier.path)
    found = english_on(page, dossier.tracking_number, "congdan")
    assert {text for text in found if not NUMBERS.fullmatch(text)} == set()


def test_an_applicant_sees_neither_officers_nor_what_they_wrote(open_as, axe, dossier):
    page = open_as("congdan", dossier.path)
    assert dossier.code in page.locator("main").inner_text()
    assert "ho-so-cua-toi" in page.url
    # Plone's toolbar would tell the state of the workflow.
    assert "In handling" not in page.locator("body").inner_text()
    assert [secret for secret in (*OFFICERS, REASON) if secret in page.content()] == []
    assert_fits_and_is_accessible(axe, page, 360)


@pytest.mark.parametrize("who", ["", "thuly-tp"])
def test_a_stranger_sees_nothing(open_as, dossier, who):
    page = open_as(who, dossier.path)
    assert page.url.partition("?")[0].endswith("/insufficient-privileges" if who else "/login")
    assert dossier.code not in page.content()
    assert "Nguyễn Văn An" not in page.content()


# The control panels


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("path", "widths"),
    [
        (f"@@work-calendar?calendar={DEPARTMENT}", (1280, 360)),
        ("@@deadline-rules", (1280, 360)),
        ("@@department-workflows", (1280,)),
        ("@@workflow-stages?workflow=hcc_tnmt_workflow", (1280, 360)),
        ("@@dossier-settings", (1280,)),
    ],
    ids=["calendar", "rules", "workflows", "stages", "settings"],
)
def test_a_control_panel_fits_and_is_accessible(open_as, axe, path, widths, language):
    page = open_as("quantri", path, language)
    assert page.locator("html").get_attribute("lang") == language
    for width in widths:
        assert_fits_and_is_accessible(axe, page, width)
    if language == "vi":
        codes = page.locator("td:first-child").all_inner_texts()
        assert english_on(page, "quantri", *codes) == set()


# The work calendar


def _calendar(day: datetime) -> str:
    return f"@@work-calendar?calendar={DEPARTMENT}&year={day.year}"


def _ask_for_day_off(page, day: datetime) -> None:
    page.fill("#new-date", f"{day:%Y-%m-%d}")
    page.fill("#new-name_vi", DAY_OFF)
    page.fill("#new-name_en", "Day in lieu")
    page.click("button[name=preview]")
    page.wait_for_selector("[name=draft]", state="attached")


def _row(page, number: str) -> list[str]:
    """The old and the new date of a dossier in a list."""
    return page.locator("tr", has_text=number).locator("td").all_inner_texts()[1:]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_preview_says_whom_a_day_off_concerns_and_changes_nothing(open_as, ask, axe, dossier, language):
    due = due_of(ask, dossier)
    page = open_as("quantri", _calendar(due), language)
    _ask_for_day_off(page, due)
    assert page.locator("tbody th").all_inner_texts() == [f"{due:%d/%m/%Y}"]
    old, new = _row(page, dossier.code)
    assert old == f"{due:%d/%m/%Y %H:%M}"
    assert datetime.strptime(new, "%d/%m/%Y %H:%M") >= due.replace(tzinfo=None) + timedelta(days=1)
    assert_fits_and_is_accessible(axe, page)
    if language == "vi":
        assert english_on(page, dossier.code) == set()
    page.locator("form a.btn-secondary").click()
    page.wait_for_selector("#new-date")
    assert due_of(ask, dossier) == due


def test_a_published_day_off_comes_to_the_dossier_with_an_event(open_as, ask, axe, dossier):
    due = due_of(ask, dossier)
    page = open_as("quantri", _calendar(due))
    _ask_for_day_off(page, due)
    _old, new = _row(page, dossier.code)
    page.click("button[name=publish]")  # the browser asks for the reason
    assert page.locator("#reason:invalid").count() == 1
    page.fill("#reason", "Quyết định 12/QĐ-SKHCN")
    page.click("button[name=publish]")
    page.wait_for_selector("form:has([name=apply])")
    assert "Quyết định 12/QĐ-SKHCN" in page.locator("table").last.inner_text()
    assert page.locator("td.hcc-day-off", has_text=DAY_OFF).count() == 1
    assert _row(page, dossier.code)[-1] == new
    assert due_of(ask, dossier) == due
    assert_fits_and_is_accessible(axe, page)

    page.click("form:has([name=apply]) button")
    page.wait_for_selector(".alert-success[role=status]")
    assert page.locator("form:has([name=apply])").count() == 0
    assert f"{due_of(ask, dossier):%d/%m/%Y %H:%M}" == new
    shown = open_as(f"thuly-{DEPARTMENT}", dossier.path).locator(".desk-screen").inner_text()
    assert "Tính lại theo lịch làm việc đã thay đổi" in shown
    assert new in shown


def test_wrong_hours_are_explained_and_nothing_typed_is_lost(open_as, axe):
    page = open_as("quantri", f"@@work-calendar?calendar={DEPARTMENT}")
    typed = {"hours-0": "buổi sáng", "hours-1": "07:00-11:00", "new-name_vi": DAY_OFF, "new-date": "2030-03-01"}
    for field, text in typed.items():
        page.fill(f"#{field}", text)
    page.click("button[name=preview]")
    page.wait_for_selector("[role=alert]")
    assert {field: page.input_value(f"#{field}") for field in typed} == typed
    assert "07:00-11:30" in page.locator("#error-hours-0").inner_text()
    assert page.locator("[aria-invalid=true]").evaluate_all("fields => fields.map(field => field.id)") == ["hours-0"]
    page.locator("[role=alert] a").click()
    assert page.evaluate("document.activeElement.id") == "hours-0"
    assert_fits_and_is_accessible(axe, page)


# Workflows


def test_a_department_gets_a_copy_of_a_workflow_and_goes_back(open_as):
    page = open_as("quantri", "@@department-workflows")
    bound = page.locator("#workflow-ct")
    assert bound.input_value() == "hcc_ct_workflow"
    for _once_and_again in range(2):
        page.select_option("#copy-workflow", "hcc_xd_workflow")
        page.select_option("#copy-department", "ct")
        page.fill("#copy-title", "Công Thương, có thẩm định")
        page.click("button[name=copy]")
        page.wait_for_load_state()
    # The second copy is refused, and says so at the field.
    assert "hcc_ct_own_workflow" in page.locator("#error-copy-department").inner_text()
    assert page.input_value("#copy-title") == "Công Thương, có thẩm định"
    assert bound.input_value() == "hcc_ct_own_workflow"

    page.get_by_role("link", name="Công Thương, có thẩm định").click()
    page.wait_for_selector("#share-handling")
    page.fill("#share-handling", "33")
    page.locator(".hcc-editors form .btn-primary").click()
    page.wait_for_selector(".statusmessage-info, .portalMessage.alert-info")
    assert page.input_value("#share-handling") == "33"

    page.locator(".hcc-editors a[href$='@@department-workflows']").click()
    page.wait_for_selector("#workflow-ct")
    bound.select_option("hcc_ct_workflow")
    page.locator("form", has=bound).locator("button").click()
    page.wait_for_load_state()
    assert bound.input_value() == "hcc_ct_workflow"

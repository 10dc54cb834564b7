"""A whole day at the desk: dossiers of six departments from the waiting list to the citizen's hand.

Everything is done on the screens: the receiver receives them and hands all over in a batch, the heads assign, officers
work through their department's own steps, the heads sign, the returner returns.
"""

import pytest
import re


# What each department does between assignment and signature: transition and who does it.
OWN_STEPS = {
    "khdt": (
        ("appraise", "thuly"),
        ("submit", "thuly"),
        ("review", "lanhdao"),
        ("send_to_committee", "lanhdao"),
        ("take_back", "thuly"),
    ),
    "tnmt": (
        ("send_to_tax", "thuly"),
        ("take_back", "thuly"),
        ("submit", "thuly"),
        ("review", "lanhdao"),
        ("sign", "lanhdao"),
    ),
    "xd": (
        ("inspect", "thuly"),
        ("appraise", "thuly"),
        ("submit", "thuly"),
        ("review", "lanhdao"),
        ("sign", "lanhdao"),
    ),
    "ct": (("inspect", "thuly"), ("submit", "thuly"), ("review", "lanhdao"), ("sign", "lanhdao")),
    "tp": (("submit", "thuly"), ("review", "lanhdao"), ("sign", "lanhdao")),
    "khcn": (("appraise", "thuly"), ("submit", "thuly"), ("review", "lanhdao"), ("sign", "lanhdao")),
}
PERSON = {"name": "Nguyễn Thị Mai", "id_number": "080192000123", "phone": "0901234567", "address": "Tân An"}

pytestmark = pytest.mark.slow


@pytest.fixture
def filed(ask) -> dict[str, str]:
    """A dossier for each department, filed online this morning: its tracking number, by department."""
    numbers = {}
    for department in OWN_STEPS:
        items = ask("GET", "@procedures", "congdan", department=department, lang="vi", b_size=50)["items"]
        procedure = next(item for item in items if item["time_limit"])
        answer = ask("POST", "@dossiers", "congdan", procedure=procedure["code"], applicant=PERSON)
        numbers[department] = answer["tracking_number"]
    return numbers


class Officer:
    """An officer's window at the desk."""

    def __init__(self, page, site_url: str):
        self.page, self.site_url = page, site_url

    def open(self, number: str):
        self.page.goto(f"{self.site_url}/vi/can-bo/ho-so/{number}")
        return self.page

    def do(self, code: str, transition: str, /, **fields: str) -> None:
        """Opens a dossier, presses a step's button and fills in what its form asks for."""
        page = self.open(code)
        button = page.locator(f"form[action$='/{transition}'] button[type=submit]").first
        if button.count():
            with page.expect_navigation():
                button.click()
        else:
            page.locator(f"a[href$='/{transition}']").first.click()
            page.wait_for_selector("[data-send]")
            for name, value in fields.items():
                field = page.locator(f"#action-form [name='{name}']")
                if field.count() > 1 or (field.count() and field.get_attribute("type") == "radio"):
                    page.check(f"#action-form [name='{name}'][value='{value}']")
                elif field.count():
                    field.fill(value)
            with page.expect_navigation():
                page.click("[data-send]")
        assert not page.locator("[role=alert] a[href^='#action']").all_inner_texts(), (code, transition)


@pytest.fixture
def officer(open_as, site_url):
    """The window of an officer, opened once: `officer("thuly-tp")`."""
    windows = {}

    def window(name: str) -> Officer:
        if name not in windows:
            windows[name] = Officer(open_as(name, "vi/can-bo"), site_url)
        return windows[name]

    return window


def test_a_day_of_six_departments(officer, ask, filed):
    receiver = officer("tiepnhan")
    codes = {}
    for department, number in filed.items():
        page = receiver.open(number)
        page.locator("a[href$='/receive']").first.click()
        page.wait_for_selector("[data-send]")
        case = page.locator("#action-case")
        if case.count() and not case.input_value():
            case.select_option(index=1)
        with page.expect_navigation():
            page.click("[data-send]")
        codes[department] = re.search(r"000\.00\.\d+\.H39-\d{6}-\d{4}", page.inner_text("h1"))[0]

    # All are handed over in one go, from the work list.
    page = receiver.page
    page.goto(f"{receiver.site_url}/vi/can-bo/danh-sach/to_hand_over")
    for code in codes.values():
        page.locator("tr", has_text=code).locator("input[type=checkbox]").check()
    page.locator("button[form], form button").filter(has_text=re.compile("đã chọn|selected")).first.click()
    page.wait_for_selector("#batch-hand_over")
    page.check("#batch-hand_over")
    page.click("[name=choose]")
    page.wait_for_selector("[name=fill], [name=start]")
    if page.locator("[name=fill]").count():
        page.click("[name=fill]")
    page.wait_for_selector("[name=start]")
    page.click("[name=start]")
    page.wait_for_selector("a[href$='/csv']")

    # Each department works with windows of its own, all open at the same time.
    for department, code in codes.items():
        officer(f"lanhdao-{department}").do(code, "assign", assignee=f"thuly-{department}")
    for step in range(max(map(len, OWN_STEPS.values()))):
        for department, steps in OWN_STEPS.items():
            if step < len(steps):
                transition, who = steps[step]
                officer(f"{who}-{department}").do(codes[department], transition, number="12/GP")
    for department, code in codes.items():
        officer(f"thuly-{department}").do(code, "hand_back")

    returner = officer("traketqua")
    for code in codes.values():
        page = returner.page
        page.goto(f"{returner.site_url}/vi/can-bo/tra-ket-qua/{code}")
        if page.locator("[name=receipt]").count():
            page.fill("[name=receipt]", "BL-01")
            page.click("[name=pay]")
            page.wait_for_load_state()
        page.check("[name=who] >> nth=0")
        page.select_option("#document", "id_card")
        page.fill("#document_number", PERSON["id_number"])
        for box in page.locator("#items input").all():
            box.check()
        page.check("[name=signed][value=paper]")
        with page.expect_navigation():
            page.click("[name=return]")
        assert not page.locator("#desk-returning a").all_inner_texts(), code

    for department, number in filed.items():
        story = ask("GET", f"@tracking/{number}", "congdan", verify="0123")
        assert story["state_code"] == 10, (department, story["state"])

"""A citizen rates how a dossier was handled, on a telephone and at a desk, without a mouse."""

import pytest


PROCEDURE = "2.000635"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
STEPS = (
    ("tiepnhan", "receive", {}),
    ("tiepnhan", "hand_over", {}),
    ("lanhdao-tp", "assign", {"assignee": "thuly-tp"}),
    ("thuly-tp", "submit", {}),
    ("lanhdao-tp", "review", {}),
    ("lanhdao-tp", "sign", {}),
    ("lanhdao-tp", "hand_back", {}),
    ("traketqua", "return_result", {"method": "counter", "collector": "Nguyễn Thị Mai"}),
)


@pytest.fixture
def returned(ask) -> str:
    """The tracking number of a dossier of the citizen's whose result was returned."""
    applicant = {"name": "Nguyễn Thị Mai", "id_number": "080192000123", "phone": "0901234567"}
    number = ask("POST", "@dossiers", "congdan", procedure=PROCEDURE, applicant=applicant)["tracking_number"]
    rows = ask("GET", "@worklist", "tiepnhan", queue="to_receive", b_size=200)["items"]
    url = next(row["@id"] for row in rows if row["number"] == number)
    for version, (who, transition, data) in enumerate(STEPS, 1):
        ask("POST", f"{url}/@move", who, transition=transition, data=data, version=version)
    return number


@pytest.mark.parametrize("width", [360, 1280])
def test_from_my_dossiers_to_thanks(open_as, returned, axe, width):
    page = open_as("congdan", "vi/ho-so-cua-toi")
    page.set_viewport_size({"width": width, "height": 900})
    page.click(f"a[href*='danh-gia'][href*='{returned}']")
    page.click("button:has-text('Gửi đánh giá')")
    page.get_by_role("link", name="Hãy chọn một câu trả lời.").press("Enter")
    found = axe.run(page, options=WCAG)
    assert not found.response["violations"], found.generate_report()
    page.focus("[name=overall]")
    page.keyboard.press("ArrowRight")
    page.click("button:has-text('Gửi đánh giá')")
    page.get_by_text("Trân trọng cảm ơn").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

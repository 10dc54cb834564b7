"""Work lists as officers use them: by keyboard, without scripts, on a telephone, in both languages."""

import pytest


PASSWORD = "long-an-17-10-2016"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# Plone's toolbar has findings of its own.
NOT_OURS = {"exclude": ["#edit-zone"]}


@pytest.fixture(scope="module")
def filed(ask) -> list[str]:
    """Numbers of three dossiers that were filed."""
    numbers = []
    for name in ("Nguyễn Văn An", "Trần Thị Bình", "Đỗ Đức Đạt"):
        applicant = {"name": name, "id_number": "080123456789", "phone": "0900000001"}
        answer = ask("POST", "@dossiers", "tiepnhan", procedure="1.001786", applicant=applicant)
        numbers.append(answer["tracking_number"])
    return numbers


def assert_fits_and_is_accessible(axe, page) -> None:
    found = axe.run(page, context=NOT_OURS, options=WCAG).response["violations"]
    assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_rows_by_keyboard(filed, open_as):
    page = open_as("tiepnhan", "vi/can-bo/danh-sach/to_receive_online")
    rows = page.locator(".desk-list tbody tr")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("k")
    assert rows.nth(0).locator("[data-row]").evaluate("each => each === document.activeElement")
    assert page.locator("[name=uids]:checked").count() == 2
    assert "2" in page.locator("[data-selected-words]").inner_text()
    page.keyboard.press("s")
    page.wait_for_selector(".desk-star[aria-pressed=true]")
    # Typing in the search selects nothing.
    page.keyboard.press("/")
    page.keyboard.type("xjk")
    assert page.locator("[name=uids]:checked").count() == 2
    page.goto(page.url.replace("to_receive_online", "followed"))
    assert rows.count() == 1
    page.locator(".desk-star").click()
    page.wait_for_selector(".desk-star[aria-pressed=false]")


def test_a_range_and_a_whole_page(filed, open_as):
    page = open_as("tiepnhan", "vi/can-bo/danh-sach/to_receive_online")
    boxes = page.locator("[name=uids]")
    boxes.nth(0).click()
    boxes.nth(1).click(modifiers=["Shift"])
    assert page.locator("[name=uids]:checked").count() == 2
    page.locator("[data-select-all]").click()
    assert page.locator("[name=uids]:checked").count() == boxes.count()


def test_search_views_and_accessibility(filed, open_as, axe):
    for language, desk in (("vi", "vi/can-bo/danh-sach"), ("en", "en/desk/lists")):
        page = open_as("tiepnhan", f"{desk}/to_receive", language)
        page.locator(".desk-filters summary").click()
        page.set_viewport_size({"width": 1280, "height": 900})
        assert_fits_and_is_accessible(axe, page)
        page.set_viewport_size({"width": 360, "height": 800})
        assert_fits_and_is_accessible(axe, page)
        page.locator("#desk-q").fill("do duc")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=do+duc*")
        assert filed[2] in page.locator(".desk-list").inner_text()


def test_without_scripts(filed, site_url, page_without_javascript):
    page = page_without_javascript
    page.goto(f"{site_url}/login")
    page.fill("#__ac_name", "tiepnhan")
    page.fill("#__ac_password", PASSWORD)
    page.click("#buttons-login")
    page.goto(f"{site_url}/vi/can-bo/danh-sach/to_receive_online")
    page.locator(".desk-star").first.click()
    assert page.locator(".desk-star[aria-pressed=true]").count() == 1
    page.locator(".desk-star").first.click()
    page.locator(".desk-filters summary").click()
    page.locator("#view-name").fill("Trực tuyến")
    page.locator("[name=save_view]").press("Enter")
    assert "Trực tuyến" in page.locator(".desk-rail").inner_text()
    page.locator(".desk-filters summary").click()
    page.locator("[name=remove_view]").press("Enter")
    assert "Trực tuyến" not in page.locator(".desk-rail").inner_text()


def test_the_control_panel(open_as, axe):
    for path in ("@@worklists-settings", "@@worklists-settings?list=mine"):
        page = open_as("quantri", path)
        assert_fits_and_is_accessible(axe, page)

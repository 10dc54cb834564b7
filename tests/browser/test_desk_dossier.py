"""The dossier screen in a browser: papers beside the viewer, checks saved in place, by keyboard and without scripts."""

from base64 import b64encode
from io import BytesIO
from PIL import Image

import pytest


PASSWORD = "long-an-17-10-2016"
PROCEDURE = "1.001786"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# The browser's own PDF viewer and Plone's parts of the page.
NOT_OURS = {"exclude": [["iframe"], ["#portal-top"], ["#portal-footer-wrapper"]]}


@pytest.fixture(scope="module")
def number(ask) -> str:
    """A dossier with a picture and two PDF files, filed online."""
    picture = BytesIO()
    Image.new("RGB", (1200, 900), "#8aa").save(picture, "JPEG")
    files = [("ảnh chụp.jpg", picture.getvalue()), ("đơn.pdf", PDF), ("bản sao.pdf", PDF + b"\n")]
    applicant = {"name": "Nguyễn Văn An", "id_number": "080123456789", "phone": "0900000001"}
    sent = [{"component": "", "filename": name, "data": b64encode(data).decode()} for name, data in files]
    filed = ask("POST", "@dossiers", "congdan", procedure=PROCEDURE, applicant=applicant, attachments=sent)
    return filed["tracking_number"]


def assert_fits_and_is_accessible(axe, page) -> None:
    found = axe.run(page, context=NOT_OURS, options=WCAG).response["violations"]
    assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("language", "path"), [("vi", "vi/can-bo/ho-so"), ("en", "en/desk/dossiers")])
def test_it_is_accessible_and_fits_a_desk_and_a_telephone(open_as, axe, number, language, path):
    page = open_as("tiepnhan", f"{path}/{number}", language)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits_and_is_accessible(axe, page)


def test_files_change_in_the_viewer_by_keyboard(open_as, number):
    page = open_as("tiepnhan", f"en/desk/dossiers/{number}", "en")
    page.wait_for_function("document.querySelector('.desk-viewer-picture img').naturalWidth === 1200")
    width = page.evaluate("document.querySelector('.desk-viewer-picture img').width")
    page.keyboard.press("+")
    assert page.evaluate("document.querySelector('.desk-viewer-picture img').width") > width
    page.keyboard.press("o")
    assert page.evaluate("document.querySelector('.desk-viewer-picture img').style.rotate") == "90deg"
    page.keyboard.press("0")
    assert page.evaluate("document.querySelector('.desk-viewer-picture img').width") == width
    page.keyboard.press("]")
    assert page.locator("[data-viewer-name]").inner_text() == "đơn.pdf"
    assert "@@desk-pdf/" in page.locator(".desk-viewer iframe").get_attribute("src")
    page.keyboard.press("[")
    page.keyboard.press("[")
    assert page.locator("[data-viewer-name]").inner_text() == "bản sao.pdf"


def test_a_check_is_saved_without_leaving_the_page(open_as, number):
    page = open_as("tiepnhan", f"en/desk/dossiers/{number}", "en")
    colleague = open_as("tiepnhan", f"en/desk/dossiers/{number}", "en")
    page.evaluate("window.stayed = true")
    first = page.locator(".desk-component").first
    first.get_by_label("Accepted").check()
    first.locator(".desk-finding-accepted").wait_for()
    assert page.locator("#checklist-progress").inner_text().startswith("1 of")
    assert page.evaluate("window.stayed")
    # What a colleague saw before is no longer so: what they type stays, and they read who was quicker.
    first = colleague.locator(".desk-component").first
    first.get_by_label("Wrong").check()
    first.get_by_label("Why").fill("Chữ ký mờ")
    first.get_by_role("button", name="Save").click()
    first.locator("[role=alert]").wait_for()
    assert "Look again" in first.locator("[role=alert]").inner_text()
    assert first.get_by_label("Why").input_value() == "Chữ ký mờ"
    first.get_by_role("button", name="Save").click()
    first.locator("h3 .desk-finding-wrong").wait_for()


def test_without_scripts_links_and_forms_do_the_same(chromium, site_url, number):
    token = b64encode(f"tiepnhan:{PASSWORD}".encode()).decode()
    context = chromium.new_context(java_script_enabled=False, extra_http_headers={"Authorization": f"Basic {token}"})
    page = context.new_page()
    page.goto(f"{site_url}/en/desk/dossiers/{number}")
    page.locator("#note-0").fill("Đã gọi điện")
    page.get_by_role("button", name="Save the note").press("Enter")
    page.locator(".desk-notes li", has_text="Đã gọi điện").wait_for()
    last = page.locator(".desk-component").last
    last.get_by_label("Missing").press("Space")
    last.get_by_role("button", name="Save").press("Enter")
    page.locator(".desk-component h3 .desk-finding-missing").wait_for()
    page.get_by_role("link", name="Next file").press("Enter")
    page.locator(".desk-viewer iframe[title='đơn.pdf']").wait_for()
    context.close()

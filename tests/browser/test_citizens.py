"""A citizen's own pages on a phone and on a desk, and the officers' side of them."""

from io import BytesIO
from zipfile import ZipFile

import pytest


PROCEDURE = "1.001786"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
NOT_OURS = {"exclude": ["#edit-zone"]}
PAGES = {
    "my": ("vi/ho-so-cua-toi", "en/my-dossiers"),
    "dossier": ("vi/ho-so-cua-toi-chi-tiet?h={number}", "en/my-dossier?h={number}"),
    "privacy": ("vi/du-lieu-ca-nhan", "en/personal-data"),
}


@pytest.fixture(scope="module")
def number(ask, site_url) -> str:
    """The tracking number of a citizen's dossier that waits for the citizen."""
    applicant = {"name": "Nguyễn Thị Mai", "id_number": "080192000123", "phone": "0901234567"}
    number = ask("POST", "@dossiers", "congdan", procedure=PROCEDURE, applicant=applicant)["tracking_number"]
    listed = ask("GET", "@worklist", "tiepnhan", queue="to_receive", b_size=200)["items"]
    path = next(each["@id"] for each in listed if each["number"] == number).removeprefix(f"{site_url}/")
    data = {"reason": "Thiếu giấy tờ", "papers": [{"what": "Bản sao hợp đồng thuê nhà"}]}
    ask("POST", f"{path}/@move", "tiepnhan", transition="ask_correction", data=data, version=1)
    ask("GET", path, "thanhtra")
    return number


def assert_fits_and_is_accessible(axe, page, *widths):
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{overflow} px wider than a window of {width} px"
        found = axe.run(page, context=NOT_OURS, options=WCAG)
        assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_fits_and_is_accessible(open_as, axe, number, name, language):
    page = open_as("congdan", PAGES[name][language == "en"].format(number=number), language)
    assert page.locator("html").get_attribute("lang") == language
    assert_fits_and_is_accessible(axe, page, 360, 1280)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_on_personal_data_is_for_everybody(open_as, axe, language):
    page = open_as("", PAGES["privacy"][language == "en"], language)
    assert page.locator("html").get_attribute("lang") == language
    assert_fits_and_is_accessible(axe, page, 360, 1280)


@pytest.mark.parametrize("name", ["my", "dossier"])
def test_a_visitor_signs_in_first(open_as, number, name):
    page = open_as("", PAGES[name][0].format(number=number))
    assert "/vi/dang-nhap?came_from=" in page.url
    assert number not in page.locator("body").inner_text()


def test_messages_go_to_and_fro(ask, open_as, axe, number, site_url):
    citizen = open_as("congdan", PAGES["my"][0])
    citizen.set_viewport_size({"width": 360, "height": 900})
    urgent = citizen.locator(".hcc-urgent", has_text=number)
    urgent.locator("h3 a").click()
    citizen.wait_for_selector("#messages")
    text = "Tôi nộp bản chụp được không?\n<b>Cảm ơn</b> https://example.org/"
    citizen.fill("#message_text", text)
    citizen.set_input_files("#message_files", {"name": "a.exe", "mimeType": "application/pdf", "buffer": b"MZ"})
    citizen.click("#messages button[type=submit]")
    citizen.wait_for_selector("#messages [role=alert]")
    # What was typed is still there.
    assert citizen.input_value("#message_text") == text
    assert_fits_and_is_accessible(axe, citizen, 360)
    citizen.click("#messages button[type=submit]")
    citizen.wait_for_selector(".hcc-message-mine")
    assert citizen.locator(".hcc-message-text").inner_text() == text
    assert citizen.locator("#looks + p + ul li, .hcc-looks li").count() >= 1

    # The officer finds it where the dossier is.
    listed = ask("GET", "@worklist", "tiepnhan", queue="waiting_for_applicant", b_size=200)["items"]
    address = next(each["@id"] for each in listed if each["number"] == number).removeprefix(f"{site_url}/")
    officer = open_as("tiepnhan", address)
    assert officer.locator(".hcc-message-text").inner_text() == text
    assert officer.locator(".hcc-message-text a").count() == 0
    assert_fits_and_is_accessible(axe, officer, 1280, 360)
    officer.fill("#message_text", "Được.")
    officer.click("#messages button[type=submit]")
    officer.wait_for_selector(".hcc-message-mine")

    citizen.goto(f"{site_url}/{PAGES['my'][0]}")
    assert citizen.locator(".hcc-tag").count() == 1
    citizen.locator("a", has=citizen.locator(".hcc-tag")).click()
    citizen.wait_for_selector(".hcc-message:not(.hcc-message-mine)")
    citizen.goto(f"{site_url}/{PAGES['my'][0]}")
    assert citizen.locator(".hcc-tag").count() == 0


def test_a_request_is_made_and_answered(open_as, axe, site_url):
    citizen = open_as("congdan", PAGES["privacy"][1], "en")
    citizen.click("button[name=request]")
    citizen.wait_for_selector("[role=alert]")
    citizen.locator("[role=alert] a").first.click()
    assert citizen.evaluate("document.activeElement.id") == "kind"
    assert_fits_and_is_accessible(axe, citizen, 360, 1280)
    citizen.select_option("#kind", "correct")
    citizen.fill("#text", "My birth date is wrong.")
    citizen.click("button[name=request]")
    citizen.wait_for_selector(".hcc-list")
    assert "My birth date is wrong." in citizen.locator(".hcc-list").inner_text()

    officer = open_as("giamdoc", "@@data-requests", "en")
    assert_fits_and_is_accessible(axe, officer, 1280, 360)
    officer.locator("table a").first.click()
    officer.wait_for_selector("#answer")
    assert_fits_and_is_accessible(axe, officer, 1280, 360)
    officer.select_option("#state", "answered")
    officer.fill("#answer", "Corrected.")
    officer.locator("form", has=officer.locator("#answer")).locator("button").click()
    officer.wait_for_selector(".portalMessage, .statusmessage")
    citizen.reload()
    assert "Corrected." in citizen.locator(".hcc-list").inner_text()


def test_a_citizen_takes_everything_away_and_consents(open_as, number):
    page = open_as("congdan", PAGES["privacy"][0])
    with page.expect_download() as download:
        page.locator("form[action$='@@my-data'] button").click()
    archive = ZipFile(BytesIO(download.value.path().read_bytes()))
    assert number in archive.read("index.html").decode()
    assert page.locator("input[type=checkbox]:checked").count() == 0
    page.check("#consent-newsletter")
    page.click("button[name=consent]")
    page.wait_for_selector("#consent-newsletter:checked")
    page.uncheck("#consent-newsletter")
    page.click("button[name=consent]")
    page.wait_for_selector("#consent-newsletter:not(:checked)")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_settings_fit_and_are_accessible(open_as, axe, language):
    page = open_as("quantri", "@@citizen-settings", language)
    assert page.locator("html").get_attribute("lang") == language
    assert_fits_and_is_accessible(axe, page, 1280)

"""Virus scanning as officers and administrators see it: off, on, and while the scanner is down."""

from base64 import b64encode
from hcc_longan.protection.scanning import TEST_FILE
from io import BytesIO
from PIL import Image
from zipfile import ZipFile

import pytest
import requests


PASSWORD = "long-an-17-10-2016"
PROCEDURE, COMPONENT = "1.001786", "don-dang-ky"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# Plone's toolbar has findings of its own; the theme's menu has a "Close" that can't be translated.
NOT_OURS = {"exclude": ["#edit-zone"]}
WARNING = ".alert-danger[role=note]"


def photo() -> bytes:
    made = BytesIO()
    Image.linear_gradient("L").resize((1200, 900)).convert("RGB").save(made, "JPEG")
    return made.getvalue()


def infected_document() -> bytes:
    made = BytesIO()
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", f"<Types><Override PartName='/a.xml' ContentType='{main}'/></Types>")
        archive.writestr("word/embeddings/paper.com", TEST_FILE)
    return made.getvalue()


def assert_fits_and_is_accessible(axe, page):
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{overflow} px wider than a window of {width} px"
        found = axe.run(page, context=NOT_OURS, options=WCAG)
        assert not found.response["violations"], found.generate_report()


@pytest.fixture(scope="module")
def call(site_url):
    """A call of a service by an account of the demo."""

    def act(method: str, path: str, who: str, **sent) -> requests.Response:
        headers = {"Accept": "application/json", "Accept-Language": "vi"}
        url = f"{site_url}/{path}"
        return requests.request(method, url, headers=headers, auth=(who, PASSWORD), timeout=60, **sent)

    return act


@pytest.fixture(scope="module")
def file(call, site_url):
    """Files a dossier with a file; gives the answer, and the path of the dossier."""

    def act(filename: str, data: bytes) -> tuple[requests.Response, str]:
        attachment = {"component": COMPONENT, "filename": filename, "data": b64encode(data).decode()}
        applicant = {"name": "Nguyễn Văn An", "id_number": "080123456789", "phone": "0900000001"}
        body = {"procedure": PROCEDURE, "applicant": applicant, "attachments": [attachment]}
        answer = call("POST", "@dossiers", "congdan", json=body)
        number = answer.json().get("tracking_number")
        query = {"queue": "to_receive", "department": "khcn", "b_size": 200}
        listed = call("GET", "@worklist", "tiepnhan", params=query).json()["items"]
        return answer, next((each["@id"] for each in listed if each["number"] == number), "")[len(site_url) + 1 :]

    return act


@pytest.fixture
def switch(open_as):
    """Sets the scanner's address in the control panel; off again at the end."""

    def act(address: str):
        page = open_as("quantri", "@@scanning-settings")
        page.fill("#scanner", address)
        page.click("form button.btn-primary >> nth=-1")
        page.wait_for_load_state()
        return page

    yield act
    act("off")


def test_while_it_is_off_officers_are_warned_and_see_pictures_safely(open_as, axe, file):
    _answer, path = file("ảnh thẻ.jpg", photo())
    page = open_as("tiepnhan", f"{path}/view")
    assert page.locator(WARNING).count() == 1
    picture = page.locator(".desk-viewer-picture img")
    page.wait_for_function("document.querySelector('.desk-viewer-picture img').naturalWidth === 1200")
    assert_fits_and_is_accessible(axe, page)
    # By itself, the picture runs and loads nothing.
    page.goto(picture.get_attribute("src").partition("?")[0])
    page.wait_for_function("document.images[0].naturalWidth === 1200")
    for who in ("congdan", ""):
        assert open_as(who, "vi").locator(WARNING).count() == 0


def test_an_administrator_switches_it_on(open_as, axe, file, switch, clamd_daemon):
    page = switch("clamd")
    page.locator("[role=alert] a").click()
    assert page.evaluate("document.activeElement.id") == "scanner"
    assert_fits_and_is_accessible(axe, page)
    page = switch(clamd_daemon.start())
    assert "ClamAV" in page.locator("p.alert-success").inner_text()
    assert page.locator(WARNING).count() == 0
    assert_fits_and_is_accessible(axe, page)
    assert file("anh.jpg", photo())[0].status_code == 201
    answer, _path = file("don.docx", infected_document())
    assert answer.status_code == 400
    assert "Eicar-Test" in answer.text


def test_while_it_is_down_files_are_kept_and_locked(open_as, axe, file, switch, clamd_daemon):
    switch(clamd_daemon.start())
    clamd_daemon.stop()
    answer, path = file("anh.jpg", photo())
    assert answer.status_code == 201
    page = open_as("tiepnhan", f"{path}/view")
    assert page.locator(".desk-files strong").count() == 1
    assert page.locator(".desk-viewer img").count() == 0
    with page.expect_navigation() as opened:
        page.click(".desk-files a")
    assert opened.value.status == 423
    assert page.locator("h1").inner_text()
    assert_fits_and_is_accessible(axe, page)
    panel = open_as("quantri", "@@scanning-settings")
    assert path in panel.locator("tbody a").last.get_attribute("href")
    assert_fits_and_is_accessible(axe, panel)

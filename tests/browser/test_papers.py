"""Papers as people hold and verify them, on a telephone and at a desk, in both languages."""

from dataclasses import dataclass
from io import BytesIO
from pypdf import PdfReader

import pytest
import re
import requests


PASSWORD = "long-an-17-10-2016"
DEPARTMENT = "khcn"
PROCEDURE = "1.001786"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# Plone's toolbar has findings of its own.
NOT_OURS = {"exclude": ["#edit-zone"]}
VERIFY = {"vi": "vi/kiem-tra", "en": "en/verify"}


@dataclass(frozen=True)
class Held:
    """A receipt as its holder has it."""

    dossier: str
    code: str
    number: str
    pdf: bytes


@pytest.fixture(scope="module")
def receipt(site_url):
    """A receipt, fetched by the applicant from the dossier's page."""

    def call(method: str, path: str, who: str, **kwargs) -> requests.Response:
        answer = requests.request(method, f"{site_url}/{path}", auth=(who, PASSWORD), timeout=60, **kwargs)
        assert answer.ok, answer.text
        return answer

    applicant = {"name": "Nguyễn Văn An", "id_number": "080123456789", "phone": "0900000001"}
    body = {"procedure": PROCEDURE, "applicant": applicant}
    json = {"Accept": "application/json"}
    number = call("POST", "@dossiers", "congdan", json=body, headers=json).json()["tracking_number"]
    query = {"queue": "to_receive", "department": DEPARTMENT, "b_size": 200}
    items = call("GET", "@worklist", "tiepnhan", params=query, headers=json).json()["items"]
    path = next(item["@id"] for item in items if item["number"] == number).removeprefix(f"{site_url}/")
    call("POST", f"{path}/@move", "tiepnhan", json={"transition": "receive", "version": 1}, headers=json)
    page = call("GET", f"{path}/@@paper-list", "congdan").text
    (name,) = set(re.findall(r"@@papers/([0-9A-Z-]+)\.pdf", page))
    pdf = call("GET", f"{path}/@@papers/{name}.pdf", "congdan").content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return Held(path, name, re.search(r"Số: (\S+)", text)[1], pdf)


def assert_fits_and_is_accessible(axe, page) -> None:
    found = axe.run(page, context=NOT_OURS, options=WCAG).response["violations"]
    assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_somebody_verifies_a_paper_and_its_file(page, axe, site_url, receipt, language):
    page.goto(f"{site_url}/{VERIFY[language]}")
    assert_fits_and_is_accessible(axe, page)
    page.fill("#m", "0000 0000 0000 0000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hcc-verify .alert-danger")
    assert_fits_and_is_accessible(axe, page)

    page.fill("#m", receipt.code.lower())
    page.keyboard.press("Enter")
    page.wait_for_selector(".hcc-verify .alert-success")
    shown = page.locator(".hcc-verify").inner_text()
    assert receipt.number in shown
    assert "Nguyễn" not in shown
    assert_fits_and_is_accessible(axe, page)

    for data, verdict in ((receipt.pdf, "success"), (receipt.pdf + b" ", "danger")):
        page.set_input_files("#file", {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": data})
        page.click(".hcc-verify form[method=post] button")
        page.wait_for_selector(f".hcc-verify form[method=post] .alert-{verdict}")
        assert_fits_and_is_accessible(axe, page)


def test_a_paper_is_verified_without_scripts(page_without_javascript, site_url, receipt):
    page = page_without_javascript
    page.goto(f"{site_url}/vi/kiem-tra?m={receipt.code}")
    page.set_input_files("#file", {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": receipt.pdf})
    page.click(".hcc-verify form[method=post] button")
    page.wait_for_selector(".hcc-verify form[method=post] .alert-success")


def test_an_error_leads_to_its_field(page, site_url):
    page.goto(f"{site_url}/vi/kiem-tra")
    page.keyboard.press("Tab")
    page.locator(".hcc-verify form[method=get] button").click()
    page.locator(".hcc-verify [role=alert] a").click()
    assert page.evaluate("document.activeElement.id") == "m"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_officer_prints_the_register(open_as, axe, language):
    page = open_as(f"lanhdao-{DEPARTMENT}", "@@dossier-register", language)
    assert page.locator("#register-department option").count() == 1
    assert_fits_and_is_accessible(axe, page)
    page.fill("#register-from", "2026-12-31")
    page.fill("#register-to", "2026-01-01")
    page.click("#content-core button[type=submit]")
    page.locator("[role=alert] a").click()
    assert page.evaluate("document.activeElement.id") == "register-to"
    assert_fits_and_is_accessible(axe, page)


def test_the_dossiers_page_with_its_papers_is_accessible(open_as, axe, receipt):
    page = open_as("tiepnhan", f"{receipt.dossier}/view")
    assert page.locator(f"a[href$='@@papers/{receipt.code}.pdf']").count() == 1
    assert_fits_and_is_accessible(axe, page)

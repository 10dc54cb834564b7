"""Results handed out and sent by post, as a returner does it in a browser, with keys alone where that can be."""

from base64 import b64encode
from pathlib import Path

import pytest


PASSWORD = "long-an-17-10-2016"
DEPARTMENT = "khcn"
PROCEDURE = "1.001786"
PERSON = {"name": "Nguyễn Văn An", "id_number": "080123456789", "phone": "0900000009"}
STEPS = (
    ("receive", "tiepnhan", {}),
    ("hand_over", "tiepnhan", {}),
    ("assign", f"lanhdao-{DEPARTMENT}", {"assignee": f"thuly-{DEPARTMENT}"}),
    ("submit", f"thuly-{DEPARTMENT}", {}),
    ("review", f"lanhdao-{DEPARTMENT}", {}),
    ("sign", f"lanhdao-{DEPARTMENT}", {"number": "12/GP"}),
    ("hand_back", f"thuly-{DEPARTMENT}", {}),
)
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
LOGIN = b64encode(f"traketqua:{PASSWORD}".encode()).decode()
NOT_OURS = {"exclude": ["#edit-zone"]}


@pytest.fixture
def finished(ask):
    """Files a dossier and takes it as far as its return; gives its code."""

    def make(**delivery) -> str:
        delivery = delivery or {"method": "counter"}
        filed = ask("POST", "@dossiers", "congdan", procedure=PROCEDURE, applicant=PERSON, delivery=delivery)
        listed = ask("GET", "@worklist", "tiepnhan", queue="to_receive", department=DEPARTMENT, b_size=200)["items"]
        url = next(each["@id"] for each in listed if each["number"] == filed["tracking_number"])
        for version, (transition, who, data) in enumerate(STEPS, 1):
            ask("POST", f"{url}/@move", who, transition=transition, data=data, version=version)
        return ask("GET", url, "tiepnhan")["code"]

    return make


def assert_fits_and_is_accessible(axe, page) -> None:
    """At a desk's and a telephone's width."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
        report = axe.run(page, context=NOT_OURS, options=WCAG)
        assert not report.response["violations"], report.generate_report()
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_scanned_receipt_leads_to_a_signed_return(open_as, axe, finished):
    code = finished()
    page = open_as("traketqua", "en/desk/returns", "en")
    assert_fits_and_is_accessible(axe, page)
    # The cursor waits for the scanner, which sends the code and Enter.
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/returns/{code}")
    page.keyboard.press("a")
    page.keyboard.press("Space")
    page.select_option("#document", "id_card")
    page.fill("#document_number", "999")
    page.check("#items input >> nth=0")
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 150, steps=5)
    page.mouse.up()
    assert page.is_checked("[name=signed][value=screen]")
    page.click("[name=return]")
    # The wrong person: what was typed and drawn is still there.
    assert page.locator("#desk-returning a").all_inner_texts() == [
        "The number differs from the one in the dossier. Is this the right person?"
    ]
    assert_fits_and_is_accessible(axe, page)
    page.fill("#document_number", "080123456789")
    page.click("[name=return]")
    page.wait_for_selector(".returning-proof img")
    page.wait_for_function("document.querySelector('.returning-proof img').naturalWidth > 100")
    assert_fits_and_is_accessible(axe, page)


def test_a_proxy_without_a_mandate_brings_it_and_its_scan_is_kept(chromium, site_url, finished, tmp_path):
    code = finished()
    scan = tmp_path / "uy-quyen.pdf"
    scan.write_bytes(b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n%%EOF\n")
    context = chromium.new_context(
        java_script_enabled=False, extra_http_headers={"Authorization": f"Basic {LOGIN}"}, locale="vi-VN"
    )
    page = context.new_page()
    page.goto(f"{site_url}/vi/can-bo/tra-ket-qua/{code}")
    page.check("[name=who][value=proxy]")
    page.select_option("#document", "id_card")
    page.fill("#document_number", "079000000001")
    page.fill("#collector", "Lê Thị Hoa")
    page.set_input_files("#mandate_scan", str(scan))
    for name in ("#items input >> nth=0", "[name=signed][value=paper]"):
        page.focus(name)
        page.keyboard.press("Space")
    page.press("#document_number", "Enter")
    page.wait_for_selector("#desk-returning")
    assert page.locator("#desk-returning a").get_attribute("href") == "#mandate"
    assert "uy-quyen.pdf" in page.inner_text(".returning-proxy")
    page.fill("#mandate", "12/2026, UBND phường 2")
    page.press("#mandate", "Enter")
    page.wait_for_selector("#returned")
    assert "uy-quyen.pdf" in page.inner_text("#returned >> xpath=..")
    context.close()


def test_a_parcel_is_prepared_scanned_twice_and_delivered(open_as, axe, finished, tmp_path: Path):
    code = finished(method="post", address="Số 12, đường Hùng Vương, phường 2, thành phố Tân An, tỉnh Long An")
    page = open_as("traketqua", "vi/can-bo/tra-ket-qua/buu-gui")
    assert_fits_and_is_accessible(axe, page)
    page.check(f"input[aria-label='{code}']")
    page.click("[name=prepare]")
    page.wait_for_url("**tab=prepared**")
    assert_fits_and_is_accessible(axe, page)
    # A scanner that sends its code twice, each with Enter.
    page.locator("[data-scan]").last.focus()
    page.keyboard.type("EA473124829VN")
    page.keyboard.press("Enter")
    page.wait_for_url("**#parcels")
    assert page.locator("[data-scan]").last.input_value() == "EA473124829VN"
    page.check(f"input[aria-label='{code}']")
    page.click("[name=hand]")
    page.wait_for_url("**tab=handed**")
    assert_fits_and_is_accessible(axe, page)
    report = tmp_path / "bao-cao.csv"
    report.write_text("Số hiệu;Trạng thái;Ngày\nEA473124829VN;Đã phát;26/11/2026\nEA1;?;\n", "utf-8")
    page.set_input_files("#report", str(report))
    page.click("[name=import]")
    assert page.locator(".desk-due-calm").count() == 1
    assert page.locator(".desk-due-late").count() == 1
    page.goto(f"{page.url.partition('/buu-gui')[0]}/{code}")
    assert "EA473124829VN" in page.inner_text("main")

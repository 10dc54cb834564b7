"""Receipts and following a dossier in a browser, on a telephone and on a desk, in both languages."""

from base64 import b64encode
from dataclasses import dataclass

import pytest


DEPARTMENT = "khcn"
PROCEDURE = "1.001786"
HANDLER, HEAD = f"thuly-{DEPARTMENT}", f"lanhdao-{DEPARTMENT}"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PDF = b"%PDF-1.7\n%%EOF"
PERSON = {
    "name": "Nguyễn Thị Thanh Hương",
    "id_number": "080192000123",
    "phone": "0901234567",
    "email": "h@example.com",
}
REASON = "Bản chụp bị mờ, không đọc được số và ngày cấp."
WANTED = "Giấy chứng nhận đăng ký, bản chụp rõ cả hai mặt"
UNKNOWN = "4F7K-2M9Q-X3TD-C"
TRACKING = {"vi": "vi/tra-cuu", "en": "en/tracking"}


@dataclass(frozen=True)
class Filed:
    """A dossier: its tracking number and the address of its receipt."""

    number: str
    receipt: str

    def receipt_in(self, language: str) -> str:
        names = ("vi/bien-nhan", "en/receipt")
        here, there = names if language == "en" else names[::-1]
        return self.receipt.replace(here, there)


@pytest.fixture(scope="module")
def dossiers(ask) -> dict[str, Filed]:
    """Dossiers filed by somebody without an account: one just filed, one asked about, one with a result."""
    procedure = ask("GET", ask("GET", "@procedures", q=PROCEDURE, lang="vi")["items"][0]["@id"])
    data = b64encode(PDF).decode()
    file = {"component": procedure["components"][0]["id"], "filename": "Đơn đề nghị cấp giấy.pdf", "data": data}
    steps = {
        "filed": (),
        "asked": (
            ("tiepnhan", "receive", {}),
            ("tiepnhan", "ask_supplement", {"reason": REASON, "papers": [{"what": WANTED}]}),
        ),
        "finished": (
            ("tiepnhan", "receive", {"fees_due": 150_000}),
            ("tiepnhan", "hand_over", {}),
            (HEAD, "assign", {"assignee": HANDLER}),
            (HANDLER, "submit", {}),
            (HEAD, "review", {}),
            (HEAD, "sign", {}),
            (HEAD, "hand_back", {}),
        ),
        "refused": (("tiepnhan", "refuse", {"reason": REASON, "legal_basis": "Luật"}),),
    }
    found = {}
    for name, moves in steps.items():
        said = ask("POST", "@dossiers", procedure=PROCEDURE, applicant=PERSON, attachments=[file])
        found[name] = Filed(said["tracking_number"], said["receipt"]["receipt_url"])
        listed = ask("GET", "@worklist", "tiepnhan", queue="to_receive", department=DEPARTMENT, b_size=200)["items"]
        url = next(each["@id"] for each in listed if each["number"] == found[name].number)
        for version, (who, transition, values) in enumerate(moves, 1):
            ask("POST", f"{url}/@move", who, transition=transition, data=values, version=version)
    return found


@pytest.fixture(params=["vi", "en"])
def language(request):
    return request.param


def look_up(page, site_url, language, number, digits="4567"):
    """Fill in and send the form."""
    page.goto(f"{site_url}/{TRACKING[language]}")
    page.fill("#number", number.lower().replace("-", " "))
    page.fill("#digits", digits)
    with page.expect_navigation():
        page.press("#digits", "Enter")
    page.wait_for_load_state()


def assert_good(axe, page):
    """It fits, it is accessible, and no other site learns its address."""
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{overflow} px too wide"
    found = axe.run(page, options=WCAG)
    assert not found.response["violations"], found.generate_report()


def test_the_look_up_and_its_errors(page, site_url, language, axe):
    page.goto(f"{site_url}/{TRACKING[language]}")
    assert_good(axe, page)
    look_up(page, site_url, language, UNKNOWN)
    assert_good(axe, page)
    page.click("[role=alert] a")
    assert page.evaluate("document.activeElement.id") == "number"
    assert page.input_value("#number") == UNKNOWN.replace("-", " ").lower()


@pytest.mark.parametrize("name", ["filed", "finished", "refused"])
def test_a_dossier_that_waits_for_others_or_is_done(page, site_url, language, dossiers, axe, name):
    look_up(page, site_url, language, dossiers[name].number)
    assert page.locator("html").get_attribute("lang") == language
    assert_good(axe, page)
    assert page.locator(".hcc-now").is_visible()
    assert page.locator(".hcc-timeline > li").count() >= 1
    for number in (dossiers[name].number, "Hương"):
        assert number not in page.url
    # The last step stands out by more than its colour.
    assert page.locator(".hcc-progress [aria-current=step], .hcc-progress-ended").count() == 1


def test_a_link_shows_strangers_less(page, language, dossiers, axe):
    page.goto(dossiers["asked"].receipt_in(language))
    page.click("section[aria-labelledby=next] a.btn")
    page.locator(".hcc-prove").wait_for()
    assert_good(axe, page)
    for secret in (REASON, WANTED, "Hương", "Đơn đề nghị cấp giấy.pdf"):
        assert secret not in page.locator("main").inner_text()


def test_the_language_is_switched_on_the_same_dossier(desk, site_url, dossiers):
    look_up(desk, site_url, "vi", dossiers["filed"].number)
    desk.click(".hcc-languages a:has-text('English')")
    assert desk.locator("#now").inner_text() == "What you have to do now"
    assert dossiers["filed"].number in desk.locator("main").inner_text()


def test_the_receipt(page, language, dossiers, axe):
    page.goto(dossiers["filed"].receipt_in(language))
    assert_good(axe, page)
    text = page.locator("main").inner_text()
    for told in (dossiers["filed"].number, "Đơn đề nghị cấp giấy.pdf", PERSON["name"]):
        assert told in text
    # Read out, it is one character after the other.
    spelled = page.locator(".hcc-number .visually-hidden").inner_text()
    assert spelled.replace(",", "").replace(" ", "") == dossiers["filed"].number.replace("-", "")
    page.click(".hcc-files summary")
    assert len(page.locator(".hcc-hash").inner_text()) == 64
    assert page.locator("[data-hcc-print]").is_visible()


def test_the_receipt_is_one_sheet_of_paper(desk, dossiers, tmp_path):
    from pypdf import PdfReader

    desk.goto(dossiers["filed"].receipt)
    desk.pdf(path=tmp_path / "receipt.pdf", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "receipt.pdf").pages
    assert len(pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    assert dossiers["filed"].number in pages[0].extract_text()


def test_a_supplement_is_prepared_left_and_handed_in(page, site_url, ask, language, axe):
    procedure = ask("GET", "@procedures", q=PROCEDURE, lang="vi")["items"][0]["code"]
    number = ask("POST", "@dossiers", procedure=procedure, applicant=PERSON)["tracking_number"]
    listed = ask("GET", "@worklist", "tiepnhan", queue="to_receive", department=DEPARTMENT, b_size=200)["items"]
    url = next(each["@id"] for each in listed if each["number"] == number)
    asked = {"reason": REASON, "papers": [{"what": WANTED}]}
    ask("POST", f"{url}/@move", "tiepnhan", transition="ask_correction", data=asked, version=1)

    look_up(page, site_url, language, number)
    assert REASON in page.locator("main").inner_text()
    assert_good(axe, page)
    files = [{"name": f"ảnh {each}.pdf", "mimeType": "application/pdf", "buffer": PDF + each.encode()} for each in "12"]
    page.locator(".hcc-answer input[type=file]").first.set_input_files(files)
    page.wait_for_function("() => document.querySelectorAll('.hcc-answer [data-upload-complete=yes]').length === 2")
    page.fill("#message", "Tôi gửi lại hai ảnh.")
    page.wait_for_function("() => /\\d\\d:\\d\\d/.test(document.querySelector('[data-draft-status]').textContent)")
    assert_good(axe, page)

    # The telephone is put away; later the same browser finds what was prepared.
    look_up(page, site_url, language, number)
    assert page.locator(".hcc-answer [data-upload-complete=yes]").count() == 2
    assert page.input_value("#message") == "Tôi gửi lại hai ảnh."
    page.locator(".hcc-answer [name=answer]").dblclick()
    page.wait_for_function("() => !document.querySelector('.hcc-answer')")
    dossier = ask("GET", url, "tiepnhan")
    assert [event["transition"] for event in dossier["events"]] == ["file", "ask_correction", "correct"]
    assert [file["filename"] for file in dossier["attachments"]] == ["ảnh 1.pdf", "ảnh 2.pdf"]
    assert dossier["events"][-1]["reason"] == "Tôi gửi lại hai ảnh."
    assert_good(axe, page)


def test_without_scripts(page_without_javascript, site_url, ask, dossiers):
    page = page_without_javascript
    look_up(page, site_url, "en", dossiers["asked"].number)
    assert page.locator(".hcc-answer [name=answer]").is_visible()
    page.locator(".hcc-answer input[type=file]").first.set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    with page.expect_navigation():
        page.click(".hcc-answer [name=keep]")
    assert "a.pdf" in page.locator("main").inner_text()

"""Finding and reading a procedure, as a citizen does."""

import pytest
import re


@pytest.mark.parametrize(
    ("language", "catalogue", "typed", "title"),
    [
        ("vi", "thu-tuc", "mo cong ty", "công ty"),
        ("vi", "thu-tuc", "so do bi mat", "Cấp lại Giấy chứng nhận do bị mất"),
        ("vi", "thu-tuc", "giay phep xay dung", "giấy phép xây dựng"),
        ("vi", "thu-tuc", "bản sao giấy khai sinh", "bản sao Giấy khai sinh"),
        ("en", "procedures", "start a company", "company"),
    ],
)
def test_found_from_the_home_page_and_read_in_both_languages(page, site_url, language, catalogue, typed, title):
    page.goto(f"{site_url}/{language}")
    page.fill("#hcc-q", typed)
    page.press("#hcc-q", "Enter")
    page.wait_for_url(f"**/{catalogue}?**")
    first = page.locator(".hcc-list h3 a").first
    assert title.lower() in first.inner_text().lower()
    first.click()
    page.wait_for_selector(".hcc-summary")
    for part in ("#papers", "#ways", "#steps", "#results", "#law"):
        assert len(page.locator(part).inner_text()) > 20
    other = "English" if language == "vi" else "Tiếng Việt"
    page.locator(".hcc-languages").get_by_text(other).click()
    page.wait_for_selector(".hcc-summary")
    assert page.locator("html").get_attribute("lang") == ("en" if language == "vi" else "vi")


def test_suggestions_by_keyboard(desk, site_url):
    desk.goto(f"{site_url}/vi")
    desk.locator("#hcc-q").press_sequentially("cap lai giay chung nhan do bi m", delay=20)
    desk.wait_for_selector(".hcc-suggestions li")
    assert desk.locator("#hcc-q").get_attribute("aria-expanded") == "true"
    desk.press("#hcc-q", "ArrowDown")
    chosen = desk.locator(".hcc-suggestions [aria-selected=true]").inner_text()
    desk.press("#hcc-q", "Enter")
    desk.wait_for_selector(".hcc-procedure")
    assert desk.locator("h1").inner_text() == chosen


def test_escape_closes_suggestions(desk, site_url):
    desk.goto(f"{site_url}/vi")
    desk.locator("#hcc-q").press_sequentially("giay phep", delay=20)
    desk.wait_for_selector(".hcc-suggestions li")
    desk.press("#hcc-q", "Escape")
    assert desk.locator(".hcc-suggestions").is_hidden()
    assert desk.input_value("#hcc-q") != ""


def test_facets_apply_at_once_and_can_be_taken_back(desk, site_url):
    desk.goto(f"{site_url}/vi/thu-tuc")
    all_of_them = desk.locator(".hcc-total").inner_text()
    desk.check("#department-tp")
    desk.wait_for_url("**department=tp**")
    assert desk.locator(".hcc-total").inner_text() != all_of_them
    desk.locator(".hcc-chosen a").click()
    desk.wait_for_selector(".hcc-chosen", state="detached")
    assert desk.locator(".hcc-total").inner_text() == all_of_them


def test_works_without_javascript(page_without_javascript, site_url):
    page = page_without_javascript
    page.goto(f"{site_url}/vi/thu-tuc")
    page.fill("#hcc-q", "công chứng")
    page.check("#department-tp")
    page.locator(".hcc-apply").click()
    assert "department=tp" in page.url
    assert "công chứng" in page.locator(".hcc-list h3").first.inner_text().lower()


@pytest.mark.parametrize(
    "path",
    [
        "vi/thu-tuc/dang-ky-thanh-lap-doanh-nghiep-tu-nhan",
        # The one with the most papers and cases.
        "vi/thu-tuc/cap-giay-phep-xay-dung-moi-cong-trinh-cap-dac-biet-cap-i-cap-ii",
        "en/procedures/new-construction-permit-for-special-class-class-i-and-class-ii-works",
    ],
)
def test_checklist_prints_on_one_page(desk, site_url, path):
    desk.goto(f"{site_url}/{path}/@@checklist")
    pdf = desk.pdf(prefer_css_page_size=True)
    assert _pages(pdf) == 1


def _pages(pdf: bytes) -> int:
    """The number of pages: what the root of the page tree counts."""
    return max(int(number) for number in re.findall(rb"/Count (\d+)", pdf))


def test_form_can_be_downloaded(desk, site_url):
    desk.goto(f"{site_url}/vi/thu-tuc/cap-lai-giay-chung-nhan-do-bi-mat")
    link = desk.locator(".hcc-file").first
    with desk.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".docx")
    assert download.value.path().stat().st_size > 1000

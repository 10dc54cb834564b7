"""Every kind of public page, in both languages, on a telephone and at a desk."""

import pytest


PAGES = [
    "/vi",
    "/en",
    "/vi/thu-tuc",
    "/en/procedures",
    "/vi/thu-tuc?q=giay+phep+xay+dung",
    "/en/procedures?q=construction+permit",
    "/vi/thu-tuc?q=khong-co-gi-nhu-the-xyz",
    "/vi/thu-tuc/dang-ky-thanh-lap-doanh-nghiep-tu-nhan",
    "/en/procedures/registration-of-a-sole-proprietorship",
    "/vi/thu-tuc/dang-ky-thanh-lap-doanh-nghiep-tu-nhan/@@checklist",
    "/vi/thu-tuc/dang-ky-thanh-lap-doanh-nghiep-tu-nhan/@@versions",
    "/vi/co-quan",
    "/en/departments",
    "/vi/co-quan/khdt",
    "/en/departments/khdt",
    "/vi/gioi-thieu",
]


@pytest.mark.parametrize("path", PAGES)
def test_fits_and_is_accessible(page, site_url, axe, path):
    response = page.goto(site_url + path)
    assert response.status == 200
    assert page.locator("html").get_attribute("lang") == path[1:3]
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{overflow} px wider than the window"
    found = axe.run(
        page,
        options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    )
    assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize("path", ["/vi", "/vi/thu-tuc", "/vi/thu-tuc/dang-ky-thanh-lap-doanh-nghiep-tu-nhan"])
def test_asks_no_other_host(desk, site_url, path):
    asked = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(site_url + path, wait_until="networkidle")
    host = site_url.rsplit("/", 1)[0]
    assert [url for url in asked if not url.startswith((host, "data:", "blob:"))] == []


def test_no_english_on_a_vietnamese_page(desk, site_url):
    desk.goto(f"{site_url}/vi/thu-tuc/dang-ky-thanh-lap-doanh-nghiep-tu-nhan")
    text = desk.locator("article.hcc-procedure").inner_text()
    for word in ("Time", "Papers", "Steps", "working day", "Fee", "original"):
        assert word not in text

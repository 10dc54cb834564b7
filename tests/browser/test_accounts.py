"""A citizen makes an account, signs out, signs in by a code and changes data, on a telephone and at a desk."""

import pytest
import re


WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# Plone's toolbar has findings of its own.
NOT_OURS = {"exclude": ["#edit-zone"]}
PAGES = {
    "vi": {"register": "dang-ky", "sign-in": "dang-nhap", "account": "tai-khoan"},
    "en": {"register": "register", "sign-in": "sign-in", "account": "account"},
}
PASSWORD = "long-an-17-10-2016"
# The shortest time in which a person fills in a form, as the site has it.
HURRY = 2_200


@pytest.fixture
def check(axe):
    """Whether a page fits its window and is accessible."""

    def act(page) -> None:
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{overflow} px too wide"
        found = axe.run(page, context=NOT_OURS, options=WCAG)
        assert not found.response["violations"], found.generate_report()

    return act


def read_code(page) -> str:
    """The code of the newest message, read in the mailbox as the page offers it."""
    with page.context.expect_page() as opened:
        page.click("a[href$='@@mailbox']")
    mailbox = opened.value
    mailbox.wait_for_load_state()
    code = re.search(r"\b\d{6}\b", mailbox.locator("article").first.inner_text())[0]
    mailbox.close()
    return code


def submit(page, selector: str) -> None:
    """Press a button as a person does, in no hurry, and wait for the page that follows."""
    page.wait_for_timeout(HURRY)
    with page.expect_navigation():
        page.click(selector)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_citizen_makes_an_account_and_comes_back(page, site_url, check, language):
    width = page.viewport_size["width"]
    address = f"mai-{language}-{width}@example.org"
    names = PAGES[language]
    page.goto(f"{site_url}/{language}/{names['register']}")
    check(page)
    page.click("button[name=begin]")
    assert page.locator("#name:invalid").count() == 1  # the browser asks for the name
    page.fill("#name", "Nguyễn Thị Mai")
    page.fill("#address", address.upper())
    submit(page, "button[name=begin]")
    assert address in page.locator("#content").inner_text()
    check(page)

    page.reload()
    page.fill("#code", "000000")
    page.click("button[name=confirm]")
    page.wait_for_selector("#error-code")
    page.locator("[role=alert] a[href='#code']").click()
    assert page.evaluate("document.activeElement.id") == "code"
    check(page)
    page.fill("#code", read_code(page))
    page.click("button[name=confirm]")
    page.wait_for_url(f"**/{names['account']}")
    check(page)

    page.click("button[name=sign-out]")
    page.wait_for_url(f"**/{language}")
    page.goto(f"{site_url}/{language}/{names['account']}")
    page.wait_for_selector("button[name=send-code]")
    check(page)
    page.fill("#address", f" {address} ")
    submit(page, "button[name=send-code]")
    page.fill("#code", read_code(page))
    page.click("button[name=confirm]")
    page.wait_for_url(f"**/{names['account']}")

    page.select_option("#id_kind", "cccd")
    page.fill("#id_number", "080 192 000 12")
    page.fill("#birth_date", "1/5/1992")
    page.click("button[name=save]")
    page.wait_for_selector("#error-id_number")
    check(page)
    page.fill("#id_number", "080 192 000 123")
    page.click("button[name=save]")
    page.wait_for_selector(".portalMessage.alert-info, .statusmessage-info")
    assert (page.input_value("#id_number"), page.input_value("#birth_date")) == ("080192000123", "01/05/1992")
    check(page)


def test_without_scripts_everything_works_as_well(page_without_javascript, site_url):
    page = page_without_javascript
    page.goto(f"{site_url}/en/register")
    page.fill("#name", "Nguyễn Thị Mai")
    page.fill("#address", "0907654321")
    submit(page, "button[name=begin]")
    page.fill("#code", read_code(page))
    page.click("button[name=confirm]")
    page.wait_for_url("**/account")
    assert "0907654321" in page.locator("#content").inner_text()


def test_the_trials_citizen_signs_in_and_finds_a_person(desk, site_url):
    desk.goto(f"{site_url}/vi/dang-nhap?came_from={site_url}/vi/tai-khoan")
    desk.fill("#address", "congdan")
    desk.fill("#password", PASSWORD)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/tai-khoan")
    assert desk.input_value("#name") == "Nguyễn Thị Mai"
    assert desk.input_value("#id_number") == "080192000123"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", ["@@channel-settings", "@@account-settings"])
def test_control_panels_are_accessible(open_as, check, path, language):
    page = open_as("quantri", path, language)
    assert page.locator("html").get_attribute("lang") == language
    check(page)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_mailbox_is_accessible(page, site_url, check, language):
    page.goto(f"{site_url}/{language}/@@mailbox")
    check(page)

"""A batch at the desk: by keyboard, by a script that goes on by itself, without any, and after a lost connection."""

import pytest
import re
import requests


PASSWORD = "long-an-17-10-2016"
PROCEDURE = "1.001786"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
NOT_OURS = {"exclude": ["#edit-zone"]}
# Posts a selection as a list does, with the token of a page of ours.
SELECT = """([address, uids, transition]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address });
  for (const [name, value] of Object.entries({ uids: uids.join(" "), transition }))
    form.append(Object.assign(document.createElement("input"), { name, value }));
  document.body.append(form);
  form.submit();
}"""


@pytest.fixture(scope="module")
def uids(ask, site_url) -> list[str]:
    """Dossiers that were received and are to be handed over."""
    person = {"name": "Nguyễn Thị Mai", "phone": "0901234567"}
    filed = [ask("POST", "@dossiers", "congdan", procedure=PROCEDURE, applicant=person) for _number in range(4)]
    numbers = {each["tracking_number"] for each in filed}
    listed = ask("GET", "@worklist", "tiepnhan", queue="to_receive", b_size=200)["items"]
    addresses = [each["@id"] for each in listed if each["number"] in numbers]
    for address in addresses:
        path = address.removeprefix(f"{site_url}/")
        ask("POST", f"{path}/@move", "tiepnhan", transition="receive", version=1)
    return [requests.get(f"{each}/@@uuid", auth=("tiepnhan", PASSWORD), timeout=60).text for each in addresses]


@pytest.fixture
def select(site_url):
    """Selects dossiers for an officer's page, as a list does."""

    def act(page, uids, transition=""):
        page.goto(f"{site_url}/en/desk/batches")
        page.evaluate(SELECT, [f"{site_url}/en/desk/batches/new", uids, transition])
        # Sent without a page's token: the selection is kept, and sent again.
        page.click("form[action$='/new'] button")
        page.wait_for_url(re.compile(r"/batches/[0-9a-f]{16}$"))
        return page

    return act


def assert_fits_and_is_accessible(axe, page):
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{overflow} px wider than a window of {width} px"
        found = axe.run(page, context=NOT_OURS, options=WCAG)
        assert not found.response["violations"], found.generate_report()


def test_a_batch_by_keyboard_alone(open_as, axe, select, uids):
    page = select(open_as("tiepnhan", "en/desk/batches", "en"), uids[:2])
    assert_fits_and_is_accessible(axe, page)
    page.focus("#batch-hand_over")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=fill]")
    assert_fits_and_is_accessible(axe, page)
    page.locator("body").press("c")
    page.wait_for_selector("#batch-start")
    assert "Possible for 2 of 2." in page.locator(".desk-screen").inner_text()
    assert_fits_and_is_accessible(axe, page)
    page.locator("body").press("s")
    page.wait_for_selector("a[href$='/csv']")
    assert "2 of 2 done, 0 could not be done" in page.locator(".desk-screen").inner_text()
    assert_fits_and_is_accessible(axe, page)


def test_a_lost_connection_is_told_and_the_batch_goes_on_later(open_as, select, uids):
    page = select(open_as("tiepnhan", "en/desk/batches", "en"), uids[2:3], "hand_over")
    address = page.url
    page.clock.install()
    page.route(address, lambda route: route.abort() if "json" in route.request.headers["accept"] else route.continue_())
    page.click("[name=start]")
    page.wait_for_selector("[data-batch-running]")
    for _try in range(5):
        page.wait_for_timeout(50)
        page.clock.run_for(10_000)
    page.wait_for_selector("[data-batch-stopped]:not([hidden])")
    page.unroute(address)
    page.goto(address)
    page.wait_for_selector("a[href$='/csv']")
    assert "1 of 1 done" in page.locator(".desk-screen").inner_text()


def test_a_batch_without_a_script(page_without_javascript, site_url, select, open_as, uids):
    address = select(open_as("tiepnhan", "en/desk/batches", "en"), uids[3:], "hand_over").url
    page = page_without_javascript
    page.goto(f"{site_url}/login")
    page.fill("#__ac_name", "tiepnhan")
    page.fill("#__ac_password", PASSWORD)
    page.click("#buttons-login")
    page.goto(address)
    page.click("[name=start]")
    page.click("[name=continue]")
    page.wait_for_selector("a[href$='/csv']")
    assert "1 of 1 done" in page.locator(".desk-screen").inner_text()

"""Reception at the counter by keyboard and scanner alone, in both languages, and without scripts."""

from concurrent.futures import ThreadPoolExecutor

import lxml.html
import pytest
import re
import requests
import typst


PASSWORD = "long-an-17-10-2016"
PROCEDURE = "1.001786"
CARD = "080192000123|301234567|Nguyễn Thị Mai|01051992|Nữ|12 Trương Định, Phường 1, Tân An, Long An|22122021"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# Plone's toolbar and the browser's own viewer of PDF files have findings of their own.
NOT_OURS = {"exclude": ["#edit-zone", "iframe"]}
FORM = {"vi": "vi/can-bo/tiep-nhan", "en": "en/desk/reception"}
HAND_OVER = {"vi": "vi/can-bo/tiep-nhan/ban-giao", "en": "en/desk/reception/hand-over"}
# Printing is for machines with a printer: what would be printed is counted.
NO_PRINTER = "window.print = () => { top.printed = (top.printed || 0) + 1; }"


@pytest.fixture
def reception(open_as, site_url):
    """The form, for a receiver: `reception("vi")`."""

    def open_form(language="vi"):
        page = open_as("tiepnhan", f"{language}/@@desk-no-officer", language)
        page.add_init_script(NO_PRINTER)
        page.goto(f"{site_url}/{FORM[language]}")
        page.wait_for_function("document.activeElement.id == 'procedure_text'")
        return page

    return open_form


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def wait_for_focus(page, name: str) -> None:
    page.wait_for_function("name => document.activeElement.id == name", arg=name)


def scan(page, text: str, times: int = 1) -> None:
    """Types as a scanner does: at once, with Enter, perhaps twice."""
    for _time in range(times):
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def type_by_hand(page, text: str) -> None:
    page.keyboard.type(text, delay=40)


def rest(page) -> None:
    """Until a scanner would have fallen silent."""
    page.wait_for_timeout(900)


def assert_fits_and_is_accessible(axe, page) -> None:
    found = axe.run(page, context=NOT_OURS, options=WCAG).response["violations"]
    assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_dossier_is_received_by_keyboard_and_scanner_alone(reception, axe):
    page = reception()
    type_by_hand(page, "đăng ký hoạt động khoa học")
    page.wait_for_selector(".desk-combo-list [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_focus(page, "find")

    # The card is read twice; the second time goes nowhere.
    scan(page, CARD, times=2)
    page.wait_for_function("document.getElementById('name').value == 'Nguyễn Thị Mai'")
    rest(page)
    assert page.input_value("#birth_date") == "01/05/1992"
    assert page.input_value("#email") == ""
    page.focus("#phone")
    page.keyboard.press("Control+a")
    type_by_hand(page, "0901234567")
    for field in ("email", "address", "language", "has_proxy"):
        page.keyboard.press("Enter")
        assert focused(page) == field
    page.keyboard.press("Enter")
    assert focused(page).startswith("tick-")
    page.keyboard.press("a")
    page.keyboard.press("2")
    assert page.locator(".desk-reception-count").first.input_value() == "2"
    assert page.locator("[data-tick]:not(:checked)").count() == 0
    assert_fits_and_is_accessible(axe, page)
    # Twice, as an impatient officer does.
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")

    page.wait_for_url(re.compile(r"/tiep-nhan/[0-9.]+H39-\d{6}-\d{4}"))
    code = page.locator("h1 .desk-number").inner_text()
    page.wait_for_function("window.printed == 1")
    assert focused(page) == "next"
    assert page.evaluate("sessionStorage.getItem('hcc-reception-tiepnhan')") is None
    assert_fits_and_is_accessible(axe, page)
    page.keyboard.press("Enter")
    wait_for_focus(page, "procedure_text")
    assert page.locator("[data-procedure]").first.get_attribute("data-procedure") == PROCEDURE

    # The receipt is scanned, and sent twice.
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    assert focused(page) == "code"
    scan(page, code, times=2)
    page.wait_for_url(f"**/can-bo/ho-so/{code}")


def test_what_was_typed_comes_back_and_tabs_do_not_mix(reception, site_url):
    page = reception("en")
    page.fill("#name", "Lê Văn Ba")
    other = page.context.new_page()
    other.goto(f"{site_url}/{FORM['en']}")
    assert other.input_value("#name") == ""
    page.fill("#procedure_text", PROCEDURE)
    page.press("#procedure_text", "Enter")
    page.wait_for_selector("#matter")
    blank = typst.compile(b"#set page(width: 148mm, height: 210mm)\n#hide[a]")
    file = {"name": "trang.pdf", "mimeType": "application/pdf", "buffer": blank}
    page.set_input_files("[type=file] >> nth=0", file)
    page.wait_for_selector(".desk-reception-files .desk-reception-error")
    key = page.input_value("[name=key]")
    page.goto(f"{site_url}/en/desk")
    page.goto(f"{site_url}/{FORM['en']}")
    page.wait_for_selector(".desk-reception-files .desk-reception-error")
    assert page.input_value("#name") == "Lê Văn Ba"
    assert page.input_value("[name=key]") == key
    # A refusal keeps all of it, and its summary has the focus.
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#error-phone")
    assert focused(page) == "reception-errors"
    assert page.input_value("#name") == "Lê Văn Ba"
    assert page.locator(".desk-reception-files").inner_text().startswith("trang.pdf")
    other.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_its_pages_fit_and_are_accessible(open_as, axe, site_url, language, width):
    page = open_as("tiepnhan", f"{FORM[language]}?procedure={PROCEDURE}", language)
    page.set_viewport_size({"width": width, "height": 900})
    page.check("#has_proxy")
    page.check("#paid")
    page.check("#channel-post")
    assert_fits_and_is_accessible(axe, page)
    page.click("#receive")
    page.wait_for_selector("#reception-errors")
    assert_fits_and_is_accessible(axe, page)
    page.evaluate("sessionStorage.clear()")
    page.goto(f"{site_url}/{HAND_OVER[language]}")
    assert_fits_and_is_accessible(axe, page)


def form_of(site: requests.Session, url: str, **changed) -> dict:
    form = lxml.html.fromstring(site.get(url, timeout=60).text).get_element_by_id("reception-form")
    return {**dict(form.form_values()), **changed}


def test_it_works_without_scripts_and_twice_at_once_is_once(site_url):
    site = requests.Session()
    site.auth = ("tiepnhan", PASSWORD)
    url = f"{site_url}/{FORM['vi']}"
    filled = form_of(site, url, procedure_text=PROCEDURE, find="Trần Thị Lan", look="matter")
    page = lxml.html.fromstring(site.post(url, data=filled, timeout=60).text)
    filled = dict(page.get_element_by_id("reception-form").form_values())
    assert filled["procedure"] == PROCEDURE
    ticks = {each.get("name"): "1" for each in page.xpath("//*[@data-tick]")}
    filled |= {"name": "Trần Thị Lan", "phone": "0912345678", "receive": "1", **ticks}

    def send(_number: int) -> str:
        answer = requests.post(url, data=filled, auth=site.auth, timeout=120, allow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"].partition("?")[0]

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1

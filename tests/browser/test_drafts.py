"""Nothing is lost: what people type and upload, through dropped connections, restarts, tabs and impatience."""

from hcc_longan.demo import PASSWORD
from pathlib import Path

import os
import pytest
import re
import requests
import signal
import socket
import sqlite3
import subprocess
import time


ROOT = Path(__file__).resolve().parents[2]
PROCEDURE = "vi/thu-tuc/cap-ban-sao-trich-luc-ho-tich-ban-sao-giay-khai-sinh"
NAME = "[name='form.widgets.applicant_name']"
PHONE = "[name='form.widgets.applicant_phone']"
STATUS = "[data-draft-status]"
PLACE = "[data-upload='to-khai']"
CHOOSER = "#form-widgets-paper_to_khai"
SERVE = """
import sys
from hcc_longan import cli
from hcc_longan.zope_app import use_own_database
from pathlib import Path
use_own_database(Path(sys.argv[1]))
cli._serve("127.0.0.1", int(sys.argv[2]), 2)
"""


class Server:
    """A site in a folder of its own, which can be stopped and started again."""

    def __init__(self, folder: Path):
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hcc"

    def start(self) -> None:
        log, script = self.folder / "server.log", self.folder / "serve.py"
        script.write_text(SERVE)
        with log.open("ab") as out:
            arguments = [str(ROOT / "bin" / "py"), str(script), str(self.folder), str(self.port)]
            self.process = subprocess.Popen(arguments, stdout=out, stderr=out)
        end = time.monotonic() + 180
        while time.monotonic() < end and self.process.poll() is None:
            try:
                requests.get(f"{self.url}/vi", timeout=30)
                return
            except requests.ConnectionError:
                time.sleep(0.3)
        pytest.fail(log.read_text(errors="replace")[-3000:])

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The site, with the e-form of a procedure at `form_url`."""
    found = Server(tmp_path_factory.mktemp("site"))
    found.form_url = f"{found.url}/{PROCEDURE}/nop-ho-so"
    found.start()
    try:
        assert "data-draft-url" in requests.get(found.form_url, timeout=60).text
        yield found
    finally:
        found.stop()


@pytest.fixture
def at_form(desk, server):
    """A desk's page at the form."""
    desk.goto(server.form_url)
    return desk


def pdf(size: int = 1_500_000) -> bytes:
    return b"%PDF-1.7\n" + os.urandom(size) + b"\n%%EOF"


def choose(page) -> None:
    """Answers each question that offers choices with the first: which papers are asked for depends on it."""
    for question in page.locator("#eform select:visible").all():
        if question.input_value() in ("", "--NOVALUE--"):
            question.select_option(index=1)


def upload(page, data: bytes, name: str = "đơn.pdf", place: str = CHOOSER) -> None:
    choose(page)
    page.set_input_files(place, [{"name": name, "mimeType": "application/pdf", "buffer": data}])


def is_saved(page) -> None:
    """Waits until the server has what is on the page."""
    unsent = "Object.keys(localStorage).some(key => key.startsWith('hcc-draft:'))"
    page.wait_for_function(f"!{unsent} && document.forms.eform.elements.draft.value")


def is_said(page, words: str) -> None:
    page.locator(STATUS, has_text=words).wait_for(state="attached")


def text(page, name: str) -> str:
    """One of the script's texts, in the page's language."""
    return page.evaluate("name => JSON.parse(document.getElementById('hcc-draft-texts').textContent)[name]", name)


def draft_of(page) -> dict:
    """The draft as the server has it."""
    return page.evaluate(
        """async () => {
            const form = document.forms.eform;
            const headers = { "Draft-Token": form.elements.draft.value };
            return (await fetch(form.dataset.draftUrl, { headers })).json();
        }"""
    )


def typed(page) -> str:
    return page.input_value(NAME)


def test_what_is_typed_saves_itself_and_is_there_again(at_form):
    at_form.fill(NAME, "Nguyễn Thị Mai")
    is_saved(at_form)
    assert re.search(r"\d\d:\d\d", at_form.inner_text(STATUS))
    at_form.reload()
    assert typed(at_form) == "Nguyễn Thị Mai"
    assert draft_of(at_form)["values"]["form.widgets.applicant_name"] == "Nguyễn Thị Mai"


def test_the_last_key_before_the_page_is_left_is_kept(at_form, server):
    at_form.fill(NAME, "Nguyễn Thị Mai")
    at_form.goto(f"{server.url}/vi")
    at_form.goto(server.form_url)
    at_form.wait_for_function(f"document.querySelector(\"{NAME}\").value === 'Nguyễn Thị Mai'")


def test_a_dropped_connection_loses_nothing(at_form):
    at_form.fill(NAME, "Nguyễn Thị Mai")
    is_saved(at_form)
    at_form.context.set_offline(True)
    at_form.fill(NAME, "Nguyễn Thị Mai Anh")
    is_said(at_form, text(at_form, "offline"))
    at_form.fill(PHONE, "0901234567")
    at_form.context.set_offline(False)
    is_saved(at_form)
    values = draft_of(at_form)["values"]
    assert values["form.widgets.applicant_name"] == "Nguyễn Thị Mai Anh"
    assert values["form.widgets.applicant_phone"] == "0901234567"


def test_what_was_typed_offline_survives_the_browser(at_form, server):
    """Closed, crashed or without power before the connection was back."""
    at_form.fill(NAME, "Nguyễn Thị Mai")
    is_saved(at_form)
    at_form.context.route("**/@@draft", lambda route: route.abort())
    at_form.fill(NAME, "Nguyễn Thị Mai Anh")
    is_said(at_form, text(at_form, "offline"))
    at_form.context.unroute("**/@@draft")
    other = at_form.context.new_page()
    at_form.close(run_before_unload=False)
    other.goto(server.form_url)
    other.wait_for_function(f"document.querySelector(\"{NAME}\").value === 'Nguyễn Thị Mai Anh'")
    is_saved(other)
    assert draft_of(other)["values"]["form.widgets.applicant_name"] == "Nguyễn Thị Mai Anh"


def test_a_restart_of_the_server_loses_nothing(at_form, server):
    data = pdf(600_000)
    at_form.fill(NAME, "Nguyễn Thị Mai")
    is_saved(at_form)
    server.stop()
    at_form.fill(NAME, "Nguyễn Thị Mai Anh")
    upload(at_form, data)
    is_said(at_form, text(at_form, "offline"))
    server.start()
    is_saved(at_form)
    at_form.locator(f"{PLACE} [data-upload-complete=yes]").wait_for(timeout=60_000)
    found = draft_of(at_form)
    assert found["values"]["form.widgets.applicant_name"] == "Nguyễn Thị Mai Anh"
    assert [each["size"] for each in found["uploads"]] == [len(data)]


def test_two_tabs_do_not_overwrite_each_other(at_form, server):
    at_form.fill(NAME, "Nguyễn Thị Mai")
    is_saved(at_form)
    other = at_form.context.new_page()
    other.goto(server.form_url)
    other.fill(NAME, "Trần Văn Nam")
    is_saved(other)
    for choice, name in (("theirs", "Trần Văn Nam"), ("mine", "Lê Thị Hoa")):
        at_form.fill(NAME, "Lê Thị Hoa")
        is_said(at_form, text(at_form, "changed"))
        assert draft_of(other)["values"]["form.widgets.applicant_name"] == "Trần Văn Nam"
        at_form.click(f"text={text(at_form, choice)}")
        at_form.wait_for_function(f"document.querySelector(\"{NAME}\").value === '{name}'")
        if choice == "theirs":
            other.fill(PHONE, "0901234567")
            is_saved(other)
    is_saved(at_form)
    assert draft_of(at_form)["values"]["form.widgets.applicant_name"] == "Lê Thị Hoa"


def sign_in(page, server) -> None:
    """As the citizen of the demo, and back to the form."""
    page.goto(f"{server.url}/login")
    page.fill("#__ac_name", "congdan")
    page.fill("#__ac_password", PASSWORD)
    page.click("#buttons-login")
    page.wait_for_load_state()
    page.goto(server.form_url)


def test_typing_goes_on_when_the_session_has_ended(at_form, server):
    sign_in(at_form, server)
    at_form.fill(NAME, "Trần Thị Bình")
    is_saved(at_form)
    cookies = [each for each in at_form.context.cookies() if each["name"] != "__ac"]
    at_form.context.clear_cookies()
    at_form.context.add_cookies(cookies)
    at_form.fill(NAME, "Trần Thị Bình An")
    link = at_form.get_by_role("link", name=text(at_form, "sign_in"))
    link.wait_for()
    assert "came_from" in link.get_attribute("href")
    assert draft_of(at_form)["error"]["type"] == "signed_out"
    at_form.context.clear_cookies()
    at_form.goto(server.form_url)
    assert typed(at_form) == ""
    sign_in(at_form, server)
    assert typed(at_form) == "Trần Thị Bình An"


def test_the_next_visitor_does_not_see_what_an_account_could_not_send(at_form, server):
    sign_in(at_form, server)
    at_form.fill(NAME, "Trần Thị Cúc")
    is_saved(at_form)
    at_form.context.route("**/@@draft", lambda route: route.abort())
    at_form.fill(NAME, "Trần Thị Cúc Hoa")
    is_said(at_form, text(at_form, "offline"))
    at_form.context.unroute("**/@@draft")
    at_form.context.clear_cookies()
    other = at_form.context.new_page()
    at_form.close(run_before_unload=False)
    other.goto(server.form_url)
    other.get_by_role("link", name=text(other, "sign_in"), exact=True).last.wait_for()
    other.wait_for_timeout(1000)
    assert typed(other) == ""
    sign_in(other, server)
    other.wait_for_function(f"document.querySelector(\"{NAME}\").value === 'Trần Thị Cúc Hoa'")


def test_an_upload_that_is_cut_twice_goes_on(at_form):
    data = pdf()
    cuts = iter([True, False, True])

    def cut(route):
        if route.request.method == "PATCH" and next(cuts, False):
            route.abort("connectionreset")
        else:
            route.continue_()

    at_form.context.route("**/@@uploads/*", cut)
    upload(at_form, data)
    at_form.locator(f"{PLACE} [data-upload-complete=yes]").wait_for()
    assert next(cuts, None) is None
    (found,) = draft_of(at_form)["uploads"]
    assert (found["size"], found["filename"], found["complete"]) == (len(data), "đơn.pdf", True)


def test_an_upload_goes_on_after_the_page_was_left(at_form):
    data = pdf()
    sent = []

    def keep_one(route):
        if route.request.method == "PATCH" and sent:
            route.abort("connectionreset")
            return
        sent.extend(["x"] * (route.request.method == "PATCH"))
        route.continue_()

    at_form.context.route("**/@@uploads/*", keep_one)
    upload(at_form, data)
    at_form.locator(f"{PLACE} .hcc-upload-state", has_text="%").wait_for()
    at_form.wait_for_timeout(500)
    at_form.context.unroute("**/@@uploads/*")
    at_form.on("dialog", lambda dialog: dialog.accept())
    at_form.reload()
    (before,) = draft_of(at_form)["uploads"]
    assert 0 < before["offset"] < len(data)
    assert at_form.locator(f"{PLACE} [data-upload-complete=no]").count() == 1
    upload(at_form, pdf(len(data) - 15))
    at_form.locator(f"{PLACE} [data-upload-complete=yes]").wait_for()
    upload(at_form, data)
    at_form.wait_for_function(f'document.querySelectorAll("{PLACE} [data-upload-complete=yes]").length === 2')
    assert all(each["complete"] for each in draft_of(at_form)["uploads"])


def test_an_upload_can_be_cancelled_and_removed(at_form):
    at_form.context.route(
        "**/@@uploads/*", lambda route: None if route.request.method == "PATCH" else route.continue_()
    )
    upload(at_form, pdf())
    at_form.locator(f"{PLACE} li button").click()
    at_form.locator(f"{PLACE} li").wait_for(state="detached")
    at_form.context.unroute("**/@@uploads/*")
    upload(at_form, pdf(1000))
    at_form.locator(f"{PLACE} [data-upload-complete=yes] button").click()
    at_form.locator(f"{PLACE} li").wait_for(state="detached")
    assert draft_of(at_form)["uploads"] == []


def test_an_upload_that_is_cancelled_while_it_is_made_leaves_nothing(at_form):
    made = []

    def hold(route):
        if route.request.method != "POST":
            return route.continue_()
        answer = route.fetch()
        at_form.locator(f"{PLACE} li button").evaluate("button => button.click()")
        made.append(answer.status)
        return route.fulfill(response=answer)

    at_form.context.route("**/@@uploads*", hold)
    upload(at_form, pdf(1000))
    at_form.locator(f"{PLACE} li").wait_for(state="detached")
    at_form.context.unroute("**/@@uploads*")
    upload(at_form, pdf(1000), "khác.pdf")
    at_form.locator(f"{PLACE} [data-upload-complete=yes]").wait_for()
    assert made
    assert [each["filename"] for each in draft_of(at_form)["uploads"]] == ["khác.pdf"]


def test_a_file_that_cannot_be_taken_says_why(at_form):
    for name, data in (("a.exe", b"MZ"), ("empty.pdf", b""), ("large.pdf", bytes(21 * 1024 * 1024))):
        upload(at_form, data, name)
        at_form.locator(f"{PLACE} [role=alert]", has_text=name).wait_for()
    upload(at_form, b"this is no picture", "picture.png")
    at_form.locator(f"{PLACE} [role=alert]", has_text="picture.png").wait_for()
    assert at_form.locator(f"{PLACE} li").count() == 0


def test_typing_and_choosing_at_once_make_one_draft(at_form):
    at_form.fill(NAME, "Nguyễn Thị Mai")
    upload(at_form, pdf(1000))
    at_form.locator(f"{PLACE} [data-upload-complete=yes]").wait_for()
    is_saved(at_form)
    found = draft_of(at_form)
    assert (found["values"]["form.widgets.applicant_name"], len(found["uploads"])) == ("Nguyễn Thị Mai", 1)


def test_a_form_waits_for_its_files(at_form):
    held = []
    at_form.context.route(
        "**/@@uploads/*", lambda route: held.append(route) if route.request.method == "PATCH" else route.continue_()
    )
    at_form.fill(NAME, "Mai")
    upload(at_form, pdf(1000))
    at_form.wait_for_timeout(1500)
    at_form.evaluate("document.forms.eform.noValidate = true")
    at_form.locator(".hcc-draft-bar button").click()
    is_said(at_form, text(at_form, "filing_waits"))
    assert held
    for route in held:
        route.continue_()
    at_form.wait_for_url("**/@@resume-link")


def test_the_next_person_at_the_device_finds_nothing_unsent(at_form, server):
    at_form.context.route("**/@@draft", lambda route: route.abort())
    at_form.fill(NAME, "Nguyễn Thị Mai")
    is_said(at_form, text(at_form, "offline"))
    assert "Nguyễn Thị Mai" in at_form.evaluate("JSON.stringify(localStorage)")
    at_form.evaluate("document.body.insertAdjacentHTML('beforeend', '<a id=out href=\"/logout-not\">Out</a>')")
    at_form.evaluate("document.getElementById('out').href = '#/logout'")
    at_form.evaluate("document.getElementById('out').click()")
    assert "Nguyễn Thị Mai" not in at_form.evaluate("JSON.stringify(localStorage)")


def test_going_on_later_sends_a_link(at_form, server):
    at_form.fill(NAME, "Nguyễn Thị Mai")
    at_form.locator(".hcc-draft-bar button").click()
    at_form.wait_for_url("**/@@resume-link")
    at_form.fill("#contact", "mai@example.org")
    at_form.locator("main button[type=submit], article button[type=submit]").first.click()
    at_form.locator("[role=status] strong", has_text="m***@e***.org").wait_for()


def test_a_deleted_draft_is_gone_here_as_well(at_form, server):
    at_form.fill(NAME, "Nguyễn Thị Mai")
    is_saved(at_form)
    at_form.click("[data-draft-discard-link]")
    at_form.click("[name=confirmed]")
    at_form.wait_for_url(server.form_url)
    assert typed(at_form) == ""


def test_without_a_script_a_draft_is_kept_too(page_without_javascript, server):
    page = page_without_javascript
    page.goto(server.form_url)
    page.fill(NAME, "Nguyễn Thị Mai")
    upload(page, pdf(2_000_000))
    page.locator(".hcc-draft-bar button").click()
    page.wait_for_url("**/@@resume-link")
    page.goto(server.form_url)
    assert typed(page) == "Nguyễn Thị Mai"
    assert "đơn.pdf" in page.locator(PLACE).inner_text()
    page.check(f"{PLACE} input[type=checkbox]")
    page.locator(".hcc-draft-bar button").click()
    page.goto(server.form_url)
    assert page.locator(f"{PLACE} li").count() == 0


@pytest.fixture
def ready(at_form):
    """The form, completely filled in, with a file that has arrived."""
    page = at_form
    page.fill(NAME, "Nguyễn Thị Mai")
    page.fill("[name='form.widgets.applicant_id_number']", "080192000123")
    page.fill(PHONE, "0901234567")
    choose(page)
    page.fill("[name='form.widgets.applicant_address.ward']", "Phường Long An")
    page.fill("[name='form.widgets.applicant_address.detail']", "12 Trương Định")
    # The form's own questions, whatever they are.
    answers = {"name": "Nguyễn Thị Mai", "birth": "01/05/1992", "number": "2"}
    for question in page.locator("[data-needed]:visible").all():
        if not question.input_value():
            question.fill(answers.get(question.get_attribute("data-kind"), "Tân An"))
    page.check("input[type=checkbox][name^='form.widgets.declaration']")
    upload(page, pdf(1000))
    page.locator(f"{PLACE} [data-upload-complete=yes]").wait_for()
    return page


def dossiers(server) -> int:
    with sqlite3.connect(server.folder / "ledger.sqlite") as ledger:
        return ledger.execute("SELECT count(*) FROM dossiers").fetchone()[0]


SUBMIT = "#form-buttons-submit"


def test_a_double_click_files_once_and_leaves_nothing_behind(ready, server):
    before = dossiers(server)
    token = ready.input_value("[name=draft]")
    ready.dblclick(SUBMIT)
    ready.wait_for_url(re.compile("bien-nhan"))
    ready.wait_for_load_state()
    assert dossiers(server) == before + 1
    assert "Nguyễn" not in ready.evaluate("JSON.stringify([localStorage, sessionStorage])")
    answer = requests.get(f"{server.form_url}/@@draft", headers={"Draft-Token": token}, timeout=30).json()
    assert answer["error"]["type"] == "filed"


def test_the_back_button_says_that_it_was_filed(ready, server):
    ready.click(SUBMIT)
    ready.wait_for_url(re.compile("bien-nhan"))
    before = dossiers(server)
    ready.go_back()
    ready.get_by_role("link", name=text(ready, "follow")).wait_for()
    assert ready.locator(SUBMIT).is_disabled()
    number = re.search(r"[A-Z0-9][A-Z0-9-]{6,}", ready.inner_text(STATUS))[0]
    assert number
    ready.get_by_role("link", name=text(ready, "new")).click()
    ready.wait_for_load_state()
    assert typed(ready) == ""
    assert dossiers(server) == before


def test_a_form_that_is_sent_without_a_connection_stays(ready, server):
    before = dossiers(server)
    is_saved(ready)
    ready.context.set_offline(True)
    ready.click(SUBMIT)
    is_said(ready, text(ready, "again"))
    assert typed(ready) == "Nguyễn Thị Mai"
    ready.context.set_offline(False)
    ready.click(SUBMIT)
    ready.wait_for_url(re.compile("bien-nhan"))
    assert dossiers(server) == before + 1


def test_two_tabs_that_file_the_same_form_file_it_once(ready, server):
    is_saved(ready)
    before = dossiers(server)
    other = ready.context.new_page()
    other.goto(server.form_url)
    assert typed(other) == "Nguyễn Thị Mai"
    other.check("input[type=checkbox][name^='form.widgets.declaration']")
    other.click(SUBMIT)
    other.wait_for_url(re.compile("bien-nhan"))
    ready.fill(NAME, "Nguyễn Thị Mai Anh")
    ready.get_by_role("link", name=text(ready, "follow")).wait_for()
    assert dossiers(server) == before + 1


def test_a_refused_form_keeps_what_was_typed_and_uploaded(ready, server):
    is_saved(ready)
    # Past all scripts, as a browser does that has none.
    ready.evaluate(
        """() => {
            const form = document.forms.eform;
            form.elements["form.widgets.applicant_id_number"].value = "1";
            form.insertAdjacentHTML("beforeend", "<input type=hidden name=form.buttons.submit value=x>");
            form.submit();
        }"""
    )
    ready.wait_for_selector("#eform-summary")
    assert typed(ready) == "Nguyễn Thị Mai"
    assert ready.locator(f"{PLACE} [data-upload-complete=yes]").count() == 1
    ready.fill("[name='form.widgets.applicant_id_number']", "080192000123")
    is_saved(ready)
    ready.click(SUBMIT)
    ready.wait_for_url(re.compile("bien-nhan"))


@pytest.mark.parametrize("view", ["", "/@@resume-link", "/@@discard-draft", "/@@resume?t=x"])
def test_pages_are_accessible(page, server, axe, view):
    page.goto(server.form_url)
    page.fill(NAME, "Nguyễn Thị Mai")
    upload(page, pdf(1000))
    page.locator(f"{PLACE} [data-upload-complete=yes]").wait_for()
    is_saved(page)
    page.goto(f"{server.form_url}{view}")
    found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.response["violations"] == [], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""A form's challenge in Chromium: solved unnoticed, on any address, and never a dead end."""

from hcc_longan.protection import challenge
from hcc_longan.protection.errors import Refused
from plone import api
from plone.base.interfaces import IPloneSiteRoot
from Products.Five import BrowserView
from urllib.parse import parse_qs
from zope.component import getGlobalSiteManager
from zope.interface import Interface
from zope.publisher.interfaces.browser import IDefaultBrowserLayer

import pytest
import transaction


pytestmark = pytest.mark.layer("acceptance")

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
HARD = 500_000
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Form</title></head><body><main>
<h1 id="verdict">{verdict}-</h1>
<form method="post">
<label>Name <input name="name" value="{name}"></label> {field} <button name="send" value="button">Send</button>
</form></main></body></html>"""


class Form(BrowserView):
    """A form that says whether it was taken; it comes back with what was typed."""

    __roles__ = None

    def __call__(self) -> str:
        self.request.response.setHeader("X-Theme-Disabled", "1")
        verdict = ""
        if self.request.method == "POST":
            try:
                challenge.check(self.request, "filing")
                verdict = f"taken by {self.request.form.get('send')}"
            except Refused as refused:
                verdict = str(refused)
        return PAGE.format(verdict=verdict, name=self.request.form.get("name", ""), field=challenge.field(self.request))


@pytest.fixture
def address(furnished):
    """The form, where nobody may send it without a solution."""
    manager = getGlobalSiteManager()
    registration = (Form, (IPloneSiteRoot, IDefaultBrowserLayer), Interface, "test-form")
    manager.registerAdapter(*registration)
    settle(limits=["filing.plain | 1 | 600"], difficulty=20_000, shortest_time=0)
    yield f"{furnished.absolute_url()}/test-form"
    manager.unregisterAdapter(*registration)


def settle(**values) -> None:
    for name, value in values.items():
        api.portal.set_registry_record(f"hcc_longan.protection.{name}", value)
    transaction.commit()


def verdict(page) -> str:
    return page.inner_text("#verdict").removesuffix("-")


def send(page, name: str = "An") -> str:
    """Fills the form in and sends it, at once; gives the answer."""
    page.fill("[name=name]", name)
    with page.expect_navigation():
        page.click("button")
    return verdict(page)


def spend_plain_way(page, address) -> None:
    """One form from here may be sent without a solution: send it."""
    page.request.post(address)


@pytest.mark.parametrize("missing", ["", "crypto.subtle", "Worker", "Worker of its kind"])
def test_a_person_passes_again_and_again(desk, address, missing):
    desk.add_init_script(
        {
            "": "",
            "crypto.subtle": "Object.defineProperty(Crypto.prototype, 'subtle', {value: undefined})",
            "Worker": "delete window.Worker",
            "Worker of its kind": "window.Worker = class { postMessage() { setTimeout(() => this.onerror(), 0); } }",
        }[missing]
    )
    desk.goto(address)
    spend_plain_way(desk, address)
    assert [send(desk), send(desk, "Bình")] == ["taken by button"] * 2
    assert desk.input_value("[name=name]") == "Bình"


def test_a_person_who_is_quick_is_no_robot(desk, address):
    settle(shortest_time=2)
    desk.goto(address)
    assert send(desk) == "taken by button"


def test_without_the_script_few_pass(page_without_javascript, address):
    page = page_without_javascript
    page.goto(address)
    assert "vài lần mỗi giờ" in page.inner_text("noscript")
    assert send(page) == "taken by button"
    assert "too many" in send(page, "Bình")
    assert page.input_value("[name=name]") == "Bình"


def test_work_begins_with_the_first_touch_and_holds_nobody_up(desk, address):
    asked = []
    desk.on("request", lambda request: asked.append(request) if request.url.endswith("/@challenge") else None)
    settle(difficulty=HARD)
    desk.goto(address)
    desk.wait_for_timeout(200)
    assert not asked
    desk.focus("[name=name]")
    desk.keyboard.type("Nguyễn Văn An")
    assert desk.input_value("[name=name]") == "Nguyễn Văn An"
    desk.wait_for_function("document.querySelector('[name=challenge]').value")
    assert len(asked) == 1
    assert send(desk) == "taken by button"


@pytest.mark.parametrize("key", ["button", "Enter"])
def test_who_is_quick_sees_that_the_form_waits_and_goes_by_itself(desk, address, axe, key):
    held = []

    def hold(route):
        held.append(route)

    desk.route("**/@challenge", hold)
    desk.goto(address)
    spend_plain_way(desk, address)
    desk.fill("[name=name]", "An")
    sent = []
    desk.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    for _impatient in range(3):
        if key == "button":
            desk.click("button")
        else:
            desk.press("[name=name]", key)
    assert "tự động được gửi" in desk.inner_text("[role=status]")
    assert not axe.run(desk, options=WCAG).response["violations"]
    assert not sent
    with desk.expect_navigation():
        held.pop().continue_()
    assert verdict(desk) == "taken by button"
    assert len(sent) == 1
    assert set(parse_qs(sent[0].post_data)) >= {"name", "send", "challenge", "challenge-shown"}


@pytest.mark.parametrize("broken", ["@challenge", "challenge.js", "solver.js"])
def test_what_does_not_arrive_is_no_dead_end(desk, address, broken):
    desk.route(f"**/{broken}", lambda route: route.abort())
    desk.goto(address)
    assert send(desk) == "taken by button"


def test_once_the_network_is_back_the_work_is_done_after_all(desk, address):
    desk.route("**/@challenge", lambda route: route.abort())
    desk.goto(address)
    spend_plain_way(desk, address)
    with desk.expect_event("console", lambda message: "not solved" in message.text):
        desk.fill("[name=name]", "An")
    desk.unroute("**/@challenge")
    assert send(desk) == "taken by button"


def test_a_form_that_was_open_for_long_gets_a_new_solution(desk, address):
    desk.clock.install()
    desk.goto(address)
    spend_plain_way(desk, address)
    desk.fill("[name=name]", "A")
    desk.wait_for_function("document.querySelector('[name=challenge]').value")
    first = desk.input_value("[name=challenge]")
    desk.clock.fast_forward("16:00")
    with desk.expect_request(lambda request: request.method == "POST") as sent:
        assert send(desk) == "taken by button"
    assert parse_qs(sent.value.post_data)["challenge"] != [first]


def test_back_from_the_next_page_it_can_be_sent_again(desk, address):
    desk.goto(address)
    spend_plain_way(desk, address)
    assert send(desk) == "taken by button"
    desk.go_back()
    assert send(desk, "Bình") == "taken by button"


def test_the_field_is_accessible(desk, address, axe):
    desk.goto(address)
    assert not axe.run(desk, options=WCAG).response["violations"]

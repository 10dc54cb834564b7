"""Protection in a site: the part of a form, its service, addresses, and the control panel."""

from AccessControl import Unauthorized
from altcha import Challenge
from altcha import Payload
from altcha import solve_challenge
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.dossiers.register.keys import lookup_key
from hcc_longan.protection import challenge
from hcc_longan.protection import limits
from hcc_longan.protection import secret
from hcc_longan.protection import settings
from hcc_longan.protection import tokens
from hcc_longan.protection.errors import Refused
from hcc_longan.protection.errors import TooManyAttempts
from plone import api
from zope.annotation.interfaces import IAnnotations

import pytest
import ZPublisher.HTTPRequest


def test_a_site_keeps_the_secret_that_its_register_was_written_with(furnished):
    key = lookup_key("0900000001")
    assert secret.site_secret() == IAnnotations(furnished)["hcc_longan.dossiers.secret"]
    secret.make_secret()
    assert lookup_key("0900 000 001") == key
    assert tokens.read("follow", tokens.sign("follow", {"n": 1})) == {"n": 1}


# The part of a form


@pytest.fixture
def part(furnished, http_request, anonymous, render):
    """What a visitor's form has."""
    with anonymous():
        return render(furnished["vi"], "challenge")


def values(part) -> dict:
    return {field.name: field.value or "" for field in part.document.iter("input")}


def test_people_who_are_signed_in_get_nothing(furnished, http_request):
    assert challenge.field(http_request) == ""


def test_a_visitor_gets_fields_and_a_trap_that_nobody_notices(part):
    assert {**values(part), "challenge-shown": ""} == {"challenge": "", "challenge-shown": "", "homepage": ""}
    (trap,) = part.document.xpath("//input[@name='homepage']")
    assert (trap.get("tabindex"), trap.get("autocomplete"), trap.get("type")) == ("-1", "off", "text")
    assert trap.xpath("ancestor::*[@aria-hidden='true' and contains(@class, 'visually-hidden')]")
    assert part.document.xpath("//*[@role='status']")


def test_a_form_that_comes_back_with_errors_keeps_its_moment(furnished, http_request, anonymous, part, render):
    with anonymous():
        again = render(furnished["vi"], "challenge", **{**values(part), "homepage": "x", "challenge": "spent"})
    assert values(again) == values(part)


def solution() -> str:
    made = Challenge.from_dict(challenge.create())
    return Payload(made, solve_challenge(made)).to_base64()


@pytest.fixture
def send(furnished, http_request, anonymous, part, render):
    """A visitor sends the form; gives why it was refused, "" if it wasn't."""

    def act(seconds: float = 60, **form) -> str:
        http_request.form.clear()
        http_request.form.update({**values(part), **form})
        IAnnotations(http_request).pop("hcc_longan.protection.checked", None)
        with anonymous(), clock.at(clock.now() + timedelta(seconds=seconds)):
            try:
                challenge.check(http_request, "filing")
            except Refused as refused:
                return str(refused)
        return ""

    return act


def test_a_person_passes_and_robots_do_not(send):
    api.portal.set_registry_record("hcc_longan.protection.limits", ["filing.plain | 1 | 600"])
    good = solution()
    assert send(challenge=good) == ""
    assert send() == "", "without scripts"
    assert "too many" in send(challenge=good)
    assert "hidden field" in send(homepage="http://spam.example")
    assert "quicker" in send(seconds=0, challenge=solution())


def test_settings_hold_at_once(send):
    for name, value in (("difficulty", 0), ("shortest_time", 0), ("limits", ["filing.plain | 1 | 600"])):
        api.portal.set_registry_record(f"hcc_longan.protection.{name}", value)
    assert [send(seconds=0), send(seconds=0)] == ["", ""]


# Addresses


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "", "fe80::/64"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        ("127.0.0.1", "garbage <b>", "garbage <b>"),
        ("", "", "local"),
    ],
)
def test_an_address_is_what_trusted_proxies_say(http_request, monkeypatch, remote, forwarded, expected):
    monkeypatch.setattr(ZPublisher.HTTPRequest, "trusted_proxies", ["127.0.0.1"])
    environ = {**http_request.environ, "REMOTE_ADDR": remote}
    if forwarded:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    request = http_request.__class__(None, environ, http_request.response)
    monkeypatch.setattr(limits, "getRequest", lambda: request)
    assert limits.address() == expected


def test_where_there_is_no_request_it_is_local(monkeypatch):
    monkeypatch.setattr(limits, "getRequest", lambda: None)
    assert limits.address() == "local"


def test_attempts_are_counted_in_a_site(furnished):
    for _number in range(10):
        limits.count("tracking.number", "A")
    with pytest.raises(TooManyAttempts):
        limits.count("tracking.number", "A")


# The control panel


@pytest.fixture
def save(furnished, http_request, render, monkeypatch):
    """Saves the control panel with some fields changed; gives the page."""

    def act(**changed):
        page = render(furnished, "protection-settings")
        (form,) = [form for form in page.document.forms if "form.widgets.limits" in form.fields]
        with monkeypatch.context() as patch:
            patch.setattr(http_request, "method", "POST")
            patch.setitem(http_request.environ, "REQUEST_METHOD", "POST")
            fields = {f"form.widgets.{name}": value for name, value in changed.items()}
            return render(
                furnished, "protection-settings", **{**dict(form.form_values()), **fields, "form.buttons.save": "1"}
            )

    return act


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_control_panel_is_for_administrators(furnished, render, logged_in_as, language):
    with logged_in_as("Site Administrator"):
        assert "hcc_longan.protection_settings" in {
            each["id"] for each in furnished.portal_controlpanel.enumConfiglets(group="Products")
        }
        assert limits.address() in render(furnished, "protection-settings").html
    for roles in (("Editor",), ("Reviewer",), ()):
        with logged_in_as(*roles), pytest.raises(Unauthorized):
            render(furnished, "protection-settings")


def test_limits_are_kept(save):
    save(limits=" tracking.number|7 | 60 \nfiling.all | 0 | 60", difficulty="0", shortest_time="5")
    assert settings.limits()["tracking.number"] == settings.Limit(7, 60)
    assert settings.limits()["login.address"] == settings.Limit(100, 900)
    assert (settings.setting("difficulty"), settings.setting("shortest_time")) == (0, 5)


@pytest.mark.parametrize(
    "line",
    [
        "tracking.number | 7",
        "tracking | 7 | 60",
        "tracking.number | -1 | 60",
        "tracking.number | 7 | 0",
        "tracking.number | ٧ | 60",
        "a<b> | 1 | 1",
    ],
)
def test_a_wrong_line_is_named(save, line):
    page = save(limits=f"filing.all | 1 | 60\n{line}")
    (message,) = page.texts("//*[@class='invalid-feedback']")
    assert message.startswith(f"“{line}”: ")
    assert settings.limits()["filing.all"].most == 3000


def test_two_lines_for_the_same_are_refused(save):
    save(limits="filing.all | 1 | 60\nfiling.all | 2 | 60")
    assert settings.limits()["filing.all"].most == 3000

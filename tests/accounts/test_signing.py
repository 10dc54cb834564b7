"""Signing in with a password, with a code, and from elsewhere; signing out."""

from hcc_longan import demo
from hcc_longan.accounts import addresses
from hcc_longan.accounts import signing
from hcc_longan.accounts.ways import further_ways
from OFS.SimpleItem import SimpleItem
from plone import api
from urllib.parse import quote

import json
import pytest
import re
import transaction


pytestmark = pytest.mark.layer("functional")

MAI = "mai@example.org"
NAME = "Nguyễn Thị Mai"
PASSWORD = "mưa trên phố Huế"
TOKENS = re.compile(r'value="[\w.-]{30,}"')


@pytest.fixture
def sign_in(visitor):
    """Signs in with a password; gives the browser: `sign_in(MAI)`."""

    def act(address=MAI, password=PASSWORD, browser=None):
        return (browser or visitor()).go("sign-in").send("sign-in", address=address, password=password)

    return act


@pytest.mark.parametrize(
    ("recipient", "typed"), [(MAI, " MAI@Example.org "), ("0392345678", "0169 2345678"), ("0392345678", "+84392345678")]
)
def test_address_and_number_may_be_spelled_in_any_way(make, sign_in, recipient, typed):
    make(recipient)
    assert sign_in(typed).is_signed_in


def test_staff_and_the_trials_citizen_may_sign_in_by_name(furnished, sign_in):
    demo.make_accounts()
    transaction.commit()
    for name in (demo.CITIZEN, "0901234567", "thanhtra"):
        assert sign_in(name, demo.PASSWORD).is_signed_in, name


def test_wrong_and_unknown_look_alike(make, sign_in, visitor):
    make()
    pages = [
        TOKENS.sub("", sign_in(address, "wrong words here", visitor()).contents.replace(address, "x"))
        for address in (MAI, "an@example.org")
    ]
    assert pages[0] == pages[1]
    assert "The address or the password is wrong" in pages[0]
    assert "wrong words here" not in pages[0]


@pytest.mark.parametrize("password", ["", "x" * 100_000, "\0", "mưa trên phố Hu", PASSWORD.upper(), " "])
def test_nothing_but_the_password_opens(make, password):
    make()
    make("0901234567", password="")
    for address in (MAI, "0901234567"):
        assert signing.user_with_password(address, password) is None


@pytest.mark.parametrize("name", ["", "\0", "x" * 100_000, "' OR 1=1", "*", "\ud800", f"{MAI}\n"])
def test_nobody_is_found_by_other_names(make, name):
    make()
    assert signing.user_with_password(name, PASSWORD) in (None, addresses.owner(name.strip()))


def test_too_many_wrong_passwords_lock_the_door_but_not_for_codes(make, sign_in, visitor, code):
    make()
    browser = visitor()
    api.portal.set_registry_record("hcc_longan.protection.limits", ["login.account | 2 | 900"])
    transaction.commit()
    for number in range(2):
        sign_in(MAI, f"wrong words {number}", browser)
    assert "too many" in sign_in(browser=browser).errors["account-form"]
    browser.go("sign-in").send("send-code", address=MAI).send("confirm", code=code())
    assert browser.is_signed_in


def test_who_has_an_account_does_not_guess_for_ever_by_signing_in_between(make, monkeypatch, furnished):
    make("an@example.org")
    api.portal.set_registry_record("hcc_longan.protection.limits", ["login.address | 4 | 900"])
    for _try in range(2):
        assert signing.user_with_password(MAI, "wrong words here") is None
        assert signing.user_with_password("an@example.org", PASSWORD)
    with pytest.raises(signing.limits.TooManyAttempts):
        signing.user_with_password(MAI, "wrong words here")


def test_from_the_fourth_wrong_password_on_browsers_have_to_work(make, sign_in, visitor):
    make()
    make("an@example.org")
    browser = visitor()
    api.portal.set_registry_record("hcc_longan.protection.shortest_time", 30)
    transaction.commit()
    for number in range(3):
        assert set(sign_in(MAI, f"wrong words {number}", browser).errors) == {"password"}
    assert set(sign_in(browser=browser).errors) == {"account-form"}
    assert sign_in("an@example.org").is_signed_in, "who shares the address signs in at once"


@pytest.mark.parametrize("recipient", [MAI, "0901234567"])
def test_a_code_opens_too(make, visitor, code, messages, recipient):
    make(recipient, password="")
    browser = visitor().go("sign-in").send("send-code", address=recipient)
    assert messages()[0].to == recipient
    browser.send("confirm", code=code())
    assert browser.is_signed_in
    browser.go("account").send("sign-out")
    again = visitor().go("sign-in").send("send-code", address=recipient)
    assert not again.send("confirm", code="000000").is_signed_in


def test_an_address_without_an_account_gets_a_message_without_a_code_and_the_same_page(make, visitor, messages):
    make()
    pages = []
    for address in (MAI, "new@example.org"):
        page = visitor().go("sign-in").send("send-code", address=address)
        pages.append(TOKENS.sub("", page.contents.replace(address, "x")))
    assert pages[0] == pages[1]
    new = messages()[0]
    assert (new.to, new.subject) == ("new@example.org", "There is no account with this address")
    assert not re.search(r"\d{6}", new.text)
    assert "/en/register" in new.text


def test_a_code_for_a_new_account_makes_none_on_the_other_page(visitor, code, messages):
    visitor().go("register").send("begin", name=NAME, address=MAI)
    new = code()
    browser = visitor().go("sign-in").send("send-code", address=MAI).send("confirm", code=new)
    assert set(browser.errors) == {"account-form"}
    assert not browser.is_signed_in


def test_a_session_is_its_browsers_alone_and_ends(make, sign_in, visitor):
    make()
    browser = sign_in()
    assert browser.is_signed_in
    assert not visitor().is_signed_in
    browser.go("account").send("sign-out")
    assert browser.messages == ["You are signed out."]
    assert not browser.is_signed_in


def test_scripts_can_not_read_the_session(make, http_request):
    signing.sign_in(make(), http_request)
    (cookie,) = [value for name, value in http_request.response.listHeaders() if value.startswith("__ac=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_second_window_that_still_shows_the_form_goes_on(make, sign_in, visitor):
    make()
    browser = visitor().go("sign-in")
    form = browser._form_with("sign-in")
    form.getControl(name="address").value, form.getControl(name="password").value = MAI, PASSWORD
    waiting = browser.contents
    sign_in(browser=browser)
    token = re.search(r'name="_authenticator" value="(\w+)"', waiting)[1]
    browser.post(f"{browser.site_url}/en/sign-in", f"sign-in=1&address=x&password=y&_authenticator={token}")
    assert browser.url.endswith("/en/my-dossiers")


# Where to go on


@pytest.mark.parametrize("path", ["/en", "/en/procedures?b_start=10", "/ho-so/x"])
def test_the_way_goes_on_where_it_came_from(make, visitor, portal, path):
    make()
    target = f"{portal.absolute_url()}{path}"
    browser = visitor()
    browser.raiseHttpErrors = False
    browser.go(f"sign-in?came_from={quote(target)}").send("sign-in", address=MAI, password=PASSWORD)
    assert browser.url.startswith(target.partition("x")[0])


@pytest.mark.parametrize(
    "url",
    [
        *("", "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example"),
        *("javascript:alert(1)", "data:text/html,x", "http:evil.example", " https://evil.example", "\thttps://evil"),
        *("https://evil.example/{site}", "{site}.evil.example", "{site}@evil.example", "{site}/../other"),
        *("{site}/en/../../other", "{site}/login", "{site}/@@logout", "{site}/en/sign-in", "{site}/en/@@dang-nhap"),
        *("{site}/en\nX-Evil: 1", "{site}/en\\@evil.example", "/", "&#x2f;/evil.example", "{site}/acl_users/x/login"),
        *(None, 7, ["{site}"], "{other}/en"),
    ],
)
@pytest.mark.layer("integration")
def test_it_never_leads_elsewhere(furnished, url):
    site = furnished.absolute_url()
    if isinstance(url, str):
        other = site.replace("http:", "https:") if site.startswith("http:") else site.replace("https:", "http:")
        url = url.format(site=site, other=other)
    assert signing.target_in_site(url) == ""


def test_a_relative_address_is_taken_as_of_the_site(furnished):
    assert signing.target_in_site("en/account") == f"{furnished.absolute_url()}/en/account"
    path = furnished.absolute_url_path()
    assert signing.target_in_site(f"{path}/vi") == f"{furnished.absolute_url()}/vi"


def test_the_page_of_an_account_asks_to_sign_in_first(make, visitor):
    make()
    browser = visitor().go("account")
    assert "/en/sign-in?came_from=" in browser.url
    browser.send("sign-in", address=MAI, password=PASSWORD)
    assert browser.url.endswith("/en/account")


def test_another_site_signs_nobody_in(make, visitor):
    """As a form of its own would, to have what a visitor files in its own account."""
    make()
    for header in (("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"), ("Origin", "null")):
        browser = visitor()
        browser.addHeader(*header)
        browser.go("sign-in").send("sign-in", address=MAI, password=PASSWORD)
        assert set(browser.errors) == {"account-form"}
        assert not browser.is_signed_in


# Other doors


def test_neither_basic_authentication_nor_a_service_opens_with_an_address(make, visitor, portal):
    make()
    browser = visitor()
    browser.raiseHttpErrors = False
    browser.addHeader("Authorization", f"Basic {MAI}:{PASSWORD}")
    assert not browser.is_signed_in
    service = visitor()
    service.raiseHttpErrors = False
    service.addHeader("Accept", "application/json")
    body = json.dumps({"login": MAI, "password": PASSWORD})
    service.post(f"{portal.absolute_url()}/@login", body, "application/json")
    assert b"token" not in service.contents


def test_plones_form_lets_citizens_in_with_the_same_limits(make, visitor, portal):
    make()
    browser = visitor()
    api.portal.set_registry_record("hcc_longan.protection.limits", ["login.account | 2 | 900"])
    transaction.commit()
    for number in range(2):
        _login(browser, portal, MAI, f"wrong words {number}")
        assert not browser.is_signed_in
    _login(browser, portal, MAI, PASSWORD)
    assert not browser.is_signed_in
    signing.limits.clear()
    _login(browser, portal, "Mai@Example.org", PASSWORD)
    assert browser.is_signed_in


def test_plones_form_is_as_before_for_staff(furnished, visitor, portal):
    demo.make_accounts()
    transaction.commit()
    browser = visitor()
    _login(browser, portal, "thanhtra", demo.PASSWORD)
    assert browser.is_signed_in


def _login(browser, portal, name, password):
    browser.open(f"{portal.absolute_url()}/login")
    browser.getControl(name="__ac_name").value = name
    browser.getControl(name="__ac_password").value = password
    browser.getControl(name="buttons.login").click()


class Provider(SimpleItem):
    """As pas.plugins.oidc's plugin looks from outside."""

    meta_type = "OIDC Plugin"

    def __init__(self, id_: str, title: str):
        self.id, self.title = id_, title


def test_a_provider_of_identities_is_offered(furnished, visitor, portal):
    users = furnished.acl_users
    users._setObject("vneid", Provider("vneid", "VNeID <b>"))
    transaction.commit()
    browser = visitor().go(f"sign-in?came_from={quote(portal.absolute_url())}/en/procedures")
    assert "Sign in with VNeID <b>" in browser.text
    (way,) = further_ways()
    assert way.url == f"{portal.absolute_url()}/acl_users/vneid/login"
    assert f"{way.url}?came_from=" in browser.contents
    assert "connected to VNeID" not in browser.text
    api.portal.set_registry_record("hcc_longan.accounts.identity_en", "The police issue it. <b>")
    transaction.commit()
    assert "The police issue it. <b>" in browser.go("sign-in").text


def test_without_a_provider_people_are_told_not_to_type_their_password_of_vneid(furnished, visitor):
    assert further_ways() == []
    assert "Don't type your VNeID password here" in visitor().go("sign-in").text

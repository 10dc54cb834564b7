"""Making an account with an e-mail address or a mobile number."""

from hcc_longan.accounts import addresses
from hcc_longan.accounts.person import person_of
from plone import api

import pytest
import re
import transaction


pytestmark = pytest.mark.layer("functional")

MAI = "mai@example.org"
NAME = "Nguyễn Thị Mai"
PASSWORD = "mưa trên phố Huế"
# What differs between any two pages: tokens.
TOKENS = re.compile(r'value="[\w.-]{30,}"')


@pytest.fixture
def begin(visitor):
    """Does the first step; gives the browser: `begin(address="0901234567")`."""

    def act(address=MAI, name=NAME, language="en", browser=None):
        page = "register" if language == "en" else "dang-ky"
        return (browser or visitor()).go(page, language).send("begin", name=name, address=address)

    return act


@pytest.mark.parametrize("language", ["vi", "en"])
def test_somebody_with_an_e_mail_address_gets_an_account(begin, code, messages, language):
    browser = begin("Mai@Example.ORG", language=language)
    assert "step=code" in browser.url
    assert MAI in browser.text
    assert messages()[0].to == MAI
    browser.send("confirm", code=code(), password=PASSWORD)
    user_id = addresses.owner(MAI)
    person = person_of(user_id)
    assert (person.name, person.email, person.verified, person.language) == (NAME, MAI, {"email"}, language)
    assert re.fullmatch(r"c-[2-9a-z]{10}", user_id)
    assert api.user.get(userid=user_id).getUserName() == user_id
    assert set(api.user.get_roles(username=user_id)) == {"Member", "Authenticated"}
    assert browser.url.endswith("/vi/tai-khoan" if language == "vi" else "/en/account")
    assert NAME in browser.contents


def test_somebody_with_a_mobile_number_gets_an_account_without_a_password(begin, code, messages):
    browser = begin("+84 901 234 567")
    (sms,) = messages()
    assert (sms.is_sms, sms.to) == (True, "0901234567")
    assert len(sms.text) <= 160
    browser.send("confirm", code=code())
    person = person_of(addresses.owner("0901234567"))
    assert (person.phone, person.email, person.verified) == ("0901234567", "", {"phone"})
    assert browser.is_signed_in


def test_an_address_that_has_an_account_looks_like_one_that_has_none(begin, make, visitor):
    make()
    pages = [
        TOKENS.sub("", begin(address, browser=visitor()).contents.replace(address, "x"))
        for address in (MAI, "new@example.org")
    ]
    assert pages[0] == pages[1]


def test_its_owner_learns_it_and_signs_in_with_the_code_nothing_changed(begin, make, messages, code):
    user_id = make()
    browser = begin(name="Somebody Else")
    assert "There is an account with this address already" in messages()[0].text
    browser.send("confirm", code=code(), password="other words at all")
    assert browser.is_signed_in
    assert person_of(user_id).name == NAME
    assert api.portal.get_tool("acl_users").authenticate(user_id, PASSWORD, api.portal.get().REQUEST)
    assert addresses.owner(MAI) == user_id


def test_a_used_code_is_no_good(begin, code, visitor):
    begin().send("confirm", code=code())
    used = code()
    browser = begin("an@example.org", browser=visitor()).send("confirm", code=used)
    assert set(browser.errors) == {"code"}
    assert addresses.owner("an@example.org") is None


def test_codes_can_not_be_guessed(begin, code):
    browser = begin()
    wrong = f"{(int(code()) + 1) % 10**6:06}"
    for _try in range(5):
        browser.send("confirm", code=wrong)
    browser.send("confirm", code=code())
    assert set(browser.errors) == {"code"}
    assert addresses.owner(MAI) is None
    browser.send("again").send("confirm", code=code())
    assert addresses.owner(MAI)


def test_an_easy_password_is_told_before_the_code_is_used_up(begin, code):
    browser = begin()
    for password in ("short", "nguyenthimai1992", "matkhau2026"):
        browser.send("confirm", code=code(), password=password)
        assert set(browser.errors) == {"password"}
        assert browser.getControl(name="code").value == code()
        assert password not in browser.contents
    browser.send("confirm", code=code(), password=PASSWORD)
    assert addresses.owner(MAI)


def test_two_windows_of_a_browser_do_not_mix_their_addresses(begin, code, layer, visitor, messages):
    browser = begin()
    first = browser.getControl(name="pending").value
    mais = code()
    begin("an@example.org", name="Trần Văn An", browser=browser)
    browser.getControl(name="pending").value = first
    browser.send("confirm", code=mais)
    assert person_of(addresses.owner(MAI)).name == NAME
    assert addresses.owner("an@example.org") is None


def test_the_step_stays_when_the_page_is_loaded_anew_or_in_the_other_language(begin, code):
    browser = begin()
    browser.open(browser.url)
    assert MAI in browser.text
    browser.open(browser.url.replace("/en/register", "/vi/dang-ky"))
    assert MAI in browser.text
    browser.send("confirm", code=code())
    assert addresses.owner(MAI)


def test_nobody_else_sees_the_step(begin, visitor):
    url = begin().url
    browser = visitor()
    browser.open(url)
    assert MAI not in browser.contents
    assert browser.getControl(name="name").value == ""


def test_what_was_said_can_not_be_forged(begin, code, messages):
    browser = begin()
    field = browser.getControl(name="pending")
    field.value = field.value.swapcase()
    browser.cookies.clearAll()
    browser.send("confirm", code=code())
    assert addresses.owner(MAI) is None


def test_what_is_wrong_is_told_and_stays_as_typed(begin, messages, visitor):
    browser = visitor()
    for name, address, fields in (
        ("", "", {"name", "address"}),
        ("<script>alert(1)</script>", MAI, {"name"}),
        (NAME, "mai", {"address"}),
        (NAME, "0272 3826 262", {"address"}),
        (NAME, "mai@example.org\nBcc: an@example.org", {"address"}),
        ("x" * 5000, "y" * 5000, {"name", "address"}),
    ):
        begin(address, name, browser=browser)
        assert set(browser.errors) == fields
        assert "<script>alert(1)" not in browser.contents
        assert browser.getControl(name="name").value == name
    assert messages() == []


def test_robots_are_kept_out_and_people_try_again(begin, messages, visitor):
    api.portal.set_registry_record("hcc_longan.protection.shortest_time", 30)
    transaction.commit()
    browser = begin()
    assert set(browser.errors) == {"account-form"}
    assert browser.getControl(name="address").value == MAI
    assert messages() == []
    api.portal.set_registry_record("hcc_longan.protection.shortest_time", 0)
    transaction.commit()
    browser.send("begin", homepage="https://spam.example")
    assert set(browser.errors) == {"account-form"}
    browser.send("begin", homepage="")
    assert len(messages()) == 1


def test_a_recipient_gets_five_messages_an_hour_at_most(begin, messages):
    browser = begin()
    for _time in range(4):
        browser.send("again")
    assert not browser.errors
    browser.send("again")
    assert set(browser.errors) == {"account-form"}
    assert "code" in browser.contents
    assert len({re.search(r"\d{6}", message.text)[0] for message in messages()}) == 1, "it is the same code"
    assert len(messages()) == 5


def test_a_site_that_can_not_send_says_so(begin):
    api.portal.set_registry_record("hcc_longan.channels.sms_channel", "kannel")
    transaction.commit()
    browser = begin("0901234567")
    assert set(browser.errors) == {"account-form"}
    assert "gateway" in browser.errors["account-form"]


def test_a_form_of_another_site_does_nothing_and_one_that_waited_too_long_loses_nothing(begin, visitor, messages):
    browser = visitor().go("register")
    browser.getControl(name="_authenticator").value = "0" * 40
    browser.send("begin", name=NAME, address=MAI)
    assert "too long" in browser.errors["account-form"]
    assert browser.getControl(name="name").value == NAME
    assert messages() == []
    browser.send("begin")
    assert len(messages()) == 1


def test_a_centre_can_close_registration(visitor, messages):
    browser = visitor().go("register")
    api.portal.set_registry_record("hcc_longan.accounts.registration", False)
    transaction.commit()
    browser.send("begin", name=NAME, address=MAI)
    assert messages() == []
    assert "can't be made" in browser.text
    assert "Make an account" not in browser.go("sign-in").text


def test_plones_own_registration_stays_off(portal, visitor):
    assert not api.portal.get_registry_record("plone.enable_self_reg")
    browser = visitor()
    browser.open(f"{portal.absolute_url()}/@@register")
    assert "require_login" in browser.url or "/login" in browser.url


def test_search_engines_and_caches_keep_nothing(begin):
    headers = begin().headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex"

"""My data: seeing and changing them, addresses, the password, the end of the account."""

from base64 import b64encode
from hcc_longan.accounts import addresses
from hcc_longan.accounts import making
from hcc_longan.accounts.interfaces import IAccountDeleted
from hcc_longan.accounts.interfaces import IAccountUse
from hcc_longan.accounts.person import person_of
from hcc_longan.accounts.signing import user_with_password
from plone import api
from plone.app.testing import SITE_OWNER_NAME
from plone.app.testing import SITE_OWNER_PASSWORD
from zope.component import provideHandler
from zope.component import provideUtility
from zope.interface import implementer

import json
import pytest
import transaction


pytestmark = pytest.mark.layer("functional")

MAI = "mai@example.org"
NAME = "Nguyễn Thị Mai"
PASSWORD = "mưa trên phố Huế"
NEW = "nắng trên sông Vàm Cỏ"
DATA = {
    "name": "Nguyễn Thị Mai",
    "id_kind": ["cccd"],
    "id_number": "080 192 000 123",
    "birth_date": "1/5/1992",
    "postal_address": "Số 12 đường Trương Định, phường Long An",
    "language": ["vi"],
}


def test_data_are_kept_in_one_spelling(citizen):
    citizen.send("save", **DATA)
    assert citizen.messages == ["Your data have been saved."]
    person = person_of(citizen.user_id)
    assert (person.name, person.id_kind, person.id_number) == (NAME, "cccd", "080192000123")
    assert (person.birth_date, person.language) == ("1992-05-01", "vi")
    assert person.address == DATA["postal_address"]
    assert citizen.getControl(name="birth_date").value == "01/05/1992"
    citizen.send("save", id_kind=[""], id_number="", birth_date="", postal_address="")
    assert person_of(citizen.user_id).id_number == person_of(citizen.user_id).birth_date == ""


def test_what_is_wrong_is_told_and_nothing_is_saved_or_lost(citizen):
    for field, typed, wrong in (
        ("name", "", "name"),
        ("name", "<img src=x onerror=alert(1)>", "name"),
        ("id_number", "12345", "id_number"),
        ("id_number", "", "id_number"),
        ("id_kind", [""], "id_kind"),
        ("birth_date", "31/02/1992", "birth_date"),
        ("birth_date", "01/01/2999", "birth_date"),
        ("postal_address", "x" * 1000, "postal_address"),
    ):
        citizen.send("save", **{**DATA, field: typed})
        assert set(citizen.errors) == {wrong}
        shown = {name: citizen.getControl(name=name).value for name in DATA}
        assert shown == {**DATA, field: typed}
    assert person_of(citizen.user_id).id_number == ""


def test_a_choice_that_is_not_offered_is_refused(citizen):
    token = citizen.getControl(name="_authenticator", index=0).value
    citizen.post(citizen.url, f"save=1&name=Mai+Anh&id_kind=x&id_number=1&language=xx&_authenticator={token}")
    assert set(citizen.errors) == {"id_kind"}


def test_what_people_say_is_shown_as_text(make, signed_in):
    make(name='Mai"><script>alert(1)</script>')
    browser = signed_in(MAI, PASSWORD)
    assert "<script>alert(1)" not in browser.contents
    assert browser.getControl(name="name").value == 'Mai"><script>alert(1)</script>'


def test_a_form_of_another_site_changes_nothing(citizen):
    citizen.post(citizen.url, "save=1&name=Evil&id_kind=&_authenticator=0")
    assert set(citizen.errors) == {"account-form"}
    assert person_of(citizen.user_id).name == NAME


# Addresses


def test_a_number_is_added_when_it_is_proved_and_opens_from_then_on(citizen, code, messages):
    citizen.send("add", address="+84 901 234 567")
    assert (messages()[0].to, messages()[0].is_sms) == ("0901234567", True)
    assert addresses.owner("0901234567") is None
    citizen.send("confirm", code="000000")
    assert set(citizen.errors) == {"code"}
    citizen.send("confirm", code=code())
    assert person_of(citizen.user_id).verified == {"email", "phone"}
    assert api.user.get(userid=citizen.user_id).getProperty("phone") == "0901234567"
    assert user_with_password("0901234567", PASSWORD) == citizen.user_id
    told = messages()[0]
    assert (told.to, "090****567" in told.text, "0901234567" in told.text) == (MAI, True, False)


def test_a_new_e_mail_address_takes_the_place_of_the_old_one_which_is_told(citizen, code, messages):
    citizen.send("add", address="new@example.org").send("confirm", code=code())
    assert addresses.recipients(citizen.user_id) == {"email": "new@example.org"}
    assert addresses.owner(MAI) is None
    assert api.user.get(userid=citizen.user_id).getProperty("email") == "new@example.org"
    assert messages()[0].to == MAI
    assert user_with_password(MAI, PASSWORD) is None


def test_an_address_of_somebody_else_looks_the_same_and_is_not_given_away(citizen, make, messages):
    other = make("an@example.org")
    citizen.send("add", address="an@example.org")
    assert "step=code" in citizen.url
    message = messages()[0]
    assert (message.to, message.subject) == ("an@example.org", "This address belongs to another account")
    citizen.send("confirm", code="123456")
    assert set(citizen.errors) == {"code"}
    assert addresses.owner("an@example.org") == other


def test_an_address_that_somebody_else_proved_meanwhile_is_not_taken_from_them(citizen, code, make):
    citizen.send("add", address="an@example.org")
    other = make("an@example.org")
    citizen.send("confirm", code=code())
    assert set(citizen.errors) == {"account-form"}
    assert addresses.owner("an@example.org") == other
    assert addresses.recipients(citizen.user_id) == {"email": MAI}


def test_a_code_for_one_account_adds_nothing_to_another(citizen, code, make, signed_in):
    make("an@example.org")
    citizen.send("add", address="0901234567")
    mais = code()
    thief = signed_in("an@example.org", PASSWORD)
    thief.send("add", address="0901234567").send("confirm", code=mais)
    assert set(thief.errors) == {"code"}


def test_who_signs_in_after_somebody_in_the_same_browser_does_not_go_on_for_them(citizen, code, make):
    make("an@example.org")
    citizen.send("add", address="0907654321")
    page = citizen.url
    citizen.go("account").send("sign-out")
    citizen.go("sign-in").send("sign-in", address="an@example.org", password=PASSWORD)
    citizen.open(page)
    assert "0907654321" not in citizen.contents


def test_the_last_address_stays_another_may_go(citizen, code, messages):
    token = citizen.getControl(name="_authenticator", index=0).value
    citizen.post(citizen.url, f"remove=email&_authenticator={token}")
    assert set(citizen.errors) == {"account-form"}
    citizen.go("account").send("add", address="0901234567").send("confirm", code=code())
    citizen.send("remove")
    assert addresses.recipients(citizen.user_id) == {"phone": "0901234567"}
    assert addresses.owner(MAI) is None
    assert person_of(citizen.user_id).email == ""
    assert {message.to for message in messages()[:2]} == {MAI, "0901234567"}


def test_an_address_that_can_not_be_added_is_told(citizen, messages):
    for address in ("", "mai", MAI.upper()):
        citizen.send("add", address=address)
        assert set(citizen.errors) == {"address"}
    assert messages() == []


# The password


def test_a_new_password_needs_a_code(citizen, code, messages):
    citizen.send("new-password")
    for typed, wrong in (("", "password"), ("short", "password"), (NEW, "code")):
        citizen.send("confirm", code="000000", password=typed)
        assert set(citizen.errors) == {wrong}
    assert user_with_password(MAI, NEW) is None
    citizen.send("confirm", code=code(), password=NEW)
    assert citizen.messages == ["The password was changed."]
    assert user_with_password(MAI, NEW) == citizen.user_id
    assert user_with_password(MAI, PASSWORD) is None
    assert "password of your account was changed" in messages()[0].text


def test_an_account_without_a_verified_address_can_not_set_one_here(furnished, messages, signed_in):
    api.user.create(username="vneid-1", email="vneid@example.org", password="secret-secret")
    transaction.commit()
    browser = signed_in("vneid-1", "secret-secret")
    assert "Not verified" in browser.text
    token = browser.getControl(name="_authenticator", index=0).value
    for button in ("new-password", "delete"):
        browser.post(browser.url, f"{button}=1&_authenticator={token}")
        assert set(browser.errors) == {"account-form"}
    assert messages() == []


def test_an_account_of_a_provider_proves_an_address_and_is_like_others(furnished, code, signed_in):
    api.user.create(username="vneid-1", email="vneid@example.org", password="secret-secret")
    transaction.commit()
    browser = signed_in("vneid-1", "secret-secret")
    browser.send("add", address="vneid@example.org").send("confirm", code=code())
    assert person_of("vneid-1").verified == {"email"}
    assert addresses.owner("vneid@example.org") == "vneid-1"


def test_the_servers_administrator_may_have_data_too(visitor):
    browser = visitor()
    browser.addHeader("Authorization", f"Basic {SITE_OWNER_NAME}:{SITE_OWNER_PASSWORD}")
    browser.go("account").send("save", name="Trần Văn An")
    assert browser.messages == ["Your data have been saved."]
    assert browser.getControl(name="name").value == "Trần Văn An"


# The end


def test_an_account_is_deleted_with_everything_that_its_owner_said(citizen, code, messages, visitor):
    citizen.send("save", **DATA)
    gone = []
    provideHandler(lambda event: gone.append(event.user_id), (IAccountDeleted,))
    citizen.send("delete").send("confirm", code="000000")
    assert person_of(citizen.user_id)
    citizen.send("confirm", code=code())
    assert citizen.url.endswith("/en")
    assert person_of(citizen.user_id) is None
    assert addresses.owner(MAI) is None
    assert addresses.recipients(citizen.user_id) == {}
    assert gone == [citizen.user_id]
    kept = api.portal.get().acl_users.mutable_properties._storage
    assert citizen.user_id not in kept
    assert not citizen.is_signed_in
    assert messages()[0].to == MAI
    assert user_with_password(MAI, PASSWORD) is None
    assert user_with_password(citizen.user_id, PASSWORD) is None


def test_an_account_that_is_needed_stays(citizen, messages):
    @implementer(IAccountUse)
    class OpenDossier:
        def reasons(self, user_id):
            return ["A dossier is open: H39.1"] if user_id == citizen.user_id else []

    provideUtility(OpenDossier(), name="test")
    citizen.go("account")
    assert "A dossier is open: H39.1" in citizen.text
    token = citizen.getControl(name="_authenticator", index=0).value
    citizen.post(citizen.url, f"delete=1&_authenticator={token}")
    assert set(citizen.errors) == {"account-form"}
    assert messages() == []
    assert making.what_needs("somebody-else") == []


# Other ways to change a member


def test_what_plones_services_let_a_member_change_is_not_taken_for_proved(citizen, visitor, portal):
    changed = {"email": "victim@example.org", "phone": "0907654321", "verified_phone": "0907654321"}
    answer = visitor().testapp.request(
        f"{portal.absolute_url()}/@users/{citizen.user_id}",
        method="PATCH",
        body=json.dumps(changed).encode(),
        headers={
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Authorization": f"Basic {b64encode(f'{citizen.user_id}:{PASSWORD}'.encode()).decode()}",
        },
    )
    assert answer.status_int == 204
    person = person_of(citizen.user_id)
    assert (person.email, person.verified) == (MAI, {"email"})
    assert addresses.owner("0907654321") is None

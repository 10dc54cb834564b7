"""What other rooms ask of accounts."""

from hcc_longan import demo
from hcc_longan.accounts import addresses
from hcc_longan.accounts import codes
from hcc_longan.accounts.person import add_recipient
from hcc_longan.accounts.person import change
from hcc_longan.accounts.person import Person
from hcc_longan.accounts.person import person_of
from hcc_longan.protection.errors import TooManyAttempts
from plone import api

import pytest
import transaction


pytestmark = pytest.mark.layer("functional")

MAI = "mai@example.org"


@pytest.mark.parametrize("user_id", [None, "", "nobody", "c-\0", "' OR 1=1", "x" * 10_000])
def test_nobody_is_no_person(furnished, user_id):
    assert person_of(user_id) is None


def test_an_officer_is_a_person_who_has_proved_nothing(furnished):
    api.user.create(username="tran-an", email="an@example.org", properties={"fullname": "Trần Văn An"})
    assert person_of("tran-an") == Person("tran-an", name="Trần Văn An", email="an@example.org")


def test_the_trials_citizen_is_somebody(furnished):
    for _time in range(2):
        demo.make_accounts()
    person = person_of(demo.CITIZEN)
    assert (person.name, person.phone, person.id_number) == ("Nguyễn Thị Mai", "0901234567", "080192000123")
    assert person.verified == {"email", "phone"}


def test_what_the_trials_citizen_was_changed_to_stays(furnished):
    demo.make_accounts()
    change(demo.CITIZEN, name="Trần Văn An")
    add_recipient(demo.CITIZEN, "an@example.org")
    demo.make_accounts()
    person = person_of(demo.CITIZEN)
    assert (person.name, person.email) == ("Trần Văn An", "an@example.org")


def test_a_site_of_the_second_version_gets_accounts(furnished, setup_tool, visitor, code):
    """As it was made before there were accounts."""
    properties = furnished.portal_memberdata
    for name in ("phone", "id_kind", "id_number", "birth_date", "address", "joined"):
        properties.manage_delProperties([name])
    annotations = addresses.IAnnotations(furnished)
    for name in [name for name in annotations if name.startswith("hcc_longan.accounts")]:
        del annotations[name]
    setup_tool.setLastVersionForProfile("hcc_longan:default", "1001")
    setup_tool.upgradeProfile("hcc_longan:default")
    demo.make_accounts()
    assert person_of(demo.CITIZEN).id_number == "080192000123"
    transaction.commit()
    browser = visitor().go("register").send("begin", name="Nguyễn Mai", address=MAI).send("confirm", code=code())
    assert browser.is_signed_in


@pytest.mark.parametrize("language", ["vi", "en"])
def test_other_rooms_prove_a_recipient_for_their_own_purpose(furnished, messages, code, http_request, language):
    http_request.set("LANGUAGE", language)
    codes.send_code("privacy.request", MAI)
    assert messages() == []
    transaction.commit()
    assert messages()[0].to == MAI
    assert not codes.check_code("account", MAI, code())
    assert codes.check_code("privacy.request", MAI, code())


@pytest.mark.parametrize("recipient", ["", "mai", "Mai@Example.org", "+84901234567", "02723826262", "a@b.vn\n"])
def test_a_code_goes_to_recipients_in_their_one_spelling(furnished, messages, recipient):
    with pytest.raises(ValueError, match="recipient"):
        codes.send_code("x", recipient)


def test_codes_are_limited_for_a_recipient_and_for_where_they_are_asked_from(furnished, messages):
    api.portal.set_registry_record(
        "hcc_longan.protection.limits", ["codes.recipient | 2 | 60", "codes.address | 3 | 60"]
    )
    for _time in range(2):
        codes.send_code("x", MAI)
    with pytest.raises(TooManyAttempts):
        codes.send_code("x", MAI)
    with pytest.raises(TooManyAttempts):
        codes.send_code("x", "an@example.org")
    transaction.commit()
    assert len(messages()) == 2


def test_an_address_belongs_to_one_account_and_an_account_has_one_of_each_kind(furnished):
    addresses.add("a", MAI)
    addresses.add("a", "0901234567")
    addresses.add("a", "new@example.org")
    assert addresses.recipients("a") == {"phone": "0901234567", "email": "new@example.org"}
    assert (addresses.owner(MAI), addresses.owner("new@example.org")) == (None, "a")
    for kind in ("email", "phone", "phone"):
        addresses.remove("a", kind)
    assert addresses.recipients("a") == {}
    assert addresses.owner("new@example.org") is None

"""Made-up people: what they write in forms passes the validators."""

from datetime import date
from hcc_longan.demo import people
from hcc_longan.validators.addresses import check_address
from hcc_longan.validators.contact import check_email
from hcc_longan.validators.contact import check_phone
from hcc_longan.validators.documents import check_cccd
from hcc_longan.validators.documents import check_tax_code
from hcc_longan.validators.names import check_name
from random import Random

import pytest


@pytest.mark.parametrize("seed", range(60))
def test_documents_and_addresses_are_valid(seed):
    random = Random(seed)
    organisation = people.organisation(random)
    person = organisation.head
    assert check_name(person.name) == person.name
    assert check_cccd(person.id_number, birth=date.fromisoformat(person.birth), sex=person.sex) == person.id_number
    assert check_tax_code(organisation.tax_code) == organisation.tax_code
    assert check_phone(person.phone) == person.phone
    assert check_phone(organisation.phone) == organisation.phone
    assert check_email(person.email) == person.email
    parts = {**person.address, "province": f"{person.address['system']}:{person.address['province']}"}
    assert check_address(parts) == person.address


def test_a_seed_gives_the_same_person():
    assert people.person(Random(5)) == people.person(Random(5)) != people.person(Random(6))

"""Many people at once, at a real server."""

from concurrent.futures import ThreadPoolExecutor
from hcc_longan.accounts import addresses
from plone import api

import lxml.html
import pytest
import re
import requests
import threading
import transaction


pytestmark = [pytest.mark.layer("acceptance"), pytest.mark.slow]

PEOPLE = 8


class Person:
    """Somebody with a browser, as far as forms go."""

    def __init__(self, site_url: str, address: str):
        self.session = requests.Session()
        self.address = address
        self.url = f"{site_url}/en/register"
        self.answer = self.session.get(self.url, timeout=60)

    def send(self, button: str, **typed: str) -> requests.Response:
        (form,) = lxml.html.fromstring(self.answer.text).xpath(f"//form[.//button[@name='{button}']]")
        self.answer = self.session.post(self.url, {**dict(form.form_values()), button: "1", **typed}, timeout=60)
        return self.answer


def test_everybody_gets_an_account_whoever_else_makes_one(portal, messages):
    """The database lets one of two commits that touch the same be made anew: nobody's code is used up by that."""
    for name in ("difficulty", "shortest_time"):
        api.portal.set_registry_record(f"hcc_longan.protection.{name}", 0)
    api.portal.set_registry_record("hcc_longan.protection.limits", ["codes.address | 0 | 60"])
    transaction.commit()
    people = [Person(portal.absolute_url(), f"person-{number}@example.org") for number in range(PEOPLE)]
    for person in people:
        person.send("begin", name="Nguyễn Thị Mai", address=person.address)
    codes = {message.to: re.search(r"\d{6}", message.text)[0] for message in messages()}
    everybody = threading.Barrier(PEOPLE, timeout=30)

    def confirm(person: Person) -> requests.Response:
        everybody.wait()
        return person.send("confirm", code=codes[person.address])

    with ThreadPoolExecutor(PEOPLE) as clients:
        answers = list(clients.map(confirm, people))
    assert {(answer.status_code, answer.url) for answer in answers} == {(200, f"{portal.absolute_url()}/en/account")}
    transaction.begin()
    assert len({addresses.owner(person.address) for person in people}) == PEOPLE


def test_a_double_click_makes_one_account(portal, messages):
    for name in ("difficulty", "shortest_time"):
        api.portal.set_registry_record(f"hcc_longan.protection.{name}", 0)
    transaction.commit()
    person = Person(portal.absolute_url(), "mai@example.org")
    person.send("begin", name="Nguyễn Thị Mai", address=person.address)
    code = re.search(r"\d{6}", messages()[0].text)[0]
    both = threading.Barrier(2, timeout=30)
    (form,) = lxml.html.fromstring(person.answer.text).xpath("//form[.//button[@name='confirm']]")
    typed = {**dict(form.form_values()), "confirm": "1", "code": code}

    def click(_number) -> str:
        both.wait()
        return requests.post(person.url, typed, timeout=60, allow_redirects=False).headers.get("Location", "")

    with ThreadPoolExecutor(2) as clicks:
        went = sorted(clicks.map(click, range(2)))
    assert went == ["", f"{portal.absolute_url()}/en/account"]
    transaction.begin()
    assert len([name for name in portal.acl_users.source_users.getUserIds() if name.startswith("c-")]) == 1

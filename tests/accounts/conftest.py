"""Fixtures for accounts: a mailbox, accounts, and browsers in few words."""

from hcc_longan.accounts import making
from hcc_longan.channels import mailbox
from plone import api
from plone.testing.zope import Browser

import lxml.html
import pytest
import re
import transaction


MAI = "mai@example.org"
NAME = "Nguyễn Thị Mai"
PASSWORD = "mưa trên phố Huế"


@pytest.fixture
def messages(furnished, monkeypatch, tmp_path):
    """The messages that the site has sent, newest first."""
    monkeypatch.setenv("HCC_MAILBOX", str(tmp_path))
    for name in ("email_channel", "sms_channel"):
        api.portal.set_registry_record(f"hcc_longan.channels.{name}", "mailbox")
    return mailbox.newest


@pytest.fixture
def code(messages):
    """The code of the newest message: `code()`."""
    return lambda: re.search(r"\b\d{6}\b", messages()[0].text)[0]


@pytest.fixture
def make(furnished):
    """Makes an account: `make()`, `make("0901234567", password="")`; gives its id."""

    def act(recipient=MAI, name=NAME, password=PASSWORD, language="en"):
        user_id = making.make_account(name, recipient, language, password)
        transaction.commit()
        return user_id

    return act


class Visitor(Browser):
    """Somebody at the site, in English unless said otherwise."""

    site_url = user_id = ""

    def __init__(self, app, site_url: str):
        super().__init__(app)
        self.site_url = site_url

    def go(self, page: str, language: str = "en") -> "Visitor":
        self.open(f"{self.site_url}/{language}/{page}")
        return self

    def send(self, button: str, **typed: str) -> "Visitor":
        """Fill in fields of the form that has a button, and press it."""
        form = self._form_with(button)
        for name, value in typed.items():
            form.getControl(name=name).value = value
        form.getControl(name=button).click()
        return self

    def _form_with(self, button: str):
        number = 0
        while True:
            form = self.getForm(index=number)
            try:
                form.getControl(name=button)
            except LookupError:
                number += 1
            else:
                return form

    @property
    def text(self) -> str:
        """What stands in the main part of the page."""
        (main,) = lxml.html.fromstring(self.contents).xpath("//*[@id='portal-column-content']")
        return " ".join(" ".join(main.itertext()).split())

    @property
    def messages(self) -> list[str]:
        """What the site says above the page."""
        headings = lxml.html.fromstring(self.contents).xpath("//*[contains(@class, 'portalMessage')]/strong")
        return [heading.tail.strip() for heading in headings]

    @property
    def errors(self) -> dict[str, str]:
        """The errors of the summary by field; each of a field stands beside it as well."""
        document = lxml.html.fromstring(self.contents)
        links = document.xpath("//*[@role='alert']//a[starts-with(@href, '#')]")
        found = {link.get("href")[1:]: link.text for link in links}
        for field, error in found.items():
            document.get_element_by_id(field)
            assert field == "account-form" or document.get_element_by_id(f"error-{field}").text == error
        return found

    @property
    def is_signed_in(self) -> bool:
        return self.go("account").url.endswith("/account")


@pytest.fixture
def visitor(layer, portal, messages):
    """Makes a browser; of people whose browsers do their work, in no hurry."""
    for name in ("difficulty", "shortest_time"):
        api.portal.set_registry_record(f"hcc_longan.protection.{name}", 0)
    transaction.commit()
    return lambda: Visitor(layer["app"], portal.absolute_url())


@pytest.fixture
def signed_in(visitor):
    """Gives a browser that shows the data of an account: `signed_in(MAI)`."""

    def act(address=MAI, password=PASSWORD):
        return visitor().go("sign-in").send("sign-in", address=address, password=password).go("account")

    return act


@pytest.fixture
def citizen(make, signed_in):
    """Somebody with an account, signed in, at their data; `citizen.user_id`."""
    user_id = make()
    browser = signed_in()
    browser.user_id = user_id
    return browser

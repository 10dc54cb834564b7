"""The screen of reception as officers get it, counters, and a form that is filled in."""

from contextlib import nullcontext
from hcc_longan.dossiers import filing
from hcc_longan.dossiers.register import queries
from hcc_longan.protection import limits
from io import BytesIO
from pathlib import Path
from plone import api
from runpy import run_path
from types import SimpleNamespace
from typing import Any
from ZPublisher.HTTPRequest import FileUpload

import pytest


Answer = run_path(str(Path(__file__).resolve().parents[1] / "conftest.py"))["Answer"]
COUNTERS = ["quay-1 | Quầy 1 | Counter 1 | khdt", "quay-2 | Quầy 2 | Counter 2 | khdt tp"]


class ReceptionAnswer(Answer):
    screen = "//*[contains(concat(' ', @class, ' '), ' desk-reception ')]"

    def __init__(self, request, html):
        super().__init__(request, html)
        self.body = html
        self.cookies = {name: each["value"] for name, each in request.response.cookies.items()}

    @property
    def errors(self) -> dict[str, str]:
        """The errors by field, as the summary on top has them; each leads to something on the page."""
        found = self.document.xpath("//*[@id='reception-errors']//a")
        for each in found:
            assert self.document.xpath(f"//*[@id='{each.get('href')[1:]}']"), each.get("href")
        return {each.get("href")[1:]: each.text_content() for each in found}

    def values(self) -> dict[str, Any]:
        """What the form would send."""
        form = self.document.get_element_by_id("reception-form")
        return {name: value for name, value in form.form_values() if name != "_authenticator"}

    @property
    def dossier(self):
        """The dossier that a redirect leads to."""
        return queries.by_number(self.location.partition("?")[0].rstrip("/").split("/")[-1])


@pytest.fixture(autouse=True)
def alone(portal, monkeypatch):
    """A dossier is filed in the test's own transaction, and nobody has begun a draft."""
    monkeypatch.setattr(filing, "_alone", nullcontext)
    limits.clear()
    yield
    limits.clear()


@pytest.fixture
def ask(centre, at_desk, http_request):
    """The screen for an officer: `ask("receiver")`, or `ask("receiver", receive="1", name="…")` to send a form."""

    def get(who="receiver", *path, language="en", method="", query=False, cookies=None, **form) -> ReceptionAnswer:
        http_request.response.cookies.clear()
        http_request.cookies.clear()
        http_request.cookies.update(cookies or {})
        method = method or ("POST" if form and not query else "GET")
        return at_desk("reception", who, *path, method=method, language=language, form=form, answer=ReceptionAnswer)

    return get


@pytest.fixture
def procedure(make_procedure):
    """A procedure of khdt with a fee of 100,000 VND, one required component and one that is not."""
    return make_procedure(english="Registration of a private enterprise")


@pytest.fixture
def filled():
    """A form as an officer fills it in."""
    return {
        "receive": "1",
        "key": "key-1",
        "procedure": "2.001610",
        "case": "none",
        "name": "Nguyễn Thị Mai",
        "id_kind": "cccd",
        "id_number": "080192000123",
        "birth_date": "01051992",
        "phone": "0901 234 567",
        "address": "12 Trương Định, Tân An",
        "originals-giay-de-nghi": "1",
        "fee": "100000",
    }


@pytest.fixture
def counters(centre):
    """Two counters; `an-counter-1` and `an-counter-2` receive there, `an-both` at either."""
    api.portal.set_registry_record("hcc_longan.dossiers.counters", COUNTERS)
    users = centre.acl_users
    for name, groups in (("1", ("quay-1",)), ("2", ("quay-2",)), ("both", ("quay-1", "quay-2"))):
        user = f"an-{name}" if name == "both" else f"an-counter-{name}"
        users.source_users.addUser(user, user, "secret-secret")
        users.portal_role_manager.assignRoleToPrincipal("Member", user)
        for group in groups:
            if api.group.get(groupname=f"receiver:{group}") is None:
                api.group.create(groupname=f"receiver:{group}")
            users.source_groups.addPrincipalToGroup(user, f"receiver:{group}")


@pytest.fixture
def sent():
    """A file as a browser sends it: `sent("a.pdf", data)`."""

    def make(filename: str, data: bytes) -> FileUpload:
        name = filename.encode().decode("latin-1")
        return FileUpload(SimpleNamespace(file=BytesIO(data), filename=name, headers={}, name="file"))

    return make

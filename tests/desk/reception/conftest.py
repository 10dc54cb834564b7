"""The centre, its officers and dossiers of the dossiers' own tests, and the screen of reception as officers get it."""

from contextlib import nullcontext
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from hcc_longan.dossiers import filing
from hcc_longan.dossiers.register import queries
from hcc_longan.protection import limits
from io import BytesIO
from pathlib import Path
from plone import api
from plone.i18n.utility import setLanguageBinding
from plone.protect import createToken
from runpy import run_path
from types import SimpleNamespace
from typing import Any
from zope.annotation.interfaces import IAnnotations
from zope.component import getMultiAdapter
from ZPublisher.HTTPRequest import FileUpload

import lxml.html
import pytest


FURNITURE = run_path(str(Path(__file__).resolve().parents[2] / "dossiers" / "conftest.py"))
globals().update({name: FURNITURE[name] for name in ("centre", "file", "act", "moment")})
COUNTERS = ["quay-1 | Quầy 1 | Counter 1 | khdt", "quay-2 | Quầy 2 | Counter 2 | khdt tp"]


@dataclass
class Answer:
    """What the screen answered."""

    status: int
    location: str
    body: Any
    cookies: dict = field(default_factory=dict)

    @cached_property
    def document(self):
        return lxml.html.fromstring(self.body)

    @cached_property
    def text(self) -> str:
        (screen,) = self.document.find_class("desk-reception")
        return " ".join(" ".join(screen.itertext()).split())

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
def ask(centre, http_request):
    """The screen for an officer: `ask("receiver")`, or `ask("receiver", receive="1", name="…")` to send a form."""

    def get(who="receiver", *path, language="en", method="", query=False, cookies=None, **form) -> Answer:
        request = http_request
        IAnnotations(request).clear()
        request.response.setStatus(200)
        request.response.headers.pop("location", None)
        request.response.cookies.clear()
        request.cookies.clear()
        request.cookies.update(cookies or {})
        request.form.clear()
        request.path = [language]
        setLanguageBinding(request)
        method = method or ("POST" if form and not query else "GET")
        request.method = request.environ["REQUEST_METHOD"] = method
        try:
            with api.env.adopt_user(username=f"an-{who}"):
                request.form.update(form)
                if method == "POST":
                    request.form.setdefault("_authenticator", createToken())
                view = getMultiAdapter((centre[language], request), name="desk-reception")
                for name in path:
                    view = view.publishTraverse(request, name)
                body = view()
        finally:
            request.method = request.environ["REQUEST_METHOD"] = "GET"
        response = request.response
        cookies = {name: each["value"] for name, each in response.cookies.items()}
        return Answer(response.getStatus(), response.getHeader("Location") or "", body, cookies)

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

"""The centre, its officers and dossiers of the dossiers' own tests, and citizens with accounts."""

from collections.abc import Iterator
from hcc_longan.accounts import person
from hcc_longan.ledger.engine import session
from hcc_longan.pages import PAGES
from hcc_longan.protection import limits
from hcc_longan.tracking import lookup
from pathlib import Path
from plone import api
from plone.protect import createToken
from runpy import run_path

import pytest


FURNITURE = run_path(str(Path(__file__).resolve().parent.parent / "dossiers" / "conftest.py"))
globals().update({name: FURNITURE[name] for name in ("centre", "file", "act", "moment")})


@pytest.fixture(autouse=True)
def no_attempts_yet(portal, monkeypatch) -> Iterator[None]:
    """Nobody has tried anything, and a look-up that finds nothing needs no time."""
    monkeypatch.setattr(lookup, "FLOOR", 0)
    limits.clear()
    yield
    limits.clear()


@pytest.fixture
def as_person(centre):
    """`with as_person("mai"):` what happens inside is done by a citizen with this account, or by an officer."""

    def log_in(name: str):
        if api.user.get(userid=name) is None:
            centre.acl_users.source_users.addUser(name, name, "secret-secret")
            centre.acl_users.portal_role_manager.assignRoleToPrincipal("Member", name)
        return api.env.adopt_user(username=name)

    return log_in


@pytest.fixture
def mai(as_person):
    """`with mai():` what happens inside is done by a citizen who has verified a phone number and an e-mail address."""
    with as_person("mai"):
        person.change("mai", name="Nguyễn Thị Mai", id_number="080192000123")
        for recipient in ("0901234567", "mai@example.org"):
            person.add_recipient("mai", recipient)
    return lambda: as_person("mai")


@pytest.fixture
def procedure(make_procedure):
    """A procedure that citizens file."""
    return make_procedure()


@pytest.fixture
def of_mai(file, procedure, as_person, moment):
    """A dossier that Mai filed with her account on 2 November 2026 at eight."""
    with as_person("mai"), moment(11, 2, 8):
        return file(procedure)


@pytest.fixture
def ask(portal, http_request, render):
    """A page as a browser asks for it: `ask("my", page=2)`; with `method="POST"` a form that it shows is sent."""

    def get(view: str, method: str = "GET", language: str = "vi", context=None, **form):
        http_request.method = http_request.environ["REQUEST_METHOD"] = method
        http_request.response.setStatus(200)
        http_request.response.headers.clear()
        if method == "POST":
            form.setdefault("_authenticator", createToken())
        if view in PAGES:
            view = PAGES[view][language == "en"]
        page = render(context if context is not None else portal[language], view, **form)
        # The next request sees what this one wrote to the ledger, as after a commit.
        session().flush()
        return page

    return get


@pytest.fixture
def sent_to(http_request):
    """Where the last answer sent the browser."""
    return lambda: http_request.response.getHeader("Location")


@pytest.fixture
def messages_sent(monkeypatch) -> list[tuple[str, str]]:
    """Recipients and texts of what was sent by the pages of the room."""
    sent: list[tuple[str, str]] = []
    for place in ("hcc_longan.citizens.claims", "hcc_longan.citizens.browser.requests"):
        monkeypatch.setattr(f"{place}.send_email", lambda to, subject, text, **kwargs: sent.append((to, text)))
    monkeypatch.setattr("hcc_longan.citizens.browser.requests.send_sms", lambda to, text: sent.append((to, text)))
    return sent

"""The centre, its officers and dossiers of the dossiers' own tests, committed; and the screen as an officer gets it."""

from hcc_longan.desk.batch import store
from hcc_longan.dossiers.folders import make_root
from pathlib import Path
from plone import api
from plone.app.testing import TEST_USER_NAME
from plone.i18n.utility import setLanguageBinding
from plone.protect import createToken
from Products.statusmessages.interfaces import IStatusMessage
from runpy import run_path
from zope.annotation.interfaces import IAnnotations
from zope.component import getMultiAdapter

import lxml.html
import pytest
import transaction


FURNITURE = run_path(str(Path(__file__).resolve().parents[2] / "dossiers" / "conftest.py"))
globals().update({name: FURNITURE[name] for name in ("centre", "act", "moment")})


@pytest.fixture
def dossiers(centre, make_procedure, act):
    """Files so many dossiers, brings them into a state and commits: `dossiers(3, "received")`."""
    file = FURNITURE["file"].__wrapped__(centre, make_procedure)
    make_root()

    def make(number: int, state: str = "received"):
        made = [file() for _number in range(number)]
        for dossier in made:
            for transition, who, data in STEPS[: [step[3] for step in _REACHED].index(state) + 1]:
                act(dossier, transition, who, **data)
        transaction.commit()
        return made

    return make


STEPS = [
    ("receive", "receiver", {}),
    ("hand_over", "receiver", {}),
    ("assign", "approver-khdt", {"assignee": "an-handler-khdt"}),
    ("submit", "handler-khdt", {}),
    ("review", "approver-khdt", {}),
]
_REACHED = [
    (*step, state)
    for step, state in zip(STEPS, ("received", "to_assign", "handling", "reviewing", "signing"), strict=True)
]


class Answer:
    """What the screen answered: `status`, `location` of a redirect, `messages` for the next page, `html` and `text`."""

    def __init__(self, request, html):
        response = request.response
        self.messages = [message.message for message in IStatusMessage(request).show()]
        self.status = response.getStatus()
        self.location = response.getHeader("Location") or ""
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self.html = html or ""

    @property
    def document(self):
        return lxml.html.fromstring(self.html)

    @property
    def text(self) -> str:
        (screen,) = self.document.xpath("//*[@class='desk-screen']")
        return " ".join(" ".join(screen.itertext()).split())

    def texts(self, xpath: str) -> list[str]:
        return [" ".join(" ".join(each.itertext()).split()) for each in self.document.xpath(xpath)]

    @property
    def batch_id(self) -> str:
        return self.location.rpartition("/")[2]


@pytest.fixture
def ask(centre, http_request):
    """The screen as an officer gets it: `ask("receiver", batch_id)`, or with a form: `…, start="1"` (a POST)."""

    def get(who, *path, language="en", query=None, accept="text/html", **form) -> Answer:
        request = http_request
        IAnnotations(request).clear()
        request.response.setStatus(200)
        request.response.headers.clear()
        request.form.clear()
        request.path = [language]
        setLanguageBinding(request)
        request.environ["HTTP_ACCEPT"] = accept
        request.method = request.environ["REQUEST_METHOD"] = "POST" if form else "GET"
        user = TEST_USER_NAME if who == "manager" else f"an-{who}"
        with api.env.adopt_user(username=user):
            request.form.update(form or query or {})
            if form:
                request.form.setdefault("_authenticator", createToken())
            view = getMultiAdapter((centre[language], request), name="desk-batch")
            for name in path:
                view = view.publishTraverse(request, name)
            try:
                html = view()
            finally:
                request.method = request.environ["REQUEST_METHOD"] = "GET"
        transaction.commit()
        return Answer(request, html)

    return get


@pytest.fixture
def checked(ask):
    """A batch that is checked: `checked("receiver", dossiers, "hand_over")` gives its id."""

    def make(who, dossiers, transition, **form) -> str:
        uids = [each if isinstance(each, str) else each.UID() for each in dossiers]
        batch_id = ask(who, "new", uids=uids, transition=transition).batch_id
        if form:
            revision = str(store.read(batch_id, f"an-{who}").revision)
            assert ask(who, batch_id, fill="1", revision=revision, **form).status == 303
        return batch_id

    return make


@pytest.fixture
def started(ask, checked):
    """A batch that runs, over all dossiers that are possible; gives its id."""

    def make(who, dossiers, transition, **form) -> str:
        batch_id = checked(who, dossiers, transition, **form)
        uids = [item.uid for item in store.items(batch_id)]
        revision = str(store.read(batch_id, f"an-{who}").revision)
        assert ask(who, batch_id, start="1", uids=uids, revision=revision).status == 303
        return batch_id

    return make


@pytest.fixture
def results():
    """The results of a batch in its order."""
    return lambda batch_id: [item.result for item in store.items(batch_id)]

"""The centre of the dossiers' own tests, finished dossiers in it, and the screen as an officer gets it."""

from pathlib import Path
from plone import api
from plone.protect import createToken
from runpy import run_path

import lxml.html
import pytest


FURNITURE = run_path(str(Path(__file__).resolve().parents[2] / "dossiers" / "conftest.py"))
globals().update({name: FURNITURE[name] for name in ("centre", "file", "act", "moment")})
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n%%EOF\n"


class Answer:
    """What the screen answered: `status`, `location` of a redirect, the page's `html`, `text` and `errors` by field."""

    def __init__(self, response, html):
        self.status = response.getStatus()
        self.location = response.getHeader("Location") or ""
        self.type = response.getHeader("Content-Type") or ""
        self.html = html or ""

    @property
    def document(self):
        return lxml.html.fromstring(self.html)

    @property
    def text(self) -> str:
        (screen,) = self.document.xpath("//*[@class='desk-screen']")
        return " ".join(" ".join(screen.itertext()).split())

    @property
    def errors(self) -> dict[str, str]:
        found = self.document.xpath("//*[@id='desk-returning']//a")
        return {each.get("href")[1:]: each.text_content() for each in found}

    def value(self, name: str) -> str:
        (field,) = self.document.xpath(f"//input[@name='{name}'][not(@type='radio') or @checked]")[:1]
        return field.get("value")


@pytest.fixture
def ask(centre, http_request):
    """The screen as an officer gets it: `ask(dossier.number)`, or with a form: `ask(…, form={"return": "1"})`."""

    def get(*path, who="returner", language="en", form=None, **query) -> Answer:
        from plone.i18n.utility import setLanguageBinding
        from zope.annotation.interfaces import IAnnotations
        from zope.component import getMultiAdapter

        request, root = http_request, centre[language]
        IAnnotations(request).clear()
        request.response.setStatus(200)
        for name in ("location", "content-type"):
            request.response.headers.pop(name, None)
        request.form.clear()
        request.path = [language]
        setLanguageBinding(request)
        request.method = request.environ["REQUEST_METHOD"] = "GET" if form is None else "POST"
        with api.env.adopt_user(username=f"an-{who}"):
            request.form.update({**query, **(form or {})})
            if form is not None:
                request.form.setdefault("_authenticator", createToken())
            view = getMultiAdapter((root, request), name="desk-returning")
            try:
                for name in path:
                    view = view.publishTraverse(request, name)
                html = view()
            finally:
                request.method = request.environ["REQUEST_METHOD"] = "GET"
        return Answer(request.response, html)

    return get


@pytest.fixture
def finished(file, act, moment):
    """Makes a dossier of khdt whose result waits: `finished(fees=100_000)`; with an address it is wanted by post."""

    def make(fees=0, address="", applicant=None, day=3):
        delivery = {"method": "post", "address": address} if address else {"method": "counter"}
        with moment(11, 2):
            dossier = file(delivery=delivery, **({"applicant": applicant} if applicant else {}))
            act(dossier, "receive", "receiver", fees_due=fees)
            act(dossier, "hand_over", "receiver")
        with moment(11, day):
            act(dossier, "assign", "approver-khdt", assignee="an-handler-khdt")
            act(dossier, "submit", "handler-khdt")
            act(dossier, "review", "approver-khdt")
            act(dossier, "sign", "approver-khdt", number="12/GP")
            act(dossier, "hand_back", "handler-khdt")
        assert dossier.state == "finished", dossier.state
        return dossier

    return make


@pytest.fixture
def form(ask):
    """A form for the return of a dossier, filled in rightly, with what is changed; None takes a field away."""

    def fill(dossier, **changed):
        page = ask(dossier.number)
        values = {
            "return": "1",
            "version": page.value("version"),
            "key": page.value("key"),
            "who": "applicant",
            "document": "id_card",
            "document_number": "080 123 456 789",
            "items": "paper-0",
            "signed": "paper",
            **changed,
        }
        return {name: value for name, value in values.items() if value is not None}

    return fill

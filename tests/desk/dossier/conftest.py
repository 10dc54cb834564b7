"""The centre, its officers and dossiers of the dossiers' own tests, and the dossier screen as an officer gets it."""

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
    """What the screen answered: `status`, `location` of a redirect, the page's `html`, `text` and `document`."""

    def __init__(self, response, html):
        self.status = response.getStatus()
        self.location = response.getHeader("Location") or ""
        self.headers = dict(response.headers)
        self.html = html or ""

    @property
    def document(self):
        return lxml.html.fromstring(self.html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.document.get_element_by_id("desk-dossier").itertext()).split())

    def texts(self, xpath: str) -> list[str]:
        return [" ".join(" ".join(each.itertext()).split()) for each in self.document.xpath(xpath)]


@pytest.fixture
def ask(centre, http_request):
    """The screen as an officer gets it: `ask(dossier, "handler-khdt")`; with a form: `…, method="POST", note="0"`."""

    def get(dossier, who, *path, language="en", method="GET", **form) -> Answer:
        from plone.app.multilingual.interfaces import ILanguageRootFolder
        from plone.i18n.utility import setLanguageBinding
        from zope.annotation.interfaces import IAnnotations
        from zope.component import getMultiAdapter

        root = centre[language]
        assert ILanguageRootFolder.providedBy(root)
        request = http_request
        IAnnotations(request).clear()
        request.response.setStatus(200)
        request.response.headers.pop("location", None)
        request.form.clear()
        request.path = [language]
        setLanguageBinding(request)
        request.method = request.environ["REQUEST_METHOD"] = method
        with api.env.adopt_user(username=f"an-{who}"):
            request.form.update(form)
            if method == "POST":
                request.form.setdefault("_authenticator", createToken())
            view = getMultiAdapter((root, request), name="desk-dossier")
            number = dossier if isinstance(dossier, str) else dossier.number
            for name in filter(None, (number, *path)):
                view = view.publishTraverse(request, name)
            try:
                html = view()
            finally:
                request.method = request.environ["REQUEST_METHOD"] = "GET"
        return Answer(request.response, html)

    return get


@pytest.fixture
def received(file, act, moment):
    """A dossier of khdt with a PDF of its component, handled by `an-handler-khdt`."""
    with moment(11, 2):
        dossier = file(
            attachments=[{"component": "giay-de-nghi", "filename": "don.pdf", "data": PDF}],
        )
    with moment(11, 2, 10):
        act(dossier, "receive", "receiver", papers={"giay-de-nghi": 1}, fees_due=100_000)
        act(dossier, "hand_over", "receiver")
        act(dossier, "assign", "approver-khdt", assignee="an-handler-khdt")
    return dossier

"""The centre, its officers and dossiers of the dossiers' own tests, and screens of the desk as officers get them."""

from functools import cached_property
from hcc_longan.desk.screens import screen_url
from pathlib import Path
from plone import api
from plone.app.testing import TEST_USER_NAME
from plone.i18n.utility import setLanguageBinding
from plone.protect import createToken
from runpy import run_path
from zope.annotation.interfaces import IAnnotations
from zope.component import getMultiAdapter

import lxml.html
import pytest


FURNITURE = run_path(str(Path(__file__).resolve().parents[1] / "dossiers" / "conftest.py"))
globals().update({name: FURNITURE[name] for name in ("centre", "file", "act", "moment")})
USERS = {"manager": TEST_USER_NAME}


class Answer:
    """What a screen answered: `status`, `location` of a redirect, `headers`, and the page's `html`."""

    # What a test reads of a page.
    screen = "//*[@class='desk-screen']"

    def __init__(self, request, html):
        response = request.response
        self.status = response.getStatus()
        self.location = response.getHeader("Location") or ""
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self.html = html or ""

    @cached_property
    def document(self):
        return lxml.html.fromstring(self.html)

    @property
    def text(self) -> str:
        """The words of the screen, with single spaces."""
        (words,) = self.texts(self.screen)
        return words

    def texts(self, xpath: str) -> list[str]:
        return [" ".join(" ".join(each.itertext()).split()) for each in self.document.xpath(xpath)]


@pytest.fixture
def at_desk(centre, http_request):
    """A screen as an officer gets it: `at_desk("lists", "handler-khdt", "mine", form={"sort": "due"})`."""

    def get(screen, who, *path, method="GET", language="en", form=None, answer=Answer):
        request = http_request
        IAnnotations(request).clear()
        request.response.setStatus(200)
        request.response.headers.clear()
        request.form.clear()
        # As in a real request the path decides about the language.
        request.path = [language]
        setLanguageBinding(request)
        request["ACTUAL_URL"] = screen_url(screen, *path, language=language)
        request.method = request.environ["REQUEST_METHOD"] = method
        try:
            with api.env.adopt_user(username=USERS.get(who, f"an-{who}")):
                request.form.update(form or {})
                if method == "POST":
                    request.form.setdefault("_authenticator", createToken())
                view = getMultiAdapter((centre[language], request), name=f"desk-{screen}")
                for name in path:
                    view = view.publishTraverse(request, name)
                html = view()
        finally:
            request.method = request.environ["REQUEST_METHOD"] = "GET"
        return answer(request, html)

    return get

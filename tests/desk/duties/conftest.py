"""The centre of the staff's tests, and forms that are sent as browsers send them."""

from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from plone import api
from plone.protect.authenticator import createToken
from runpy import run_path

import pytest


STAFF = run_path(str(Path(__file__).resolve().parents[2] / "staff" / "conftest.py"))
staffed = STAFF["staffed"]


@pytest.fixture
def send(http_request, render, monkeypatch):
    """Sends a form to a view of a page; gives what comes back and where it leads, if it does."""

    def post(context, view: str, values: Mapping[str, object], token: bool = True):
        with monkeypatch.context() as patch:
            patch.setattr(http_request, "method", "POST")
            patch.setitem(http_request.environ, "REQUEST_METHOD", "POST")
            patch.setitem(http_request.environ, "HTTP_ORIGIN", http_request["SERVER_URL"])
            http_request.response.setStatus(200)
            http_request.response.headers.pop("location", None)
            answer = render(context, view, **values, **({"_authenticator": createToken()} if token else {}))
        location = http_request.response.getHeader("location")
        http_request.response.setStatus(200)
        return answer, location

    return post


@pytest.fixture
def sits_at(portal, http_request):
    """Inside, an officer sits at the desk: `with sits_at("approver-khdt"):`."""

    @contextmanager
    def sit(name: str):
        from zope.annotation.interfaces import IAnnotations

        with api.env.adopt_user(username=f"an-{name}"):
            for key in [key for key in IAnnotations(http_request) if str(key).startswith("hcc_longan.desk")]:
                del IAnnotations(http_request)[key]
            yield

    return sit

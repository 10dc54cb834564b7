"""The centre, its officers and dossiers of the dossiers' own tests, and pages asked for as a browser does."""

from collections.abc import Iterator
from hcc_longan.protection import limits
from hcc_longan.tracking import lookup
from pathlib import Path
from runpy import run_path
from urllib.parse import parse_qs
from urllib.parse import urlsplit

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
def token():
    """The token in an address."""
    return lambda url: parse_qs(urlsplit(url).query)["t"][0]


@pytest.fixture
def ask(portal, http_request, render):
    """A page of ours in a language: `ask("theo-doi", t=token)`, with `method="POST"` a form that is sent."""

    def get(name: str, method: str = "GET", language: str = "vi", **form):
        http_request.method = http_request.environ["REQUEST_METHOD"] = method
        http_request.response.setStatus(200)
        http_request.response.headers.clear()
        return render(portal[language], name, **form)

    return get

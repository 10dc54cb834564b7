"""Lists as officers get them, and dossiers in them."""

from hcc_longan.ledger.engine import session
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import lxml.html
import pytest


@pytest.fixture
def visit(at_desk):
    """A screen as an officer gets it: `visit("handler-khdt", "mine", sort="due")`; `method="POST"` sends a form."""

    def get(who: str, *path: str, method: str = "GET", language: str = "vi", screen: str = "lists", **form):
        answer = at_desk(screen, who, *path, method=method, language=language, form=form).html
        session().flush()
        return answer

    return get


@pytest.fixture
def listed(visit):
    """The numbers that a list shows to an officer, in their order."""

    def read(*args, **form) -> list[str]:
        return [link.text.strip() for link in lxml.html.fromstring(visit(*args, **form)).xpath("//a[@data-row]")]

    return read


@pytest.fixture
def sent_to(http_request):
    """Where the last answer sent the browser: path below the site and parameters."""

    def read() -> tuple[str, dict]:
        parts = urlsplit(http_request.response.getHeader("Location"))
        return parts.path, parse_qs(parts.query)

    return read


@pytest.fixture
def pages(make_procedure, moment):
    """Two procedures of two departments."""
    with moment(10, 1):
        return {
            "khdt": make_procedure(english="Registration of a private enterprise")[0],
            "tp": make_procedure("Khai tử", code="1.000656", department="tp", field="tp-ho-tich"),
        }


@pytest.fixture
def received(file, act, moment, pages):
    """Files and receives: `received(2, 9, "tp")` on 2 November at nine; applicant's name by `name`."""

    def do(day: int = 2, hour: int = 9, page: str = "khdt", name: str = "Nguyễn Văn An", **kwargs):
        with moment(11, day, hour):
            applicant = {"name": name, "phone": "0900000001", "id_number": "080123456789"}
            dossier = file(pages[page], applicant=applicant, **kwargs)
            act(dossier, "receive", "receiver")
        return dossier

    return do

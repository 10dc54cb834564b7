"""Fixtures for all tests. Integration tests see each a fresh site with two catalogues and two departments."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from hcc_longan.clock import ZONE
from hcc_longan.protection.testing import clamd  # noqa: F401
from hcc_longan.protection.testing import clamd_daemon  # noqa: F401
from hcc_longan.testing import ACCEPTANCE_TESTING
from hcc_longan.testing import BARE_TESTING
from hcc_longan.testing import begin_request
from hcc_longan.testing import FUNCTIONAL_TESTING
from hcc_longan.testing import INTEGRATION_TESTING
from hcc_longan.testing import link_translations
from pathlib import Path
from plone import api
from plone.app.testing import login
from plone.app.testing import logout
from plone.app.testing import TEST_USER_NAME
from plone.i18n.utility import setLanguageBinding
from pytest_plone import fixtures_factory

import lxml.html
import os
import pytest


# A scanner of the developer's own: tests say which one they want.
os.environ.pop("HCC_CLAMD", None)

ROOT = Path(__file__).resolve().parent.parent
NATIONAL_RECORDS = ROOT.parent / "shared" / "data" / "national_procedures.jsonl"


globals().update(
    fixtures_factory(
        (
            (ACCEPTANCE_TESTING, "acceptance"),
            (FUNCTIONAL_TESTING, "functional"),
            (INTEGRATION_TESTING, "integration"),
            (BARE_TESTING, "bare"),
        )
    )
)


def pytest_make_parametrize_id(val, argname):
    """No file's bytes in a test's name: made while tests are collected, they differ between processes side by side."""
    return argname if isinstance(val, bytes) and len(val) > 60 else None


@pytest.fixture
def layer(request):
    """The layer of a test: integration, or the one it names (`pytestmark = pytest.mark.layer("acceptance")`)."""
    marker = request.node.get_closest_marker("layer")
    return request.getfixturevalue(marker.args[0] if marker else "integration")


@pytest.fixture
def portal(layer):
    """The site; in the acceptance layer the one that a server shows."""
    return layer["portal"]


@pytest.fixture
def http_request(layer):
    return layer["request"]


@pytest.fixture
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture
def national_records() -> Path:
    """The 400 national records; skips where the project stands alone."""
    if not NATIONAL_RECORDS.exists():
        pytest.skip("../shared/data/national_procedures.jsonl is not here")
    return NATIONAL_RECORDS


@pytest.fixture
def furnished(portal, http_request):
    """The site of an integration test, furnished; the test user is a manager."""
    begin_request(portal, http_request)
    return portal


@pytest.fixture
def catalogue(furnished):
    """The Vietnamese catalogue."""
    return furnished["vi"]["thu-tuc"]


def complete_fields(**changed) -> dict:
    """Fields of a procedure that lacks nothing but a translation."""
    return {
        "code": "2.001610",
        "department": "khdt",
        "field": "khdt-doanh-nghiep",
        "keywords": ["mở doanh nghiệp tư nhân"],
        "applicants": ["citizen"],
        "levels": ["province"],
        "agencies": [{"role": "implementing", "name_vi": "Sở Kế hoạch và Đầu tư", "name_en": "DPI"}],
        "cases": [{"id": "1", "name_vi": "Ủy quyền", "name_en": "Someone acts for you"}],
        "ways": [
            {"channel": "counter", "case": "", "limit": 3.0, "unit": "working_day", "note_vi": "", "note_en": ""},
            {"channel": "online", "case": "", "limit": 3.0, "unit": "working_day", "note_vi": "", "note_en": ""},
        ],
        "fees": [
            {
                "channel": None,
                "case": "",
                "kind": "charge",
                "rule": "fixed",
                "amount": 100000,
                "note_vi": "",
                "note_en": "",
            }
        ],
        "components": [
            {
                "id": "giay-de-nghi",
                "case": "",
                "name_vi": "Giấy đề nghị đăng ký doanh nghiệp",
                "name_en": "Application for registration",
                "form_number": "",
                "form_file": "",
                "originals": 1,
                "copies": 0,
                "certified": 0,
                "required": True,
                "note_vi": "",
                "note_en": "",
            }
        ],
        "sets": 1,
        "steps": [{"case": "", "text_vi": "Nộp hồ sơ.", "text_en": "File the dossier."}],
        "conditions": [],
        "results": [{"code": "KQ.G12.001044", "name_vi": "Giấy chứng nhận", "name_en": "Certificate"}],
        "decision": "92/QĐ-BTC",
        "kind": "detailed",
        "legal_basis": [
            {
                "number": "59/2020/QH14",
                "title_vi": "Luật Doanh nghiệp",
                "title_en": "Law on Enterprises",
                "issued": "2020-06-17",
                "url": "",
            }
        ],
        "level_2011": "4",
        "level_2022": "end_to_end",
        "related": [],
        **changed,
    }


@pytest.fixture
def make_procedure(furnished):
    """Makes a published Vietnamese procedure; with `english` its translation as well (gives both)."""

    def make(title="Đăng ký thành lập doanh nghiệp tư nhân", english="", publish=True, **fields):
        pages = []
        for language, name, catalogue_id in (("vi", title, "thu-tuc"), ("en", english, "procedures")):
            if not name:
                continue
            page = api.content.create(
                furnished[language][catalogue_id],
                "Procedure",
                title=name,
                language=language,
                description=fields.get("description", "Tóm tắt." if language == "vi" else "Summary."),
                **complete_fields(**{k: v for k, v in fields.items() if k != "description"}),
            )
            pages.append(page)
        if english:
            link_translations(pages)
        for page in pages:
            if publish:
                api.content.transition(page, "publish")
            page.reindexObject()
        return tuple(pages) if english else pages[0]

    return make


@pytest.fixture
def anonymous(portal):
    """`with anonymous():` what happens inside is done by somebody who is not logged in."""

    @contextmanager
    def visit() -> Iterator[None]:
        logout()
        try:
            yield
        finally:
            login(portal, TEST_USER_NAME)

    return visit


@pytest.fixture
def logged_in_as(portal):
    """Logs in as somebody who has these roles in the whole site; gives a context manager."""

    def log_in(*roles: str):
        name = "-".join(("member", *roles)).lower().replace(" ", "-")
        if api.user.get(userid=name) is None:
            api.user.create(username=name, email="person@example.org", roles=("Member", *roles))
        return api.env.adopt_user(username=name)

    return log_in


@pytest.fixture
def on_day(monkeypatch):
    """Moves "today": `on_day(2027, 1, 1)`."""

    def move(year: int, month: int, day: int) -> None:
        moment = datetime(year, month, day, 9, 30, tzinfo=ZONE)
        for place in ("hcc_longan.clock.now", "hcc_longan.catalogue.versions.now"):
            monkeypatch.setattr(place, lambda: moment)

    return move


class Page:
    """A page as it was sent: its `html`, and what a person reads in its main part."""

    def __init__(self, html: str):
        self.html = html

    @cached_property
    def document(self):
        return lxml.html.fromstring(self.html)

    @cached_property
    def text(self) -> str:
        """The words of the main part, with single spaces."""
        (main,) = self.document.xpath("//*[@id='portal-column-content']") or [self.document.body]
        return " ".join(" ".join(main.itertext()).split())

    def texts(self, xpath: str) -> list[str]:
        """The words of each element that fits."""
        return [" ".join(" ".join(element.itertext()).split()) for element in self.document.xpath(xpath)]


@pytest.fixture
def render(http_request):
    """A view of a page as its visitor gets it: `render(page, "checklist", case="1")`."""

    def get(context, view: str = "view", **form) -> Page:
        http_request.form.clear()
        http_request.form.update(form)
        # As in a real request the path decides about the language.
        http_request.path = list(reversed(context.getPhysicalPath()[2:]))
        setLanguageBinding(http_request)
        return Page(context.restrictedTraverse(f"@@{view}")())

    return get

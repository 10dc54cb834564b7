"""The centre, its officers and dossiers of the dossiers' own tests, and the day of an officer as they get it."""

from hcc_longan.desk.day import figures
from hcc_longan.desk.screens import screen_url
from hcc_longan.ledger.engine import session
from pathlib import Path
from plone import api
from plone.i18n.utility import setLanguageBinding
from runpy import run_path

import lxml.html
import pytest


TESTS = Path(__file__).resolve().parents[2]
FURNITURE = run_path(str(TESTS / "dossiers" / "conftest.py"))
globals().update({name: FURNITURE[name] for name in ("centre", "file", "act", "moment")})


class DayPage:
    """The page of a day: what its panels say."""

    def __init__(self, html: str):
        self.document = lxml.html.fromstring(html)

    def panel(self, heading: str) -> str:
        """The words of the panel with a heading; empty if it isn't there."""
        for section in self.document.xpath("//div[@class='desk-screen']//section"):
            if (section.xpath("string(.//h2)") or "").strip() == heading:
                return " ".join(" ".join(section.itertext()).split())
        return ""

    @property
    def figures(self) -> dict[str, str]:
        """The numbers of the day, by what they count."""
        found = {}
        for term in self.document.xpath("//section[contains(@class, 'desk-day-figures')]//dt"):
            found[term.text_content().strip()] = term.getnext().xpath("string(span)").strip()
        return found

    @property
    def urgent(self) -> list[str]:
        """The numbers of the most urgent dossiers."""
        return self.document.xpath("//table[contains(@class, 'desk-day-rows')]//a/text()")


@pytest.fixture(autouse=True)
def fresh_times():
    figures.forget()
    yield
    figures.forget()


@pytest.fixture
def day(portal, http_request):
    """The day as an officer gets it: `day("handler-khdt")`."""

    def get(who: str, language: str = "en") -> DayPage:
        http_request.response.setStatus(200)
        http_request.form.clear()
        http_request.path = [language]
        setLanguageBinding(http_request)
        session().flush()
        with api.env.adopt_user(username=f"an-{who}"):
            http_request["ACTUAL_URL"] = screen_url("day", language=language)
            return DayPage(portal[language].restrictedTraverse("@@desk-day")())

    return get

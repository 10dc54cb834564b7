"""The day of an officer as they get it."""

from hcc_longan.desk.day import figures
from hcc_longan.ledger.engine import session

import lxml.html
import pytest


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
def day(at_desk):
    """The day as an officer gets it: `day("handler-khdt")`."""

    def get(who: str, language: str = "en") -> DayPage:
        session().flush()
        return DayPage(at_desk("day", who, language=language).html)

    return get

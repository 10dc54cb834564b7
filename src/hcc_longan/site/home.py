"""The home page of each language: what people come for first."""

from functools import cached_property
from hcc_longan.catalogue import search
from hcc_longan.catalogue.browser import listing
from hcc_longan.catalogue.browser.base import CatalogueBrowserView
from plone import api


class HomeView(CatalogueBrowserView):
    """Search, departments, and what changed last."""

    @property
    def portal_title(self) -> str:
        return self.context.title or api.portal.get().title

    @cached_property
    def results(self) -> search.Results:
        return search.search(search.Query(language=self.language, sort="changed"))

    @property
    def number(self) -> int:
        return len(self.results)

    @property
    def changed(self) -> list[listing.Item]:
        return listing.items(self.results.brains(0, 6), self.language, self.translate)

    @property
    def department_lines(self) -> list[dict]:
        counts = self.results.counts["department"]
        return [
            {
                "title": department.title(self.language),
                "url": department.url(self.language),
                "count": counts.get(code, 0),
            }
            for code, department in self.departments.items()
            if not department.successor and not department.left
        ]

"""A department's page, and the list of departments."""

from functools import cached_property
from hcc_longan.catalogue import departments
from hcc_longan.catalogue import search
from hcc_longan.catalogue.browser.base import CatalogueBrowserView
from hcc_longan.catalogue.record import localized
from hcc_longan.catalogue.vocabularies import DEPARTMENT_PARTS
from hcc_longan.vietnamese import format_date


class DepartmentView(CatalogueBrowserView):
    """What a department does for people, where it is, and its procedures by field."""

    @cached_property
    def department(self) -> departments.Department | None:
        return departments.get(self.context.code)

    @property
    def tasks(self) -> list[str]:
        return [localized(row, "text", self.language) for row in self.context.tasks or ()]

    @property
    def joined(self) -> str:
        return format_date(self.context.joined, self.language) if self.context.joined else ""

    @property
    def left(self) -> str:
        return format_date(self.context.left, self.language) if self.context.left else ""

    @property
    def successor(self) -> departments.Department | None:
        code = departments.acting(self.context.code)
        return departments.get(code) if code != self.context.code else None

    @property
    def predecessors(self) -> list[departments.Department]:
        return [
            other
            for code, other in self.departments.items()
            if code != self.context.code and departments.acting(code) == self.context.code
        ]

    @cached_property
    def counts(self):
        return search.search(
            search.Query(language=self.language, facets={"department": (self.context.code,)}, sort="name")
        ).counts

    @property
    def number(self) -> int:
        return self.counts["department"].get(self.context.code, 0)

    @property
    def fields(self) -> list[dict]:
        """The fields that have procedures, with their number and address in the catalogue."""
        return [
            {
                "title": field.title(self.language),
                "count": self.counts["field"][field.id],
                "url": f"{self.catalogue_url}?department={self.context.code}&field={field.id}",
            }
            for department in self.departments.values()
            for field in department.fields.values()
            if self.counts["field"].get(field.id)
        ]

    @property
    def procedures_url(self) -> str:
        return f"{self.catalogue_url}?department={self.context.code}"

    def is_illustrative(self, part: str) -> bool:
        return part in (self.context.illustrative or ())

    @property
    def illustrative_parts(self) -> str:
        return ", ".join(self.translate(DEPARTMENT_PARTS[part]) for part in self.context.illustrative or ())


class DepartmentsView(CatalogueBrowserView):
    """The departments that take part in the centre, with the number of their procedures."""

    @property
    def lines(self) -> list[dict]:
        counts = search.search(search.Query(language=self.language, sort="name")).counts["department"]
        return [
            {
                "title": page.title,
                "summary": page.description,
                "url": page.absolute_url(),
                "count": counts.get(page.code, 0),
                "counter": page.counter,
            }
            for page in self.context.objectValues()
            if page.portal_type == "Department" and not page.successor and not page.left
        ]

    @property
    def former(self) -> list[dict]:
        return [
            {"title": page.title, "url": page.absolute_url()}
            for page in self.context.objectValues()
            if page.portal_type == "Department" and (page.successor or page.left)
        ]

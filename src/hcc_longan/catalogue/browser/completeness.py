"""What the catalogue's procedures lack, for its editors."""

from collections import Counter
from functools import cached_property
from hcc_longan import _
from hcc_longan.catalogue import departments
from hcc_longan.catalogue.browser.base import CatalogueBrowserView
from hcc_longan.catalogue.browser.search import as_number
from hcc_longan.catalogue.completeness import dated_gaps
from hcc_longan.catalogue.completeness import GAPS
from hcc_longan.clock import today
from hcc_longan.vietnamese import collation_key
from plone import api
from plone.batching import Batch
from urllib.parse import urlencode

import csv
import io


PAGE_SIZE = 50

STATES = {
    "draft": _("Draft"),
    "review": _("In review"),
    "published": _("Published"),
    "abolished": _("Abolished"),
}


class CompletenessView(CatalogueBrowserView):
    """Procedures that lack something, by gap and department; abolished ones are left out."""

    @property
    def gap(self) -> str:
        gap = self.request.form.get("gap", "")
        return gap if gap in GAPS else ""

    @property
    def department(self) -> str:
        code = self.request.form.get("department", "")
        return code if code in self.departments or code == "-" else ""

    @cached_property
    def _all(self) -> list:
        """All procedures of this catalogue with their gaps, as (brain, gaps)."""
        brains = api.portal.get_tool("portal_catalog")(
            portal_type="Procedure",
            path="/".join(self.context.getPhysicalPath()),
            review_state=["draft", "review", "published"],
        )
        day = today()
        lines = []
        for brain in brains:
            facts = brain.procedure_facts
            gaps = [*(brain.procedure_gaps or ()), *dated_gaps(facts["review_by"], facts["valid_to"], day)]
            lines.append((brain, gaps))
        return lines

    def _of_department(self, facts) -> bool:
        return not self.department or (facts["department"] or "-") == self.department

    @property
    def total(self) -> int:
        return sum(self._of_department(brain.procedure_facts) for brain, _gaps in self._all)

    @property
    def complete(self) -> int:
        return sum(not gaps and self._of_department(brain.procedure_facts) for brain, gaps in self._all)

    @property
    def gap_lines(self) -> list[dict]:
        """The gaps that occur, with how many procedures have each."""
        counts = Counter(gap for brain, gaps in self._all if self._of_department(brain.procedure_facts) for gap in gaps)
        return [
            {"value": gap, "title": title, "count": counts[gap], "chosen": gap == self.gap, "url": self.url(gap=gap)}
            for gap, title in GAPS.items()
            if counts[gap]
        ]

    @property
    def department_lines(self) -> list[dict]:
        lines = [
            {"value": code, "title": department.title(self.language), "chosen": code == self.department}
            for code, department in self.departments.items()
        ]
        none = {"value": "-", "title": self.translate(_("No department")), "chosen": self.department == "-"}
        return [*lines, none]

    @cached_property
    def lines(self) -> list[tuple]:
        """Those that lack something, filtered, with the most gaps first."""
        chosen = [
            (brain, gaps)
            for brain, gaps in self._all
            if gaps and self._of_department(brain.procedure_facts) and (not self.gap or self.gap in gaps)
        ]
        return sorted(chosen, key=lambda line: (-len(line[1]), collation_key(line[0].Title)))

    @cached_property
    def batch(self) -> Batch:
        start = as_number(self.request.form.get("b_start"), 0, 1_000_000)
        return Batch.fromPagenumber(self.lines, PAGE_SIZE, 1 + start // PAGE_SIZE)

    def line(self, entry: tuple) -> dict:
        brain, gaps = entry
        facts = brain.procedure_facts
        department = departments.get(facts["department"])
        return {
            "url": brain.getURL(),
            "code": facts["code"],
            "title": brain.Title,
            "department": department.short_title(self.language) if department else "",
            "state": self.translate(STATES.get(brain.review_state, brain.review_state)),
            "gaps": [self.translate(GAPS[gap]) for gap in gaps],
        }

    def url(self, **changed: str) -> str:
        parameters = {"gap": self.gap, "department": self.department, **changed}
        query = urlencode({name: value for name, value in parameters.items() if value})
        return f"{self.context.absolute_url()}/@@completeness{'?' if query else ''}{query}"

    def page_url(self, page: int) -> str:
        return self.url(b_start=str((page - 1) * PAGE_SIZE))

    @property
    def csv_url(self) -> str:
        return self.url().replace("@@completeness", "@@completeness.csv")


class CompletenessDownload(CompletenessView):
    """The same list as a CSV file."""

    def __call__(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out)
        titles = (_("Code"), _("Name"), _("Department"), _("State"), _("What is missing"))
        writer.writerow([*(self.translate(title) for title in titles), "URL"])
        for line in map(self.line, self.lines):
            writer.writerow(
                [line["code"], line["title"], line["department"], line["state"], "; ".join(line["gaps"]), line["url"]]
            )
        self.request.response.setHeader("Content-Type", "text/csv; charset=utf-8")
        self.request.response.setHeader("Content-Disposition", 'attachment; filename="completeness.csv"')
        return "\ufeff" + out.getvalue()

"""The catalogue's page: search, facets, order; and the suggestions while somebody types."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hcc_longan import _
from hcc_longan.catalogue import search
from hcc_longan.catalogue import terms
from hcc_longan.catalogue.browser import listing
from hcc_longan.catalogue.browser.base import CatalogueBrowserView
from hcc_longan.vietnamese import collation_key
from plone.batching import Batch
from urllib.parse import urlencode

import json


PAGE_SIZE = 20
# Values of a facet that are shown before "more".
SHOWN = 7

FACET_TITLES = {
    "department": _("Department"),
    "field": _("Field"),
    "applicant": _("For whom"),
    "online": _("Online service"),
    "payment": _("Cost"),
    "time": _("Time limit"),
}
SORT_TITLES = {
    "relevance": _("Best match"),
    "name": _("Name"),
    "time": _("Shortest time first"),
    "changed": _("Last changed"),
}


@dataclass(frozen=True)
class Value:
    """A value of a facet; `without_url` is the present page without it."""

    value: str
    title: str
    count: int
    chosen: bool
    without_url: str


@dataclass(frozen=True)
class Facet:
    """A facet and its values, chosen ones first to see."""

    name: str
    title: str
    values: Sequence[Value]
    more: Sequence[Value]


def read_query(form, language: str) -> search.Query:
    """The query that a request's form asks for; what it doesn't know it leaves out."""
    facets = {name: _as_list(form.get(name)) for name in search.FACETS}
    text = " ".join(_as_list(form.get("q")))
    sort = form.get("sort", "")
    if sort not in search.SORTS:
        sort = default_sort(text)
    return search.Query(text, language, facets, sort)


def default_sort(text: str) -> str:
    """The order when none is asked for."""
    return "relevance" if text.strip() else "name"


def _as_list(value) -> tuple[str, ...]:
    if not value:
        return ()
    return tuple(v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str) and v)


def as_number(value, default: int, largest: int) -> int:
    """A number from a form, kept within 0 and `largest`; the default where it is none."""
    try:
        return min(max(int(value), 0), largest)
    except (TypeError, ValueError):
        return default


class CatalogueView(CatalogueBrowserView):
    """Search page of the catalogue."""

    @cached_property
    def query(self) -> search.Query:
        return read_query(self.request.form, self.language)

    @cached_property
    def results(self) -> search.Results:
        return search.search(self.query)

    @cached_property
    def batch(self) -> Batch:
        start = as_number(self.request.form.get("b_start"), 0, 1_000_000)
        return Batch.fromPagenumber(self.results.rids, PAGE_SIZE, 1 + start // PAGE_SIZE)

    @property
    def items(self) -> list[listing.Item]:
        start = max(self.batch.start - 1, 0)
        return listing.items(self.results.brains(start, PAGE_SIZE), self.language, self.translate)

    @property
    def total(self) -> int:
        return len(self.results)

    @property
    def count_text(self) -> str:
        if self.total == 1:
            return self.translate(_("1 procedure"))
        return self.translate(_("${number} procedures", mapping={"number": f"{self.total}"}))

    @property
    def corrected(self) -> str:
        """The query as it was understood, where words were misspelt."""
        if not self.results.corrections:
            return ""
        corrections = {word.lower(): right for word, right in self.results.corrections.items()}
        return " ".join(corrections.get(word.lower(), word) for word in self.query.text.split())

    @property
    def sorts(self) -> list[dict]:
        default = default_sort(self.query.text)
        return [
            # Without a value the default goes on being the default when the words change.
            {"value": "" if value == default else value, "title": title, "chosen": value == self.query.sort}
            for value, title in SORT_TITLES.items()
            if value != "relevance" or self.query.text.strip()
        ]

    @cached_property
    def facets(self) -> list[Facet]:
        facets = [self._facet(name) for name in search.FACETS]
        return [facet for facet in facets if facet.values]

    @property
    def chosen(self) -> list[Value]:
        return [value for facet in self.facets for value in (*facet.values, *facet.more) if value.chosen]

    def page_url(self, page: int) -> str:
        return self._url(b_start=str((page - 1) * PAGE_SIZE))

    @property
    def csv_url(self) -> str:
        return f"{self.context.absolute_url()}/@@procedures.csv?{self._parameters(self.query.facets)}"

    def _facet(self, name: str) -> Facet:
        chosen = self.query.facets.get(name, ())
        counts = dict(self.results.counts[name])
        counts.update({value: 0 for value in chosen if value not in counts})
        values = [
            Value(value, self._value_title(name, value), count, value in chosen, self._url(without=(name, value)))
            for value, count in counts.items()
            if value
        ]
        fixed = {"online": terms.LEVELS_2022, "payment": terms.PAYMENT, "time": terms.TIME_LIMITS}.get(name)
        if fixed:
            order = list(fixed)
            values.sort(key=lambda value: order.index(value.value) if value.value in fixed else len(order))
            return Facet(name, FACET_TITLES[name], values, [])
        values.sort(key=lambda value: (not value.chosen, -value.count, collation_key(value.title)))
        return Facet(name, FACET_TITLES[name], values[:SHOWN], values[SHOWN:])

    def _value_title(self, name: str, value: str) -> str:
        if name == "department":
            department = self.departments.get(value)
            return department.title(self.language) if department else value
        if name == "field":
            return self._field_titles.get(value, value)
        titles = {
            "applicant": terms.APPLICANTS,
            "online": terms.LEVELS_2022,
            "payment": terms.PAYMENT,
            "time": terms.TIME_LIMITS,
        }[name]
        return self.translate(titles[value]) if value in titles else value

    @cached_property
    def _field_titles(self) -> dict[str, str]:
        return {f.id: f.title(self.language) for d in self.departments.values() for f in d.fields.values()}

    def _parameters(self, facets, **more: str) -> str:
        pairs = [("q", self.query.text)] if self.query.text else []
        pairs += [(name, value) for name, values in facets.items() for value in values]
        if self.query.sort != default_sort(self.query.text):
            pairs.append(("sort", self.query.sort))
        return urlencode([*pairs, *more.items()])

    def _url(self, without: tuple[str, str] | None = None, **more: str) -> str:
        facets = {
            name: tuple(value for value in values if (name, value) != without)
            for name, values in self.query.facets.items()
        }
        parameters = self._parameters(facets, **more)
        return f"{self.context.absolute_url()}?{parameters}" if parameters else self.context.absolute_url()


class SuggestView(CatalogueBrowserView):
    """What an unfinished query may mean, as JSON: a list of `{title, code, url}`."""

    def __call__(self) -> str:
        text = self.request.form.get("q", "")
        brains = search.suggestions(text, self.language) if isinstance(text, str) and len(text.strip()) > 1 else []
        self.request.response.setHeader("Content-Type", "application/json; charset=utf-8")
        return json.dumps(
            [{"title": b.Title, "code": b.procedure_facts["code"], "url": b.getURL()} for b in brains],
            ensure_ascii=False,
        )


class DownloadView(CatalogueView):
    """The found procedures as a CSV file that spreadsheets open."""

    def __call__(self) -> str:
        import csv
        import io

        out = io.StringIO()
        writer = csv.writer(out)
        titles = (_("Code"), _("Name"), _("Department"), _("Field"), _("Time limit"), _("Cost"), _("Online service"))
        writer.writerow([*(self.translate(title) for title in titles), "URL"])
        for item in listing.items(self.results.brains(0, len(self.results)), self.language, self.translate):
            writer.writerow(
                [
                    item.code,
                    item.title,
                    item.department,
                    item.field,
                    item.time_limit,
                    item.payment,
                    item.online_level_title,
                    item.url,
                ]
            )
        response = self.request.response
        response.setHeader("Content-Type", "text/csv; charset=utf-8")
        response.setHeader("Content-Disposition", 'attachment; filename="procedures.csv"')
        # The mark makes spreadsheets read the file as UTF-8.
        return "\ufeff" + out.getvalue()

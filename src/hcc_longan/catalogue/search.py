"""Search of the catalogue: text, facets, counts, order. Shared by the page, its suggestions and `@procedures`."""

from BTrees.IIBTree import IITreeSet
from BTrees.IIBTree import intersection
from BTrees.IIBTree import multiunion
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from hcc_longan.catalogue.engine import Document
from hcc_longan.catalogue.engine import Engine
from hcc_longan.catalogue.record import TimeLimit
from hcc_longan.vietnamese import clean
from hcc_longan.vietnamese import collation_key
from math import inf
from plone import api
from typing import Any
from ZTUtils.Lazy import LazyMap

import re


# A facet's name in addresses, and the index behind it.
FACETS: Mapping[str, str] = {
    "department": "procedure_department",
    "field": "procedure_field",
    "applicant": "procedure_applicants",
    "online": "procedure_online",
    "payment": "procedure_payment",
    "time": "procedure_time_limit",
}
SORTS = ("relevance", "name", "time", "changed")
LONGEST_QUERY = 300

# A whole code, with or without its point and whatever stands around it (`mã 2.000635`, `2.001610.000.00.00.H39`) …
_CODE = re.compile(r"(?<![\d.])(\d)\.?(\d{6})(?!\d)")
# … its last six digits, or its beginning, alone.
_CODE_END = re.compile(r"\d{6}")
_CODE_START = re.compile(r"\d\.\d{2,5}")


@dataclass(frozen=True)
class Query:
    """What a reader asks for. Values of one facet are alternatives; facets narrow each other down."""

    text: str = ""
    language: str = "vi"
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = "relevance"
    states: Sequence[str] = ("published",)
    unfinished: bool = False


@dataclass
class Results:
    """Catalog record ids, best first; counts by facet and value; misspelt words and what was searched instead."""

    rids: Sequence[int]
    counts: Mapping[str, Mapping[str, int]]
    corrections: Mapping[str, str]
    catalog: Any

    def __len__(self) -> int:
        return len(self.rids)

    def brains(self, start: int, size: int) -> list:
        """A page of results."""
        return [self.catalog[rid] for rid in self.rids[start : start + size]]


def search(query: Query) -> Results:
    """Procedures the reader may see that fit the query."""
    catalog = api.portal.get_tool("portal_catalog")._catalog
    everything = _visible(query)
    text = clean(query.text[:LONGEST_QUERY])
    ranked: list[int] = []
    corrections: Mapping[str, str] = {}
    found = everything
    scores: Mapping[int, int] = {}
    if text:
        by_code = _by_code(catalog, text, everything)
        if by_code is not None:
            ranked = by_code
            found = IITreeSet(by_code)
        else:
            hits = _engine(catalog).search(text, everything, _documents(catalog), query.unfinished)
            ranked = hits.ranked
            found = IITreeSet(hits.found.keys())
            corrections = hits.corrections
            scores = hits.found
    chosen = {name: _having(catalog, name, values) for name, values in query.facets.items() if values}
    selected = _narrow(found, chosen.values())
    counts = {
        name: _counts(catalog, name, _narrow(found, (those for other, those in chosen.items() if other != name)))
        for name in FACETS
    }
    if text and query.sort == "relevance":
        first = [rid for rid in ranked if rid in selected]
        rest = [] if len(first) == len(selected) else sorted(set(selected) - set(first), key=lambda r: (-scores[r], r))
        rids = [*first, *rest]
    else:
        rids = _sorted(catalog, selected, query.sort)
    return Results(rids, counts, corrections, catalog)


def suggestions(text: str, language: str, size: int = 8) -> list:
    """Brains of the procedures that an unfinished query most likely means."""
    return search(Query(text, language, unfinished=not text.endswith(" "))).brains(0, size)


def _visible(query: Query):
    """Record ids of the procedures in a language that the reader may see."""
    found = api.portal.get_tool("portal_catalog").searchResults(
        portal_type="Procedure", Language=query.language, review_state=list(query.states)
    )
    # The record ids behind the lazy list: asking each brain for its own would wake thousands of rows.
    return IITreeSet(found._seq if isinstance(found, LazyMap) else (brain.getRID() for brain in found))


def _engine(catalog) -> Engine:
    names, search_words, body = (catalog.getIndex(f"procedure_{part}") for part in ("names", "words", "body"))
    return Engine(names.getLexicon(), names.index, search_words.index, body.index)


def _documents(catalog):
    title, facts = catalog.schema["Title"], catalog.schema["procedure_facts"]

    def document(rid: int) -> Document:
        row = catalog.data[rid]
        return Document(row[title], row[facts]["known_as"])

    return document


def _by_code(catalog, text: str, among) -> list[int] | None:
    """Procedures whose code was typed, whole or in part, codes ascending; None where the text is no code."""
    index = catalog.getIndex("procedure_code")._index
    if whole := _CODE.search(text):
        codes = [code] if (code := ".".join(whole.groups())) in index else []
    elif _CODE_END.fullmatch(text):
        codes = [code for code in index if code.endswith(text)]
    elif _CODE_START.fullmatch(text):
        codes = index.keys(min=text, max=f"{text}\uffff")
    else:
        return None
    found = [rid for code in codes for rid in _rids(index[code]) if rid in among]
    # A code among other words may be meant otherwise; alone it is a code, known or not.
    return found if found or not whole or whole.group() == text else None


def _rids(value) -> Sequence[int]:
    """A catalog index keeps one record id as a number and several as a set."""
    return (value,) if isinstance(value, int) else value


def _having(catalog, name: str, values: Sequence[str]):
    index = catalog.getIndex(FACETS[name])._index
    return multiunion([IITreeSet(_rids(index[value])) for value in values if value in index])


def _narrow(found, sets):
    for those in sets:
        found = intersection(found, those)
    return found


def _counts(catalog, name: str, among) -> dict[str, int]:
    """How many of a set have each value of a facet; values that none has are left out."""
    counts = {}
    for value, rids in catalog.getIndex(FACETS[name])._index.items():
        number = int(rids in among) if isinstance(rids, int) else len(intersection(rids, among))
        if number:
            counts[value] = number
    return counts


def _sorted(catalog, rids, sort: str) -> list[int]:
    title, changed = catalog.schema["Title"], catalog.schema["modified"]
    data = catalog.data
    if sort == "changed":
        return sorted(rids, key=lambda rid: (-data[rid][changed].timeTime(), rid))
    if sort == "time":
        facts = catalog.schema["procedure_facts"]
        return sorted(rids, key=lambda rid: (_longest(data[rid][facts]), collation_key(data[rid][title])))
    return sorted(rids, key=lambda rid: collation_key(data[rid][title]))


def _longest(facts: Mapping[str, Any]) -> float:
    """The longest of a procedure's stated time limits, in working days; without one it comes last."""
    return max((TimeLimit(*limit).working_days for limit in facts["limits"]), default=inf)

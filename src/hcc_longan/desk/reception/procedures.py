"""Finding the procedure that somebody at the counter asks for, and what its record says about filing it."""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hcc_longan import _
from hcc_longan.catalogue import departments
from hcc_longan.catalogue import search
from hcc_longan.catalogue import terms
from hcc_longan.catalogue import versions
from hcc_longan.catalogue.record import localized
from hcc_longan.dossiers.steps import limit_of
from hcc_longan.vietnamese import format_vnd
from plone import api
from typing import Any
from zope.i18n import translate


SUGGESTED = 8
# Results of a search from which those of the counter's own departments are taken first.
_SEARCHED = 40
# Rules of fees that say an amount; rows with notes are often alternatives.
_SURE = ("fixed", "free")
QUANTITIES = ("originals", "certified", "copies")


@dataclass(frozen=True)
class Suggestion:
    """A procedure that may be meant; `is_recent` if the officer received it lately."""

    code: str
    title: str
    department: str
    is_recent: bool


@dataclass(frozen=True)
class Matter:
    """A procedure in force, in a language of the desk."""

    page: Any
    record: Mapping[str, Any]
    language: str

    @property
    def code(self) -> str:
        return self.page.code

    @property
    def department(self) -> str:
        return self.page.department

    @cached_property
    def title(self) -> str:
        titles = self.record.get("titles") or {}
        return titles.get(self.language) or titles.get("vi") or self.page.title

    @cached_property
    def department_title(self) -> str:
        department = departments.get(self.department)
        return department.title(self.language) if department else self.department

    @cached_property
    def cases(self) -> Sequence[tuple[str, str]]:
        """The cases by short name, with their titles."""
        return [(row["id"], localized(row, "name", self.language)) for row in self.record.get("cases") or ()]

    @cached_property
    def needs_case(self) -> bool:
        """Whether nothing can be received before the case is known, since each has its own time limit."""
        return bool(self.cases) and self._states_limits and limit_of(self.record, "counter", "") is None

    @cached_property
    def components(self) -> Sequence[Mapping[str, Any]]:
        """The components of all cases, each with its `name` and `note`."""
        return [
            {
                **row,
                "case": row["case"] or "",
                "name": localized(row, "name", self.language),
                "note": localized(row, "note", self.language),
                "needed": [row.get(kind) or 0 for kind in QUANTITIES],
            }
            for row in self.record.get("components") or ()
        ]

    def fee(self, channel: str, case: str) -> int | None:
        """The amount to be paid in VND; None where the record leaves it open: then the officer reads it and decides."""
        rows = self._fees(channel, case)
        if len(rows) != 1 and any(row["rule"] not in _SURE or localized(row, "note", "vi") for row in rows):
            return None
        return sum(row["amount"] or 0 for row in rows) if rows and rows[0]["rule"] in _SURE else None

    def fee_rows(self, channel: str, case: str) -> Sequence[str]:
        """What the record says about fees, a line each."""
        return [self._fee_row(row) for row in self._fees(channel, case)]

    @property
    def _states_limits(self) -> bool:
        return any(way["limit"] is not None for way in self.record.get("ways") or ())

    def _fees(self, channel: str, case: str) -> list[Mapping[str, Any]]:
        rows = self.record.get("fees") or ()
        return [row for row in rows if row["channel"] in (None, "", channel) and (row["case"] or "") in ("", case)]

    def _fee_row(self, row: Mapping[str, Any]) -> str:
        kind = translate(terms.FEE_KINDS[row["kind"]], target_language=self.language)
        if row["rule"] == "fixed":
            amount = format_vnd(row["amount"] or 0, self.language)
        else:
            amount = translate(terms.FEE_RULES[row["rule"]], target_language=self.language)
        return " – ".join(filter(None, (f"{kind}: {amount}", localized(row, "note", self.language))))


class NoSuchProcedure(ValueError):
    """Nothing that can be received today; `message` says why."""

    def __init__(self, message: Any):
        super().__init__(message)
        self.message = message


def matter_of(code: str, language: str) -> Matter:
    """The procedure with a code; raises NoSuchProcedure for an unknown one or one that is not in force."""
    catalog = api.portal.get_tool("portal_catalog")
    found = catalog.unrestrictedSearchResults(portal_type="Procedure", procedure_code=code) if code else ()
    if not found:
        raise NoSuchProcedure(_("There is no procedure with the code “${code}”.", mapping={"code": code[:40]}))
    page = versions.canonical(found[0]._unrestrictedGetObject())
    version = versions.version_in_force(page)
    if version is None or api.content.get_state(page) != "published":
        raise NoSuchProcedure(_("This procedure is not in force today, so nothing can be filed for it."))
    return Matter(page, version.record, language)


def meant(text: str, language: str, served: Collection[str] | None, recent: Sequence[str]) -> Suggestion | None:
    """The procedure that a text most likely means."""
    return next(iter(suggestions(text, language, served, recent, 1)), None)


def suggestions(
    text: str, language: str, served: Collection[str] | None, recent: Sequence[str], size: int = SUGGESTED
) -> Sequence[Suggestion]:
    """Procedures that a text may mean: those of departments that are `served` (None: all) first, recent ones before.

    Without a text those that were received lately.
    """
    brains = [brain for code in recent for brain in _pages(code, language) or _pages(code, "vi")]
    if text.strip():
        brains = search.suggestions(text, language, _SEARCHED)
        if language != "vi":
            known = {brain.procedure_facts["code"] for brain in brains}
            brains += [b for b in search.suggestions(text, "vi", _SEARCHED) if b.procedure_facts["code"] not in known]
        brains.sort(key=lambda brain: _rank(brain.procedure_facts, served, recent))
    names = departments.all_departments()
    return [
        Suggestion(
            facts["code"],
            brain.Title,
            names[facts["department"]].short_title(language) if facts["department"] in names else "",
            facts["code"] in recent,
        )
        for brain in brains[:size]
        for facts in (brain.procedure_facts,)
    ]


def _rank(facts: Mapping[str, Any], served: Collection[str] | None, recent: Sequence[str]) -> tuple[bool, bool]:
    return served is not None and facts["department"] not in served, facts["code"] not in recent


def _pages(code: str, language: str) -> list[Any]:
    catalog = api.portal.get_tool("portal_catalog")
    return list(catalog(portal_type="Procedure", procedure_code=code, Language=language)) if code else []

"""The departments of the centre and their fields, as values; who succeeded whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from plone import api
from zope.annotation.interfaces import IAnnotations
from zope.globalrequest import getRequest


_CACHE_KEY = "hcc_longan.departments"


@dataclass(frozen=True)
class Field:
    """A field of administration; its id is unique among all departments."""

    id: str
    department: str
    title_vi: str
    title_en: str

    def title(self, language: str) -> str:
        return (self.title_en if language == "en" else "") or self.title_vi


@dataclass(frozen=True)
class Department:
    """What other rooms need to know of a department. `titles`, `short_titles` and `urls` are by language."""

    code: str
    agency_id: str
    titles: Mapping[str, str]
    short_titles: Mapping[str, str]
    urls: Mapping[str, str]
    fields: Mapping[str, Field]
    joined: date | None
    left: date | None
    successor: str | None

    def takes_part(self, day: date) -> bool:
        """Whether the department takes part in the centre on a day."""
        return self.left is None or self.left >= day

    def title(self, language: str) -> str:
        return self.titles.get(language) or self.titles.get("vi") or self.code

    def short_title(self, language: str) -> str:
        return self.short_titles.get(language) or self.title(language)

    def url(self, language: str) -> str | None:
        return self.urls.get(language) or self.urls.get("vi")


def all_departments() -> Mapping[str, Department]:
    """All departments by code, in their order in the site; the same mapping throughout a request."""
    request = getRequest()
    if request is None:
        return _collect()
    cache = IAnnotations(request)
    # The catalogue's counter moves with every change of content, inside the request as well.
    counter = api.portal.get_tool("portal_catalog").getCounter()
    if _CACHE_KEY not in cache or cache[_CACHE_KEY][0] != counter:
        cache[_CACHE_KEY] = (counter, _collect())
    return cache[_CACHE_KEY][1]


def _collect() -> Mapping[str, Department]:
    catalog = api.portal.get_tool("portal_catalog")
    pages: dict[str, list] = {}
    for brain in catalog.unrestrictedSearchResults(portal_type="Department", sort_on="getObjPositionInParent"):
        page = brain._unrestrictedGetObject()
        pages.setdefault(page.code, []).append(page)
    return {code: _department(code, translations) for code, translations in pages.items()}


def _department(code: str, translations: list) -> Department:
    first = next((page for page in translations if page.language == "vi"), translations[0])
    return Department(
        code=code,
        agency_id=first.agency_id or "",
        titles={page.language: page.title for page in translations},
        short_titles={page.language: page.short_title for page in translations},
        urls={page.language: page.absolute_url() for page in translations},
        fields={
            row["id"]: Field(row["id"], code, row["title_vi"], row["title_en"] or "") for row in first.fields or ()
        },
        joined=first.joined,
        left=first.left,
        successor=first.successor,
    )


def acting(code: str | None) -> str | None:
    """The department that acts for `code` today: itself, or the end of its chain of successors."""
    known = all_departments()
    seen = set()
    while code in known and known[code].successor and code not in seen:
        seen.add(code)
        code = known[code].successor
    return code


def get(code: str | None) -> Department | None:
    """A department by its code."""
    return all_departments().get(code) if code else None


def find_field(field_id: str | None) -> Field | None:
    """A field of administration by its id, whatever department has it."""
    for department in all_departments().values():
        if field_id in department.fields:
            return department.fields[field_id]
    return None

"""Import of national records: first what would change, then the change.

The record as last imported is remembered by fingerprints, field by field. So a text that the centre changed itself (a
local fee, a shorter limit) is told from one that merely is old: the first is kept and noted to check, the second
follows the national base. A second import of the same file changes nothing.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum
from hcc_longan.catalogue import departments
from hcc_longan.catalogue import versions
from hcc_longan.catalogue.national import BrokenLine
from hcc_longan.catalogue.national import NationalRecord
from hcc_longan.catalogue.national import Problem
from hcc_longan.vietnamese import fold
from hcc_longan.vietnamese import slug
from itertools import islice
from plone import api
from plone.dexterity.utils import addContentToContainer
from plone.dexterity.utils import createContent
from plone.restapi.serializer.converters import json_compatible
from typing import Any
from zope.annotation.interfaces import IAnnotations
from zope.lifecycleevent import modified

import hashlib
import json
import transaction


_KEY = "hcc_longan.national"
BATCH = 50
_TRIES = 5


class Kind(StrEnum):
    """What an import does to a procedure."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ABOLISHED = "abolished"


@dataclass
class Change:
    """One procedure's part of an import. `fields` maps names to (old, new); `kept` names local changes left alone."""

    kind: Kind
    code: str
    title: str
    record: NationalRecord | None
    department: str | None = None
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_unmapped(self) -> bool:
        return self.record is not None and self.department is None

    @property
    def needs_work(self) -> bool:
        """Whether applying it would write anything."""
        return self.kind is not Kind.SAME


@dataclass
class Summary:
    """The numbers of an import."""

    new: int = 0
    changed: int = 0
    same: int = 0
    abolished: int = 0
    unmapped: int = 0
    to_check: int = 0
    kept: int = 0
    broken: list[BrokenLine] = field(default_factory=list)

    def count(self, change: Change) -> None:
        setattr(self, change.kind.value, getattr(self, change.kind.value) + 1)
        self.unmapped += change.is_unmapped
        self.to_check += bool(change.problems)
        self.kept += bool(change.kept)


class Importer:
    """Compares national records with a catalogue (the Vietnamese one), and brings them in.

    `only` limits an import to departments by code.
    """

    def __init__(self, catalogue, only: Iterable[str] = ()):
        self.catalogue = catalogue
        self.only = frozenset(only)
        self.seen: set[str] = set()
        self.ministries: set[str] = set()
        self._pages = self._find_pages()

    def _find_pages(self) -> dict[str, str]:
        brains = api.portal.get_tool("portal_catalog").unrestrictedSearchResults(
            portal_type="Procedure", path="/".join(self.catalogue.getPhysicalPath())
        )
        return {brain.procedure_facts["code"]: brain.getId for brain in brains}

    # Comparing

    def changes(self, records: Iterable[NationalRecord | BrokenLine], summary: Summary) -> Iterator[Change]:
        """A change for every record (also those that stay the same); broken lines go to the summary alone."""
        for record in records:
            if isinstance(record, BrokenLine):
                summary.broken.append(record)
                continue
            self.seen.add(record.code)
            self.ministries.add(record.ministry)
            change = self.compare(record)
            if self.only and change.department not in self.only:
                continue
            summary.count(change)
            yield change

    def abolished(self) -> Iterator[Change]:
        """Procedures that an earlier import brought and that the records seen since don't have any more.

        Only those of ministries that the records cover: a file with one ministry's records abolishes no other's.
        """
        for code, name in sorted(self._pages.items()):
            page = self.catalogue[name]
            kept = IAnnotations(page).get(_KEY)
            if (
                kept
                and code not in self.seen
                and kept["ministry"] in self.ministries
                and (not self.only or page.department in self.only)
                and api.content.get_state(page) == "published"
            ):
                yield Change(Kind.ABOLISHED, code, page.title, None, page.department)

    def compare(self, record: NationalRecord) -> Change:
        """What bringing in a record would change."""
        department, field_id = self.mapped(record)
        incoming = {**record.fields, "department": department, "field": field_id}
        name = self._pages.get(record.code)
        if name is None:
            return Change(
                Kind.NEW,
                record.code,
                record.fields["title"],
                record,
                department,
                {part: (None, value) for part, value in incoming.items() if value},
                problems=record.problems,
            )
        page = self.catalogue[name]
        kept = IAnnotations(page).get(_KEY, {})
        known = kept.get("fields", {})
        # What an editor abolished stays so; what an import abolished comes back with its record.
        kind = Kind.CHANGED if kept.get("abolished") else Kind.SAME
        change = Change(kind, record.code, page.title, record, department)
        for part, new in incoming.items():
            fingerprint = _fingerprint(new)
            if known.get(part) == fingerprint:
                continue
            old = json_compatible(getattr(page, part, None))
            change.kind = Kind.CHANGED
            if _fingerprint(old) == fingerprint:
                continue
            if not old or (part in known and known[part] == _fingerprint(old)):
                change.fields[part] = (old, new)
            elif new:
                change.kept.append(part)
        if change.kind is Kind.CHANGED:
            change.problems = record.problems
        return change

    def mapped(self, record: NationalRecord) -> tuple[str | None, str | None]:
        """The department and field of administration that the catalogue's rules give a record."""
        rules = [row for row in self.catalogue.mapping or () if fold(row["ministry"]) == fold(record.ministry)]
        of_field = [row for row in rules if row["field"] and fold(row["field"]) == fold(record.national_field)]
        others = [row for row in rules if not row["field"]]
        code = next((row["department"] for row in (*of_field, *others)), None)
        department = departments.get(code)
        if department is None:
            return None, None
        if not record.national_field:
            return department.code, None
        for each in department.fields.values():
            if fold(each.title_vi) == fold(record.national_field):
                return department.code, each.id
        return department.code, f"{department.code}-{slug(record.national_field, 60)}"

    # Applying

    def apply(self, change: Change):
        """Carry out one change in the present transaction; gives the page, None where there was nothing to do."""
        if change.kind is Kind.ABOLISHED:
            page = self.catalogue[self._pages[change.code]]
            IAnnotations(page)[_KEY] = {**IAnnotations(page)[_KEY], "abolished": True}
            _transition_all(page, "published", "abolish")
            return page
        if change.kind is Kind.SAME:
            return None
        self._ensure_field(change)
        page = self._add(change) if change.kind is Kind.NEW else self._change(change)
        IAnnotations(page)[_KEY] = {
            "ministry": change.record.ministry,
            "fields": {
                name: _fingerprint(value)
                for name, value in (
                    *change.record.fields.items(),
                    *zip(("department", "field"), self.mapped(change.record), strict=True),
                )
            },
        }
        return page

    def _ensure_field(self, change: Change) -> None:
        """A field that a department doesn't know yet is added to it, under its national name."""
        department_code, field_id = self.mapped(change.record)
        if not field_id or departments.find_field(field_id):
            return
        row = {"id": field_id, "title_vi": change.record.national_field, "title_en": ""}
        for brain in api.portal.get_tool("portal_catalog").unrestrictedSearchResults(portal_type="Department"):
            page = brain._unrestrictedGetObject()
            if page.code == department_code:
                page.fields = [*(page.fields or ()), row]
                page.reindexObject(idxs=["modified"])

    def _add(self, change: Change):
        record = change.record
        department, field_id = self.mapped(record)
        page = createContent(
            "Procedure",
            code=record.code,
            department=department,
            field=field_id,
            to_check=_check_rows(record.problems, change.kept),
            language="vi",
            **record.fields,
        )
        page.id = self._unused_id(record)
        page = addContentToContainer(self.catalogue, page, checkConstraints=False)
        self._pages[record.code] = page.getId()
        if department:
            _transition(page, "publish")
        return page

    def _unused_id(self, record: NationalRecord) -> str:
        name = slug(record.fields["title"]) or "thu-tuc"
        if name in self.catalogue:
            name = f"{slug(record.fields['title'], 60)}-{record.code.replace('.', '-')}"
        return name

    def _change(self, change: Change):
        page = self.catalogue[self._pages[change.code]]
        for name, (_old, new) in change.fields.items():
            setattr(page, name, new)
        known = {(row["field"], row["problem"], row["value"]) for row in page.to_check or ()}
        rows = [
            row
            for row in _check_rows(change.problems, change.kept)
            if (row["field"], row["problem"], row["value"]) not in known
        ]
        if rows:
            page.to_check = [*(page.to_check or ()), *rows]
        if change.fields or rows:
            modified(page)
        if IAnnotations(page).get(_KEY, {}).get("abolished"):
            _transition_all(page, "abolished", "publish")
        return page


def run(
    importer: Importer,
    records: Iterable[NationalRecord | BrokenLine],
    summary: Summary,
    dry_run: bool = False,
    abolish: bool = False,
    progress: Callable[[Change], None] = lambda change: None,
) -> None:
    """A whole import, committed every few records: after a crash each record is as it was or as it is to be.

    Every change goes to `progress`; with `dry_run` nothing is written.
    """
    changes = importer.changes(records, summary)
    while batch := list(islice(changes, BATCH)):
        if not dry_run:
            apply_batch(importer, batch)
        for change in batch:
            progress(change)
    gone = list(importer.abolished())
    if abolish and not dry_run:
        apply_batch(importer, gone)
    for change in gone:
        summary.count(change)
        progress(change)


def apply_batch(importer: Importer, batch: list[Change]) -> None:
    """Carry out changes and commit; when somebody else wrote the same pages meanwhile, again on fresh ones."""
    if not any(change.needs_work for change in batch):
        return
    for attempt in range(1, _TRIES + 1):
        try:
            for change in batch:
                importer.apply(change)
            transaction.commit()
            break
        except transaction.interfaces.TransientError:
            transaction.abort()
            importer._pages = importer._find_pages()
            if attempt == _TRIES:
                raise
            batch = [importer.compare(change.record) if change.record else change for change in batch]
    importer.catalogue._p_jar.cacheGC()


def _fingerprint(value: Any) -> str:
    return hashlib.sha256(json.dumps(value or None, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _check_rows(problems: Iterable[Problem], kept: list[str]) -> list[Mapping[str, str]]:
    rows = [{"field": each.field, "problem": each.problem, "value": each.value} for each in problems]
    if kept:
        rows.append({"field": ", ".join(kept), "problem": "local_change_kept", "value": ""})
    unique: list[Mapping[str, str]] = []
    for row in rows:
        if row not in unique:
            unique.append(row)
    return unique


def _transition(page, transition: str) -> None:
    api.portal.get_tool("portal_workflow").doActionFor(page, transition)


def forget_abolition(page) -> None:
    """Take back the note that an import abolished a procedure."""
    kept = IAnnotations(page).get(_KEY, {})
    if kept.get("abolished"):
        IAnnotations(page)[_KEY] = {name: value for name, value in kept.items() if name != "abolished"}


def _transition_all(page, state: str, transition: str) -> None:
    """Move the translations of a procedure that are in a state."""
    for each in versions.translations(page).values():
        if api.content.get_state(each) == state:
            _transition(each, transition)


def catalogue_in_vietnamese():
    """The catalogue that national records go to; None if the site has none."""
    brains = api.portal.get_tool("portal_catalog").unrestrictedSearchResults(portal_type="Catalogue", Language="vi")
    return brains[0]._unrestrictedGetObject() if brains else None

"""Versions of a procedure: what was in force on which day.

Every change of a published procedure's record is kept as a version that never changes again. A dossier names the
procedure and the number of the version it was received under (NĐ 61/2018: the rules of the day of reception hold).
The versions hang on the procedure's Vietnamese page, or, where there is none, on the page itself.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import UTC
from hcc_longan.catalogue.content.procedure import IProcedure
from hcc_longan.catalogue.record import digest
from hcc_longan.catalogue.record import Record
from hcc_longan.clock import now
from hcc_longan.clock import today
from persistent.list import PersistentList
from plone import api
from plone.app.multilingual.interfaces import ITranslationManager
from plone.restapi.serializer.converters import json_compatible
from zope.annotation.interfaces import IAnnotations
from zope.schema import getFieldsInOrder

import copy


_KEY = "hcc_longan.versions"
_seeding = ContextVar("hcc_longan.versions.seeding", default=False)
# Notes for editors, the words of search and the site's own rules are no part of what is in force.
_NOT_LAW = {"to_check", "review_by", "keywords", "account_needed"}


@dataclass(frozen=True)
class Version:
    """A record as it was published; `number` counts from 1 and is what dossiers refer to; `recorded_at` is UTC."""

    number: int
    record: Record
    valid_from: date | None
    valid_to: date | None
    recorded_at: datetime
    recorded_by: str

    def has_begun(self, day: date) -> bool:
        """Whether the version holds from a day that is not later than this one."""
        return self.valid_from is None or self.valid_from <= day

    def has_ended(self, day: date) -> bool:
        """Whether the version's last day lies before this one."""
        return self.valid_to is not None and self.valid_to < day


def translations(procedure) -> dict[str, object]:
    """A procedure's pages by language."""
    pages = ITranslationManager(procedure).get_translations()
    return pages or {procedure.language: procedure}


def canonical(procedure):
    """The page that a procedure's versions hang on."""
    if procedure.language == "vi":
        return procedure
    return translations(procedure).get("vi", procedure)


def shared_record(procedure) -> dict:
    """The fields that the translations share, as JSON-like values."""
    return {
        name: json_compatible(getattr(procedure, name, None))
        for name, _field in getFieldsInOrder(IProcedure)
        if name != "keywords"
    }


def current_record(procedure) -> dict:
    """The record as it stands on the pages now, whether or not it is in force yet."""
    record = shared_record(procedure)
    pages = translations(procedure)
    record["titles"] = {language: page.title for language, page in sorted(pages.items())}
    record["summaries"] = {language: page.description for language, page in sorted(pages.items())}
    return record


def versions(procedure) -> Sequence[Version]:
    """All versions, oldest first."""
    return IAnnotations(canonical(procedure)).get(_KEY, ())


@contextmanager
def seeding() -> Iterator[None]:
    """While pages are filled from files they are not whole yet: no version is kept until the block ends."""
    token = _seeding.set(True)
    try:
        yield
    finally:
        _seeding.reset(token)


def is_seeding() -> bool:
    """Whether pages are being filled from files."""
    return _seeding.get()


def record_version(procedure) -> Version | None:
    """Keep the record as a new version, if it differs from the last one; gives the new version, else None."""
    if is_seeding():
        return None
    page = canonical(procedure)
    record = copy.deepcopy({name: value for name, value in current_record(page).items() if name not in _NOT_LAW})
    kept = IAnnotations(page).get(_KEY)
    if kept and digest(kept[-1].record) == digest(record):
        return None
    if kept is None:
        kept = IAnnotations(page)[_KEY] = PersistentList()
    user = api.user.get_current()
    version = Version(
        number=len(kept) + 1,
        record=record,
        valid_from=page.valid_from,
        valid_to=page.valid_to,
        # UTC: the database can't keep zones of zoneinfo.
        recorded_at=now().astimezone(UTC),
        recorded_by=(user and user.getId()) or "",
    )
    kept.append(version)
    return version


def version_in_force(procedure, day: date | None = None) -> Version | None:
    """The version that holds on a day (today): the newest that has begun, unless it has ended.

    A version takes the place of all before it: once it has ended, none of them comes back.
    """
    day = day or today()
    newest = next((version for version in reversed(versions(procedure)) if version.has_begun(day)), None)
    return None if newest is None or newest.has_ended(day) else newest


def get_version(procedure, number: int) -> Version:
    """The version with a number; raises KeyError if there is none."""
    kept = versions(procedure)
    if not 1 <= number <= len(kept):
        raise KeyError(number)
    return kept[number - 1]


def waiting_version(procedure, day: date | None = None) -> Version | None:
    """The newest version that comes into force only after a day (today)."""
    day = day or today()
    return next((v for v in reversed(versions(procedure)) if v.valid_from and v.valid_from > day), None)

"""The access log as the applicant reads it: when, by which office, and what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hcc_longan import _
from hcc_longan.citizens.settings import setting
from hcc_longan.dossiers import access
from hcc_longan.dossiers.roles import ROLE_TITLES
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.settings import counters
from typing import Any
from zope.i18n import translate


@dataclass(frozen=True)
class Look:
    """A look at a dossier; `name` is empty unless the centre shows officers' names."""

    at: datetime
    role: str
    unit: str
    name: str
    what: str


def looks_at(dossier: Any, language: str, size: int, start: int = 0) -> Sequence[Look]:
    """Who looked at a dossier, newest first, in the words of a language."""
    units = {code: counter.title(language) for code, counter in counters().items()} | agency_names(language)
    names = {file.sha256: file.filename for file in (*dossier.attachments, *dossier.results)}
    shows_names = setting("show_officer_names")

    def look(row: Any) -> Look:
        what = {
            access.What.DOSSIER: _("the dossier"),
            access.What.FILE: _("the file “${name}”", mapping={"name": names.get(row.subject, row.subject)}),
            access.What.PAPER: _("the paper ${code}", mapping={"code": row.subject}),
        }[access.What(row.what)]
        return Look(
            at=row.at,
            role=translate(ROLE_TITLES.get(row.role, row.role), target_language=language),
            unit=units.get(row.unit, row.unit) or translate(_("the centre"), target_language=language),
            name=row.name if shows_names else "",
            what=translate(what, target_language=language),
        )

    return [look(row) for row in access.looks(dossier, size, start)]

"""What earlier dossiers say of a person who stands at the counter; only of dossiers that the officer may see."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from hcc_longan.dossiers import access
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.ledger.engine import session
from hcc_longan.vietnamese import fold
from hcc_longan.vietnamese import format_date
from plone import api
from sqlalchemy import select
from typing import Any


OFFERED = 5
# Dossiers that are opened at most, to find so many different people.
_OPENED = 20


@dataclass(frozen=True)
class Earlier:
    """Somebody as their dossier `number` of a day has them; `uid` is the dossier's."""

    uid: str
    number: str
    day: str
    applicant: Mapping[str, Any]


def earlier(text: str, language: str) -> Sequence[Earlier]:
    """People with this number of an identity document, phone number or name, the latest data first.

    Whoever is offered was looked at, and the access log of the dossier says so.
    """
    found: dict[tuple[str, ...], Earlier] = {}
    for row in (queries.of_person(text) or _of_name(text))[:_OPENED]:
        dossier = queries.dossier_at(row.path)
        if not sees_everything(dossier):
            continue
        known = _applicant(dossier)
        same = (fold(known["name"]), known.get("id_number", ""))
        if same not in found:
            access.note(dossier)
            found[same] = Earlier(row.uid, dossier.number, format_date(row.filed_at.date(), language), known)
        if len(found) == OFFERED:
            break
    return list(found.values())


def of_dossier(uid: str) -> Mapping[str, Any]:
    """The applicant of a dossier that the officer may see; empty for any other."""
    dossier = queries.by_uid(uid) if uid else None
    if dossier is None or not sees_everything(dossier):
        return {}
    access.note(dossier)
    return _applicant(dossier)


def _applicant(dossier: Any) -> Mapping[str, Any]:
    return {name: value for name, value in dossier.applicant.items() if name != "proxy"}


def _of_name(text: str) -> Sequence[DossierRow]:
    """Rows by a whole name, with or without accents, newest first.

    Names have an index by procedure alone, so each procedure is asked for.
    """
    name = fold(text)
    if len(name.split()) < 2:
        return []
    procedures = list(api.portal.get_tool("portal_catalog").uniqueValuesFor("procedure_code"))
    statement = (
        select(DossierRow)
        .where(DossierRow.procedure.in_(procedures), DossierRow.applicant_folded == name)
        .order_by(DossierRow.filed_at.desc())
        .limit(_OPENED)
    )
    return session().scalars(statement).all()

"""Finding dossiers by whatever somebody says of them: a number, a name, an identity document, a phone, a procedure."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from hcc_longan.catalogue.search import Query
from hcc_longan.catalogue.search import search as search_procedures
from hcc_longan.desk.lists import scope
from hcc_longan.desk.officers import Officer
from hcc_longan.dossiers.register import words
from hcc_longan.dossiers.register.keys import lookup_key
from hcc_longan.dossiers.register.queries import find_row
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.tool import register
from hcc_longan.ledger.engine import session
from hcc_longan.vietnamese import clean
from sqlalchemy import or_
from sqlalchemy import select
from typing import Any

import re


LONGEST = 200
MOST = 100
PROCEDURES = 5
_PROCEDURE_CODE = re.compile(r"\d\.\d{6}(\.\d+)*(\.[A-Z]\d+)?")


@dataclass(frozen=True)
class Found:
    """What was found: one dossier by its exact number, or rows, newest first, of which there may be more.

    `procedures`: titles of procedures that are called so, by code.
    """

    exact: DossierRow | None = None
    rows: Sequence[DossierRow] = ()
    has_more: bool = False
    procedures: Mapping[str, str] | None = None


def search(text: str, officer: Officer, language: str) -> Found:
    """Dossiers that the officer may see, open or closed."""
    text = clean(text.replace("\0", " ")[:LONGEST])
    if not text:
        return Found()
    exact = find_row(text)
    if exact is not None and scope.sees(officer, exact.uid):
        return Found(exact)
    procedures = _procedures(text, language)
    rows = _rows(_of_people(text, officer), officer)
    if not rows and procedures:
        conditions = [DossierRow.procedure.in_(procedures)]
        # A code means all of them; words of a title those that are worked on.
        rows = _rows(conditions if _PROCEDURE_CODE.fullmatch(text.upper()) else [*conditions, IS_OPEN], officer)
    return Found(None, rows[:MOST], len(rows) > MOST, procedures)


def _rows(conditions: Sequence[Any], officer: Officer) -> Sequence[DossierRow]:
    """Newest first, one more than are shown."""
    statement = select(DossierRow).where(*conditions, *scope.visible(officer))
    return (
        session().scalars(statement.order_by(DossierRow.filed_at.desc(), DossierRow.uid.desc()).limit(MOST + 1)).all()
    )


def _of_people(text: str, officer: Officer) -> Sequence[Any]:
    """The dossiers with these words in name or number, and those with this identity document or phone."""
    register.flush()
    uids = words.find(text, officer.departments, MOST + 1)
    key = lookup_key(text)
    return [
        or_(
            *([DossierRow.uid.in_(uids)] if uids else []),
            *([DossierRow.id_key == key, DossierRow.phone_key == key] if key else [DossierRow.uid.is_(None)]),
        )
    ]


def _procedures(text: str, language: str) -> Mapping[str, str]:
    """Procedures with this code, or called like this."""
    if not re.search(r"[^\W\d_]{2}", text) and not _PROCEDURE_CODE.match(text):
        return {}
    brains = search_procedures(Query(text, language)).brains(0, PROCEDURES)
    return {brain.procedure_facts["code"]: brain.Title for brain in brains}

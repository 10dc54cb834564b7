"""Other dossiers of the same person, and those that may be the same matter filed twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from hcc_longan import _
from hcc_longan.desk.officers import EVERYWHERE
from hcc_longan.desk.officers import Officer
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.roles import DossierRoles
from types import SimpleNamespace
from typing import Any


MOST = 20
_REASONS = {
    "id_key": _("same identity document"),
    "phone_key": _("same phone"),
    "filed_by": _("same account"),
    "name": _("same procedure and name"),
}


@dataclass(frozen=True)
class Related:
    """A dossier and why it is shown; of one with `is_seen` False only number and state may be told."""

    row: DossierRow
    reasons: Sequence[Any]
    is_duplicate: bool
    is_seen: bool

    @property
    def number(self) -> str:
        return self.row.code or self.row.tracking_number


def related(dossier: Any, officer: Officer, most: int = MOST) -> Sequence[Related]:
    """The related dossiers, possible duplicates first, then newest first."""
    row = queries.find_row(dossier.tracking_number)
    if row is None:
        return []
    reasons: dict[str, list[Any]] = {}
    rows: dict[str, DossierRow] = {}
    for shared, found in queries.alike(row, most).items():
        for each in found:
            rows[each.uid] = each
            reasons.setdefault(each.uid, []).append(_REASONS[shared])
    made = [
        Related(each, reasons[uid], each.is_open and each.procedure == row.procedure, may_see(each, officer))
        for uid, each in rows.items()
    ]
    return sorted(made, key=lambda each: (each.is_duplicate, each.row.filed_at), reverse=True)[:most]


def may_see(row: DossierRow, officer: Officer) -> bool:
    """Whether an officer may see the dossier of a row: what its local roles say, without loading it.

    An agency that was asked besides the one that holds the dossier is not known from the row, and taken for a stranger.
    """
    if any(EVERYWHERE in codes for codes in officer.units.values()):
        return True
    roles = DossierRoles(
        SimpleNamespace(department=row.department, holder=row.holder, counter=row.counter, filed_by="", open_tasks={})
    )
    return any(roles.getRoles(group) for group in officer.groups)

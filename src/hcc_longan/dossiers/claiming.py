"""Giving a dossier that was filed without an account to the account of its applicant."""

from datetime import UTC
from hcc_longan import clock
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.roles import forget_roles
from typing import Any


def claim(dossier: Any, user_id: str) -> None:
    """Let an account see and answer a dossier as its applicant. Raises ValueError if another one does already.

    The caller has made sure that it is the applicant's. It is no step in the matter, so there is no event: `claims`
    tells who got it, when and from where.
    """
    if dossier.filed_by == user_id:
        return
    if dossier.filed_by:
        raise ValueError(f"The dossier {dossier.number} belongs to an account already.")
    dossier.filed_by = user_id
    record = {"at": clock.now().astimezone(UTC).isoformat(), "by": user_id, "origin": acting.origin()}
    dossier.claims = (*dossier.claims, record)
    forget_roles()
    dossier.reindexObject()

"""What belongs to the present user: the one place that lets a citizen at a dossier, a draft or a request."""

from collections.abc import Sequence
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.drafts import store
from typing import Any


# Nobody has more open ones on a page: notaries and service firms file for many.
MOST_OPEN = 200


def my_dossier(number: str) -> Any | None:
    """The present user's dossier with a number; None alike for an unknown one and for somebody else's."""
    dossier = queries.by_number(number) if number and acting.user_id() else None
    return dossier if dossier is not None and dossier.filed_by == acting.user_id() else None


def open_dossiers() -> Sequence[DossierRow]:
    """Those that are not over, the ones that wait for the applicant first."""
    rows = queries.of_account(acting.user_id(), is_open=True, size=MOST_OPEN)
    return sorted(rows, key=lambda row: row.holder != "applicant" and row.state != "finished")


def closed_dossiers(size: int, start: int) -> Sequence[DossierRow]:
    """Those that are over, newest first."""
    return queries.of_account(acting.user_id(), is_open=False, size=size, start=start)


def drafts() -> Sequence[store.Draft]:
    """Drafts of forms, last saved first; answers to a request that wait in a dossier are no drafts of their own."""
    return [draft for draft in store.of_owner(acting.user_id()) if draft.path]


def my_draft(draft_id: str) -> store.Draft | None:
    """The present user's draft with an id."""
    return next((draft for draft in drafts() if draft.id == draft_id), None)

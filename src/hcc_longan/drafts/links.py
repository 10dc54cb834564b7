"""From a draft to its form, and to the address that opens it."""

from hcc_longan.drafts.store import Draft
from plone import api
from typing import Any


def form_of(draft: Draft) -> Any | None:
    """The form that a draft was begun with; None if it is gone."""
    return api.portal.get().unrestrictedTraverse(draft.path, None) if draft.path else None


def resume_url(form: Any, draft: Draft) -> str:
    """The address that opens a draft on any device; of an account's draft only once its owner is signed in there."""
    return f"{form.absolute_url()}/@@resume?t={draft.token}"

"""The end of drafts: whoever can be reached is warned once, then everything is deleted."""

from dataclasses import dataclass
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.accounts.person import person_of
from hcc_longan.drafts import files
from hcc_longan.drafts import messages
from hcc_longan.drafts.links import form_of
from hcc_longan.drafts.links import resume_url
from hcc_longan.drafts.settings import setting
from hcc_longan.drafts.store import Draft
from hcc_longan.drafts.store import open_drafts
from hcc_longan.drafts.tables import DraftRow
from hcc_longan.drafts.tables import UploadRow
from hcc_longan.ledger.engine import get_engine
from pathlib import Path
from plone import api
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy import update

import time
import transaction


BATCH = 500
# Seconds for which a file may lie there without a row: that of an upload that begins just now comes first.
_YOUNG = 24 * 3600


@dataclass
class Figures:
    """What was done."""

    warned: int = 0
    unreachable: int = 0
    drafts: int = 0
    files: int = 0
    orphans: int = 0


def tidy(site_url: str) -> Figures:
    """Warn and delete; `site_url` is the public address of the site, for the links in messages.

    May run beside the site and beside itself.
    """
    figures = Figures()
    _warn(figures, site_url)
    while _delete_some(figures):
        pass
    _remove_orphans(figures)
    return figures


def _warn(figures: Figures, site_url: str) -> None:
    days = setting("warn_days")
    if not days:
        return
    soon = clock.now() + timedelta(days=days)
    for draft in open_drafts(DraftRow.expires_at <= soon, ~DraftRow.warned):
        form, contact = form_of(draft), _contact(draft)
        if not draft.values or form is None or not contact:
            figures.unreachable += 1
            continue
        with get_engine().begin() as connection:
            mine = update(DraftRow).where(DraftRow.id == draft.id, ~DraftRow.warned).values(warned=True)
            if not connection.execute(mine).rowcount:
                continue
        url = resume_url(form, draft)
        messages.send_warning(draft, contact, site_url.rstrip("/") + url.removeprefix(api.portal.get().absolute_url()))
        transaction.commit()
        figures.warned += 1


def _contact(draft: Draft) -> str:
    """Where the draft's owner can be reached."""
    person = person_of(draft.owner) if draft.owner else None
    return messages.read_contact(person.email or person.phone) or "" if person else draft.contact


def _delete_some(figures: Figures) -> int:
    """Delete the next drafts that have ended, with their uploads; gives their number."""
    ended = select(DraftRow.id).where(DraftRow.expires_at <= clock.now()).limit(BATCH)
    with get_engine().begin() as connection:
        ids = list(connection.scalars(ended))
        uploads = connection.scalar(select(func.count()).select_from(UploadRow).where(UploadRow.draft_id.in_(ids)))
        # Unless somebody has saved it at this very moment.
        gone = delete(DraftRow).where(DraftRow.id.in_(ids), DraftRow.expires_at <= clock.now()).returning(DraftRow.id)
        gone = list(connection.scalars(gone))
    figures.drafts += len(gone)
    figures.files += uploads
    for draft_id in gone:
        files.remove_folder(draft_id)
    return len(gone)


def _remove_orphans(figures: Figures) -> None:
    """Files that no row knows: of requests that broke off, or of a ledger that was restored from a backup."""
    oldest = time.time() - _YOUNG
    for folder in files.folders():
        with get_engine().connect() as connection:
            known = set(connection.scalars(select(UploadRow.id).where(UploadRow.draft_id == folder.name)))
        for path in folder.iterdir():
            if path.name not in known and _is_old(path, oldest):
                path.unlink(missing_ok=True)
                figures.orphans += 1
        if not any(folder.iterdir()) and _is_old(folder, oldest):
            folder.rmdir()


def _is_old(path: Path, oldest: float) -> bool:
    try:
        return path.stat().st_mtime < oldest
    except FileNotFoundError:
        return False

"""Scans that wait until their dossier is filed: uploads of a draft, one for each form that is open in a tab."""

from datetime import timedelta
from hcc_longan import clock
from hcc_longan.desk.reception.scans import Fault
from hcc_longan.desk.reception.scans import fault_of
from hcc_longan.dossiers.attachments import Attachment
from hcc_longan.dossiers.attachments import attachment_of
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from typing import Any


_KEY = "desk.reception"
# What an officer began and never filed: so many forms are kept, for so long.
_MOST = 10
_LASTS = timedelta(hours=12)


def draft_of(token: str) -> store.Draft | None:
    """The officer's own draft of a token, unless it is filed or gone."""
    draft = store.get(token)
    is_theirs = draft is not None and (draft.form_uid, draft.owner) == (_KEY, store.current_user())
    return draft if is_theirs and not draft.filed_as else None


def begin(language: str) -> store.Draft:
    """A new draft; what the officer left lying about for too long is discarded."""
    mine = [draft for draft in store.of_owner(store.current_user()) if draft.form_uid == _KEY]
    oldest = clock.now() - _LASTS
    for number, draft in enumerate(mine, 1):
        if number >= _MOST or draft.saved_at < oldest:
            store.discard(draft.token)
    return store.new_draft(_KEY, store.current_user(), language)


def add(draft: store.Draft, component: str, file: Any) -> tuple[uploads.Upload, Fault | None]:
    """Keep a file of a form; gives what is wrong with it as a scan. Raises DraftError or TooManyAttempts."""
    upload = uploads.receive(draft, component, file.filename, file)
    return upload, fault_of(upload.filename, _data(upload))


def attachments(draft: store.Draft | None, components: set[str]) -> list[Attachment]:
    """What was kept, as attachments of their components, or of none that the procedure has."""
    return [
        attachment_of(
            upload.component if upload.component in components else "",
            upload.filename,
            _data(upload),
            upload.finding.verdict,
        )
        for upload in (uploads.of(draft) if draft else ())
        if upload.is_complete
    ]


def _data(upload: uploads.Upload) -> bytes:
    with uploads.open_file(upload) as stream:
        return stream.read()

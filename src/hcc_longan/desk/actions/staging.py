"""Files that were chosen in a form that was refused: kept as uploads of an officer's draft until it is sent well.

The house's uploads keep them (`drafts.uploads`): checked, scanned, and gone when the draft ends.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.attachments import Attachment
from hcc_longan.dossiers.attachments import attachment_of
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.drafts.errors import DraftError
from hcc_longan.drafts.store import Draft
from hcc_longan.drafts.tables import DraftRow
from hcc_longan.drafts.uploads import Upload
from hcc_longan.protection.errors import Refused
from typing import Any
from zope.i18nmessageid import Message


class Staged:
    """The files of one form that were kept before; `token` comes from the form."""

    def __init__(self, dossier: Any, transition: str, token: str):
        self.dossier = dossier
        self.key = f"action:{dossier.UID()}:{transition}"[:64]
        found = store.get(token)
        is_own = found is not None and found.owner == acting.user_id() and found.form_uid == self.key
        self.draft: Draft | None = found if is_own and not found.filed_as else None

    @property
    def token(self) -> str:
        return self.draft.token if self.draft else ""

    @property
    def uploads(self) -> Sequence[Upload]:
        """What is kept."""
        return [each for each in uploads.of(self.draft) if each.is_complete] if self.draft else []

    def attachments(self) -> Sequence[Attachment]:
        """What is kept, for `lifecycle.move`."""
        made = []
        for each in self.uploads:
            with uploads.open_file(each) as stream:
                finding = each.finding
                made.append(
                    attachment_of(each.component, each.filename, stream.read(), finding.verdict, finding.signature)
                )
        return made

    def keep(self, sent: Sequence[Mapping[str, Any]]) -> Sequence[Message]:
        """Keep files as a browser sent them; gives what is wrong with those that can't be kept."""
        refused: list[Message] = []
        for each in sent:
            try:
                self.draft = self.draft or self._begin()
                uploads.receive(self.draft, each["component"], each["filename"], each["file"])
            except (DraftError, Refused) as error:
                refused.append(error.message)
        return refused

    def remove(self, upload_ids: Sequence[str]) -> None:
        """Let go of files that are not wanted any more."""
        for each in upload_ids if self.draft else ():
            uploads.remove(self.draft, each)

    def done(self) -> None:
        """The step was taken: nothing is kept any more once the transaction has ended."""
        if self.draft:
            store.mark_filed(self.draft.token, self.dossier.tracking_number)

    def _begin(self) -> Draft:
        owner = acting.user_id()
        earlier = store.open_drafts(DraftRow.owner == owner, DraftRow.form_uid == self.key)
        return earlier[0] if earlier else store.new_draft(self.key, owner, "vi", title=self.dossier.number)

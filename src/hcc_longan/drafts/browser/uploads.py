"""The place in a form where files are added, and where it says which ones have arrived."""

from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.drafts import uploads
from hcc_longan.drafts.interfaces import IFileRules
from hcc_longan.drafts.store import Draft
from hcc_longan.protection.contents import KINDS
from hcc_longan.vietnamese import format_number
from plone import api
from Products.Five import BrowserView
from typing import Any
from zope.component import getUtility
from zope.i18n import translate
from zope.i18nmessageid import Message


KB = 1024
MB = 1024 * 1024


class UploadField(BrowserView):
    """`@@upload-field`, to be called by a form's page or widget inside the form.

    `name` and `id` are those of the input, `component` what the files belong to, `most` how many there may be;
    `faults` what was wrong with files of this request, unless the page says that at `described_by`.
    """

    def __call__(
        self,
        name: str,
        id: str,
        component: str,
        draft: Draft | None,
        *,
        most: int,
        faults: Sequence[Message] = (),
        described_by: str = "",
        required: bool = False,
        is_invalid: bool = False,
    ) -> str:
        self.name, self.id, self.component, self.most = name, id, component, most
        self.faults, self.required, self.is_invalid = faults, required, is_invalid or bool(faults)
        self.described_by = " ".join(filter(None, (f"{id}-hint", described_by)))
        self.uploads = uploads.of(draft, component) if draft else []
        self.rules = getUtility(IFileRules)
        return self.index()

    @property
    def accept(self) -> str:
        """What a browser's file chooser shows; telephones that are told image/jpeg turn their own kinds into it."""
        endings = [f".{kind}" for kind in self.rules.kinds]
        types = [KINDS[kind].content_type for kind in self.rules.kinds]
        return ",".join(endings + [".jpeg"] * (".jpg" in endings) + types)

    @property
    def largest(self) -> int:
        return self.rules.largest // MB

    @property
    def kinds(self) -> str:
        return ", ".join(kind.upper() for kind in self.rules.kinds)

    def size(self, upload: uploads.Upload) -> str:
        return shown_size(upload.size)

    def state(self, upload: uploads.Upload) -> str:
        """What became of an upload, in words."""
        if not upload.is_complete:
            share = 100 * upload.received // upload.size
            message = _("Stopped at ${share} %. Choose the same file again to go on.", mapping={"share": share})
        elif upload.verdict == "waiting":
            message = _("It has arrived and waits for the virus scanner")
        else:
            message = _("It has arrived")
        return translate(message, context=self.request)


def shown_size(size: int) -> str:
    """Bytes as people read them: KB below a megabyte, at least one."""
    language = api.portal.get_current_language()
    if size < MB:
        return f"{max(1, round(size / KB))} KB"
    return f"{format_number(round(size / MB, 1), language)} MB"


def texts(request: Any) -> dict[str, str]:
    """What the script says, in the page's language; `${name}` and the like are filled in there."""
    return {name: translate(message, context=request) for name, message in _TEXTS.items()}


_TEXTS = {
    "saving": _("Saving …"),
    "offline": _("No connection. What you typed is kept in this browser and will be sent when it is back."),
    "kept": _("What you typed is kept in this browser."),
    "restored": _("What had not been sent is back, and is being saved."),
    "changed": _("This form was changed in another tab or on another device."),
    "theirs": _("Show the other version"),
    "mine": _("Keep mine"),
    "sign_in": _("Sign in"),
    "new": _("Fill in the form anew"),
    "follow": _("Follow the dossier"),
    "again": _("Then press the button again."),
    "filing": _("The form is being sent …"),
    "filing_waits": _("Files are still on their way. The form will be sent as soon as they have arrived."),
    "leave": _("Files are still on their way."),
    "upload_choose": _("Choose files"),
    "upload_waiting": _("Waiting"),
    "upload_sending": _("${share} % sent"),
    "upload_retry": _("No connection. It goes on from ${share} % by itself."),
    "upload_checking": _("Being checked"),
    "upload_done": _("It has arrived"),
    "upload_scan": _("It has arrived and waits for the virus scanner"),
    "upload_stopped": _("Stopped at ${share} %. Choose the same file again to go on."),
    "upload_unreadable": _("“${name}” can't be read any more. Choose the file again."),
    "upload_kind": _("“${name}” is not a file of these kinds: ${kinds}. The contents have to fit the name's ending."),
    "upload_large": _("“${name}” is larger than ${size} MB."),
    "upload_empty": _("“${name}” is empty. Choose the right file."),
    "upload_most": _("These are too many files: ${most} at most."),
    "arrived": _("“${name}” has arrived."),
    "remove": _("Remove"),
    "remove_name": _("Remove “${name}”"),
    "cancel": _("Cancel"),
    "cancel_name": _("Cancel “${name}”"),
    "removed": _("“${name}” was removed."),
}

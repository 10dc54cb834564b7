"""Acting for an applicant who has no account, or is not signed in: handing in what was asked for, asking to withdraw.

A form carries a signed text that says for which dossier and which request it was shown. It lasts longer than the
address of the page, since to gather papers takes time, and it holds the key by which a second sending is harmless.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hcc_longan import _
from hcc_longan.dossiers.acting import as_applicant
from hcc_longan.dossiers.attachments import Attachment
from hcc_longan.dossiers.attachments import attachment_of
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.protection import tokens
from hcc_longan.tracking.links import Right
from hcc_longan.tracking.story import REQUESTS
from hcc_longan.tracking.story import Story
from typing import Any

import secrets


_PURPOSE = "tracking.form"
_LASTS = timedelta(hours=12)


@dataclass(frozen=True)
class Form:
    """A form that was shown to the applicant: to whom, the number of the request it answers (0: none), and its key."""

    right: Right
    request: int
    key: str


class Outdated(RuleBroken):
    """What was asked for has changed since the form was shown."""

    def __init__(self):
        super().__init__(
            _("Meanwhile something has happened in the dossier. Please look at what is asked now, and send it again.")
        )


def form_token(story: Story, right: Right) -> str:
    """The signed text for a form that is being shown to somebody with a right."""
    number = story.request.number if story.request else 0
    data = {"d": story.dossier.UID(), "r": number, "k": secrets.token_hex(8), "w": right.value}
    return tokens.sign(_PURPOSE, data, _LASTS)


def read_form(token: Any, dossier: Any) -> Form | None:
    """The form of a signed text; None if it was not made for this dossier or is too old."""
    data = tokens.read(_PURPOSE, token)
    if data is None or data["d"] != dossier.UID():
        return None
    return Form(Right(data["w"]), data["r"], f"follow:{data['k']}")


def draft_key(dossier: Any) -> str:
    """What the drafts of answers to a dossier's requests are kept by."""
    return f"dossier:{dossier.UID()}"


def draft_of(dossier: Any, request: Any) -> store.Draft | None:
    """What this visitor has prepared and not handed in yet."""
    return store.of_request(draft_key(dossier), request)


def fields_of(story: Story) -> Mapping[str, str]:
    """The component of each field for files: one field for every paper that was asked for, one for anything else."""
    if story.request is None:
        return {}
    known = dict(story.components())
    number = story.request.number
    fields = {
        f"r{number}-{place}": component if component in known else ""
        for place, (component, _what) in enumerate(story.request.papers)
    }
    return {**fields, f"r{number}-other": ""}


def upload(dossier: Any, request: Any, field: str, filename: str, stream: Any) -> None:
    """Keep a file until it is handed in; raises DraftError or TooManyAttempts with a reason."""
    uploads.receive(store.begin(draft_key(dossier), request), field, filename, stream)


def remove(dossier: Any, request: Any, upload_id: str) -> None:
    """Forget a file that was uploaded and not handed in."""
    draft = draft_of(dossier, request)
    if draft:
        uploads.remove(draft, upload_id)


def answer(story: Story, request: Any, form: Form, message: str) -> None:
    """Hand in what was uploaded, with a message; a second time changes nothing. Raises InvalidData, LifecycleError."""
    dossier = story.dossier
    if any(event.key == form.key for event in dossier.events):
        return
    if story.duty not in REQUESTS or story.request is None or story.request.number != form.request:
        raise Outdated
    draft = draft_of(dossier, request)
    files = _attachments(draft, fields_of(story)) if draft else []
    if not files and not message:
        raise RuleBroken(_("Add a file, or write what you want to say: so far there is nothing to hand in."))
    with as_applicant(dossier):
        move(dossier, REQUESTS[story.duty][1], {"reason": message}, files=files, key=form.key)
    if draft:
        store.mark_filed(draft.token, dossier.tracking_number)


def can_withdraw(dossier: Any) -> bool:
    """Whether the applicant can ask to withdraw the dossier now."""
    with as_applicant(dossier):
        return "ask_withdrawal" in possible(dossier)


def withdraw(dossier: Any, form: Form, reason: str) -> None:
    """Ask to withdraw the dossier; a second time changes nothing. Raises InvalidData, LifecycleError."""
    with as_applicant(dossier):
        move(dossier, "ask_withdrawal", {"reason": reason}, key=form.key)


def _attachments(draft: store.Draft, fields: Mapping[str, str]) -> list[Attachment]:
    """The uploads as attachments; the same file for the same paper counts once. Raises RuleBroken for half a file."""
    made = {}
    for each in uploads.of(draft):
        if each.component not in fields:
            continue
        if not each.is_complete:
            raise RuleBroken(
                _(
                    "“${name}” has not arrived completely. Choose it again, or remove it.",
                    mapping={"name": each.filename},
                )
            )
        component = fields[each.component]
        with uploads.open_file(each) as stream:
            data = stream.read()
        made[component, each.sha256] = attachment_of(component, each.filename, data, each.finding.verdict)
    return list(made.values())

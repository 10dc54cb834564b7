"""The receipt by e-mail: after filing online, and whenever the one who filed asks for it."""

from hcc_longan import _
from hcc_longan import logger
from hcc_longan.channels import send_email
from hcc_longan.dossiers.register import queries
from hcc_longan.tracking.links import follow_url
from hcc_longan.tracking.links import receipt_url
from hcc_longan.tracking.story import Story
from typing import Any
from zope.annotation.interfaces import IAnnotations
from zope.globalrequest import getRequest

import transaction


_FILED = "hcc_longan.tracking.filed"


def send(dossier: Any, to: str, language: str) -> None:
    """Send the receipt when the transaction commits."""
    story = Story(dossier, language, whole=True)
    subject = _("Your dossier has arrived: ${number}", mapping={"number": dossier.tracking_number})
    send_email(to, story.say(subject), receipt_text(story), language=language)


def receipt_text(story: Story) -> str:
    """The receipt as plain text."""
    dossier, language = story.dossier, story.language
    count = len(dossier.attachments)
    files = [f"  {file.filename}  {file.getSize()} B  SHA-256 {file.sha256}" for file in dossier.attachments]
    reception = {"at": story.moment(story.promised_reception), "number": dossier.tracking_number}
    paragraphs = [
        _("The Long An Public Administrative Service Centre has your dossier."),
        "\n".join(
            [
                story.say(_("Tracking number: ${number}", mapping=reception)),
                story.say(_("Procedure: ${title}", mapping={"title": story.procedure})),
                story.say(_("Filed: ${at}", mapping={"at": story.moment(dossier.events[0].at)})),
            ]
        ),
        "\n".join([story.say(_("Files that arrived: ${count}", mapping={"count": count})), *files]),
        _("An officer looks at the dossier by ${at} and receives it, or tells you what is missing.", mapping=reception),
        "\n".join([story.say(_("Follow your dossier:")), follow_url(dossier, language)]),
        "\n".join([story.say(_("Your receipt, to print or to keep:")), receipt_url(dossier, language)]),
        _("Whoever has these links can see how far the dossier is. Please don't pass this e-mail on."),
    ]
    return "\n\n".join(story.say(paragraph) for paragraph in paragraphs) + "\n"


def remember(dossier: Any, event: Any) -> None:
    """Note that a dossier was filed online: its receipt is sent when the request is over.

    Not with the commit of the filing: that happens under a lock, in which nobody waits for a mail server.
    """
    request = getRequest()
    if request is not None and dossier.channel == "online" and dossier.applicant.get("email"):
        IAnnotations(request).setdefault(_FILED, []).append(dossier.UID())


def send_remembered(event: Any) -> None:
    """Send the receipts of the dossiers that the request filed; a fault of the mail is logged and harms nobody."""
    for uid in IAnnotations(event.request, {}).pop(_FILED, ()):
        try:
            with transaction.manager:
                dossier = queries.by_uid(uid)
                # The filing may have been taken back.
                if dossier is not None:
                    send(dossier, dossier.applicant["email"], dossier.applicant.get("language", "vi"))
        except Exception:
            logger.exception("The receipt of a dossier could not be sent.")

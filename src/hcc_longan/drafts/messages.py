"""Messages about drafts: the link to go on elsewhere, and the warning that a draft ends."""

from hcc_longan import _
from hcc_longan.channels.emails import masked_email
from hcc_longan.channels.emails import read_email
from hcc_longan.channels.phones import is_mobile
from hcc_longan.channels.phones import masked_phone
from hcc_longan.channels.phones import read_phone
from hcc_longan.channels.sending import send_email
from hcc_longan.channels.sending import send_sms
from hcc_longan.clock import ZONE
from hcc_longan.drafts.store import Draft
from hcc_longan.vietnamese import format_date
from typing import Any
from zope.i18n import translate
from zope.i18nmessageid import Message


def read_contact(text: Any) -> str | None:
    """An e-mail address or the number of a mobile phone, as it is written to; None if it is neither."""
    text = text if isinstance(text, str) else ""
    if "@" in text:
        return read_email(text)
    number = read_phone(text)
    return number if number and is_mobile(number) else None


def masked(contact: str) -> str:
    """A contact as its owner recognises it."""
    return masked_email(contact) if "@" in contact else masked_phone(contact)


def send_link(draft: Draft, contact: str, url: str) -> None:
    """Send the link that opens a draft on another device, when the transaction commits."""
    _send(
        draft,
        contact,
        _("Your draft: ${form}", mapping={"form": draft.title}),
        _(
            "You can go on with “${form}” on any device until ${day}:\n\n${url}\n\n"
            "Whoever has this link sees what you typed. If you did not ask for it, just ignore this message.",
            mapping=_facts(draft, url),
        ),
        _("Go on with your form until ${day}: ${url}", mapping=_facts(draft, url)),
    )


def send_warning(draft: Draft, contact: str, url: str) -> None:
    """Warn that a draft will be deleted, when the transaction commits."""
    _send(
        draft,
        contact,
        _("Your draft will be deleted: ${form}", mapping={"form": draft.title}),
        _(
            "You began “${form}” and have not filed it yet. On ${day} the draft and its files will be deleted. "
            "To go on, open it here:\n\n${url}\n\nTo let it end, do nothing.",
            mapping=_facts(draft, url),
        ),
        _("Your form has not been filed. It will be deleted on ${day}. Go on: ${url}", mapping=_facts(draft, url)),
    )


def _facts(draft: Draft, url: str) -> dict[str, str]:
    day = format_date(draft.expires_at.astimezone(ZONE).date(), draft.language)
    return {"form": draft.title, "day": day, "url": url}


def _send(draft: Draft, contact: str, subject: Message, text: Message, short: Message) -> None:
    def words(message: Message) -> str:
        return translate(message, target_language=draft.language)

    if "@" in contact:
        send_email(contact, words(subject), words(text), language=draft.language)
    else:
        send_sms(contact, words(short))

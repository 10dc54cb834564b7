"""Sending: to the channel that the settings name, when the transaction commits.

What was filed or changed never depends on a mail server: a message that can't be handed over is logged. Who has to
know, asks the channel itself (`deliver` raises NotDelivered), as the outbox of notices does.
"""

from collections.abc import Iterable
from hcc_longan import demo
from hcc_longan.channels.interfaces import IEmailChannel
from hcc_longan.channels.interfaces import ISmsChannel
from hcc_longan.channels.interfaces import NotDelivered
from hcc_longan.channels.messages import Attachment
from hcc_longan.channels.messages import compose
from hcc_longan.channels.settings import AUTOMATIC
from hcc_longan.channels.settings import setting
from plone import api
from zope.component import getUtility


def send_email(
    to: str, subject: str, text: str, *, attachments: Iterable[Attachment] = (), language: str = "vi"
) -> None:
    """Send an e-mail in plain text when the transaction commits; attachments are (filename, content type, bytes)."""
    email_channel().send(compose(to, subject, text, attachments, language))


def send_sms(number: str, text: str) -> None:
    """Send an SMS when the transaction commits; the number is as `phones.read_phone` gives it."""
    sms_channel().send(number, text)


def email_channel() -> IEmailChannel:
    """The channel that e-mail goes to."""
    return getUtility(IEmailChannel, name=_chosen("email_channel", "mailhost", IEmailChannel))


def sms_channel() -> ISmsChannel:
    """The channel that SMS go to."""
    return getUtility(ISmsChannel, name=_chosen("sms_channel", "kannel", ISmsChannel))


def is_trial() -> bool:
    """Whether this is a site with demo accounts."""
    return bool(api.portal.get_registry_record(demo.RECORD, default=False))


def _chosen(name: str, real: str, interface: type) -> str:
    chosen = setting(name)
    if chosen != AUTOMATIC:
        return chosen
    if is_trial():
        try:
            getUtility(interface, name=real).check()
        except NotDelivered:
            return "mailbox"
    return real

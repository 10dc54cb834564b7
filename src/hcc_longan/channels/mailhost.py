"""E-mail through Plone's mail server."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import compat32
from email.utils import make_msgid
from hcc_longan import _
from hcc_longan.channels.commit import AfterCommit
from hcc_longan.channels.commit import logged
from hcc_longan.channels.interfaces import IEmailChannel
from hcc_longan.channels.interfaces import NotDelivered
from plone import api
from Products.MailHost.MailHost import MailHostError
from smtplib import SMTPException
from zope.interface import implementer


# MailHost knows the older kind of messages only, and sends lines as they are: mail servers want them to end with CRLF.
_OLDER = compat32.clone(linesep="\r\n")


@implementer(IEmailChannel)
class MailHostChannel(AfterCommit):
    """Plone's MailHost. With its queue it takes part in the transaction itself: that is a file, written in no time."""

    def check(self) -> None:
        overview = api.content.get_view("overview-controlpanel", api.portal.get(), api.portal.get().REQUEST)
        if overview.mailhost_warning():
            raise NotDelivered(_("No mail server is set up: see Plone's mail settings."))

    def deliver(self, message: EmailMessage) -> None:
        self.check()
        self._give(message, immediate=True)

    def send(self, message: EmailMessage) -> None:
        if api.portal.get_tool("MailHost").smtp_queue:
            with logged():
                self._give(message, immediate=False)
        else:
            super().send(message)

    def _give(self, message: EmailMessage, immediate: bool) -> None:
        sender = api.portal.get_registry_record("plone.email_from_address") or ""
        message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
        older = message_from_bytes(message.as_bytes(), policy=_OLDER)
        try:
            api.portal.send_email(recipient=message["To"], subject=message["Subject"], body=older, immediate=immediate)
        except (SMTPException, MailHostError, OSError, RuntimeError, ValueError) as error:
            raise NotDelivered(_("The mail server refused: ${reason}", mapping={"reason": str(error)})) from error

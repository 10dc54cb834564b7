"""The mailbox of a trial site, which everybody may read: else nobody could try out what needs a message."""

from collections.abc import Sequence
from functools import cached_property
from hcc_longan.channels import mailbox
from hcc_longan.channels.sending import is_trial
from hcc_longan.pages import Page
from plone import api
from typing import Any
from urllib.parse import quote
from zExceptions import NotFound

import re


class MailboxView(Page):
    """The newest messages; `?message=…&part=0` gives an attachment of one."""

    def __call__(self) -> Any:
        if not is_trial():
            raise NotFound("mailbox")
        if "part" in self.request.form:
            return self._attachment(str(self.request.form.get("message")), str(self.request.form["part"]))
        return super().__call__()

    @cached_property
    def messages(self) -> Sequence[mailbox.Message]:
        return mailbox.newest()

    def parts(self, text: str) -> Sequence[tuple[str, bool]]:
        """A text in pieces; links to this site are told apart."""
        pieces = re.split(rf"({re.escape(api.portal.get().absolute_url())}[^\s<>\"]*[^\s<>\".,;:)])", text)
        return [(piece, number % 2 == 1) for number, piece in enumerate(pieces)]

    def _attachment(self, id_: str, number: str) -> bytes:
        message = mailbox.find(id_)
        if message is None or number not in map(str, range(len(message.attachments))):
            raise NotFound(id_)
        attachment = message.attachments[int(number)]
        response = self.request.response
        # Whatever it is, it is shown by no browser as a page of this site.
        response.setHeader("Content-Type", "application/octet-stream")
        response.setHeader("X-Content-Type-Options", "nosniff")
        response.setHeader("Content-Disposition", f"attachment; filename*=UTF-8''{quote(attachment.filename, safe='')}")
        response.setHeader("Cache-Control", "private, no-store")
        return attachment.data

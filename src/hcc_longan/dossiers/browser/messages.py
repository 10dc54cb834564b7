"""The messages of a dossier with the form to write one: a part of the officers' page and of the applicant's pages."""

from AccessControl import getSecurityManager
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.messages import LONGEST
from hcc_longan.dossiers.messages import mark_read
from hcc_longan.dossiers.messages import may_write
from hcc_longan.dossiers.messages import messages_of
from hcc_longan.dossiers.messages import open_until
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import write
from hcc_longan.protection import limits
from plone import api
from plone.protect import CheckAuthenticator
from plone.protect.interfaces import IDisableCSRFProtection
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from types import MappingProxyType
from typing import Any
from zope.i18n import translate
from zope.interface import alsoProvides

import secrets


class Messages(BrowserView):
    """For one side; `action` is the address of the page that shows the part and gives it what was sent, `hidden` what
    that page needs in the form."""

    index = ViewPageTemplateFile("templates/messages.pt")
    longest = LONGEST

    def __init__(
        self, dossier: Any, request: Any, side: Side, action: str, hidden: Mapping[str, str] = MappingProxyType({})
    ):
        super().__init__(dossier, request)
        self.side = side
        self.action = action
        self.hidden = hidden
        self.errors: dict[str, str] = {}

    def __call__(self) -> str:
        self.may_write = may_write(self.context, self.side)
        page = self.index()
        if self.may_write:
            # Who may only look on has read nothing for the side.
            mark_read(self.context, self.side)
        return page

    @property
    def was_sent(self) -> bool:
        """Whether the request brings a message."""
        return self.request.method == "POST" and "message_text" in self.request.form

    def handle(self) -> bool:
        """Write what was sent; if it can't be, False, and the part shows why with what was typed."""
        CheckAuthenticator(self.request)
        # Checked for the applicant that a visitor has proved to be; what Plone checks later is the visitor's account.
        alsoProvides(self.request, IDisableCSRFProtection)
        form = self.request.form
        try:
            limits.count("messages.author", acting.user_id() or limits.address())
            write(
                self.context, str(form["message_text"]), self.side, self._files(), str(form.get("message_key", ""))[:40]
            )
        except (limits.TooManyAttempts, LifecycleError) as error:
            self.errors["message_text"] = self._translate(error.message)
        except InvalidData as error:
            for field, message in error.fields.items():
                self.errors.setdefault("message_text" if field == "text" else "message_files", self._translate(message))
        return not self.errors

    @property
    def typed(self) -> str:
        return str(self.request.form.get("message_text", "")) if self.errors else ""

    @property
    def key(self) -> str:
        """Makes a second click harmless."""
        return str(self.request.form.get("message_key", "")) if self.errors else secrets.token_urlsafe(16)

    @property
    def is_open(self) -> bool:
        end = open_until(self.context)
        return end is None or end > clock.now()

    @property
    def open_until(self) -> str:
        end = open_until(self.context)
        return f"{end.astimezone(ZONE):%d/%m/%Y}" if end else ""

    @cached_property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        by_hash = {file.sha256: file for file in self.context.attachments}
        linked = getSecurityManager().checkPermission("View", self.context)
        return [
            {
                "number": message.number,
                "is_mine": message.side is self.side,
                "who": self._who(message),
                "at": f"{message.at.astimezone(ZONE):%d/%m/%Y %H:%M}",
                "text": message.text,
                "files": [
                    {
                        "name": by_hash[sha256].filename,
                        "url": linked and f"{self.context.absolute_url()}/@@files/{sha256}",
                    }
                    for sha256 in message.files
                    if sha256 in by_hash
                ],
                "read_at": f"{message.read_at.astimezone(ZONE):%d/%m/%Y %H:%M}" if message.read_at else "",
                "is_new": message.side is not self.side and message.read_at is None,
            }
            for message in messages_of(self.context)
        ]

    def _who(self, message: Any) -> Any:
        if message.side is Side.CITIZEN:
            return _("You") if self.side is Side.CITIZEN else _("The applicant")
        if self.side is Side.CITIZEN:
            return _("The centre")
        user = api.user.get(userid=message.author)
        name = user.getProperty("fullname") if user is not None else ""
        return f"{name} ({message.author})" if name else message.author

    def _files(self) -> Sequence[Mapping[str, Any]]:
        sent = self.request.form.get("message_files") or []
        return [
            {"component": "", "filename": file.filename, "data": file.read()}
            for file in (sent if isinstance(sent, list) else [sent])
            if getattr(file, "filename", "")
        ]

    def _translate(self, message: Any) -> str:
        return translate(message, context=self.request)

"""Who is at a dossier now: a part of its pages, kept fresh by their browsers."""

from collections.abc import Sequence
from functools import cached_property
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.desk.actions import presence
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.protection.origin import is_same_origin
from plone import api
from plone.protect.authenticator import AuthenticatorView
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zExceptions import NotFound
from zope.i18n import translate

import json
import secrets


class Presence(BrowserView):
    """`@@desk-presence`: HTML to put on a page; asked with `format=json` or by POST, what its script needs to know.

    A POST says that a page is open (`do=beat`), was closed (`leave`) or takes the dossier over (`take`).
    """

    index = ViewPageTemplateFile("templates/presence.pt")
    opened = ""
    every = int(presence.EVERY.total_seconds())

    def __call__(self) -> Any:
        if not sees_everything(self.context):
            raise NotFound("desk-presence")
        response = self.request.response
        response.setHeader("Cache-Control", "private, no-store")
        if self.request.form.get("format") != "json" and "do" not in self.request.form:
            return self.index()
        response.setHeader("Content-Type", "application/json; charset=utf-8")
        if self.request.method == "POST" and not self._act():
            response.setStatus(400)
        answer = {"lines": self.lines, "taken": self.taken, "version": self.context.version}
        return json.dumps(answer, ensure_ascii=False)

    def part(self, tab: str, opened: str, here: presence.Here) -> str:
        """The HTML for a page with a form, whose presence was written already."""
        self.tab, self.opened, self.here = tab, opened, here
        return self.index()

    @cached_property
    def tab(self) -> str:
        """This page's name: new, or as its script sends it."""
        sent = self.request.form.get("tab")
        return sent if presence.is_tab(sent) else secrets.token_urlsafe(12)

    @cached_property
    def here(self) -> presence.Here:
        return presence.here(self.context.UID(), acting.user_id(), self.tab)

    @property
    def lines(self) -> Sequence[str]:
        """Who else is here, in words."""
        return [self.say(_line(each)) for each in self.here.others]

    @property
    def taken(self) -> str:
        """Who has taken the dossier over from this page."""
        if not self.here.taken_by:
            return ""
        text = _("${name} has taken this dossier over and edits it now.", mapping={"name": self.here.taken_by})
        return self.say(text)

    @cached_property
    def language(self) -> str:
        """The page's: a dossier's own address has none."""
        sent = self.request.form.get("language")
        return sent if sent in ("vi", "en") else api.portal.get_current_language()

    def say(self, message: Any) -> str:
        return translate(message, target_language=self.language)

    @property
    def changed(self) -> str:
        """What the script says when somebody has moved the dossier meanwhile."""
        return self.say(_("The dossier has changed since you opened this page. Load the page anew."))

    def _act(self) -> bool:
        form = self.request.form
        is_ours = is_same_origin(self.request) and AuthenticatorView(self.context, self.request).verify()
        if not is_ours or not presence.is_tab(form.get("tab")):
            return False
        uid, user_id, do = self.context.UID(), acting.user_id(), form.get("do")
        opened = form.get("opened", "")
        if do == "leave":
            presence.leave(uid, user_id, self.tab)
        elif do in ("beat", "take") and opened in ("", *TRANSITIONS):
            self.here = presence.beat(uid, user_id, own_name(), self.tab, opened, take_over=do == "take")
        else:
            return False
        return True


def own_name() -> str:
    """What the present officer is called."""
    user = api.user.get_current()
    return user.getProperty("fullname") or user.getUserName()


def _line(tab: presence.Tab) -> Any:
    mapping = {"name": tab.name, "at": f"{tab.since.astimezone(ZONE):%H:%M}"}
    if not tab.opened:
        return _("${name} is looking at it since ${at}.", mapping=mapping)
    mapping["action"] = TRANSITIONS[tab.opened].title if tab.opened in TRANSITIONS else tab.opened
    if tab.holds:
        return _("${name} is editing since ${at}: ${action}.", mapping=mapping)
    return _("${name} has opened a form since ${at}: ${action}.", mapping=mapping)

"""The button with which an officer follows a dossier."""

from hcc_longan import _
from hcc_longan.accounts.signing import target_in_site
from hcc_longan.desk.lists import following
from hcc_longan.desk.screens import screen_url
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.protection.origin import is_same_origin
from plone import api
from plone.protect.authenticator import AuthenticatorView
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zExceptions import Unauthorized


class Follow(BrowserView):
    """Shows the button; sent by it, follows or no more, and goes back."""

    button = ViewPageTemplateFile("follow.pt")

    def __call__(self) -> Any:
        if not sees_everything(self.context):
            raise Unauthorized
        # Shown inside a page that was itself sent as a form, the button does nothing.
        if self.request.method != "POST" or "desk-follow" not in self.request.form:
            return self.button()
        url = target_in_site(self.request.form.get("came_from")) or screen_url("dossier", self.context.number)
        if is_same_origin(self.request) and AuthenticatorView(self.context, self.request).verify():
            following.toggle(self.context.UID())
        else:
            api.portal.show_message(_("This page had been open for too long. Please try again."), self.request)
        return self.request.response.redirect(url, status=303)

    @property
    def is_followed(self) -> bool:
        return following.is_followed(self.context.UID())

    @property
    def url(self) -> str:
        return f"{self.context.absolute_url()}/@@{self.__name__}"

    @property
    def here(self) -> str:
        """Where the button stands."""
        return self.request["ACTUAL_URL"]

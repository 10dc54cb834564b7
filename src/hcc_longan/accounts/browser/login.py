"""Plone's own form, for staff: citizens who come to it get in as well."""

from AccessControl.SecurityManagement import newSecurityManager
from hcc_longan.accounts import signing
from hcc_longan.accounts.recipients import read_recipient
from hcc_longan.protection.errors import TooManyAttempts
from pathlib import Path
from plone import api
from plone.protect.interfaces import IDisableCSRFProtection
from Products.CMFPlone.browser.login import login
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from zope.interface import alsoProvides


class LoginForm(login.LoginForm):
    """An e-mail address or mobile number is nobody's login name: it is looked up, with the limits of our own page."""

    index = ViewPageTemplateFile(str(Path(login.__file__).parent / "templates" / "login.pt"))

    def update(self) -> None:
        name, password = (str(self.request.form.get(field, "")) for field in ("__ac_name", "__ac_password"))
        if self.request.method == "POST" and api.user.is_anonymous() and read_recipient(name):
            self._recognise(name, password)
        super().update()

    def _recognise(self, name: str, password: str) -> None:
        try:
            user_id = signing.user_with_password(name, password)
        except TooManyAttempts as error:
            api.portal.show_message(error.message, self.request, "error")
            return
        if user_id:
            newSecurityManager(self.request, api.portal.get_tool("acl_users").getUserById(user_id))
            alsoProvides(self.request, IDisableCSRFProtection)

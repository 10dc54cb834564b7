"""What the pages of the room share: forms as accounts have them, and pages for people who are signed in."""

from datetime import datetime
from hcc_longan.accounts.browser.base import FORM
from hcc_longan.accounts.browser.base import FormPage
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.pages import Page
from hcc_longan.vietnamese import format_date
from plone import api
from typing import Any
from zope.i18n import translate

import secrets


class CitizenPage(FormPage):
    """A page with forms and dates. Subclasses do in `save` what was sent; what it raises becomes an error."""

    def act(self) -> None:
        try:
            self.save()
        except InvalidData as error:
            for field, message in error.fields.items():
                self.wrong(field, message)
        except LifecycleError as error:
            self.wrong(FORM, error.message)

    def save(self) -> None:
        """Do what a form asks for: redirect, or set errors."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """Makes a second click harmless: a new one for each form that is shown, kept while it is corrected."""
        return self.typed("key")[:40] or secrets.token_urlsafe(16)

    def invalid(self, field: str) -> str:
        """The class of a field with an error."""
        return "is-invalid" if field in self.errors else ""

    def say(self, message: Any) -> str:
        return translate(message, target_language=self.language)

    def moment(self, moment: datetime) -> str:
        """`17:00, 12/11/2026`."""
        return f"{moment.astimezone(ZONE):%H:%M}, {self.day(moment)}"

    def day(self, moment: datetime) -> str:
        return format_date(moment.astimezone(ZONE).date(), self.language)


class SignedIn(Page):
    """Mixed in before a page of somebody's own: who is not signed in does that first and comes back."""

    def update(self) -> None:
        if not api.user.is_anonymous():
            super().update()
            return
        query = self.request.get("QUERY_STRING", "")
        here = self.request["ACTUAL_URL"] + (f"?{query}" if query else "")
        self.request.response.redirect(self.url("sign-in", came_from=here), status=303)

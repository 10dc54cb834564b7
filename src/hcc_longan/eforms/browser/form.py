"""The page of an e-form."""

from collections.abc import Iterator
from collections.abc import Mapping
from collective.easyform.api import CONTEXT_KEY
from collective.easyform.browser.view import EasyFormForm
from collective.easyform.browser.view import EasyFormFormWrapper
from functools import cached_property
from hcc_longan import _
from hcc_longan.catalogue import versions
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.acting import user_id
from hcc_longan.dossiers.interfaces import IReceiptAddress
from hcc_longan.drafts import store
from hcc_longan.drafts.errors import DraftError
from hcc_longan.eforms import checks
from hcc_longan.eforms import conditions
from hcc_longan.eforms import filing
from hcc_longan.eforms.fields.wrapper import frame
from hcc_longan.eforms.model import BrokenModel
from hcc_longan.eforms.model import read_actions
from hcc_longan.eforms.model import read_fields
from hcc_longan.pages import page_url
from hcc_longan.protection import challenge
from hcc_longan.protection import limits
from hcc_longan.protection.errors import Refused
from hcc_longan.protection.origin import is_same_origin
from hcc_longan.vietnamese import format_date
from plone import api
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from z3c.form import button
from z3c.form.interfaces import NO_VALUE
from zope.component import getUtility

import secrets


class EFormForm(EasyFormForm):
    """The form itself: EasyForm's, with conditions that hold on the server as well, drafts, and one answer."""

    form_template = ViewPageTemplateFile("templates/form.pt")
    css_class = "eform"
    # A token would be refused once its session is over, and all that was typed with it; see `handleSubmit`.
    enableCSRFProtection = False

    @property
    def schema(self) -> Any:
        schema = read_fields(self.context.fields_model)
        schema.setTaggedValue(CONTEXT_KEY, self.context)
        return schema

    @cached_property
    def draft(self) -> Any | None:
        return store.of_request(self.context, self.request)

    @property
    def filed(self) -> Any | None:
        """The dossier that this request has filed."""
        return self.request.get(filing.FILED)

    def update(self) -> None:
        self.signed_out = False
        if self.request.method == "POST":
            self._keep_for_owner()
            self.form_key = str(self.request.form.get("form_key") or "")[:64] or secrets.token_urlsafe(16)
        else:
            self.form_key = secrets.token_urlsafe(16)
            self._fill_in()
        # Not EasyForm's own update: it reads everything a second time, for a page of thanks.
        super(EasyFormForm, self).update()
        self.markWidgets()
        self.template = self.form_template
        if self.filed is not None:
            self.request.response.redirect(getUtility(IReceiptAddress)(self.filed, self.context.language), 303)

    def _keep_for_owner(self) -> None:
        """Who was signed out while typing can't file the draft of the account; what was sent is kept in it."""
        draft = store.get(self.request.form.get("draft"))
        if draft is None or not store.is_signed_out(draft) or not is_same_origin(self.request):
            return
        self.signed_out = True
        try:
            store.save(draft.token, self.request.form, draft.revision)
        except DraftError as error:
            self.status = error.message

    def _fill_in(self) -> None:
        """Show what the draft holds, or what is known of the person; never what stands in the address."""
        values = self.draft.values if self.draft else {}
        if not values:
            values = {f"{self.prefix}widgets.{name}": value for name, value in filing.prefill(self.request).items()}
        self.request.form.clear()
        for name, value in values.items():
            base, _colon, kind = name.partition(":")
            self.request.form[base] = [value] if kind == "list" and isinstance(value, str) else value
        # A page elsewhere that led here has not put these values in.
        self.request.environ.pop("HTTP_REFERER", None)

    def markWidgets(self) -> None:
        for widget in self.all_widgets():
            frame(widget)

    def all_widgets(self) -> Iterator[Any]:
        """The widgets of all parts, in order."""
        yield from self.widgets.values()
        for group in self.groups:
            yield from group.widgets.values()

    def extractData(self, setErrors: bool = True) -> tuple[dict[str, Any], tuple]:
        """Values and errors, without the questions that the other answers make pointless."""
        data, errors = super().extractData(setErrors)
        expressions = self.schema.queryTaggedValue("depends_on", {})
        pointless = set(expressions) - conditions.asked(expressions, self._raw)
        for widget in self.all_widgets():
            if widget.__name__ in pointless:
                widget.error = None
        for manager in (self.widgets, *(group.widgets for group in self.groups)):
            manager.errors = tuple(error for error in manager.errors if _name(error) not in pointless)
        errors = tuple(error for error in errors if _name(error) not in pointless)
        return {name: value for name, value in data.items() if name not in pointless}, errors

    @cached_property
    def _raw(self) -> Mapping[str, Any]:
        """What was sent, by field name; where nothing was, what the field begins with."""
        found = {}
        for widget in self.all_widgets():
            raw = widget.extract()
            if isinstance(raw, list | tuple) and len(raw) == 1:
                raw = raw[0]
            found[widget.__name__] = widget.field.default if raw is NO_VALUE else raw
        return found

    def updateActions(self) -> None:
        # EasyForm's reads labels as expressions; ours have none.
        super(EasyFormForm, self).updateActions()
        if "submit" in self.actions:
            self.actions["submit"].title = self.context.submitLabel
            self.actions["submit"].klass = "btn btn-primary btn-lg submit-widget"

    buttons = EasyFormForm.buttons.select("submit")

    @button.handler(buttons["submit"])
    def handleSubmit(self, action: Any) -> None:
        if not is_same_origin(self.request):
            self.status = _("This came from another site. Look at it again, and send it from here.")
            return
        if self.signed_out:
            self.status = _("Your session has ended. Sign in again: what you typed is kept.")
            return
        sent_before = filing.earlier(self.context, self.request)
        if sent_before is not None:
            self.request.set(filing.FILED, sent_before)
            return
        data, errors = self.extractData()
        if errors:
            self.status = self.formErrorsMessage
            return
        try:
            challenge.check(self.request, "filing")
            limits.count("filing.address", limits.address())
            limits.count("filing.all")
        except Refused as error:
            self.status = error.message
            return
        found = self.processActions(data)
        if found:
            self.setErrorsMessage(found)

    def processActions(self, fields: dict[str, Any]) -> dict[str, Any] | None:
        schema = read_actions(self.context.actions_model)
        schema.setTaggedValue(CONTEXT_KEY, self.context)
        return super().processActions(fields)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The parts of the form with their widgets."""
        first = [{"name": "default", "label": "", "description": "", "widgets": list(self.widgets.values())}]
        return (first if len(self.widgets) else []) + [
            {
                "name": group.__name__,
                "label": group.label,
                "description": group.description or "",
                "widgets": list(group.widgets.values()),
            }
            for group in self.groups
        ]

    @property
    def saved_at(self) -> str:
        return self.draft.saved_at.astimezone(ZONE).strftime("%H:%M %d/%m/%Y") if self.draft else ""

    @property
    def kept_until(self) -> str:
        return format_date(self.draft.expires_at.astimezone(ZONE).date(), self.context.language) if self.draft else ""

    @property
    def needs_challenge(self) -> bool:
        return not user_id()

    @property
    def sign_in_url(self) -> str:
        return page_url("sign-in", self.context.language, came_from=self.context.absolute_url())

    @property
    def privacy_url(self) -> str:
        return page_url("privacy", self.context.language)

    @property
    def summary(self) -> list[dict[str, Any]]:
        """What is wrong, with the place of it."""
        return [
            {"id": widget.id, "label": widget.label, "message": widget.error.message}
            for widget in self.all_widgets()
            if widget.error
        ]


class EFormPage(EasyFormFormWrapper):
    """The page: says what is filed, refuses where nothing can be filed, and holds the form."""

    form = EFormForm
    index = ViewPageTemplateFile("templates/page.pt")

    def __call__(self) -> Any:
        response = self.request.response
        response.setHeader("Cache-Control", "private, no-store")
        return super().__call__()

    def update(self) -> None:
        # A form that nobody may use is not even read: it may be broken.
        if not self.obstacle:
            super().update()

    def render(self) -> Any:
        if self.request.response.getStatus() in (302, 303):
            return ""
        return self.index()

    @property
    def procedure(self) -> Any:
        return self.context.aq_parent

    @cached_property
    def obstacle(self) -> Any:
        """Why nothing can be filed here now; empty if something can."""
        version = versions.version_in_force(self.procedure)
        if version is None or api.content.get_state(versions.canonical(self.procedure)) != "published":
            return _("This procedure is not in force today, so nothing can be filed for it.")
        try:
            broken = checks.faults(self.context)
        except BrokenModel:
            broken = True
        if broken:
            return _("This form is being repaired. Please file at the centre's counter or come back later.")
        return ""

    @cached_property
    def needs_sign_in(self) -> bool:
        return not user_id() and bool(getattr(versions.canonical(self.procedure), "account_needed", False))

    @property
    def sign_in_url(self) -> str:
        return page_url("sign-in", self.context.language, came_from=self.context.absolute_url())

    @property
    def is_signed_in(self) -> bool:
        return bool(user_id())


def _name(error: Any) -> str | None:
    return getattr(getattr(error, "widget", None), "__name__", None)

"""Going on later or elsewhere, without any script: keep, discard, send a link, follow it."""

from functools import cached_property
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.drafts import messages
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.drafts.errors import Changed
from hcc_longan.drafts.errors import DraftError
from hcc_longan.drafts.links import resume_url
from hcc_longan.drafts.store import Draft
from hcc_longan.drafts.values import clean_values
from hcc_longan.pages import page_url
from hcc_longan.protection import limits
from hcc_longan.protection.origin import is_same_origin
from hcc_longan.vietnamese import format_date
from plone import api
from Products.Five import BrowserView
from typing import Any
from zExceptions import Forbidden
from zope.i18n import translate
from ZPublisher.HTTPRequest import FileUpload


class DraftPage(BrowserView):
    """A page about the request's draft of a form. Personal: nothing keeps it, and it tells nobody where it was."""

    def __call__(self) -> Any:
        response = self.request.response
        response.setHeader("Cache-Control", "private, no-store")
        response.setHeader("X-Robots-Tag", "noindex")
        response.setHeader("Referrer-Policy", "same-origin")
        if self.request.method == "POST" and not is_same_origin(self.request):
            raise Forbidden("Another site may not do this for you.")
        return self.answer()

    def answer(self) -> Any:
        """The page, or a redirect."""
        raise NotImplementedError

    @cached_property
    def draft(self) -> Draft | None:
        return store.of_request(self.context, self.request)

    @property
    def language(self) -> str:
        return api.portal.get_current_language()

    @property
    def is_signed_in(self) -> bool:
        return bool(store.current_user())

    @property
    def my_url(self) -> str:
        return page_url("my")

    def day(self, draft: Draft) -> str:
        """The day on which a draft ends."""
        return format_date(draft.expires_at.astimezone(ZONE).date(), self.language)

    def moment(self, draft: Draft) -> str:
        """When a draft was saved."""
        saved_at = draft.saved_at.astimezone(ZONE)
        return f"{saved_at:%H:%M}, {format_date(saved_at.date(), self.language)}"

    def go(self, url: str) -> str:
        """A redirect that is a new page."""
        self.request.response.redirect(url, status=303)
        return ""

    def back_with(self, message: Any) -> str:
        """To the form, with a message."""
        api.portal.show_message(message, self.request, "warning")
        return self.go(self.context.absolute_url())


class KeepDraft(DraftPage):
    """`@@keep-draft`: what a form's button “save and go on later” sends it to, files included."""

    def answer(self) -> Any:
        if self.request.method != "POST":
            return self.go(self.context.absolute_url())
        try:
            draft = store.to_write(self.context, self.request)
            self._save(draft)
            for upload_id in self._removed():
                uploads.remove(draft, upload_id)
            for component, file in self._files():
                uploads.receive(draft, component, file.filename, file)
        except (DraftError, limits.TooManyAttempts) as error:
            return self.back_with(error.message)
        if store.is_signed_out(draft):
            return self.go(page_url("sign-in", came_from=self.context.absolute_url()))
        return self.go(f"{self.context.absolute_url()}/@@resume-link")

    def _save(self, draft: Draft) -> None:
        """Without a script nobody is asked whose change holds: what is empty here stays as it was saved elsewhere."""
        form = self.request.form
        revision = str(form.get("draft_revision") or "0")
        try:
            store.save(draft.token, form, int(revision) if revision.isdecimal() and len(revision) < 10 else 0)
        except Changed as changed:
            typed = {name: value for name, value in clean_values(form).items() if value}
            store.save(draft.token, {**changed.current.values, **typed}, changed.current.revision)

    def _removed(self) -> list[str]:
        ticked = [value for name, value in self.request.form.items() if name.endswith(".upload-remove")]
        return [str(each) for value in ticked for each in (value if isinstance(value, list) else [value])]

    def _files(self) -> list[tuple[str, FileUpload]]:
        form = self.request.form
        found = []
        for name, value in form.items():
            component = form.get(f"{name}.upload-component")
            for file in value if isinstance(value, list) else [value]:
                if isinstance(file, FileUpload) and file.filename and isinstance(component, str):
                    found.append((component, file))
        return found


class DiscardDraft(DraftPage):
    """`@@discard-draft`: asks, then deletes the draft and its files."""

    def answer(self) -> Any:
        if self.draft is None:
            return self.back_with(_("There is no draft."))
        if self.request.method == "POST" and "confirmed" in self.request.form:
            store.discard(self.draft.token)
            store.forget(self.draft, self.request)
            return self.back_with(_("The draft has been deleted."))
        return self.index()


class ResumeLink(DraftPage):
    """`@@resume-link`: says where the draft is kept, and sends a link to it."""

    sent_to = ""
    error = ""

    def answer(self) -> Any:
        if self.draft is None:
            return self.back_with(_("There is nothing to go on with yet. Fill in something first."))
        if self.request.method == "POST":
            try:
                self._send()
            except limits.TooManyAttempts as error:
                self.error = translate(error.message, context=self.request)
        return self.index()

    def _send(self) -> None:
        contact = messages.read_contact(self.request.form.get("contact"))
        if contact is None:
            self.error = translate(
                _("Give an e-mail address like mai@example.org or a mobile number like 0901 234 567."),
                context=self.request,
            )
            return
        limits.count("resume.address", limits.address())
        limits.count("resume.recipient", contact)
        draft = store.note_contact(self.draft.token, contact)
        messages.send_link(draft, contact, resume_url(self.context, draft))
        self.sent_to = messages.masked(contact)


class Resume(DraftPage):
    """`@@resume?t=`: what a link from a message opens."""

    def answer(self) -> Any:
        linked = self.linked
        if linked is None or linked.filed_as:
            self.request.response.setStatus(410)
            return self.index()
        if store.is_signed_out(linked):
            url = page_url("sign-in", came_from=f"{self.context.absolute_url()}/@@resume?t={self.token}")
            return self.index() if self.is_signed_in else self.go(url)
        if self.other is not None and "confirmed" not in self.request.form:
            return self.index()
        store.remember(linked, self.request)
        return self.go(self.context.absolute_url())

    @property
    def token(self) -> str:
        return str(self.request.form.get("t") or "")

    @cached_property
    def linked(self) -> Draft | None:
        """The draft of the link."""
        draft = store.get(self.token)
        return draft if draft and draft.form_uid == store.key_of(self.context) else None

    @cached_property
    def other(self) -> Draft | None:
        """Another draft that this browser has, which the linked one would take the place of."""
        return self.draft if self.draft and self.draft.id != self.linked.id and not self.draft.owner else None

    @property
    def belongs_to_another(self) -> bool:
        return self.linked is not None and store.is_signed_out(self.linked)

    @property
    def tracking_url(self) -> str:
        return page_url("tracking")

"""The page of a dossier for its applicant, found by a link."""

from functools import cached_property
from hcc_longan import _
from hcc_longan.dossiers import access
from hcc_longan.dossiers.acting import as_applicant
from hcc_longan.dossiers.browser.messages import Messages
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.messages import Side
from hcc_longan.drafts.browser.api import DraftView
from hcc_longan.drafts.browser.api import UploadsView
from hcc_longan.drafts.errors import DraftError
from hcc_longan.drafts.store import Draft
from hcc_longan.papers.issuing import papers_of
from hcc_longan.protection import limits
from hcc_longan.protection.errors import Refused
from hcc_longan.tracking import answering
from hcc_longan.tracking import links
from hcc_longan.tracking import lookup
from hcc_longan.tracking import opening
from hcc_longan.tracking import settings
from hcc_longan.tracking.browser.base import send
from hcc_longan.tracking.browser.base import TrackingBase
from hcc_longan.tracking.durations import nine_in_ten
from hcc_longan.tracking.links import Right
from hcc_longan.tracking.story import Duty
from hcc_longan.tracking.story import Story
from plone import api
from plone.protect.interfaces import IDisableCSRFProtection
from typing import Any
from zExceptions import NotFound
from zope.interface import alsoProvides
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse


LONGEST_MESSAGE = 5000
# Files for one paper that was asked for.
MOST_FILES = 20


class LinkedPage(TrackingBase):
    """A page or file found by a link to follow."""

    @cached_property
    def token(self) -> str:
        value = self.request.form.get("t") or self.request.form.get("_t")
        return value if isinstance(value, str) else ""

    @cached_property
    def found(self) -> links.Found | None:
        return links.followed(self.token)

    @cached_property
    def right(self) -> Right:
        """What the visitor may do."""
        if self.found is None:
            return Right.READ
        return Right.ACT if self.is_owner(self.found.dossier) else self.found.right

    @property
    def is_verified(self) -> bool:
        """Whether the visitor has proved to be the applicant."""
        return self.right is not Right.READ

    @property
    def sees_files(self) -> bool:
        """Whether that was done with something that can't be guessed."""
        return self.right is Right.ACT


class FollowPage(LinkedPage):
    """How far the dossier is, what to do now, and what was done; the applicant answers requests right there."""

    def update(self) -> None:
        if self.found is None:
            self.request.response.setStatus(404)
            return
        access.note(self.dossier)
        if self.request.method == "POST":
            self.act()

    @cached_property
    def dossier(self) -> Any:
        return self.found.dossier

    @cached_property
    def story(self) -> Story:
        named = self.is_owner(self.dossier)
        return Story(self.dossier, self.language, whole=self.is_verified, named=named, files=self.sees_files)

    @property
    def form_url(self) -> str:
        """Where the page's forms are sent."""
        return self.url("follow")

    @property
    def own_url(self) -> str:
        """Where the page goes on after something was done."""
        return links.act_url(self.dossier, self.language, self.right)

    @cached_property
    def right(self) -> Right:
        """A form that was sent has the right of the page that it was shown on, which its link may have lost since."""
        form = self.found and answering.read_form(self.request.form.get("_form"), self.dossier)
        return form.right if form else super().right

    # What the visitor does

    def act(self) -> None:
        if "verify" in self.request.form:
            return self.verify()
        if self.sees_files and self.messages.was_sent:
            return self.write_message()
        form = answering.read_form(self.request.form.get("_form"), self.dossier)
        if form is None and self.is_verified:
            self.errors["now"] = _("The page was open for too long. Nothing was changed; please send it again.")
            return None
        if form is None:
            self.errors["digits"] = _(
                "The page was open for too long. Please give the four characters again; then you can go on."
            )
            return None
        # The signed text of the form does what Plone's own token does, for people without an account.
        alsoProvides(self.request, IDisableCSRFProtection)
        try:
            return self.do(form)
        except InvalidData as error:
            place = "reason" if "withdraw" in self.request.form else "message"
            self.errors[place] = " ".join(self.say(message) for message in error.fields.values())
        except (LifecycleError, DraftError, Refused) as error:
            self.errors["reason" if "withdraw" in self.request.form else "message"] = error.message
        return None

    @cached_property
    def messages(self) -> Messages:
        """What applicant and officers write to each other."""
        hidden = {"_t": self.lasting_token, "_form": self.form_token()}
        return Messages(self.dossier, self.request, Side.CITIZEN, self.form_url, hidden)

    def write_message(self) -> None:
        with as_applicant(self.dossier):
            if self.messages.handle():
                self.go_to(f"{self.own_url}#messages")

    def more(self) -> str:
        """What the page ends with, for the applicant."""
        with as_applicant(self.dossier):
            return self.messages()

    def do(self, form: answering.Form) -> None:
        if "withdraw" in self.request.form:
            answering.withdraw(self.dossier, form, self.typed("reason", LONGEST_MESSAGE))
            return self.done(_("You asked to withdraw the dossier."))
        for field in answering.fields_of(self.story):
            self.work_on(field)
        if "answer" in self.request.form and not self.errors:
            answering.answer(self.story, self.request, form, self.typed("message", LONGEST_MESSAGE))
            return self.done(_("Thank you. What you handed in has arrived, and the centre goes on with it."))
        return None

    def work_on(self, field: str) -> None:
        """Take the files of a field and remove what is ticked; a file that can't be taken doesn't harm the others."""
        for upload_id in self.listed(f"{field}.upload-remove"):
            answering.remove(self.dossier, self.request, str(upload_id))
        for file in self.listed(field):
            if getattr(file, "filename", ""):
                try:
                    answering.upload(self.dossier, self.request, field, file.filename, file)
                except (DraftError, Refused) as error:
                    self.errors[field] = error.message

    def listed(self, name: str) -> list[Any]:
        value = self.request.form.get(name) or []
        return value if isinstance(value, list) else [value]

    def done(self, message: str) -> None:
        api.portal.show_message(message, self.request)
        self.go_to(self.own_url)

    def verify(self) -> None:
        try:
            found = lookup.find(self.dossier.tracking_number, self.typed("digits"))
        except limits.TooManyAttempts as error:
            self.request.response.setStatus(429)
            self.request.response.setHeader("Retry-After", str(error.retry_after))
            self.errors["digits"] = error.message
        else:
            if found is not None:
                return self.go_to(links.act_url(self.dossier, self.language))
            self.errors["digits"] = _("These are not the last four characters of a number given in the dossier.")
        return None

    # What the page says

    def form_token(self) -> str:
        return answering.form_token(self.story, self.right)

    @cached_property
    def draft(self) -> Draft | None:
        return answering.draft_of(self.dossier, self.request)

    @property
    def message(self) -> str:
        """What was typed, here or before."""
        typed = self.typed("message", LONGEST_MESSAGE) if self.request.method == "POST" else ""
        return typed or str(self.draft.values.get("message", "") if self.draft else "")

    @property
    def lasting_token(self) -> str:
        """What forms name the dossier by: the page's own token is over before papers are gathered."""
        return links.read_token(self.dossier)

    def draft_url(self, view: str) -> str:
        """Where the script of the form keeps what is prepared: always the same address for a dossier."""
        return f"{self.context.absolute_url()}/@@{view}/{self.lasting_token}"

    def papers_asked(self) -> list[dict[str, Any]]:
        """What was asked for, with a field for each."""
        asked = zip(answering.fields_of(self.story), self.story.request.papers, strict=False)
        return [
            {"field": field, "what": what, "component": self.story.component(component)}
            for field, (component, what) in asked
        ]

    @property
    def other_field(self) -> str:
        """The field for anything else."""
        return list(answering.fields_of(self.story))[-1]

    def upload_field(self, field: str) -> str:
        view = api.content.get_view("upload-field", self.context, self.request)
        faults = [self.errors[field]] if field in self.errors else []
        return view(field, field, field, self.draft, most=MOST_FILES, faults=faults)

    def draft_texts(self) -> str:
        return api.content.get_view("draft-texts", self.context, self.request)()

    def is_asked_for_files(self) -> bool:
        return self.story.duty in answering.REQUESTS

    def can_withdraw(self) -> bool:
        return answering.can_withdraw(self.dossier)

    @property
    def rate_url(self) -> str:
        """Where the applicant rates a dossier whose result is returned; empty for everybody and everything else."""
        is_ready = self.is_verified and self.dossier.state == "returned"
        return self.url("rate", **self.own_query) if is_ready else ""

    @property
    def own_query(self) -> dict[str, str]:
        """What names the dossier and the right to it in an address."""
        return {"t": links.act_token(self.dossier, self.right)}

    def is_duty(self, name: str) -> bool:
        return self.story.duty is Duty(name)

    @property
    def usual_days(self) -> int | None:
        return nine_in_ten(self.dossier.procedure, self.dossier.department)

    def place(self) -> str:
        return settings.text("place", self.language)

    def payment(self) -> str:
        return settings.text("payment", self.language)

    def opening_hours(self) -> list[tuple[str, str]]:
        return opening.week(self.dossier.department, self.language)

    def closed_days(self) -> list[str]:
        return opening.closed_soon(self.dossier.department, self.language)

    def handed_in(self) -> list[dict[str, Any]]:
        return self.file_lines(self.dossier.attachments)

    def results(self) -> list[dict[str, Any]]:
        return self.file_lines(self.dossier.results)

    def papers(self) -> list[dict[str, str]]:
        """The official papers that were issued, the newest first."""
        return [
            {
                "title": paper.form.title(self.language),
                "note": f"{paper.number}, {self.story.moment(paper.issued_at)}",
                "url": self.file_url(paper.sha256),
            }
            for paper in reversed(papers_of(self.dossier))
        ]

    def file_url(self, sha256: str) -> str:
        return f"{self.context.absolute_url()}/@@follow-file?t={self.token}&f={sha256}"


class FollowedFile(LinkedPage):
    """A result or a paper of a dossier, for the applicant who has no account."""

    def __call__(self) -> Any:
        self.keep_private()
        wanted = self.typed("f")
        if not self.sees_files:
            raise NotFound(wanted)
        dossier = self.found.dossier
        paper = next((paper for paper in papers_of(dossier) if paper.sha256 == wanted), None)
        result = next((file for file in dossier.results if file.sha256 == wanted and not file.is_locked), None)
        if paper is not None:
            access.note(dossier, access.What.PAPER, paper.code)
        elif result is not None:
            access.note(dossier, access.What.FILE, wanted)
        else:
            raise NotFound(wanted)
        return send(self.request.response, paper or result)


class _Place:
    """Drafts of answers, below an address that holds a link to read: `@@follow-draft/<token>`."""

    link = ""

    def publishTraverse(self, request: Any, name: str) -> Any:
        if not self.link:
            self.link = name
            return self
        return self.below(request, name)

    def below(self, request: Any, name: str) -> Any:
        # Zope looks up this method as if it were a part of the address.
        if name == "DELETE":
            return self
        raise NotFound(name)

    @property
    def place(self) -> str:
        found = links.followed(self.link)
        if found is None:
            raise NotFound(self.link)
        return answering.draft_key(found.dossier)


@implementer(IPublishTraverse)
class FollowDraft(_Place, DraftView):
    """What the applicant is writing."""


@implementer(IPublishTraverse)
class FollowUploads(_Place, UploadsView):
    """The files that the applicant is uploading."""

    below = UploadsView.publishTraverse

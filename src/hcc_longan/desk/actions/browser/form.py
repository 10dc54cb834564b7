"""`desk-action`: the form of a step, inside the desk's frame."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hcc_longan import _
from hcc_longan.accounts.browser.base import OPEN_TOO_LONG
from hcc_longan.desk.actions import presence
from hcc_longan.desk.actions import rules
from hcc_longan.desk.actions.browser.presence import own_name
from hcc_longan.desk.actions.forms import BoundForm
from hcc_longan.desk.actions.forms import ELSEWHERE
from hcc_longan.desk.actions.forms import field_id
from hcc_longan.desk.actions.forms import form_for
from hcc_longan.desk.actions.matter import Matter
from hcc_longan.desk.actions.staging import Staged
from hcc_longan.desk.due import moment
from hcc_longan.desk.screens import Screen
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.errors import NotAllowed
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.lifecycle import Outcome
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.dossiers.roles import ROLE_TITLES
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.dossiers.settings import setting
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.steps import brings_results
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.drafts.uploads import Upload
from hcc_longan.protection.origin import is_same_origin
from hcc_longan.staff.people import name_of
from plone.protect.authenticator import AuthenticatorView
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zExceptions import NotFound
from zope.component import getMultiAdapter

import re
import secrets
import transaction as transactions


PAGE = ViewPageTemplateFile("templates/form.pt")
ERRORS = ViewPageTemplateFile("templates/errors.pt")
# Where messages stand that belong to no field.
FORM = "form"
_FILES = "files"
# Files that belong to components of the procedure: what the applicant brings.
_BY_COMPONENT = ("correct", "supplement")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True)
class FileField:
    """A place to choose files, of a component where it has one."""

    name: str
    label: Any
    component: str = ""

    @property
    def id(self) -> str:
        return field_id(self.name)


class ActionPage(BrowserView):
    """Called with the screen it stands in and the transition; gives the page, empty after a redirect."""

    screen: Screen
    transition: str

    def __call__(self, screen: Screen, transition: str) -> str:
        if transition not in TRANSITIONS:
            raise NotFound(transition)
        self.screen, self.transition = screen, transition
        if transition in ELSEWHERE:
            screen.go(screen.at("returning", self.context.number))
            return ""
        self.errors: dict[str, Any] = {}
        self.changes: Sequence[str] = ()
        if self.was_filled_in:
            if self._act():
                return ""
            self._keep_files()
        if self.is_possible:
            self.here = presence.beat(
                self.context.UID(),
                acting.user_id(),
                own_name(),
                self.tab,
                transition,
                take_over=self.was_sent("take_over"),
            )
        else:
            self.here = presence.here(self.context.UID(), acting.user_id(), self.tab)
        return PAGE(screen, action=self)

    # What the page shows

    @property
    def title(self) -> str:
        return self.say(TRANSITIONS[self.transition].title)

    @property
    def dossier(self) -> Any:
        return self.context

    @property
    def back(self) -> str:
        return self.screen.at("dossier", self.context.number)

    @property
    def here_url(self) -> str:
        return self.screen.at("dossier", self.context.number, self.transition)

    @cached_property
    def is_possible(self) -> bool:
        """Whether the step can be taken now, by this officer."""
        return self.transition in possible(self.context)

    @property
    def why_not(self) -> Any:
        """Why it can't."""
        mapping = {"transition": TRANSITIONS[self.transition].title, "state": STATES[self.context.state].title}
        last = self.context.events[-1]
        mapping |= {"what": self._what(last), "name": self._who(last), "at": moment(last.at)}
        return _(
            "“${transition}” is not possible for you now. The dossier is in the state “${state}”; the last step was "
            "“${what}”, by ${name} at ${at}.",
            mapping=mapping,
        )

    @cached_property
    def bound(self) -> BoundForm:
        return form_for(self.transition).bound(Matter(self.screen.officer, self.screen.language, self.context))

    @property
    def fields(self) -> str:
        """The fields, with what was typed."""
        return self.bound.html(self.request, self.request.form if self.was_filled_in else None, self.errors)

    @property
    def error_summary(self) -> str:
        """What is wrong, with the names of the fields and links to them."""
        lines = []
        for name, text in self.errors.items():
            label = self.bound.label(name)
            lines.append((self._place(name), f"{label}: {text}" if label else text))
        return ERRORS(self, errors=lines)

    @cached_property
    def warnings(self) -> Sequence[Any]:
        return rules.warnings(self.context, self.transition, self.screen.language)

    @cached_property
    def preconditions(self) -> Sequence[rules.Precondition]:
        return rules.preconditions(self.context, self.transition, self.screen.language)

    @cached_property
    def editor(self) -> Any:
        """That somebody else edits the dossier; None if nobody does."""
        if self.here.editor is None:
            return None
        mapping = {"name": self.here.editor.name, "at": moment(self.here.editor.since)}
        return _(
            "${name} is editing this dossier since ${at}. If both of you send something, the first one counts.",
            mapping=mapping,
        )

    @property
    def presence(self) -> str:
        view = getMultiAdapter((self.context, self.request), name="desk-presence")
        return view.part(self.tab, self.transition, self.here)

    @cached_property
    def tab(self) -> str:
        sent = self.request.form.get("tab")
        return sent if presence.is_tab(sent) else secrets.token_urlsafe(12)

    @cached_property
    def key(self) -> str:
        """Makes a second click harmless."""
        sent = self.request.form.get("key")
        return sent if isinstance(sent, str) and _KEY.fullmatch(sent) else secrets.token_urlsafe(16)

    @cached_property
    def file_fields(self) -> Sequence[FileField]:
        """Where files can be chosen."""
        if not self.bound.form.takes_files:
            return []
        if self.transition not in _BY_COMPONENT:
            label = _("Result files") if brings_results(self.transition) else _("Files")
            return [FileField(_FILES, label)]
        components = self.bound.matter.components()
        asked = [FileField(f"{_FILES}.{each.id}", each.title, each.id) for each in components]
        return [*asked, FileField(_FILES, _("Other papers"))]

    @property
    def file_help(self) -> Any:
        mapping = {"size": setting("largest_file"), "kinds": ", ".join(setting("file_types"))}
        return _("Up to ${size} MB each: ${kinds}.", mapping=mapping)

    @property
    def uploads(self) -> Sequence[Upload]:
        """Files that were chosen before."""
        return self.staged.uploads

    @cached_property
    def staged(self) -> Staged:
        token = self.request.form.get("draft")
        return Staged(self.context, self.transition, token if isinstance(token, str) else "")

    def say(self, message: Any) -> str:
        return self.screen.say(message)

    # What was sent

    def was_sent(self, button: str) -> bool:
        """Whether the form was sent with this button."""
        return self.request.method == "POST" and button in self.request.form

    @property
    def was_filled_in(self) -> bool:
        """Whether a form was sent: this one, or the button on the dossier's screen with its note."""
        return self.request.method == "POST"

    def _act(self) -> bool:
        """Do what was sent; whether it is done. Else `errors` and `changes` say why not."""
        if not (is_same_origin(self.request) and AuthenticatorView(self.screen.context, self.request).verify()):
            self.errors[FORM] = self.say(OPEN_TOO_LONG)
            return False
        removed = self.request.form.get("remove_file") or []
        self.staged.remove(removed if isinstance(removed, list) else [str(removed)])
        if self.was_sent("take_over"):
            return False
        try:
            outcome = self._move()
        except InvalidData as error:
            self.errors.update({self._name(name): self.say(text) for name, text in error.fields.items()})
        except NotAllowed:
            self.errors[FORM] = self.say(
                _("You may not do this any more: your duties have changed, or the dossier is with somebody else now.")
            )
        except LifecycleError as error:
            self.errors[FORM] = self.say(error.message)
        else:
            if outcome is not None:
                self._done(outcome)
                return True
        return False

    def _move(self) -> Outcome | None:
        """Take the step; None if the officer saw another state of things."""
        if any(event.key == self.key for event in self.context.events):
            return move(self.context, self.transition, key=self.key)
        seen = self.request.form.get("version")
        version = int(seen) if isinstance(seen, str) and re.fullmatch(r"\d{1,6}", seen, re.ASCII) else 0
        if version != self.context.version:
            self.changes = [self._change(event) for event in self.context.events[version:]]
            return None
        # What can't be done at all is said before what is wrong with the words.
        if not self.is_possible:
            move(self.context, self.transition, version=version)
        data = self.bound.read(self.request.form)
        rules.check(self.context, self.transition, data)
        sent = [
            {"component": each["component"], "filename": each["filename"], "data": each["file"].read()}
            for each in self._files()
        ]
        files = [*self.staged.attachments(), *sent]
        return move(self.context, self.transition, data, files=files, version=version, key=self.key)

    def _done(self, outcome: Outcome) -> None:
        self.staged.done()
        uid, user_id = self.context.UID(), acting.user_id()
        transactions.get().addAfterCommitHook(lambda done: done and presence.leave(uid, user_id))
        mapping = {"transition": TRANSITIONS[self.transition].title, "state": STATES[outcome.state].title}
        message = _("Done: ${transition}. The dossier is now in the state “${state}”.", mapping=mapping)
        # Who has given a dossier away may not see it any more.
        target = self.back if sees_everything(self.context) else self.screen.at("lists")
        self.screen.go(target, message)

    def _files(self) -> Sequence[Mapping[str, Any]]:
        """The files that were sent: `{component, filename, file}`."""
        return [
            {"component": each.component, "filename": file.filename, "file": file}
            for each in self.file_fields
            for sent in [self.request.form.get(each.name)]
            for file in (sent if isinstance(sent, list) else [sent])
            if getattr(file, "filename", "")
        ]

    def _keep_files(self) -> None:
        """Keep chosen files for the next try, those that are fit."""
        if refused := self.staged.keep(self._files()):
            self.errors[_FILES] = " ".join(dict.fromkeys(map(self.say, refused)))

    @staticmethod
    def _name(name: str) -> str:
        """Where an error of the data is shown: files together, and what concerns no field on top."""
        if name.startswith("attachments"):
            return _FILES
        return FORM if name.startswith("data") else name

    def _place(self, name: str) -> str:
        """The id of the element that an error belongs to."""
        if name == _FILES and self.file_fields:
            return self.file_fields[0].id
        return field_id(name)

    def _change(self, event: Event) -> str:
        mapping = {"name": self._who(event), "what": self._what(event), "at": moment(event.at)}
        return self.say(_("${name} has done “${what}” at ${at}.", mapping=mapping))

    def _who(self, event: Event) -> Any:
        return name_of(event.actor) if event.actor else ROLE_TITLES.get(event.role, _("the system"))

    @staticmethod
    def _what(event: Event) -> Any:
        known = TRANSITIONS.get(event.transition)
        return known.title if known else event.transition

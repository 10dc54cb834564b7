"""The dossier screen: everything about a dossier on one page, what to do next on top."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from functools import lru_cache
from hcc_longan import _
from hcc_longan.accounts.browser.base import OPEN_TOO_LONG
from hcc_longan.catalogue.versions import get_version
from hcc_longan.desk.dossier import checklist
from hcc_longan.desk.dossier import notes
from hcc_longan.desk.dossier.related import Related
from hcc_longan.desk.dossier.related import related
from hcc_longan.desk.dossier.settings import setting
from hcc_longan.desk.dossier.timeline import Consultation
from hcc_longan.desk.dossier.timeline import consultations_of
from hcc_longan.desk.dossier.timeline import Names
from hcc_longan.desk.dossier.timeline import Step
from hcc_longan.desk.dossier.timeline import steps_of
from hcc_longan.desk.dossier.viewer import Shown
from hcc_longan.desk.dossier.viewer import shown_files
from hcc_longan.desk.due import Due
from hcc_longan.desk.due import due_of
from hcc_longan.desk.due import moment
from hcc_longan.desk.screens import Screen
from hcc_longan.dossiers import access
from hcc_longan.dossiers.browser.messages import Messages
from hcc_longan.dossiers.clock import Phase
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.declaration import declared
from hcc_longan.dossiers.declaration import Part
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.explanation import duration_text
from hcc_longan.dossiers.explanation import explain
from hcc_longan.dossiers.explanation import text
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import unread
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.roles import ROLE_TITLES
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.steps import procedure_of
from hcc_longan.protection.origin import is_same_origin
from hcc_longan.staff.people import name_of
from hcc_longan.vietnamese import format_vnd
from plone.app.multilingual.interfaces import ITranslationManager
from plone.protect.authenticator import AuthenticatorView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zExceptions import NotFound
from zope.component import getMultiAdapter

import secrets


_HOLDERS = {APPLICANT: _("the applicant"), CENTRE: _("the centre")}
_CHANNELS = {"online": _("Filed online"), "counter": _("Filed at the counter"), "post": _("Filed by post")}
# Of the bar that says who used how much time.
_COLOURS = 6
# Looks at the dossier that supervisors read at once.
_LOOKS = 200


class DossierScreen(Screen):
    """`/vi/can-bo/ho-so/<number>`; a transition may follow the number, whose form room `actions` makes."""

    screen = "dossier"
    depth = 2
    findings = tuple(checklist.Finding)
    longest_why = checklist.LONGEST
    longest_note = notes.LONGEST
    _template = ViewPageTemplateFile("dossier.pt")

    def update(self) -> None:
        self.action = None
        if not self.path:
            self.go(self.at("lists"))
            return
        dossier = queries.by_number(self.path[0])
        # Somebody else's dossier and none at all look alike.
        if dossier is None or not sees_everything(dossier):
            raise NotFound(self.path[0])
        self.dossier = dossier
        access.note(dossier)
        if len(self.path) > 1:
            self.action = getMultiAdapter((dossier, self.request), name="desk-action")(self, self.path[1])
        elif self.request.method == "POST":
            self._save()

    def index(self) -> str:
        return self._template() if self.action is None else self.action

    @property
    def title(self) -> str:
        return self.say(_("Dossier ${number}", mapping={"number": self.dossier.number}))

    @property
    def here(self) -> str:
        return self.at("dossier", self.dossier.number)

    def part(self, name: str) -> str:
        """A part of the page that another room makes."""
        return getMultiAdapter((self.dossier, self.request), name=name)()

    @property
    def files_macro(self) -> Any:
        return self._template.macros["files"]

    @property
    def steps_macro(self) -> Any:
        return self._template.macros["steps"]

    # What was sent

    @cached_property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the id of the field."""
        return {}

    def _save(self) -> None:
        form = self.request.form
        if not (is_same_origin(self.request) and AuthenticatorView(self.context, self.request).verify()):
            self.errors["desk-dossier"] = self.say(OPEN_TOO_LONG)
        elif self.messages.was_sent:
            if self.is_insider and self.messages.handle():
                self.go(f"{self.here}#messages")
        elif "check" in form:
            self._save_check(self.typed("check"))
        elif "note" in form:
            self._save_note()

    def _save_check(self, component: str) -> None:
        try:
            checklist.check(
                self.dossier, component, self.typed("finding"), self.typed("why", None), _number(self.typed("seen"))
            )
        except InvalidData as error:
            for name, message in error.fields.items():
                self.errors[f"{name}-{component}"] = self.say(message)
        except LifecycleError as error:
            self.errors[f"finding-{component}"] = self.say(error.message)
        else:
            self.go(f"{self.here}?{self._file_query}#component-{component}")

    def _save_note(self) -> None:
        number = _number(self.typed("note"))
        field = f"note-{number}"
        try:
            if number:
                notes.edit(self.dossier, number, self.typed("text", None))
            else:
                notes.write(self.dossier, self.typed("text", None), self.typed("key"))
        except InvalidData as error:
            self.errors[field] = self.say(error.fields["text"])
        except LifecycleError as error:
            self.errors[field] = self.say(error.message)
        else:
            self.go(f"{self.here}#notes")

    def typed(self, name: str, longest: int | None = 100) -> str:
        value = self.request.form.get(name, "")
        return value.strip()[:longest] if isinstance(value, str) else ""

    @property
    def key(self) -> str:
        """Makes a second click harmless."""
        return self.typed("key") or secrets.token_urlsafe(16)

    # The head

    @cached_property
    def is_insider(self) -> bool:
        """Whether the officer is of the centre or its departments, and not of another agency that was asked."""
        return notes.may_read(self.dossier)

    @cached_property
    def reading(self) -> Any:
        return reading(self.dossier)

    @cached_property
    def agencies(self) -> Mapping[str, str]:
        return agency_names(self.language)

    @cached_property
    def procedure(self) -> Mapping[str, str]:
        """Title, code and address of the procedure; without address if its page is gone."""
        page = procedure_of(self.dossier)
        if page is None:
            return {"title": self.dossier.procedure, "url": ""}
        titles = get_version(page, self.dossier.procedure_version).record.get("titles") or {}
        translated = ITranslationManager(page).get_translation(self.language) or page
        title = titles.get(self.language) or titles.get("vi") or page.title
        return {"title": title, "url": translated.absolute_url()}

    @cached_property
    def due(self) -> Due:
        reading = self.reading
        return due_of(
            reading.current_due,
            reading.now,
            is_paused=reading.phase is Phase.PAUSED,
            ended=reading.phase is Phase.ENDED,
            department=self.dossier.department,
        )

    def holder(self, code: str) -> Any:
        return _HOLDERS.get(code) or self.agencies.get(code, code)

    @property
    def counter(self) -> str:
        counter = counters().get(self.dossier.counter)
        return counter.title(self.language) if counter else self.dossier.counter

    def flags(self) -> Sequence[tuple[Any, str]]:
        """What has to be known at a glance: words and a class."""
        asked = sum(event.transition in ("ask_correction", "ask_supplement") for event in self.dossier.events)
        found: list[tuple[Any, str]] = [(_CHANNELS.get(self.dossier.channel, self.dossier.channel), "")]
        if asked:
            flag = _("Supplement requested ${number} times", mapping={"number": asked})
            found.append((flag if asked > 1 else _("Supplement requested once"), "desk-warn" if asked > 1 else ""))
        if self.reading.extensions:
            found.append((_("New appointment given"), "desk-warn"))
        if self.reading.phase is Phase.PAUSED:
            found.append((_("Paused"), "desk-warn"))
        if any(file.is_locked for file in self.files):
            found.append((_("A file is locked"), "desk-warn"))
        if self.dossier.is_test:
            found.append((_("Test dossier"), "desk-warn"))
        return found

    @property
    def asked_twice(self) -> bool:
        return self.reading.supplement_requests > 1

    @cached_property
    def unread(self) -> int:
        return unread(self.dossier, Side.CENTRE) if self.is_insider else 0

    # What is asked

    def declared(self) -> Sequence[Part]:
        return declared(self.dossier, self.language)

    @property
    def contact(self) -> Mapping[str, str]:
        """How to reach the applicant: telephone and e-mail, as links."""
        applicant = self.dossier.applicant
        phone = applicant.get("phone") or ""
        dialled = "".join(c for c in phone if c.isdigit() or c == "+")
        return {"phone": phone, "dialled": dialled, "email": applicant.get("email") or ""}

    # Papers, viewer, checklist

    @cached_property
    def files(self) -> Sequence[Shown]:
        return shown_files(self.dossier)

    @cached_property
    def chosen(self) -> Shown | None:
        """The file in the viewer: the one asked for, else the first that can be shown."""
        shown = [file for file in self.files if file.kind]
        wanted = self.typed("file")
        return next((file for file in shown if file.sha256 == wanted), shown[0] if shown else None)

    def beside(self, step: int) -> str:
        """The address of the page with the file after (1) or before (-1) the chosen one, round about."""
        shown = [file for file in self.files if file.kind]
        if len(shown) < 2:
            return ""
        return self.with_file(shown[(shown.index(self.chosen) + step) % len(shown)])

    def with_file(self, file: Shown) -> str:
        return f"{self.at('dossier', self.dossier.number, file=file.sha256)}#viewer"

    @property
    def _file_query(self) -> str:
        return f"file={self.chosen.sha256}" if self.chosen else ""

    @cached_property
    def components(self) -> Sequence[checklist.Component]:
        return checklist.components_of(self.dossier, self.language)

    @cached_property
    def may_check(self) -> bool:
        return checklist.may_check(self.dossier)

    def checked(self) -> Sequence[Mapping[str, Any]]:
        """The components with their files and what was found, as last typed where that was refused."""
        checks = checklist.checks_of(self.dossier)
        lines = []
        for component in self.components:
            check = checks.get(component.id, checklist.Check(component.id))
            errors = [name for name in (f"finding-{component.id}", f"why-{component.id}") if name in self.errors]
            lines.append(
                {
                    "component": component,
                    "is_first": not lines,
                    "check": check,
                    "who": self.person(check.by),
                    "files": [file for file in self.files if file.component == component.id and not file.is_result],
                    "finding": self.typed("finding") if errors else check.finding.value,
                    "why": self.typed("why", None) if errors else check.why,
                    "errors": {name.partition("-")[0]: self.errors[name] for name in errors},
                }
            )
        return lines

    def other_files(self) -> Sequence[Shown]:
        """What came for no component: with messages, answers, or besides."""
        known = {component.id for component in self.components}
        return [file for file in self.files if not file.is_result and file.component not in known]

    def result_files(self) -> Sequence[Shown]:
        return [file for file in self.files if file.is_result]

    def progress(self) -> Any:
        """How far the checklist is."""
        checks = checklist.checks_of(self.dossier)
        done = sum(
            checks[each.id].finding is not checklist.Finding.OPEN and not checks[each.id].is_outdated
            for each in self.components
            if each.id in checks
        )
        return _("${done} of ${all} checked", mapping={"done": done, "all": len(self.components)})

    # Time and steps

    def explanation(self) -> Sequence[Any]:
        return [text(line, self.agencies) for line in explain(self.reading)]

    def shares(self) -> Sequence[Mapping[str, Any]]:
        """Who used how much of the working time, in percent and words."""
        total = self.reading.total
        if not total:
            return []
        shares, used = [], timedelta()
        for number, (code, held) in enumerate((code, held) for code, held in self.reading.hours.items() if held):
            percent = round(100 * held / total)
            words = {"who": self.holder(code), "time": duration_text(held, self.reading), "percent": percent}
            shares.append({**words, "from": round(100 * used / total), "number": number % _COLOURS})
            used += held
        return shares

    @cached_property
    def names(self) -> Names:
        components = {component.id: component.title for component in self.components}
        return Names(self.person, self.agencies, components, self.language)

    @cached_property
    def steps(self) -> Sequence[Step]:
        return steps_of(self.dossier.events, self.names)

    @property
    def steps_shown(self) -> int:
        return setting("steps_shown")

    @cached_property
    def consultations(self) -> Sequence[Consultation]:
        return consultations_of(self.dossier.events, self.reading.tasks, self.names)

    @cached_property
    def person(self) -> Any:
        return lru_cache(name_of)

    # Messages, notes, fees

    @cached_property
    def messages(self) -> Messages:
        return Messages(self.dossier, self.request, Side.CENTRE, self.here)

    def notes(self) -> Sequence[Mapping[str, Any]]:
        """The notes, newest first."""
        return [
            {
                "note": note,
                "who": self.person(note.author),
                "may_edit": notes.may_edit(self.dossier, note),
                "text": self.typed("text", None) if f"note-{note.number}" in self.errors else note.text,
                "error": self.errors.get(f"note-{note.number}", ""),
            }
            for note in reversed(notes.notes_of(self.dossier))
        ]

    @property
    def may_note(self) -> bool:
        return notes.may_write(self.dossier)

    def money(self, amount: int) -> str:
        return format_vnd(amount, self.language)

    def payments(self) -> Sequence[Step]:
        """The steps in which fees were asked for or paid, oldest first."""
        paid = {event.number for event in self.dossier.events if event.transition in ("ask_payment", "pay")}
        return [step for step in reversed(self.steps) if step.number in paid]

    # Related dossiers, access log

    @cached_property
    def related(self) -> Sequence[Related]:
        return related(self.dossier, self.officer) if self.is_insider else []

    def state_title(self, state: str) -> Any:
        return STATES[state].title

    @property
    def may_read_looks(self) -> bool:
        return self.officer.has("Supervisor")

    def looks(self) -> Sequence[Mapping[str, Any]]:
        """Who looked at the dossier, newest first, where a supervisor asks."""
        if not self.may_read_looks or self.typed("looks") != "all":
            return []
        return [
            {"at": row.at, "who": row.name, "role": ROLE_TITLES.get(row.role, row.role), "what": _WHATS[row.what]}
            for row in access.looks(self.dossier, _LOOKS)
        ]

    moment = staticmethod(moment)


_WHATS = {
    access.What.DOSSIER: _("the dossier"),
    access.What.FILE: _("a file"),
    access.What.PAPER: _("a paper"),
}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

"""Parcels: made, labelled, given their numbers, handed to the post, and what became of them."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hcc_longan import _
from hcc_longan.desk.dossier import notes
from hcc_longan.desk.parts import Part
from hcc_longan.desk.reception.scanned import once
from hcc_longan.desk.returning.waiting import waiting
from hcc_longan.desk.returning.waiting import Which
from hcc_longan.dossiers import access
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.parcels import carriers
from hcc_longan.parcels import post
from hcc_longan.parcels import reports
from hcc_longan.parcels import sheets
from hcc_longan.parcels.post import Sent
from hcc_longan.parcels.tables import State
from hcc_longan.parcels.tables import TITLES
from hcc_longan.vietnamese import format_date
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zExceptions import NotFound

import re


_PAGE = ViewPageTemplateFile("templates/parcels.pt")
SIZE = 50
MOST_LABELS = 200
WAITING = "waiting"
_TABS = {
    WAITING: _("To be sent"),
    State.PREPARED.value: TITLES[State.PREPARED],
    State.HANDED.value: TITLES[State.HANDED],
    State.DELIVERED.value: TITLES[State.DELIVERED],
    State.RETURNED.value: TITLES[State.RETURNED],
    State.LOST.value: TITLES[State.LOST],
}
_ENDS = {"delivered": State.DELIVERED, "returned": State.RETURNED, "lost": State.LOST}


@dataclass(frozen=True)
class Told:
    """What became of one parcel of many: whether it went well, and in words."""

    what: str
    is_good: bool
    text: str


class Parcels(Part):
    """The parcels, by where they are; `labels` and `list` in the address are PDFs of those named by `ids`."""

    title = _("Parcels")
    results: Sequence[Told] = ()

    def page(self) -> str:
        return _PAGE(self.screen)

    def show(self) -> Any:
        if len(self.screen.path) == 1:
            return None
        sheet = self.screen.path[1]
        if sheet not in ("labels", "list"):
            raise NotFound(sheet)
        sent = self._chosen()
        if not sent:
            tab = State.PREPARED if sheet == "labels" else State.HANDED
            return self.screen.go(self.here(tab), _("Tick the parcels first."), "warning")
        for each in sent:
            access.note(queries.dossier_at(each.row.path))
        if sheet == "labels":
            return self.pdf(sheets.labels(sent), "labels")
        return self.pdf(sheets.handed_list(sent, self.screen.officer.id, self.screen.language), "parcels")

    def act(self) -> Any:
        buttons: dict[str, Callable[[], Any]] = {
            "prepare": self._prepare,
            "numbers": self._numbers,
            "hand": self._hand,
            "drop": self._drop,
            "import": self._import,
            "ask": self._ask,
            **dict.fromkeys(_ENDS, self._end),
        }
        button = next((name for name in buttons if name in self.form), None)
        return buttons[button]() if button else None

    # What the page shows

    @cached_property
    def tab(self) -> str:
        wanted = self.typed("tab", 20)
        return wanted if wanted in _TABS else WAITING

    @property
    def tabs(self) -> Sequence[tuple[str, Any, bool]]:
        return [(self.here(tab), title, tab == self.tab) for tab, title in _TABS.items()]

    def here(self, tab: str, **query: Any) -> str:
        return self.screen.at("returning", self.screen.parcels_name, tab=tab, **query)

    def sheet(self, name: str) -> str:
        return self.screen.at("returning", self.screen.parcels_name, name)

    @cached_property
    def waiting(self) -> Sequence[DossierRow]:
        """Results that are wanted by post and have no parcel; the rest follows when these are gone."""
        return waiting(self.screen.officer, Which.POST, SIZE)[:SIZE] if self.tab == WAITING else ()

    @cached_property
    def _page(self) -> Sequence[Sent]:
        if self.tab == WAITING:
            return ()
        return self._in_state(State(self.tab))

    @property
    def sent(self) -> Sequence[Sent]:
        return self._page[:SIZE]

    @property
    def before(self) -> int:
        """The last parcel of the page before this one."""
        return next(iter(_ids([self.typed("before")])), 0)

    @property
    def next_url(self) -> str:
        return self.here(self.tab, before=self._page[SIZE - 1].parcel.id) if len(self._page) > SIZE else ""

    @property
    def first_without_number(self) -> int:
        """Where the scanner begins."""
        return next((each.parcel.id for each in self.sent if not each.parcel.number), 0)

    @property
    def carrier(self) -> Any:
        return carriers.carrier()

    @property
    def just_handed(self) -> Sequence[str]:
        """The parcels that were handed over a moment ago: their list is to be printed."""
        return [str(each) for each in _ids(self.listed("handed"))][:MOST_LABELS]

    def value(self, name: str, kept: Any) -> str:
        """What a field shows: what was typed, else what is kept."""
        return self.typed(name) if name in self.form else "" if kept is None else str(kept)

    def url(self, row: DossierRow) -> str:
        return self.screen.at("returning", row.code or row.tracking_number)

    def address(self, row: DossierRow) -> str:
        return queries.dossier_at(row.path).delivery.get("address") or ""

    def ended(self, sent: Sent) -> str:
        return self.moment(sent.parcel.ended_at)

    # What was sent

    def _prepare(self) -> Any:
        dossiers = [dossier for uid in self.listed("uids")[:SIZE] if (dossier := queries.by_uid(uid)) is not None]
        if not dossiers:
            self.wrong("parcels", _("Tick the dossiers first."))
            return None
        cod = bool(self.form.get("cod"))
        done = self._each(dossiers, lambda dossier: post.prepare(dossier, cod=cod), _("Its parcel is being prepared."))
        if done == len(dossiers):
            return self.screen.go(
                self.here(State.PREPARED), _("Parcels prepared: ${number}.", mapping={"number": done})
            )
        return None

    def _numbers(self) -> Any:
        if not self._save_numbers():
            return None
        here = self.here(State.PREPARED, before=self.before or "")
        return self.screen.go(f"{here}#parcels", _("The numbers were saved."))

    def _save_numbers(self) -> bool:
        """Save numbers, weights and prices as typed; whether all of them could be."""
        ids = _ids(name.removeprefix("number-") for name in self.form if name.startswith("number-"))
        for sent in self._allowed(post.by_ids(ids[:SIZE])):
            parcel = sent.parcel
            number = once(self.typed(f"number-{parcel.id}", 80))
            try:
                if number:
                    post.give_number(parcel, number)
                post.measure(parcel, self.number(f"weight-{parcel.id}"), self.number(f"fee-{parcel.id}"))
            except LifecycleError as error:
                self.wrong(f"number-{parcel.id}", error.message)
            except ValueError:
                self.wrong(f"weight-{parcel.id}", _("Give whole numbers: grams and VND."))
        return not self.errors

    def _hand(self) -> Any:
        if not self._save_numbers():
            return None
        chosen = self._ticked()
        for sent in chosen:
            if sent.parcel.number is None:
                self.wrong(f"number-{sent.parcel.id}", post.WITHOUT_NUMBER)
        if self.errors:
            return None
        if self._each(chosen, lambda sent: post.hand_over(sent.parcel), TITLES[State.HANDED]) < len(chosen):
            return None
        message = _("Handed to the post: ${number}.", mapping={"number": len(chosen)})
        return self.screen.go(self.here(State.HANDED, handed=[sent.parcel.id for sent in chosen]), message)

    def _drop(self) -> Any:
        for sent in self._ticked():
            post.drop_label(sent.row.uid)
        return None if self.errors else self.screen.go(self.here(State.PREPARED), _("The labels were thrown away."))

    def _end(self) -> Any:
        state = next(state for button, state in _ENDS.items() if button in self.form)
        note = self.typed("note", post.LONGEST_NOTE)
        chosen = self._ticked()
        if chosen and state is not State.DELIVERED and not note:
            self.wrong("note", _("Say why, for whoever looks at it next."))
            return None
        done = self._each(chosen, lambda sent: self._conclude(sent, state, note), TITLES[state])
        if done and done == len(chosen):
            return self.screen.go(self.here(State.HANDED), _("Noted: ${number}.", mapping={"number": done}))
        return None

    def _import(self) -> Any:
        file = self.form.get("report")
        if not getattr(file, "filename", ""):
            self.wrong("report", _("Choose the carrier's report."))
            return None
        try:
            lines = reports.read(file.read(reports.LARGEST + 1))
        except reports.Unreadable as error:
            self.wrong("report", error.message)
            return None
        self.results = [self._told(line) for line in lines]
        return None

    def _ask(self) -> Any:
        """Ask the carrier about all parcels on this page."""
        asked = {each.parcel.number: each for each in self._allowed(self._in_state(State.HANDED)[:SIZE])}
        found = self.carrier.look(list(asked)) if self.carrier.answers else {}
        self.results = [
            self._followed(number, asked[number], report) for number, report in found.items() if number in asked
        ]

    def _told(self, line: reports.Line) -> Told:
        """What a line of a report led to."""
        what = self.say(_("Line ${place}: ${number}", mapping={"place": line.place, "number": line.number}))
        if line.wrong is not None:
            return Told(what, False, self.say(line.wrong))
        sent = post.by_number(line.number)
        if sent is None or not self._allowed([sent]):
            return Told(what, False, self.say(_("There is no such parcel of ours.")))
        return self._followed(what, sent, line)

    def _followed(self, what: str, sent: Sent, report: carriers.Report) -> Told:
        """What followed from a carrier's word on a parcel."""
        if report.state is None:
            return Told(what, True, self.say(_("Still on its way.")))
        day = format_date(report.day, self.screen.language) if report.day else ""
        note = ", ".join(filter(None, (report.note, day))) or self.say(_("The carrier's report says so."))
        try:
            changed = self._conclude(sent, report.state, note)
        except LifecycleError as error:
            return Told(what, False, self.say(error.message))
        return Told(what, True, self.say(TITLES[report.state] if changed else _("Known already.")))

    def _conclude(self, sent: Sent, state: State, note: str) -> bool:
        """Note what became of a parcel; whether that was new. Raises LifecycleError."""
        dossier = queries.dossier_at(sent.row.path)
        if state is State.DELIVERED:
            return post.deliver(dossier, sent.parcel)
        changed = post.fail(dossier, sent.parcel, state, note)
        if changed and notes.may_write(dossier):
            mapping = {"number": sent.parcel.number, "state": TITLES[state], "note": note}
            text = self.say(_("Parcel ${number}: ${state}. ${note}", mapping=mapping))
            notes.write(dossier, text, key=f"parcel-{sent.parcel.id}")
        return changed

    def _each(self, things: Iterable[Any], act: Callable[[Any], Any], good: Any) -> int:
        """Do something with each; how often it went well. `results` say what became of each where one did not."""
        told = []
        for thing in things:
            number = thing.number if not isinstance(thing, Sent) else thing.row.code or thing.row.tracking_number
            try:
                act(thing)
            except LifecycleError as error:
                told.append(Told(number, False, self.say(error.message)))
            else:
                told.append(Told(number, True, self.say(good)))
        self.results = told
        return sum(each.is_good for each in told)

    def _ticked(self) -> Sequence[Sent]:
        """The parcels that were ticked; an error if none was."""
        chosen = self._chosen()
        if not chosen:
            self.wrong("parcels", _("Tick the parcels first."))
        return chosen

    def _chosen(self) -> Sequence[Sent]:
        return self._allowed(post.by_ids(_ids(self.listed("ids"))[:MOST_LABELS]))

    def _in_state(self, state: State) -> Sequence[Sent]:
        return post.in_state(state, self.screen.officer.departments, SIZE, self.before)

    @staticmethod
    def _allowed(sent: Iterable[Sent]) -> Sequence[Sent]:
        """Those whose dossiers the officer may see."""
        return [each for each in sent if sees_everything(queries.dossier_at(each.row.path))]


def _ids(texts: Iterable[str]) -> list[int]:
    """Those of the texts that can be the number of a parcel's row."""
    return [int(each) for each in texts if re.fullmatch(r"\d{1,9}", each, re.ASCII)]

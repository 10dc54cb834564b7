"""The screen of batches: choose an action, fill in its form once, look at the dry run, start, follow, read results."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from hcc_longan import _
from hcc_longan.accounts.browser.base import OPEN_TOO_LONG
from hcc_longan.desk.actions.forms import BoundForm
from hcc_longan.desk.actions.forms import field_id
from hcc_longan.desk.actions.forms import form_for
from hcc_longan.desk.actions.matter import Matter
from hcc_longan.desk.batch import making
from hcc_longan.desk.batch import running
from hcc_longan.desk.batch import store
from hcc_longan.desk.batch.orders import Order
from hcc_longan.desk.batch.orders import PLACE
from hcc_longan.desk.batch.results import as_csv
from hcc_longan.desk.batch.results import Line
from hcc_longan.desk.batch.results import lines_of
from hcc_longan.desk.batch.results import needs_look
from hcc_longan.desk.batch.results import RESULT_TITLES
from hcc_longan.desk.batch.settings import setting
from hcc_longan.desk.batch.store import Result
from hcc_longan.desk.batch.store import Status
from hcc_longan.desk.batch.tables import BatchRow
from hcc_longan.desk.batch.tables import ItemRow
from hcc_longan.desk.due import moment
from hcc_longan.desk.screens import Screen
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.protection.origin import is_same_origin
from plone.protect.authenticator import AuthenticatorView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zExceptions import NotFound

import json
import re


ONE_NUMBER = _("Several decisions can't have one number. Write {n} where their own number stands.")
# Seconds of a call by a page without a script: its reader presses a button for each.
SECONDS_WITHOUT_SCRIPT = 5
# Where messages stand that belong to no field.
FORM = "batch-form"
STATUS_TITLES = {
    Status.SELECTED: _("Not checked yet"),
    Status.CHECKED: _("Checked, not started"),
    Status.RUNNING: _("Running"),
    Status.DONE: _("Finished"),
    Status.CANCELLED: _("Cancelled"),
}
_ENDED = (Status.DONE, Status.CANCELLED)
_UID = re.compile(r"[0-9A-Za-z]{1,32}")


class BatchScreen(Screen):
    """My batches; `new` takes a selection; `<id>` is one batch, for its owner alone, `<id>/csv` its results."""

    screen = "batch"
    title = _("Batches")
    depth = 2

    home_page = ViewPageTemplateFile("templates/home.pt")
    choosing_page = ViewPageTemplateFile("templates/choose.pt")
    filling_page = ViewPageTemplateFile("templates/fill.pt")
    checked_page = ViewPageTemplateFile("templates/checked.pt")
    running_page = ViewPageTemplateFile("templates/running.pt")
    error_summary = ViewPageTemplateFile("templates/errors.pt")

    def update(self) -> None:
        self.errors: dict[str, str] = {}
        self.answer: str | None = None
        if self.path == ["new"]:
            self._take()
        elif self.path:
            self._update_batch()

    def index(self) -> str:
        if self.answer is not None:
            return self.answer
        if not self.is_batch:
            return self.home_page()
        if self.status is Status.SELECTED or self._edits:
            return self.choosing_page() if not self.batch.transition or self._chooses else self.filling_page()
        return self.checked_page() if self.status is Status.CHECKED else self.running_page()

    # The batch

    @property
    def is_batch(self) -> bool:
        return bool(self.path) and self.path[0] != "new"

    @property
    def batch(self) -> BatchRow:
        return self._batch

    @property
    def status(self) -> Status:
        return Status(self.batch.status)

    @cached_property
    def items(self) -> Sequence[ItemRow]:
        return store.items(self.batch.id)

    @property
    def url_of_batch(self) -> str:
        return self.at("batch", self.batch.id)

    @property
    def action_title(self) -> str:
        """What is done with the dossiers, in words."""
        return self.action_name(self.batch)

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The dossiers as the page shows them, those of one result alone if the address says so."""
        wanted = self.typed("result")
        lines = lines_of(self.officer, self.batch, self.items, self.say)
        return [line for line in lines if wanted in ("", line.result.value)]

    @cached_property
    def counts(self) -> Counter[Result]:
        return Counter(Result(item.result) for item in self.items)

    @cached_property
    def progress(self) -> running.Progress:
        return running.progress(self.batch)

    @property
    def status_title(self) -> str:
        return self.say(STATUS_TITLES[self.progress.status])

    @property
    def is_running(self) -> bool:
        return self.progress.status is Status.RUNNING

    @property
    def is_choice(self) -> bool:
        """Whether dossiers can be left out."""
        return self.status is Status.CHECKED

    @property
    def needs_look(self) -> bool:
        return needs_look(self.batch)

    @property
    def has_decisions(self) -> bool:
        return any(line.decision for line in self.lines)

    @property
    def left(self) -> int:
        """How many were not done and can be tried again."""
        return sum(self.counts[each] for each in (Result.FAILED, Result.UNFIT, Result.READY))

    @property
    def filters(self) -> Sequence[Mapping[str, Any]]:
        """Links to the dossiers of one result."""
        wanted = self.typed("result")
        return [
            {
                "title": self.say(RESULT_TITLES[result] if result else _("All")),
                "url": self.at("batch", self.batch.id, result=result),
                "number": self.counts[result] if result else len(self.items),
                "current": wanted == result,
            }
            for result in ("", *Result)
            if not result or self.counts[result]
        ]

    @property
    def not_looked_at(self) -> int:
        """How many of those that can be decided now the officer has not looked at."""
        return len(self._unseen)

    @property
    def first_unseen(self) -> str:
        return self._unseen[0].number

    def do_label(self, line: Line) -> str:
        return self.say(_("Do it for ${number}", mapping={"number": line.number}))

    moment = staticmethod(moment)

    # My batches

    @cached_property
    def batches(self) -> Sequence[Mapping[str, Any]]:
        """The officer's batches as lines of a table."""
        found = store.of_owner(self.officer.id)
        counts = store.counts([batch.id for batch in found])
        return [
            {
                "url": self.at("batch", batch.id),
                "action": self.action_name(batch),
                "made": moment(batch.made_at),
                "status": self.say(STATUS_TITLES[Status(batch.status)]),
                "is_waiting": Status(batch.status) not in _ENDED,
                "total": sum(counts[batch.id].values()),
                "done": counts[batch.id][Result.DONE],
                "failed": counts[batch.id][Result.FAILED] + counts[batch.id][Result.UNFIT],
            }
            for batch in found
        ]

    @property
    def most(self) -> int:
        return setting("most")

    @cached_property
    def sent_uids(self) -> Sequence[str]:
        """The dossiers that a form sent, however it names them."""
        sent = self.request.form.get("uids", [])
        texts = sent if isinstance(sent, list | tuple) else [sent]
        return list(dict.fromkeys(uid for text in texts if isinstance(text, str) for uid in text.split()))

    # First step

    @cached_property
    def states(self) -> Sequence[tuple[str, int]]:
        """The states of the selected dossiers, with their numbers."""
        found = Counter(item.state for item in self.items)
        return [(self.say(state.title), found[name]) for name, state in STATES.items() if found[name]]

    @cached_property
    def actions(self) -> Sequence[Mapping[str, Any]]:
        """What can be done with one of them at least."""
        return [
            {"name": name, "title": self.say(TRANSITIONS[name].title), "number": number}
            for name, number in making.actions(self.items).items()
        ]

    # Second step

    @cached_property
    def form(self) -> BoundForm:
        """The action's form, for all dossiers at once."""
        rows = making.rows_of([item.uid for item in self.items])
        codes = frozenset(row.department for row in rows.values())
        return form_for(self.batch.transition).bound(Matter(self.officer, self.language, codes=codes))

    @property
    def order(self) -> Order:
        """What the form was filled in with before."""
        return Order.of_json(self.batch.data)

    @property
    def first(self) -> str:
        """The number of the first decision."""
        return self.typed("first") or str(self.order.first)

    def fields(self) -> str:
        """The form's fields as HTML, with what was typed before."""
        before = {**self.order.values, **({"number": self.order.pattern} if self.order.pattern else {})}
        sent = _as_sent(before) or None
        if self.request.method == "POST":
            sent = self.request.form
        return self.form.html(self.request, sent, self.errors)

    @property
    def is_signing(self) -> bool:
        """Whether each dossier gets a number of its own."""
        return self.batch.transition == "sign"

    def error_id(self, name: str) -> str:
        return name if name in (FORM, "batch-first") else field_id(name)

    # Others

    def action_name(self, batch: BatchRow) -> str:
        transition = TRANSITIONS.get(batch.transition)
        return self.say(transition.title if transition else _("No action chosen yet"))

    def typed(self, name: str) -> str:
        """A field of the form, without blanks around it."""
        value = self.request.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def number_text(self, number: int) -> str:
        """How many dossiers, in words."""
        return self.say(_("${number} dossiers", mapping={"number": number}))

    def progress_text(self) -> str:
        """How far the batch has come, in words."""
        counts = self.progress.counts
        numbers = {"done": counts[Result.DONE], "failed": counts[Result.FAILED], "total": self.progress.total}
        return self.say(_("${done} of ${total} done, ${failed} could not be done", mapping=numbers))

    # What forms ask for

    def _take(self) -> None:
        """Make a batch of what was selected."""
        if self.request.method != "POST":
            self.go(self.at("batch"))
        elif self._is_ours():
            # What is no uid at all is not there either.
            uids = [uid if _UID.fullmatch(uid) else "" for uid in self.sent_uids]
            try:
                self._go_to(making.take(self.officer, uids, self.typed("transition")))
            except making.NoBatch as error:
                self._refuse(error.message)

    def _go_to(self, selection: making.Selection) -> None:
        message = _(
            "${number} of the selected dossiers are not there for you any more; they were left out.",
            mapping={"number": selection.missing},
        )
        self.go(self.at("batch", selection.batch_id), message if selection.missing else None, "warning")

    def _update_batch(self) -> None:
        self._batch = store.read(self.path[0], self.officer.id)
        if self._batch is None or self.path[1:] not in ([], ["csv"]):
            raise NotFound("/".join(self.path))
        if self.path[1:]:
            self._send_csv()
        elif self.request.method == "POST":
            self._act()

    def _act(self) -> None:
        acts = {
            "choose": self._choose,
            "fill": self._fill,
            "check": self._check,
            "start": self._start,
            "continue": self._continue,
            "cancel": self._cancel,
            "again": self._again,
        }
        act = next((act for name, act in acts.items() if name in self.request.form), None)
        if act is None or not self._is_ours():
            return
        try:
            if act in (self._choose, self._fill, self._check, self._start):
                self._same_as_shown()
            act()
        except store.Changed as error:
            self.go(self.url_of_batch, error.message, "warning")

    def _choose(self) -> None:
        transition = self.typed("transition")
        if not making.is_for_many(transition):
            self._refuse(_("Choose what is to be done."))
            return
        store.choose(self.batch, transition)
        self.go(self.url_of_batch)

    def _fill(self) -> None:
        try:
            data = self.form.read(self.request.form)
        except InvalidData as error:
            for name, message in error.fields.items():
                self._wrong(name, message)
            data = {}
        order = self._read_numbers(data) if self.is_signing else Order(data)
        if self.errors:
            self.request.response.setStatus(422)
            return
        making.check(self.batch, order)
        self.go(self.url_of_batch)

    def _read_numbers(self, data: dict[str, Any]) -> Order:
        """The order with what each decision's number is made from: it stands in the form's field for the number."""
        pattern, first = data.pop("number", ""), self.typed("first") or "1"
        if pattern and PLACE not in pattern and len(self.items) > 1:
            self._wrong("number", ONE_NUMBER)
        if not re.fullmatch(r"[1-9]\d{0,6}", first, re.ASCII):
            self._wrong("batch-first", _("Give a whole number, 1 or more."))
            first = "1"
        return Order(data, pattern, int(first))

    def _check(self) -> None:
        """The dry run once more: dossiers may have changed since the last one."""
        making.check(self.batch, self.order)
        self.go(self.url_of_batch)

    def _start(self) -> None:
        store.begin(self.batch, [uid for uid in self.sent_uids if _UID.fullmatch(uid)])
        self.go(self.url_of_batch)

    def _continue(self) -> None:
        is_script = "application/json" in (self.request.getHeader("Accept") or "")
        self.progress = running.work(self.batch, running.SECONDS if is_script else SECONDS_WITHOUT_SCRIPT)
        if is_script:
            self._send_json()
        else:
            self.go(self.url_of_batch)

    def _cancel(self) -> None:
        store.end(self.batch.id, Status.CANCELLED)
        self.go(self.url_of_batch, _("The batch is cancelled. What was done before stays done."))

    def _again(self) -> None:
        try:
            self._go_to(making.again(self.officer, self.batch))
        except making.NoBatch as error:
            self.go(self.url_of_batch, error.message, "error")

    def _send_json(self) -> None:
        self.request.response.setHeader("Content-Type", "application/json")
        progress = self.progress
        self.answer = json.dumps(
            {
                "finished": progress.finished,
                "total": progress.total,
                "text": self.progress_text(),
                "ended": progress.status is not Status.RUNNING,
            }
        )

    def _send_csv(self) -> None:
        response = self.request.response
        response.setHeader("Content-Type", "text/csv; charset=utf-8")
        response.setHeader("Content-Disposition", f'attachment; filename="batch-{self.batch.id}.csv"')
        self.answer = as_csv(self.lines, self.say)

    # What stands against it

    def _is_ours(self) -> bool:
        """Whether one of our own pages sent the form; if not, that is said."""
        # All visitors share one token: another site could get it.
        if is_same_origin(self.request) and AuthenticatorView(self.context, self.request).verify():
            return True
        self._refuse(OPEN_TOO_LONG, 403)
        if "application/json" in (self.request.getHeader("Accept") or ""):
            self.answer = json.dumps({"error": self.say(OPEN_TOO_LONG)})
        return False

    def _same_as_shown(self) -> None:
        if self.typed("revision") != str(self.batch.revision):
            raise store.Changed

    def _refuse(self, message: Any, status: int = 422) -> None:
        self._wrong(FORM, message)
        self.request.response.setStatus(status)

    def _wrong(self, name: str, message: Any) -> None:
        self.errors[name] = self.say(message)

    @property
    def _unseen(self) -> Sequence[Line]:
        return [line for line in self.lines if self.needs_look and line.result is Result.READY and not line.looked_at]

    @property
    def _edits(self) -> bool:
        """Whether a checked batch is to be filled in once more, or was sent with something wrong."""
        return self.status is Status.CHECKED and bool({"edit", "fill"} & set(self.request.form) or self._chooses)

    @property
    def _chooses(self) -> bool:
        return self.status in (Status.SELECTED, Status.CHECKED) and "choose" in self.request.form


def _as_sent(data: Any, prefix: str = "") -> dict[str, str]:
    """Data as a form sends it: `{"papers": [{"what": "…"}]}` is `papers.0.what`."""
    named = enumerate(data) if isinstance(data, list) else data.items()
    sent: dict[str, str] = {}
    for name, value in named:
        if isinstance(value, dict | list):
            sent |= _as_sent(value, f"{prefix}{name}.")
        else:
            # A browser's field for a moment takes neither seconds nor a zone.
            sent[f"{prefix}{name}"] = re.sub(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?\+07:00$", r"\1", str(value))
    return sent

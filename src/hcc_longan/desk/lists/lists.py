"""The work lists: what waits for whom, narrowed down, sorted, kept and taken away."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan import logger
from hcc_longan.accounts.browser.base import OPEN_TOO_LONG
from hcc_longan.desk.lists import download
from hcc_longan.desk.lists import filters
from hcc_longan.desk.lists import following
from hcc_longan.desk.lists import scope
from hcc_longan.desk.lists import views
from hcc_longan.desk.lists.lines import Line
from hcc_longan.desk.lists.lines import lines
from hcc_longan.desk.lists.names import officer_name
from hcc_longan.desk.lists.search import Found
from hcc_longan.desk.lists.search import search
from hcc_longan.desk.screens import Screen
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.worklists import CHANNELS
from hcc_longan.dossiers.register.worklists import COLUMNS
from hcc_longan.dossiers.register.worklists import Queue
from hcc_longan.dossiers.register.worklists import SORTS
from hcc_longan.dossiers.register.worklists import When
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.states import STATES
from hcc_longan.ledger.base import UtcDateTime
from hcc_longan.protection.origin import is_same_origin
from plone.protect.authenticator import AuthenticatorView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import parse_qs
from urllib.parse import urlencode
from ZPublisher.Iterators import filestream_iterator

import json


SIZES = (30, 100, 200)
_FARTHEST = 10**9
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


# What filters are called.
_LABELS: Mapping[str, Any] = {
    **{name: COLUMNS[name] for name in ("department", "procedure", "channel", "counter", "state")},
    "officer": COLUMNS["assignee"],
    "paused": _("Time"),
    "due_from": _("Due from"),
    "due_to": _("Due until"),
    "received_from": _("Received from"),
    "received_to": _("Received until"),
}


class Lists(Screen):
    """`/vi/can-bo/danh-sach/<list>`; without a list everything open, with `q` what is found."""

    screen = "lists"
    depth = 1
    column_titles = COLUMNS
    labels = _LABELS
    channels = CHANNELS
    states = {id_: state for id_, state in STATES.items() if state.is_open}
    longest_name = views.LONGEST
    nobody = filters.NOBODY
    sizes = SIZES
    selected_words = _("Selected: ${number}", mapping={"number": "#"})
    _template = ViewPageTemplateFile("lists.pt")
    answer: Any = None

    def update(self) -> None:
        if self.queue is None:
            self.go(self.at("lists"), _("There is no such list for you."), "warning")
        elif self.request.method == "POST":
            self._act()
        elif self.query and self.found.exact is not None:
            row = self.found.exact
            self.go(self.at("dossier", row.code or row.tracking_number))
        elif not self.path and not self._form and (start := self._start):
            self.go(views.url(start, self))
        elif kind := self._one("format"):
            self._download(kind)

    def index(self) -> Any:
        return self._template() if self.answer is None else self.answer

    # What is asked for

    @cached_property
    def queue(self) -> Queue | None:
        """The list; None for one that the officer doesn't have."""
        return self._queue(self.path[0]) if self.path else scope.EVERYTHING

    @cached_property
    def title(self) -> Any:
        if self.query:
            return _("Search")
        return scope.EVERYTHING_TITLE if self.queue is scope.EVERYTHING else self.queue.title(self.language)

    def _queue(self, name: str) -> Queue | None:
        return scope.EVERYTHING if name == scope.EVERYTHING.id else scope.offered(self.officer).get(name)

    @property
    def _start(self) -> Any:
        """The view to begin with; None without one, or if its list is the officer's no more."""
        view = views.start_of(self.officer.id)
        return view if view and self._queue(view.queue) else None

    @cached_property
    def _form(self) -> Mapping[str, Any]:
        """What the address says; of a form that was sent, what the page's address said."""
        if self.request.method == "POST":
            return parse_qs("".join(filters.texts(self.request.form, "query")))
        return self.request.form

    def _one(self, name: str) -> str:
        return next(iter(filters.texts(self._form, name)), "")

    @cached_property
    def query(self) -> str:
        return self._one("q")

    @cached_property
    def filters(self) -> filters.Filters:
        return filters.read(self._form, self.departments, self.counters)

    @cached_property
    def departments(self) -> Mapping[str, str]:
        return {code: each.short_title(self.language) for code, each in scope.departments(self.officer).items()}

    @cached_property
    def counters(self) -> Mapping[str, str]:
        return {code: counter.title(self.language) for code, counter in counters().items()}

    @cached_property
    def officers(self) -> Mapping[str, str]:
        """To whom open dossiers are assigned, by account."""
        names = {user_id: officer_name(user_id) for user_id in scope.open_assignees()}
        return dict(sorted(names.items(), key=lambda each: each[1]))

    @cached_property
    def sort(self) -> str:
        asked = self._one("sort")
        return asked if asked.removeprefix("-") in SORTS else self.queue.sort

    @cached_property
    def columns(self) -> Sequence[str]:
        """The columns shown, in the order of the list's own; those that somebody added come last."""
        chosen = [name for name in filters.texts(self._form, "col") if name in COLUMNS]
        if not chosen:
            return self.queue.columns
        order = (*self.queue.columns, *COLUMNS)
        return tuple(sorted({"number", *chosen}, key=order.index))

    @cached_property
    def size(self) -> int:
        asked = self._one("size")
        return int(asked) if asked in map(str, SIZES) else SIZES[0]

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """What an address of this list says, without the place in it."""
        said: dict[str, Any] = dict(self.filters.values)
        if self.sort != self.queue.sort:
            said["sort"] = self.sort
        if self.columns != self.queue.columns:
            said["col"] = self.columns
        if self.size != SIZES[0]:
            said["size"] = self.size
        return said

    @property
    def view_id(self) -> str:
        """The view of one's own that is shown."""
        text = self._one("view")
        return text if text.isascii() and text.isdigit() and len(text) < 10 else ""

    def here(self, **changes: Any) -> str:
        """The address of this list, with something else in it."""
        if self.query:
            return self.at("lists", **{"q": self.query, **changes})
        return self.at("lists", self.queue.id, **{**self.parameters, **changes})

    # What is shown

    @cached_property
    def found(self) -> Found:
        return search(self.query, self.officer, self.language)

    @cached_property
    def _wanted(self) -> list[Any]:
        return [*scope.wanted(self.queue, self.officer, clock.now()), *self.filters.conditions()]

    @cached_property
    def _rows(self) -> Sequence[DossierRow]:
        """The rows of the page, and one more where there are more; none where a filter can't be read."""
        if self.query:
            return self.found.rows
        if self.filters.errors:
            return ()
        _number, place = self._after
        return queries.page(self._wanted, self.sort, self.size, place)

    @cached_property
    def lines(self) -> Sequence[Line]:
        rows = self._rows if self.query else self._rows[: self.size]
        return lines(rows, self.officer.id, self.language)

    @cached_property
    def total(self) -> int:
        if self.query:
            return len(self.found.rows)
        if self.filters.errors:
            return 0
        if self._after == (0, None) and len(self._rows) <= self.size:
            return len(self._rows)
        return queries.count(self._wanted)

    @property
    def total_text(self) -> str:
        return f"{self._number(self.total)}+" if self.total >= queries.COUNTED else self._number(self.total)

    @property
    def range(self) -> tuple[str, str]:
        """The numbers of the first and the last row of the page."""
        before = 0 if self.query else self._after[0]
        return self._number(before + 1), self._number(before + len(self.lines))

    @property
    def next_url(self) -> str:
        """The address of the next page; empty on the last one."""
        place = None if self.query else queries.place(self._rows, self.size, self.sort)
        if place is None:
            return ""
        value, uid = place
        shown = value.isoformat() if isinstance(value, datetime) else value
        return self.here(after=json.dumps([self._after[0] + self.size, shown, uid]), view=self.view_id)

    @property
    def first_url(self) -> str:
        """The address of the first page; empty there."""
        return self.here(view=self.view_id) if not self.query and self._after[1] else ""

    @cached_property
    def _after(self) -> tuple[int, Any]:
        """How many rows were on the pages before, and the place of the last of them; a nonsense is the beginning."""
        try:
            return _read_place(self._one("after"), SORTS[self.sort.removeprefix("-")])
        except (ValueError, TypeError, RecursionError):
            return 0, None

    def heads(self) -> Iterator[Mapping[str, Any]]:
        """The heads of the columns; those by which a list is sorted lead to that."""
        for name in self.columns:
            current = self.sort.removeprefix("-") == name
            turned = f"-{name}" if current and not self.sort.startswith("-") else name
            yield {
                "name": name,
                "title": COLUMNS[name],
                "url": self.here(sort=turned) if name in SORTS and not self.query else "",
                "sort": ("descending" if self.sort.startswith("-") else "ascending") if current else None,
            }

    @property
    def empty(self) -> Any:
        """What to say where there is nothing."""
        if self.query:
            return _(
                "Nothing was found. Try a part of the name without accents, the phone or identity number, or fewer "
                "words."
            )
        if self.filters.values:
            return _("No dossier fits these filters.")
        if self.queue.due is When.OVERDUE:
            return _("Nothing is overdue. Well done.")
        return _("Nothing is waiting here. You are up to date.")

    @property
    def chips(self) -> Sequence[str]:
        """The filters that are on, in words; so that nobody forgets one that is folded away."""
        named: Mapping[str, Mapping[str, Any]] = {
            "department": self.departments,
            "counter": self.counters,
            "channel": CHANNELS,
            "state": {id_: state.title for id_, state in STATES.items()},
            "paused": {"yes": _("The time stands still"), "no": _("The time runs")},
            "officer": {self.nobody: _("Nobody")},
        }
        found = []
        for name, value in self.filters.values.items():
            each = value if isinstance(value, tuple) else (value,)
            words = [
                self.say(named.get(name, {}).get(one, officer_name(one) if name == "officer" else one)) for one in each
            ]
            found.append(f"{self.say(self.labels[name])}: {', '.join(words)}")
        return found

    @property
    def own_views(self) -> Sequence[Any]:
        return views.of(self.officer.id)

    @cached_property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the id of the field."""
        return {f"filter-{name}": self.say(message) for name, message in self.filters.errors.items()}

    def chosen(self, name: str, value: str) -> bool:
        """Whether a filter has a value, as it was sent."""
        return value in filters.texts(self._form, name)

    def typed(self, name: str) -> str:
        """A filter of one value, as it was sent."""
        return self._one(name)

    @property
    def typed_name(self) -> str:
        return "".join(filters.texts(self.request.form, "name")) if self.request.method == "POST" else ""

    @property
    def query_string(self) -> str:
        """What the address says, for the forms of the page."""
        said = (
            {"q": self.query} if self.query else {**self.parameters, "view": self.view_id, "after": self._one("after")}
        )
        return urlencode({name: value for name, value in said.items() if value}, doseq=True)

    def select_words(self, line: Line) -> Any:
        """What a row's checkbox does."""
        return _("Select ${number}", mapping={"number": line.number})

    def follow_words(self, line: Line) -> Any:
        """What a row's star does."""
        return _("Follow ${number}", mapping={"number": line.number})

    def _number(self, number: int) -> str:
        return f"{number:,}" if self.language == "en" else f"{number:,}".replace(",", ".")

    # What a form asks for

    def _act(self) -> None:
        form = self.request.form
        if not (is_same_origin(self.request) and AuthenticatorView(self.context, self.request).verify()):
            self.errors["lists"] = self.say(OPEN_TOO_LONG)
        elif uid := next(iter(filters.texts(form, "follow")), ""):
            self._follow(uid)
        elif view_id := next(iter(filters.texts(form, "remove_view")), ""):
            self._remove_view(view_id)
        elif "save_view" in form:
            self._save_view("start" in form)
        else:
            self.go(self._back)

    @property
    def _back(self) -> str:
        query = self.query_string
        return self.at("lists", *self.path) + (f"?{query}" if query else "")

    def _follow(self, uid: str) -> None:
        if not scope.sees(self.officer, uid):
            self.go(self._back, _("You can't see this dossier any more."), "warning")
            return
        followed = following.toggle(uid, self.officer.id)
        if self.request.getHeader("X-Requested-With") == "fetch":
            self.request.response.setHeader("Content-Type", "application/json")
            self.answer = json.dumps({"followed": followed})
        else:
            self.go(self._back)

    def _save_view(self, is_start: bool) -> None:
        try:
            query = urlencode(self.parameters, doseq=True)
            made = views.save(self.officer.id, self.typed_name, self.queue.id, query, is_start)
        except InvalidData as error:
            self.errors.update({f"view-{name}": self.say(message) for name, message in error.fields.items()})
        else:
            self.go(self.here(view=made), _("The view has been saved."))

    def _remove_view(self, view_id: str) -> None:
        known = {str(view.id): view for view in self.own_views}
        if view_id in known:
            views.remove(self.officer.id, known[view_id].id)
        self.go(self.here(), _("The view has been removed."))

    def _download(self, kind: str) -> None:
        if kind not in tuple(download.Format) or self.filters.errors:
            self.go(self.here())
            return
        kind = download.Format(kind)
        wanted = [DossierRow.uid.in_([row.uid for row in self.found.rows])] if self.query else self._wanted
        sort = "-filed" if self.query else self.sort
        with NamedTemporaryFile(suffix=f".{kind}") as target:
            number = download.write(target, kind, self.say(self.title), wanted, self.columns, sort, self.language)
            target.flush()
            # Opened once more: by its name it is gone from here on.
            self.answer = filestream_iterator(target.name, "rb")
        name = download.filename("search" if self.query else self.queue.id, kind)
        logger.info(
            "Work list taken away by %s: %s, %d dossiers (%s)", self.officer.id, name, number, self.query_string
        )
        response = self.request.response
        response.setHeader("Content-Type", kind.content_type)
        response.setHeader("Content-Length", str(len(self.answer)))
        response.setHeader("Content-Disposition", f'attachment; filename="{name}"')


def _read_place(text: str, column: Any) -> tuple[int, Any]:
    """What `next_url` says; raises ValueError or TypeError."""
    number, value, uid = json.loads(text)
    if isinstance(column.type, UtcDateTime) and value is not None:
        value = datetime.fromisoformat(value)
        is_right = value.tzinfo is not None and _FIRST_YEAR <= value.year <= _LAST_YEAR
    else:
        is_right = column.nullable if value is None else isinstance(value, str)
    if not (is_right and type(number) is int and 0 <= number < _FARTHEST and isinstance(uid, str)):
        raise ValueError(text)
    return number, (value, uid)

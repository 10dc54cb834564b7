"""Control panel of the work lists: titles, order, columns and readers, and lists of the centre's own."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from hcc_longan import _
from hcc_longan.desk.lists.scope import EVERYTHING
from hcc_longan.dossiers.browser.settings import SettingsPage
from hcc_longan.dossiers.register.worklists import Assignee
from hcc_longan.dossiers.register.worklists import CHANNELS
from hcc_longan.dossiers.register.worklists import CHOICES
from hcc_longan.dossiers.register.worklists import COLUMNS
from hcc_longan.dossiers.register.worklists import Holder
from hcc_longan.dossiers.register.worklists import LONGEST_TITLE
from hcc_longan.dossiers.register.worklists import problems
from hcc_longan.dossiers.register.worklists import Queue
from hcc_longan.dossiers.register.worklists import queues
from hcc_longan.dossiers.register.worklists import ROLES
from hcc_longan.dossiers.register.worklists import set_queues
from hcc_longan.dossiers.register.worklists import SORTS
from hcc_longan.dossiers.register.worklists import When
from hcc_longan.dossiers.register.worklists import Whose
from hcc_longan.dossiers.states import STATES
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any

import re


# More than a person can keep an eye on.
MOST = 60
# The empty form for a new list.
NEW = "+"
_MANY = {
    "states": {id_: state.title for id_, state in STATES.items() if state.is_open},
    "channels": CHANNELS,
    "roles": ROLES,
    "columns": COLUMNS,
}
_ONE: Mapping[str, type[StrEnum]] = {"whose": Whose, "holder": Holder, "assignee": Assignee, "due": When}


class WorklistsSettings(SettingsPage):
    """All lists in their order; with `list` the form of one."""

    index = ViewPageTemplateFile("settings.pt")
    many = _MANY
    one = {name: CHOICES[kind] for name, kind in _ONE.items()}
    column_titles = COLUMNS
    sorts = tuple(SORTS)
    longest_title = LONGEST_TITLE
    new = NEW
    labels = {
        "states": _("States (none: all open ones)"),
        "channels": _("Channels (none: all)"),
        "roles": _("Who has the list (none: nobody)"),
        "columns": _("Columns"),
        "whose": _("Whose dossiers"),
        "holder": _("With whom they are"),
        "assignee": _("To whom they are assigned"),
        "due": _("When they are due"),
    }

    def save(self) -> str:
        form = self.request.form
        if "order" in form:
            return self._save_order()
        if self.edited is None:
            return ""
        if "remove" in form:
            if not self.edited.is_built_in:
                set_queues([queue for queue in self.queues.values() if queue.id != self.edited.id])
            return _("The list has been removed.")
        queue = self.shown
        self.errors.update({f"list-{name}": self.translate(message) for name, message in problems(queue).items()})
        if self.typed("list") == NEW:
            if queue.id in self.queues or queue.id == EVERYTHING.id:
                self.errors["list-id"] = self.translate(_("Another list has this short name."))
            elif len(self.queues) >= MOST:
                self.errors["list-id"] = self.translate(_("There can be ${number} lists.", mapping={"number": MOST}))
        if self.errors:
            return ""
        set_queues(list({**self.queues, queue.id: queue}.values()))
        return _("The list has been saved.")

    @cached_property
    def queues(self) -> Mapping[str, Queue]:
        return queues()

    @cached_property
    def edited(self) -> Queue | None:
        """The list whose form is shown, as it is kept; None for the table of all."""
        name = self.typed("list")
        return Queue("", roles=("Supervisor",)) if name == NEW else self.queues.get(name)

    @cached_property
    def shown(self) -> Queue:
        """The list as the form shows it: as typed, else as kept."""
        if self.request.method != "POST" or self.edited is None:
            return self.edited
        looks: dict[str, Any] = {name: self.typed(name) for name in ("title_vi", "title_en", "sort")}
        looks |= {name: self._many(name) for name in ("roles", "columns")}
        if self.edited.is_built_in:
            return replace(self.edited, **looks)
        conditions: dict[str, Any] = {name: self._many(name) for name in ("states", "channels")}
        for name, kind in _ONE.items():
            conditions[name] = next((each for each in kind if each == self.typed(name)), kind(""))
        id_ = self.edited.id or self.typed("id")
        return replace(self.edited, id=id_, **looks, **conditions)

    @property
    def conditions(self) -> Sequence[str]:
        """The conditions of the list, by name: what of a built-in one nobody changes."""
        return ("whose", "holder", "assignee", "due", "states", "channels")

    def is_fixed(self, name: str) -> bool:
        return name in self.conditions and self.edited.is_built_in

    def has(self, name: str, value: str) -> bool:
        """Whether a choice of the form is made."""
        kept = getattr(self.shown, name)
        return value in kept if isinstance(kept, tuple) else value == kept

    def names(self, known: Mapping[str, Any], chosen: Sequence[str]) -> str:
        """Choices in words."""
        return ", ".join(self.translate(known[each]) for each in chosen)

    def sort_title(self, sort: str) -> str:
        title = self.translate(COLUMNS[sort.removeprefix("-")])
        return f"{title} ↓" if sort.startswith("-") else title

    def place(self, queue: Queue, number: int) -> str:
        """The number of a list in the table, as typed."""
        return self.typed(f"place-{queue.id}") or str(number)

    def _many(self, name: str) -> tuple[str, ...]:
        """What is ticked, in the order in which it is offered; what isn't offered stays, to be refused."""
        value = self.request.form.get(name, ())
        given = value if isinstance(value, (list, tuple)) else (value,)
        order = list(_MANY[name])
        return tuple(
            sorted(dict.fromkeys(map(str, given)), key=lambda each: order.index(each) if each in order else -1)
        )

    def _save_order(self) -> str:
        places: dict[str, int] = {}
        for number, queue in enumerate(self.queues.values(), 1):
            typed = self.place(queue, number)
            if re.fullmatch(r"[0-9]{1,4}", typed):
                places[queue.id] = int(typed)
            else:
                self.errors[f"place-{queue.id}"] = self.translate(_("Give a whole number, 0 or more."))
        if self.errors:
            return ""
        set_queues(sorted(self.queues.values(), key=lambda queue: places[queue.id]))
        return _("The order has been saved.")

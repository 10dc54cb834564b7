"""Filters of a work list, as they come in an address."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.register.queries import of_departments
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.worklists import CHANNELS
from hcc_longan.dossiers.states import STATES
from typing import Any
from zope.i18nmessageid import Message

import re


_FIRST_YEAR, _LAST_YEAR = 1900, 2999
NOBODY = "-"
_LONGEST = 4_000
DAYS = ("due_from", "due_to", "received_from", "received_to")
# Which may be several.
_MANY = ("department", "channel", "state")
_NOT_OFFERED = _("Choose from what is offered.")


@dataclass(frozen=True)
class Filters:
    """What narrows a list down; `values` by name, only those that were given, `errors` by name for the others."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, Message] = field(default_factory=dict)

    def conditions(self) -> list[Any]:
        """What a dossier fulfils."""
        found = []
        for name, value in self.values.items():
            match name:
                case "department":
                    found.append(of_departments(value))
                case "channel" | "state":
                    column = getattr(DossierRow, name)
                    found.append(column == value[0] if len(value) == 1 else column.in_(value))
                case "procedure" | "counter":
                    found.append(getattr(DossierRow, name) == value)
                case "officer":
                    found.append(DossierRow.assignee == ("" if value == NOBODY else value))
                case "paused":
                    found.append(DossierRow.is_paused.is_(value == "yes"))
                case _:
                    kind, _underscore, end = name.partition("_")
                    column = DossierRow.due_at if kind == "due" else DossierRow.received_at
                    begin = datetime.combine(date.fromisoformat(value), time(), ZONE)
                    found.append(column >= begin if end == "from" else column < begin + timedelta(days=1))
        return found


def read(form: Mapping[str, Any], departments: Mapping[str, Any], counters: Mapping[str, Any]) -> Filters:
    """The filters of a form. `departments`, `counters`: those that may be chosen."""
    known: Mapping[str, Any] = {
        "department": departments,
        "channel": CHANNELS,
        "state": STATES,
        "counter": counters,
        "paused": ("yes", "no"),
    }
    values: dict[str, Any] = {}
    errors: dict[str, Message] = {}
    for name in ("department", "procedure", "channel", "counter", "officer", "state", "paused", *DAYS):
        given = [text for text in texts(form, name) if text]
        if not given:
            continue
        if len(given) > 1 and name not in _MANY:
            errors[name] = _("Give each parameter once.")
        elif name in known and any(each not in known[name] for each in given):
            errors[name] = _NOT_OFFERED
        elif name == "procedure" and not re.fullmatch(r"[0-9A-Za-z.-]{1,20}", given[0]):
            errors[name] = _("Give the code of a procedure, for example 1.001786.")
        elif name in DAYS and not _is_day(given[0]):
            errors[name] = _("Give a date, for example 2026-01-01.")
        else:
            values[name] = tuple(dict.fromkeys(given)) if name in _MANY else given[0]
    for kind in ("due", "received"):
        if values.get(f"{kind}_to", "9") < values.get(f"{kind}_from", ""):
            errors[f"{kind}_to"] = _("The last day lies before the first one.")
    return Filters(values, errors)


def texts(form: Mapping[str, Any], name: str) -> Sequence[str]:
    """What a form says under a name, without what no database takes as text: NUL, and halves of characters."""
    value = form.get(name, ())
    given = value if isinstance(value, (list, tuple)) else (value,)
    plain = (each[:_LONGEST].encode(errors="ignore").decode() for each in given if isinstance(each, str))
    return [each.replace("\0", "").strip() for each in plain]


def _is_day(text: str) -> bool:
    try:
        return (
            bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and _FIRST_YEAR <= date.fromisoformat(text).year <= _LAST_YEAR
        )
    except ValueError:
        return False

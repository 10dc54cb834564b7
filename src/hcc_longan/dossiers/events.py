"""The events of a dossier: what was done, by whom, from where, when, and what it changed. Pure values.

They are the legal record. Everything else about a dossier's course (state, clock, register, statistics) is derived.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from datetime import UTC
from types import MappingProxyType
from typing import Any


_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Event:
    """One event; a dossier's events are numbered from 1 and never change.

    `at` is aware; `before` and `after` are state ids (`before` is empty for the first); `holder` is who has to act
    afterwards: a department's or partner's code, `centre`, or `applicant`; `stage_minutes` is the working time the
    agency has for the stage that begins, where one is set. `data` is JSON-like, in the shape of the transition's
    schema. `key` is the idempotency key of the call that made it.
    """

    number: int
    transition: str
    at: datetime
    before: str
    after: str
    holder: str
    actor: str = ""
    role: str = ""
    origin: str = ""
    reason: str = ""
    stage_minutes: int | None = None
    data: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    key: str = ""

    def as_json(self) -> dict[str, Any]:
        """The event as JSON-like values, empty ones left out; `at` in UTC."""
        record = {name: getattr(self, name) for name in _FIELDS}
        record["at"] = self.at.astimezone(UTC).isoformat()
        record["data"] = dict(self.data)
        return {name: value for name, value in record.items() if value not in ("", None, {})}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "Event":
        """The event that `as_json` gave."""
        return cls(
            **{
                "before": "",
                "holder": "",
                **record,
                "at": datetime.fromisoformat(record["at"]),
                "data": MappingProxyType(dict(record.get("data", {}))),
            }
        )


_FIELDS = tuple(Event.__dataclass_fields__)


def last(events: Sequence[Event], *transitions: str) -> Event | None:
    """The latest event of one of these transitions."""
    return next((event for event in reversed(events) if event.transition in transitions), None)

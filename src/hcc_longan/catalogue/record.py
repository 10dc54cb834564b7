"""A procedure's record as plain values, and what can be read off it: how long, how much, by which way. Pure Python.

The record is the JSON-like mapping that versions keep and pages show: the shared fields of `IProcedure` by name, and
`titles`, `summaries` and `keywords` by language.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import hashlib
import json


Record = Mapping[str, Any]

# Working days that one of each unit takes, to compare limits; a calendar week has five, a month twenty-two.
_WORKING_DAYS = {
    "same_day": 0.9,
    "working_day": 1.0,
    "day": 5 / 7,
    "working_hour": 1 / 8,
    "hour": 1 / 24,
    "month": 22.0,
}

# What the law asks every procedure's record to have: NĐ 63/2010/NĐ-CP, Điều 8 khoản 2.
REQUIRED_PARTS = ("steps", "ways", "components", "time_limit", "applicants", "agencies")


@dataclass(frozen=True)
class TimeLimit:
    """A number of units, as the record states it."""

    number: float
    unit: str

    @property
    def working_days(self) -> float:
        """About how many working days it takes: for comparing and sorting, not for appointments."""
        return self.number * _WORKING_DAYS[self.unit]


def localized(row: Mapping[str, Any], name: str, language: str) -> str:
    """A row's text in a language; Vietnamese where the other is missing."""
    return row.get(f"{name}_{language}") or row.get(f"{name}_vi") or ""


def time_limits(record: Record) -> list[TimeLimit]:
    """The stated time limits, each once, shortest first."""
    stated = {TimeLimit(row["limit"], row["unit"]) for row in record.get("ways") or () if row.get("limit") is not None}
    return sorted(stated, key=lambda limit: (limit.working_days, limit.unit))


def time_limit_range(record: Record) -> str:
    """Which of `terms.TIME_LIMITS` the longest stated limit falls into."""
    limits = time_limits(record)
    if not limits:
        return "unstated"
    days = ceil(limits[-1].working_days)
    if limits[-1].working_days < 1:
        return "same_day"
    for name, longest in (("to_3", 3), ("to_7", 7), ("to_15", 15), ("to_30", 30)):
        if days <= longest:
            return name
    return "over_30"


def payment(record: Record) -> str:
    """Which of `terms.PAYMENT` the fees come to: charged as soon as any row asks for money."""
    rules = {row["rule"] for row in record.get("fees") or () if row["rule"] != "fixed" or row.get("amount")}
    zero = any(row["rule"] == "fixed" and row.get("amount") == 0 for row in record.get("fees") or ())
    if rules & {"fixed", "by_local_rule", "by_scale"}:
        return "charged"
    if "free" in rules or (zero and not rules):
        return "free"
    return "unstated"


def channels(record: Record) -> list[str]:
    """The ways of filing, in the order of `terms.CHANNELS`."""
    offered = {row["channel"] for row in record.get("ways") or ()}
    return [channel for channel in ("counter", "online", "post") if channel in offered]


def of_case(rows: Iterable[Mapping[str, Any]], case: str) -> list[Mapping[str, Any]]:
    """The rows that hold for a case only; with "" those that hold for every case."""
    return [row for row in rows if (row.get("case") or "") == case]


def missing_parts(record: Record) -> list[str]:
    """Which of `REQUIRED_PARTS` the record lacks (NĐ 63/2010/NĐ-CP, Điều 8)."""
    missing = [part for part in REQUIRED_PARTS if part != "time_limit" and not record.get(part)]
    if not time_limits(record):
        missing.append("time_limit")
    if record.get("agencies") and not any(row["role"] == "implementing" for row in record["agencies"]):
        missing.append("agencies")
    if any(not (row["originals"] or row["copies"] or row["certified"]) for row in record.get("components") or ()):
        missing.append("quantities")
    return missing


def untranslated_parts(record: Record) -> list[str]:
    """The lists in which a Vietnamese text has no English beside it."""
    return [
        name
        for name, rows in record.items()
        if isinstance(rows, list)
        and any(
            isinstance(row, Mapping) and row[key] and not row.get(f"{key[:-3]}_en")
            for row in rows
            for key in (row if isinstance(row, Mapping) else ())
            if key.endswith("_vi")
        )
    ]


def digest(record: Record) -> str:
    """A fingerprint: two records are the same exactly when theirs are."""
    return hashlib.sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

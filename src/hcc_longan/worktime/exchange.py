"""Special days as CSV, for spreadsheets: `date;kind;name_vi;name_en;hours`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from enum import StrEnum
from hcc_longan.worktime.spec import DayKind
from hcc_longan.worktime.spec import format_hours
from hcc_longan.worktime.spec import parse_hours
from hcc_longan.worktime.spec import SpecialDay

import csv
import io


COLUMNS = ("date", "kind", "name_vi", "name_en", "hours")


class LineFault(StrEnum):
    """What is wrong with a line."""

    COLUMNS = "columns"
    DATE = "date"
    KIND = "kind"
    HOURS = "hours"
    TWICE = "twice"


@dataclass(frozen=True)
class LineProblem:
    """A line (counted from 1, the heading is the first) that can't be read, and the value at fault."""

    line: int
    kind: LineFault
    value: str


def write_days(days: Sequence[SpecialDay]) -> str:
    """The days as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in days:
        hours = "" if each.sessions is None else format_hours(each.sessions)
        writer.writerow((each.day.isoformat(), each.kind.value, each.name_vi, each.name_en, hours))
    return text.getvalue()


def read_days(text: str) -> tuple[list[SpecialDay], list[LineProblem]]:
    """The days of a CSV text, and what could not be read. Dates may be `2026-02-17` or `17/02/2026`."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline=None)
    heading = lines.readline()
    lines.seek(0)
    reader = csv.DictReader(lines, delimiter=";" if ";" in heading else ",")
    reader.fieldnames = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if not {"date", "kind"} <= set(reader.fieldnames):
        return [], [LineProblem(1, LineFault.COLUMNS, heading.strip())]
    days: dict[date, SpecialDay] = {}
    problems: list[LineProblem] = []
    for row in reader:
        values = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not any(values.values()):
            continue
        try:
            fault = LineFault.DATE
            day = _date(values["date"])
            fault = LineFault.KIND
            kind = DayKind(values["kind"].lower())
            fault = LineFault.HOURS
            sessions = parse_hours(values["hours"]) if values["hours"] else None
        except ValueError:
            problems.append(LineProblem(reader.line_num, fault, values[fault.value]))
            continue
        if day in days:
            problems.append(LineProblem(reader.line_num, LineFault.TWICE, values["date"]))
        days[day] = SpecialDay(day, kind, values["name_vi"], values["name_en"], sessions)
    return [days[day] for day in sorted(days)], problems


def _date(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date() if "/" in text else date.fromisoformat(text)

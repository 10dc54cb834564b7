"""A carrier's report as a table of its own making (CSV): what became of which parcel.

Columns are known by their headings, in Vietnamese or English, with or without accents; what a line means and what can't
be understood is said line by line, so that nothing is taken for something else.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from hcc_longan import _
from hcc_longan.parcels.carriers import read_number
from hcc_longan.parcels.carriers import Report
from hcc_longan.parcels.tables import State
from hcc_longan.vietnamese import fold
from typing import Any

import csv
import io


MOST = 500
LARGEST = 1_000_000  # bytes
_HEADINGS = {
    "number": ("so hieu", "ma buu gui", "so hieu buu gui", "ma van don", "tracking number", "number", "item"),
    "state": ("trang thai", "state", "status"),
    "day": ("ngay", "ngay phat", "ngay trang thai", "date"),
    "note": ("ghi chu", "ly do", "note", "reason"),
}
_STATES = {
    State.DELIVERED: ("da phat", "phat thanh cong", "da giao", "giao thanh cong", "delivered"),
    State.RETURNED: ("chuyen hoan", "da chuyen hoan", "hoan thanh cong", "da hoan", "returned", "returned to sender"),
    State.LOST: ("that lac", "mat", "lost"),
    None: ("dang van chuyen", "dang phat", "da nhan gui", "den buu cuc", "in transit", "accepted", "out for delivery"),
}
_KNOWN = {word: state for state, words in _STATES.items() for word in words}
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y")


class Unreadable(ValueError):
    """The file is no report; `message` says why, to be translated."""

    def __init__(self, message: Any):
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Line(Report):
    """A line of a report: `place` is its number in the file; `wrong` what can't be understood."""

    place: int = 0
    wrong: Any = None


def read(data: bytes) -> Sequence[Line]:
    """The lines of a report; raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(_("The file is too large for a report."))
    rows = _rows(_text(data))
    if not rows:
        raise Unreadable(_("The file is empty."))
    headings = [_plain(each) for each in rows[0][1]]
    columns = {
        name: next((place for place, each in enumerate(headings) if each in known), None)
        for name, known in _HEADINGS.items()
    }
    if columns["number"] is None or columns["state"] is None:
        raise Unreadable(_("The first line has to name the columns, with the number of the item and its state."))
    if len(rows) > MOST + 1:
        raise Unreadable(_("More than ${number} lines: import them in parts.", mapping={"number": MOST}))
    return [_line(place, row, columns) for place, row in rows[1:]]


def _text(data: bytes) -> str:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("The file is no text in UTF-8. Save it as “CSV UTF-8” and try again.")) from None
    if "\0" in text:
        raise Unreadable(_("The file is no text in UTF-8. Save it as “CSV UTF-8” and try again."))
    return text


def _rows(text: str) -> list[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise Unreadable(_("The file is no table of the kind CSV.")) from None


def _line(place: int, row: list[str], columns: dict[str, int | None]) -> Line:
    def cell(name: str) -> str:
        column = columns[name]
        return row[column].strip() if column is not None and column < len(row) else ""

    number = read_number(cell("number"))
    wrong = None
    if number is None:
        wrong = _("“${text}” is no number of a postal item.", mapping={"text": cell("number")[:40]})
    elif _plain(cell("state")) not in _KNOWN:
        wrong = _("The state “${text}” is unknown.", mapping={"text": cell("state")[:40]})
    days = list(_days(cell("day")))
    if cell("day") and not days and wrong is None:
        wrong = _("“${text}” is no date.", mapping={"text": cell("day")[:40]})
    state = None if wrong else _KNOWN[_plain(cell("state"))]
    day = days[0] if days else None
    return Line(number or cell("number")[:40], state, day, cell("note")[:400], place, wrong)


def _days(text: str) -> Iterator[date]:
    for shape in _DAYS:
        try:
            yield datetime.strptime(text.split(" ", maxsplit=1)[0], shape).date()
        except ValueError:
            continue


def _plain(text: str) -> str:
    return " ".join(fold(text).lower().split())

"""Reading what a browser sent for the fields of a form."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.desk.actions.fields import Field
from hcc_longan.desk.actions.fields import Widget
from hcc_longan.dossiers.messages import plain
from hcc_longan.vietnamese import clean
from typing import Any

import re


_MOST_ROWS = 60


def read(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> Any:
    """The value of a field, empty or None if nothing was sent; what can't be read is said in `wrong`, by name."""
    return _READERS[field.widget](field, sent, wrong)


def typed(field: Field, sent: Mapping[str, Any]) -> str:
    """What was typed into a field or chosen beside it, as a form shows it again."""
    text, usual = text_sent(sent, field.name), text_sent(sent, f"{field.name}.usual")
    if field.widget is Widget.MOMENT:
        return text.strip() or usual
    if field.widget is not Widget.TEXT:
        return text
    text = plain(text)
    is_new = usual in {each.value for each in field.usual} and usual not in text
    return f"{usual}\n{text}".strip() if is_new else text


def rows_sent(field: Field, sent: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    """The rows that something was typed into and that are not to be left out: texts by column."""
    numbers = {
        int(found[1])
        for name in sent
        if (found := re.match(rf"{field.name}\.(\d{{1,3}})\.", str(name), re.ASCII)) is not None
    }
    rows = [
        {column.name: text_sent(sent, f"{field.name}.{number}.{column.name}") for column in field.columns}
        for number in sorted(numbers)
        if not text_sent(sent, f"{field.name}.{number}.remove")
    ]
    return [row for row in rows if any(text.strip() for text in row.values())][:_MOST_ROWS]


def text_sent(sent: Mapping[str, Any], name: str) -> str:
    """A text that was sent, without what no database keeps; a list or a file is none."""
    value = sent.get(name, "")
    return value.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _read_text(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> str:
    return _short(field, typed(field, sent), wrong)


def _read_line(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> str:
    return _short(field, clean(text_sent(sent, field.name)), wrong)


def _read_number(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> float | None:
    text = clean(text_sent(sent, field.name)).replace(",", ".")
    if not text:
        return None
    # More working days than this are no limit, and beyond what the work calendar reckons with.
    if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", text, re.ASCII):
        wrong[field.name] = _("Give a number, for example 3 or 0.5.")
        return None
    return float(text)


def _read_money(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> int | None:
    text = re.sub(r"[.,\s]", "", text_sent(sent, field.name))
    if not text:
        return None
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        wrong[field.name] = _("Give an amount in VND, for example 100000.")
        return None
    return int(text)


def _read_date(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> date | None:
    text = clean(text_sent(sent, field.name))
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        wrong[field.name] = _("Give a date, for example 2026-11-30.")
        return None


def _read_moment(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> datetime | None:
    text = clean(typed(field, sent))
    try:
        # As browsers write it; the work calendar can't reckon with every year.
        if text and not re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?", text, re.ASCII):
            raise ValueError(text)
        return datetime.fromisoformat(text).replace(tzinfo=ZONE) if text else None
    except ValueError:
        wrong[field.name] = _("Give a day and a time, for example 2026-11-30T16:00.")
        return None


def _read_choice(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> str:
    value = text_sent(sent, field.name)
    if value and value not in {each.value for each in field.options}:
        wrong[field.name] = _("Choose one from the list.")
    return value


def _read_counts(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for paper in field.options:
        name = f"{field.name}.{paper.value}"
        text = clean(text_sent(sent, name)) or (str(paper.number) if text_sent(sent, f"{name}.all") else "")
        if not text:
            continue
        if not re.fullmatch(r"\d{1,3}", text, re.ASCII):
            wrong[name] = _("Give a whole number from 0 to 999.")
        else:
            counts[paper.value] = int(text)
    return counts


def _read_rows(field: Field, sent: Mapping[str, Any], wrong: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for number, texts in enumerate(rows_sent(field, sent)):
        row = {
            column.name: read(cell, {cell.name: texts[column.name]}, wrong)
            for column, cell in zip(field.columns, field.row(number), strict=True)
        }
        rows.append({name: value for name, value in row.items() if value not in ("", None)})
    return rows


def _short(field: Field, text: str, wrong: dict[str, Any]) -> str:
    if len(text) > field.longest:
        wrong[field.name] = _("Write ${number} characters at most.", mapping={"number": field.longest})
    return text


_READERS: Mapping[Widget, Callable[[Field, Mapping[str, Any], dict[str, Any]], Any]] = {
    Widget.TEXT: _read_text,
    Widget.LINE: _read_line,
    Widget.NUMBER: _read_number,
    Widget.MONEY: _read_money,
    Widget.DATE: _read_date,
    Widget.MOMENT: _read_moment,
    Widget.CHOICE: _read_choice,
    Widget.RADIO: _read_choice,
    Widget.COUNTS: _read_counts,
    Widget.ROWS: _read_rows,
}

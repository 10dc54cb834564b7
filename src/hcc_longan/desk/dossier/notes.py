"""Internal notes of a dossier: officers write them for each other, and no applicant or other agency ever sees them."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.desk.dossier.settings import setting
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.messages import plain
from plone import api
from typing import Any


LONGEST = 4000
MOST = 500
_READ = "hcc_longan: Read internal notes"
_WRITE = "hcc_longan: Write internal notes"


@dataclass(frozen=True)
class Note:
    """A note, numbered from 1; `edited_at` if its author has changed it."""

    number: int
    at: datetime
    author: str
    text: str
    edited_at: datetime | None = None


def may_read(dossier: Any) -> bool:
    """Whether the present user is one of the centre's own: other agencies that were asked are not."""
    return api.user.has_permission(_READ, obj=dossier)


def may_write(dossier: Any) -> bool:
    return api.user.has_permission(_WRITE, obj=dossier)


def may_edit(dossier: Any, note: Note) -> bool:
    """Whether the present user may still change a note: their own, for a while."""
    young = clock.now() - note.at <= timedelta(minutes=setting("note_minutes"))
    return young and bool(note.author) and note.author == acting.user_id() and may_write(dossier)


def notes_of(dossier: Any) -> Sequence[Note]:
    """The notes of a dossier, oldest first."""
    return [_note(number, record) for number, record in enumerate(dossier.notes, 1)]


def write(dossier: Any, text: Any, key: str = "") -> Note:
    """Write a note as the present user; the same `key` again gives the same note. Raises InvalidData or RuleBroken."""
    if not may_write(dossier):
        raise RuleBroken(_("You may not write notes in this dossier."))
    for number, record in enumerate(dossier.notes, 1):
        if key and record["key"] == key and record["author"] == acting.user_id():
            return _note(number, record)
    if len(dossier.notes) >= MOST:
        raise RuleBroken(_("The dossier has ${number} notes; no more can be written.", mapping={"number": MOST}))
    record = {"at": _now(), "author": acting.user_id(), "text": _text(text), "key": str(key)[:40]}
    dossier.notes = (*dossier.notes, record)
    return _note(len(dossier.notes), record)


def edit(dossier: Any, number: int, text: Any) -> Note:
    """Change one's own note. Raises InvalidData or RuleBroken."""
    note = next((each for each in notes_of(dossier) if each.number == number), None)
    if note is None or not may_edit(dossier, note):
        raise RuleBroken(_("This note can't be changed any more. Write another one."))
    text = _text(text)
    if text != note.text:
        records = list(dossier.notes)
        records[number - 1] = {**records[number - 1], "text": text, "edited_at": _now()}
        dossier.notes = tuple(records)
    return notes_of(dossier)[number - 1]


def _note(number: int, record: Mapping[str, Any]) -> Note:
    edited = record.get("edited_at")
    return Note(
        number=number,
        at=datetime.fromisoformat(record["at"]),
        author=record["author"],
        text=record["text"],
        edited_at=datetime.fromisoformat(edited) if edited else None,
    )


def _text(text: Any) -> str:
    text = plain(text)
    if not text:
        raise InvalidData({"text": _("This is required.")})
    if len(text) > LONGEST:
        raise InvalidData({"text": _("Write ${number} characters at most.", mapping={"number": LONGEST})})
    return text


def _now() -> str:
    return clock.now().astimezone(UTC).isoformat()

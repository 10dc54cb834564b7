"""Everything the site keeps about a citizen's account, to take away: to read (HTML), for programs (JSON), and files.

Only what is the account's own: its data, dossiers, drafts, consents and requests. Officers appear as the citizen sees
them elsewhere, by their office.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from datetime import datetime
from hcc_longan import clock
from hcc_longan.accounts.person import person_of
from hcc_longan.citizens import consents
from hcc_longan.citizens import requests
from hcc_longan.citizens.looks import looks_at
from hcc_longan.dossiers import messages
from hcc_longan.dossiers.declaration import declared
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.services.answers import iso
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.papers.issuing import papers_of
from hcc_longan.tracking.story import Story
from typing import Any
from typing import IO
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile
from zipfile import ZipInfo

import json
import shutil


_PAGE = 100


def write_export(user_id: str, language: str, target: IO[bytes], render: Callable[[Mapping[str, Any]], str]) -> None:
    """Write the account's data to a file, as a ZIP archive; `render` makes the page to read from the data."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        data = {
            "made_at": iso(clock.now()),
            "account": _account(user_id),
            "dossiers": [_dossier(dossier, language, archive) for dossier in _dossiers(user_id)],
            "drafts": [_draft(draft, archive) for draft in store.of_owner(user_id)],
            "consents": [_row(row, "kind", "wording", "given_at", "withdrawn_at") for row in consents.history(user_id)],
            "requests": [
                _row(row, "number", "kind", "text", "made_at", "due_at", "state", "answer", "answered_at", "contact")
                for row in requests.of_account(user_id)
            ],
        }
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        archive.writestr("index.html", render(data))


def _account(user_id: str) -> Mapping[str, Any]:
    person = person_of(user_id)
    return {"id": user_id, **(_plain(asdict(person)) if person is not None else {})}


def _dossiers(user_id: str) -> Iterator[Any]:
    """All of the account's dossiers, a page of rows at a time."""
    for is_open in (True, False):
        start = 0
        while rows := queries.of_account(user_id, is_open, _PAGE, start):
            yield from (queries.dossier_at(row.path) for row in rows)
            start += _PAGE


def _dossier(dossier: Any, language: str, archive: ZipFile) -> Mapping[str, Any]:
    story = Story(dossier, language, whole=True)
    folder = f"files/{dossier.tracking_number}"
    return {
        "number": dossier.number,
        "tracking_number": dossier.tracking_number,
        "procedure": story.procedure,
        "department": story.department,
        "state": story.state,
        "due": iso(story.due),
        "applicant": _plain(dossier.applicant),
        "answers": _plain(dossier.answers),
        "delivery": _plain(dossier.delivery),
        "fees": {"due": dossier.fees_due, "paid": dossier.fees_paid},
        # The same in words.
        "declared": [
            {"title": story.say(part.title), "rows": [[story.say(label), story.say(text)] for label, text in part.rows]}
            for part in declared(dossier, language)
        ],
        "steps": [_plain({**asdict(entry), "until": None}) for entry in story.timeline()],
        "messages": [
            {"at": iso(each.at), "side": each.side.value, "text": each.text, "read_at": iso(each.read_at)}
            for each in messages.messages_of(dossier)
        ],
        "files": [
            *(
                _file(file, f"{folder}/handed-in", number, archive)
                for number, file in enumerate(dossier.attachments, 1)
            ),
            *(_file(file, f"{folder}/results", number, archive) for number, file in enumerate(dossier.results, 1)),
            *(_file(paper, f"{folder}/papers", number, archive) for number, paper in enumerate(papers_of(dossier), 1)),
        ],
        "looks": [_plain(asdict(look)) for look in _looks(dossier, language)],
    }


def _looks(dossier: Any, language: str) -> Iterator[Any]:
    start = 0
    while found := looks_at(dossier, language, _PAGE, start):
        yield from found
        start += _PAGE


def _draft(draft: store.Draft, archive: ZipFile) -> Mapping[str, Any]:
    files = []
    for number, upload in enumerate(uploads.of(draft), 1):
        if upload.is_complete:
            with uploads.open_file(upload) as source:
                path = _copied(source, f"files/drafts/{draft.id}", number, upload.filename, archive)
            files.append({"filename": upload.filename, "size": upload.size, "sha256": upload.sha256, "path": path})
    given = {"title": draft.title, "values": _plain(draft.values), "files": files}
    return given | {"saved_at": iso(draft.saved_at), "expires_at": iso(draft.expires_at)}


def _row(row: Any, *names: str) -> Mapping[str, Any]:
    return _plain({name: getattr(row, name) for name in names})


def _file(file: Any, folder: str, number: int, archive: ZipFile) -> Mapping[str, Any]:
    path = ""
    # What the virus scanner objects to, or has not seen yet, is named and not given out.
    if not getattr(file, "is_locked", False):
        with file.open() as source:
            path = _copied(source, folder, number, file.filename, archive)
    return {"filename": file.filename, "size": file.getSize(), "sha256": file.sha256, "path": path}


def _copied(source: IO[bytes], folder: str, number: int, filename: str, archive: ZipFile) -> str:
    """Copy a file into the archive, piece by piece; two of the same name are told apart by their number."""
    path = f"{folder}/{number:02}-{filename.replace('/', '-')}"
    # Not compressed: documents and pictures are already.
    with archive.open(ZipInfo(path), "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)
    return path


def _plain(value: Any) -> Any:
    """A value as JSON has it; moments in the centre's time zone."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value

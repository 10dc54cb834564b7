"""Uploads: files of a draft that arrive in pieces, over as many connections as it takes.

How much has arrived is the length of the file on disk, so a piece costs no database; the row says what is to arrive
and, once `sha256` is there, that all of it did, was looked into and shown to the virus scanner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.drafts import files
from hcc_longan.drafts.errors import AlreadyFiled
from hcc_longan.drafts.errors import NoRoom
from hcc_longan.drafts.errors import Refused
from hcc_longan.drafts.errors import WrongOffset
from hcc_longan.drafts.interfaces import IFileRules
from hcc_longan.drafts.settings import setting
from hcc_longan.drafts.store import Draft
from hcc_longan.drafts.tables import UploadRow
from hcc_longan.ledger.engine import get_engine
from hcc_longan.protection import limits
from hcc_longan.protection import scanning
from hcc_longan.protection.contents import ending_of
from hcc_longan.protection.contents import kind_of
from hcc_longan.protection.contents import Unfit
from hcc_longan.protection.contents import UnknownKind
from hcc_longan.protection.scanning import Finding
from hcc_longan.protection.scanning import Verdict
from sqlalchemy import delete
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update
from typing import Any
from typing import BinaryIO
from uuid import uuid4
from zope.component import getUtility
from zope.i18nmessageid import Message

import fcntl
import os
import unicodedata


MB = 1024 * 1024
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Upload:
    """A file of a draft; sizes in bytes. `fingerprint` is the sender's mark of the contents, for going on later."""

    id: str
    draft_id: str
    component: str
    filename: str
    size: int
    fingerprint: str
    sha256: str
    verdict: str
    created_at: datetime

    @property
    def finding(self) -> Finding:
        """What the scanner said; nothing infected is kept."""
        return Finding(Verdict(self.verdict or Verdict.UNSCANNED))

    @property
    def is_complete(self) -> bool:
        """Whether all of it is there and was found fit."""
        return bool(self.sha256)

    @cached_property
    def received(self) -> int:
        """How many bytes have arrived."""
        if self.is_complete:
            return self.size
        path = files.path_of(self.draft_id, self.id)
        return path.stat().st_size if path.exists() else 0

    def as_json(self) -> dict[str, Any]:
        """What its owner's browser needs to know."""
        return {
            "id": self.id,
            "component": self.component,
            "filename": self.filename,
            "size": self.size,
            "offset": self.received,
            "fingerprint": self.fingerprint,
            "complete": self.is_complete,
            "sha256": self.sha256,
            "verdict": self.verdict,
        }


def of(draft: Draft, component: str | None = None) -> list[Upload]:
    """The uploads of a draft (for one component), complete or not, in the order in which they began."""
    statement = select(UploadRow.__table__).where(UploadRow.draft_id == draft.id)
    if component is not None:
        statement = statement.where(UploadRow.component == component)
    with get_engine().connect() as connection:
        rows = connection.execute(statement.order_by(UploadRow.created_at, UploadRow.id))
        return [Upload(**row._mapping) for row in rows]


def get(draft: Draft, upload_id: str) -> Upload | None:
    """An upload of a draft, None if it has none of that id."""
    return next((upload for upload in of(draft) if upload.id == upload_id), None)


def begin(draft: Draft, component: str, filename: str, size: int, fingerprint: str = "") -> Upload:
    """Begin an upload, or go on with the same one that was cut off: its `received` says from where.

    Raises Refused for what could never be taken, NoRoom, or TooManyAttempts.
    """
    if draft.filed_as:
        raise AlreadyFiled(draft.filed_as)
    filename = safe_name(filename)
    present = of(draft)
    for upload in present:
        same = (upload.component, upload.filename, upload.size) == (component, filename, size)
        if same and fingerprint and upload.fingerprint == fingerprint:
            return upload
    _check_beginning(present, filename, size)
    limits.count("uploads.address", draft.owner or limits.address())
    row = {
        "id": uuid4().hex,
        "draft_id": draft.id,
        "component": component[:100],
        "filename": filename,
        "size": size,
        "fingerprint": fingerprint[:64],
        "sha256": "",
        "verdict": "",
        "created_at": clock.now(),
    }
    with get_engine().begin() as connection:
        connection.execute(insert(UploadRow), row)
    return Upload(**row)


def append(upload: Upload, offset: int, stream: BinaryIO) -> int:
    """Add what a stream brings to the bytes that are there; gives their number now. What arrives is kept in any case.

    Raises WrongOffset if another number of bytes is there, Refused if the stream brings more than was announced.
    """
    with _held(upload) as file:
        there = file.seek(0, os.SEEK_END)
        if upload.is_complete or there != offset:
            raise WrongOffset(upload.size if upload.is_complete else there)
        while piece := stream.read(_PIECE):
            if there + len(piece) > upload.size:
                raise Refused(_("More was sent than the file has. Choose the file again."))
            try:
                file.write(piece)
            except OSError as error:
                raise NoRoom from error
            there += len(piece)
    return there


def finish(upload: Upload) -> Upload:
    """Look into an upload that has arrived and let it be scanned; gives it complete.

    Raises WrongOffset if something is missing; Refused if it can't be taken, and then it is gone.
    """
    if upload.is_complete:
        return upload
    with _held(upload) as file:
        file.seek(0)
        data = file.read()
        if len(data) != upload.size:
            raise WrongOffset(len(data))
        os.fsync(file.fileno())
    try:
        verdict = _look_into(upload.filename, data)
    except Refused:
        _delete(upload)
        raise
    seen = {"sha256": sha256(data).hexdigest(), "verdict": verdict}
    with get_engine().begin() as connection:
        connection.execute(update(UploadRow).where(UploadRow.id == upload.id).values(seen))
    return replace(upload, **seen)


def receive(draft: Draft, component: str, filename: str, stream: BinaryIO) -> Upload:
    """Take a whole file, as a form without JavaScript sends it; the same file again is the same upload.

    Raises as `begin` and `finish` do.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    digest = sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    stream.seek(0)
    for upload in of(draft, component):
        if upload.sha256 == digest.hexdigest():
            return upload
    upload = begin(draft, component, filename, size)
    append(upload, 0, stream)
    return finish(upload)


def remove(draft: Draft, upload_id: str) -> None:
    """Remove an upload, complete or not; nothing happens if the draft has none of that id."""
    upload = get(draft, upload_id)
    if upload is not None:
        _delete(upload)


def open_file(upload: Upload) -> BinaryIO:
    """The bytes of an upload, to be closed."""
    return files.path_of(upload.draft_id, upload.id).open("rb")


def safe_name(name: str) -> str:
    """A file name without path, control characters and line ends, composed."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip()
    stem, point, ending = name.rpartition(".")
    return f"{stem[: 180 - len(point)]}{point}{ending[:20]}"


def _check_beginning(present: list[Upload], filename: str, size: int) -> None:
    rules = getUtility(IFileRules)
    if ending_of(filename) not in rules.kinds:
        raise _refusal(UnknownKind(), filename)
    if size <= 0:
        raise Refused(_("“${name}” is empty. Choose the right file.", mapping={"name": filename}))
    if size > rules.largest:
        raise Refused(
            _("“${name}” is larger than ${size} MB.", mapping={"name": filename, "size": rules.largest // MB})
        )
    if size + sum(upload.size for upload in present) > rules.together:
        raise Refused(_("The files together are larger than ${size} MB.", mapping={"size": rules.together // MB}))
    if len(present) >= setting("most_files"):
        raise Refused(_("These are too many files: ${most} at most.", mapping={"most": setting("most_files")}))
    if files.free_bytes() - size < setting("keep_free") * MB:
        raise NoRoom


def _look_into(filename: str, data: bytes) -> str:
    """The scanner's verdict on a file that is fit; raises Refused."""
    try:
        if kind_of(filename, data) not in getUtility(IFileRules).kinds:
            raise UnknownKind
    except Unfit as error:
        raise _refusal(error, filename) from error
    finding = scanning.scan(data)
    if finding.verdict is Verdict.INFECTED:
        raise Refused(
            _(
                "“${name}” is infected (${signature}) and was not taken. Clean your device, or scan the paper anew.",
                mapping={"name": filename, "signature": finding.signature},
            )
        )
    return finding.verdict


def _refusal(unfit: Unfit, filename: str) -> Refused:
    mapping = {"name": filename, "kinds": ", ".join(getUtility(IFileRules).kinds)}
    return Refused(Message(unfit.message, mapping={**(unfit.message.mapping or {}), **mapping}))


@contextmanager
def _held(upload: Upload) -> Iterator[BinaryIO]:
    """The file of an upload, to nobody else at the same time: a connection that hangs must not write later."""
    descriptor = os.open(files.path_of(upload.draft_id, upload.id), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _delete(upload: Upload) -> None:
    with get_engine().begin() as connection:
        connection.execute(delete(UploadRow).where(UploadRow.id == upload.id))
    files.remove_file(upload.draft_id, upload.id)

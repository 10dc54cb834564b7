"""Attachments: files of a dossier, as blobs on the dossier itself."""

from collections.abc import Iterable
from collections.abc import Mapping
from hashlib import sha256
from hcc_longan import _
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.settings import setting
from plone.namedfile.file import NamedBlobFile
from typing import Any

import base64
import binascii
import io
import unicodedata
import zipfile


MB = 1024 * 1024
# What a file of a kind begins with, and the type it is served with.
_KINDS: Mapping[str, tuple[bytes, str]] = {
    "pdf": (b"%PDF-", "application/pdf"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "dwg": (b"AC10", "image/vnd.dwg"),
}
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_ALIASES = {"jpeg": "jpg"}


class Attachment(NamedBlobFile):
    """A file of a component: `sha256` in hex, `scan` is `unscanned`, `clean` or `infected`, `source` its event."""

    component: str = ""
    sha256: str = ""
    scan: str = "unscanned"
    source: int = 1

    def as_json(self) -> dict[str, Any]:
        """What a receipt says of it."""
        return {
            "component": self.component,
            "filename": self.filename,
            "size": self.getSize(),
            "sha256": self.sha256,
            "scan": self.scan,
        }


def kind_of(filename: str, data: bytes) -> str | None:
    """The kind of a file by its contents, if its name's ending agrees; else None."""
    ending = filename.rpartition(".")[2].lower()
    ending = _ALIASES.get(ending, ending)
    if ending not in _KINDS or not data.startswith(_KINDS[ending][0]):
        return None
    if ending in _PARTS:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return ending if _PARTS[ending] in archive.namelist() else None
        except zipfile.BadZipFile:
            return None
    return ending


def read_attachments(raw: Iterable[Mapping[str, Any]], components: Iterable[str]) -> list[Attachment]:
    """Attachments from `{component, filename, data}`, `data` as bytes or base64; raises InvalidData, naming each."""
    known = set(components)
    allowed = setting("file_types")
    largest, together = setting("largest_file") * MB, setting("largest_dossier") * MB
    errors: dict[str, Any] = {}
    found: list[Attachment] = []
    if not isinstance(raw, list | tuple):
        raise InvalidData({"attachments": _("Give a list.")})
    total = 0
    for number, each in enumerate(raw):
        place = f"attachments.{number}"
        if not isinstance(each, Mapping):
            errors[place] = _("Give named values.")
            continue
        filename = _safe_name(str(each.get("filename") or ""))
        data = _bytes(each.get("data"))
        component = str(each.get("component") or "")
        if component not in known:
            errors[f"{place}.component"] = _("The procedure has no component “${id}”.", mapping={"id": component})
        if not filename:
            errors[f"{place}.filename"] = _("This is required.")
        elif not data:
            errors[f"{place}.data"] = _("The file is empty or can't be read.")
        elif kind_of(filename, data) not in allowed:
            errors[f"{place}.filename"] = _(
                "“${name}” is not a file of these kinds: ${kinds}. The contents have to fit the name's ending.",
                mapping={"name": filename, "kinds": ", ".join(allowed)},
            )
        elif len(data) > largest:
            errors[f"{place}.data"] = _(
                "“${name}” is larger than ${size} MB.", mapping={"name": filename, "size": largest // MB}
            )
        else:
            total += len(data)
            found.append(_attachment(component, filename, data))
    if total > together:
        errors["attachments"] = _("The files together are larger than ${size} MB.", mapping={"size": together // MB})
    if errors:
        raise InvalidData(errors)
    return found


def _attachment(component: str, filename: str, data: bytes) -> Attachment:
    _start, content_type = _KINDS[kind_of(filename, data)]
    attachment = Attachment(data=data, contentType=content_type, filename=filename)
    attachment.component = component
    attachment.sha256 = sha256(data).hexdigest()
    return attachment


def _safe_name(name: str) -> str:
    """A file name without path, control characters and line ends, composed."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip()
    stem, point, ending = name.rpartition(".")
    return f"{stem[: 180 - len(point)]}{point}{ending[:20]}"


def _bytes(data: Any) -> bytes:
    if isinstance(data, bytes):
        return data
    try:
        return base64.b64decode(str(data or ""), validate=True)
    except (binascii.Error, ValueError):
        return b""

"""Attachments: files of a dossier, as blobs on the dossier itself."""

from collections.abc import Iterable
from collections.abc import Mapping
from hashlib import sha256
from hcc_longan import _
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.settings import setting
from hcc_longan.protection import scanning
from hcc_longan.protection.contents import ending_of
from hcc_longan.protection.contents import kind_of
from hcc_longan.protection.contents import KINDS
from hcc_longan.protection.contents import Unfit
from hcc_longan.protection.contents import UnknownKind
from hcc_longan.protection.scanning import Finding
from hcc_longan.protection.scanning import Verdict
from plone.namedfile.file import NamedBlobFile
from typing import Any
from zope.i18nmessageid import Message

import base64
import binascii
import unicodedata


MB = 1024 * 1024


class Attachment(NamedBlobFile):
    """A file of a component: `sha256` in hex, `scan` a Verdict, `signature` what was found, `source` its event."""

    component: str = ""
    sha256: str = ""
    scan: str = Verdict.UNSCANNED.value
    signature: str = ""
    source: int = 1

    @property
    def is_locked(self) -> bool:
        """Whether nobody may open it: something was found, or it waits for a scanner that is to judge it."""
        return self.scan == Verdict.INFECTED or (self.scan == Verdict.WAITING and scanning.is_on())

    def judge(self, finding: Finding) -> None:
        """Keep what was found."""
        self.scan = finding.verdict.value
        self.signature = finding.signature

    def as_json(self) -> dict[str, Any]:
        """What a receipt says of it."""
        return {
            "component": self.component,
            "filename": self.filename,
            "size": self.getSize(),
            "sha256": self.sha256,
            "scan": self.scan,
        }


def attachment_of(
    component: str, filename: str, data: bytes, verdict: Verdict | str, signature: str = ""
) -> Attachment:
    """An attachment of bytes that were checked and scanned before."""
    attachment = Attachment(data=data, contentType=KINDS[ending_of(filename)].content_type, filename=filename)
    attachment.component = component
    attachment.sha256 = sha256(data).hexdigest()
    attachment.judge(Finding(Verdict(verdict), signature))
    return attachment


def check_file(filename: str, data: bytes) -> tuple[str, Message] | None:
    """What speaks against a file by itself: `filename` or `data`, and a message; None for a good one."""
    largest = setting("largest_file") * MB
    if not filename:
        return "filename", _("This is required.")
    if not data:
        return "data", _("The file is empty or can't be read.")
    if len(data) > largest:
        return "data", _("“${name}” is larger than ${size} MB.", mapping={"name": filename, "size": largest // MB})
    allowed = setting("file_types")
    try:
        if kind_of(filename, data) not in allowed:
            raise UnknownKind
    except Unfit as error:
        mapping = {**(error.message.mapping or {}), "name": filename, "kinds": ", ".join(allowed)}
        return "filename" if isinstance(error, UnknownKind) else "data", Message(error.message, mapping=mapping)
    return None


def infected(filename: str, signature: str) -> Message:
    """What to tell the person who brought a file that the scanner objects to."""
    return _(
        "The virus scanner objects to “${name}” (${signature}). Check your device for viruses and add the paper "
        "again, for example as a new photo or PDF.",
        mapping={"name": filename, "signature": signature},
    )


def read_attachments(raw: Iterable[Mapping[str, Any] | Attachment], components: Iterable[str]) -> list[Attachment]:
    """Attachments from `{component, filename, data}`, `data` as bytes or base64; raises InvalidData, naming each.

    What is an Attachment already was checked when it arrived, and is scanned again if there was no verdict then.
    """
    known = set(components)
    errors: dict[str, Any] = {}
    if not isinstance(raw, list | tuple):
        raise InvalidData({"attachments": _("Give a list.")})
    files: list[Attachment] = []
    total = 0
    for number, each in enumerate(raw):
        place = f"attachments.{number}"
        if isinstance(each, Attachment):
            component, size = each.component, each.getSize()
            files.append(each)
        elif isinstance(each, Mapping):
            filename, data = safe_name(str(each.get("filename") or "")), _bytes(each.get("data"))
            component, size = str(each.get("component") or ""), len(data)
            if wrong := check_file(filename, data):
                errors[f"{place}.{wrong[0]}"] = wrong[1]
            else:
                files.append(attachment_of(component, filename, data, Verdict.UNSCANNED))
        else:
            errors[place] = _("Give named values.")
            continue
        total += size
        if component not in known:
            errors[f"{place}.component"] = _("The procedure has no component “${id}”.", mapping={"id": component})
    together = setting("largest_dossier") * MB
    if total > together:
        errors["attachments"] = _("The files together are larger than ${size} MB.", mapping={"size": together // MB})
    if errors:
        raise InvalidData(errors)
    for file in files:
        if file.scan in (Verdict.UNSCANNED, Verdict.WAITING):
            with file.open() as stream:
                file.judge(scanning.scan(stream))
    found = {
        f"attachments.{number}.data": infected(file.filename, file.signature)
        for number, file in enumerate(files)
        if file.scan == Verdict.INFECTED
    }
    if found:
        raise InvalidData(found)
    return files


def safe_name(name: str) -> str:
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

"""The files of a dossier: given out to be saved, and pictures shown safely."""

from hcc_longan import _
from hcc_longan.dossiers import access
from hcc_longan.dossiers.attachments import Attachment
from hcc_longan.dossiers.pictures import LARGEST
from hcc_longan.dossiers.pictures import NoPicture
from hcc_longan.dossiers.pictures import safe_picture
from hcc_longan.dossiers.pictures import TYPES
from hcc_longan.dossiers.quarantine import files_of
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.protection.scanning import Verdict
from plone.namedfile.utils import set_headers
from plone.namedfile.utils import stream_data
from Products.Five import BrowserView
from typing import Any
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse
from zope.publisher.interfaces import NotFound


@implementer(IPublishTraverse)
class FileView(BrowserView):
    """A file of a dossier by the hash of its contents."""

    sha256 = ""

    def publishTraverse(self, request: Any, name: str) -> "FileView":
        self.sha256 = name
        return self

    def __call__(self) -> Any:
        files = files_of(self.context)
        if not sees_everything(self.context):
            files = tuple(file for file in files if file not in self.context.proofs)
        self.file = next((file for file in files if file.sha256 == self.sha256), None)
        if self.file is None:
            raise NotFound(self.context, self.sha256, self.request)
        response = self.request.response
        response.setHeader("Cache-Control", "private, no-store")
        response.setHeader("X-Content-Type-Options", "nosniff")
        response.setHeader("X-Robots-Tag", "noindex")
        if self.file.is_locked:
            return self.refuse()
        return self.give()

    def refuse(self) -> Any:
        """The answer while nobody may open the file."""
        self.request.response.setStatus(403 if self.is_infected else 423)
        return ""

    def give(self) -> Any:
        """The answer with the file."""
        raise NotImplementedError

    @property
    def is_infected(self) -> bool:
        return self.file.scan == Verdict.INFECTED


class FilesView(FileView):
    """The file itself, to be saved and not shown: it comes from somebody outside. A page says why it is locked."""

    def refuse(self) -> str:
        super().refuse()
        return self.index()

    def give(self) -> Any:
        access.note(self.context, access.What.FILE, self.sha256)
        set_headers(self.file, self.request.response, filename=self.file.filename)
        return stream_data(self.file)


class PicturesView(FileView):
    """A picture, made anew; `w` is its largest width and height in pixels."""

    def give(self) -> bytes:
        if self.file.contentType not in TYPES:
            raise NotFound(self.context, self.sha256, self.request)
        try:
            picture = safe_picture(self.file.data, self._size())
        except NoPicture:
            raise NotFound(self.context, self.sha256, self.request) from None
        access.note(self.context, access.What.FILE, self.sha256)
        response = self.request.response
        response.setHeader("Content-Type", "image/jpeg")
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox")
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin")
        return picture

    def _size(self) -> int:
        try:
            return int(self.request.form.get("w", LARGEST))
        except (TypeError, ValueError):
            return LARGEST


def note(file: Attachment) -> Any:
    """What a reader has to know about a file that is not known to be clean, empty for a clean one."""
    if file.scan == Verdict.INFECTED:
        return _(
            "Locked: the virus scanner objects to it (${signature}). Another file is needed.",
            mapping={"signature": file.signature},
        )
    if file.is_locked:
        return _("Locked until it has been checked for viruses.")
    return "" if file.scan == Verdict.CLEAN else _("Not checked for viruses.")

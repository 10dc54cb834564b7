"""PDF files of a dossier, shown by the browser's own viewer beside the dossier. Nothing else is ever shown so."""

from collections.abc import Sequence
from dataclasses import dataclass
from hcc_longan.dossiers import access
from hcc_longan.dossiers.attachments import Attachment
from hcc_longan.dossiers.browser.files import FileView
from hcc_longan.dossiers.browser.files import note
from hcc_longan.dossiers.pictures import LARGEST
from hcc_longan.dossiers.pictures import TYPES
from hcc_longan.dossiers.quarantine import files_of
from plone.namedfile.utils import stream_data
from typing import Any
from zope.publisher.interfaces import NotFound


PDF = "application/pdf"
# How the browser's viewer opens: the page as wide as the frame, without a column of small pages.
_OPEN = "view=FitH&navpanes=0"
# The browser's viewer is an object of the page's own origin; scripts, forms and other addresses have no place in it.
_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class PdfView(FileView):
    """A PDF, shown in place; a file that only calls itself one is not."""

    def give(self) -> Any:
        with self.file.open() as stream:
            begins = stream.read(5)
        if self.file.contentType != PDF or begins != b"%PDF-":
            raise NotFound(self.context, self.sha256, self.request)
        access.note(self.context, access.What.FILE, self.sha256)
        response = self.request.response
        response.setHeader("Content-Type", PDF)
        response.setHeader("Content-Disposition", "inline")
        response.setHeader("Content-Length", self.file.getSize())
        response.setHeader("Content-Security-Policy", _POLICY)
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin")
        return stream_data(self.file)


@dataclass(frozen=True)
class Shown:
    """A file in the list; `kind` is `pdf`, `picture` or empty for one that can only be saved, `shown` its address."""

    sha256: str
    name: str
    component: str
    size: str
    url: str
    kind: str
    shown: str
    note: Any
    is_locked: bool
    is_result: bool
    event: int


def shown_files(dossier: Any) -> Sequence[Shown]:
    """The files of a dossier: what was handed in, then what was decided."""
    results = {file.sha256 for file in dossier.results}
    return [_shown(dossier.absolute_url(), file, file.sha256 in results) for file in files_of(dossier)]


def _shown(url: str, file: Attachment, is_result: bool) -> Shown:
    kind, shown = "", ""
    if not file.is_locked and file.contentType == PDF:
        kind, shown = "pdf", f"{url}/@@desk-pdf/{file.sha256}#{_OPEN}"
    elif not file.is_locked and file.contentType in TYPES:
        kind, shown = "picture", f"{url}/@@pictures/{file.sha256}?w={LARGEST}"
    return Shown(
        sha256=file.sha256,
        name=file.filename,
        component=file.component,
        size=f"{max(1, round(file.getSize() / 1024))} KB",
        url=f"{url}/@@files/{file.sha256}",
        kind=kind,
        shown=shown,
        note=note(file),
        is_locked=file.is_locked,
        is_result=is_result,
        event=file.source,
    )

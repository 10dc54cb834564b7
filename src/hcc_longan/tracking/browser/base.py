"""What the pages of the room share: a story to tell, errors, files by a link."""

from collections.abc import Iterable
from functools import cached_property
from hcc_longan import _
from hcc_longan.dossiers.acting import user_id
from hcc_longan.drafts.browser.uploads import shown_size
from hcc_longan.pages import Page
from hcc_longan.protection.scanning import Verdict
from plone.namedfile.utils import set_headers
from plone.namedfile.utils import stream_data
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zope.i18n import translate

import io
import segno


SCANS = {
    Verdict.UNSCANNED: _("not checked for viruses"),
    Verdict.WAITING: _("waits for the virus check"),
    Verdict.CLEAN: _("checked for viruses"),
    Verdict.INFECTED: _("locked: the virus scanner objected"),
}


class TrackingBase(Page):
    """A page whose address, like what it says, is for its visitor alone."""

    error_summary = ViewPageTemplateFile("templates/errors.pt")
    file_list = ViewPageTemplateFile("templates/files.pt")

    @cached_property
    def errors(self) -> dict[str, Any]:
        """What is wrong, by the id of the field."""
        return {}

    def __call__(self) -> Any:
        page = super().__call__()
        self.keep_private()
        return page

    def keep_private(self) -> None:
        """Neither caches nor search engines keep it, and no other site learns its signed address."""
        response = self.request.response
        response.setHeader("Cache-Control", "private, no-store")
        response.setHeader("X-Robots-Tag", "noindex")
        response.setHeader("Referrer-Policy", "no-referrer")

    def typed(self, name: str, longest: int = 100) -> str:
        """A field of the form, without blanks around it."""
        value = self.request.form.get(name, "")
        return value.replace("\0", "").strip()[:longest] if isinstance(value, str) else ""

    def say(self, message: Any) -> str:
        return translate(message, target_language=self.language)

    def go_to(self, url: str) -> None:
        self.request.response.redirect(url, status=303)

    def is_owner(self, dossier: Any) -> bool:
        """Whether the dossier was filed from the present user's account."""
        return bool(dossier.filed_by) and dossier.filed_by == user_id()

    def file_lines(self, files: Iterable[Any]) -> list[dict[str, Any]]:
        """What a list of files says of each."""
        return [
            {
                "name": file.filename,
                "size": shown_size(file.getSize()),
                "sha256": file.sha256,
                "short": file.sha256[:12],
                "scan": SCANS[Verdict(file.scan)],
                "scan_kind": file.scan,
                "is_locked": file.is_locked,
            }
            for file in files
        ]


def qr(address: str) -> str:
    """An address as an SVG picture."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=3, border=2, xmldecl=False, svgns=True, omitsize=True, svgclass="hcc-qr"
    )
    return out.getvalue().decode()


def send(response: Any, file: Any) -> Any:
    """A file as an answer, to be saved and not shown."""
    set_headers(file, response, filename=file.filename)
    response.setHeader("X-Content-Type-Options", "nosniff")
    return stream_data(file)

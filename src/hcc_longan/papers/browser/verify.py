"""The page that says whether a paper is genuine; the QR code of each leads there with its code."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.register.queries import by_uid
from hcc_longan.pages import Page
from hcc_longan.papers import store
from hcc_longan.papers.codes import read_code
from hcc_longan.papers.issuing import note_of
from hcc_longan.papers.kinds import Edition
from hcc_longan.papers.kinds import form_of
from hcc_longan.papers.kinds import PaperKind
from hcc_longan.protection import limits
from zope.i18nmessageid import Message


# Papers are smaller; reading stops here.
LARGEST = 5 * 1024 * 1024
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Genuine:
    """What may be told of a genuine paper to anybody who has its code.

    `sha256` is empty for a filing note, which is made anew each time; `replaced_by` and `replaced_at` are empty while
    the paper holds.
    """

    title: str
    dossier: str
    issued_at: str
    number: str = ""
    origin: str = ""
    sha256: str = ""
    replaced_by: str = ""
    replaced_at: str = ""
    is_test: bool = False


class VerifyPage(Page):
    """`m` is the code of a paper, typed or from its QR code; a file that is sent along is compared and not kept."""

    issued_word, filed_word = _("Issued"), _("Filed")
    error = ""
    paper: Genuine | None = None
    # Whether the file that was sent is the paper; None if none was.
    is_same: bool | None = None

    @cached_property
    def code(self) -> str:
        """What was asked for."""
        asked = self.request.form.get("m", "")
        return asked.replace("\0", "").strip()[:300] if isinstance(asked, str) else ""

    def update(self) -> None:
        if not self.code:
            if "m" in self.request.form:
                self.error = _("Type the code that stands at the foot of the paper.")
            return
        try:
            limits.count("verify.address", limits.address())
        except limits.TooManyAttempts as error:
            self.request.response.setStatus(429)
            self.request.response.setHeader("Retry-After", str(error.retry_after))
            self.error = error.message
            return
        self.paper = self._issued() or self._noted()
        limits.note("verify.address", limits.address(), "found" if self.paper else "unknown")
        if self.paper and self.paper.sha256 and self.request.method == "POST":
            self._compare()

    @property
    def typed_code(self) -> str:
        """What stands in the field again: not the long text of a filing note's QR code."""
        return "" if self.paper and not self.paper.number else self.code[:60]

    @property
    def verdict(self) -> str:
        """`genuine`, `replaced` or `unknown`; empty where nothing was asked."""
        if self.paper is None:
            return "unknown" if self.code and not self.error else ""
        return "replaced" if self.paper.replaced_by else "genuine"

    def _issued(self) -> Genuine | None:
        code = read_code(self.code)
        known = store.by_code(code) if code else None
        if known is None:
            return None
        row, successor = known.paper, known.successor
        form = form_of(PaperKind(row.kind), Edition(row.edition))
        dossier = by_uid(row.uid)
        return Genuine(
            title=form.title(self.language),
            dossier=masked(dossier.number) if dossier is not None else "",
            issued_at=_moment(row.issued_at),
            number=row.number,
            origin=self._origin(form.number, row.edition),
            sha256=row.sha256,
            replaced_by=successor.number if successor else "",
            replaced_at=_moment(successor.issued_at) if successor else "",
            is_test=row.is_test,
        )

    def _noted(self) -> Genuine | None:
        uid = note_of(self.code)
        dossier = by_uid(uid) if uid else None
        if dossier is None:
            return None
        return Genuine(
            title=form_of(PaperKind.FILING_NOTE, Edition.OWN).title(self.language),
            dossier=masked(dossier.tracking_number),
            issued_at=_moment(dossier.events[0].at),
            is_test=dossier.is_test,
        )

    def _origin(self, number: str, basis: str) -> Message | str:
        if not number:
            return ""
        return _("Form ${number}, ${basis}", mapping={"number": number, "basis": basis})

    def _compare(self) -> None:
        upload = self.request.form.get("file")
        if not getattr(upload, "filename", ""):
            self.error = _("Choose the PDF file of the paper first.")
            return
        hashed, size = sha256(), 0
        while chunk := upload.read(_CHUNK):
            hashed.update(chunk)
            size += len(chunk)
            if size > LARGEST:
                break
        self.is_same = size <= LARGEST and hashed.hexdigest() == self.paper.sha256


def masked(number: str) -> str:
    """A dossier's number of which a stranger sees enough to compare it: `000.00.91.H39-26••••-••01`."""
    shown = len(number) - 2
    return "".join(
        character if place < len(number) // 2 or place >= shown or not character.isalnum() else "•"
        for place, character in enumerate(number)
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%d/%m/%Y %H:%M}"

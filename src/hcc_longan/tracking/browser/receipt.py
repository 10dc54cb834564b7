"""The receipt of a filing, at an address of its own."""

from functools import cached_property
from hcc_longan import _
from hcc_longan.channels.emails import read_email
from hcc_longan.dossiers import access
from hcc_longan.papers.issuing import filing_note
from hcc_longan.protection import limits
from hcc_longan.tracking import links
from hcc_longan.tracking import receipts
from hcc_longan.tracking.browser.base import qr
from hcc_longan.tracking.browser.base import TrackingBase
from hcc_longan.tracking.story import Story
from plone import api
from typing import Any
from zExceptions import NotFound


class ReceiptPage(TrackingBase):
    """What arrived, what happens next and until when; to print, to keep, to send."""

    @cached_property
    def token(self) -> str:
        value = self.request.form.get("t", "")
        return value if isinstance(value, str) else ""

    @cached_property
    def dossier(self) -> Any | None:
        return links.receipt_of(self.token)

    @cached_property
    def story(self) -> Story:
        return Story(self.dossier, self.language, whole=True, named=True)

    def update(self) -> None:
        if self.dossier is None:
            self.request.response.setStatus(404)
            return
        access.note(self.dossier)
        if self.request.method == "POST":
            self.send()

    def send(self) -> None:
        email = read_email(self.typed("email", 250))
        if email is None:
            self.errors["email"] = _("Give an e-mail address, for example ten@example.com.")
            return
        try:
            limits.count("receipts.address", limits.address())
            limits.count("receipts.recipient", email)
        except limits.TooManyAttempts as error:
            self.request.response.setStatus(429)
            self.request.response.setHeader("Retry-After", str(error.retry_after))
            self.errors["email"] = error.message
            return
        receipts.send(self.dossier, email, self.language)
        api.portal.show_message(_("The receipt is on its way to ${email}.", mapping={"email": email}), self.request)
        self.go_to(self.url("receipt", t=self.token))

    def groups(self) -> list[str]:
        """The tracking number in its groups."""
        return self.dossier.tracking_number.split("-")

    def spelled(self) -> str:
        """The tracking number as it is read out, one character after the other."""
        return ", ".join(" ".join(group) for group in self.groups())

    def files(self) -> list[dict[str, Any]]:
        return self.file_lines(file for file in self.dossier.attachments if file.source == 1)

    def is_waiting_for_scan(self) -> bool:
        return any(file["scan_kind"] == "waiting" for file in self.files())

    def email(self) -> str:
        """What was typed; the address in the dossier is not for everybody who holds the link."""
        known = self.dossier.applicant.get("email", "") if self.is_owner(self.dossier) else ""
        return self.typed("email", 250) or known

    def follow_url(self) -> str:
        return links.follow_url(self.dossier, self.language)

    def pdf_url(self) -> str:
        return f"{self.context.absolute_url()}/@@receipt-pdf?t={self.token}"

    def qr(self) -> str:
        return qr(self.follow_url())

    def is_signed_in(self) -> bool:
        return not api.user.is_anonymous()


class ReceiptPdf(ReceiptPage):
    """The receipt as a PDF file."""

    def __call__(self) -> Any:
        if self.dossier is None:
            raise NotFound("receipt-pdf")
        access.note(self.dossier)
        self.keep_private()
        response = self.request.response
        response.setHeader("Content-Type", "application/pdf")
        response.setHeader("Content-Disposition", f"attachment; filename={self.dossier.tracking_number}.pdf")
        return filing_note(self.dossier, self.language)

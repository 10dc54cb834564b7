"""The receipt for the printer: one copy for the file, one for the person (TT 01/2018/TT-VPCP, Mẫu 01)."""

from hcc_longan.desk.reception.pdfs import copies
from hcc_longan.dossiers import access
from hcc_longan.papers.issuing import papers_of
from hcc_longan.papers.kinds import PaperKind
from Products.Five import BrowserView
from zope.publisher.interfaces import NotFound


COPIES = 2


class ReceiptCopies(BrowserView):
    """The newest receipt, twice in one A5 file."""

    def __call__(self) -> bytes:
        receipts = [paper for paper in papers_of(self.context) if paper.kind == PaperKind.RECEIPT]
        if not receipts:
            raise NotFound(self.context, self.__name__, self.request)
        paper, response = receipts[-1], self.request.response
        access.note(self.context, access.What.PAPER, paper.code)
        response.setHeader("Cache-Control", "private, no-store")
        response.setHeader("X-Content-Type-Options", "nosniff")
        response.setHeader("X-Robots-Tag", "noindex")
        response.setHeader("Content-Type", "application/pdf")
        response.setHeader("Content-Disposition", f'inline; filename="{paper.filename}"')
        return copies(paper.data, COPIES)

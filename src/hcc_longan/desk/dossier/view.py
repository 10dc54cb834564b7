"""A dossier's own address: it leads officers to the desk, and applicants to their page of it."""

from hcc_longan.desk.screens import screen_url
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.pages import page_url
from Products.Five import BrowserView


class DossierView(BrowserView):
    """Whoever else may view a dossier is its applicant."""

    def __call__(self) -> str:
        if sees_everything(self.context):
            target = screen_url("dossier", self.context.number)
        else:
            target = page_url("my-dossier", h=self.context.tracking_number)
        self.request.response.setHeader("Cache-Control", "private, no-store")
        return self.request.response.redirect(target, status=302)

"""FileDossier: the action of e-forms."""

from collective.easyform.actions import Action
from collective.easyform.actions import ActionFactory
from collective.easyform.api import get_context
from hcc_longan import _
from hcc_longan.eforms.filing import file_form
from hcc_longan.eforms.interfaces import IFileDossier
from plone.supermodel.exportimport import BaseHandler
from typing import Any
from zope.interface import implementer


@implementer(IFileDossier)
class FileDossier(Action):
    """Files a dossier from what was sent."""

    def onSuccess(self, fields: dict[str, Any], request: Any) -> dict[str, Any] | None:
        """Give the messages for the fields that stand against it, or nothing once the dossier is filed."""
        return file_form(get_context(self), fields, request)


FileDossierAction = ActionFactory(FileDossier, _("File a dossier"), "cmf.ModifyPortalContent")
FileDossierHandler = BaseHandler(FileDossier)

"""Interfaces of the room."""

from collective.easyform.interfaces import IAction
from collective.easyform.interfaces import IEasyForm


class IEForm(IEasyForm):
    """An EasyForm inside a procedure's page: what is sent with it becomes a dossier. Marked when it gets there."""


class IFileDossier(IAction):
    """The one action of an e-form: what was sent becomes a dossier."""

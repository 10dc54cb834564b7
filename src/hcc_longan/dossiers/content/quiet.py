"""Quiet content: dossiers and their folders write nothing but themselves.

Neither is in portal_catalog, so that no public page's cache key moves with a dossier; and a folder is not rewritten
when a dossier is added, so that people who file at the same time do not conflict.
"""

from hcc_longan.dossiers.interfaces import IDossierFolder
from hcc_longan.dossiers.interfaces import IQuiet
from hcc_longan.dossiers.register.tool import register
from plone.dexterity.content import Container
from zope.interface import implementer


@implementer(IQuiet)
class Quiet:
    """Mixed in before the class of Dexterity."""

    def _getCatalogTool(self):
        return register

    def reindexObject(self, idxs=(), update_metadata=1, uid=None):
        register.reindexObject(self, idxs=idxs)

    def reindexObjectSecurity(self, skip_self=False):
        """Nothing: who may see a dossier is decided when it is asked for, not when it is indexed."""


@implementer(IDossierFolder)
class DossierFolder(Quiet, Container):
    """A folder of dossiers: by year, month and day under `ho-so`."""

    _ordering = "unordered"

    def notifyModified(self):
        """Nothing: a folder is as old as the day it stands for."""

    def setModificationDate(self, modification_date=None):
        """Nothing, as above."""

    def reindexObject(self, idxs=(), update_metadata=1, uid=None):
        """Nothing: a folder is in no catalog."""

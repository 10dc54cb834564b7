"""Keeping quiet content out of portal_catalog, also where Plone rebuilds that from everything it finds."""

from hcc_longan.dossiers.interfaces import IQuiet
from Products.CMFCore.indexing import PortalCatalogProcessor
from typing import Any


class LoudContentProcessor(PortalCatalogProcessor):
    """CMF's processor for portal_catalog, which passes quiet content by."""

    def index(self, obj: Any, attributes: Any = None) -> None:
        if not IQuiet.providedBy(obj):
            super().index(obj, attributes)

    def reindex(self, obj: Any, attributes: Any = None, update_metadata: int = 1) -> None:
        if not IQuiet.providedBy(obj):
            super().reindex(obj, attributes, update_metadata)

"""The layer that marks requests to a site where hcc_longan is installed."""

from collective.easyform.interfaces import IEasyFormLayer
from collective.z3cform.datagridfield.interfaces import IDataGridFieldLayer
from plone.app.multilingual.interfaces import IPloneAppMultilingualInstalled
from zope.publisher.interfaces.browser import IDefaultBrowserLayer


class IHccLonganLayer(IPloneAppMultilingualInstalled, IDataGridFieldLayer, IEasyFormLayer, IDefaultBrowserLayer):
    """Browser layer; before those of the add-ons it builds on, so that its views win over theirs."""

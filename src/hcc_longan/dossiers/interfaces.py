"""Interfaces and events of the room."""

from zope.interface import Attribute
from zope.interface import Interface
from zope.interface.interfaces import IObjectEvent


class IDossier(Interface):
    """A dossier: the electronic record of one application, from filing to the return of the result."""


class IDossierFolder(Interface):
    """A folder of dossiers."""


class IQuiet(Interface):
    """Content that stays out of portal_catalog: dossiers and the folders they lie in."""


class IDossierFiled(IObjectEvent):
    """A dossier was filed."""


class IDossierMoved(IObjectEvent):
    """Something was done with a dossier; `event` is what its list of events now ends with."""

    event = Attribute("The Event")


class IMessageWritten(IObjectEvent):
    """A message was written in a dossier."""

    message = Attribute("The Message")


class IReceiptAddress(Interface):
    """Where somebody who has filed a dossier gets the receipt: a utility that a higher room provides."""

    def __call__(dossier, language):
        """The receipt's URL."""

"""Interfaces of the room."""

from zope.interface import Attribute
from zope.interface import Interface


class IFileRules(Interface):
    """What files may be uploaded: a utility of the room that the files go to."""

    kinds = Attribute("Keys of hcc_longan.protection.contents.KINDS")
    largest = Attribute("Bytes of one file at most")
    together = Attribute("Bytes of all files of a draft at most")

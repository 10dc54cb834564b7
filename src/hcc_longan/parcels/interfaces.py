"""Interfaces of the room."""

from zope.interface import Attribute
from zope.interface import Interface


class ICarrier(Interface):
    """Who carries parcels: a utility, named as `ParcelRow.carrier` says it."""

    title = Attribute("What people call it, to be translated")

    answers = Attribute("Whether it can be asked where parcels are; else its report is imported")

    def read_number(text):
        """The number of a parcel as the carrier writes it, or None if the text can be none."""

    def take(parcel):
        """Take a parcel that was prepared; gives its number, or None where an officer types or scans it."""

    def look(numbers):
        """What is known of parcels now: `{number: Report}`."""

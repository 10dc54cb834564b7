"""What a centre may want to change about handing out results."""

from hcc_longan import _
from plone import api
from zope import schema
from zope.interface import Interface
from zope.schema.vocabulary import SimpleTerm
from zope.schema.vocabulary import SimpleVocabulary


PREFIX = "hcc_longan.parcels"


class IReturnSettings(Interface):
    """Settings of the return of results."""

    uncollected_days = schema.Int(
        title=_("Not collected after (days)"),
        description=_("A result that waits longer is marked, and its applicant can be reminded."),
        min=1,
        max=365,
        default=15,
    )
    carrier = schema.Choice(
        title=_("Who carries parcels"),
        description=_("The development post works on trial sites alone."),
        vocabulary=SimpleVocabulary(
            [
                SimpleTerm("vnpost", "vnpost", _("Public post (VNPost)")),
                SimpleTerm("development", "development", _("DEVELOPMENT POST: nothing is sent")),
            ]
        ),
        default="vnpost",
    )
    sender_address = schema.TextLine(
        title=_("Sender's address on labels"), default="Tỉnh Long An", max_length=200, required=False
    )
    sender_phone = schema.TextLine(title=_("Sender's phone on labels"), default="", max_length=30, required=False)


def setting(name: str):
    """One of the settings of IReturnSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")

"""What a centre may want to change about drafts."""

from hcc_longan import _
from plone import api
from zope import schema
from zope.interface import Interface
from zope.interface import Invalid
from zope.interface import invariant


PREFIX = "hcc_longan.drafts"


class IDraftSettings(Interface):
    """Settings of drafts."""

    keep_days = schema.Int(
        title=_("Keep a draft for (days)"),
        description=_("Counted from the day it was last saved. Then it is deleted with its files."),
        min=1,
        max=365,
        default=30,
    )
    warn_days = schema.Int(
        title=_("Warn before it is deleted (days)"),
        description=_("Whoever has an account or asked for a link gets one message; 0 for none."),
        min=0,
        max=30,
        default=3,
    )
    most_of_owner = schema.Int(
        title=_("Drafts of one account"), description=_("At the same time."), min=1, max=1000, default=20
    )
    most_files = schema.Int(title=_("Files of one draft"), min=1, max=500, default=60)
    keep_free = schema.Int(
        title=_("Room to be kept free (MB)"),
        description=_("No upload begins when the disk has less."),
        min=0,
        max=1_000_000,
        default=1000,
    )

    @invariant
    def warns_in_time(data):
        if data.warn_days >= data.keep_days:
            raise Invalid(_("The warning has to come before the end."))


def setting(name: str) -> int:
    """One of the settings of IDraftSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")

"""What a centre may want to change about batches."""

from hcc_longan import _
from plone import api
from zope import schema
from zope.interface import Interface


PREFIX = "hcc_longan.desk_batch"


class IBatchSettings(Interface):
    """Settings of batches."""

    most = schema.Int(
        title=_("Dossiers of one batch"), description=_("At most so many at once."), min=2, max=2000, default=500
    )
    keep_days = schema.Int(
        title=_("Keep batches for (days)"),
        description=_(
            "Counted from the day a batch was made. Then the list of its results is deleted; what was done with the "
            "dossiers stays in their histories."
        ),
        min=1,
        max=3650,
        default=90,
    )


def setting(name: str) -> int:
    """One of the settings of IBatchSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")

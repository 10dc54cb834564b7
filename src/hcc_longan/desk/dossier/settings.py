"""What a centre may want to change about the dossier screen."""

from hcc_longan import _
from plone import api
from zope import schema
from zope.interface import Interface


PREFIX = "hcc_longan.desk.dossier"


class IDossierScreenSettings(Interface):
    """Settings of the dossier screen."""

    note_minutes = schema.Int(
        title=_("Officers may change an internal note for (minutes)"),
        description=_("Their own notes alone; later ones stay as they were written. 0: never."),
        min=0,
        max=10_080,
        default=30,
    )
    steps_shown = schema.Int(
        title=_("Steps shown at first"),
        description=_("Of a long history the newest ones; the others are one click away."),
        min=1,
        max=200,
        default=15,
    )


def setting(name: str):
    """One of the settings of IDossierScreenSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")

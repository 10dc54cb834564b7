"""What a centre may want to change about its staff."""

from hcc_longan import _
from plone import api
from zope import schema
from zope.interface import Interface


PREFIX = "hcc_longan.staff"


class IStaffSettings(Interface):
    """Settings of the staff."""

    confirm_absences = schema.Bool(
        title=_("Substitutes are confirmed"),
        description=_(
            "A substitute whom an absent person has named has the duties only when a head of the department, a leader "
            "of the centre or an administrator has confirmed it."
        ),
        default=False,
        required=False,
    )


def setting(name: str):
    """One of the settings of IStaffSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")

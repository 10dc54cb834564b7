"""What a centre may want to change about citizens' pages and personal data."""

from hcc_longan import _
from plone import api
from zope import schema
from zope.interface import Interface


PREFIX = "hcc_longan.citizens"


class ICitizenSettings(Interface):
    """Settings of citizens' pages and personal data."""

    show_officer_names = schema.Bool(
        title=_("Show officers' names in the access log"),
        description=_("Else an applicant reads the role and the unit of who looked at the dossier, without a name."),
        default=False,
        required=False,
    )
    keep_access_log_years = schema.Int(
        title=_("Keep access logs (years)"),
        description=_("Older entries are removed by bin/hcc citizens tidy."),
        min=1,
        max=100,
        default=5,
    )
    answer_days = schema.Int(
        title=_("Answer requests about personal data within (working days)"),
        description=_("Two by Luật 91/2025/QH15 and NĐ 356/2025/NĐ-CP."),
        min=1,
        max=30,
        default=2,
    )
    keep_request_years = schema.Int(
        title=_("Keep answered requests about personal data (years)"),
        description=_("Older ones are removed by bin/hcc citizens tidy."),
        min=1,
        max=100,
        default=5,
    )
    notice_vi = schema.Text(
        title=_("Notice on personal data (Vietnamese)"),
        description=_("Stands instead of the usual notice. An empty line begins a new paragraph."),
        default="",
        required=False,
    )
    notice_en = schema.Text(
        title=_("Notice on personal data (English)"),
        description=_("Stands instead of the usual notice. An empty line begins a new paragraph."),
        default="",
        required=False,
    )


def setting(name: str):
    """One of the settings of ICitizenSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")

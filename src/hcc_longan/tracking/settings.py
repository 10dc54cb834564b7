"""What a centre may want to change about following dossiers."""

from hcc_longan import _
from plone import api
from zope import schema
from zope.interface import Interface


PREFIX = "hcc_longan.tracking"


class ITrackingSettings(Interface):
    """Settings of receipts and of following a dossier."""

    reception_hours = schema.Int(
        title=_("Reception within (working hours)"),
        description=_("What the receipt promises for a dossier that was filed online."),
        min=1,
        max=400,
        default=8,
    )
    link_days = schema.Int(
        title=_("Links in e-mails and QR codes work after the end (days)"),
        description=_("So many days after a dossier was closed. Then it is found by its number and four digits."),
        min=1,
        max=3650,
        default=365,
    )
    look_up_minutes = schema.Int(
        title=_("A look-up lasts (minutes)"),
        description=_("How long the dossier stays open for somebody who gave its number and the last four digits."),
        min=5,
        max=240,
        default=30,
    )
    place_vi = schema.Text(
        title=_("Where results are collected (Vietnamese)"),
        default="Quầy trả kết quả, Trung tâm Phục vụ hành chính công tỉnh Long An.",
        required=False,
    )
    place_en = schema.Text(
        title=_("Where results are collected (English)"),
        default="The counter for results, Long An Public Administrative Service Centre.",
        required=False,
    )
    payment_vi = schema.Text(
        title=_("How to pay (Vietnamese)"),
        default="Nộp tại quầy của Trung tâm, bằng tiền mặt hoặc chuyển khoản, và xuất trình mã hồ sơ.",
        required=False,
    )
    payment_en = schema.Text(
        title=_("How to pay (English)"),
        default="Pay at a counter of the centre, in cash or by bank transfer, and show the number of the dossier.",
        required=False,
    )


def setting(name: str):
    """One of the settings of ITrackingSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")


def text(name: str, language: str) -> str:
    """A text of the settings in a language, else in the other one."""
    return setting(f"{name}_{language}") or setting(f"{name}_vi") or setting(f"{name}_en") or ""

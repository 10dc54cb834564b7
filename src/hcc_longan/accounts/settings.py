"""What a centre may want to say about accounts."""

from hcc_longan import _
from plone import api
from zope import schema
from zope.interface import Interface


PREFIX = "hcc_longan.accounts"


class IAccountSettings(Interface):
    """Settings of citizens' accounts."""

    registration = schema.Bool(
        title=_("People can make accounts"),
        description=_("With a verified e-mail address or mobile number. Plone's own registration stays off."),
        default=True,
        required=False,
    )
    identity_vi = schema.Text(
        title=_("About VNeID and other identities, in Vietnamese"),
        description=_("Shown on the page for signing in, in place of the usual sentence that VNeID isn't connected."),
        required=False,
    )
    identity_en = schema.Text(title=_("About VNeID and other identities, in English"), required=False)


def setting(name: str):
    """One of the settings of IAccountSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")

"""Which channels are used, and what the SMS gateway needs."""

from hcc_longan import _
from plone import api
from typing import Any
from zope import schema
from zope.interface import Interface
from zope.schema.vocabulary import SimpleTerm
from zope.schema.vocabulary import SimpleVocabulary

import os


PREFIX = "hcc_longan.channels"
AUTOMATIC = "automatic"

EMAIL_CHANNELS = SimpleVocabulary(
    [
        SimpleTerm(AUTOMATIC, title=_("Automatic: the mail server, on trial sites without one the mailbox")),
        SimpleTerm("mailhost", title=_("The mail server of Plone's mail settings")),
        SimpleTerm("mailbox", title=_("The mailbox for trials: nothing is sent")),
    ]
)
SMS_CHANNELS = SimpleVocabulary(
    [
        SimpleTerm(AUTOMATIC, title=_("Automatic: the gateway, on trial sites without one the mailbox")),
        SimpleTerm("kannel", title=_("The gateway below (Kannel)")),
        SimpleTerm("mailbox", title=_("The mailbox for trials: nothing is sent")),
    ]
)


class IChannelSettings(Interface):
    """Settings of the channels."""

    email_channel = schema.Choice(title=_("E-mail goes to"), vocabulary=EMAIL_CHANNELS, default=AUTOMATIC)
    sms_channel = schema.Choice(title=_("SMS go to"), vocabulary=SMS_CHANNELS, default=AUTOMATIC)
    kannel_url = schema.URI(
        title=_("Address of the gateway"),
        description=_(
            "The sendsms service of Kannel, for example http://127.0.0.1:13013/cgi-bin/sendsms. The environment "
            "variables HCC_KANNEL_URL, HCC_KANNEL_USER and HCC_KANNEL_PASSWORD win over what is said here."
        ),
        required=False,
    )
    kannel_user = schema.TextLine(title=_("User of the gateway"), required=False)
    kannel_password = schema.Password(
        title=_("Password of the gateway"),
        description=_("Leave it empty to keep the present one."),
        required=False,
    )
    sms_sender = schema.TextLine(
        title=_("Sender of SMS"),
        description=_("The name or number that the operator has given to the centre; empty for the gateway's own."),
        max_length=15,
        required=False,
    )
    sms_accents = schema.Bool(
        title=_("SMS with Vietnamese accents"),
        description=_("A part of an SMS then holds 70 characters instead of 160, and costs as much."),
        default=False,
        required=False,
    )


def setting(name: str) -> Any:
    """One of the settings of IChannelSettings; for the gateway the environment's, if it says one."""
    own = os.environ.get(f"HCC_{name.upper()}") if name.startswith("kannel_") else None
    return own or api.portal.get_registry_record(f"{PREFIX}.{name}")

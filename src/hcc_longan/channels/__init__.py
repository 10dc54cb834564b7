"""Channels to people: e-mail and SMS, each with a real adapter and one for trials. Knows no dossiers."""

from hcc_longan.channels.sending import send_email
from hcc_longan.channels.sending import send_sms


__all__ = ["send_email", "send_sms"]

"""Where messages to a person go: e-mail addresses and mobile numbers, one spelling for each."""

from hcc_longan.channels.emails import masked_email
from hcc_longan.channels.emails import read_email
from hcc_longan.channels.phones import is_mobile
from hcc_longan.channels.phones import masked_phone
from hcc_longan.channels.phones import read_phone


EMAIL = "email"
PHONE = "phone"


def read_recipient(text: str) -> str | None:
    """An e-mail address or a mobile number in its one spelling; None if messages can't be sent there."""
    if "@" in text or "＠" in text:
        return read_email(text)
    number = read_phone(text)
    return number if number and is_mobile(number) else None


def kind_of(recipient: str) -> str:
    """EMAIL or PHONE."""
    return EMAIL if "@" in recipient else PHONE


def masked(recipient: str) -> str:
    """A recipient as its owner recognises it, and nobody else learns it."""
    return masked_email(recipient) if kind_of(recipient) == EMAIL else masked_phone(recipient)

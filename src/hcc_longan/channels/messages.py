"""Messages as they are handed to a channel."""

from collections.abc import Iterable
from email.message import EmailMessage
from email.utils import formatdate
from hcc_longan import clock
from hcc_longan.vietnamese import clean
from typing import NamedTuple

import unicodedata


class Attachment(NamedTuple):
    """A file that goes with an e-mail."""

    filename: str
    content_type: str
    data: bytes


def compose(
    to: str, subject: str, text: str, attachments: Iterable[Attachment] = (), language: str = "vi"
) -> EmailMessage:
    """An e-mail in plain text. Its sender is the channel's to say."""
    message = EmailMessage()
    message["To"] = to
    message["Subject"] = clean(subject)
    message["Date"] = formatdate(clock.now().timestamp(), localtime=False)
    # So that no out-of-office answers come back (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.replace("\0", ""), cte="quoted-printable")
    for filename, content_type, data in attachments:
        main, _slash, sub = content_type.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub or "octet-stream", filename=clean(filename))
    message["Content-Language"] = language
    return message


_PLAIN = str.maketrans(
    {"đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "`": "'", "–": "-", "—": "-", "…": "..."}
)


def without_accents(text: str) -> str:
    """A text in the letters of an ordinary SMS (GSM-7, 160 a part; with Vietnamese accents there would be 70)."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return "".join(letter if letter == "\n" or " " <= letter <= "~" else "?" for letter in plain)

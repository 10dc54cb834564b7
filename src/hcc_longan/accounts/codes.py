"""One-time codes: six digits that prove that a person gets the messages sent to an e-mail address or mobile number.

A code lasts ten minutes, may be tried five times, and works once. Sent again meanwhile it is the same code, so that it
doesn't matter which of two messages a person reads, or in which of two windows the code is typed. The table holds no
code: it is made of a random number there and the site's secret. Recipients are there as keyed hashes only.

Sending and each try are short transactions of their own: a try counts even if the request fails. Check a code before
anything is written to the ledger in the same request: SQLite has one writer only.
"""

from collections.abc import Callable
from collections.abc import Sequence
from datetime import datetime
from datetime import timedelta
from hashlib import blake2b
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.accounts.recipients import EMAIL
from hcc_longan.accounts.recipients import kind_of
from hcc_longan.accounts.recipients import read_recipient
from hcc_longan.channels.sending import email_channel
from hcc_longan.channels.sending import send_email
from hcc_longan.channels.sending import send_sms
from hcc_longan.channels.sending import sms_channel
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from hcc_longan.ledger.engine import dialect_insert
from hcc_longan.ledger.engine import get_engine
from hcc_longan.protection import limits
from hcc_longan.protection.secret import key_for
from plone import api
from sqlalchemy import case
from sqlalchemy import delete
from sqlalchemy import false
from sqlalchemy import or_
from sqlalchemy import SmallInteger
from sqlalchemy import String
from sqlalchemy import update
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from zope.i18n import translate
from zope.i18nmessageid import Message

import hmac
import re
import secrets
import transaction
import unicodedata


LASTS = timedelta(minutes=10)
TRIES = 5
DIGITS = 6

SUBJECT = _("Your code: ${code}")
NOT_YOU = _("If you did not ask for it, you need do nothing. Nobody from the centre will ever ask you for a code.")
TEXT = (_("Your code is ${code}. It can be used once, within ${minutes} minutes."), NOT_YOU)
SMS = _("Your code: ${code}, for ${minutes} minutes. Nobody from the centre will ask you for it.")


class CodeRow(Base):
    """The code that was sent last to a recipient for a purpose; both are in the key."""

    __tablename__ = "codes"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    seed: Mapped[str] = mapped_column(String(32))
    tries: Mapped[int] = mapped_column(SmallInteger)
    used: Mapped[bool]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def send_code(
    purpose: str,
    recipient: str,
    *,
    subject: Message = SUBJECT,
    text: Sequence[Message] = TEXT,
    sms: Message = SMS,
) -> None:
    """Send a code when the transaction commits; the texts may have ${code}, ${minutes} and ${site}.

    `recipient` is as `read_recipient` gives it, `purpose` a name that no other use has; `text` are the paragraphs of an
    e-mail. Raises TooManyAttempts, NotDelivered if the channel isn't set up, and ValueError for what is no recipient.
    """
    say(recipient, subject, text, sms, code=lambda: _new_code(purpose, recipient))


def say(
    recipient: str, subject: Message, text: Sequence[Message], sms: Message, *, code: Callable[[], str] = str
) -> None:
    """Send a message as `send_code` does it, with the same limits, whether or not there is a code in it."""
    if read_recipient(recipient) != recipient:
        raise ValueError(f"{recipient!r} is no recipient")
    is_email = kind_of(recipient) == EMAIL
    (email_channel() if is_email else sms_channel()).check()
    limits.count("codes.address", limits.address())
    limits.count("codes.recipient", recipient)
    language = api.portal.get_current_language()
    mapping = {
        "code": code(),
        "minutes": int(LASTS.total_seconds() // 60),
        "site": api.portal.get().absolute_url(),
    }

    def said(message: Message) -> str:
        return translate(Message(message, mapping={**(message.mapping or {}), **mapping}), target_language=language)

    if is_email:
        send_email(recipient, said(subject), "\n\n".join(map(said, text)), language=language)
    else:
        send_sms(recipient, said(sms))


def check_code(purpose: str, recipient: str, code: str) -> bool:
    """Whether this is the code. A right one is used up, unless the present transaction fails; a wrong one counts."""
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", code))
    if not typed.isascii():
        return False
    own = CodeRow.key == _key(purpose, recipient)
    fresh = (own, CodeRow.used == false(), CodeRow.expires_at > clock.now(), CodeRow.tries < TRIES)
    with get_engine().begin() as connection:
        seed = connection.scalar(update(CodeRow).where(*fresh).values(tries=CodeRow.tries + 1).returning(CodeRow.seed))
    if seed is None or not hmac.compare_digest(_code(purpose, recipient, seed), typed):
        return False
    mine = (own, CodeRow.seed == seed)
    with get_engine().begin() as connection:
        taken = connection.execute(update(CodeRow).where(*mine, CodeRow.used == false()).values(used=True))
    if not taken.rowcount:
        return False
    _give_back_if_this_fails(mine)
    return True


def _new_code(purpose: str, recipient: str) -> str:
    """The code that is still good, or a new one."""
    now = clock.now()
    over = or_(CodeRow.used, CodeRow.expires_at <= now, CodeRow.tries >= TRIES)
    statement = dialect_insert(CodeRow.__table__).values(
        key=_key(purpose, recipient),
        seed=secrets.token_hex(16),
        tries=0,
        used=False,
        expires_at=now + LASTS,
    )
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "seed": case((over, statement.excluded.seed), else_=CodeRow.seed),
            "tries": case((over, 0), else_=CodeRow.tries),
            "used": False,
            "expires_at": now + LASTS,
        },
    ).returning(CodeRow.seed)
    with get_engine().begin() as connection:
        connection.execute(delete(CodeRow).where(CodeRow.expires_at < now - timedelta(days=1)))
        seed = connection.execute(statement).scalar_one()
    return _code(purpose, recipient, seed)


def _code(purpose: str, recipient: str, seed: str) -> str:
    made = _hash("codes", purpose, recipient, seed)
    return f"{int.from_bytes(made, 'big') % 10**DIGITS:0{DIGITS}}"


def _key(purpose: str, recipient: str) -> str:
    return _hash("codes.recipients", purpose, recipient).hex()


def _hash(key: str, *texts: str) -> bytes:
    return blake2b("\0".join(texts).encode(errors="surrogatepass"), key=key_for(key), digest_size=16).digest()


def _give_back_if_this_fails(row: tuple) -> None:
    """A request that Zope makes anew after a conflict brings the same code once more."""

    def give_back() -> None:
        with get_engine().begin() as connection:
            connection.execute(update(CodeRow).where(*row).values(used=False))

    current = transaction.get()
    current.addAfterAbortHook(give_back)
    current.addAfterCommitHook(lambda committed: None if committed else give_back())

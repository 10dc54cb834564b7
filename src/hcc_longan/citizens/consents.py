"""Optional consents, as dated records: none is given before somebody gives it, and each can be withdrawn at any time.

Handling a dossier needs none of them.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from hcc_longan.ledger.engine import session
from sqlalchemy import Index
from sqlalchemy import select
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy import update
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from zope.sqlalchemy import mark_changed


class Consent(StrEnum):
    """What somebody may agree to."""

    NEWSLETTER = "newsletter"
    COMMENTS = "comments"


CONSENTS: Mapping[Consent, str] = {
    Consent.NEWSLETTER: _("The centre may send me news about its services by e-mail."),
    Consent.COMMENTS: _("The centre may publish comments that I write in ratings, without my name and dossier number."),
}


class ConsentRow(Base):
    """A consent from its giving to its withdrawal; `wording` is what the person agreed to, as it was shown."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    wording: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_consents_user_id", "user_id", "kind"),)


def give(user_id: str, consent: Consent, wording: str) -> None:
    """Record a consent, if it isn't given already."""
    if not has_given(user_id, consent):
        row = ConsentRow(user_id=user_id, kind=consent.value, wording=wording, given_at=clock.now())
        session().add(row)
        session().flush()


def withdraw(user_id: str, consent: Consent) -> None:
    """Record that a consent holds no longer."""
    session().execute(
        update(ConsentRow)
        .where(ConsentRow.user_id == user_id, ConsentRow.kind == consent.value, ConsentRow.withdrawn_at.is_(None))
        .values(withdrawn_at=clock.now())
    )
    mark_changed(session())


def has_given(user_id: str, consent: Consent) -> bool:
    """Whether a consent holds now."""
    return consent in {Consent(row.kind) for row in history(user_id) if row.withdrawn_at is None}


def history(user_id: str) -> Sequence[ConsentRow]:
    """All consents of an account, given and withdrawn, oldest first."""
    return session().scalars(select(ConsentRow).where(ConsentRow.user_id == user_id).order_by(ConsentRow.id)).all()

"""Who was reminded to collect a result; known in the ledger alone."""

from datetime import datetime
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from sqlalchemy import SmallInteger
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column


class ReminderRow(Base):
    """The latest reminder about a dossier's result, and how many there were."""

    __tablename__ = "return_reminders"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[str] = mapped_column(String(80))
    times: Mapped[int] = mapped_column(SmallInteger)

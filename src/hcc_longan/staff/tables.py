"""Duties and absences with dates. Days are Vietnam's; a row that was ended early says by whom and when."""

from datetime import date
from datetime import datetime
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy import text
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column


# As the partial indexes say it.
NOT_ENDED = text("ended_at IS NULL")


class DutyRow(Base):
    """A duty for a time: `duty` is the group, `last_day` None for an open end."""

    __tablename__ = "duties"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(250))
    duty: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    part: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(300))
    made_by: Mapped[str] = mapped_column(String(250))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(250))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_duties_user_id", "user_id", "first_day"),
        Index("ix_duties_planned", "first_day", "last_day", sqlite_where=NOT_ENDED, postgresql_where=NOT_ENDED),
    )


class AbsenceRow(Base):
    """An absence: `duties` are the groups that are handed to the substitute, parted by blanks."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(250))
    substitute: Mapped[str] = mapped_column(String(250))
    duties: Mapped[str] = mapped_column(Text)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    made_by: Mapped[str] = mapped_column(String(250))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str | None] = mapped_column(String(250))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(250))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_absences_user_id", "user_id", "first_day"),
        Index("ix_absences_substitute", "substitute", "first_day"),
        Index("ix_absences_planned", "first_day", "last_day", sqlite_where=NOT_ENDED, postgresql_where=NOT_ENDED),
    )

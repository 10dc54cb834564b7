"""The room's tables: every issued paper, by which it is verified, and papers that could not be made yet."""

from datetime import datetime
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy import text
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column


class PaperRow(Base):
    """An issued paper, derived from the dossier it is kept with; `replaces` is the code of the one it corrects."""

    __tablename__ = "papers"

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(80))
    edition: Mapped[str] = mapped_column(String(30))
    event: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str] = mapped_column(String(64))
    replaces: Mapped[str | None] = mapped_column(String(24))
    is_test: Mapped[bool]

    __table_args__ = (
        Index(
            "ix_papers_replaces",
            "replaces",
            sqlite_where=text("replaces IS NOT NULL"),
            postgresql_where=text("replaces IS NOT NULL"),
        ),
    )


class DuePaperRow(Base):
    """A paper that an event asks for and that could not be made when it happened."""

    __tablename__ = "papers_due"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    event: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    error: Mapped[str]

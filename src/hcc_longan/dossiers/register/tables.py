"""The register's tables. Times are UTC; months are numbers like 201610."""

from datetime import datetime
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from sqlalchemy import Index
from sqlalchemy import SmallInteger
from sqlalchemy import String
from sqlalchemy import text
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column


# As the partial indexes say it: SQLite uses one only for the very same words, and `is_open = 1` are others.
IS_OPEN = text("dossiers.is_open")


class DossierRow(Base):
    """A dossier in the register."""

    __tablename__ = "dossiers"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    path: Mapped[str]
    version: Mapped[int]
    tracking_number: Mapped[str] = mapped_column(String(20), unique=True)
    code: Mapped[str | None] = mapped_column(String(60), unique=True)
    filing_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    procedure: Mapped[str] = mapped_column(String(20))
    procedure_version: Mapped[int]
    department: Mapped[str] = mapped_column(String(12))
    holder: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(30))
    national_code: Mapped[int] = mapped_column(SmallInteger)
    is_open: Mapped[bool]
    is_paused: Mapped[bool]
    channel: Mapped[str] = mapped_column(String(10))
    counter: Mapped[str] = mapped_column(String(30))
    assignee: Mapped[str] = mapped_column(String(80))
    applicant: Mapped[str]
    applicant_folded: Mapped[str]
    filed_by: Mapped[str | None] = mapped_column(String(80))
    id_key: Mapped[str | None] = mapped_column(String(32))
    phone_key: Mapped[str | None] = mapped_column(String(32))
    register_book: Mapped[str]
    register_sequence: Mapped[int | None]
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    original_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verdict: Mapped[str | None] = mapped_column(String(10))
    received_month: Mapped[int | None]
    ended_month: Mapped[int | None]
    supplement_requests: Mapped[int] = mapped_column(SmallInteger)
    extensions: Mapped[int] = mapped_column(SmallInteger)
    is_test: Mapped[bool]
    by_post: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        # Work lists: open dossiers only, which stay few while closed ones pile up.
        Index(
            "ix_dossiers_open",
            "department",
            "state",
            "due_at",
            "uid",
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index("ix_dossiers_open_due", "due_at", "uid", sqlite_where=text("is_open"), postgresql_where=text("is_open")),
        Index(
            "ix_dossiers_assignee",
            "assignee",
            "due_at",
            "uid",
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index(
            "ix_dossiers_open_department",
            "department",
            "due_at",
            "uid",
            "state",
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index(
            "ix_dossiers_open_state",
            "state",
            "due_at",
            "uid",
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        # What comes in is listed by the time of filing.
        Index(
            "ix_dossiers_open_state_filed",
            "state",
            "filed_at",
            "uid",
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        # Statistics: covering, so that a year's figures are read from the index alone.
        Index("ix_dossiers_received", "received_month", "department", "channel"),
        Index("ix_dossiers_ended", "ended_month", "department", "verdict"),
        Index(
            "ix_dossiers_durations",
            "procedure",
            "ended_at",
            "state",
            "received_at",
            "is_test",
            sqlite_where=text("ended_at IS NOT NULL"),
            postgresql_where=text("ended_at IS NOT NULL"),
        ),
        *(
            Index(
                f"ix_dossiers_{name}",
                name,
                sqlite_where=text(f"{name} IS NOT NULL"),
                postgresql_where=text(f"{name} IS NOT NULL"),
            )
            for name in ("id_key", "phone_key")
        ),
        # Work lists of the whole centre in another order than by due date.
        *(
            Index(
                f"ix_dossiers_open_{name}",
                column,
                "uid",
                sqlite_where=text("is_open"),
                postgresql_where=text("is_open"),
            )
            for name, column in (
                ("filed", "filed_at"),
                ("received", "received_at"),
                ("applicant", "applicant_folded"),
                ("assignee", "assignee"),
            )
        ),
        # All dossiers of a procedure, newest first.
        Index("ix_dossiers_procedure", "procedure", "filed_at"),
        # Possibly filed twice: the same procedure for the same name, with or without accents.
        Index("ix_dossiers_procedure_name", "procedure", "applicant_folded"),
        # "My dossiers": an account's, open ones apart, newest first.
        Index(
            "ix_dossiers_filed_by",
            "filed_by",
            "is_open",
            "filed_at",
            "uid",
            sqlite_where=text("filed_by IS NOT NULL"),
            postgresql_where=text("filed_by IS NOT NULL"),
        ),
    )


class EventRow(Base):
    """An event of a dossier; its reason and data are in the dossier alone."""

    __tablename__ = "dossier_events"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    transition: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    before: Mapped[str] = mapped_column(String(30))
    after: Mapped[str] = mapped_column(String(30))
    holder: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(30))
    stage_minutes: Mapped[int | None]


class MessageRow(Base):
    """A message; its text is in the dossier alone, `read_at` here alone: where that is lost, it is unread again."""

    __tablename__ = "dossier_messages"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index(
            "ix_dossier_messages_unread",
            "uid",
            "side",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )


class AgencyRow(Base):
    """An agency or department that holds another department's dossier, or was asked about it and has not answered."""

    __tablename__ = "dossier_agencies"

    agency: Mapped[str] = mapped_column(String(20), primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)


class FollowRow(Base):
    """An officer follows a dossier; known here alone."""

    __tablename__ = "dossier_follows"

    user_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)

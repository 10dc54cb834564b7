"""The room's tables. The bytes of uploads are files beside them."""

from datetime import datetime
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from sqlalchemy import BigInteger
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import JSON
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from typing import Any


class DraftRow(Base):
    """A draft. `saved_by` and `sequence` say which tab saved last, and the how many-th time."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80))
    form_uid: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12))
    path: Mapped[str]
    title: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    saved_by: Mapped[str] = mapped_column(String(32))
    sequence: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    contact: Mapped[str] = mapped_column(String(254))
    warned: Mapped[bool]
    filed_as: Mapped[str] = mapped_column(String(20))

    __table_args__ = (
        Index("ix_drafts_owner", "owner", "form_uid"),
        Index("ix_drafts_expires_at", "expires_at"),
    )


class UploadRow(Base):
    """A file of a draft, complete once `sha256` is there."""

    __tablename__ = "draft_uploads"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(32), ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    component: Mapped[str] = mapped_column(String(100))
    filename: Mapped[str] = mapped_column(String(250))
    size: Mapped[int] = mapped_column(BigInteger)
    fingerprint: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

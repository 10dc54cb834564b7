"""Batches and the dossiers in them. What is personal stays in the register and the dossiers."""

from datetime import datetime
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import JSON
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from typing import Any


class BatchRow(Base):
    """A batch: `transition` and `data` (an Order) are empty until chosen; `revision` counts what its owner changed."""

    __tablename__ = "batches"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    owner: Mapped[str] = mapped_column(String(250))
    transition: Mapped[str] = mapped_column(String(30))
    data: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_batches_owner", "owner", "made_at"),)


class ItemRow(Base):
    """A dossier of a batch: `number`, `state` and `version` as they were when it was selected.

    `data` is what the step gets for this dossier alone; `messages` say why it can't be done or why it failed.
    """

    __tablename__ = "batch_items"

    batch_id: Mapped[str] = mapped_column(String(16), ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(30))
    version: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[str] = mapped_column(String(10))
    messages: Mapped[list[Any]] = mapped_column(JSON)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)

"""Parcels in the ledger, which alone knows them."""

from datetime import datetime
from enum import StrEnum
from hcc_longan import _
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy import text
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column


class State(StrEnum):
    """Where a parcel is."""

    PREPARED = "prepared"
    HANDED = "handed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"


TITLES = {
    State.PREPARED: _("Being prepared"),
    State.HANDED: _("Handed to the post"),
    State.DELIVERED: _("Delivered"),
    State.RETURNED: _("Came back to the centre"),
    State.LOST: _("Lost in the post"),
}


class ParcelRow(Base):
    """A parcel with the result of one dossier.

    `weight` in grams; `fee` and `cod` in VND, `cod` what the post collects for the centre.
    `number` is the carrier's. What has not ended is the dossier's one parcel on its way.
    """

    __tablename__ = "parcels"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), index=True)
    carrier: Mapped[str] = mapped_column(String(20))
    number: Mapped[str | None] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(12))
    weight: Mapped[int | None]
    fee: Mapped[int | None]
    cod: Mapped[int] = mapped_column(default=0)
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    prepared_by: Mapped[str] = mapped_column(String(80))
    handed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_by: Mapped[str] = mapped_column(String(80), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (
        UniqueConstraint("carrier", "number", name="uq_parcels_carrier"),
        Index("ix_parcels_state", "state", "id"),
        Index(
            "uq_parcels_open",
            "uid",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

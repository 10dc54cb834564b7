"""Tables of the room."""

from hcc_longan.ledger.base import Base
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column


class ViewRow(Base):
    """A list as an officer wants to see it again; `query` is what follows the question mark in its address."""

    __tablename__ = "desk_views"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(60))
    name_folded: Mapped[str] = mapped_column(String(60))
    queue: Mapped[str] = mapped_column(String(30))
    query: Mapped[str]
    is_start: Mapped[bool]

    __table_args__ = (Index("ix_desk_views_user_id", "user_id", "name_folded", unique=True),)

"""Results sent by post, who wants them so, and who was reminded to collect."""

from alembic import op

import sqlalchemy as sa


revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # Read from the dossiers when the register is made anew (`bin/hcc ledger rebuild`).
    op.add_column("dossiers", sa.Column("by_post", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "parcels",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("carrier", sa.String(20), nullable=False),
        sa.Column("number", sa.String(30), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("weight", sa.Integer, nullable=True),
        sa.Column("fee", sa.Integer, nullable=True),
        sa.Column("cod", sa.Integer, nullable=False),
        sa.Column("prepared_at", sa.DateTime, nullable=False),
        sa.Column("prepared_by", sa.String(80), nullable=False),
        sa.Column("handed_at", sa.DateTime, nullable=True),
        sa.Column("handed_by", sa.String(80), nullable=False),
        sa.Column("ended_at", sa.DateTime, nullable=True),
        sa.Column("ended_by", sa.String(80), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.UniqueConstraint("carrier", "number", name="uq_parcels_carrier"),
    )
    op.create_index("ix_parcels_uid", "parcels", ["uid"])
    op.create_index("ix_parcels_state", "parcels", ["state", "id"])
    # Never two on their way for one dossier.
    op.create_index(
        "uq_parcels_open",
        "parcels",
        ["uid"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "return_reminders",
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("user_id", sa.String(80), nullable=False),
        sa.Column("times", sa.SmallInteger, nullable=False),
    )

"""Actions over many dossiers."""

from alembic import op

import sqlalchemy as sa


revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("owner", sa.String(250), nullable=False),
        sa.Column("transition", sa.String(30), nullable=False),
        sa.Column("data", sa.JSON),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("began_at", sa.DateTime),
        sa.Column("ended_at", sa.DateTime),
    )
    op.create_index("ix_batches_owner", "batches", ["owner", "made_at"])
    op.create_index("ix_batches_made_at", "batches", ["made_at"])
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.String(16), sa.ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("result", sa.String(10), nullable=False),
        sa.Column("messages", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime),
    )

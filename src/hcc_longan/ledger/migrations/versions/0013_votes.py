"""Votes of applicants."""

from alembic import op

import sqlalchemy as sa


revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "votes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("number", sa.SmallInteger, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("procedure", sa.String(20), nullable=False),
        sa.Column("department", sa.String(12), nullable=False),
        sa.Column("counter", sa.String(30), nullable=False),
        sa.Column("questions", sa.SmallInteger, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.UniqueConstraint("kind", "subject", "token", "number"),
    )
    op.create_index("ix_votes_subject", "votes", ["kind", "subject"])
    op.create_index("ix_votes_at", "votes", ["at"])
    op.create_index("ix_votes_counter", "votes", ["counter", "at"])
    op.create_index("ix_votes_department", "votes", ["department", "at"])

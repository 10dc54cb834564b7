"""Papers that were issued, and those that are due."""

from alembic import op

import sqlalchemy as sa


revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "papers",
        sa.Column("code", sa.String(24), primary_key=True),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("edition", sa.String(30), nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("issued_at", sa.DateTime, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("replaces", sa.String(24)),
        sa.Column("is_test", sa.Boolean, nullable=False),
    )
    replaces = sa.text("replaces IS NOT NULL")
    op.create_index("ix_papers_uid", "papers", ["uid"])
    op.create_index("ix_papers_replaces", "papers", ["replaces"], sqlite_where=replaces, postgresql_where=replaces)
    op.create_table(
        "papers_due",
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("event", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.Column("error", sa.String, nullable=False),
    )

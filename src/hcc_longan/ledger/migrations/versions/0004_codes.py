"""One-time codes."""

from alembic import op

import sqlalchemy as sa


revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "codes",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("seed", sa.String(32), nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_codes_expires_at", "codes", ["expires_at"])

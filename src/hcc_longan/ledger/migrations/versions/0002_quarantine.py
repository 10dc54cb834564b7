"""Dossiers with files that wait for the virus scanner, or that it objects to."""

from alembic import op

import sqlalchemy as sa


revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "quarantine",
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("waiting", sa.Integer, nullable=False),
        sa.Column("infected", sa.Integer, nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
    )

"""How long the dossiers of a procedure took, read from an index alone."""

from alembic import op

import sqlalchemy as sa


revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    ended = sa.text("ended_at IS NOT NULL")
    op.create_index(
        "ix_dossiers_durations",
        "dossiers",
        ["procedure", "ended_at", "state", "received_at", "is_test"],
        sqlite_where=ended,
        postgresql_where=ended,
    )

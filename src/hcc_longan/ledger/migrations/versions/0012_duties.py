"""Duties with dates: substitutes, shifts, seconded officers."""

from alembic import op

import sqlalchemy as sa


revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "duties",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.String(250), nullable=False),
        sa.Column("duty", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=True),
        sa.Column("part", sa.String(10), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("made_by", sa.String(250), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("ended_by", sa.String(250), nullable=True),
        sa.Column("ended_at", sa.DateTime, nullable=True),
    )
    op.create_index("ix_duties_user_id", "duties", ["user_id", "first_day"])
    op.create_index(
        "ix_duties_planned",
        "duties",
        ["first_day", "last_day"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.String(250), nullable=False),
        sa.Column("substitute", sa.String(250), nullable=False),
        sa.Column("duties", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("made_by", sa.String(250), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("confirmed_by", sa.String(250), nullable=True),
        sa.Column("confirmed_at", sa.DateTime, nullable=True),
        sa.Column("ended_by", sa.String(250), nullable=True),
        sa.Column("ended_at", sa.DateTime, nullable=True),
    )
    op.create_index("ix_absences_user_id", "absences", ["user_id", "first_day"])
    op.create_index("ix_absences_substitute", "absences", ["substitute", "first_day"])
    op.create_index(
        "ix_absences_planned",
        "absences",
        ["first_day", "last_day"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

"""The register of dossiers."""

from alembic import op

import sqlalchemy as sa


revision = "0001"
down_revision = None

IS_OPEN = {"sqlite_where": sa.text("is_open"), "postgresql_where": sa.text("is_open")}


def upgrade() -> None:
    op.create_table(
        "dossiers",
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("tracking_number", sa.String(20), nullable=False, unique=True),
        sa.Column("code", sa.String(60), unique=True),
        sa.Column("filing_key", sa.String(64), unique=True),
        sa.Column("procedure", sa.String(20), nullable=False),
        sa.Column("procedure_version", sa.Integer, nullable=False),
        sa.Column("department", sa.String(12), nullable=False),
        sa.Column("holder", sa.String(20), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("national_code", sa.SmallInteger, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("is_paused", sa.Boolean, nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("counter", sa.String(30), nullable=False),
        sa.Column("assignee", sa.String(80), nullable=False),
        sa.Column("applicant", sa.String, nullable=False),
        sa.Column("applicant_folded", sa.String, nullable=False),
        sa.Column("id_key", sa.String(32)),
        sa.Column("phone_key", sa.String(32)),
        sa.Column("register_book", sa.String, nullable=False),
        sa.Column("register_sequence", sa.Integer),
        sa.Column("filed_at", sa.DateTime, nullable=False),
        sa.Column("received_at", sa.DateTime),
        sa.Column("original_due_at", sa.DateTime),
        sa.Column("due_at", sa.DateTime),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("returned_at", sa.DateTime),
        sa.Column("verdict", sa.String(10)),
        sa.Column("received_month", sa.Integer),
        sa.Column("ended_month", sa.Integer),
        sa.Column("supplement_requests", sa.SmallInteger, nullable=False),
        sa.Column("extensions", sa.SmallInteger, nullable=False),
        sa.Column("is_test", sa.Boolean, nullable=False),
    )
    op.create_table(
        "dossier_events",
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("transition", sa.String(30), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("before", sa.String(30), nullable=False),
        sa.Column("after", sa.String(30), nullable=False),
        sa.Column("holder", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("stage_minutes", sa.Integer),
    )
    op.create_index("ix_dossier_events_at", "dossier_events", ["at"])
    op.create_index("ix_dossiers_open", "dossiers", ["department", "state", "due_at", "uid"], **IS_OPEN)
    op.create_index("ix_dossiers_open_department", "dossiers", ["department", "due_at", "uid", "state"], **IS_OPEN)
    op.create_index("ix_dossiers_open_state", "dossiers", ["state", "due_at", "uid"], **IS_OPEN)
    op.create_index("ix_dossiers_open_due", "dossiers", ["due_at", "uid"], **IS_OPEN)
    op.create_index("ix_dossiers_assignee", "dossiers", ["assignee", "due_at", "uid"], **IS_OPEN)
    op.create_index("ix_dossiers_received", "dossiers", ["received_month", "department", "channel"])
    op.create_index("ix_dossiers_ended", "dossiers", ["ended_month", "department", "verdict"])
    for name in ("id_key", "phone_key"):
        given = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_dossiers_{name}", "dossiers", [name], sqlite_where=given, postgresql_where=given)

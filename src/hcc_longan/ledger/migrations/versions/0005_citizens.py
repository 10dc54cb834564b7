"""Whose dossier is whose, messages, who looked at a dossier, requests about personal data, consents."""

from alembic import op

import sqlalchemy as sa


revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # Filled by `bin/hcc ledger rebuild`, and by the upgrade of the site.
    op.add_column("dossiers", sa.Column("filed_by", sa.String(80)))
    _partial("ix_dossiers_filed_by", "dossiers", ["filed_by", "is_open", "filed_at", "uid"], "filed_by IS NOT NULL")
    op.create_table(
        "dossier_messages",
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("read_at", sa.DateTime),
    )
    _partial("ix_dossier_messages_unread", "dossier_messages", ["uid", "side"], "read_at IS NULL")
    op.create_table(
        "dossier_access",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("user_id", sa.String(80), nullable=False),
        sa.Column("name", sa.String(250), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("origin", sa.String(60), nullable=False),
    )
    op.create_index("ix_dossier_access_uid", "dossier_access", ["uid", "at"])
    op.create_index("ix_dossier_access_at", "dossier_access", ["at"])
    op.create_table(
        "data_requests",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("user_id", sa.String(80)),
        sa.Column("name", sa.String(250), nullable=False),
        sa.Column("contact", sa.String(250), nullable=False),
        sa.Column("contact_key", sa.String(32)),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answered_at", sa.DateTime),
        sa.Column("answered_by", sa.String(80), nullable=False),
        sa.Column("key", sa.String(64), unique=True),
    )
    op.create_index("ix_data_requests_state", "data_requests", ["state", "due_at"])
    op.create_index("ix_data_requests_answered_at", "data_requests", ["answered_at"])
    _partial("ix_data_requests_user_id", "data_requests", ["user_id", "made_at"], "user_id IS NOT NULL")
    _partial("ix_data_requests_contact_key", "data_requests", ["contact_key", "made_at"], "contact_key IS NOT NULL")
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("given_at", sa.DateTime, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime),
    )
    op.create_index("ix_consents_user_id", "consents", ["user_id", "kind"])


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)

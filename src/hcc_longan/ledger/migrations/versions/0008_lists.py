"""Words of dossiers for the search, agencies that were asked, followed dossiers and officers' own views of lists.

The words are no ordinary table: a full-text index of SQLite's, an array of words with an inverted index on PostgreSQL.
"""

from alembic import op

import sqlalchemy as sa


revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # `detail=none`: which words a dossier has, not where. Prefixes of one to three letters are looked up as well.
        op.execute(
            "CREATE VIRTUAL TABLE dossier_words USING fts5"
            "(uid UNINDEXED, words, tokenize='ascii', prefix='1 2 3', detail=none)"
        )
    else:
        op.execute("CREATE TABLE dossier_words (number BIGINT PRIMARY KEY, uid VARCHAR(32), words TSVECTOR)")
        op.execute("CREATE INDEX ix_dossier_words ON dossier_words USING gin (words) WITH (fastupdate = off)")
        op.execute("CREATE INDEX ix_dossier_words_uid ON dossier_words (uid)")
    op.create_table(
        "dossier_agencies",
        sa.Column("agency", sa.String(20), primary_key=True),
        sa.Column("uid", sa.String(32), primary_key=True),
    )
    op.create_index("ix_dossier_agencies_uid", "dossier_agencies", ["uid"])
    op.create_table(
        "dossier_follows",
        sa.Column("user_id", sa.String(80), primary_key=True),
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("since", sa.DateTime, nullable=False),
    )
    op.create_index("ix_dossier_follows_uid", "dossier_follows", ["uid"])
    op.create_table(
        "desk_views",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.String(80), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("name_folded", sa.String(60), nullable=False),
        sa.Column("queue", sa.String(30), nullable=False),
        sa.Column("query", sa.String, nullable=False),
        sa.Column("is_start", sa.Boolean, nullable=False),
    )
    op.create_index("ix_desk_views_user_id", "desk_views", ["user_id", "name_folded"], unique=True)
    is_open = sa.text("is_open")
    for name, column in (
        ("filed", "filed_at"),
        ("received", "received_at"),
        ("applicant", "applicant_folded"),
        ("assignee", "assignee"),
    ):
        op.create_index(
            f"ix_dossiers_open_{name}", "dossiers", [column, "uid"], sqlite_where=is_open, postgresql_where=is_open
        )
    op.create_index(
        "ix_dossiers_open_state_filed",
        "dossiers",
        ["state", "filed_at", "uid"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_dossiers_procedure", "dossiers", ["procedure", "filed_at"])

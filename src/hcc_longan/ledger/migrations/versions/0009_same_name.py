"""Dossiers of the same procedure and name, found at once."""

from alembic import op


revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("ix_dossiers_procedure_name", "dossiers", ["procedure", "applicant_folded"])

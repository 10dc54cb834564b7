"""Words of applicants' names, saved views and followed dossiers."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass

"""What happens when the site starts."""

from hcc_longan.ledger.schema import ensure_schema
from typing import Any


def database_opened(event: Any) -> None:
    """Bring the ledger's tables up to date before the first request."""
    ensure_schema()

"""Batches without a site: a ledger of one's own, on both databases."""

from hcc_longan.desk.batch import store
from hcc_longan.ledger.testing import ledger  # noqa: F401
from hcc_longan.ledger.testing import postgresql_url  # noqa: F401
from types import SimpleNamespace

import pytest


@pytest.fixture
def batch(ledger):  # noqa: F811
    """A batch of an officer over five dossiers."""
    rows = [
        SimpleNamespace(uid=f"{number:032}", code=None, tracking_number=f"T-{number}", state="received", version=2)
        for number in range(5)
    ]
    return store.read(store.add("an", "hand_over", rows), "an")

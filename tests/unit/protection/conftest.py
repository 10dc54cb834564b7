"""Protection without a site: a secret and settings of one's own."""

from hcc_longan.ledger.testing import ledger  # noqa: F401
from hcc_longan.ledger.testing import postgresql_url  # noqa: F401
from hcc_longan.protection import secret
from hcc_longan.protection import settings
from plone import api

import pytest


@pytest.fixture(autouse=True)
def site(monkeypatch):
    """The settings; a test changes them: `site["difficulty"] = 0`. Nobody is signed in."""
    values = {"limits": ["tracking.number | 5 | 600"], "difficulty": 50, "shortest_time": 2}
    monkeypatch.setattr(secret, "site_secret", lambda: b"a secret of 32 bytes in this test")
    monkeypatch.setattr(settings, "setting", values.__getitem__)
    monkeypatch.setattr(api.user, "is_anonymous", lambda: True)
    return values

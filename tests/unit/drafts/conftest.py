"""Drafts without a site: a ledger, a folder for uploads, a secret and settings of one's own."""

from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.drafts.interfaces import IFileRules
from hcc_longan.drafts.settings import IDraftSettings
from hcc_longan.ledger.testing import ledger  # noqa: F401
from hcc_longan.ledger.testing import postgresql_url  # noqa: F401
from hcc_longan.protection import limits
from hcc_longan.protection import scanning
from hcc_longan.protection import secret
from hcc_longan.protection import settings
from zope.interface import implementer

import pytest


@implementer(IFileRules)
class Rules:
    kinds = ("pdf", "jpg", "png")
    largest = 2_000_000
    together = 3_000_000


@pytest.fixture(autouse=True)
def site(monkeypatch, tmp_path):
    """The settings of drafts; a test changes them: `site["most_of_owner"] = 1`."""
    values = {name: IDraftSettings[name].default for name in IDraftSettings.names() if name != "warns_in_time"}
    values["keep_free"] = 0
    monkeypatch.setenv("HCC_UPLOADS", str(tmp_path / "uploads"))
    monkeypatch.setattr(secret, "site_secret", lambda: b"a secret of 32 bytes in this test")
    monkeypatch.setattr(settings, "setting", lambda name: [])
    monkeypatch.setattr(scanning, "address", lambda: "off")
    for module in (store, uploads):
        monkeypatch.setattr(module, "setting", values.__getitem__)
    rules = Rules()
    monkeypatch.setattr(uploads, "getUtility", lambda interface: rules)
    return values


@pytest.fixture
def draft(ledger):  # noqa: F811
    """An anonymous draft that has just begun."""
    limits.clear()
    return store.new_draft("form", "", "vi")

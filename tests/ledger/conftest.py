"""Tests of this folder need no Plone site."""

from hcc_longan.ledger.testing import ledger  # noqa: F401
from hcc_longan.ledger.testing import postgresql_url  # noqa: F401

import pytest


# They stand in front of pytest-plone's fixtures, so that a run of this folder starts no site.
@pytest.fixture(scope="session", autouse=True)
def _keep_acceptance_session():
    return None


@pytest.fixture(scope="session", autouse=True)
def _keep_functional_session():
    return None


@pytest.fixture(scope="session", autouse=True)
def _keep_integration_session():
    return None

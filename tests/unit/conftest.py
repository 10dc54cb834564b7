"""Tests of this folder need no Plone site and no particular speed of the machine."""

from hypothesis import settings

import pytest


settings.register_profile("unit", parent=settings.default, deadline=None)
settings.load_profile("unit")


# pytest-plone starts every layer once per session for whatever test comes first. Nothing here needs one: these stand in
# front of its fixtures, so that a run of this folder starts no site.
@pytest.fixture(scope="session", autouse=True)
def _keep_acceptance_session():
    return None


@pytest.fixture(scope="session", autouse=True)
def _keep_functional_session():
    return None


@pytest.fixture(scope="session", autouse=True)
def _keep_integration_session():
    return None


@pytest.fixture(scope="session", autouse=True)
def _keep_bare_session():
    return None

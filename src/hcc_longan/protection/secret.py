"""The site's secret, and keys made of it for one purpose each."""

from hashlib import blake2b
from plone import api
from zope.annotation.interfaces import IAnnotations

import secrets


# Dossiers had it first; a site keeps the secret that its register was written with.
_SECRET = "hcc_longan.dossiers.secret"


def site_secret() -> bytes:
    """The site's secret. Who has it can read the register's keys and make links of ours."""
    return IAnnotations(api.portal.get())[_SECRET]


def make_secret() -> None:
    """Give the site its secret, once."""
    IAnnotations(api.portal.get()).setdefault(_SECRET, secrets.token_bytes(32))


def key_for(purpose: str) -> bytes:
    """A key for one purpose, which tells nothing about the secret and fits no other purpose."""
    return blake2b(purpose.encode(), key=site_secret()).digest()

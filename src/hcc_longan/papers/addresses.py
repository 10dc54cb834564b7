"""Addresses that stand on papers: of the public site, by whatever address an officer uses it."""

from hcc_longan.pages import page_url
from hcc_longan.papers.settings import settings
from plone import api
from typing import Any


def public_address(page: str, language: str, **query: Any) -> str:
    """The public address of one of our pages."""
    address = page_url(page, language, **query)
    public = settings()["public_url"]
    return public + address.removeprefix(api.portal.get().absolute_url()) if public else address


def shown_address(page: str, language: str) -> str:
    """The same as people read it and type it in, without the protocol."""
    return public_address(page, language).partition("://")[2]

"""Further ways to sign in: providers of identities, as far as the site has plugins for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from plone import api
from urllib.parse import urlencode


# As pas.plugins.oidc names its plugin, and its page that leads to the provider. It is no dependency.
_META_TYPE = "OIDC Plugin"


@dataclass(frozen=True)
class Way:
    """A provider: its name, and where to begin."""

    title: str
    url: str


def further_ways(came_from: str = "") -> Sequence[Way]:
    """The providers that an administrator has added to the site's user folder."""
    query = f"?{urlencode({'came_from': came_from})}" if came_from else ""
    return [
        Way(plugin.title or plugin.getId(), f"{plugin.absolute_url()}/login{query}")
        for plugin in api.portal.get_tool("acl_users").objectValues()
        if plugin.meta_type == _META_TYPE
    ]

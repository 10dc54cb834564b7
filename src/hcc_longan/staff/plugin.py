"""The plugin of the user folder that gives duties with dates, and those of substitutes, while they hold."""

from AccessControl.class_init import InitializeClass
from hcc_longan.staff import holding
from hcc_longan.staff.people import is_citizen
from plone import api
from Products.PluggableAuthService.interfaces.plugins import IGroupsPlugin
from Products.PluggableAuthService.plugins.BasePlugin import BasePlugin
from typing import Any
from zope.interface import implementer


@implementer(IGroupsPlugin)
class StaffGroups(BasePlugin):
    """Reads the ledger; keeps nothing itself."""

    meta_type = "HCC Staff Groups"

    def __init__(self, id: str):
        self._setId(id)
        self.title = "Duties with dates"

    def getGroupsForPrincipal(self, principal: Any, request: Any = None) -> tuple[str, ...]:
        user_id = principal.getId()
        # Groups are asked about as well, and citizens have no duties.
        if not user_id or ":" in user_id or is_citizen(user_id):
            return ()
        return tuple(holding.extra_groups(user_id))


InitializeClass(StaffGroups)


def add_plugin() -> None:
    """Give the site's user folder the plugin, once."""
    users = api.portal.get_tool("acl_users")
    if holding.PLUGIN not in users.objectIds():
        users._setObject(holding.PLUGIN, StaffGroups(holding.PLUGIN))
        users.plugins.activatePlugin(IGroupsPlugin, holding.PLUGIN)


def remove_plugin() -> None:
    """Take it out again."""
    users = api.portal.get_tool("acl_users")
    if holding.PLUGIN in users.objectIds():
        users.plugins.deactivatePlugin(IGroupsPlugin, holding.PLUGIN)
        users._delObject(holding.PLUGIN)

"""The end of somebody's service: nothing planned is left, what they did stays theirs."""

from hcc_longan import _
from hcc_longan.staff import absences
from hcc_longan.staff import duties
from hcc_longan.staff.errors import NotPossible
from hcc_longan.staff.people import person
from plone import api
from typing import Any

import secrets


def end_service(user_id: str, by: str) -> None:
    """Take all duties, groups and roles from somebody, planned duties too, and let their password be unknown.

    Raises NotPossible for oneself, and for a manager of the site unless another one does it.
    """
    found = person(user_id)
    if found is None:
        raise NotPossible("end", _("There is no such account."))
    if user_id == by:
        raise NotPossible("end", _("You can't end your own service. Ask another administrator."))
    if "Manager" in found.roles and "Manager" not in api.user.get_roles():
        raise NotPossible("end", _("Only a manager of the whole site can do this."))
    users = api.portal.get_tool("acl_users")
    users.portal_role_manager.assignRolesToPrincipal(["Member"], user_id)
    users.userSetPassword(user_id, secrets.token_urlsafe(32))
    _end_duties(user_id, by)


def principal_deleted(event: Any) -> None:
    """An account was deleted: nobody who gets its name later has its duties. Plone leaves its groups as they are."""
    user = api.user.get_current()
    _end_duties(str(event.principal), (user and user.getId()) or "")


def _end_duties(user_id: str, by: str) -> None:
    groups = api.portal.get_tool("acl_users").source_groups
    for group in groups.getGroupIds():
        if user_id in groups.getGroupMembers(group):
            groups.removePrincipalFromGroup(user_id, group)
    duties.end_all(user_id, by)
    absences.end_all(user_id, by)

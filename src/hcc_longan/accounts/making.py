"""Making and deleting citizens' accounts."""

from collections.abc import Sequence
from hcc_longan import clock
from hcc_longan.accounts import addresses
from hcc_longan.accounts import person
from hcc_longan.accounts.interfaces import AccountDeleted
from hcc_longan.accounts.interfaces import IAccountUse
from plone import api
from zope.component import getUtilitiesFor
from zope.event import notify

import secrets


# Without letters and digits that are taken for one another: 31**10 ids, 49 bits.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def make_account(name: str, recipient: str, language: str, password: str = "") -> str:
    """Make an account for a person who has proved a recipient (as `read_recipient` gives it); gives its id.

    The id is the login name as well, and tells nothing: so neither Plone's own login form nor a service's can be used
    to try out passwords for somebody's address. Without a password its owner signs in by codes.
    """
    user_id = _new_id()
    properties = {"fullname": name, "language": language, "joined": clock.today().isoformat()}
    api.portal.get_tool("portal_membership").addMember(
        user_id, password or secrets.token_urlsafe(32), ["Member"], [], properties
    )
    person.add_recipient(user_id, recipient)
    return user_id


def set_password(user_id: str, password: str) -> None:
    """Give an account a new password."""
    api.portal.get_tool("acl_users").userSetPassword(user_id, password)


def what_needs(user_id: str) -> Sequence[str]:
    """Sentences that say why an account can't be deleted now; none if it can."""
    return [reason for _name, use in getUtilitiesFor(IAccountUse) for reason in use.reasons(user_id)]


def delete_account(user_id: str) -> None:
    """Delete an account and everything its owner told us about themselves; dossiers stay.

    Not by the membership tool: it would look through the whole site for the account's local roles.
    """
    for kind in addresses.recipients(user_id):
        addresses.remove(user_id, kind)
    api.portal.get_tool("acl_users").userFolderDelUsers([user_id])
    api.portal.get_tool("portal_memberdata").deleteMemberData(user_id)
    notify(AccountDeleted(user_id))


def _new_id() -> str:
    users = api.portal.get_tool("acl_users")
    while True:
        user_id = f"c-{''.join(secrets.choice(_LETTERS) for _number in range(10))}"
        if users.getUserById(user_id) is None:
            return user_id

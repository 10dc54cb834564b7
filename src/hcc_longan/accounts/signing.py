"""Signing in and out."""

from AccessControl.SecurityManagement import newSecurityManager
from hcc_longan.accounts import addresses
from hcc_longan.accounts.passwords import LONGEST
from hcc_longan.accounts.recipients import read_recipient
from hcc_longan.protection import limits
from plone import api
from plone.protect.interfaces import IDisableCSRFProtection
from typing import Any
from urllib.parse import urljoin
from urllib.parse import urlsplit
from zope.interface import alsoProvides


# Passwords that may be tried before a browser has to work for the next ones; many people share an address.
FREE_FOR_A_NAME = 3
FREE_FROM_AN_ADDRESS = 20
# Where nobody wants to be after signing in.
_NO_TARGETS = frozenset(
    "login logout logged-out login-help require_login insufficient-privileges acl_users "
    "dang-nhap sign-in dang-ky register".split()
)


def user_with_password(name: str, password: str) -> str | None:
    """The id of the account with this password; `name` is an e-mail address, a mobile number or a login name.

    Raises TooManyAttempts: tries are counted by where they come from and by whom they are for, and right ones begin
    anew only the latter, so that nobody goes on by signing in to an account of one's own now and then.
    """
    login = _login_name(name)
    limits.count("login.address", limits.address())
    limits.count("login.account", login)
    if not password or len(password) > LONGEST or "\0" in login:
        return None
    users = api.portal.get_tool("acl_users")
    user = users.authenticate(login, password, users.REQUEST)
    if user is None:
        return None
    limits.forget("login.account", login)
    return user.getId()


def is_doubtful(name: str) -> bool:
    """Whether so much was tried lately, for this name or from this address, that browsers have to work for more."""
    for_it = limits.attempts("login.account", _login_name(name))
    from_here = limits.attempts("login.address", limits.address())
    return for_it >= FREE_FOR_A_NAME or from_here >= FREE_FROM_AN_ADDRESS


def sign_in(user_id: str, request: Any) -> None:
    """Make the request the account's, and give its browser a new session. The caller has checked the form's token."""
    user = api.portal.get_tool("acl_users").getUserById(user_id)
    newSecurityManager(request, user)
    # The form's token was the visitor's, and would be taken for a forgery now.
    alsoProvides(request, IDisableCSRFProtection)
    api.portal.get_tool("portal_membership").loginUser(request)


def sign_out(request: Any) -> None:
    """End the session."""
    api.portal.get_tool("portal_membership").logoutUser(request)


def target_in_site(url: Any) -> str:
    """An address to go on to after signing in, absolute; empty if it isn't on this site or is no place to go to."""
    if not isinstance(url, str) or not url or "\\" in url or not api.portal.get_tool("portal_url").isURLInPortal(url):
        return ""
    base = api.portal.get().absolute_url()
    target = urljoin(f"{base}/", url)
    here, there = urlsplit(base), urlsplit(target)
    names = there.path.replace("@@", "").split("/")
    is_inside = (
        (there.scheme, there.netloc) == (here.scheme, here.netloc)
        and f"{there.path}/".startswith(f"{here.path}/")
        and not _NO_TARGETS.intersection(names)
        and not {".", ".."}.intersection(names)
    )
    return target if is_inside else ""


def _login_name(name: str) -> str:
    """The login name that is meant by an e-mail address, a mobile number or itself."""
    recipient = read_recipient(name)
    return (recipient and addresses.owner(recipient)) or name

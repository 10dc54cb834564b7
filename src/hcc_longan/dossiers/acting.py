"""Who acts, and from where: what every event says."""

from AccessControl.SecurityManagement import getSecurityManager
from AccessControl.SecurityManagement import newSecurityManager
from AccessControl.SecurityManagement import setSecurityManager
from AccessControl.users import SpecialUser
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hcc_longan.dossiers.interfaces import IDossier
from plone import api
from typing import Any
from zope.globalrequest import getRequest


_visitor: ContextVar[str | None] = ContextVar("hcc_longan.dossiers.visitor", default=None)


@contextmanager
def as_applicant(dossier: Any) -> Iterator[None]:
    """Inside, somebody who has proved to be a dossier's applicant has that role, and no other, on it.

    Events name the account, where the person is signed in, and the role of the applicant.
    """
    before = getSecurityManager()
    token = _visitor.set(user_id())
    newSecurityManager(getRequest(), _Applicant(dossier.UID()).__of__(api.portal.get_tool("acl_users")))
    try:
        yield
    finally:
        setSecurityManager(before)
        _visitor.reset(token)


def user_id() -> str:
    """The present user's id, empty for somebody who is not logged in."""
    visitor = _visitor.get()
    if visitor is not None:
        return visitor
    user = api.user.get_current()
    return (user and user.getId()) or ""


def origin() -> str:
    """The address that the present request comes from; `local` where there is none."""
    request = getRequest()
    address = request.getClientAddr() if request is not None and hasattr(request, "getClientAddr") else ""
    return address or "local"


class _Applicant(SpecialUser):
    """Somebody without an account of the site, who may do with one dossier what its applicant may."""

    def __init__(self, uid: str):
        super().__init__("Anonymous User", "", ("Anonymous",), [])
        self.uid = uid

    def getRolesInContext(self, context: Any) -> list[str]:
        return [*self.getRoles(), *self._of_dossier(context)]

    def allowed(self, context: Any, object_roles: Any = None) -> int | None:
        if super().allowed(context, object_roles):
            return 1
        return int(bool({*self._of_dossier(context)} & {*(object_roles or ())}))

    def _of_dossier(self, context: Any) -> tuple[str, ...]:
        found = getattr(context, "__self__", context)
        return ("Applicant",) if IDossier.providedBy(found) and found.UID() == self.uid else ()

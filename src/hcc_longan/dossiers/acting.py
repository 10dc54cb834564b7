"""Who acts, and from where: what every event says."""

from plone import api
from zope.globalrequest import getRequest


def user_id() -> str:
    """The present user's id, empty for somebody who is not logged in."""
    user = api.user.get_current()
    return (user and user.getId()) or ""


def origin() -> str:
    """The address that the present request comes from; `local` where there is none."""
    request = getRequest()
    address = request.getClientAddr() if request is not None and hasattr(request, "getClientAddr") else ""
    return address or "local"

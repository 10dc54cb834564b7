"""Who has proved to own which e-mail address or mobile number. Each belongs to one account at most.

Kept apart from the properties of members, which a member may change in Plone's own forms and services unproved.
"""

from BTrees.OOBTree import OOBTree
from collections.abc import Mapping
from hcc_longan.accounts.recipients import kind_of
from plone import api
from zope.annotation.interfaces import IAnnotations


_OWNERS = "hcc_longan.accounts.owners"
_RECIPIENTS = "hcc_longan.accounts.recipients"


def make_books() -> None:
    """Give the site its books, once."""
    for name in (_OWNERS, _RECIPIENTS):
        IAnnotations(api.portal.get()).setdefault(name, OOBTree())


def owner(recipient: str) -> str | None:
    """The id of the account that a recipient (as `read_recipient` gives it) belongs to."""
    return _book(_OWNERS).get(recipient)


def recipients(user_id: str) -> Mapping[str, str]:
    """The proved recipients of an account by kind, at most one of each."""
    return dict(_book(_RECIPIENTS).get(user_id, ()))


def add(user_id: str, recipient: str) -> None:
    """Note that the account's owner has proved this one; it takes the place of an earlier one of its kind."""
    kind = kind_of(recipient)
    remove(user_id, kind)
    _book(_OWNERS)[recipient] = user_id
    _book(_RECIPIENTS)[user_id] = (*recipients(user_id).items(), (kind, recipient))


def remove(user_id: str, kind: str) -> None:
    """Forget the recipient of a kind, if there is one."""
    known = dict(recipients(user_id))
    gone = known.pop(kind, None)
    if gone is None:
        return
    del _book(_OWNERS)[gone]
    if known:
        _book(_RECIPIENTS)[user_id] = tuple(known.items())
    else:
        del _book(_RECIPIENTS)[user_id]


def _book(name: str) -> OOBTree:
    return IAnnotations(api.portal.get())[name]

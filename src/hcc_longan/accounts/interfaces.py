"""What other rooms say to accounts, and hear of them."""

from collections.abc import Sequence
from zope.interface import Attribute
from zope.interface import implementer
from zope.interface import Interface


class IAccountUse(Interface):
    """Named utilities: what an account is still needed for."""

    def reasons(user_id: str) -> Sequence[str]:
        """Sentences that say why the account can't be deleted now; none if it can."""


class IAccountDeleted(Interface):
    """An account was deleted, with everything its owner had told us about themselves."""

    user_id = Attribute("Its id, which nobody ever gets again")


@implementer(IAccountDeleted)
class AccountDeleted:
    """What rooms hear that keep something for an account."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id

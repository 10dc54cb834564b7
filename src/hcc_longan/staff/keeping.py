"""What an officer's account is needed for."""

from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.accounts.interfaces import IAccountUse
from hcc_longan.staff import absences
from hcc_longan.staff import duties
from hcc_longan.staff import holding
from zope.interface import implementer


@implementer(IAccountUse)
class Duties:
    """Nobody deletes an account by which they have duties: an administrator ends the service first."""

    def reasons(self, user_id: str) -> Sequence[str]:
        if holding.lasting(user_id) or duties.of(user_id) or absences.of(user_id):
            return [_("You have duties at the centre. An administrator ends them first.")]
        return []

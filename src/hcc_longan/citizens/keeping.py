"""How long what is known about people is kept, and what an account is needed for."""

from collections.abc import Sequence
from datetime import datetime
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.accounts.interfaces import IAccountUse
from hcc_longan.citizens import consents
from hcc_longan.citizens import requests
from hcc_longan.citizens.settings import setting
from hcc_longan.dossiers import access
from hcc_longan.dossiers.register import queries
from typing import Any
from zope.interface import implementer


def purge() -> tuple[int, int]:
    """Remove what has been kept long enough; gives how many looks and requests those were."""
    return (
        access.purge(_years_ago(setting("keep_access_log_years"))),
        requests.purge(_years_ago(setting("keep_request_years"))),
    )


@implementer(IAccountUse)
class OpenDossiers:
    """An account is needed while something of its owner is open."""

    def reasons(self, user_id: str) -> Sequence[str]:
        if queries.of_account(user_id, is_open=True, size=1):
            return [_("There are open dossiers in it.")]
        return []


def account_deleted(event: Any) -> None:
    """Consents end with the account."""
    for consent in consents.Consent:
        consents.withdraw(event.user_id, consent)


def _years_ago(years: int) -> datetime:
    now = clock.now()
    # The 28th, where the day is the 29th of February.
    return now.replace(year=now.year - years, day=min(now.day, 28) if now.month == 2 else now.day)

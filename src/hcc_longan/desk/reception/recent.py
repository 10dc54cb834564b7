"""The procedures that were received last with this browser."""

from collections.abc import Sequence
from typing import Any


COOKIE = "hcc_recent_procedures"
_MOST = 6
_SECONDS = 90 * 86400


def codes(request: Any) -> Sequence[str]:
    """Their codes, the last one first."""
    return tuple(filter(None, request.cookies.get(COOKIE, "")[:200].split("|")))[:_MOST]


def add(code: str, request: Any) -> None:
    """Remember that one was received now."""
    kept = [code, *(each for each in codes(request) if each != code)][:_MOST]
    request.response.setCookie(
        COOKIE, "|".join(kept), path="/", max_age=_SECONDS, http_only=True, same_site="Lax", quoted=False
    )

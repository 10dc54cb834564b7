"""Keeping robots from forms without asking anybody else: proof of work, a trap, and the time a person needs.

A browser finds a number (library altcha) while its user fills in the form. Each solution counts once. Who sends none,
because the browser runs no scripts, is old or was offline, passes as well, but by a much stricter limit: the scope
`<area>.plain`, or `filing.plain` for areas that have none. People who are signed in are asked for nothing.
"""

from altcha import create_challenge
from altcha import Payload
from altcha import verify_solution
from collections.abc import Mapping
from datetime import timedelta
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.protection import limits
from hcc_longan.protection import settings
from hcc_longan.protection import tokens
from hcc_longan.protection.errors import Refused
from hcc_longan.protection.secret import key_for
from plone import api
from typing import Any
from zope.annotation.interfaces import IAnnotations

import base64
import json
import secrets
import struct


# Names of the form's fields. The trap is hidden from people; robots like to fill it in.
SOLUTION = "challenge"
SHOWN = "challenge-shown"
TRAP = "homepage"

LASTS = timedelta(minutes=20)
ALGORITHM = "SHA-256"
# Bytes of a hash that the solution has to have.
PREFIX = 16
# Characters; a solution of ours has about 600.
LONGEST = 2000
_CHECKED = "hcc_longan.protection.checked"


def create() -> dict[str, Any] | None:
    """A new challenge for a browser, ready for JSON; None if challenges are switched off."""
    difficulty = settings.setting("difficulty")
    if not difficulty:
        return None
    made = create_challenge(
        ALGORITHM,
        cost=1,
        counter=secrets.randbelow(difficulty),
        key_prefix_length=PREFIX,
        expires_at=clock.now() + LASTS,
        hmac_secret=key_for("challenge"),
    )
    return made.to_dict()


def field(request: Any) -> str:
    """The HTML to be put inside a form that anonymous people send; nothing for people who are signed in."""
    return api.content.get_view("challenge", api.portal.get(), request)()


def check(request: Any, scope: str) -> None:
    """Raises Refused for a robot's form, TooManyAttempts for one too many without a solution. Nothing is lost by that.

    `scope` is an area (`filing`, `tracking` …). One request may be checked again: the verdict stays.
    """
    if not api.user.is_anonymous():
        return
    checked = IAnnotations(request).setdefault(_CHECKED, {})
    if scope not in checked:
        checked[scope] = _verdict(request.form, scope)
    if checked[scope] is not None:
        raise checked[scope]


def check_rest(body: Mapping[str, Any], scope: str = "filing") -> None:
    """The same for a service: the solution is `challenge` of the body; the challenge comes from `GET @challenge`."""
    if api.user.is_anonymous():
        _check_work(body.get(SOLUTION), scope)


def shown(request: Any) -> str:
    """The signed moment at which a form was first shown; it stays when the form comes back with errors."""
    earlier = request.form.get(SHOWN)
    return earlier if tokens.read(SHOWN, earlier) else tokens.sign(SHOWN, {"at": int(clock.now().timestamp())})


def _verdict(form: Mapping[str, Any], scope: str) -> Refused | None:
    try:
        if form.get(TRAP):
            raise Refused(
                _("A hidden field that only robots see was filled in. If you are a person, please just send it again.")
            )
        _check_time(form.get(SHOWN))
        _check_work(form.get(SOLUTION), scope)
    except Refused as refused:
        return refused
    return None


def _check_time(token: Any) -> None:
    shortest = settings.setting("shortest_time")
    if not shortest:
        return
    stamp = tokens.read(SHOWN, token)
    if stamp is None:
        raise Refused(_("The form did not arrive completely. Nothing is lost; please send it again."))
    if clock.now().timestamp() - stamp["at"] < shortest:
        raise Refused(_("That was quicker than a person can be. Nothing is lost; please send it again."))


def _check_work(solution: Any, scope: str) -> None:
    if not settings.setting("difficulty") or _is_solved(solution):
        return
    area = scope.partition(".")[0]
    plain = f"{area}.plain" if f"{area}.plain" in settings.limits() else "filing.plain"
    limits.count(plain, limits.address())


def _is_solved(solution: Any) -> bool:
    """Whether it solves one of our challenges, in time and for the first time."""
    solved = _verified(solution)
    return solved is not None and limits.first("challenge", solved, int(LASTS.total_seconds()))


def _verified(solution: Any) -> str | None:
    """The signature of the challenge that it solves; None if it solves none of ours."""
    if not isinstance(solution, str) or len(solution) > LONGEST:
        return None
    try:
        payload = Payload.from_dict(json.loads(base64.b64decode(solution, validate=True)))
        is_right = verify_solution(payload, key_for("challenge")).verified
    # The library expects the right types.
    except (ValueError, TypeError, KeyError, RecursionError, struct.error):
        return None
    return payload.challenge.signature if is_right else None

"""`GET @challenge`: work for a browser or program that is going to send a form without signing in."""

from hcc_longan.protection import challenge
from plone.restapi.services import Service
from typing import Any


class ChallengeGet(Service):
    """A challenge of altcha, version 2: `{parameters, signature}`; empty if challenges are switched off.

    Its solution, `{challenge, solution: {counter, derivedKey}}` as JSON in base64, goes into `challenge` of the body.
    """

    def reply(self) -> dict[str, Any]:
        self.request.response.setHeader("Cache-Control", "no-store")
        return challenge.create() or {}

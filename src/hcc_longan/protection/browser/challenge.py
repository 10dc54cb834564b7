"""The part of a form that keeps robots away."""

from hcc_longan.protection import challenge
from hcc_longan.protection import settings
from plone import api
from Products.Five import BrowserView


class ChallengeView(BrowserView):
    """Fields and script for a form; nothing for people who are signed in."""

    solution = challenge.SOLUTION
    shown_field = challenge.SHOWN
    trap = challenge.TRAP

    def __call__(self) -> str:
        return self.index() if api.user.is_anonymous() else ""

    @property
    def portal_url(self) -> str:
        return api.portal.get().absolute_url()

    @property
    def shown(self) -> str:
        return challenge.shown(self.request)

    @property
    def shortest(self) -> int:
        return settings.setting("shortest_time")

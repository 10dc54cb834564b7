"""The work lists with their counts, beside every screen."""

from Products.Five import BrowserView
from typing import Any


class Rail(BrowserView):
    """Called with the screen it stands beside."""

    def __call__(self, screen: Any) -> str:
        return ""

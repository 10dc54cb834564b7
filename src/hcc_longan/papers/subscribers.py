"""What follows in this room from what happens to a dossier."""

from hcc_longan.papers.issuing import issue_for
from typing import Any


def dossier_moved(event: Any) -> None:
    """A step may ask for a paper."""
    issue_for(event.object, event.event)

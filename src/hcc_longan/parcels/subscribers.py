"""What follows for parcels from what happens to their dossiers."""

from hcc_longan.parcels import post
from typing import Any


def dossier_moved(event: Any) -> None:
    """A result that was collected after all needs no label any more."""
    if event.event.transition == "return_result" and event.event.data.get("method") == "counter":
        post.drop_label(event.object.UID())


def dossier_removed(dossier: Any, event: Any) -> None:
    """A dossier that is no more leaves no address behind."""
    post.forget(dossier.UID())

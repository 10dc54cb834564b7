"""What dossiers answer when Plone asks for their catalogue: the register.

Rows are written once, when the transaction commits, however often a dossier was reindexed before; so that SQLite's
single writer is held for a commit and not for a request.
"""

from collections.abc import Iterator
from hcc_longan.dossiers.interfaces import IDossier
from hcc_longan.dossiers.register import writing
from typing import Any

import transaction


_KEY = "hcc_longan.register.pending"


class Register:
    """The part of the catalogue tool's interface that content calls."""

    def indexObject(self, obj: Any) -> None:
        if IDossier.providedBy(obj) and obj.event_records:
            _pending()[obj.UID()] = obj

    def reindexObject(self, obj: Any, idxs=(), update_metadata=1, uid=None) -> None:
        self.indexObject(obj)

    def unindexObject(self, obj: Any) -> None:
        if IDossier.providedBy(obj):
            _pending()[obj.UID()] = None

    def unrestrictedSearchResults(self, **query: Any) -> Iterator[Any]:
        """Nothing: dossiers are found through `register.queries`, and have no children."""
        return iter(())

    _unrestrictedSearchResults = searchResults = unrestrictedSearchResults

    def flush(self) -> None:
        """Write what is pending now, for a reader in the same transaction."""
        _write()


def _pending() -> dict[str, Any]:
    current = transaction.get()
    try:
        return current.data(_KEY)
    except KeyError:
        pending: dict[str, Any] = {}
        current.set_data(_KEY, pending)
        current.addBeforeCommitHook(_write)
        return pending


def _write() -> None:
    try:
        pending = transaction.get().data(_KEY)
    except KeyError:
        return
    while pending:
        uid, dossier = pending.popitem()
        if dossier is None:
            writing.forget(uid)
        else:
            writing.write(dossier)


register = Register()

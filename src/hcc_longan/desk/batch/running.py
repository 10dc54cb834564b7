"""Doing a batch: each dossier in a transaction of its own, as far as a call's time reaches; the next call goes on.

A dossier's result is noted when its transaction has ended. Should the process be killed in between, the dossier's event
bears the batch's key, by which the next call finds it done. So nothing is done twice or taken for done, whoever calls
and however often.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from hcc_longan import _
from hcc_longan import logger
from hcc_longan.desk.actions import rules
from hcc_longan.desk.batch import store
from hcc_longan.desk.batch.orders import Order
from hcc_longan.desk.batch.store import Result
from hcc_longan.desk.batch.store import Status
from hcc_longan.desk.batch.tables import BatchRow
from hcc_longan.desk.batch.tables import ItemRow
from hcc_longan.desk.batch.words import packed
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.data import read_data
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.register.queries import by_uid
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.ledger.errors import LedgerUnavailable
from hcc_longan.ledger.locks import exclusive
from hcc_longan.ledger.locks import LockTimeout
from sqlalchemy.exc import OperationalError
from time import monotonic
from transaction.interfaces import TransientError

import transaction


# Seconds of one call, and how often a dossier is tried that others write to at the same time.
SECONDS = 1.5
TRIES = 5
# Locks have files: they are shared, so that there are few.
_LOCKS = 16

GONE = _("This dossier is not there any more.")
BUSY = _("Others were writing at the same moment, several times over. Try it again.")
BROKEN = _("An error in the system stood in the way; the administrator finds it in the log.")


class _Gone(Exception):
    """The dossier is not there."""


@dataclass(frozen=True)
class Progress:
    """How far a batch has come."""

    status: Status
    counts: Counter[Result]

    @cached_property
    def total(self) -> int:
        """The dossiers that were to be done."""
        return self.finished + self.counts[Result.READY]

    @cached_property
    def finished(self) -> int:
        return self.counts[Result.DONE] + self.counts[Result.FAILED]


def work(batch: BatchRow, seconds: float = SECONDS) -> Progress:
    """Go on with a batch as the present user, who has to be its owner, for some seconds or one dossier.

    What the caller's transaction has changed before is dropped. If another window is at it, that one goes on.
    """
    transaction.abort()
    deadline = monotonic() + seconds
    try:
        with exclusive(f"batch-{int(batch.id, 16) % _LOCKS}", timeout=seconds):
            while (item := store.next_ready(batch.id)) is not None:
                _do(batch, item)
                if monotonic() >= deadline:
                    break
    except LockTimeout:
        logger.info("Batch %s is being done by another window.", batch.id)
    return progress(batch)


def progress(batch: BatchRow) -> Progress:
    """How far a batch has come; a running one without anything left is done."""
    current = store.read(batch.id, batch.owner)
    counts = store.counts([batch.id])[batch.id]
    status = Status(current.status)
    if status is Status.RUNNING and not counts[Result.READY]:
        store.end(batch.id, status := Status.DONE)
    return Progress(status, counts)


def _do(batch: BatchRow, item: ItemRow) -> None:
    """Do the step with one dossier, and note what became of it."""
    try:
        for attempt in transaction.manager.attempts(TRIES):
            with attempt:
                _move(batch, item)
    except _Gone:
        failure = [GONE]
    except LifecycleError as error:
        failure = [error.message]
    except InvalidData as error:
        failure = list(error.fields.values())
    except TransientError:
        failure = [BUSY]
    except (OperationalError, LedgerUnavailable):
        # The ledger is away: this dossier and the rest stay as they are until it is back.
        raise
    except Exception:
        # A dossier that is broken must not keep the others from being done.
        logger.exception("Batch %s: %s could not be done", batch.id, item.number)
        failure = [BROKEN]
    else:
        failure = []
    store.note(item, Result.FAILED if failure else Result.DONE, [packed(message) for message in failure])


def _move(batch: BatchRow, item: ItemRow) -> None:
    dossier = by_uid(item.uid)
    if dossier is None:
        raise _Gone
    key = f"batch:{batch.id}:{item.uid}"
    values = {**Order.of_json(batch.data).values, **item.data}
    if not any(event.key == key for event in dossier.events):
        rules.check(dossier, batch.transition, read_data(TRANSITIONS[batch.transition].schema, values))
    move(dossier, batch.transition, values, version=item.version, key=key)

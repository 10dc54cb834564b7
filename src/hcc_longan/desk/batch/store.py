"""What the ledger keeps of batches. Each change is a short transaction of its own, that holds whatever comes after."""

from collections import Counter
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.desk.batch.tables import BatchRow
from hcc_longan.desk.batch.tables import ItemRow
from hcc_longan.ledger.engine import get_engine
from sqlalchemy import bindparam
from sqlalchemy import Connection
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.orm import Session
from typing import Any

import secrets


class Status(StrEnum):
    """Where a batch stands."""

    SELECTED = "selected"  # action or data are still to be given
    CHECKED = "checked"  # after the dry run
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class Result(StrEnum):
    """What became of a dossier of a batch."""

    NEW = "new"
    READY = "ready"  # the dry run found nothing against it
    UNFIT = "unfit"  # the dry run says why not
    LEFT_OUT = "left_out"  # by the officer
    DONE = "done"
    FAILED = "failed"


class Changed(Exception):
    """The batch is no longer as its owner's window shows it."""

    message = _("This batch was changed or started in another window. This is how it stands now.")


def add(owner: str, transition: str, rows: Sequence[Any]) -> str:
    """Keep a new batch over rows of the register; gives its id, which no other batch ever had."""
    batch_id = secrets.token_hex(8)
    items = [
        {
            "batch_id": batch_id,
            "uid": row.uid,
            "position": position,
            "number": row.code or row.tracking_number,
            "state": row.state,
            "version": row.version,
            "data": {},
            "result": Result.NEW.value,
            "messages": [],
        }
        for position, row in enumerate(rows, 1)
    ]
    batch = {"id": batch_id, "owner": owner, "transition": transition, "status": Status.SELECTED.value}
    with get_engine().begin() as connection:
        connection.execute(insert(BatchRow).values(**batch, revision=1, made_at=clock.now()))
        connection.execute(insert(ItemRow), items)
    return batch_id


def read(batch_id: str, owner: str) -> BatchRow | None:
    """A batch, for its owner alone."""
    if not batch_id.isalnum():
        return None
    with Session(get_engine()) as database:
        return database.scalar(select(BatchRow).where(BatchRow.id == batch_id, BatchRow.owner == owner))


def items(batch_id: str) -> Sequence[ItemRow]:
    """The dossiers of a batch, in their order."""
    with Session(get_engine()) as database:
        return database.scalars(select(ItemRow).where(ItemRow.batch_id == batch_id).order_by(ItemRow.position)).all()


def of_owner(owner: str, size: int = 50) -> Sequence[BatchRow]:
    """An officer's batches, newest first."""
    newest = select(BatchRow).where(BatchRow.owner == owner).order_by(BatchRow.made_at.desc(), BatchRow.id)
    with Session(get_engine()) as database:
        return database.scalars(newest.limit(size)).all()


def counts(batch_ids: Collection[str]) -> Mapping[str, Counter[Result]]:
    """How many dossiers came to which result, by batch."""
    grouped = (
        select(ItemRow.batch_id, ItemRow.result, func.count())
        .where(ItemRow.batch_id.in_(batch_ids))
        .group_by(ItemRow.batch_id, ItemRow.result)
    )
    found: dict[str, Counter[Result]] = {batch_id: Counter() for batch_id in batch_ids}
    with get_engine().connect() as connection:
        for batch_id, result, number in connection.execute(grouped):
            found[batch_id][Result(result)] = number
    return found


def choose(batch: BatchRow, transition: str) -> None:
    """Set what is to be done; what was given for another action is dropped. Raises Changed."""
    with get_engine().begin() as connection:
        _change(connection, batch, transition=transition, data=None, status=Status.SELECTED.value)
        fresh = {"result": Result.NEW.value, "messages": [], "data": {}}
        connection.execute(update(ItemRow).where(ItemRow.batch_id == batch.id).values(**fresh))


def note_check(batch: BatchRow, order: Mapping[str, Any], found: Iterable[Mapping[str, Any]]) -> None:
    """Keep the order, and what the dry run found of each dossier: `uid` and what _FOUND names. Raises Changed."""
    found = [{f"new_{name}": value for name, value in each.items()} for each in found]
    one = update(ItemRow.__table__).where(ItemRow.batch_id == batch.id, ItemRow.uid == bindparam("new_uid"))
    with get_engine().begin() as connection:
        _change(connection, batch, data=dict(order), status=Status.CHECKED.value)
        connection.execute(
            one.values(**{name: bindparam(f"new_{name}", type_=ItemRow.__table__.c[name].type) for name in _FOUND}),
            found,
        )


def begin(batch: BatchRow, kept: Collection[str]) -> None:
    """Let the ready dossiers among `kept` (uids) be done; the others are left out. Raises Changed."""
    left_out = update(ItemRow).where(
        ItemRow.batch_id == batch.id, ItemRow.result == Result.READY, ItemRow.uid.not_in(kept)
    )
    with get_engine().begin() as connection:
        _change(connection, batch, of=(Status.CHECKED,), status=Status.RUNNING.value, began_at=clock.now())
        connection.execute(left_out.values(result=Result.LEFT_OUT.value))


def end(batch_id: str, status: Status) -> None:
    """A batch is done or cancelled; nothing happens if it has ended before."""
    open_ones = [each.value for each in Status if each not in (Status.DONE, Status.CANCELLED)]
    with get_engine().begin() as connection:
        connection.execute(
            update(BatchRow)
            .where(BatchRow.id == batch_id, BatchRow.status.in_(open_ones))
            .values(status=status.value, ended_at=clock.now(), revision=BatchRow.revision + 1)
        )


def next_ready(batch_id: str) -> ItemRow | None:
    """The next dossier that is to be done; None if there is none or the batch doesn't run."""
    statement = (
        select(ItemRow)
        .join(BatchRow, BatchRow.id == ItemRow.batch_id)
        .where(ItemRow.batch_id == batch_id, ItemRow.result == Result.READY, BatchRow.status == Status.RUNNING)
        .order_by(ItemRow.position)
        .limit(1)
    )
    with Session(get_engine()) as database:
        return database.scalar(statement)


def note(item: ItemRow, result: Result, messages: Sequence[Any]) -> None:
    """Note what became of a dossier that was to be done."""
    mine = update(ItemRow).where(
        ItemRow.batch_id == item.batch_id, ItemRow.uid == item.uid, ItemRow.result == Result.READY
    )
    with get_engine().begin() as connection:
        connection.execute(mine.values(result=result.value, messages=list(messages), at=clock.now()))


def remove(before: datetime) -> int:
    """Remove the batches that were made before a moment; gives their number."""
    with get_engine().begin() as connection:
        return connection.execute(delete(BatchRow).where(BatchRow.made_at < before)).rowcount


_FOUND = ("result", "messages", "data")


def _change(
    connection: Connection, batch: BatchRow, of: Iterable[Status] = (Status.SELECTED, Status.CHECKED), **values: Any
) -> None:
    """Change a batch that is as its owner saw it, and in one of the statuses `of`."""
    mine = update(BatchRow).where(
        BatchRow.id == batch.id, BatchRow.revision == batch.revision, BatchRow.status.in_([each.value for each in of])
    )
    if not connection.execute(mine.values(revision=BatchRow.revision + 1, **values)).rowcount:
        raise Changed

"""Making a batch: what is selected, what can be done with it, and the dry run."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from hcc_longan import _
from hcc_longan.desk.actions import rules
from hcc_longan.desk.actions.forms import form_for
from hcc_longan.desk.batch import store
from hcc_longan.desk.batch.orders import Order
from hcc_longan.desk.batch.running import GONE
from hcc_longan.desk.batch.settings import setting
from hcc_longan.desk.batch.store import Result
from hcc_longan.desk.batch.tables import BatchRow
from hcc_longan.desk.batch.tables import ItemRow
from hcc_longan.desk.batch.words import packed
from hcc_longan.desk.officers import Officer
from hcc_longan.dossiers import lifecycle
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.data import read_data
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.register.queries import dossier_at
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.transitions import INote
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.ledger.engine import session
from plone import api
from sqlalchemy import select
from typing import Any


# A person's own wish, said for them one by one.
_ONE_BY_ONE = {"ask_withdrawal"}


class NoBatch(ValueError):
    """Dossiers that make no batch; `message` says why."""

    def __init__(self, message: Any):
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Selection:
    """A batch that was made; `missing`: how many of the selected dossiers are not there for the officer."""

    batch_id: str
    missing: int


def start(officer: Officer, transition: str, rows: Iterable[DossierRow], data: Mapping[str, Any] | None = None) -> str:
    """Make a batch over rows of the register as the officer sees them, and do the dry run; gives its id.

    The batch waits at `screen_url("batch", id)` until the officer starts it there. Raises NoBatch, and KeyError for an
    unknown transition.
    """
    rows = _no_more_than_allowed(list({row.uid: row for row in rows}.values()))
    batch = store.read(store.add(officer.id, TRANSITIONS[transition].id, rows), officer.id)
    check(batch, Order(data or {}))
    return batch.id


def take(officer: Officer, uids: Iterable[str], transition: str = "") -> Selection:
    """Make a batch of the selected dossiers; with a transition that needs no data, also the dry run. Raises NoBatch."""
    wanted = _no_more_than_allowed(list(dict.fromkeys(uids)))
    found = rows_of(wanted)
    rows = [found[uid] for uid in wanted if uid in found and _may_see(found[uid])]
    if not rows:
        raise NoBatch(_("None of these dossiers is there for you any more."))
    if not is_for_many(transition):
        transition = ""
    batch_id = store.add(officer.id, transition, rows)
    if transition and TRANSITIONS[transition].schema is INote:
        check(store.read(batch_id, officer.id), Order())
    return Selection(batch_id, len(wanted) - len(rows))


def again(officer: Officer, batch: BatchRow) -> Selection:
    """A new batch of those dossiers of an ended one that were not done, as they are now. Raises NoBatch."""
    items = store.items(batch.id)
    selection = take(officer, [item.uid for item in items if item.result not in (Result.DONE, Result.LEFT_OUT)])
    store.choose(store.read(selection.batch_id, officer.id), batch.transition)
    if batch.data is not None:
        order = Order.of_json(batch.data)
        # A number that was meant for one dossier is given to no other.
        given = sum("number" in item.data for item in items)
        check(store.read(selection.batch_id, officer.id), replace(order, first=order.first + given))
    return selection


def actions(items: Sequence[ItemRow]) -> Mapping[str, int]:
    """For how many of these dossiers the present user could do each action now, in the order of the transitions."""
    found: Counter[str] = Counter()
    for row in rows_of([item.uid for item in items]).values():
        found.update(lifecycle.possible(dossier_at(row.path)))
    return {name: found[name] for name in TRANSITIONS if found[name] and is_for_many(name)}


def is_for_many(transition: str) -> bool:
    """Whether there is such a transition, and what it needs can be said once for many dossiers."""
    return transition in TRANSITIONS and transition not in _ONE_BY_ONE and form_for(transition).is_shared


def check(batch: BatchRow, order: Order) -> None:
    """The dry run: what stands against each dossier, without changing any. Raises store.Changed."""
    order_json = order.as_json()
    items = store.items(batch.id)
    rows = rows_of([item.uid for item in items])
    found = []
    fit = 0
    for item in items:
        own = order.own(fit)
        values = {**order_json["values"], **own}
        result, messages = _checked(batch.transition, rows.get(item.uid), values, item.version)
        is_fit = result is Result.READY
        fit += is_fit
        found.append({"uid": item.uid, "result": result.value, "messages": messages, "data": own if is_fit else {}})
    store.note_check(batch, order_json, found)


def rows_of(uids: Sequence[str]) -> Mapping[str, DossierRow]:
    """Rows of the register by uid."""
    register.flush()
    return {row.uid: row for row in session().scalars(select(DossierRow).where(DossierRow.uid.in_(uids)))}


def _checked(
    transition: str, row: DossierRow | None, data: Mapping[str, Any], version: int
) -> tuple[Result, list[Any]]:
    """What the dry run says of a dossier, and why not or what is wanting all the same."""
    if row is None:
        return Result.UNFIT, [packed(GONE)]
    dossier = dossier_at(row.path)
    try:
        lifecycle.check(dossier, transition, data, version=version)
        rules.check(dossier, transition, read_data(TRANSITIONS[transition].schema, data))
    except LifecycleError as error:
        return Result.UNFIT, [packed(error.message)]
    except InvalidData as error:
        return Result.UNFIT, [packed(message) for message in error.fields.values()]
    wanting = rules.preconditions(dossier, transition, api.portal.get_current_language())
    return Result.READY, [packed(each.text) for each in wanting if not each.is_met]


def _no_more_than_allowed(selected: list[Any]) -> list[Any]:
    most = setting("most")
    if not selected:
        raise NoBatch(_("Nothing was selected. Tick dossiers in a list first."))
    if len(selected) > most:
        raise NoBatch(
            _(
                "${number} dossiers were selected; a batch takes ${most} at most. Nothing was done. Select fewer.",
                mapping={"number": len(selected), "most": most},
            )
        )
    return selected


def _may_see(row: DossierRow) -> bool:
    return bool(api.user.has_permission("View", obj=dossier_at(row.path)))

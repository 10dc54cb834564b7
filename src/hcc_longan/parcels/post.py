"""Sending a result by post: from its label to the applicant's door, or back.

Whoever may return the result may send it. Parcels are in the ledger; that a result arrived is a step of the dossier's.
"""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.errors import NotAllowed
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.ledger.engine import dialect_insert
from hcc_longan.ledger.engine import session
from hcc_longan.parcels import carriers
from hcc_longan.parcels.tables import ParcelRow
from hcc_longan.parcels.tables import State
from plone import api
from sqlalchemy import delete
from sqlalchemy import select
from sqlalchemy import update
from typing import Any
from zope.sqlalchemy import mark_changed


LONGEST_NOTE = 500
# Grams and VND: more is a slip of the finger.
HEAVIEST = 50_000
DEAREST = 100_000_000
WITHOUT_NUMBER = _("A parcel leaves with the number of the postal item. Scan it first.")


@dataclass(frozen=True)
class Sent:
    """A parcel with its dossier's row in the register."""

    parcel: ParcelRow
    row: DossierRow


def prepare(dossier: Any, *, cod: bool = False) -> ParcelRow:
    """Prepare the parcel of a finished dossier whose result is wanted by post; raises a LifecycleError.

    With `cod` the post collects the fees that are still to be paid.
    """
    _check_right(dossier)
    if dossier.delivery.get("method") != "post":
        raise RuleBroken(_("The applicant collects this result at the counter."))
    if dossier.state != "finished":
        raise RuleBroken(_("There is no result to send: the dossier is in another state."))
    missing = max(0, dossier.fees_due - dossier.fees_paid)
    if missing and not cod:
        raise RuleBroken(
            _(
                "Fees of ${amount} VND are still to be paid: take them first, or let the post collect them.",
                mapping={"amount": missing},
            )
        )
    name = carriers.chosen()
    values = {
        "uid": dossier.UID(),
        "carrier": name,
        "state": State.PREPARED.value,
        "cod": missing,
        "prepared_at": clock.now(),
        "prepared_by": acting.user_id(),
        "handed_by": "",
        "ended_by": "",
        "note": "",
    }
    database = session()
    statement = dialect_insert(ParcelRow.__table__).values(**values).on_conflict_do_nothing()
    made = database.execute(statement).rowcount
    mark_changed(database)
    parcel = open_parcel(dossier.UID())
    if not made or parcel is None:
        raise RuleBroken(_("A parcel for this dossier is being prepared already, or on its way."))
    number = carriers.carrier(name).take(parcel)
    if number:
        parcel.number = number
    return parcel


def give_number(parcel: ParcelRow, text: str) -> bool:
    """Give a parcel the number on the carrier's label; whether that changed anything. Raises RuleBroken.

    Scanned twice is the same as once; the number of another parcel is refused.
    """
    number = carriers.carrier(parcel.carrier).read_number(text)
    if number is None:
        raise RuleBroken(_("“${text}” is no number of a postal item. Scan it again.", mapping={"text": text[:40]}))
    if number == parcel.number:
        return False
    if parcel.state != State.PREPARED:
        raise RuleBroken(_("The parcel has left with the number ${number}.", mapping={"number": parcel.number or ""}))
    other = by_number(number, parcel.carrier)
    if other is not None:
        raise RuleBroken(
            _("The number ${number} belongs to the parcel of ${dossier}.", mapping=_named(number, other.row))
        )
    parcel.number = number
    session().flush()
    return True


def measure(parcel: ParcelRow, weight: int | None, fee: int | None) -> None:
    """Note the weight (grams) and what the post asks for it (VND); raises RuleBroken."""
    if (weight is not None and not 0 < weight <= HEAVIEST) or (fee is not None and not 0 <= fee <= DEAREST):
        raise RuleBroken(_("This weight or price can't be right."))
    parcel.weight, parcel.fee = weight, fee


def drop_label(uid: str) -> None:
    """Forget a parcel that was prepared and has not left the house."""
    _execute(delete(ParcelRow).where(ParcelRow.uid == uid, ParcelRow.state == State.PREPARED))


def hand_over(parcel: ParcelRow) -> bool:
    """Note that the post has taken a parcel; whether that changed anything. Raises RuleBroken."""
    if parcel.state == State.HANDED:
        return False
    if parcel.number is None:
        raise RuleBroken(WITHOUT_NUMBER)
    _change(parcel, State.PREPARED, State.HANDED, handed_at=clock.now(), handed_by=acting.user_id())
    return True


def deliver(dossier: Any, parcel: ParcelRow) -> bool:
    """The applicant has the parcel: the dossier's result is returned. Raises a LifecycleError.

    What the post was to collect counts as paid, its number as the receipt's. Whether that changed anything.
    """
    if parcel.state == State.DELIVERED:
        return False
    _check_right(dossier)
    if parcel.state != State.HANDED:
        raise _wrong_state(parcel)
    missing = dossier.fees_due - dossier.fees_paid
    if missing > parcel.cod:
        raise RuleBroken(_("Fees of ${amount} VND are still to be paid.", mapping={"amount": missing}))
    if dossier.state != "finished":
        raise RuleBroken(_("The dossier is no longer waiting for its return. Look at it first."))
    if missing > 0:
        move(dossier, "pay", {"amount": missing, "receipt": parcel.number}, key=f"parcel-{parcel.id}-cod")
    move(dossier, "return_result", {"method": "post", "post_number": parcel.number}, key=f"parcel-{parcel.id}")
    _end(parcel, State.DELIVERED)
    return True


def fail(dossier: Any, parcel: ParcelRow, state: State, note: str) -> bool:
    """A parcel came back or was lost: the result waits again. Raises a LifecycleError.

    Whether that changed anything.
    """
    if parcel.state == state:
        return False
    _check_right(dossier)
    if not note.strip():
        raise RuleBroken(_("Say why, for whoever looks at it next."))
    if parcel.state != State.HANDED:
        raise _wrong_state(parcel)
    _end(parcel, state, note=note.strip()[:LONGEST_NOTE])
    return True


def open_parcel(uid: str) -> ParcelRow | None:
    """A dossier's parcel that is being prepared or on its way."""
    return session().scalar(select(ParcelRow).where(ParcelRow.uid == uid, ParcelRow.ended_at.is_(None)))


def last_parcel(uid: str) -> ParcelRow | None:
    """A dossier's latest parcel, whatever became of it."""
    return session().scalar(select(ParcelRow).where(ParcelRow.uid == uid).order_by(ParcelRow.id.desc()).limit(1))


def parcels_of(uids: Collection[str]) -> Mapping[str, ParcelRow]:
    """The latest parcels of dossiers, by dossier."""
    rows = session().scalars(select(ParcelRow).where(ParcelRow.uid.in_(sorted(uids))).order_by(ParcelRow.id))
    return {row.uid: row for row in rows}


def by_number(number: str, carrier: str = "") -> Sent | None:
    """The parcel with a carrier's number."""
    statement = _statement().where(ParcelRow.number == number, ParcelRow.carrier == (carrier or carriers.chosen()))
    found = session().execute(statement).first()
    return Sent(*found) if found else None


def by_ids(ids: Collection[int]) -> Sequence[Sent]:
    """Parcels in the order in which they were prepared."""
    return [Sent(*each) for each in session().execute(_statement().where(ParcelRow.id.in_(sorted(ids))))]


def in_state(state: State, departments: Collection[str] | None, size: int = 100, before: int = 0) -> Sequence[Sent]:
    """Parcels in a state of departments (None: of all), and one more than `size` if there are; ended ones newest first.

    `before` is the last parcel of the page before.
    """
    statement = _statement(ordered=False).where(ParcelRow.state == state)
    if departments is not None:
        statement = statement.where(DossierRow.department.in_(sorted(departments)))
    if state in (State.PREPARED, State.HANDED):
        statement = statement.where(ParcelRow.id > before).order_by(ParcelRow.id)
    else:
        statement = statement.where(ParcelRow.id < before) if before else statement
        statement = statement.order_by(ParcelRow.id.desc())
    return [Sent(*each) for each in session().execute(statement.limit(size + 1))]


def forget(uid: str) -> None:
    """Forget all parcels of a dossier that is no more."""
    _execute(delete(ParcelRow).where(ParcelRow.uid == uid))


def _statement(ordered: bool = True) -> Any:
    register.flush()
    statement = select(ParcelRow, DossierRow).join(DossierRow, DossierRow.uid == ParcelRow.uid)
    return statement.order_by(ParcelRow.id) if ordered else statement


def _check_right(dossier: Any) -> None:
    if not api.user.has_permission("hcc_longan: Return result", obj=dossier):
        raise NotAllowed("return_result")


def _wrong_state(parcel: ParcelRow) -> LifecycleError:
    return RuleBroken(
        _("The parcel ${number} is not with the post.", mapping={"number": parcel.number or str(parcel.id)})
    )


def _named(number: str, row: DossierRow) -> Mapping[str, str]:
    return {"number": number, "dossier": row.code or row.tracking_number}


def _end(parcel: ParcelRow, state: State, **values: Any) -> None:
    _change(parcel, State.HANDED, state, ended_at=clock.now(), ended_by=acting.user_id(), **values)


def _change(parcel: ParcelRow, before: State, after: State, **values: Any) -> None:
    """Change a parcel's state, if nobody was quicker; raises RuleBroken."""
    statement = update(ParcelRow).where(ParcelRow.id == parcel.id, ParcelRow.state == before)
    if not _execute(statement.values(state=after.value, **values)):
        raise _wrong_state(parcel)
    session().refresh(parcel)


def _execute(statement: Any) -> int:
    database = session()
    database.flush()
    changed = database.execute(statement).rowcount
    mark_changed(database)
    return changed

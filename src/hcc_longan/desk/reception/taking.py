"""Filing and receiving a dossier in one go, by an officer at the counter."""

from dataclasses import dataclass
from hcc_longan.desk.reception import staging
from hcc_longan.desk.reception.procedures import Matter
from hcc_longan.desk.reception.reading import Reading
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.filing import file_dossier
from hcc_longan.dossiers.filing import filing_key
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.drafts import store
from hcc_longan.ledger.engine import session
from sqlalchemy import select
from typing import Any


@dataclass(frozen=True)
class Taken:
    """A dossier that was filed; `refusal` says why it could not be received or paid, and is empty if it was."""

    dossier: Any
    refusal: Any = ""


def is_taken(code: str, reading: Reading, key: str) -> bool:
    """Whether the same form with the same contents has led to a dossier before."""
    register.flush()
    filed = filing_key(_key(code, reading, key))
    return session().scalar(select(DossierRow.uid).where(DossierRow.filing_key == filed)) is not None


def take(matter: Matter, reading: Reading, counter: str, key: str, draft: store.Draft | None) -> Taken:
    """File and receive a dossier, and note a payment; the same call again gives the same dossier.

    Filing is a transaction of its own. What stands against the next step is told in `refusal`: then the dossier is
    there and waits. Raises InvalidData, LifecycleError or LockTimeout if it could not be filed.
    """
    dossier = file_dossier(
        matter.page,
        reading.applicant,
        reading.answers,
        staging.attachments(draft, {row["id"] for row in matter.components}),
        reading.channel,
        delivery=reading.delivery,
        case=reading.case,
        key=_key(matter.code, reading, key),
        form=reading.asked,
    )
    refusal: Any = ""
    try:
        move(dossier, "receive", {**reading.reception, "counter": counter}, key=f"receive:{key}")
        if reading.payment:
            move(dossier, "pay", reading.payment, key=f"pay:{key}")
    except LifecycleError as error:
        refusal = error.message
    except InvalidData as error:
        refusal = next(iter(error.fields.values()))
    if draft:
        store.mark_filed(draft.token, dossier.tracking_number)
    return Taken(dossier, refusal)


def _key(code: str, reading: Reading, key: str) -> str:
    return f"desk:{key}:{reading.digest(code)}"

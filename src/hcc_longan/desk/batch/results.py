"""The dossiers of a batch as its page and the download show them."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.desk.batch.making import rows_of
from hcc_longan.desk.batch.store import Result
from hcc_longan.desk.batch.tables import BatchRow
from hcc_longan.desk.batch.tables import ItemRow
from hcc_longan.desk.batch.words import unpacked
from hcc_longan.desk.officers import Officer
from hcc_longan.dossiers.access import AccessRow
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.states import STATES
from hcc_longan.ledger.engine import session
from io import StringIO
from sqlalchemy import func
from sqlalchemy import select
from typing import Any

import csv


RESULT_TITLES = {
    Result.NEW: _("Selected"),
    Result.READY: _("Can be done"),
    Result.UNFIT: _("Can't be done"),
    Result.LEFT_OUT: _("Left out by you"),
    Result.DONE: _("Done"),
    Result.FAILED: _("Could not be done"),
}
# Decisions: who makes them for many dossiers at once sees which ones they have looked at.
_LOOKED_AT = {"review", "sign", "send_to_committee"}


@dataclass(frozen=True)
class Line:
    """A dossier of a batch in words; `looked_at` is None where that doesn't matter or nobody looked."""

    uid: str
    number: str
    applicant: str
    state: str
    result: Result
    result_title: str
    remarks: str
    decision: str
    looked_at: datetime | None
    at: datetime | None


def lines_of(officer: Officer, batch: BatchRow, items: Sequence[ItemRow], say: Callable[[Any], str]) -> Sequence[Line]:
    """The dossiers in their order; names of applicants only where they are of the officer's departments now."""
    uids = [item.uid for item in items]
    rows = rows_of(uids)
    looks = _looks(officer, uids) if needs_look(batch) else {}
    lines = []
    for item in items:
        row, result = rows.get(item.uid), Result(item.result)
        lines.append(
            Line(
                uid=item.uid,
                number=item.number,
                applicant=row.applicant if row and _is_theirs(officer, row) else "",
                state=say(STATES[row.state if row else item.state].title),
                result=result,
                result_title=say(RESULT_TITLES[result]),
                remarks=" ".join(say(unpacked(message)) for message in item.messages),
                decision=item.data.get("number", ""),
                looked_at=looks.get(item.uid),
                at=item.at,
            )
        )
    return lines


def needs_look(batch: BatchRow) -> bool:
    """Whether the officer should have looked at each dossier."""
    return batch.transition in _LOOKED_AT


def as_csv(lines: Iterable[Line], say: Callable[[Any], str]) -> str:
    """The lines as a table for a spreadsheet, whose formulas are none."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([say(title) for title in (_("Dossier"), _("State"), _("Result"), _("Remarks"), _("Time"))])
    for line in lines:
        time = f"{line.at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" if line.at else ""
        writer.writerow(map(_harmless, (line.number, line.state, line.result_title, line.remarks, time)))
    return out.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _is_theirs(officer: Officer, row: DossierRow) -> bool:
    return officer.departments is None or bool({row.department, row.holder} & officer.departments)


def _looks(officer: Officer, uids: Sequence[str]) -> Mapping[str, datetime]:
    """When the officer last looked at each dossier."""
    last = (
        select(AccessRow.uid, func.max(AccessRow.at))
        .where(AccessRow.uid.in_(uids), AccessRow.user_id == officer.id)
        .group_by(AccessRow.uid)
    )
    return dict(session().execute(last).tuples().all())

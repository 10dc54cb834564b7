"""The register (sổ theo dõi hồ sơ; TT 01/2018, Mẫu 06; TT 03/2025, Mẫu 07) of a department and a period, printed."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.catalogue.versions import get_version
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.clock import Verdict
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.events import last
from hcc_longan.dossiers.register.queries import dossier_at
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.steps import procedure_of
from hcc_longan.ledger.engine import session
from hcc_longan.papers.facts import agency_title
from hcc_longan.papers.facts import letterhead
from hcc_longan.papers.kinds import edition_on
from hcc_longan.papers.kinds import PaperKind
from hcc_longan.papers.settings import settings
from hcc_longan.papers.typesetting import typeset
from hcc_longan.papers.wording import both
from hcc_longan.papers.wording import day
from hcc_longan.papers.wording import translated
from hcc_longan.vietnamese import format_date
from sqlalchemy import select
from typing import Any


class TooManyRows(ValueError):
    """More dossiers than a printed register may have (`most`)."""

    def __init__(self, most: int):
        super().__init__(f"more than {most} dossiers")
        self.most = most


_SIGNED = {
    "screen": both("đã ký trên màn hình", "signed on the screen"),
    "paper": both("đã ký trên giấy", "signed on paper"),
}
_METHODS = {"counter": both("Tại quầy", "counter"), "post": both("Bưu chính công ích", "post")}
# Ends without a result, which a register notes.
_ENDS = ("refused", "stopped", "withdrawn")


def printed_register(department: str, first: date, last_day: date, language: str) -> bytes:
    """The dossiers of a department that were received from the first to the last day, as PDF; raises TooManyRows."""
    now = clock.now()
    facts = {
        **letterhead(),
        "is_test": False,
        "date": day(now),
        "department": agency_title(department),
        "first": day(first),
        "last": day(last_day),
        "rows": [_row(number, row) for number, row in enumerate(_rows(department, first, last_day), 1)],
    }
    return typeset(PaperKind.REGISTER, edition_on(now.date()), facts, language, now)


def _rows(department: str, first: date, last_day: date) -> Sequence[DossierRow]:
    """The rows of the ledger, in the order of the book; dossiers for trying out are in no book."""
    register.flush()
    most = settings()["largest_register"]
    begin = datetime.combine(first, time(), ZONE)
    end = datetime.combine(last_day + timedelta(days=1), time(), ZONE)
    statement = (
        select(DossierRow)
        .where(
            # The index is by month.
            DossierRow.received_month.between(first.year * 100 + first.month, last_day.year * 100 + last_day.month),
            DossierRow.department == department,
            DossierRow.received_at >= begin,
            DossierRow.received_at < end,
            DossierRow.is_test.is_(False),
        )
        .order_by(DossierRow.received_at, DossierRow.register_sequence, DossierRow.uid)
        .limit(most + 1)
    )
    rows = session().scalars(statement).all()
    if len(rows) > most:
        raise TooManyRows(most)
    return rows


def _row(number: int, row: DossierRow) -> Mapping[str, Any]:
    dossier = dossier_at(row.path)
    events, applicant = dossier.events, dossier.applicant
    page = procedure_of(dossier)
    record = get_version(page, dossier.procedure_version).record if page is not None else {}
    returned = last(events, "return_result") if dossier.state == "returned" else None
    return {
        "number": number,
        "dossier_code": dossier.number,
        "procedure": (record.get("titles") or {}).get("vi") or dossier.procedure,
        "n_sets": record.get("sets") or 1,
        "applicant_name": applicant["name"],
        "contact": "; ".join(filter(None, (applicant.get("address"), applicant.get("phone")))),
        "agency": agency_title(dossier.department)["vi"],
        "received_on": _date(row.received_at),
        "due_on": _date(row.due_at),
        "handed_over_on": _date_of(last(events, "hand_over")),
        "handed_back_on": _date_of(last(events, "hand_back")),
        "returned_on": _date_of(returned),
        "method": _METHODS[returned.data["method"]] if returned else "",
        "signed": _signed(returned),
        "note": _note(row),
    }


def _note(row: DossierRow) -> Any:
    """What a reader has to know of a dossier that did not end, or does not go, as it should."""
    if row.is_paused or row.state in _ENDS:
        return translated(STATES[row.state].title)
    late_now = row.ended_at is None and row.due_at is not None and row.due_at < clock.now()
    return both("Quá hạn", "late") if row.verdict == Verdict.LATE or late_now else ""


def _signed(returned: Event | None) -> Any:
    """Who has the result: the collector, or the postal item; a register on paper is signed where nothing else was."""
    if returned is None:
        return ""
    data = returned.data
    if data["method"] == "post":
        return data["post_number"]
    signed = _SIGNED.get(data.get("signed"))
    return both(*(f"{data['collector']}, {signed[each]}" for each in ("vi", "en"))) if signed else data["collector"]


def _date_of(event: Event | None) -> str:
    return _date(event.at) if event else ""


def _date(moment: datetime | None) -> str:
    return format_date(moment.astimezone(ZONE).date(), "vi") if moment else ""

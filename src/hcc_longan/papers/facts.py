"""What papers say, taken from a dossier as it was right after an event; the templates only set it.

The names of fields follow the forms (TT 01/2018/TT-VPCP). A text that differs by language is `{"vi": …, "en": …}`;
an empty text is a place to be filled in by hand.
"""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from hcc_longan import _
from hcc_longan.catalogue import departments
from hcc_longan.catalogue.record import localized
from hcc_longan.catalogue.record import TimeLimit
from hcc_longan.catalogue.versions import get_version
from hcc_longan.catalogue.wording import time_limit
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.clock import read
from hcc_longan.dossiers.clock import Reading
from hcc_longan.dossiers.clock import Span
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.events import last
from hcc_longan.dossiers.messages import NO_EVENT
from hcc_longan.dossiers.settings import partners
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.steps import procedure_of
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.papers.addresses import shown_address
from hcc_longan.papers.kinds import PaperKind
from hcc_longan.papers.settings import settings
from hcc_longan.papers.wording import Both
from hcc_longan.papers.wording import both
from hcc_longan.papers.wording import day
from hcc_longan.papers.wording import moment
from hcc_longan.papers.wording import translated
from hcc_longan.vietnamese import format_number
from hcc_longan.vietnamese import format_vnd
from itertools import pairwise
from plone import api
from typing import Any
from zope.i18n import translate


Facts = Mapping[str, Any]

_RECEPTION = both("Bộ phận Tiếp nhận và Trả kết quả", "Reception and Results unit")
_QUANTITIES = (("n_original", "originals"), ("n_certified", "certified"), ("n_copy", "copies"))


def facts_of(kind: PaperKind, dossier: Any, event: Event) -> Facts:
    """The facts of a paper about one dossier, as things stood right after the event."""
    return _FACTS[kind](_Matter(dossier, event))


def letterhead(agency: Both | None = None) -> dict[str, Any]:
    """The top of a paper: of the centre, or of the agency that answers for the paper."""
    known = settings()
    return {
        "authority": both(known["authority_vi"], known["authority_en"]),
        "centre": (centre := both(known["centre_vi"], known["centre_en"])),
        "agency": agency or centre,
        "place": known["place"],
    }


def agency_title(code: str) -> Both:
    """The full name of a department by its code."""
    department = departments.get(code)
    return both(department.title("vi"), department.title("en")) if department else both(code)


def person(user_id: str) -> str:
    """Somebody's full name by the account; empty for nobody."""
    user = api.user.get(userid=user_id) if user_id else None
    return (user is not None and user.getProperty("fullname")) or user_id


class _Matter:
    """A dossier as it was after an event, and what all its papers say."""

    def __init__(self, dossier: Any, event: Event):
        self.dossier = dossier
        self.event = event
        self.events = dossier.events[: event.number]

    @cached_property
    def reading(self) -> Reading:
        return read(self.events, calendars.calendar_of(self.dossier), self.event.at)

    @cached_property
    def received(self) -> Event | None:
        return last(self.events, "receive")

    @cached_property
    def department(self) -> str:
        """The department that has the dossier after the event."""
        code = self.dossier.event_records[0].get("data", {}).get("department", self.dossier.department)
        return next((e.data["department"] for e in reversed(self.events) if e.transition == "transfer"), code)

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """The procedure's record, of the version that holds for the dossier."""
        page = procedure_of(self.dossier)
        number = self.received.data["procedure_version"] if self.received else self.dossier.procedure_version
        return get_version(page, number).record if page is not None else {}

    @property
    def case(self) -> str:
        return (self.received and self.received.data.get("case")) or self.dossier.case

    @property
    def matter(self) -> Both:
        """What is asked for: the procedure's name."""
        titles = self.record.get("titles") or {}
        return both(titles.get("vi") or self.dossier.procedure, titles.get("en", ""))

    def common(self, agency: Both | None = None) -> dict[str, Any]:
        received, applicant = self.received, self.dossier.applicant
        return {
            **letterhead(agency),
            "is_test": self.dossier.is_test,
            "dossier_code": received.data["code"] if received else self.dossier.tracking_number,
            "applicant_name": applicant["name"],
            "id_no": applicant.get("id_number") or "",
            "address": applicant.get("address") or "",
            "phone": applicant.get("phone") or "",
            "email": applicant.get("email") or "",
            "request_content": self.matter,
            "submitter_name": (applicant.get("proxy") or applicant)["name"],
        }

    def components(self) -> list[Mapping[str, Any]]:
        """The rows of the record that hold for the dossier's case."""
        return [row for row in self.record.get("components") or () if (row["case"] or "") in ("", self.case)]

    def files(self) -> list[Any]:
        """What the applicant had handed in by then; files of messages belong to no step."""
        return [file for file in self.dossier.attachments if NO_EVENT < file.source <= self.event.number]


def _receipt(matter: _Matter) -> Facts:
    dossier, data, reading = matter.dossier, matter.event.data, matter.reading
    fees = data.get("fees_due", 0)
    return {
        **matter.common(),
        "components": _received_components(matter, data.get("papers"), data.get("kinds") or {}),
        "n_sets": matter.record.get("sets") or 1,
        "legal_time_limit": _time_limit(reading),
        "received_at": moment(matter.event.at),
        "due_at": moment(reading.promised_due) if reading.promised_due else _NO_LIMIT,
        "return_place": _return_place(dossier),
        "register_book_no": data["register_book"],
        "register_seq": str(data["register_sequence"]),
        "receiver_name": person(matter.event.actor),
        **({"fees": {language: format_vnd(fees, language) for language in ("vi", "en")}} if fees else {}),
    }


def _supplement_request(matter: _Matter) -> Facts:
    data, event = matter.event.data, matter.event
    known = {row["id"]: row for row in matter.components()}
    by = data.get("by")
    deadline = day(datetime.fromisoformat(by)) if by else None
    return {
        **matter.common(),
        "items": [_requested(paper, known.get(paper.get("component"))) for paper in data["papers"]],
        "reason": event.reason,
        "contact_name": _RECEPTION,
        "contact_phone": settings()["phone"],
        "officer": person(event.actor),
        **({"by": both(f"đến hết {deadline['vi']}", f"until the end of {deadline['en']}")} if deadline else {}),
    }


def _refusal(matter: _Matter) -> Facts:
    return {
        **matter.common(),
        "reason": matter.event.reason,
        "legal_basis": matter.event.data["legal_basis"],
        "officer": person(matter.event.actor),
    }


def _apology(matter: _Matter) -> Facts:
    data = matter.event.data
    old_due = datetime.fromisoformat(data["former_due"])
    return {
        **_from_the_head(matter),
        "old_due_at": moment(old_due),
        "new_due_at": moment(datetime.fromisoformat(data["due"])),
        "is_late": matter.event.at > old_due,
    }


def _from_the_head(matter: _Matter) -> Facts:
    """What the head of the handling agency signs."""
    received = matter.received or matter.events[0]
    return {
        **matter.common(agency_title(matter.department)),
        "addressee": matter.dossier.applicant["name"],
        "received_at": day(received.at),
        "reason": matter.event.reason,
        "signer": matter.event.data["signer"],
    }


def _filing_note(matter: _Matter) -> Facts:
    names = {row["id"]: row for row in matter.components()}
    return {
        **matter.common(),
        "tracking_number": matter.dossier.tracking_number,
        "filed_at": moment(matter.event.at),
        "return_place": _return_place(matter.dossier),
        "files": [
            {
                "name": file.filename,
                "size": _size(file.getSize()),
                "sha256": file.sha256,
                **({"component": _name(names[file.component])} if file.component in names else {}),
            }
            for file in matter.files()
        ],
        "follow_at": {language: shown_address("tracking", language) for language in ("vi", "en")},
    }


def _control_slip(matter: _Matter) -> Facts:
    reading = matter.reading
    due = reading.current_due
    asked = {task.agency for task in reading.tasks} | {span.holder for span in reading.spans}
    others = sorted(asked - {CENTRE, APPLICANT, "", matter.department})
    names = [_unit(code) for code in others]
    return {
        **matter.common(),
        "date": day(matter.event.at),
        "received_at": moment(reading.received_at) if reading.received_at else "",
        "due_at": moment(due) if due else "",
        "handling_agency": agency_title(matter.department),
        "coordinating_agencies": {key: "; ".join(name[key] for name in names) for key in ("vi", "en")} if names else "",
        "rows": list(_hand_overs(matter, reading)),
    }


def _hand_overs(matter: _Matter, reading: Reading) -> Iterator[Facts]:
    """A row for each time that a received dossier passed from one hand to another, from the events alone."""
    name = matter.dossier.applicant["name"]
    events = [event for event in matter.events if matter.received and event.number >= matter.received.number]
    since = events[0].at if events else None
    for number, (before, after) in enumerate(pairwise(events), 2):
        giver, taker = before.holder, after.holder or (APPLICANT if after.transition == "return_result" else "")
        if not taker or taker == giver:
            continue
        # Who did the next step took the dossier over.
        follower = next((event.actor for event in events[number:] if event.role not in ("", "Applicant")), "")
        held = [span for span in reading.spans if span.holder == giver and span.began >= since]
        yield {
            "from_unit": _unit(giver),
            "to_unit": _unit(taker),
            "handed_at": moment(after.at),
            "from_person": name if giver == APPLICANT else person(after.actor),
            "to_person": after.data.get("collector") or name if taker == APPLICANT else person(follower),
            "note": translated(TRANSITIONS[after.transition].title),
            **_step_result([span for span in held if span.ended and span.ended <= after.at]),
        }
        since = after.at


def _step_result(spans: Sequence[Span]) -> Facts:
    """How an agency kept the limits of its stages between taking a dossier and passing it on."""
    limited = [span for span in spans if span.due]
    if not limited:
        return {}
    due, ended = limited[-1].due, limited[-1].ended
    if any(span.is_late for span in limited):
        result = both("Quá hạn", "late")
    else:
        result = both("Trước hạn", "early") if ended.date() < due.date() else both("Đúng hạn", "on time")
    return {"step_result": result, "step_due_at": f"{due.astimezone(ZONE):%H:%M, %d/%m/%Y}"}


def _unit(holder: str) -> Both:
    """Who holds a dossier, by its full name."""
    if holder in _UNITS:
        return _UNITS[holder]
    partner = partners().get(holder)
    return both(partner.title("vi"), partner.title("en")) if partner else agency_title(holder)


_UNITS = {CENTRE: _RECEPTION, APPLICANT: both("Người nộp hồ sơ", "the applicant")}


def _received_components(
    matter: _Matter, counts: Mapping[str, int] | None, kinds: Mapping[str, Sequence[int]]
) -> list[Facts]:
    """What was handed in: papers as counted at the counter, files by number; what is required if neither is known."""
    files = Counter(file.component for file in matter.files())
    rows = []
    for row in matter.components():
        electronic = files.pop(row["id"], 0)
        if row["id"] in kinds:
            quantities = dict(zip(_NONE, kinds[row["id"]], strict=True))
        elif counts is not None:
            quantities = _divided(counts.get(row["id"], 0), row)
        elif matter.files() or not row["required"]:
            quantities = _divided(0, row)
        else:
            quantities = _required(row)
        if electronic or any(quantities.values()):
            rows.append({"name": _name(row), **quantities, **_electronic(electronic)})
    if others := files.total():
        rows.append({"name": translated(_("Other papers")), **_NONE, **_electronic(others)})
    return rows


_NONE = {name: 0 for name, _key in _QUANTITIES}


def _required(row: Mapping[str, Any]) -> dict[str, int]:
    return {name: row.get(key) or 0 for name, key in _QUANTITIES}


def _divided(count: int, row: Mapping[str, Any]) -> dict[str, int]:
    """So many papers by what they are: up to what is required of each kind, the rest with the first."""
    quantities = {}
    rest = count
    for name, number in _required(row).items():
        quantities[name] = min(rest, number)
        rest -= quantities[name]
    kinds = [name for name, number in _required(row).items() if number]
    quantities[kinds[0] if kinds else "n_copy"] += rest
    return quantities


def _electronic(number: int) -> Facts:
    if not number:
        return {}
    return {"note": both(f"{number} tệp điện tử", f"{number} electronic file{'s' if number > 1 else ''}")}


def _requested(paper: Mapping[str, Any], row: Mapping[str, Any] | None) -> Facts:
    """A paper of a supplement request, with the quantities of the component it is about."""
    if row is None:
        return {"name": paper["what"], **_NONE}
    return {"name": _name(row), "note": paper["what"], **_required(row)}


def _name(row: Mapping[str, Any]) -> Both:
    return both(localized(row, "name", "vi"), localized(row, "name", "en"))


_NO_LIMIT = both("không quy định", "not set")


def _time_limit(reading: Reading) -> Both:
    limit = reading.terms.limit
    if limit is None:
        return _NO_LIMIT
    stated = TimeLimit(limit.amount, limit.unit.value)
    return {
        language: time_limit(stated, language, lambda text, to=language: translate(text, target_language=to))
        for language in ("vi", "en")
    }


def _return_place(dossier: Any) -> Both:
    known = settings()
    if dossier.delivery.get("method") == "post":
        address = dossier.delivery.get("address", "")
        return both(f"Qua dịch vụ bưu chính công ích, địa chỉ: {address}", f"by public postal service to {address}")
    return both(f"{known['centre_vi']}, {known['address']}", f"{known['centre_en']}, {known['address']}")


def _size(number: int) -> Both:
    kilobytes = number / 1024
    amount, unit = (kilobytes, "KB") if kilobytes < 1000 else (kilobytes / 1024, "MB")
    return {language: f"{format_number(round(amount, 1), language)} {unit}" for language in ("vi", "en")}


_FACTS = {
    PaperKind.FILING_NOTE: _filing_note,
    PaperKind.RECEIPT: _receipt,
    PaperKind.SUPPLEMENT_REQUEST: _supplement_request,
    PaperKind.REFUSAL: _refusal,
    PaperKind.APOLOGY: _apology,
    PaperKind.STOP_NOTICE: _from_the_head,
    PaperKind.CONTROL_SLIP: _control_slip,
}

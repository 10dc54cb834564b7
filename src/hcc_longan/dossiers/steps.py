"""What single transitions mean beyond the change of state: rules that may refuse them, and what they set.

`prepare` may refuse and changes nothing on the dossier; `carry_out` sets what follows.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from datetime import timedelta
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.catalogue import departments
from hcc_longan.catalogue.versions import get_version
from hcc_longan.catalogue.versions import Version
from hcc_longan.catalogue.versions import version_in_force
from hcc_longan.dossiers.attachments import Attachment
from hcc_longan.dossiers.attachments import read_attachments
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.clock import read
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.settings import partners
from hcc_longan.dossiers.settings import rules_on
from hcc_longan.dossiers.settings import setting
from hcc_longan.dossiers.tracking import official_code
from hcc_longan.ledger.numbers import take_number
from hcc_longan.worktime.limits import Limit
from hcc_longan.worktime.limits import Unit
from plone import api
from plone.app.uuid.utils import uuidToObject
from typing import Any


# Which transitions bring files: answers of the applicant or of an agency, the decision, and what the collector leaves.
_ANSWERS = {"correct", "supplement", "answer_agency", "take_back"}
_RESULTS = {"sign", "hand_back"}
_PROOFS = {"return_result": ("signature", "mandate")}


def prepare(dossier: Any, transition: str, values: dict[str, Any]) -> dict[str, Any]:
    """Check a transition's rules; gives what its event records besides the caller's data. Raises RuleBroken."""
    check = globals().get(f"_prepare_{transition}")
    return check(dossier, values) if check else {}


def check(dossier: Any, transition: str, values: dict[str, Any]) -> None:
    """Check a transition's rules as `prepare` does, without taking a number. Raises RuleBroken."""
    rules = globals().get(f"_check_{transition}")
    if rules:
        rules(dossier, values)
    else:
        prepare(dossier, transition, values)


def carry_out(dossier: Any, transition: str, values: Mapping[str, Any]) -> None:
    """Set on the dossier what a transition sets."""
    if transition == "receive":
        dossier.code = values["code"]
        dossier.procedure_version = values["procedure_version"]
        dossier.register_book = values["register_book"]
        dossier.register_sequence = values["register_sequence"]
        dossier.counter = values.get("counter", "")
        dossier.fees_due = values.get("fees_due", dossier.fees_due)
        dossier.case = values.get("case", dossier.case)
    elif transition in ("assign", "reassign"):
        dossier.assignee = values["assignee"]
    elif transition == "ask_payment":
        dossier.fees_due += values["amount"]
    elif transition == "pay":
        dossier.fees_paid += values["amount"]


def takes_files(transition: str) -> bool:
    """Whether files may come with a transition."""
    return transition in _ANSWERS | _RESULTS | set(_PROOFS)


def brings_results(transition: str) -> bool:
    """Whether the files that come with a transition are results."""
    return transition in _RESULTS


def read_files(dossier: Any, transition: str, raw: Iterable[Mapping[str, Any]]) -> list[Attachment]:
    """Files that come with a transition, checked; raises InvalidData, also if it takes none."""
    raw = raw if isinstance(raw, list | tuple) else list(raw)
    if not raw:
        return []
    if transition in _RESULTS:
        return read_attachments(raw, ("",))
    if transition in _PROOFS:
        return read_attachments(raw, _PROOFS[transition])
    if transition not in _ANSWERS:
        raise InvalidData({"attachments": _("No files can be added in this step.")})
    procedure = procedure_of(dossier)
    record = get_version(procedure, dossier.procedure_version).record if procedure is not None else {}
    # What was asked for besides may be no component of the procedure.
    return read_attachments(raw, ("", *(row["id"] for row in record.get("components") or ())))


def keep_files(dossier: Any, transition: str, files: list[Attachment]) -> list[dict[str, Any]]:
    """Keep files on the dossier, as results, proofs or attachments; gives what the event says of them."""
    for file in files:
        file.source = dossier.version + 1
    name = "results" if transition in _RESULTS else "proofs" if transition in _PROOFS else "attachments"
    setattr(dossier, name, (*getattr(dossier, name), *files))
    return [file.as_json() for file in files]


def terms_of(dossier: Any) -> Mapping[str, Any] | None:
    """The terms that the dossier was received under, or None before reception."""
    records = (record for record in dossier.event_records if record["transition"] == "receive")
    return next((record["data"]["terms"] for record in records), None)


def working_time(dossier: Any, terms: Mapping[str, Any]) -> timedelta | None:
    """The working time that a dossier's time limit is worth, counted from its reception (now, while being received)."""
    if terms["limit"] is None:
        return None
    calendar = calendars.calendar_of(dossier)(terms["calendar"])
    limit = Limit(terms["limit"], Unit(terms["unit"]))
    received = next((e.at for e in dossier.events if e.transition == "receive"), clock.now())
    return limit.working(calendar) or calendar.between(received, limit.due(calendar, received))


def open_tasks(dossier: Any, values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Questions to other agencies that are unanswered after an event with these values."""
    asked: list[Mapping[str, Any]] = list(values.get("tasks", ()))
    if not asked:
        still_open = dossier.open_tasks
        for record in dossier.event_records:
            if record["transition"] == "ask_agencies":
                asked = [task for task in record["data"]["tasks"] if task["id"] in still_open]
    return [task for task in asked if task["id"] != values.get("task")]


def procedure_of(dossier: Any) -> Any:
    """The procedure's page, or None if it was deleted."""
    return uuidToObject(dossier.procedure_uid, unrestricted=True)


def _version_at_reception(dossier: Any) -> Version:
    """The version of the procedure that is in force today (NĐ 61/2018); if none is any more, the one of filing."""
    procedure = procedure_of(dossier)
    if procedure is None:
        raise RuleBroken(_("The procedure of this dossier is gone from the catalogue. An editor has to bring it back."))
    return version_in_force(procedure) or get_version(procedure, dossier.procedure_version)


def limit_of(record: Mapping[str, Any], channel: str, case: str = "") -> tuple[float, str] | None:
    """The time limit of a way of filing and a case, as number and unit; None if the record states none.

    A row of the case wins over one that holds for every case, the dossier's channel over the counter.
    """
    ways = [way for way in record.get("ways") or () if way["limit"] is not None and (way["case"] or "") in ("", case)]
    ranked = sorted(
        ways, key=lambda way: (way["channel"] != channel, (way["case"] or "") != case, way["channel"] != "counter")
    )
    return (ranked[0]["limit"], ranked[0]["unit"]) if ranked else None


def _check_receive(dossier: Any, values: dict[str, Any]) -> tuple[str, Version, dict[str, Any]]:
    """The agency that gives the code, the procedure's version and the terms of a reception now."""
    version = _version_at_reception(dossier)
    record = version.record
    cases = {case["id"] for case in record.get("cases") or ()}
    case = values.get("case", dossier.case)
    if case and case not in cases:
        raise RuleBroken(_("The procedure has no case “${case}”.", mapping={"case": case}))
    counter = values.get("counter")
    if counter and counter not in counters():
        raise RuleBroken(_("There is no counter “${counter}”.", mapping={"counter": counter}))
    department = departments.get(dossier.department)
    if department is None or not department.agency_id:
        raise RuleBroken(
            _(
                "The department ${code} has no agency identifier, so no dossier code can be given.",
                mapping={"code": dossier.department},
            )
        )
    today = clock.today()
    limit = limit_of(record, dossier.channel, case)
    if limit is None and any(way["limit"] is not None for way in record.get("ways") or ()):
        names = ", ".join(sorted(cases))
        raise RuleBroken(
            _("The time limit depends on the case. Say which of these it is: ${cases}.", mapping={"cases": names})
        )
    rules = rules_on(today)
    terms = {
        "limit": limit and limit[0],
        "unit": limit[1] if limit else "working_day",
        "on_resume": record.get("on_resume") or "resume",
        "calendar": calendars.current().number,
        "cutoff": rules.cutoff or None,
        "late_after_supplements": rules.late_after_supplements or None,
    }
    return department.agency_id, version, terms


def _prepare_receive(dossier: Any, values: dict[str, Any]) -> dict[str, Any]:
    agency, version, terms = _check_receive(dossier, values)
    today = clock.today()
    book = f"{dossier.department}/{today.year}"
    return {
        "terms": terms,
        "procedure_version": version.number,
        "code": official_code(agency, today, take_number(f"dossier:{agency}", today), setting("code_pattern")),
        "register_book": book,
        "register_sequence": take_number(f"register:{book}"),
    }


def _prepare_assign(dossier: Any, values: dict[str, Any]) -> dict[str, Any]:
    user = api.user.get(userid=values["assignee"])
    groups = {f"handler:{dossier.department}", f"approver:{dossier.department}"}
    if user is None or not groups & set(user.getGroups()):
        raise RuleBroken(
            _(
                "“${name}” is no officer of the department ${code}.",
                mapping={"name": values["assignee"], "code": dossier.department},
            )
        )
    return {}


_prepare_reassign = _prepare_assign


def _prepare_ask_agencies(dossier: Any, values: dict[str, Any]) -> dict[str, Any]:
    known = {*departments.all_departments(), *partners()} - {dossier.department}
    tasks = []
    for number, task in enumerate(values["tasks"], 1):
        if task["agency"] not in known:
            raise RuleBroken(_("There is no other agency “${code}”.", mapping={"code": task["agency"]}))
        minutes = round(task["days"] * 480) if task.get("days") else None
        tasks.append({"id": str(number), "agency": task["agency"], "what": task["what"], "minutes": minutes})
    return {"tasks": tasks}


def _prepare_answer_agency(dossier: Any, values: dict[str, Any]) -> dict[str, Any]:
    agency = dossier.open_tasks.get(values["task"])
    if agency is None:
        raise RuleBroken(_("This question is answered already, or was never asked."))
    groups = set(api.user.get_current().getGroups())
    manages = api.user.has_permission("hcc_longan: Manage dossiers", obj=dossier)
    if not manages and not groups & {f"handler:{agency}", f"approver:{agency}"}:
        raise RuleBroken(_("Only the agency that was asked can answer."))
    return {"agency": agency}


def _prepare_extend(dossier: Any, values: dict[str, Any]) -> dict[str, Any]:
    now = clock.now()
    reading = read(dossier.events, calendars.calendar_of(dossier), now)
    allowed = rules_on(now.date()).extensions
    if reading.current_due is None:
        raise RuleBroken(_("The dossier has no appointment date that could be moved."))
    if reading.extensions >= allowed:
        raise RuleBroken(
            _("A new date was given ${number} time(s) already; more is not allowed.", mapping={"number": allowed})
        )
    if values["due"] <= reading.current_due:
        raise RuleBroken(_("The new date has to be later than the present one."))
    return {"former_due": reading.current_due.isoformat()}


def _prepare_transfer(dossier: Any, values: dict[str, Any]) -> dict[str, Any]:
    code = values["department"]
    department = departments.get(code)
    if department is None or not department.takes_part(clock.today()):
        raise RuleBroken(_("There is no department “${code}” that takes part in the centre.", mapping={"code": code}))
    if code == dossier.department:
        raise RuleBroken(_("The dossier is with this department already."))
    return {"from": dossier.department}


def _prepare_reopen(dossier: Any, values: dict[str, Any]) -> dict[str, Any]:
    if dossier.state != "refused" and terms_of(dossier) is None:
        raise RuleBroken(_("The dossier was never received, so it can't go on. It has to be filed anew."))
    return {}


def _prepare_return_result(dossier: Any, values: dict[str, Any]) -> dict[str, Any]:
    if dossier.fees_paid < dossier.fees_due:
        raise RuleBroken(
            _("Fees of ${amount} VND are still to be paid.", mapping={"amount": dossier.fees_due - dossier.fees_paid})
        )
    return {}


def _prepare_pay(dossier: Any, values: dict[str, Any]) -> dict[str, Any]:
    missing = dossier.fees_due - dossier.fees_paid
    if values["amount"] != missing:
        raise RuleBroken(_("${amount} VND are to be paid.", mapping={"amount": missing}))
    return {}

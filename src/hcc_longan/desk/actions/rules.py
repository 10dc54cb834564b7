"""What the desk says before a step is taken: warnings, preconditions, and rules of its own."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.desk.actions.settings import setting
from hcc_longan.desk.dossier import checklist
from hcc_longan.desk.due import moment
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.steps import terms_of
from hcc_longan.vietnamese import format_vnd
from hcc_longan.worktime.limits import end_in_working_time
from typing import Any


_REQUESTS = ("ask_correction", "ask_supplement")


@dataclass(frozen=True)
class Precondition:
    """Something that should be so before a decision is signed."""

    text: Any
    is_met: bool


def check(dossier: Any, transition: str, data: Mapping[str, Any]) -> None:
    """Check the desk's rules on a step with its data, before `lifecycle.move`; raises RuleBroken or InvalidData."""
    if transition != "extend":
        return
    due = data["due"]
    working = end_in_working_time(calendars.current().calendar(dossier.department), due)
    if working != due.astimezone(ZONE):
        message = _("The centre is closed then. The next working time is ${at}.", mapping={"at": moment(working)})
        raise InvalidData({"due": message})
    if setting("refuse_late_apology") and (late := _late_apology(dossier)) is not None:
        raise RuleBroken(late)


def warnings(dossier: Any, transition: str, language: str) -> Sequence[Any]:
    """What somebody should know who is about to take a step; nothing of it stops them."""
    return list(_warnings(dossier, transition, language))


def preconditions(dossier: Any, transition: str, language: str) -> Sequence[Precondition]:
    """What should be so before a decision is signed or handed back."""
    if transition not in ("review", "sign", "hand_back"):
        return []
    components = [each for each in checklist.components_of(dossier, language) if each.is_required]
    checks = checklist.checks_of(dossier)
    accepted = [
        each
        for each in components
        if each.id in checks
        and checks[each.id].finding is checklist.Finding.ACCEPTED
        and not checks[each.id].is_outdated
    ]
    numbers = {"number": len(accepted), "all": len(components)}
    missing = dossier.fees_due - dossier.fees_paid
    paid = _("Fees are paid.") if missing <= 0 else _to_pay(missing, language)
    found = [
        Precondition(
            _("Checklist: ${number} of ${all} required papers accepted.", mapping=numbers), accepted == components
        ),
        Precondition(paid, missing <= 0),
    ]
    if transition != "review":
        number = len(dossier.results)
        found.append(Precondition(_("Result files attached: ${number}.", mapping={"number": number}), number > 0))
    return found


def _warnings(dossier: Any, transition: str, language: str) -> Iterator[Any]:
    if transition in _REQUESTS:
        yield _("Ask for everything at once: the applicant should have to come back only one time.")
        # Requests before reception are none of the clock's, but the applicant remembers them.
        asked = sum(event.transition in _REQUESTS for event in dossier.events)
        if asked:
            yield _("This applicant was asked ${number} time(s) already.", mapping={"number": asked})
        limit = (terms_of(dossier) or {}).get("late_after_supplements")
        if limit and transition == "ask_supplement" and reading(dossier).supplement_requests + 1 >= limit:
            yield _("With this request the dossier counts as late, whatever its date.")
    elif transition == "extend":
        late = _late_apology(dossier)
        if late is not None:
            yield late
        yield _("Statistics go on counting the first date: a new one doesn't make a late dossier punctual.")
    elif transition == "hand_back" and dossier.fees_paid < dossier.fees_due:
        yield _to_pay(dossier.fees_due - dossier.fees_paid, language)


def _to_pay(amount: int, language: str) -> Any:
    return _("${amount} are still to be paid.", mapping={"amount": format_vnd(amount, language)})


def _late_apology(dossier: Any) -> Any | None:
    """What to say if an apology comes too late now (NĐ 61/2018/NĐ-CP: at the latest one day before the due date)."""
    days, due = setting("apology_days"), reading(dossier).current_due
    if not days or due is None:
        return None
    last: datetime = due.astimezone(ZONE) - timedelta(days=days)
    if clock.now().astimezone(ZONE).date() <= last.date():
        return None
    return _("The apology should have been sent by ${day} at the latest.", mapping={"day": f"{last:%d/%m/%Y}"})

"""What is offered on top of a dossier: the likely next step, the others, and why nothing can be done."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hcc_longan import _
from hcc_longan.desk.due import moment
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.clock import Reading
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import Clock
from hcc_longan.staff.people import name_of
from typing import Any


# The likely next step in each state, the first that somebody may take.
NEXT: Mapping[str, Sequence[str]] = {
    "filed": ("receive",),
    "correcting": ("correct",),
    "received": ("hand_over",),
    "to_assign": ("assign",),
    "handling": ("submit", "inspect", "appraise", "review"),
    "inspecting": ("appraise", "submit", "take_up"),
    "appraising": ("submit", "take_up"),
    "consulting": ("answer_agency", "take_back"),
    "at_tax": ("take_back",),
    "at_land_registry": ("take_back",),
    "at_police": ("take_back",),
    "at_committee": ("take_back",),
    "reviewing": ("review",),
    "signing": ("sign",),
    "signed": ("hand_back",),
    "supplementing": ("supplement",),
    "paying": ("pay",),
    "withdrawing": ("accept_withdrawal",),
    # Fees come before the result.
    "finished": ("pay", "return_result"),
}
# Keys of the forms, the same wherever a step is offered; the next step also has "n".
KEYS: Mapping[str, str] = {
    "receive": "v",
    "ask_correction": "b",
    "ask_supplement": "b",
    "refuse": "f",
    "hand_over": "h",
    "assign": "a",
    "reassign": "a",
    "submit": "s",
    "review": "d",
    "send_back": "w",
    "sign": "k",
    "hand_back": "h",
    "return_result": "r",
    "extend": "e",
    "stop": "x",
    "transfer": "t",
    "ask_agencies": "c",
    "answer_agency": "c",
    "pay": "p",
    "ask_payment": "m",
}


@dataclass(frozen=True)
class Offers:
    """What the present user may do with a dossier now."""

    dossier: Any
    language: str

    @cached_property
    def reading(self) -> Reading:
        return reading(self.dossier)

    @cached_property
    def possible(self) -> Sequence[str]:
        """The transitions that lead anywhere: what a rule would refuse in any case is left out."""
        missing = self.dossier.fees_due - self.dossier.fees_paid
        senseless = set()
        if missing <= 0:
            senseless.add("pay")
        if self.reading.current_due is None:
            senseless.add("extend")
        return [each for each in possible(self.dossier) if each not in senseless]

    @property
    def next(self) -> str | None:
        """The likely next step; None if nobody waits for this officer."""
        return next((each for each in NEXT.get(self.dossier.state, ()) if each in self.possible), None)

    @property
    def others(self) -> Sequence[str]:
        return [each for each in self.possible if each != self.next]

    @cached_property
    def assignee(self) -> Any | None:
        """That somebody else handles the dossier; None if nobody does, or the present user."""
        dossier = self.dossier
        is_held = dossier.state_now.clock is Clock.RUNNING and dossier.holder == dossier.department
        if not is_held or not dossier.assignee or dossier.assignee == acting.user_id():
            return None
        return _("Assigned to ${name}.", mapping={"name": name_of(dossier.assignee)})

    @cached_property
    def waiting(self) -> Any | None:
        """For whom the dossier waits, if not for this officer's next step."""
        dossier, since = self.dossier, moment(self._since)
        if dossier.state_now.clock is Clock.STOPPED and dossier.state != "finished":
            return _("${state} at ${at}.", mapping={"state": dossier.state_now.title, "at": since})
        if dossier.holder == APPLICANT:
            return _(
                "Waits for the applicant since ${at}: ${state}.",
                mapping={"state": dossier.state_now.title, "at": since},
            )
        names = agency_names(self.language)
        mapping = {"name": names.get(dossier.holder, dossier.holder), "at": since}
        if dossier.holder not in (dossier.department, CENTRE):
            due = self.reading.spans[-1].due
            if due is None:
                return _("With another agency (${name}) since ${at}.", mapping=mapping)
            mapping["until"] = moment(due)
            return _("With another agency (${name}) since ${at}, until ${until}.", mapping=mapping)
        if self.next is not None:
            return None
        if dossier.holder == CENTRE:
            return _("It is the centre's turn since ${at}.", mapping=mapping)
        return _("It is the turn of the department (${name}) since ${at}.", mapping=mapping)

    @property
    def _since(self) -> Any:
        """When the present state began."""
        events = self.dossier.events
        return next(event for event in reversed(events) if event.before != event.after).at

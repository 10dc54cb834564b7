"""The states a dossier can be in, the same for every department, and what each does to the clock.

The national codes 1–10 are those of the National Public Service Portal. Which state counts as paused is our reading of
them. A department's workflow uses some of these states; it never invents one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hcc_longan import _


class Clock(StrEnum):
    """What the clock does while a dossier is in a state."""

    WAITING = "waiting"  # not received yet: no deadline runs
    RUNNING = "running"  # an agency is to act
    PAUSED = "paused"  # the applicant is to act
    STOPPED = "stopped"  # nobody is to act on the matter any more


@dataclass(frozen=True)
class State:
    """A state: its id, its titles for officers, its national code (1–10) and its effect on the clock."""

    id: str
    title: str
    national_code: int
    clock: Clock

    @property
    def is_open(self) -> bool:
        """Whether the matter still needs somebody's work: an agency's, the applicant's, or the return of the result."""
        return self.clock is not Clock.STOPPED or self.national_code == 9


# What the public is told, by national code.
NATIONAL: Mapping[int, str] = {
    1: _("Newly registered"),
    2: _("Received"),
    3: _("Not received"),
    4: _("In process"),
    5: _("Supplement requested"),
    6: _("Financial obligation requested"),
    7: _("Withdrawal requested"),
    8: _("Processing stopped"),
    9: _("Processing finished"),
    10: _("Result returned"),
}

_STATES = (
    State("filed", _("Newly registered"), 1, Clock.WAITING),
    State("correcting", _("To be completed before reception"), 5, Clock.WAITING),
    State("refused", _("Not received"), 3, Clock.STOPPED),
    State("received", _("Received, to hand over"), 2, Clock.RUNNING),
    State("to_assign", _("To assign"), 4, Clock.RUNNING),
    State("handling", _("In handling"), 4, Clock.RUNNING),
    State("inspecting", _("Inspection on site"), 4, Clock.RUNNING),
    State("appraising", _("In appraisal"), 4, Clock.RUNNING),
    State("consulting", _("With other agencies"), 4, Clock.RUNNING),
    State("at_tax", _("With the tax authority"), 4, Clock.RUNNING),
    State("at_land_registry", _("With the land registration office"), 4, Clock.RUNNING),
    State("at_police", _("With the police"), 4, Clock.RUNNING),
    State("at_committee", _("With the provincial People's Committee"), 4, Clock.RUNNING),
    State("reviewing", _("To review"), 4, Clock.RUNNING),
    State("signing", _("To sign"), 4, Clock.RUNNING),
    State("signed", _("Signed, to hand back"), 4, Clock.RUNNING),
    State("supplementing", _("Supplement requested"), 5, Clock.PAUSED),
    State("paying", _("Financial obligation requested"), 6, Clock.PAUSED),
    State("withdrawing", _("Withdrawal requested"), 7, Clock.PAUSED),
    State("stopped", _("Processing stopped"), 8, Clock.STOPPED),
    State("withdrawn", _("Withdrawn"), 8, Clock.STOPPED),
    State("finished", _("Processing finished, to return"), 9, Clock.STOPPED),
    State("returned", _("Result returned"), 10, Clock.STOPPED),
)

STATES: Mapping[str, State] = {state.id: state for state in _STATES}

# Who holds a dossier besides departments and partner agencies.
CENTRE = "centre"
APPLICANT = "applicant"

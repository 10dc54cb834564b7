"""The departments' workflows as one table; the definitions in profiles/default/workflows are made from it.

Each department has its own steps; what surrounds them (reception, requests to the applicant, withdrawal, stopping,
return) is the same everywhere. Shares of the time limit are illustrative: an administrator sets those of the centre's
own internal procedures in the control panel.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from hcc_longan import _
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import Clock
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.transitions import FORMER
from hcc_longan.dossiers.transitions import SAME


DEPARTMENT = "department"


@dataclass(frozen=True)
class Stage:
    """Who acts in a state, and how long: a share (percent) of the procedure's time limit, or working minutes."""

    holder: str = DEPARTMENT
    share: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Workflow:
    """A department's workflow: `edges` says where each transition leads from each state."""

    id: str
    title: str
    stages: Mapping[str, Stage]
    edges: Mapping[str, Mapping[str, str]] = field(repr=False)

    def arrows(self) -> Iterator[tuple[str, str, str]]:
        """State, transition, target: one for each pair that really occurs, former states written out."""
        for state, transitions in self.edges.items():
            for transition, target in transitions.items():
                if target == FORMER:
                    for former in sorted(self.states_before(state)):
                        yield state, transition, former
                else:
                    yield state, transition, state if target == SAME else target

    def states_before(self, state: str) -> set[str]:
        """The states that lead into a state."""
        return {
            source
            for source, transitions in self.edges.items()
            for target in transitions.values()
            if target == state and source != state
        }


DAY = 480  # working minutes

_STAGES = {
    "received": Stage(CENTRE, share=5),
    "to_assign": Stage(share=5),
    "handling": Stage(share=40),
    "reviewing": Stage(share=15),
    "signing": Stage(share=15),
    "signed": Stage(share=5),
    "finished": Stage(CENTRE),
}

# A request to the applicant, and the way back to where it came from.
_REQUESTS = {
    "ask_supplement": "supplementing",
    "ask_payment": "paying",
    "ask_withdrawal": "withdrawing",
    "stop": "stopped",
    "transfer": "to_assign",
    "extend": SAME,
}


def _workflow(department: str, title: str, steps: Mapping[str, Mapping[str, str]], **stages: Stage) -> Workflow:
    """A workflow with a department's own steps between assignment and return."""
    edges: dict[str, dict[str, str]] = {
        "filed": {
            "receive": "received",
            "ask_correction": "correcting",
            "refuse": "refused",
            "ask_withdrawal": "withdrawing",
        },
        "correcting": {"correct": "filed", "refuse": "refused", "ask_withdrawal": "withdrawing"},
        "received": {"hand_over": "to_assign", "pay": SAME, **_REQUESTS},
        "to_assign": {"assign": "handling", **_REQUESTS},
        **{state: {**moves, **_REQUESTS} for state, moves in steps.items()},
        "signed": {"hand_back": "finished", "extend": SAME},
        "finished": {"return_result": "returned", "pay": SAME, "reopen": "handling"},
        "supplementing": {"supplement": FORMER, "ask_withdrawal": "withdrawing", "stop": "stopped"},
        "paying": {"pay": FORMER, "ask_withdrawal": "withdrawing", "stop": "stopped"},
        "withdrawing": {"accept_withdrawal": "withdrawn", "reject_withdrawal": FORMER},
        "refused": {"reopen": "filed"},
        "stopped": {"reopen": "handling"},
        "withdrawn": {"reopen": "handling"},
        "returned": {"reopen": "handling"},
    }
    if "handling" in edges:
        edges["handling"] = {"reassign": SAME, **edges["handling"]}
    return Workflow(f"hcc_{department}_workflow", title, {**_STAGES, **stages}, edges)


_REVIEW = {"review": "signing", "send_back": "handling"}
_SIGN = {"sign": "signed", "send_back": "handling"}
_CONSULTING = {"answer_agency": SAME, "take_back": FORMER}
_BACK = {"take_back": "handling"}

_WORKFLOWS = (
    _workflow(
        "base",
        _("Base workflow"),
        {
            "handling": {"ask_agencies": "consulting", "submit": "reviewing"},
            "consulting": _CONSULTING,
            "reviewing": _REVIEW,
            "signing": _SIGN,
        },
    ),
    # Investment approvals are decided by the provincial People's Committee on the department's submission.
    _workflow(
        "khdt",
        _("Planning and Investment"),
        {
            "handling": {"ask_agencies": "consulting", "appraise": "appraising", "submit": "reviewing"},
            "appraising": {"ask_agencies": "consulting", "take_up": "handling", "submit": "reviewing"},
            "consulting": _CONSULTING,
            "reviewing": _REVIEW,
            "signing": {**_SIGN, "send_to_committee": "at_committee"},
            "at_committee": {"take_back": "signed"},
        },
        handling=Stage(share=25),
        appraising=Stage(share=20),
        at_committee=Stage("ubnd", minutes=5 * DAY),
    ),
    # Land: the registration office checks and edits the records, the tax authority determines the obligation.
    _workflow(
        "tnmt",
        _("Natural Resources and Environment"),
        {
            "handling": {
                "send_to_land_registry": "at_land_registry",
                "send_to_tax": "at_tax",
                "inspect": "inspecting",
                "appraise": "appraising",
                "ask_agencies": "consulting",
                "submit": "reviewing",
            },
            "at_land_registry": _BACK,
            "at_tax": _BACK,
            "inspecting": {"appraise": "appraising", "take_up": "handling"},
            "appraising": {"ask_agencies": "consulting", "take_up": "handling", "submit": "reviewing"},
            "consulting": _CONSULTING,
            "reviewing": _REVIEW,
            "signing": {**_SIGN, "send_to_committee": "at_committee"},
            "at_committee": {"take_back": "signed"},
        },
        handling=Stage(share=20),
        inspecting=Stage(share=10),
        appraising=Stage(share=15),
        at_land_registry=Stage("vpdkdd", minutes=3 * DAY),
        at_tax=Stage("thue", minutes=5 * DAY),
        at_committee=Stage("ubnd", minutes=5 * DAY),
    ),
    # Projects and works: site visit, appraisal, opinions of specialised agencies such as the fire police.
    _workflow(
        "xd",
        _("Construction"),
        {
            "handling": {"inspect": "inspecting", "appraise": "appraising", "ask_agencies": "consulting"},
            "inspecting": {"appraise": "appraising", "take_up": "handling"},
            "appraising": {"ask_agencies": "consulting", "take_up": "handling", "submit": "reviewing"},
            "consulting": _CONSULTING,
            "reviewing": _REVIEW,
            "signing": _SIGN,
        },
        handling=Stage(share=15),
        inspecting=Stage(share=10),
        appraising=Stage(share=20),
    ),
    # Licences under conditions: an inspection of the premises comes before the licence.
    _workflow(
        "ct",
        _("Industry and Trade"),
        {
            "handling": {"inspect": "inspecting", "ask_agencies": "consulting", "submit": "reviewing"},
            "inspecting": {"take_up": "handling", "submit": "reviewing"},
            "consulting": _CONSULTING,
            "reviewing": _REVIEW,
            "signing": _SIGN,
        },
        handling=Stage(share=25),
        inspecting=Stage(share=20),
    ),
    # Judicial records are checked by the police; copies go to signature at once.
    _workflow(
        "tp",
        _("Justice"),
        {
            "handling": {
                "send_to_police": "at_police",
                "ask_agencies": "consulting",
                "submit": "reviewing",
                "review": "signing",
            },
            "at_police": _BACK,
            "consulting": _CONSULTING,
            "reviewing": _REVIEW,
            "signing": _SIGN,
        },
        at_police=Stage("ca", minutes=5 * DAY),
    ),
    # Tasks and technologies are judged by a council.
    _workflow(
        "khcn",
        _("Science and Technology"),
        {
            "handling": {"appraise": "appraising", "ask_agencies": "consulting", "submit": "reviewing"},
            "appraising": {"ask_agencies": "consulting", "take_up": "handling", "submit": "reviewing"},
            "consulting": _CONSULTING,
            "reviewing": _REVIEW,
            "signing": _SIGN,
        },
        handling=Stage(share=20),
        appraising=Stage(share=25),
    ),
)

WORKFLOWS: Mapping[str, Workflow] = {workflow.id: workflow for workflow in _WORKFLOWS}
BASE = "hcc_base_workflow"


def workflow_id(department: str) -> str:
    """The id of the workflow that a department of this table has."""
    return f"hcc_{department}_workflow"


def is_running(state: str) -> bool:
    """Whether an agency's time runs in a state."""
    return STATES[state].clock is Clock.RUNNING

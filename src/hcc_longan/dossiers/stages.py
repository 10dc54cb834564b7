"""The stages of a workflow: who acts in a state and how long it may take, as an administrator sets them.

What is set holds for dossiers that enter a stage from then on: the limit of a stage is written into the event that
begins it.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import asdict
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.dossiers.workflows import is_running
from hcc_longan.dossiers.workflows import Stage
from persistent.mapping import PersistentMapping
from typing import Any


def settable_states(workflow: Any) -> Sequence[str]:
    """The states of a workflow that have a stage of their own, in the order of a dossier's life.

    Agencies that are asked for their opinion are named, each with its limit, by the officer who asks.
    """
    return [name for name in STATES if name in workflow.states and is_running(name) and name != "consulting"]


def stage(workflow: Any, state: str) -> Stage:
    """The stage of a state."""
    values = workflow.states[state].var_values or {}
    return Stage(values.get("holder", CENTRE), values.get("share"), values.get("minutes"))


def set_stage(workflow: Any, state: str, new: Stage) -> None:
    """Set who acts in a state and how long it may take."""
    definition = workflow.states[state]
    kept = {name: value for name, value in (definition.var_values or {}).items() if name not in asdict(new)}
    set_ = {name: value for name, value in asdict(new).items() if value is not None}
    definition.var_values = PersistentMapping(kept | set_)


def ways_out(workflow: Any, state: str) -> Iterator[tuple[str, Sequence[str]]]:
    """What can be done in a state: the title of each transition, with the titles of the states it leads to."""
    found: dict[str, list[str]] = {}
    for name in workflow.states[state].transitions:
        definition = workflow.transitions.get(name)
        if definition is not None:
            declared = TRANSITIONS.get(name.partition(".")[0])
            targets = found.setdefault(declared.title if declared else definition.title, [])
            if definition.new_state_id:
                targets.append(STATES[definition.new_state_id].title)
    yield from found.items()

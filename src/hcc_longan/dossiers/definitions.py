"""Workflow definitions for GenericSetup, made from the table of workflows."""

from collections.abc import Mapping
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.dossiers.workflows import Workflow
from xml.sax.saxutils import escape
from xml.sax.saxutils import quoteattr


def transition_ids(workflow: Workflow) -> Mapping[tuple[str, str], str]:
    """The id of the definition's transition for each transition and target.

    A transition of the definition has one target. Where ours leads to several, each gets its own: `take_back.handling`.
    """
    targets: dict[str, set[str]] = {}
    for state, transition, target in workflow.arrows():
        targets.setdefault(transition, set()).add("" if target == state else target)
    return {
        (transition, target): transition if len(found) == 1 else f"{transition}.{target or 'same'}"
        for transition, found in targets.items()
        for target in found
    }


def definition(workflow: Workflow) -> str:
    """The definition.xml of a workflow."""
    ids = transition_ids(workflow)
    exits: dict[str, list[str]] = {}
    for state, transition, target in workflow.arrows():
        exits.setdefault(state, []).append(ids[transition, "" if target == state else target])
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!-- Made from hcc_longan/dossiers/workflows.py by `make workflows`: change the table, not this file. -->",
        f"<dc-workflow workflow_id={quoteattr(workflow.id)} title={quoteattr(workflow.title)}",
        '             description="" state_variable="review_state" initial_state="filed" manager_bypass="False">',
    ]
    for state in STATES.values():
        if state.id in exits or any(state.id == target for _state, _transition, target in workflow.arrows()):
            lines += _state(workflow, state.id, exits.get(state.id, []))
    for (transition, target), name in sorted(ids.items(), key=lambda item: item[1]):
        lines += _transition(name, transition, target)
    lines.append("</dc-workflow>")
    return "\n".join(lines) + "\n"


def _state(workflow: Workflow, state: str, exits: list[str]) -> list[str]:
    lines = [f"  <state state_id={quoteattr(state)} title={quoteattr(STATES[state].title)}>"]
    lines += [f"    <exit-transition transition_id={quoteattr(name)} />" for name in dict.fromkeys(exits)]
    stage = workflow.stages.get(state)
    if stage is not None:
        lines.append(f'    <assignment name="holder" type="string">{escape(stage.holder)}</assignment>')
        for name in ("share", "minutes"):
            value = getattr(stage, name)
            if value is not None:
                lines.append(f'    <assignment name="{name}" type="int">{value}</assignment>')
    return [*lines, "  </state>"]


def _transition(name: str, transition: str, target: str) -> list[str]:
    declared = TRANSITIONS[transition]
    return [
        f"  <transition transition_id={quoteattr(name)} title={quoteattr(declared.title)}",
        f"              new_state={quoteattr(target)}",
        '              trigger="USER" before_script="" after_script="">',
        f"    <guard><guard-permission>{escape(declared.permission)}</guard-permission></guard>",
        "  </transition>",
    ]

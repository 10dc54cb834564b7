"""Moving a dossier: `move` is the only way, for buttons, REST, batches, the worker and the command line."""

from AccessControl.PermissionRole import rolesForPermissionOn
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.dossiers import acting
from hcc_longan.dossiers import steps
from hcc_longan.dossiers.binding import workflow_of
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.clock import read
from hcc_longan.dossiers.clock import Reading
from hcc_longan.dossiers.data import as_json
from hcc_longan.dossiers.data import read_data
from hcc_longan.dossiers.errors import ImpossibleTransition
from hcc_longan.dossiers.errors import KeyUsed
from hcc_longan.dossiers.errors import NotAllowed
from hcc_longan.dossiers.errors import StaleVersion
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.interfaces import IDossierMoved
from hcc_longan.dossiers.moving import moving
from hcc_longan.dossiers.rebinding import carry
from hcc_longan.dossiers.roles import acting_as
from hcc_longan.dossiers.roles import forget_roles
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import Clock
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.dossiers.workflows import DEPARTMENT
from plone import api
from typing import Any
from zope.event import notify
from zope.interface import implementer
from zope.interface.interfaces import ObjectEvent


# Answers that lead back to the state before the request.
_ANSWERS = {"correct", "supplement", "pay", "reject_withdrawal"}
_ROLES = ("Approver", "Handler", "Receiver", "Returner", "Partner", "Supervisor", "Applicant", "Manager")


@implementer(IDossierMoved)
class DossierMoved(ObjectEvent):
    """A dossier was moved by `event`."""

    def __init__(self, dossier: Any, event: Event):
        super().__init__(dossier)
        self.event = event


@dataclass(frozen=True)
class Outcome:
    """What a call to `move` led to; `repeated` if an earlier call with the same key had done it already."""

    state: str
    version: int
    due: datetime | None
    repeated: bool = False


def reading(dossier: Any, at: datetime | None = None) -> Reading:
    """What the clock of a dossier says, now or at a moment."""
    return read(dossier.events, calendars.calendar_of(dossier), at or clock.now())


def possible(dossier: Any) -> list[str]:
    """The transitions that the present user may do now, in the order of the table."""
    workflow = workflow_of(dossier.department)
    offered = _offered(workflow, dossier)
    return [
        name
        for name in TRANSITIONS
        if name in offered and workflow._checkTransitionGuard(workflow.transitions[offered[name][0]], dossier)
    ]


def move(
    dossier: Any,
    transition: str,
    data: Mapping[str, Any] | None = None,
    *,
    files: Iterable[Mapping[str, Any]] = (),
    version: int | None = None,
    key: str = "",
    origin: str | None = None,
) -> Outcome:
    """Do something with a dossier.

    `data` is checked against the transition's schema. `files` come with an answer of the applicant or of an agency
    (attachments), or with a signed decision (results), in the shape that `read_attachments` takes. `version` is the one
    that the caller saw; `key` makes a repeated call harmless. Raises a LifecycleError or InvalidData, before anything
    is changed.
    """
    done = key and next((event for event in dossier.events if event.key == key), None)
    if done:
        if done.transition != transition:
            raise KeyUsed
        return Outcome(done.after, done.number, reading(dossier).current_due, repeated=True)
    workflow, definition = _allowed(dossier, transition, version)
    declared = TRANSITIONS[transition]
    values = read_data(declared.schema, data or {})
    # What the step means beyond its change of state; may refuse, and may add to the event's data.
    extra = steps.prepare(dossier, transition, values)
    added = steps.read_files(dossier, transition, files)

    before, (role, absent) = dossier.state, acting_as(dossier, _roles(dossier, declared.permission))
    if transition == "transfer":
        _change_department(dossier, values["department"])
    else:
        # The department may have been bound to another workflow while the dossier was closed or being filed.
        carry(dossier, workflow.id)
        with moving():
            api.portal.get_tool("portal_workflow").doActionFor(dossier, definition.id)
    after = definition.new_state_id or before
    values = as_json({**values, **extra, **({"on_behalf_of": absent} if absent else {})})
    if added:
        values["files"] = steps.keep_files(dossier, transition, added)
    steps.carry_out(dossier, transition, values)
    return _finish(dossier, transition, before, after, values, key, origin, role)


def check(dossier: Any, transition: str, data: Mapping[str, Any] | None = None, *, version: int | None = None) -> None:
    """Raise what `move` would raise now; changes nothing and takes no number."""
    _allowed(dossier, transition, version)
    steps.check(dossier, transition, read_data(TRANSITIONS[transition].schema, data or {}))


def recalendar(dossier: Any, number: int) -> Outcome:
    """Reckon a dossier's dates with another version of the calendars from now on."""
    values = {"calendar": number}
    return _finish(dossier, "recalendar", dossier.state, dossier.state, values, "", "calendar", "")


def _allowed(dossier: Any, transition: str, version: int | None) -> tuple[Any, Any]:
    """The dossier's workflow and its definition of a transition that the present user may do now."""
    if version is not None and version != dossier.version:
        last = dossier.events[-1]
        title = TRANSITIONS[last.transition].title if last.transition in TRANSITIONS else last.transition
        # The officer, while the department is to act; else whoever is: the applicant, the centre, another agency.
        held_by = dossier.assignee if dossier.holder == dossier.department else ""
        raise StaleVersion(dossier.version, held_by or dossier.holder, last.actor or last.role, title)
    workflow = workflow_of(dossier.department)
    offered = _offered(workflow, dossier)
    if transition not in offered:
        raise ImpossibleTransition(transition, dossier.state, list(offered))
    definition = workflow.transitions[_variant(dossier, transition, offered[transition])]
    if not workflow._checkTransitionGuard(definition, dossier):
        raise NotAllowed(transition)
    return workflow, definition


def _finish(dossier, transition, before, after, values: dict, key, origin, role) -> Outcome:
    dossier.state = after
    dossier.holder = _holder(dossier, values)
    entered = after != before or transition in ("transfer", "ask_agencies", "answer_agency")
    event = Event(
        number=dossier.version + 1,
        transition=transition,
        at=clock.now(),
        before=before,
        after=after,
        holder=dossier.holder,
        actor=acting.user_id(),
        role=role,
        origin=acting.origin() if origin is None else origin,
        reason=values.pop("reason", "") or "",
        stage_minutes=_stage_minutes(dossier, values) if entered else None,
        data=values,
        key=key,
    )
    dossier.append_event(event)
    forget_roles()
    dossier.reindexObject()
    notify(DossierMoved(dossier, event))
    return Outcome(dossier.state, dossier.version, reading(dossier).current_due)


def _offered(workflow: Any, dossier: Any) -> dict[str, list[str]]:
    """The definition's transitions from the present state, by our transition."""
    state = workflow.states.get(dossier.state)
    offered: dict[str, list[str]] = {}
    for name in state.transitions if state is not None else ():
        if name in workflow.transitions.objectIds():
            offered.setdefault(name.partition(".")[0], []).append(name)
    return offered


def _variant(dossier: Any, transition: str, names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    former = _former(dossier)
    return next((name for name in names if name.partition(".")[2] == former), names[0])


def _former(dossier: Any) -> str:
    """The state from which the request came that the dossier now waits for."""
    event = next(
        event
        for event in reversed(dossier.events)
        if event.after == dossier.state and event.before != dossier.state and event.transition not in _ANSWERS
    )
    return event.before


def _change_department(dossier: Any, department: str) -> None:
    """Bind a dossier to another department: state and history go with it into that department's workflow."""
    new = workflow_of(department)
    dossier.department = department
    dossier.assignee = ""
    carry(dossier, new.id)
    api.portal.get_tool("portal_workflow").setStatusOf(new.id, dossier, {"review_state": "to_assign"})


def _holder(dossier: Any, values: Mapping[str, Any]) -> str:
    state = STATES[dossier.state]
    if state.clock is Clock.PAUSED or state.id == "correcting":
        return APPLICANT
    if state.id == "consulting":
        # One agency at a time is answerable: the asked one whose answer is due first, then the department again.
        tasks = steps.open_tasks(dossier, values)
        return min(tasks, key=lambda task: task["minutes"] or float("inf"))["agency"] if tasks else dossier.department
    if state.clock is Clock.STOPPED and state.id != "finished":
        return ""
    holder = stage_of(dossier).get("holder", CENTRE)
    return dossier.department if holder == DEPARTMENT else holder


def stage_of(dossier: Any) -> Mapping[str, Any]:
    """Who holds the dossier's present stage and how long: `holder`, and `share` (percent) or `minutes`."""
    state = workflow_of(dossier.department).states.get(dossier.state)
    return (state is not None and state.var_values) or {}


def _stage_minutes(dossier: Any, values: Mapping[str, Any]) -> int | None:
    stage = stage_of(dossier)
    if dossier.state == "consulting":
        minutes = [task["minutes"] for task in steps.open_tasks(dossier, values) if task["minutes"]]
        return min(minutes) if minutes else None
    if stage.get("minutes"):
        return stage["minutes"]
    if not stage.get("share"):
        return None
    terms = values.get("terms") or steps.terms_of(dossier)
    total = steps.working_time(dossier, terms) if terms else None
    return round(total / timedelta(minutes=1) * stage["share"] / 100) if total else None


def _roles(dossier: Any, permission: str) -> Sequence[str]:
    """The roles by which the present user was let through, the one for the record first."""
    allowed = set(rolesForPermissionOn(permission, dossier))
    held = set(api.user.get_roles(obj=dossier))
    return [role for role in _ROLES if role in allowed & held]

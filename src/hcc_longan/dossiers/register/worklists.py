"""Work lists as configuration: which open dossiers wait for whom, under which title, with which columns.

What a list holds of those built in is fixed, since programs ask for them by name (`GET @worklist`); an administrator
sets their titles, order, columns and readers, and adds lists of the centre's own.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import fields
from dataclasses import replace
from datetime import datetime
from datetime import time
from datetime import timedelta
from enum import StrEnum
from hcc_longan import _
from hcc_longan import logger
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.register.tables import AgencyRow
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import FollowRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.roles import COUNTER_ROLES
from hcc_longan.dossiers.roles import DEPARTMENT_ROLES
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import STATES
from hcc_longan.staff.duties import stands_in_for
from plone import api
from sqlalchemy import false
from sqlalchemy import select
from typing import Any
from zope import schema
from zope.i18n import translate
from zope.i18nmessageid import Message
from zope.interface import Interface

import json
import re


PREFIX = "hcc_longan.worklists"
LONGEST_TITLE = 60


class Holder(StrEnum):
    """With whom the dossiers of a list are."""

    ANYBODY = ""
    CENTRE = "centre"
    DEPARTMENT = "department"
    APPLICANT = "applicant"
    AGENCY = "agency"


class Assignee(StrEnum):
    """To whom they are assigned."""

    ANYBODY = ""
    ME = "me"
    NOBODY = "nobody"


class When(StrEnum):
    """When they are due: later today, or before now."""

    ANY = ""
    TODAY = "today"
    OVERDUE = "overdue"


class Whose(StrEnum):
    """Whose they are by something else than their department."""

    DEPARTMENT = ""
    COUNTER = "counter"
    ASKED = "asked"
    FOLLOWED = "followed"


# Titles of the choices above, for the control panel.
CHOICES: Mapping[type[StrEnum], Mapping[StrEnum, Message]] = {
    Holder: {
        Holder.ANYBODY: _("With anybody"),
        Holder.CENTRE: _("With the centre"),
        Holder.DEPARTMENT: _("With the department"),
        Holder.APPLICANT: _("With the applicant"),
        Holder.AGENCY: _("With another agency"),
    },
    Assignee: {
        Assignee.ANYBODY: _("Assigned to anybody or nobody"),
        Assignee.ME: _("Assigned to the reader"),
        Assignee.NOBODY: _("Assigned to nobody"),
    },
    When: {When.ANY: _("Due at any time"), When.TODAY: _("Due today"), When.OVERDUE: _("Overdue")},
    Whose: {
        Whose.DEPARTMENT: _("Of the reader's departments"),
        Whose.COUNTER: _("Of the reader's counter"),
        Whose.ASKED: _("Asked of the reader's agency"),
        Whose.FOLLOWED: _("Followed by the reader"),
    },
}
CHANNELS: Mapping[str, Message] = {"online": _("Online"), "counter": _("At the counter"), "post": _("By post")}
ROLES: Mapping[str, Message] = {
    "Receiver": _("Receivers"),
    "Returner": _("Returners"),
    "Handler": _("Handlers"),
    "Approver": _("Heads of departments"),
    "Supervisor": _("Leaders of the centre"),
    "Inspector": _("Inspectors"),
}
COLUMNS: Mapping[str, Message] = {
    "number": _("Dossier"),
    "applicant": _("Applicant"),
    "procedure": _("Procedure"),
    "state": _("State"),
    "holder": _("With"),
    "due": _("Due"),
    "assignee": _("Officer"),
    "department": _("Department"),
    "channel": _("Channel"),
    "counter": _("Counter"),
    "filed": _("Filed"),
    "received": _("Received"),
}
# By what a list can be sorted; rows without a value come last.
SORTS: Mapping[str, Any] = {
    "due": DossierRow.due_at,
    "filed": DossierRow.filed_at,
    "received": DossierRow.received_at,
    "applicant": DossierRow.applicant_folded,
    "procedure": DossierRow.procedure,
    "assignee": DossierRow.assignee,
}
_DEFAULT_COLUMNS = ("number", "applicant", "procedure", "state", "holder", "due", "assignee")


@dataclass(frozen=True)
class Queue:
    """A work list. Without `roles` nobody's menu shows it; empty conditions let everything through.

    `sort` is a key of SORTS, with a minus in front for the other direction.
    """

    id: str
    title_vi: str = ""
    title_en: str = ""
    states: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    holder: Holder = Holder.ANYBODY
    assignee: Assignee = Assignee.ANYBODY
    due: When = When.ANY
    whose: Whose = Whose.DEPARTMENT
    roles: tuple[str, ...] = ()
    columns: tuple[str, ...] = _DEFAULT_COLUMNS
    sort: str = "due"

    def title(self, language: str) -> str:
        """Its title: what an administrator wrote, else ours."""
        written = self.title_en if language == "en" else self.title_vi
        return written or translate(_TITLES.get(self.id, self.title_vi or self.title_en), target_language=language)

    @property
    def is_built_in(self) -> bool:
        return self.id in BUILT_IN

    @property
    def is_by_state(self) -> bool:
        """Whether the states alone say what is in it."""
        return bool(self.states) and replace(Queue(self.id), states=self.states) == replace(self, **_LOOKS)


@dataclass(frozen=True)
class Asker:
    """Who asks for a list: their account, agencies they answer for, their counters, and for whom they stand in."""

    user_id: str = ""
    agencies: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


def asker_of(user_id: str, groups: Iterable[str]) -> Asker:
    """Who asks for lists: an account with its groups."""
    duties = [group.partition(":") for group in groups]
    return Asker(
        user_id,
        frozenset(code for prefix, _colon, code in duties if code and prefix in DEPARTMENT_ROLES),
        frozenset(code for prefix, _colon, code in duties if code and prefix in COUNTER_ROLES),
        frozenset(stands_in_for(user_id)),
    )


def conditions(queue: Queue, asker: Asker, now: datetime) -> list[Any]:
    """What a dossier of a list fulfils, besides being of a department that the asker sees."""
    found: list[Any] = [] if queue.whose is Whose.FOLLOWED else [IS_OPEN]
    if queue.states:
        found.append(_among(DossierRow.state, queue.states))
    if queue.channels:
        found.append(_among(DossierRow.channel, queue.channels))
    match queue.holder:
        case Holder.CENTRE:
            found.append(DossierRow.holder == CENTRE)
        case Holder.DEPARTMENT:
            found.append(DossierRow.holder == DossierRow.department)
        case Holder.APPLICANT:
            found.append(DossierRow.holder == APPLICANT)
        case Holder.AGENCY:
            found.append(DossierRow.uid.in_(select(AgencyRow.uid)))
    if queue.assignee:
        whose = {asker.user_id, *asker.absent} if queue.assignee is Assignee.ME else {""}
        found.append(_among(DossierRow.assignee, whose))
    if queue.due is When.OVERDUE:
        found.append(DossierRow.due_at < now)
        found.append(DossierRow.ended_at.is_(None))
    elif queue.due is When.TODAY:
        tomorrow = datetime.combine(now.astimezone(ZONE).date() + timedelta(days=1), time(), ZONE)
        found += [DossierRow.due_at >= now, DossierRow.due_at < tomorrow, DossierRow.ended_at.is_(None)]
    match queue.whose:
        case Whose.COUNTER:
            found.append(_among(DossierRow.counter, asker.counters))
        case Whose.ASKED:
            found.append(asked_of(asker.agencies))
        case Whose.FOLLOWED:
            found.append(DossierRow.uid.in_(select(FollowRow.uid).where(FollowRow.user_id == asker.user_id)))
    return found


def asked_of(agencies: Iterable[str]) -> Any:
    """The dossiers that an agency holds or was asked about, though they are another department's."""
    return DossierRow.uid.in_(select(AgencyRow.uid).where(AgencyRow.agency.in_(sorted(agencies))))


def queues() -> Mapping[str, Queue]:
    """All lists by id, in the order that the administrator gave them."""
    kept: dict[str, Queue] = {}
    for line in api.portal.get_registry_record(f"{PREFIX}.queues", default=None) or ():
        try:
            queue = read_queue(line)
        except (ValueError, TypeError) as error:
            # Written by hand: the desk goes on without it.
            logger.error("A work list of the registry can't be read (%s): %s", error, line)
        else:
            kept[queue.id] = queue
    # A list that came with a newer version, and is not in the settings yet, comes last.
    return kept | {id_: queue for id_, queue in BUILT_IN.items() if id_ not in kept}


def set_queues(ordered: Sequence[Queue]) -> None:
    """Keep lists in this order; raises ValueError if one can't be read again, or two have one name."""
    if len({read_queue(written(queue)).id for queue in ordered}) < len(ordered):
        raise ValueError("Each list needs a name of its own.")
    api.portal.set_registry_record(f"{PREFIX}.queues", [written(queue) for queue in ordered])


def read_queue(line: str) -> Queue:
    """The list that a line of the registry describes; raises ValueError."""
    record = json.loads(line)
    if not isinstance(record, dict) or set(record) - _NAMES or not isinstance(record.get("id"), str):
        raise ValueError(line)
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}
    values |= {name: kind(values[name]) for name, kind in _KINDS.items() if name in values}
    queue = Queue(**values)
    for problem in problems(queue):
        raise ValueError(problem)
    built_in = BUILT_IN.get(queue.id)
    return replace(built_in, **{name: getattr(queue, name) for name in _LOOKS}) if built_in else queue


def written(queue: Queue) -> str:
    """A list as a line of the registry."""
    return json.dumps(asdict(queue), ensure_ascii=False)


def problems(queue: Queue) -> Mapping[str, Message]:
    """What is wrong with a list, by field."""
    found: dict[str, Message] = {}
    if not re.fullmatch(r"[a-z][a-z0-9_-]{1,29}", queue.id):
        found["id"] = _("A short name has 2 to 30 small letters, digits, hyphens or underscores, a letter first.")
    for name in ("title_vi", "title_en"):
        title = getattr(queue, name)
        if not isinstance(title, str) or len(title) > LONGEST_TITLE:
            found[name] = _("A title has at most ${number} characters.", mapping={"number": LONGEST_TITLE})
        elif not title and queue.id not in BUILT_IN:
            found[name] = _("Give the list a title in this language.")
    for name, known in (("states", STATES), ("channels", CHANNELS), ("roles", ROLES), ("columns", COLUMNS)):
        values = getattr(queue, name)
        if not isinstance(values, tuple) or any(not isinstance(value, str) or value not in known for value in values):
            found[name] = _("Choose from what is offered.")
    if "columns" not in found and "number" not in queue.columns:
        found["columns"] = _("The number has to be among the columns: it leads to the dossier.")
    if not isinstance(queue.sort, str) or queue.sort.removeprefix("-") not in SORTS:
        found["sort"] = _("Choose from what is offered.")
    return found


def _among(column: Any, values: Iterable[str]) -> Any:
    ordered = sorted(values)
    if not ordered:
        return false()
    return column == ordered[0] if len(ordered) == 1 else column.in_(ordered)


_NAMES = {field.name for field in fields(Queue)}
_KINDS = {"holder": Holder, "assignee": Assignee, "due": When, "whose": Whose}
# What an administrator may set of a list that is built in, and what it is without that.
_LOOKS = {
    field.name: field.default
    for field in fields(Queue)
    if field.name in ("title_vi", "title_en", "roles", "columns", "sort")
}

_IN_WORK = tuple(s.id for s in STATES.values() if s.national_code == 4 and s.id not in ("to_assign", "signed"))
_WAITING = ("correcting", "supplementing", "paying", "withdrawing")
_NEW = ("number", "applicant", "procedure", "department", "channel", "filed")
_RETURN = ("number", "applicant", "procedure", "department", "counter", "due")
_ALL = tuple(ROLES)

BUILT_IN: Mapping[str, Queue] = {
    queue.id: queue
    for queue in (
        Queue("to_receive", states=("filed",), roles=("Receiver",), columns=_NEW, sort="filed"),
        Queue(
            "to_receive_online",
            states=("filed",),
            channels=("online",),
            roles=("Receiver",),
            columns=_NEW,
            sort="filed",
        ),
        Queue(
            "to_receive_post", states=("filed",), channels=("post",), roles=("Receiver",), columns=_NEW, sort="filed"
        ),
        Queue("my_counter", whose=Whose.COUNTER, holder=Holder.CENTRE, roles=("Receiver", "Returner")),
        Queue("to_hand_over", states=("received",), roles=("Receiver",)),
        Queue("to_assign", states=("to_assign",), roles=("Approver",)),
        Queue("mine", assignee=Assignee.ME, roles=("Handler", "Approver")),
        Queue("department", roles=("Handler", "Approver")),
        Queue("in_work", states=_IN_WORK, roles=("Approver", "Supervisor", "Inspector")),
        Queue("waiting_for_applicant", states=_WAITING, roles=("Receiver", "Handler", "Approver", "Supervisor")),
        Queue("to_review", states=("reviewing",), roles=("Approver",)),
        Queue("to_sign", states=("signing",), roles=("Approver",)),
        Queue("to_hand_back", states=("signed",), roles=("Handler", "Approver")),
        Queue("to_return", states=("finished",), roles=("Returner", "Supervisor"), columns=_RETURN),
        Queue("today", due=When.TODAY, roles=_ALL),
        Queue("overdue", due=When.OVERDUE, roles=_ALL),
        Queue("at_agency", holder=Holder.AGENCY, roles=("Handler", "Approver", "Supervisor")),
        Queue("asked", whose=Whose.ASKED, roles=("Handler", "Approver")),
        Queue("followed", whose=Whose.FOLLOWED, roles=_ALL),
    )
}
_TITLES: Mapping[str, Message] = {
    "to_receive": _("To receive"),
    "to_receive_online": _("To receive: online"),
    "to_receive_post": _("To receive: by post"),
    "my_counter": _("At my counter"),
    "to_hand_over": _("To hand over"),
    "to_assign": _("To assign"),
    "mine": _("Mine"),
    "department": _("My department's"),
    "in_work": _("In process"),
    "waiting_for_applicant": _("Waiting for the citizen"),
    "to_review": _("To review"),
    "to_sign": _("To sign"),
    "to_hand_back": _("To hand back"),
    "to_return": _("To return"),
    "today": _("Due today"),
    "overdue": _("Overdue"),
    "at_agency": _("Sent to another agency"),
    "asked": _("Asked of my agency"),
    "followed": _("Followed"),
}


class IWorklistSettings(Interface):
    """Settings of work lists."""

    queues = schema.List(
        title=_("Work lists"),
        description=_("A line: a list as JSON. The control panel writes them."),
        value_type=schema.TextLine(),
        default=[],
        required=False,
    )

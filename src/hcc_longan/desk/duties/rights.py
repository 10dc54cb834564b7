"""Who may do what, in words: read from the site's permissions and workflows as they are now, not from a table."""

from AccessControl.PermissionRole import rolesForPermissionOn
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from hcc_longan import _
from hcc_longan.catalogue.departments import all_departments
from hcc_longan.desk.duties import words
from hcc_longan.dossiers import lifecycle
from hcc_longan.dossiers.binding import workflow_of
from hcc_longan.dossiers.roles import CENTRE_GROUPS
from hcc_longan.dossiers.roles import DossierRoles
from hcc_longan.dossiers.roles import forget_roles
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.staff import duties
from hcc_longan.staff import holding
from hcc_longan.staff import people
from plone import api
from typing import Any
from zope.i18n import translate


# The roles that a page about dossiers is about, with what gives them.
ROLES: Mapping[str, tuple[str, str]] = {
    "Applicant": (
        _("Applicant"),
        _("The account by which a dossier was filed; a person who has proved to be the applicant"),
    ),
    "Receiver": (_("Reception"), _("Duty at a counter or at all counters")),
    "Handler": (_("Officer"), _("Duty in the dossier's department")),
    "Approver": (_("Head"), _("Duty in the dossier's department")),
    "Returner": (_("Return of results"), _("Duty at a counter or at all counters")),
    "Partner": (_("Other agency"), _("Officers of an agency or department that was asked or holds the dossier")),
    "Supervisor": (_("Leader of the centre"), _("Duty in the whole centre")),
    "Inspector": (_("Inspector"), _("Duty in the whole centre")),
    "Site Administrator": (_("Administrator"), _("Given in Plone's own control panel of users")),
}
# Permissions without a step of the workflow.
_OTHERS = {
    "hcc_longan: See the whole dossier": _("See dossiers with everything in them"),
    "hcc_longan: Write messages": _("Write messages in a dossier"),
    "hcc_longan: File dossier": _("File an application"),
    "hcc_longan: Answer data requests": _("Answer requests about personal data"),
    "hcc_longan: Edit the catalogue": _("Edit the catalogue of procedures"),
    "hcc_longan: Add Department": _("Add departments"),
    "hcc_longan: Manage dossiers": _("Set up the centre: workflows, calendars, counters, staff"),
    "hcc_longan: Manage protection": _("Set up protection"),
    "hcc_longan: Manage channels": _("Set up e-mail and SMS"),
    "hcc_longan: Manage accounts": _("Set up citizens' accounts"),
}
_EVERYBODY = {"Anonymous", "Authenticated"}


@dataclass(frozen=True)
class Line:
    """A permission: what it allows in words, the roles that have it, the departments whose workflow has the steps.

    `departments` is empty where it holds for all.
    """

    steps: Sequence[str]
    roles: frozenset[str]
    departments: Sequence[str]


def roles(language: str) -> Sequence[Mapping[str, Any]]:
    """The roles in words, and how many people have each today."""
    counted = {name: set() for name in ROLES}
    for duty in people.all_duties():
        role = CENTRE_GROUPS[duty][0] if duty in CENTRE_GROUPS else duty.partition(":")[0].capitalize()
        counted[role] |= people.members_of(duty)
    counted["Site Administrator"] |= people.administrators()
    return [
        {
            "id": name,
            "title": translate(title, target_language=language),
            "given": translate(given, target_language=language),
            "number": len(counted[name]) if name not in ("Applicant", "Partner") else None,
        }
        for name, (title, given) in ROLES.items()
    ]


def matrix(language: str) -> Sequence[Line]:
    """Each permission of dossiers with its steps and the roles that have it now, in the order of the steps."""
    portal = api.portal.get()
    steps: dict[str, list[str]] = {}
    for transition in TRANSITIONS.values():
        steps.setdefault(transition.permission, []).append(transition.id)
    uses = _departments_by_step()
    lines = [
        Line(
            [translate(TRANSITIONS[name].title, target_language=language) for name in names],
            _holders(permission, portal),
            _only_in(names, uses, language),
        )
        for permission, names in steps.items()
    ]
    return [
        *lines,
        *(
            Line([translate(text, target_language=language)], _holders(permission, portal), ())
            for permission, text in _OTHERS.items()
        ),
    ]


def reasons(user_id: str, language: str) -> Sequence[Mapping[str, str]]:
    """Somebody's duties today and where each comes from."""
    lines = [(duty, translate(_("always"), target_language=language)) for duty in holding.lasting(user_id)]
    held = holding.day_of().dated.get(user_id, frozenset())
    for row in duties.of(user_id):
        if row.duty in held:
            lines.append((row.duty, words.days(row.first_day, row.last_day, language)))
    for each in holding.stand_ins(user_id):
        text = _("in the stead of ${name}", mapping={"name": people.name_of(each.user_id)})
        lines += [(duty, translate(text, target_language=language)) for duty in each.duties]
    order = words.sorted_duties(frozenset(duty for duty, _why in lines))
    lines.sort(key=lambda line: order.index(line[0]))
    return [{"title": words.duty_title(duty, language), "why": why} for duty, why in lines]


def on_dossier(user_id: str, dossier: Any, language: str) -> Sequence[Mapping[str, Any]]:
    """Each step of the dossier's workflow: whether somebody may take it now, and why or why not."""
    with api.env.adopt_user(user=api.user.get(userid=user_id)):
        forget_roles()
        possible = lifecycle.possible(dossier)
        held = set(api.user.get_roles(obj=dossier))
    forget_roles()
    workflow = workflow_of(dossier.department)
    used = {name.partition(".")[0] for name in workflow.transitions.objectIds()}
    offered = lifecycle._offered(workflow, dossier)
    sources = _sources(user_id, dossier, language)
    lines = []
    for name in (name for name in TRANSITIONS if name in used):
        having = held & set(rolesForPermissionOn(TRANSITIONS[name].permission, dossier))
        needed = ", ".join(_role_title(role, language) for role in ROLES if role in _holders_on(name, dossier))
        if name in possible:
            why = "; ".join(
                dict.fromkeys(source for role in having for source in sources.get(role, [_role_title(role, language)]))
            )
        elif not having:
            why = translate(_("Needs: ${roles}", mapping={"roles": needed}), target_language=language)
        elif name not in offered:
            why = translate(_("Not in the dossier's present state"), target_language=language)
        else:
            why = translate(_("Refused by the workflow"), target_language=language)
        title = translate(TRANSITIONS[name].title, target_language=language)
        lines.append({"title": title, "may": name in possible, "why": why})
    return sorted(lines, key=lambda line: not line["may"])


def _sources(user_id: str, dossier: Any, language: str) -> Mapping[str, Sequence[str]]:
    """Which of somebody's duties give which role on a dossier."""
    of_dossier = DossierRoles(dossier)
    found: dict[str, list[str]] = {}
    stand_ins = [(duty, each.user_id) for each in holding.stand_ins(user_id) for duty in each.duties]
    for duty, absent in (*((duty, "") for duty in holding.own(user_id)), *stand_ins):
        title = words.duty_title(duty, language)
        if absent:
            stead = _("in the stead of ${name}", mapping={"name": people.name_of(absent)})
            title = f"{title}, {translate(stead, target_language=language)}"
        given = [CENTRE_GROUPS[duty][0]] if duty in CENTRE_GROUPS else of_dossier.getRoles(duty)
        for role in given:
            found.setdefault(role, []).append(title)
    return found


def _holders(permission: str, context: Any) -> frozenset[str]:
    allowed = set(rolesForPermissionOn(permission, context))
    return frozenset(ROLES) if allowed & _EVERYBODY else frozenset(allowed & set(ROLES))


def _holders_on(transition: str, dossier: Any) -> frozenset[str]:
    return _holders(TRANSITIONS[transition].permission, dossier)


def _role_title(role: str, language: str) -> str:
    return translate(ROLES[role][0], target_language=language) if role in ROLES else role


def _departments_by_step() -> Mapping[str, Sequence[str]]:
    """The codes of the departments whose workflow has a step, by step."""
    uses: dict[str, list[str]] = {}
    for code in all_departments():
        steps = {name.partition(".")[0] for name in workflow_of(code).transitions.objectIds()}
        for step in steps:
            uses.setdefault(step, []).append(code)
    return uses


def _only_in(steps: Sequence[str], uses: Mapping[str, Sequence[str]], language: str) -> Sequence[str]:
    """`step: departments` for each step that not all departments have."""
    known = all_departments()
    lines = []
    for step in steps:
        codes = uses.get(step, ())
        if len(codes) < len(known):
            names = ", ".join(known[code].short_title(language) for code in known if code in codes) or "–"
            lines.append(f"{translate(TRANSITIONS[step].title, target_language=language)}: {names}")
    return lines

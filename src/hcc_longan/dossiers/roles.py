"""Who has which role on a dossier.

Roles are few and global; whom they are given to is a matter of groups that an administrator fills: `handler:khdt` makes
a Handler of the dossiers of the department `khdt`, `receiver:quay-1` a Receiver of those of counter `quay-1`. The
groups `receiver`, `returner`, `supervisor` and `inspector` hold everywhere.
"""

from borg.localrole.interfaces import ILocalRoleProvider
from collections.abc import Iterable
from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.interfaces import IDossier
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.settings import partners
from hcc_longan.staff import holding
from plone import api
from typing import Any
from zope.annotation.interfaces import IAnnotations
from zope.component import adapter
from zope.globalrequest import getRequest
from zope.i18n import translate
from zope.interface import implementer


# Groups of the whole centre and their role; groups of a department or counter: `<prefix>:<code>`.
# No user can have such a name, since account names have no colon.
CENTRE_GROUPS = {
    "receiver": ("Receiver", _("Receivers of all counters")),
    "returner": ("Returner", _("Returners of all counters")),
    "supervisor": ("Supervisor", _("Leaders of the centre")),
    "inspector": ("Inspector", _("Inspectors")),
}
DEPARTMENT_ROLES = {"handler": "Handler", "approver": "Approver"}
COUNTER_ROLES = {"receiver": "Receiver", "returner": "Returner"}
# What people call the roles, after somebody's name.
ROLE_TITLES = {
    "Receiver": _("reception"),
    "Returner": _("return of results"),
    "Handler": _("handling"),
    "Approver": _("head of the department"),
    "Partner": _("another agency"),
    "Supervisor": _("leader of the centre"),
    "Inspector": _("inspection"),
    "Applicant": _("the applicant"),
    "Site Administrator": _("administrator"),
    "Manager": _("administrator"),
}


@implementer(ILocalRoleProvider)
@adapter(IDossier)
class DossierRoles:
    """Roles from the name alone of a group or of the applicant's account: nothing is looked up."""

    def __init__(self, dossier: Any):
        self.dossier = dossier

    def getRoles(self, principal_id: str) -> tuple[str, ...]:
        dossier = self.dossier
        prefix, _colon, code = principal_id.partition(":")
        if not code:
            # Not Plone's Owner, who may do more than a person should with a record of the centre's.
            return ("Applicant",) if principal_id and principal_id == dossier.filed_by else ()
        if prefix in DEPARTMENT_ROLES:
            if code == dossier.department:
                return (DEPARTMENT_ROLES[prefix],)
            # Another agency that holds the dossier or was asked about it may read it and answer.
            if code == dossier.holder or code in dossier.open_tasks.values():
                return ("Partner",)
        elif prefix in COUNTER_ROLES:
            if dossier.counter:
                return (COUNTER_ROLES[prefix],) if code == dossier.counter else ()
            counter = counters().get(code)
            if counter and dossier.department in counter.departments:
                return (COUNTER_ROLES[prefix],)
        return ()

    def getAllRoles(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        if self.dossier.filed_by:
            yield self.dossier.filed_by, ("Applicant",)
        codes = {self.dossier.department, self.dossier.holder, *self.dossier.open_tasks.values()}
        for code in sorted(codes):
            for prefix in DEPARTMENT_ROLES:
                yield f"{prefix}:{code}", self.getRoles(f"{prefix}:{code}")


def sees_everything(dossier: Any) -> bool:
    """Whether the present user sees a dossier as officers do, and not as its applicant."""
    return api.user.has_permission("hcc_longan: See the whole dossier", obj=dossier)


def forget_roles() -> None:
    """Forget what was found out about roles in this request: a step may have given the dossier to other people."""
    request = getRequest()
    if request is None:
        return
    kept = IAnnotations(request)
    for key in [key for key in kept if str(key).startswith("borg.localrole")]:
        del kept[key]


def departments_of(user: Any) -> dict[str, set[str]]:
    """The department and counter codes of a user's groups, by role: `{"Handler": {"khdt"}}`; `*` is everywhere."""
    found: dict[str, set[str]] = {}
    served = counters()
    for group in user.getGroups():
        prefix, _colon, code = group.partition(":")
        if group in CENTRE_GROUPS:
            found.setdefault(CENTRE_GROUPS[group][0], set()).add("*")
        elif prefix in DEPARTMENT_ROLES and code:
            found.setdefault(DEPARTMENT_ROLES[prefix], set()).add(code)
        elif prefix in COUNTER_ROLES and code in served:
            found.setdefault(COUNTER_ROLES[prefix], set()).update(served[code].departments)
    for role in ("Manager", "Site Administrator", "Supervisor", "Inspector"):
        if role in user.getRoles():
            found.setdefault("Supervisor", set()).add("*")
    return found


def acting_as(dossier: Any, held: Sequence[str]) -> tuple[str, str]:
    """By which of the roles that somebody has on a dossier the present user acts, and the id of the absent officer in
    whose stead (empty for nobody).

    In a dossier of the absent officer's, theirs; else by a role of one's own, if there is one.
    """
    user = acting.user_id()
    stand_ins = holding.stand_ins(user) if user and held else ()
    if stand_ins:
        stead = [(each.user_id, _roles_of(each.duties, dossier)) for each in stand_ins]
        own = ("", _roles_of(holding.own(user), dossier))
        # The assigned officer's first, then one's own, then the others'.
        for absent, roles in sorted([own, *stead], key=lambda each: each[0] != (dossier.assignee or None)):
            for role in held:
                if role in roles:
                    return role, absent
    return (held[0] if held else ""), ""


def ensure_groups() -> None:
    """Make the groups that are missing: the centre's, and those of each department, partner agency and counter."""
    from hcc_longan.catalogue.departments import all_departments

    for name, (role, title) in CENTRE_GROUPS.items():
        _ensure(name, translate(title, target_language="vi"), role)
    agencies = {code: department.title("vi") for code, department in all_departments().items()}
    agencies |= {code: partner.title("vi") for code, partner in partners().items()}
    for code, title in agencies.items():
        _ensure(f"handler:{code}", translate(_("Handlers: ${name}", mapping={"name": title}), target_language="vi"))
        _ensure(f"approver:{code}", translate(_("Heads: ${name}", mapping={"name": title}), target_language="vi"))
    for code, counter in counters().items():
        name = {"name": counter.title("vi")}
        _ensure(f"receiver:{code}", translate(_("Receivers: ${name}", mapping=name), target_language="vi"))
        _ensure(f"returner:{code}", translate(_("Returners: ${name}", mapping=name), target_language="vi"))


def _roles_of(duties: Iterable[str], dossier: Any) -> set[str]:
    of_centre = {CENTRE_GROUPS[duty][0] for duty in duties if duty in CENTRE_GROUPS}
    return of_centre.union(*map(DossierRoles(dossier).getRoles, duties))


def _ensure(name: str, title: str, role: str | None = None) -> None:
    if api.group.get(groupname=name) is None:
        api.group.create(groupname=name, title=title, roles=[role] if role else [])

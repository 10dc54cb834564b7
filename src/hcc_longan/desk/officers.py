"""Who sits at the desk: an officer with the duties that their groups give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from hcc_longan.dossiers.roles import departments_of
from plone import api
from zope.annotation.interfaces import IAnnotations
from zope.globalrequest import getRequest


EVERYWHERE = "*"
_KEY = "hcc_longan.desk.officer"
# Whose screens these are; the others are everybody's.
_SCREENS = {"reception": {"Receiver"}, "returning": {"Returner"}}


@dataclass(frozen=True)
class Officer:
    """An account with duties. `units`: department codes by role (`*`: everywhere); `counters`: codes of counters."""

    id: str
    name: str
    units: Mapping[str, frozenset[str]]
    counters: frozenset[str]
    groups: frozenset[str] = field(repr=False)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(self.units)

    @property
    def departments(self) -> frozenset[str] | None:
        """The departments whose dossiers they may see; None for all."""
        codes = frozenset().union(*self.units.values())
        return None if EVERYWHERE in codes else codes

    def has(self, role: str, department: str = "") -> bool:
        """Whether they have a role, anywhere or for a department."""
        codes = self.units.get(role, frozenset())
        return bool(codes) and (not department or EVERYWHERE in codes or department in codes)

    def uses(self, screen: str) -> bool:
        """Whether a screen is for them."""
        return screen not in _SCREENS or bool(_SCREENS[screen] & self.roles) or self.is_manager

    @property
    def is_manager(self) -> bool:
        return bool({"Manager", "Site Administrator"} & set(api.user.get_roles()))


def officer() -> Officer | None:
    """The officer who asks; None if somebody has no duty here. Read once a request."""
    request = getRequest()
    kept = IAnnotations(request) if request is not None else {}
    user = api.user.get_current()
    key = f"{_KEY}.{user.getId()}"
    if key not in kept:
        kept[key] = officer_of(user)
    return kept[key]


def officer_of(user: object) -> Officer | None:
    """The officer that an account is; None without any duty."""
    units = {role: frozenset(codes) for role, codes in departments_of(user).items()}
    if not units:
        return None
    groups = frozenset(user.getGroups())
    counters = frozenset(
        code for prefix, _colon, code in (each.partition(":") for each in groups) if code and prefix in _AT_COUNTERS
    )
    return Officer(user.getId(), user.getProperty("fullname") or user.getUserName(), units, counters, groups)


_AT_COUNTERS = ("receiver", "returner")

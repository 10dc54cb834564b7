"""The people of the staff: who they are, their accounts, their lasting duties."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.channels.sending import send_email
from hcc_longan.ledger.engine import session
from hcc_longan.staff import holding
from hcc_longan.staff.errors import NotPossible
from hcc_longan.staff.names import is_duty
from hcc_longan.staff.tables import DutyRow
from hcc_longan.staff.tables import NOT_ENDED
from hcc_longan.validators import check
from hcc_longan.validators import Kind
from hcc_longan.validators import Wrong
from hcc_longan.vietnamese import collation_key
from hcc_longan.vietnamese import fold
from plone import api
from sqlalchemy import or_
from sqlalchemy import select
from typing import Any
from urllib.parse import quote
from zope.i18n import translate
from zope.i18nmessageid import Message

import re
import secrets


# As hcc_longan.accounts makes the ids of citizens.
_CITIZEN = re.compile(r"c-[2-9a-z]{10}")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,48}[a-z0-9]")
ADMINISTRATORS = ("Manager", "Site Administrator")
_SUBJECT = _("Your account at the centre")
_TEXT = (
    _("An account was made for you at ${site}. Your account name is ${name}."),
    _("Choose a password on this page: ${url}"),
    _("The link can be used once. If it is too old, ask for a new one on the page on which you sign in."),
)


@dataclass(frozen=True)
class Person:
    """Somebody of the staff."""

    id: str
    name: str
    email: str = ""
    phone: str = ""
    roles: frozenset[str] = frozenset()

    @property
    def is_administrator(self) -> bool:
        return bool(self.roles & {*ADMINISTRATORS})


def is_citizen(user_id: str) -> bool:
    """Whether an account was made by its owner, as citizens do: it gets no duties."""
    return bool(_CITIZEN.fullmatch(user_id))


def person(user_id: str) -> Person | None:
    """Somebody with an account; None without."""
    user = api.user.get(userid=user_id) if user_id else None
    if user is None:
        return None
    said = {name: str(user.getProperty(name, "") or "") for name in ("fullname", "email", "phone")}
    roles = frozenset(user.getRoles()) - {"Authenticated", "Member"}
    return Person(user_id, said["fullname"] or user.getUserName(), said["email"], said["phone"], roles)


def name_of(user_id: str) -> str:
    """What people call somebody; the account's id where it is gone."""
    found = person(user_id)
    return found.name if found else user_id


def all_duties() -> Sequence[str]:
    """The duties that can be given: each department's, each counter's and the centre's."""
    return [group for group in api.portal.get_tool("acl_users").source_groups.getGroupIds() if is_duty(group)]


def members_of(duty: str) -> frozenset[str]:
    """The ids of those who have a duty themselves, today: lasting or dated."""
    lasting = api.portal.get_tool("acl_users").source_groups.getGroupMembers(duty)
    return frozenset((*lasting, *(user for user, duties in holding.day_of().dated.items() if duty in duties)))


def staff(query: str = "") -> Sequence[Person]:
    """Everybody who has a duty today, planned or lasting, and the administrators, by name; `query`: parts of names."""
    groups = api.portal.get_tool("acl_users").source_groups
    ids = {user for duty in all_duties() for user in groups.getGroupMembers(duty)}
    ids |= {*holding.day_of().dated, *_planned(), *administrators()}
    words = fold(query).split()
    found = (person(user_id) for user_id in ids)
    people = [each for each in found if each and all(word in _searched(each) for word in words)]
    return sorted(people, key=lambda each: (collation_key(each.name), each.id))


def administrators() -> frozenset[str]:
    """The ids of the accounts that may administer the site."""
    users = api.portal.get_tool("acl_users")
    holders = {
        each for role in ADMINISTRATORS for each, _title in users.portal_role_manager.listAssignedPrincipals(role)
    }
    groups = holders & {*users.source_groups.getGroupIds()}
    return frozenset((holders - groups).union(*map(users.source_groups.getGroupMembers, groups)))


def make(name: str, fullname: str, email: str, phone: str, language: str) -> str:
    """Make an account for an officer, without duties, and send them a link to choose a password; gives its id.

    Raises NotPossible. `name` is what they sign in with: small letters without accents, digits, `.`, `-` and `_`.
    """
    name = name.strip().lower()
    users = api.portal.get_tool("acl_users")
    if not _NAME.fullmatch(name) or is_citizen(name):
        raise NotPossible("account", _("Use 3 to 50 small letters without accents, digits, full stops and hyphens."))
    if users.getUserById(name) is not None or users.getUser(name) is not None or users.getGroupById(name) is not None:
        raise NotPossible("account", _("This account name is taken already."))
    said = _checked(fullname=(Kind.NAME, fullname), email=(Kind.EMAIL, email), phone=(Kind.PHONE, phone))
    properties = {**said, "language": language}
    api.portal.get_tool("portal_membership").addMember(name, secrets.token_urlsafe(32), ["Member"], [], properties)
    send_link(name, language)
    return name


def send_link(user_id: str, language: str) -> None:
    """Send somebody a link to choose a password."""
    member, portal = api.user.get(userid=user_id), api.portal.get()
    random = api.portal.get_tool("portal_password_reset").requestReset(user_id)["randomstring"]
    url = f"{portal.absolute_url()}/passwordreset/{random}?userid={quote(user_id)}"
    said: Mapping[str, Any] = {"site": portal.absolute_url(), "name": member.getUserName(), "url": url}
    text = "\n\n".join(translate(Message(each, mapping=said), target_language=language) for each in _TEXT)
    send_email(member.getProperty("email"), translate(_SUBJECT, target_language=language), text, language=language)


def set_lasting(user_id: str, wanted: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Let these be somebody's lasting duties; gives those that came and those that went. Raises NotPossible."""
    wanted = frozenset(wanted)
    groups = api.portal.get_tool("acl_users").source_groups
    known = all_duties()
    if not wanted.issubset(known):
        raise NotPossible("duties", _("One of these duties doesn't exist any more. Look at them again."))
    if wanted and (is_citizen(user_id) or person(user_id) is None):
        raise NotPossible("person", _("A citizen's account gets no duties. Make an account for the officer."))
    had = frozenset(duty for duty in known if user_id in groups.getGroupMembers(duty))
    for duty in wanted - had:
        groups.addPrincipalToGroup(user_id, duty)
    for duty in had - wanted:
        groups.removePrincipalFromGroup(user_id, duty)
    return wanted - had, had - wanted


def _planned() -> Sequence[str]:
    """Who has a dated duty that isn't over."""
    running = or_(DutyRow.last_day.is_(None), DutyRow.last_day >= clock.today())
    return session().scalars(select(DutyRow.user_id).where(NOT_ENDED, running).distinct()).all()


def _searched(each: Person) -> str:
    return fold(f"{each.name} {each.id} {each.email}")


def _checked(**fields: tuple[Kind, str]) -> dict[str, str]:
    checked = {}
    for field, (kind, text) in fields.items():
        if not text.strip():
            if field != "phone":
                raise NotPossible(field, _("This is required."))
            continue
        try:
            checked[field] = check(kind, text)
        except Wrong as wrong:
            raise NotPossible(field, wrong.message) from None
    return checked

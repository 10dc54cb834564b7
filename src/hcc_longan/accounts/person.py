"""What an account knows of its owner: to fill in forms, and to find the person's own dossiers."""

from dataclasses import dataclass
from hcc_longan.accounts import addresses
from hcc_longan.accounts.recipients import EMAIL
from hcc_longan.accounts.recipients import PHONE
from plone import api
from typing import Any


ID_KINDS = ("cccd", "cmnd", "passport")


@dataclass(frozen=True)
class Person:
    """An account's owner. Everything may be empty; `birth_date` is like 1992-05-01, `verified` has "email", "phone".

    `email` and `phone` are the proved ones, if there are any; only those that `verified` names are certainly the
    person's. Name, document and address are what the person says.
    """

    user_id: str
    name: str = ""
    phone: str = ""
    email: str = ""
    id_kind: str = ""
    id_number: str = ""
    birth_date: str = ""
    address: str = ""
    language: str = ""
    verified: frozenset[str] = frozenset()


# The fields of a Person that their owner may change without proof, and the properties of members that keep them.
PROPERTIES = {
    "name": "fullname",
    "id_kind": "id_kind",
    "id_number": "id_number",
    "birth_date": "birth_date",
    "address": "address",
    "language": "language",
}


def person_of(user_id: str | None) -> Person | None:
    """The owner of an account; None for nobody."""
    member = api.user.get(userid=user_id) if user_id else None
    if member is None:
        return None
    proved = addresses.recipients(user_id)
    return Person(
        user_id=user_id,
        email=proved.get(EMAIL) or _property(member, "email"),
        phone=proved.get(PHONE) or _property(member, "phone"),
        verified=frozenset(proved),
        **{field: _property(member, name) for field, name in PROPERTIES.items()},
    )


def change(user_id: str, **fields: str) -> None:
    """Keep new values of the fields in PROPERTIES."""
    _set(user_id, {PROPERTIES[field]: value for field, value in fields.items()})


def add_recipient(user_id: str, recipient: str) -> None:
    """Keep an e-mail address or mobile number that the account's owner has just proved."""
    addresses.add(user_id, recipient)
    _follow(user_id)


def remove_recipient(user_id: str, kind: str) -> None:
    """Forget the address of a kind."""
    addresses.remove(user_id, kind)
    _follow(user_id)


def _follow(user_id: str) -> None:
    """Let the properties that Plone itself uses say what was proved."""
    proved = addresses.recipients(user_id)
    _set(user_id, {kind: proved.get(kind, "") for kind in (EMAIL, PHONE)})


def _set(user_id: str, properties: dict[str, str]) -> None:
    api.user.get(userid=user_id).setMemberProperties(mapping=properties, force_empty=True)


def _property(member: Any, name: str) -> str:
    return str(member.getProperty(name, "") or "")

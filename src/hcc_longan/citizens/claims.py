"""Taking a dossier that was filed without an account into one's own account.

It takes what a look-up takes, the last digits of the identity document where there is one, and a phone number or
e-mail address that the account has verified and the dossier names. So neither a number that was seen on a slip nor a
phone that somebody got second-hand is enough.
"""

from hcc_longan import _
from hcc_longan.accounts.person import person_of
from hcc_longan.channels.phones import read_phone
from hcc_longan.channels.sending import send_email
from hcc_longan.dossiers import acting
from hcc_longan.dossiers import claiming
from hcc_longan.protection import limits
from hcc_longan.tracking import lookup
from typing import Any
from zope.i18n import translate

import re


def claim(number: str, digits: str) -> Any | None:
    """The dossier, which is the present user's from now on; None alike whatever stands against it.

    Raises TooManyAttempts.
    """
    user_id = acting.user_id()
    limits.count("claims.account", user_id)
    dossier = lookup.find(number, digits)
    if dossier is None or dossier.filed_by not in ("", user_id):
        return None
    person = person_of(user_id)
    if (
        person is None
        or not _knows_document(digits, dossier.applicant)
        or not _is_reached_at(person, dossier.applicant)
    ):
        return None
    claiming.claim(dossier, user_id)
    _tell(dossier)
    return dossier


def _knows_document(digits: str, applicant: Any) -> bool:
    document = _plain(applicant.get("id_number") or "")
    return not document or document.endswith(_plain(digits))


def _is_reached_at(person: Any, applicant: Any) -> bool:
    phone, email = read_phone(person.phone or ""), (person.email or "").casefold()
    has_phone = "phone" in person.verified and phone and phone == read_phone(applicant.get("phone") or "")
    has_email = "email" in person.verified and email and email == (applicant.get("email") or "").strip().casefold()
    return bool(has_phone or has_email)


def _plain(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _tell(dossier: Any) -> None:
    """Tell the address in the dossier, in case that it was somebody else."""
    address, language = dossier.applicant.get("email"), dossier.applicant.get("language", "vi")
    if not address:
        return
    subject = _("Dossier ${number} was added to an account", mapping={"number": dossier.number})
    text = _(
        "The dossier ${number} can now be followed and answered in an account with your phone number or e-mail "
        "address. If that wasn't you, please tell the centre at once.",
        mapping={"number": dossier.number},
    )
    send_email(
        address,
        translate(subject, target_language=language),
        translate(text, target_language=language),
        language=language,
    )

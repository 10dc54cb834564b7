"""My data: what an account knows of its owner, and how to change it."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from functools import cached_property
from hcc_longan import _
from hcc_longan.accounts import addresses
from hcc_longan.accounts import codes
from hcc_longan.accounts import making
from hcc_longan.accounts import person
from hcc_longan.accounts import signing
from hcc_longan.accounts.browser.base import CODE
from hcc_longan.accounts.browser.base import Field
from hcc_longan.accounts.browser.base import FORM
from hcc_longan.accounts.browser.base import FormPage
from hcc_longan.accounts.browser.base import OPEN_TOO_LONG
from hcc_longan.accounts.browser.base import RECIPIENT
from hcc_longan.accounts.browser.base import REQUIRED
from hcc_longan.accounts.browser.base import SENT_AGAIN
from hcc_longan.accounts.browser.base import WRONG_CODE
from hcc_longan.accounts.browser.signing import NAME
from hcc_longan.accounts.browser.signing import NEW_PASSWORD
from hcc_longan.accounts.browser.signing import NO_RECIPIENT
from hcc_longan.accounts.passwords import weakness
from hcc_longan.accounts.recipients import EMAIL
from hcc_longan.accounts.recipients import masked
from hcc_longan.accounts.recipients import PHONE
from hcc_longan.accounts.recipients import read_recipient
from hcc_longan.channels.sending import send_email
from hcc_longan.channels.sending import send_sms
from hcc_longan.pages import page_url
from hcc_longan.validators import check
from hcc_longan.validators import Kind
from hcc_longan.validators import typed
from hcc_longan.validators import Wrong
from plone import api
from typing import Any
from zope.i18n import translate
from zope.i18nmessageid import Message


TAKEN_SUBJECT = _("This address belongs to another account")
TAKEN_TEXT = (
    _(
        "Somebody who is signed in at ${site} wanted to add this address to their account. It has an account of its "
        "own already, so that can't be."
    ),
    _("If it was you: sign in with this address instead. If not, you need do nothing."),
)
TAKEN_SMS = _("This number has an account of its own already, so it can't be added to another one.")
ADD_SUBJECT = _("Your code to add this address: ${code}")
ADD_TEXT = (
    _(
        "With the code ${code} this address is added to an account at ${site}. Type it only if the account is yours. "
        "It can be used once, within ${minutes} minutes."
    ),
    codes.NOT_YOU,
)
CHANGED_SUBJECT = _("Your account was changed")
NOT_YOU = _("If it wasn't you, sign in with a code at ${page} and tell the centre.")
NOT_YOU_DELETED = _("If it wasn't you, tell the centre.")
RECIPIENT_ADDED = _("The address ${address} was added to your account.")
RECIPIENT_REMOVED = _("The address ${address} was removed from your account.")
PASSWORD_CHANGED = _("The password of your account was changed.")
ACCOUNT_DELETED = _("Your account was deleted.")

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
LONGEST_ADDRESS = 300
ID_KINDS = (
    ("", _("Not given")),
    ("cccd", _("Citizen identity card (CCCD)")),
    ("cmnd", _("Old identity card (CMND)")),
    ("passport", _("Passport")),
)
DATA = (
    NAME,
    Field("id_kind", _("Identity document"), options=ID_KINDS),
    Field(
        "id_number",
        _("Number of the document"),
        _("For example 080192000123. We need no picture of it."),
        autocomplete="off",
        longest=30,
    ),
    Field(
        "birth_date",
        _("Date of birth"),
        _("Day, month, year, for example 01/05/1992."),
        autocomplete="bday",
        inputmode="numeric",
        longest=20,
    ),
    Field(
        "postal_address",
        _("Postal address"),
        _("House number and street, ward or commune, province."),
        autocomplete="street-address",
        longest=LONGEST_ADDRESS,
    ),
    Field("language", _("Language of messages"), is_required=True, options=tuple(LANGUAGES.items())),
)


REPLACEMENT = replace(
    NEW_PASSWORD,
    label=_("New password"),
    hint=_("At least 10 characters; three or four words that don't belong together are best."),
    is_required=True,
)


@dataclass(frozen=True)
class Step:
    """What is confirmed with a code: its heading, the fields of the form, the text of the button."""

    title: str
    fields: Sequence[Field]
    button: str


STEPS = {
    "add": Step(_("Confirm your address"), (CODE,), _("Confirm")),
    "password": Step(_("Change the password"), (CODE, REPLACEMENT), _("Change the password")),
    "delete": Step(_("Delete the account"), (CODE,), _("Delete the account for good")),
}


class AccountView(FormPage):
    """My data. What says who gets in (addresses, password) and the end of the account need a code."""

    data_fields = DATA
    recipient_fields = (RECIPIENT,)

    def update(self) -> None:
        if api.user.is_anonymous():
            self.go(self.url("sign-in", came_from=self.view_url()))
        else:
            super().update()

    def act(self) -> None:
        acts = {
            "save": self._save,
            "add": self._add,
            "remove": self._remove,
            "new-password": self._ask_for_code,
            "delete": self._delete,
            "confirm": self._confirm,
            "again": self._again,
            "sign-out": self._sign_out,
        }
        for button, act in acts.items():
            if self.chosen(button):
                act()
                return

    @cached_property
    def person(self) -> person.Person:
        return person.person_of(api.user.get_current().getId())

    @cached_property
    def recipients(self) -> Mapping[str, str]:
        """The proved e-mail address and number by kind."""
        return addresses.recipients(self.person.user_id)

    @property
    def unproved(self) -> Sequence[str]:
        """What is known and not proved: as a provider of identities or Plone's own forms said."""
        return [
            getattr(self.person, kind)
            for kind in (EMAIL, PHONE)
            if kind not in self.recipients and getattr(self.person, kind)
        ]

    @property
    def reasons(self) -> Sequence[str]:
        """Why the account can't be deleted now."""
        return making.what_needs(self.person.user_id)

    @property
    def step(self) -> Step | None:
        """What is to be confirmed with a code now."""
        return STEPS[self.pending["what"]] if self.is_code_step and self._is_mine else None

    def values(self) -> Mapping[str, str]:
        born = self.person.birth_date
        return {
            "name": self.person.name,
            "id_kind": self.person.id_kind,
            "id_number": self.person.id_number,
            "birth_date": typed(date.fromisoformat(born)) if born else "",
            "postal_address": self.person.address,
            "language": self.person.language if self.person.language in LANGUAGES else self.language,
        }

    def _save(self) -> None:
        said = {field.name: self.typed(field.name) for field in DATA}
        name = self._read("name", Kind.NAME, said["name"])
        number = self._read_number(said["id_kind"], said["id_number"])
        born = self._read("birth_date", Kind.BIRTH, said["birth_date"]) if said["birth_date"] else None
        address = self._read("postal_address", Kind.TEXT, said["postal_address"], most=LONGEST_ADDRESS)
        if self.errors:
            return
        person.change(
            self.person.user_id,
            name=name,
            id_kind=said["id_kind"],
            id_number=number,
            birth_date=born.isoformat() if born else "",
            address=address,
            language=said["language"] if said["language"] in LANGUAGES else self.language,
        )
        self.go(self.view_url(), _("Your data have been saved."))

    def _read_number(self, kind: str, number: str) -> str:
        if kind not in dict(ID_KINDS) or (number and not kind):
            self.wrong("id_kind", _("Choose which document the number is from."))
        elif kind in person.ID_KINDS and not number:
            self.wrong("id_number", REQUIRED)
        elif number:
            return self._read("id_number", Kind.ID, number, id_kind=kind)
        return ""

    def _read(self, field: str, kind: Kind, text: str, **options: Any) -> Any:
        """What was typed, in its one spelling; what is wrong with it is noted at its field."""
        try:
            return check(kind, text, **options)
        except Wrong as wrong:
            self.wrong(field, wrong.message)
            return ""

    def _add(self) -> None:
        recipient = read_recipient(self.typed("address"))
        if recipient is None:
            self.wrong("address", NO_RECIPIENT if self.typed("address") else REQUIRED)
        elif recipient in self.recipients.values():
            self.wrong("address", _("This address is in your account already."))
        else:
            self._send("add", recipient)

    def _remove(self) -> None:
        kind = self.typed("remove")
        if kind not in self.recipients or len(self.recipients) < 2:
            self.wrong(FORM, _("One address has to stay, or you could not sign in any more."))
            return
        self._tell(Message(RECIPIENT_REMOVED, mapping={"address": masked(self.recipients[kind])}))
        person.remove_recipient(self.person.user_id, kind)
        self.go(self.view_url(), _("The address was removed."))

    def _delete(self) -> None:
        if self.reasons:
            self.wrong(FORM, _("The account can't be deleted now."))
        else:
            self._ask_for_code()

    def _ask_for_code(self) -> None:
        """Send a code to who owns the account already, by e-mail if there is an address."""
        recipient = self.recipients.get(EMAIL) or self.recipients.get(PHONE)
        if recipient is None:
            self.wrong(FORM, _("First add an e-mail address or a mobile number to your account."))
        else:
            self._send("delete" if self.chosen("delete") else "password", recipient)

    def _send(self, what: str, recipient: str) -> None:
        owner = addresses.owner(recipient)
        if what == "add" and owner is not None:
            codes.say(recipient, TAKEN_SUBJECT, TAKEN_TEXT, TAKEN_SMS)
        elif what == "add":
            codes.send_code(self._purpose(what), recipient, subject=ADD_SUBJECT, text=ADD_TEXT)
        else:
            codes.send_code(self._purpose(what), recipient)
        self.remember(what=what, recipient=recipient, user=self.person.user_id)
        self.go(self.view_url(step="code"), SENT_AGAIN if self.chosen("again") else "")

    def _again(self) -> None:
        if self._is_mine:
            self._send(self.pending["what"], self.pending["recipient"])

    def _confirm(self) -> None:
        if not self._is_mine:
            self.wrong(FORM, OPEN_TOO_LONG)
            return
        what, recipient = self.pending["what"], self.pending["recipient"]
        password = self.raw("password")
        if what == "password":
            fault = weakness(password, self._own_words()) if password else REQUIRED
            if fault:
                self.wrong("password", fault)
                return
        if not codes.check_code(self._purpose(what), recipient, self.typed("code")):
            self.wrong("code", WRONG_CODE)
            return
        self.forget()
        {"add": self._added, "password": self._changed, "delete": self._deleted}[what](recipient, password)

    def _added(self, recipient: str, _password: str) -> None:
        if addresses.owner(recipient) is not None:
            self.wrong(FORM, TAKEN_SUBJECT)
            return
        self._tell(Message(RECIPIENT_ADDED, mapping={"address": masked(recipient)}))
        person.add_recipient(self.person.user_id, recipient)
        self.go(self.view_url(), _("The address was added to your account."))

    def _changed(self, _recipient: str, password: str) -> None:
        making.set_password(self.person.user_id, password)
        self._tell(PASSWORD_CHANGED)
        self.go(self.view_url(), _("The password was changed."))

    def _deleted(self, _recipient: str, _password: str) -> None:
        if self.reasons:
            self.wrong(FORM, _("The account can't be deleted now."))
            return
        self._tell(ACCOUNT_DELETED, NOT_YOU_DELETED)
        signing.sign_out(self.request)
        making.delete_account(self.person.user_id)
        self.go(api.portal.get()[self.language].absolute_url(), ACCOUNT_DELETED)

    def _sign_out(self) -> None:
        signing.sign_out(self.request)
        self.go(api.portal.get()[self.language].absolute_url(), _("You are signed out."))

    @property
    def _is_mine(self) -> bool:
        """Whether the code was asked for in this account: somebody else may have signed in in this browser."""
        return self.pending is not None and self.pending.get("user") == self.person.user_id

    def _purpose(self, what: str) -> str:
        return f"account.{what} {self.person.user_id}"

    def _own_words(self) -> Sequence[str]:
        return (self.person.name, *self.recipients.values(), self.person.id_number)

    def _tell(self, what: Message, not_you: Message = NOT_YOU) -> None:
        """Tell the owner of the account, wherever messages reach them."""
        language = self.person.language if self.person.language in LANGUAGES else self.language
        not_you = Message(not_you, mapping={"page": page_url("sign-in", language)})
        subject, what, not_you = (
            translate(each, target_language=language) for each in (CHANGED_SUBJECT, what, not_you)
        )
        for kind, recipient in self.recipients.items():
            if kind == EMAIL:
                send_email(recipient, subject, f"{what}\n\n{not_you}", language=language)
            else:
                send_sms(recipient, what)

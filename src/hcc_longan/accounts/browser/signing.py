"""Making an account, and signing in."""

from collections.abc import Sequence
from functools import cached_property
from hcc_longan import _
from hcc_longan.accounts import addresses
from hcc_longan.accounts import codes
from hcc_longan.accounts import making
from hcc_longan.accounts import signing
from hcc_longan.accounts.browser.base import CODE
from hcc_longan.accounts.browser.base import Field
from hcc_longan.accounts.browser.base import FORM
from hcc_longan.accounts.browser.base import FormPage
from hcc_longan.accounts.browser.base import RECIPIENT
from hcc_longan.accounts.browser.base import REQUIRED
from hcc_longan.accounts.browser.base import SENT_AGAIN
from hcc_longan.accounts.browser.base import WRONG_CODE
from hcc_longan.accounts.passwords import LONGEST
from hcc_longan.accounts.passwords import weakness
from hcc_longan.accounts.recipients import read_recipient
from hcc_longan.accounts.settings import setting
from hcc_longan.accounts.ways import further_ways
from hcc_longan.accounts.ways import Way
from hcc_longan.protection import challenge
from hcc_longan.validators import check
from hcc_longan.validators import Kind
from hcc_longan.validators import Wrong
from plone import api
from zope.i18nmessageid import Message


# Both pages prove an address alike: what follows depends on whether it has an account, which only its owner learns.
PURPOSE = "account"

NO_RECIPIENT = _("Give an e-mail address, for example mai@example.com, or a mobile number, for example 0901234567.")
NOT_THESE = _(
    "The address or the password is wrong. Without a password, or if you have forgotten it, sign in with a code."
)

KNOWN_SUBJECT = _("Your code to sign in: ${code}")
KNOWN_TEXT = (
    _(
        "There is an account with this address already. The code ${code} signs you in to it. It can be used once, "
        "within ${minutes} minutes."
    ),
    codes.NOT_YOU,
)
KNOWN_SMS = _("You have an account already. Code to sign in: ${code}, for ${minutes} minutes. Tell it to nobody.")
UNKNOWN_SUBJECT = _("There is no account with this address")
UNKNOWN_TEXT = (
    _("Somebody wanted to sign in at ${site} with this address, but there is no account with it."),
    _(
        "If it was you: make an account at ${page} or sign in with the address that you gave when you made yours. If "
        "not, you need do nothing."
    ),
)
UNKNOWN_SMS = _("There is no account with this number. Make one at ${page}")

NOT_CONNECTED = _(
    "This site isn't connected to VNeID yet. Don't type your VNeID password here; use an account of the centre."
)

NAME = Field(
    "name",
    _("Full name"),
    _("As in your identity document, for example Nguyễn Thị Mai."),
    autocomplete="name",
    is_required=True,
    longest=120,
)
NEW_PASSWORD = Field(
    "password",
    _("Password"),
    _(
        "At least 10 characters; three or four words that don't belong together are best. Without a password we send "
        "you a code each time you sign in."
    ),
    type="password",
    autocomplete="new-password",
    longest=LONGEST,
)
LOGIN = Field(
    "address",
    _("E-mail address, mobile number or account name"),
    autocomplete="username",
    is_required=True,
)
PASSWORD = Field(
    "password",
    _("Password"),
    _("Not needed if you sign in with a code."),
    type="password",
    autocomplete="current-password",
    longest=LONGEST,
)


class SigningPage(FormPage):
    """What both pages do: send a code, and let its owner in."""

    code_fields: Sequence[Field] = (CODE,)
    code_button = _("Sign in")

    def update(self) -> None:
        if not api.user.is_anonymous():
            # Signed in meanwhile in another window, or by a double click.
            self.go(self.came_from or self.url("my"))
            return
        super().update()

    def act(self) -> None:
        if self.pending is not None and self.chosen("confirm"):
            self._confirm(self.pending["recipient"])
        elif self.pending is not None and self.chosen("again"):
            self._send(self.pending["recipient"])
            self._to_code_step(**self.pending)
        else:
            self.begin()

    def begin(self) -> None:
        """The first step was sent."""
        raise NotImplementedError

    def welcome(self, recipient: str) -> str:
        """The id of the account for somebody who proved a recipient that has none; empty to refuse, with errors set."""
        raise NotImplementedError

    def send_code(self, recipient: str, has_account: bool) -> None:
        """Send the message of this page. To who has an account or not, it looks the same on the page."""
        raise NotImplementedError

    def check(self) -> None:
        """Errors of the fields beside the code: before it is used up."""

    def _confirm(self, recipient: str) -> None:
        self.check()
        if self.errors:
            return
        if not codes.check_code(PURPOSE, recipient, self.typed("code")):
            self.wrong("code", WRONG_CODE)
            return
        known = addresses.owner(recipient)
        user_id = known or self.welcome(recipient)
        if user_id:
            self.enter(user_id, self.pending.get("came_from", ""), known is not None)

    def enter(self, user_id: str, came_from: str, is_known: bool) -> None:
        """Sign in and go on."""
        self.forget()
        signing.sign_in(user_id, self.request)
        if is_known:
            usual, message = self.url("my"), _("You are signed in.")
        else:
            usual, message = self.url("account"), _("Your account has been made, and you are signed in.")
        self.go(signing.target_in_site(came_from) or usual, message)

    def ask_for_code(self, **said: str) -> None:
        """Send a code to what was typed and go on to the next step."""
        challenge.check(self.request, "codes")
        self._send(said["recipient"])
        self._to_code_step(**said)

    def _send(self, recipient: str) -> None:
        self.send_code(recipient, addresses.owner(recipient) is not None)

    def _to_code_step(self, **said: str) -> None:
        said.pop("page", None)
        self.remember(**said)
        self.go(self.view_url(step="code"), SENT_AGAIN if self.chosen("again") else "")

    def read_address(self) -> str:
        """The recipient that was typed; empty with an error set."""
        recipient = read_recipient(self.typed("address"))
        if recipient is None:
            self.wrong("address", NO_RECIPIENT if self.typed("address") else REQUIRED)
        return recipient or ""


class RegisterView(SigningPage):
    """Making an account: name and address, then the code."""

    first_fields = (NAME, RECIPIENT)
    code_fields = (CODE, NEW_PASSWORD)
    code_button = _("Make the account")

    @property
    def is_open(self) -> bool:
        return setting("registration")

    def begin(self) -> None:
        name = self.typed("name")
        try:
            name = check(Kind.NAME, name)
        except Wrong as wrong:
            self.wrong("name", wrong.message)
        recipient = self.read_address()
        if self.errors or not self.is_open:
            return
        self.ask_for_code(recipient=recipient, name=name, came_from=self.came_from)

    def send_code(self, recipient: str, has_account: bool) -> None:
        if has_account:
            codes.send_code(PURPOSE, recipient, subject=KNOWN_SUBJECT, text=KNOWN_TEXT, sms=KNOWN_SMS)
        else:
            codes.send_code(PURPOSE, recipient)

    def check(self) -> None:
        password = self.raw("password")
        fault = weakness(password, (self.pending["name"], self.pending["recipient"])) if password else None
        if fault:
            self.wrong("password", fault)

    def welcome(self, recipient: str) -> str:
        return making.make_account(self.pending["name"], recipient, self.language, self.raw("password"))


class SignInView(SigningPage):
    """Signing in: with a password, or with a code."""

    first_fields = (LOGIN, PASSWORD)

    @cached_property
    def ways(self) -> Sequence[Way]:
        return further_ways(self.came_from)

    @property
    def identity(self) -> str:
        """What the centre says about VNeID."""
        return setting(f"identity_{self.language}") or ("" if self.ways else NOT_CONNECTED)

    @property
    def has_registration(self) -> bool:
        return setting("registration")

    def begin(self) -> None:
        if self.chosen("send-code"):
            recipient = self.read_address()
            if recipient:
                self.ask_for_code(recipient=recipient, came_from=self.came_from)
            return
        name, password = self.typed("address"), self.raw("password")
        if not name:
            self.wrong("address", REQUIRED)
        if not password:
            self.wrong("password", _("Type your password, or choose to sign in with a code."))
        if self.errors:
            return
        if signing.is_doubtful(name):
            challenge.check(self.request, "login")
        user_id = signing.user_with_password(name, password)
        if user_id is None:
            self.wrong("password", NOT_THESE)
        else:
            self.enter(user_id, self.came_from, True)

    def send_code(self, recipient: str, has_account: bool) -> None:
        if has_account:
            codes.send_code(PURPOSE, recipient, subject=KNOWN_SUBJECT, text=codes.TEXT, sms=codes.SMS)
        else:
            mapping = {"page": self.url("register")}
            text = [Message(paragraph, mapping=mapping) for paragraph in UNKNOWN_TEXT]
            codes.say(recipient, UNKNOWN_SUBJECT, text, Message(UNKNOWN_SMS, mapping=mapping))

    def welcome(self, recipient: str) -> str:
        """The code came from the other page: the account is made there."""
        self.wrong(FORM, _("There is no account with this address yet. Please make one."))
        return ""

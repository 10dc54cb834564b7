"""What the forms of accounts share: fields, errors, and the step in which a code is typed."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hcc_longan import _
from hcc_longan.accounts.signing import target_in_site
from hcc_longan.channels.interfaces import NotDelivered
from hcc_longan.channels.sending import is_trial
from hcc_longan.pages import Page
from hcc_longan.protection import challenge
from hcc_longan.protection import tokens
from hcc_longan.protection.errors import Refused
from hcc_longan.protection.origin import is_same_origin
from hcc_longan.vietnamese import clean
from plone import api
from plone.protect.authenticator import AuthenticatorView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zope.i18n import translate


# Where messages stand that belong to no field.
FORM = "account-form"
# Between the step in which an address is typed and the one in which the code is: a telephone's browser may have
# forgotten the page when its user comes back from reading mail.
_COOKIE = "hcc_account"
_PENDING = "accounts.pending"
_PENDING_LASTS = timedelta(minutes=30)

REQUIRED = _("This is required.")
WRONG_CODE = _(
    "This code is wrong, was used already or is too old. Type the six digits of the newest message, or ask for a new "
    "code."
)
SENT_AGAIN = _("Another message is on its way.")
OPEN_TOO_LONG = _("This page had been open for too long. Nothing is lost; please send it again.")


@dataclass(frozen=True)
class Field:
    """A field of a form."""

    name: str
    label: str
    hint: str = ""
    type: str = "text"
    autocomplete: str | None = None
    inputmode: str | None = None
    is_required: bool = False
    longest: int | None = 200
    options: Sequence[tuple[str, str]] = ()


RECIPIENT = Field(
    "address",
    _("E-mail address or mobile number"),
    _("For example mai@example.com or 0901234567. We send a code there."),
    autocomplete="username",
    is_required=True,
)
CODE = Field(
    "code",
    _("Code"),
    _("The six digits from the message."),
    autocomplete="one-time-code",
    inputmode="numeric",
    is_required=True,
    longest=20,
)


class FormPage(Page):
    """A page with forms: what was typed stays, an error stands at its field and in the summary on top."""

    error_summary = ViewPageTemplateFile("templates/errors.pt")
    code_form = ViewPageTemplateFile("templates/code.pt")
    _fields = ViewPageTemplateFile("templates/fields.pt")

    @cached_property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the id of the field; `FORM` for what belongs to none."""
        return {}

    def update(self) -> None:
        if self.request.method != "POST":
            return
        # All visitors share one token: another site could get it, and sign somebody in to an account of its own.
        if not (is_same_origin(self.request) and AuthenticatorView(self.context, self.request).verify()):
            self.wrong(FORM, OPEN_TOO_LONG)
            return
        try:
            self.act()
        except (Refused, NotDelivered) as error:
            self.wrong(FORM, error.message)

    def act(self) -> None:
        """Do what a form asks for: redirect, or set errors. May raise Refused and NotDelivered."""
        raise NotImplementedError

    def values(self) -> Mapping[str, str]:
        """What the fields show when nothing was typed."""
        return {}

    def fields(self, fields: Sequence[Field]) -> str:
        """The HTML of fields."""
        shown = self.request.form if self.request.method == "POST" else {}
        return self._fields(fields=fields, shown={**self.values(), **shown})

    def typed(self, name: str) -> str:
        """A field of the form, cleaned."""
        return clean(self.raw(name))

    def raw(self, name: str) -> str:
        """A field of the form as it was typed: a password."""
        value = self.request.form.get(name, "")
        return value if isinstance(value, str) else ""

    def chosen(self, button: str) -> bool:
        """Whether the form was sent with this button."""
        return button in self.request.form

    def wrong(self, field: str, message: str) -> None:
        """Say what is wrong with a field."""
        self.errors[field] = translate(message, target_language=self.language)

    def go(self, url: str, message: str = "") -> None:
        """Redirect, and say something on the next page."""
        if message:
            api.portal.show_message(message, self.request)
        self.request.response.redirect(url, status=303)

    @cached_property
    def came_from(self) -> str:
        """Where to go on afterwards; empty if that isn't on this site."""
        return target_in_site(self.request.form.get("came_from"))

    @property
    def challenge(self) -> str:
        """What keeps robots from the form."""
        return challenge.field(self.request)

    # The step in which a code is typed

    @cached_property
    def pending(self) -> dict[str, str] | None:
        """What was said before the code was sent, in the window that the form is in; None if nothing was."""
        token = self.request.form.get("pending") or self.request.cookies.get(_COOKIE)
        found = tokens.read(_PENDING, token)
        return found if found and found["page"] == self.page else None

    @property
    def pending_token(self) -> str:
        return tokens.sign(_PENDING, self.pending, _PENDING_LASTS)

    @property
    def is_code_step(self) -> bool:
        return self.pending is not None and bool({"step", "pending"} & set(self.request.form))

    @property
    def mailbox_url(self) -> str:
        """Where the messages of a trial site end; empty on other sites."""
        return f"{api.portal.get().absolute_url()}/{self.language}/@@mailbox" if is_trial() else ""

    def remember(self, **said: str) -> None:
        """Keep what was said until the code is typed."""
        token = tokens.sign(_PENDING, {"page": self.page, **said}, _PENDING_LASTS)
        secure = self.request["SERVER_URL"].startswith("https:")
        self.request.response.setCookie(
            _COOKIE, token, path="/", http_only=True, same_site="Lax", secure=secure, quoted=False
        )

    def forget(self) -> None:
        """Let the next visit begin anew."""
        self.request.response.expireCookie(_COOKIE, path="/")

    def view_url(self, **query: Any) -> str:
        """This page's address."""
        return self.url(self.page, **query)

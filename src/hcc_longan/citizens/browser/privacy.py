"""Personal data: the notice, taking away one's data, requests and their state, optional consents."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from hcc_longan import _
from hcc_longan.accounts import codes
from hcc_longan.accounts.browser.base import CODE
from hcc_longan.accounts.browser.base import RECIPIENT
from hcc_longan.accounts.browser.base import WRONG_CODE
from hcc_longan.accounts.browser.signing import NAME
from hcc_longan.accounts.browser.signing import NO_RECIPIENT
from hcc_longan.accounts.person import person_of
from hcc_longan.accounts.recipients import EMAIL
from hcc_longan.accounts.recipients import PHONE
from hcc_longan.accounts.recipients import read_recipient
from hcc_longan.citizens import consents
from hcc_longan.citizens import requests
from hcc_longan.citizens.browser.base import CitizenPage
from hcc_longan.citizens.settings import setting
from hcc_longan.dossiers.acting import user_id
from hcc_longan.protection import challenge
from hcc_longan.protection import limits
from hcc_longan.protection import tokens
from typing import Any

import re


# Who has no account proves an address by a code; the browser then knows it for a while.
COOKIE = "hcc_contact"
PURPOSE = "privacy"
LASTS = timedelta(minutes=30)


class PrivacyPage(CitizenPage):
    """For everybody to read; requests are made by those who are signed in or have proved their address."""

    longest = requests.LONGEST

    def update(self) -> None:
        # Its forms are made for one visitor, though everybody may read and find it.
        self.request.response.setHeader("Cache-Control", "private, no-store")
        super().update()

    @property
    def is_private(self) -> bool:
        return bool(user_id() or self.contact or self.request.method == "POST")

    @cached_property
    def contact(self) -> str:
        """The address that somebody without an account has proved."""
        token = self.request.cookies.get(COOKIE)
        return "" if user_id() else (tokens.read(PURPOSE, token) or {}).get("contact", "")

    @property
    def is_signed_in(self) -> bool:
        return bool(user_id())

    def save(self) -> None:
        if self.is_signed_in and self.chosen("consent"):
            self._consent()
        elif (self.is_signed_in or self.contact) and self.chosen("request"):
            self._request()
        elif self.chosen("send"):
            self._send()
        elif self.pending is not None and self.chosen("again"):
            self._send_to(self.pending["recipient"])
        elif self.pending is not None and self.chosen("confirm"):
            self._confirm(self.pending["recipient"])

    # The notice

    @property
    def notice(self) -> Sequence[str]:
        """The paragraphs of the centre's own notice; none where the usual one stands."""
        text = setting(f"notice_{self.language}") or ""
        return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r", "")) if part.strip()]

    @property
    def answer_days(self) -> int:
        return setting("answer_days")

    @property
    def log_years(self) -> int:
        return setting("keep_access_log_years")

    @property
    def export_url(self) -> str:
        return f"{self.context.absolute_url()}/@@my-data"

    @property
    def sign_in_url(self) -> str:
        return self.url("sign-in", came_from=self.url("privacy"))

    # Consents

    @property
    def my_consents(self) -> Sequence[Mapping[str, Any]]:
        """Each optional consent, and since when it is given."""
        given = {row.kind: row for row in consents.history(user_id()) if row.withdrawn_at is None}
        return [
            {
                "id": f"consent-{consent.value}",
                "value": consent.value,
                "title": self.say(title),
                "since": self.day(given[consent].given_at) if consent in given else "",
            }
            for consent, title in consents.CONSENTS.items()
        ]

    def _consent(self) -> None:
        chosen = self.request.form.get("consents", [])
        for consent, title in consents.CONSENTS.items():
            if consent.value in chosen:
                consents.give(user_id(), consent, self.say(title))
            else:
                consents.withdraw(user_id(), consent)
        self.go(self.url("privacy") + "#consents", _("Your choice was saved."))

    # An address, for those without an account

    @property
    def address_fields(self) -> str:
        return self.fields([RECIPIENT])

    @property
    def code_step(self) -> str:
        return self.code_form(fields=[CODE], button=_("Continue"))

    def _send(self) -> None:
        challenge.check(self.request, "codes")
        recipient = read_recipient(self.typed(RECIPIENT.name))
        if recipient is None:
            self.wrong(RECIPIENT.name, NO_RECIPIENT)
        else:
            self._send_to(recipient)

    def _send_to(self, recipient: str) -> None:
        codes.send_code(PURPOSE, recipient)
        self.remember(recipient=recipient)
        self.go(self.url("privacy", step="code") + "#address")

    def _confirm(self, recipient: str) -> None:
        if codes.check_code(PURPOSE, recipient, self.typed(CODE.name)):
            self.forget()
            self._know(recipient)
            self.go(self.url("privacy") + "#requests", _("Your address is proved for half an hour."))
        else:
            self.wrong(CODE.name, WRONG_CODE)

    def _know(self, recipient: str) -> None:
        """Let this browser show the requests of an address for a while."""
        self.request.response.setCookie(
            COOKIE,
            tokens.sign(PURPOSE, {"contact": recipient}, LASTS),
            path="/",
            http_only=True,
            same_site="Lax",
            secure=self.request["SERVER_URL"].startswith("https:"),
            quoted=False,
        )

    # Requests

    @property
    def kinds(self) -> Sequence[tuple[str, str]]:
        return [(kind.value, self.say(title)) for kind, title in requests.KINDS.items()]

    @property
    def my_requests(self) -> Sequence[Mapping[str, Any]]:
        found = requests.of_account(user_id()) if self.is_signed_in else requests.of_contact(self.contact)
        return [
            {
                "number": row.number,
                "kind": self.say(requests.KINDS[requests.Kind(row.kind)]),
                "text": row.text,
                "made": self.moment(row.made_at),
                "due": self.moment(row.due_at) if row.state == requests.State.OPEN else "",
                "state": self.say(requests.STATES[requests.State(row.state)]),
                "answer": row.answer,
                "answered": self.moment(row.answered_at) if row.answered_at else "",
            }
            for row in found
        ]

    @property
    def name_fields(self) -> str:
        return self.fields([NAME])

    @property
    def requester(self) -> requests.Requester:
        if not self.is_signed_in:
            return requests.Requester("", self.typed("name")[:250], self.contact)
        person = person_of(user_id())
        # Answers are sent only where the account's owner is certain to read them.
        proved = {EMAIL: person.email, PHONE: person.phone}
        contact = next((address for kind, address in proved.items() if kind in person.verified), "")
        return requests.Requester(user_id(), person.name, contact)

    def _request(self) -> None:
        limits.count("privacy.person", user_id() or self.contact)
        raw = {"kind": self.typed("kind"), "text": self.raw("text")}
        made = requests.make_request(self.requester, raw, self.language, self.key)
        mapping = {"number": made.number, "moment": self.moment(made.due_at)}
        message = _("Your request ${number} has arrived. You will have an answer by ${moment}.", mapping=mapping)
        self.go(self.url("privacy") + "#requests", message)

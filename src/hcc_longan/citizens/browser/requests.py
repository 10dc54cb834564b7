"""Requests about personal data, for those who answer them."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from hcc_longan import _
from hcc_longan.accounts.recipients import EMAIL
from hcc_longan.accounts.recipients import kind_of
from hcc_longan.channels.sending import send_email
from hcc_longan.channels.sending import send_sms
from hcc_longan.citizens import requests
from hcc_longan.citizens.browser.base import CitizenPage
from hcc_longan.pages import page_url
from hcc_longan.vietnamese import format_number
from typing import Any
from zope.i18n import translate


SIZE = 30


class DataRequestsView(CitizenPage):
    """Open requests, first due first; one of them with its answer; those that are answered."""

    longest = requests.LONGEST

    @property
    def view_url(self) -> str:
        return f"{self.context.absolute_url()}/@@{self.__name__}"

    @cached_property
    def chosen(self) -> Mapping[str, Any] | None:
        """The request that is shown whole."""
        row = requests.find(self.typed("number")) if self.typed("number") else None
        return self._told(row) if row is not None else None

    @property
    def open(self) -> Sequence[Mapping[str, Any]]:
        return [self._told(row) for row in requests.open_requests()]

    @property
    def closed(self) -> Sequence[Mapping[str, Any]]:
        return [self._told(row) for row in requests.closed_requests(SIZE)]

    @property
    def outcomes(self) -> Sequence[tuple[str, str]]:
        return [(state.value, self.say(requests.STATES[state])) for state in list(requests.State)[1:]]

    def save(self) -> None:
        raw = {"state": self.typed("state"), "answer": self.raw("answer")}
        row = requests.answer(self.typed("number"), raw)
        _tell(row)
        self.go(self.view_url, _("The request ${number} was answered.", mapping={"number": row.number}))

    def _told(self, row: Any) -> Mapping[str, Any]:
        is_open = row.state == requests.State.OPEN
        left = requests.remaining(row) if is_open else timedelta()
        return {
            "number": row.number,
            "url": f"{self.view_url}?number={row.number}",
            "kind": self.say(requests.KINDS[requests.Kind(row.kind)]),
            "text": row.text,
            "name": row.name,
            "account": row.user_id,
            "contact": row.contact,
            "made": self.moment(row.made_at),
            "due": self.moment(row.due_at),
            "is_open": is_open,
            "is_late": left < timedelta(),
            "left": format_number(round(abs(left) / timedelta(hours=1), 1), self.language),
            "state": self.say(requests.STATES[requests.State(row.state)]),
            "answer": row.answer,
            "answered": self.moment(row.answered_at) if row.answered_at else "",
            "answered_by": row.answered_by,
        }


def _tell(row: Any) -> None:
    """Tell the requester that there is an answer."""

    def say(message: Any) -> str:
        return translate(message, target_language=row.language)

    outcome = say(requests.STATES[requests.State(row.state)])
    mapping = {"number": row.number, "outcome": outcome, "url": page_url("privacy", row.language)}
    if row.contact and kind_of(row.contact) == EMAIL:
        subject = say(_("Your request ${number} about personal data", mapping=mapping))
        first = say(_("Your request ${number}: ${outcome}.", mapping=mapping))
        last = say(_("Your requests: ${url}", mapping=mapping))
        send_email(row.contact, subject, f"{first}\n\n{row.answer}\n\n{last}", language=row.language)
    elif row.contact:
        text = _("Your request ${number} about personal data: ${outcome}. Read the answer at ${url}", mapping=mapping)
        send_sms(row.contact, say(text))

"""Screens of several pages: what follows the screen's name in the address says which part of it answers."""

from collections.abc import Mapping
from datetime import datetime
from hcc_longan.accounts.browser.base import OPEN_TOO_LONG
from hcc_longan.clock import ZONE
from hcc_longan.desk.screens import Screen
from hcc_longan.dossiers import access
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.protection.origin import is_same_origin
from hcc_longan.vietnamese import clean
from hcc_longan.vietnamese import format_vnd
from plone.protect.authenticator import AuthenticatorView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zExceptions import NotFound

import re


_ERRORS = ViewPageTemplateFile("errors.pt")


class Part:
    """A part: `page` shows it, as `view/part` of a template; `show` and `act` do the work of GET and POST.

    What they answer, if it is not None, is the whole answer (a PDF, nothing beside a redirect).
    """

    title: Any = ""

    def __init__(self, screen: Any):
        self.screen = screen
        self.request = screen.request
        # What is wrong, by the id of the field.
        self.errors: dict[str, str] = {}

    def show(self) -> Any:
        return None

    def act(self) -> Any:
        return None

    def refuse(self) -> None:
        """Say that a form is not of a page that this officer has open."""
        self.wrong(self.screen.summary, OPEN_TOO_LONG)

    def page(self) -> str:
        """The page."""
        raise NotImplementedError

    @property
    def error_summary(self) -> str:
        return _ERRORS(self.screen)

    def summed_up(self, place: str) -> str:
        """An error as the summary has it."""
        return self.errors[place]

    def wrong(self, place: str, message: Any) -> None:
        self.errors[place] = self.say(message)

    @property
    def form(self) -> Mapping[str, Any]:
        return self.request.form

    def typed(self, name: str, longest: int = 250) -> str:
        """A field of the form, cleaned."""
        return text_of(self.form, name)[:longest]

    def listed(self, name: str) -> list[str]:
        """The ticked values of a field."""
        value = self.form.get(name) or []
        return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]

    def number(self, name: str) -> int | None:
        """A whole number as it was typed, with or without points; None for none, raises ValueError."""
        text = re.sub(r"[\s.,]", "", self.typed(name, 40))
        if not text:
            return None
        if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
            raise ValueError(text)
        return int(text)

    def say(self, message: Any) -> str:
        return self.screen.say(message)

    def invalid(self, field: str) -> str:
        return "is-invalid" if field in self.errors else ""

    def money(self, amount: int) -> str:
        return format_vnd(amount, self.screen.language)

    @staticmethod
    def day(moment: datetime | None) -> str:
        return f"{moment.astimezone(ZONE):%d/%m/%Y}" if moment else ""

    @staticmethod
    def moment(moment: datetime | None) -> str:
        return f"{moment.astimezone(ZONE):%H:%M, %d/%m/%Y}" if moment else ""

    def pdf(self, data: bytes, name: str) -> bytes:
        """A PDF as the answer."""
        response = self.request.response
        response.setHeader("Content-Type", "application/pdf")
        response.setHeader("Content-Disposition", f'inline; filename="{name}.pdf"')
        return data


class PartedScreen(Screen):
    """A screen that leaves everything to the part that `chosen` makes; `summary` is the id of its summary of errors."""

    summary = ""
    part: Part | None = None
    answer: Any = None

    def chosen(self) -> Part:
        """The part for the address."""
        raise NotImplementedError

    def update(self) -> None:
        self.part = self.chosen()
        if self.request.method != "POST":
            self.answer = self.part.show()
        elif is_same_origin(self.request) and AuthenticatorView(self.context, self.request).verify():
            self.answer = self.part.act()
        else:
            self.part.refuse()

    def index(self) -> Any:
        return self.part.page() if self.answer is None else self.answer


def text_of(form: Mapping[str, Any], name: str) -> str:
    """A field of a form, cleaned; a name that was sent twice counts once."""
    value = form.get(name, "")
    value = value[0] if isinstance(value, list) and value else value
    return clean(value.replace("\0", "")) if isinstance(value, str) else ""


def looked_at(number: str) -> Any:
    """The dossier with a number, its access noted; raises NotFound for somebody else's and for none at all alike."""
    dossier = queries.by_number(number)
    if dossier is None or not sees_everything(dossier):
        raise NotFound(number)
    access.note(dossier)
    return dossier

"""What the parts of the screen share."""

from collections.abc import Mapping
from datetime import datetime
from hcc_longan.clock import ZONE
from hcc_longan.vietnamese import clean
from hcc_longan.vietnamese import format_vnd
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any

import re


_ERRORS = ViewPageTemplateFile("templates/errors.pt")


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

    def page(self) -> str:
        """The page."""
        raise NotImplementedError

    @property
    def error_summary(self) -> str:
        return _ERRORS(self.screen)

    @property
    def form(self) -> Mapping[str, Any]:
        return self.request.form

    def typed(self, name: str, longest: int = 250) -> str:
        """A field of the form, cleaned."""
        value = self.form.get(name, "")
        return clean(value.replace("\0", ""))[:longest] if isinstance(value, str) else ""

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

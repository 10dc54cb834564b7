"""Printing the register of a department and a period."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.catalogue.departments import all_departments
from hcc_longan.dossiers.browser.settings import SettingsPage
from hcc_longan.dossiers.roles import departments_of
from hcc_longan.papers.register import printed_register
from hcc_longan.papers.register import TooManyRows
from plone import api
from typing import Any
from zExceptions import Unauthorized


_FIRST_YEAR, _LAST_YEAR = 1900, 2999


class RegisterView(SettingsPage):
    """`department`, `from` and `to` (YYYY-MM-DD) give the PDF; without them a form asks for them."""

    def __call__(self) -> Any:
        response = self.request.response
        response.setHeader("Cache-Control", "private, no-store")
        response.setHeader("X-Robots-Tag", "noindex")
        if not self.departments_offered:
            raise Unauthorized
        pdf = self._print() if "department" in self.request.form else b""
        if not pdf:
            return self.index()
        response.setHeader("Content-Type", "application/pdf")
        response.setHeader(
            "Content-Disposition", f'inline; filename="{self.typed("department")}-{self.days["from"]}.pdf"'
        )
        return pdf

    @cached_property
    def departments_offered(self) -> Mapping[str, str]:
        """The departments whose register the present user may print, with their names."""
        codes = set().union(*departments_of(api.user.get_current()).values())
        return {
            code: department.title(self.language)
            for code, department in all_departments().items()
            if "*" in codes or code in codes
        }

    labels = {"from": _("First day"), "to": _("Last day")}

    @property
    def days(self) -> Mapping[str, str]:
        """The period as typed; this month up to today if nothing was."""
        today = clock.today()
        return {
            "from": self.typed("from") or today.replace(day=1).isoformat(),
            "to": self.typed("to") or today.isoformat(),
        }

    def _print(self) -> bytes:
        """The PDF; or nothing, and `errors`."""
        if self.typed("department") not in self.departments_offered:
            self.errors["register-department"] = self.translate(_("Choose one of your departments."))
        days = {}
        for name, text in self.days.items():
            try:
                days[name] = _read_day(text)
            except ValueError:
                self.errors[f"register-{name}"] = self.translate(_("Give a date, for example 2026-01-01."))
        if len(days) == 2 and days["to"] < days["from"]:
            self.errors["register-to"] = self.translate(_("The last day lies before the first one."))
        if self.errors:
            return b""
        try:
            return printed_register(self.typed("department"), days["from"], days["to"], self.language)
        except TooManyRows as error:
            message = _(
                "There are more than ${number} dossiers in these days. Choose fewer days.",
                mapping={"number": error.most},
            )
            self.errors["register-to"] = self.translate(message)
            return b""


def _read_day(text: str) -> date:
    day = date.fromisoformat(text)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(text)
    return day

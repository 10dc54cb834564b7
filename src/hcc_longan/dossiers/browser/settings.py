"""Control panels of dossiers: settings, and the rules of deadlines by period."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from functools import cached_property
from hcc_longan import _
from hcc_longan.catalogue.browser.base import CatalogueBrowserView
from hcc_longan.dossiers.settings import all_rules
from hcc_longan.dossiers.settings import IDossierSettings
from hcc_longan.dossiers.settings import PREFIX
from hcc_longan.dossiers.settings import Rules
from hcc_longan.dossiers.settings import set_rules
from hcc_longan.interfaces import IHccLonganLayer
from itertools import count
from plone import api
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm
from plone.protect import CheckAuthenticator
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from z3c.form.error import ErrorViewSnippet
from zope.component import adapter
from zope.i18n import translate
from zope.schema.interfaces import WrongContainedType

import math


class DossierSettingsForm(RegistryEditForm):
    """Everything but the workflows, which have a page of their own."""

    schema = IDossierSettings
    schema_prefix = PREFIX
    label = _("Dossiers: settings")
    description = _("Codes, other agencies, counters and attachments.")

    def updateFields(self) -> None:
        super().updateFields()
        self.fields = self.fields.omit("workflows")


@adapter(WrongContainedType, IHccLonganLayer, None, None, RegistryEditForm, None)
class WrongLines(ErrorViewSnippet):
    """What is wrong with a list of lines: each wrong line, quoted, and why."""

    def createMessage(self) -> str:
        return " ".join(
            f"“{error.args[0]}”: {translate(error.doc(), context=self.request)}" for error in self.error.errors
        )


class DossierSettingsView(ControlPanelFormWrapper):
    form = DossierSettingsForm


class SettingsPage(CatalogueBrowserView):
    """A control panel made by hand: what was typed stays, an error stands at its field and in the summary on top."""

    error_summary = ViewPageTemplateFile("templates/errors.pt")

    @cached_property
    def language(self) -> str:
        """The reader's: a control panel belongs to no language."""
        return api.portal.get_current_language()

    @cached_property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the id of the field."""
        return {}

    def __call__(self) -> str:
        if self.request.method == "POST":
            CheckAuthenticator(self.request)
            done = self.save()
            if done:
                api.portal.show_message(done, self.request)
                return self.request.response.redirect(self.url)
        return self.index()

    def save(self) -> str:
        """Do what was asked for and give the message that says so; or give "" and set `errors`."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        return f"{self.context.absolute_url()}/@@{self.__name__}"

    def typed(self, name: str) -> str:
        """A field of the form, without blanks around it."""
        return str(self.request.form.get(name, "")).strip()

    def invalid(self, field: str) -> str:
        """The class of a field with an error."""
        return "is-invalid" if field in self.errors else ""


def read_number(text: str) -> float:
    """A number of 0 or more with a point or a comma; raises ValueError."""
    number = float(text.replace(",", "."))
    if not math.isfinite(number) or number < 0:
        raise ValueError(text)
    return number


def _read_count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(text)
    return int(text)


def _read_time(text: str) -> str:
    return datetime.strptime(text, "%H:%M").strftime("%H:%M") if text else ""


@dataclass(frozen=True)
class Column:
    """A column of the table of rules: its heading, where the rule comes from, how its text is read."""

    name: str
    title: str
    help: str
    read: Callable[[str], Any]
    wrong: str
    type: str = "text"
    inputmode: str | None = None


COLUMNS = (
    Column(
        "valid_from",
        _("In force from"),
        _("First day of the period. It ends when the next one begins; the first one also holds for the time before."),
        lambda text: date.fromisoformat(text).isoformat(),
        _("Give a date, for example 2026-01-01."),
        type="date",
    ),
    Column(
        "cutoff",
        _("Same-day services until"),
        _(
            "An application for a same-day service that is received from this time on is due on the next working day. "
            "Source: the national records of copies of civil-status papers say 15:00 (verified); for other services "
            "it is practice. Leave it empty for no such rule."
        ),
        _read_time,
        _("Give a time of the day, for example 15:00, or nothing."),
        type="time",
    ),
    Column(
        "extensions",
        _("New dates after an apology"),
        _(
            "How often a new date may be set for a dossier that is late. Source: NĐ 61/2018/NĐ-CP, a new date once "
            "(verified by press reports). Whether the decree that replaced it on 1 July 2025, NĐ 118/2025/NĐ-CP, keeps "
            "this is not verified."
        ),
        _read_count,
        _("Give a whole number, 0 or more."),
        inputmode="numeric",
    ),
    Column(
        "late_after_supplements",
        _("Late from so many supplement requests on"),
        _(
            "A dossier with so many requests counts as late, whatever its date; 0 for never. Source: a description of "
            "how indicator 2.1 of QĐ 766/QĐ-TTg is reckoned, more than one request. It is a rule of the national "
            "scoring, not of a decree."
        ),
        _read_count,
        _("Give a whole number, 0 or more."),
        inputmode="numeric",
    ),
    Column(
        "warn_days",
        _("Due soon, working days before"),
        _("From so many working days before its date a dossier is marked as due soon. Practice; no law says it."),
        read_number,
        _("Give a number of working days, 0 or more."),
        inputmode="decimal",
    ),
)


class DeadlineRulesView(SettingsPage):
    """The periods of the rules; the last row of the form is for a new one."""

    columns = COLUMNS

    def save(self) -> str:
        periods = self._read()
        if self.errors:
            return ""
        set_rules(periods)
        return _("The rules have been saved.")

    def _read(self) -> Sequence[Rules]:
        """The periods as typed; sets `errors`."""
        periods: dict[str, Rules] = {}
        rows = self.rows
        for number, row in enumerate(rows):
            if row["remove"] or (row is rows[-1] and not any(row[column.name] for column in COLUMNS)):
                continue
            values: dict[str, Any] = {}
            for column in COLUMNS:
                try:
                    values[column.name] = column.read(row[column.name])
                except ValueError:
                    self.errors[f"{column.name}-{number}"] = self.translate(column.wrong)
            first = values.get("valid_from")
            if first in periods:
                self.errors[f"valid_from-{number}"] = self.translate(_("Another period begins on this day."))
            elif len(values) == len(COLUMNS):
                periods[first] = Rules(**values)
        if not periods and not self.errors:
            self.errors["remove-0"] = self.translate(_("One period has to stay."))
        return list(periods.values())

    @cached_property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """The rows of the form: as typed, else as kept and an empty one."""
        if self.request.method != "POST":
            kept = [
                {name: str(value).removesuffix(".0") for name, value in asdict(rules).items()} for rules in all_rules()
            ]
            return [{"remove": False, **row} for row in (*kept, dict.fromkeys(kept[0], ""))]
        form = self.request.form
        rows = []
        for number in count():
            if f"valid_from-{number}" not in form:
                return rows
            row = {column.name: self.typed(f"{column.name}-{number}") for column in COLUMNS}
            rows.append({"remove": f"remove-{number}" in form, **row})

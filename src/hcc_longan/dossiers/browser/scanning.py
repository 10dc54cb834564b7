"""Virus scanning: the warning while it is off, and its control panel."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.dossiers import quarantine
from hcc_longan.dossiers.browser.settings import SettingsPage
from hcc_longan.dossiers.roles import departments_of
from hcc_longan.protection import scanning
from hcc_longan.protection.scanning import IScanningSettings
from hcc_longan.protection.scanning import PREFIX
from plone import api
from plone.app.layout.viewlets import ViewletBase
from typing import Any
from zope.schema.interfaces import ValidationError

import os


_WRONG = {
    "scanner": scanning.BadAddress.__doc__,
    "timeout": _("Give a whole number of seconds, from 1 to 120."),
}


class ScanningWarning(ViewletBase):
    """Says on every page of an officer's that nothing is scanned."""

    @cached_property
    def available(self) -> bool:
        return not api.user.is_anonymous() and not scanning.is_on() and bool(departments_of(api.user.get_current()))

    @property
    def may_change(self) -> bool:
        return api.user.has_permission("hcc_longan: Manage dossiers")

    @property
    def settings_url(self) -> str:
        return f"{api.portal.get().absolute_url()}/@@scanning-settings"


class ScanningSettingsView(SettingsPage):
    """Where the scanner is, how it is, and which dossiers have files that nobody can open."""

    most = 100

    def save(self) -> str:
        values: dict[str, Any] = {}
        for name, wrong in _WRONG.items():
            try:
                values[name] = IScanningSettings[name].fromUnicode(self.typed(name))
            except (ValidationError, ValueError):
                self.errors[name] = self.translate(wrong)
        if self.errors:
            return ""
        for name, value in values.items():
            api.portal.set_registry_record(f"{PREFIX}.{name}", value)
        return _("The settings have been saved.")

    def rows(self) -> list[dict[str, Any]]:
        """The fields of the form: as typed, else as kept."""
        posted = self.request.method == "POST"
        return [
            {
                "name": name,
                "title": IScanningSettings[name].title,
                "help": IScanningSettings[name].description,
                "value": self.typed(name) if posted else api.portal.get_registry_record(f"{PREFIX}.{name}"),
                "error": self.errors.get(name),
            }
            for name in _WRONG
        ]

    @cached_property
    def state(self) -> scanning.State:
        return scanning.state()

    @property
    def environment(self) -> str:
        """The address that the environment prescribes, whatever is set here."""
        return os.environ.get("HCC_CLAMD", "")

    def held(self) -> list[Mapping[str, Any]]:
        """Dossiers with locked files, first come first."""
        portal_url = api.portal.get().absolute_url()
        return [
            {
                "number": dossier.code or dossier.tracking_number,
                "url": f"{portal_url}/{dossier.path}/view",
                "waiting": row.waiting,
                "infected": row.infected,
                "since": row.since.astimezone(ZONE).strftime("%d/%m/%Y %H:%M"),
            }
            for row, dossier in quarantine.held(self.most)
        ]

    @property
    def signatures_age(self) -> int | None:
        """How many days old the scanner's signatures are, if it says so."""
        made = self.state.version.rpartition("/")[2]
        try:
            return (clock.today() - datetime.strptime(made, "%a %b %d %H:%M:%S %Y").date()).days
        except ValueError:
            return None

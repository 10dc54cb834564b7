"""Taking one's data away: a ZIP archive with everything the site keeps about the account."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from hcc_longan import _
from hcc_longan.accounts.browser.account import ID_KINDS
from hcc_longan.citizens import requests
from hcc_longan.citizens.browser.base import CitizenPage
from hcc_longan.citizens.browser.base import SignedIn
from hcc_longan.citizens.export import write_export
from hcc_longan.dossiers.acting import user_id
from hcc_longan.dossiers.messages import Side
from hcc_longan.protection import limits
from hcc_longan.vietnamese import format_date
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import quote
from ZPublisher.Iterators import filestream_iterator


# What the page to read calls the account's data; the rest is for programs.
_ACCOUNT = {
    "name": _("Full name"),
    "id_kind": _("Identity document"),
    "id_number": _("Number of the document"),
    "birth_date": _("Date of birth"),
    "address": _("Postal address"),
    "phone": _("Phone"),
    "email": _("E-mail"),
}


class ExportPage(SignedIn, CitizenPage):
    """Sent at once, to who asks for it by the button of the page on personal data; else that page."""

    page = "privacy"
    data_page = ViewPageTemplateFile("templates/data.pt")
    file: Any = None

    def save(self) -> None:
        limits.count("exports.account", user_id())
        with NamedTemporaryFile(suffix=".zip") as target:
            write_export(user_id(), self.language, target, self._data_page)
            target.flush()
            # Opened once more: by its name it is gone from here on.
            self.file = filestream_iterator(target.name, "rb")

    def index(self) -> Any:
        response = self.request.response
        if self.file is None:
            return self.go(self.url("privacy") + "#take", next(iter(self.errors.values()), ""))
        response.setHeader("Content-Type", "application/zip")
        response.setHeader("Content-Length", str(len(self.file)))
        response.setHeader("Content-Disposition", 'attachment; filename="my-data.zip"')
        return self.file

    def _data_page(self, data: Mapping[str, Any]) -> str:
        return self.data_page(data=data)

    def account(self, account: Mapping[str, Any]) -> Sequence[tuple[Any, str]]:
        """What is known of the person, in words."""
        words = {"id_kind": dict(ID_KINDS).get(account.get("id_kind"), ""), "birth_date": account.get("birth_date")}
        if words["birth_date"]:
            words["birth_date"] = format_date(date.fromisoformat(words["birth_date"]), self.language)
        known = {**account, **words}
        return [(label, known[name]) for name, label in _ACCOUNT.items() if known.get(name)]

    def at(self, moment: str | None) -> str:
        """A moment of the data as people read it."""
        return self.moment(datetime.fromisoformat(moment)) if moment else ""

    def writer(self, message: Mapping[str, Any]) -> Any:
        return _("You") if message["side"] == Side.CITIZEN else _("The centre")

    def request_words(self, row: Mapping[str, Any]) -> tuple[Any, Any]:
        """What was asked for, and how far it is."""
        return requests.KINDS[requests.Kind(row["kind"])], requests.STATES[requests.State(row["state"])]

    def text(self, value: Any) -> str:
        """A value to read: parts of lists and groups by commas."""
        if isinstance(value, Mapping):
            return ", ".join(f"{name}: {self.text(each)}" for name, each in value.items())
        return ", ".join(map(self.text, value)) if isinstance(value, list) else str(value if value is not None else "")

    def relative(self, path: str) -> str:
        """The address of a file of the archive."""
        return quote(path)

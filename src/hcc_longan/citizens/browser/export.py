"""Taking one's data away: a ZIP archive with everything the site keeps about the account."""

from collections.abc import Mapping
from hcc_longan.citizens.browser.base import CitizenPage
from hcc_longan.citizens.browser.base import SignedIn
from hcc_longan.citizens.export import write_export
from hcc_longan.dossiers.acting import user_id
from hcc_longan.protection import limits
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import quote
from ZPublisher.Iterators import filestream_iterator


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

    def text(self, value: Any) -> str:
        """A value to read: parts of lists and groups by commas."""
        if isinstance(value, Mapping):
            return ", ".join(f"{name}: {self.text(each)}" for name, each in value.items())
        return ", ".join(map(self.text, value)) if isinstance(value, list) else str(value if value is not None else "")

    def relative(self, path: str) -> str:
        """The address of a file of the archive."""
        return quote(path)

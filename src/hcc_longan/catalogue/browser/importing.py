"""The editors' import of national records: upload, preview, apply with progress.

An upload is kept with the catalogue until it is removed, so that closing the browser or a restart loses nothing;
applying goes in short requests of a batch each and can be taken up again at any time.
"""

from BTrees.OOBTree import OOBTree
from collections.abc import Sequence
from datetime import datetime
from datetime import UTC
from functools import cached_property
from hcc_longan import _
from hcc_longan.catalogue import importing
from hcc_longan.catalogue.browser.base import CatalogueBrowserView
from hcc_longan.catalogue.completeness import GAPS
from hcc_longan.catalogue.national import BrokenLine
from hcc_longan.catalogue.national import NationalRecord
from hcc_longan.catalogue.national import read_lines
from hcc_longan.catalogue.vocabularies import IMPORT_PROBLEMS
from hcc_longan.catalogue.vocabularies import PROCEDURE_PARTS
from hcc_longan.clock import ZONE
from hcc_longan.vietnamese import format_date
from persistent import Persistent
from plone import api
from plone.namedfile.file import NamedBlobFile
from plone.protect import CheckAuthenticator
from zExceptions import NotFound
from zope.annotation.interfaces import IAnnotations

import io
import secrets


_KEY = "hcc_longan.imports"
LARGEST_UPLOAD = 100 * 1024 * 1024
SHOWN = 200

KIND_TITLES = {
    "new": _("New"),
    "changed": _("Changed"),
    "same": _("Unchanged"),
    "abolished": _("No longer in the file"),
}


class Job(Persistent):
    """An uploaded file and how far it has been brought in.

    `records` are the lines and codes of its records, `position` the number of those that were brought in.
    """

    def __init__(
        self,
        file: NamedBlobFile,
        entries: Sequence[NationalRecord | BrokenLine],
        departments: list[str],
        user: str,
    ):
        records = [entry for entry in entries if isinstance(entry, NationalRecord)]
        self.file = file
        self.records = tuple((record.line, record.code) for record in records)
        self.ministries = frozenset(record.ministry for record in records)
        self.broken = len(entries) - len(records)
        self.departments = departments
        self.user = user
        self.uploaded_at = datetime.now(UTC)
        self.position = 0
        self.abolish = False
        self.summary: dict | None = None

    def lines(self) -> io.BufferedReader:
        """The file, to be read line by line; a blob alone is read byte by byte then."""
        return io.BufferedReader(self.file.open("r"))

    @property
    def is_done(self) -> bool:
        return self.summary is not None and self.position >= len(self.records)


def jobs(catalogue) -> OOBTree:
    """The catalogue's imports by id."""
    annotations = IAnnotations(catalogue)
    if _KEY not in annotations:
        annotations[_KEY] = OOBTree()
    return annotations[_KEY]


class ImportView(CatalogueBrowserView):
    """Upload, and the list of former uploads."""

    error = ""

    def __call__(self):
        if self.request.method == "POST":
            CheckAuthenticator(self.request)
            target = self.upload() if "file" in self.request.form else self.remove()
            if target:
                return self.request.response.redirect(target)
        return self.index()

    @property
    def target(self):
        return importing.catalogue_in_vietnamese()

    def upload(self) -> str:
        """Keep the uploaded file; gives the address of its preview, or "" with `error` set."""
        upload = self.request.form.get("file")
        data = upload.read(LARGEST_UPLOAD + 1) if getattr(upload, "filename", "") else b""
        if not data:
            self.error = self.translate(_("Choose a file first."))
            return ""
        if len(data) > LARGEST_UPLOAD:
            self.error = self.translate(_("The file is larger than 100 MB. Split it and import the parts."))
            return ""
        entries = list(read_lines(data.splitlines()))
        if not any(isinstance(entry, NationalRecord) for entry in entries):
            reason = next((e.reason for e in entries if isinstance(e, BrokenLine)), "")
            self.error = self.translate(
                _(
                    "No line of the file is a national record: JSON Lines are expected. ${reason}",
                    mapping={"reason": reason},
                )
            )
            return ""
        chosen = self.request.form.get("departments") or []
        job = Job(
            NamedBlobFile(data, "application/jsonl", upload.filename.rpartition("/")[2]),
            entries,
            [code for code in ([chosen] if isinstance(chosen, str) else chosen) if code in self.departments],
            api.user.get_current().getId(),
        )
        name = secrets.token_urlsafe(9)
        jobs(self.context)[name] = job
        return f"{self.context.absolute_url()}/@@import-preview?job={name}"

    def remove(self) -> str:
        jobs(self.context).pop(self.request.form.get("remove", ""), None)
        return f"{self.context.absolute_url()}/@@import-procedures"

    @property
    def lines(self) -> list[dict]:
        annotations = IAnnotations(self.context)
        return [
            {
                "name": name,
                "file": job.file.filename,
                "date": format_date(job.uploaded_at.astimezone(ZONE).date(), self.language),
                "user": job.user,
                "records": len(job.records),
                "position": job.position,
                "done": job.is_done,
                "url": f"{self.context.absolute_url()}/@@import-preview?job={name}",
            }
            for name, job in sorted(
                annotations.get(_KEY, {}).items(), key=lambda item: item[1].uploaded_at, reverse=True
            )
        ]

    @property
    def department_lines(self) -> list[dict]:
        return [{"value": code, "title": d.title(self.language)} for code, d in self.departments.items()]


class PreviewView(CatalogueBrowserView):
    """What an upload would change, field by field."""

    @cached_property
    def name(self) -> str:
        return self.request.form.get("job", "")

    @cached_property
    def job(self) -> Job:
        job = IAnnotations(self.context).get(_KEY, {}).get(self.name)
        if job is None:
            raise NotFound(self.translate(_("This upload is gone; please upload the file again.")))
        return job

    @cached_property
    def kind(self) -> str:
        """Which changes are shown; unchanged records only when asked for."""
        kind = self.request.form.get("kind", "")
        return kind if kind in (*KIND_TITLES, "unmapped", "to_check", "kept") else ""

    @cached_property
    def comparison(self) -> tuple[importing.Summary, list[importing.Change]]:
        """The whole file compared with the catalogue as it is now."""
        importer = importing.Importer(importing.catalogue_in_vietnamese(), self.job.departments)
        summary = importing.Summary()
        with self.job.lines() as lines:
            changes = list(importer.changes(read_lines(lines), summary))
        gone = list(importer.abolished())
        for change in gone:
            summary.count(change)
        return summary, [*changes, *gone]

    @property
    def summary(self) -> importing.Summary:
        return self.comparison[0]

    @property
    def figures(self) -> list[dict]:
        summary = self.summary
        titles = {
            **KIND_TITLES,
            "unmapped": _("No department"),
            "to_check": _("To check"),
            "kept": _("Local changes kept"),
        }
        return [
            {
                "value": name,
                "title": self.translate(title),
                "count": getattr(summary, name),
                "url": f"{self.url}&kind={name}",
                "chosen": name == self.kind,
            }
            for name, title in titles.items()
        ]

    @property
    def url(self) -> str:
        return f"{self.context.absolute_url()}/@@import-preview?job={self.name}"

    @cached_property
    def chosen(self) -> list[importing.Change]:
        return [change for change in self.comparison[1] if self._is_chosen(change)]

    def _is_chosen(self, change: importing.Change) -> bool:
        if self.kind == "unmapped":
            return change.is_unmapped
        if self.kind == "to_check":
            return bool(change.problems)
        if self.kind == "kept":
            return bool(change.kept)
        return change.kind.value == self.kind if self.kind else change.needs_work

    @property
    def shown(self) -> list[importing.Change]:
        return self.chosen[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.chosen) - SHOWN)

    @property
    def waiting(self) -> int:
        """How many records applying would write."""
        return self.summary.new + self.summary.changed

    def kind_title(self, change: importing.Change) -> str:
        return self.translate(KIND_TITLES[change.kind.value])

    def department_title(self, change: importing.Change) -> str:
        department = self.departments.get(change.department)
        return department.short_title(self.language) if department else ""

    def part_title(self, name: str) -> str:
        return self.translate(_PART_TITLES.get(name, name))

    def kept_titles(self, change: importing.Change) -> str:
        return ", ".join(map(self.part_title, change.kept))

    def problem_title(self, problem) -> str:
        return self.translate(IMPORT_PROBLEMS[problem.problem])

    def value(self, value) -> str:
        """A field's value for people: rows one a line."""
        if value in (None, "", []):
            return "–"
        if isinstance(value, list):
            return "\n".join(self._row(row) for row in value[:12]) + ("\n…" if len(value) > 12 else "")
        return str(value)

    def _row(self, row) -> str:
        if not isinstance(row, dict):
            return str(row)
        text = " · ".join(str(part) for part in row.values() if part not in (None, "", 0, False, True))
        return text if len(text) <= 300 else f"{text[:297]}…"


_PART_TITLES = {
    **PROCEDURE_PARTS,
    "title": _("Name"),
    "department": _("Department"),
    "field": _("Field of administration"),
    "quantities": GAPS["quantities"],
}


class ApplyView(PreviewView):
    """Brings an upload in, a batch a request; without JavaScript a button goes on."""

    def __call__(self):
        if self.request.method == "POST":
            CheckAuthenticator(self.request)
            if "start" in self.request.form:
                self.job.position = 0
                self.job.abolish = "abolish" in self.request.form
                self.job.summary = None
            self.step()
        return self.index()

    def step(self) -> None:
        """Compare and apply the next batch of records against the catalogue as it is now."""
        job = self.job
        importer = importing.Importer(importing.catalogue_in_vietnamese(), job.departments)
        numbers = dict(job.summary or {})
        summary = importing.Summary()
        due = {line for line, _code in job.records[job.position : job.position + importing.BATCH]}
        with job.lines() as lines:
            batch = list(importer.changes(read_lines(lines, only=due), summary))
        for change in batch:
            importer.apply(change)
        job.position += len(due)
        if job.position >= len(job.records) and job.abolish:
            importer.seen = {code for _line, code in job.records}
            importer.ministries = set(job.ministries)
            gone = list(importer.abolished())
            for change in gone:
                importer.apply(change)
            summary.abolished = len(gone)
        for name in ("new", "changed", "same", "abolished", "unmapped", "to_check", "kept"):
            numbers[name] = numbers.get(name, 0) + getattr(summary, name)
        numbers["broken"] = job.broken
        job.summary = numbers

    @property
    def percent(self) -> int:
        return 100 * self.job.position // len(self.job.records)

    @property
    def number(self) -> int:
        return len(self.job.records)

    @property
    def result(self) -> list[dict]:
        titles = {
            **KIND_TITLES,
            "abolished": _("Abolished"),
            "unmapped": _("No department"),
            "to_check": _("To check"),
            "kept": _("Local changes kept"),
            "broken": _("Broken lines"),
        }
        return [
            {"title": self.translate(title), "count": (self.job.summary or {}).get(name, 0)}
            for name, title in titles.items()
        ]

"""A procedure's page, its checklist to print, and its versions."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hcc_longan import _
from hcc_longan.catalogue import departments
from hcc_longan.catalogue import record as records
from hcc_longan.catalogue import terms
from hcc_longan.catalogue import versions
from hcc_longan.catalogue import wording
from hcc_longan.catalogue.browser import listing
from hcc_longan.catalogue.browser.base import CatalogueBrowserView
from hcc_longan.catalogue.vocabularies import PROCEDURE_PARTS
from hcc_longan.clock import today
from hcc_longan.clock import ZONE
from hcc_longan.vietnamese import format_date
from plone import api
from typing import Any
from zExceptions import NotFound

import io
import segno


@dataclass(frozen=True)
class Text:
    """A text and, where it isn't that of the page, its language (for screen readers)."""

    text: str
    lang: str | None = None

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Group:
    """The rows of one case; the case that holds always has no name."""

    id: str
    name: Text | None
    rows: Sequence[Mapping[str, Any]]


class ProcedureView(CatalogueBrowserView):
    """What a citizen reads: in short on top, details below. Shows the version in force today."""

    @cached_property
    def version(self) -> versions.Version | None:
        return versions.version_in_force(self.context)

    @cached_property
    def record(self) -> records.Record:
        """The record in force; where none is (a draft, not in force yet, no longer in force), the text as it stands."""
        return self.version.record if self.version else versions.current_record(self.context)

    @property
    def title(self) -> str:
        return self.record["titles"].get(self.language) or self.context.title

    @property
    def summary(self) -> str:
        return self.record["summaries"].get(self.language) or self.context.description

    # Notices

    @property
    def is_abolished(self) -> bool:
        return api.content.get_state(self.context) == "abolished"

    @property
    def is_expired(self) -> bool:
        return bool(self.context.valid_to and self.context.valid_to < today())

    @property
    def not_yet_in_force(self) -> str:
        """From when a text holds that nothing precedes."""
        start = self.context.valid_from
        return self.date(start) if start and start > today() and self.version is None else ""

    @property
    def waiting(self) -> str:
        """From when a new version holds, while an older one does."""
        version = versions.waiting_version(self.context) if self.version else None
        return self.date(version.valid_from) if version else ""

    @property
    def other_language_url(self) -> str:
        """Where the page is in the other language; empty where it isn't."""
        page = versions.translations(self.context).get("en" if self.language == "vi" else "vi")
        return page.absolute_url() if page is not None else ""

    def is_illustrative(self, part: str) -> bool:
        return part in (self.record.get("illustrative") or ())

    @property
    def illustrative_parts(self) -> str:
        return ", ".join(self.translate(PROCEDURE_PARTS[part]) for part in self.record.get("illustrative") or ())

    # In short

    @property
    def department(self) -> departments.Department | None:
        return departments.get(departments.acting(self.record["department"]))

    @property
    def field_title(self) -> str:
        field = departments.find_field(self.record["field"])
        return field.title(self.language) if field else ""

    @property
    def applicants(self) -> list[str]:
        return [self.translate(terms.APPLICANTS[value]) for value in self.record["applicants"] or ()]

    @property
    def time_limit(self) -> str:
        return wording.time_limit_span(records.time_limits(self.record), self.language, self.translate)

    @property
    def cost(self) -> str:
        return wording.fees_in_short(self.record["fees"] or (), self.language, self.translate)

    @property
    def channels(self) -> list[str]:
        return [self.translate(terms.CHANNELS[channel]) for channel in records.channels(self.record)]

    @property
    def is_online(self) -> bool:
        return "online" in records.channels(self.record)

    @cached_property
    def eform_url(self) -> str:
        """Where the procedure can be filed online: its e-form, if people may use it."""
        forms = (each for each in self.context.contentValues() if each.portal_type == "EasyForm")
        return next((each.absolute_url() for each in forms if api.user.has_permission("View", obj=each)), "")

    @property
    def level_2022(self) -> str:
        return self.translate(terms.LEVELS_2022[self.record["level_2022"] or "information"])

    @property
    def level_2011(self) -> str:
        level = self.record["level_2011"]
        return self.translate(terms.LEVELS_2011[level]) if level else ""

    @property
    def papers_in_short(self) -> str:
        number = len(records.of_case(self.record["components"] or (), "")) or len(self.record["components"] or ())
        if number == 1:
            return self.translate(_("1 paper"))
        return self.translate(_("${number} papers", mapping={"number": str(number)}))

    # Details

    def text(self, row: Mapping[str, Any], name: str) -> Text:
        own = row.get(f"{name}_{self.language}")
        if own or self.language == "vi":
            return Text(own or "")
        return Text(row.get(f"{name}_vi") or "", "vi")

    @cached_property
    def cases(self) -> dict[str, Text]:
        return {row["id"]: self.text(row, "name") for row in self.record["cases"] or ()}

    def case(self, row: Mapping[str, Any]) -> Text | None:
        return self.cases.get(row.get("case") or "")

    def grouped(self, part: str) -> list[Group]:
        """The rows of a list by case, those of every case first."""
        rows = self.record[part] or ()
        groups = [Group(case, self.cases.get(case), records.of_case(rows, case)) for case in ("", *self.cases)]
        return [group for group in groups if group.rows]

    @property
    def ways(self) -> list[dict[str, Any]]:
        """A line for each way of filing, with its limit and its fees."""
        lines = []
        for row in self.record["ways"] or ():
            limit = row.get("limit")
            lines.append(
                {
                    "channel": self.translate(terms.CHANNELS[row["channel"]]),
                    "case": self.case(row),
                    "limit": wording.time_limit(records.TimeLimit(limit, row["unit"]), self.language, self.translate)
                    if limit is not None
                    else self.translate(terms.TIME_LIMITS["unstated"]),
                    "note": self.text(row, "note"),
                }
            )
        return lines

    @property
    def fees(self) -> list[dict[str, Any]]:
        return [
            {
                "text": wording.fee(row, self.language, self.translate),
                "channel": self.translate(terms.CHANNELS[row["channel"]]) if row.get("channel") else "",
                "case": self.case(row),
                "note": self.text(row, "note"),
            }
            for row in self.record["fees"] or ()
        ]

    def quantity(self, row: Mapping[str, Any]) -> str:
        return wording.quantity(row, self.translate)

    @cached_property
    def form_files(self) -> dict[str, dict[str, str]]:
        """The files to download by short name: those of this page, else those of the Vietnamese one."""
        files = {}
        for page in (versions.canonical(self.context), self.context):
            for item in page.objectValues("Dexterity Item"):
                blob = getattr(item, "file", None)
                if item.portal_type == "File" and blob is not None:
                    files[item.getId()] = {
                        "url": f"{item.absolute_url()}/@@download/file/{blob.filename}",
                        "title": item.title,
                        "size": f"{max(1, blob.getSize() // 1024)} KB",
                        "kind": (blob.filename or "").rpartition(".")[2].upper(),
                    }
        return files

    def form_file(self, row: Mapping[str, Any]) -> dict[str, str] | None:
        return self.form_files.get(row.get("form_file") or "")

    @property
    def agencies(self) -> list[dict[str, Any]]:
        return [
            {
                "role": self.translate(title),
                "names": [self.text(row, "name") for row in self.record["agencies"] or () if row["role"] == role],
            }
            for role, title in terms.AGENCY_ROLES.items()
            if any(row["role"] == role for row in self.record["agencies"] or ())
        ]

    @property
    def legal_basis(self) -> list[dict[str, Any]]:
        return [
            {
                "number": row["number"],
                "title": self.text(row, "title"),
                "issued": self.date(date.fromisoformat(row["issued"])) if row["issued"] else "",
                "url": row["url"] if (row["url"] or "").startswith(("https://", "http://")) else "",
            }
            for row in self.record["legal_basis"] or ()
        ]

    @property
    def kind(self) -> str:
        return self.translate(terms.KINDS[self.record["kind"]]) if self.record["kind"] else ""

    @property
    def levels(self) -> str:
        return ", ".join(self.translate(terms.LEVELS[level]) for level in self.record["levels"] or ())

    @cached_property
    def related(self) -> list[listing.Item]:
        """Procedures that the record names; where it names none, others of the same field."""
        catalog = api.portal.get_tool("portal_catalog")
        wanted = {"portal_type": "Procedure", "Language": self.language, "review_state": "published"}
        if self.record["related"]:
            brains = catalog(procedure_code=list(self.record["related"]), **wanted)
        elif self.record["field"]:
            brains = catalog(procedure_field=self.record["field"], sort_on="sortable_title", sort_limit=6, **wanted)
        else:
            brains = []
        others = [brain for brain in brains if brain.procedure_facts["code"] != self.record["code"]]
        return listing.items(others[:5], self.language, self.translate)

    def date(self, day: date) -> str:
        return format_date(day, self.language)

    @property
    def changed(self) -> str:
        if self.version:
            return self.date(self.version.recorded_at.astimezone(ZONE).date())
        return self.date(self.context.modified().asdatetime().date())

    @property
    def valid_from(self) -> str:
        start = self.version.valid_from if self.version else self.context.valid_from
        return self.date(start) if start else ""

    @property
    def valid_to(self) -> str:
        end = self.version.valid_to if self.version else self.context.valid_to
        return self.date(end) if end else ""

    @cached_property
    def qr(self) -> str:
        """The page's address as an SVG picture."""
        out = io.BytesIO()
        segno.make(self.context.absolute_url(), error="m").save(
            out, kind="svg", scale=3, border=1, xmldecl=False, svgns=True, omitsize=True, svgclass="hcc-qr"
        )
        return out.getvalue().decode()

    @property
    def can_edit(self) -> bool:
        return api.user.has_permission("Modify portal content", obj=self.context)


class ChecklistView(ProcedureView):
    """The papers of a procedure on one page to print; `case` chooses one case, else all are listed."""

    @cached_property
    def chosen_case(self) -> str:
        case = self.request.form.get("case", "")
        return case if case in self.cases else ""

    @property
    def groups(self) -> list[Group]:
        groups = self.grouped("components")
        if not self.chosen_case:
            return groups
        return [group for group in groups if group.id in ("", self.chosen_case)]


class VersionsView(ProcedureView):
    """The versions of a procedure, newest first; `number` shows the one."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        current = self.version
        return [
            {
                "number": version.number,
                "valid_from": self.date(version.valid_from) if version.valid_from else "",
                "valid_to": self.date(version.valid_to) if version.valid_to else "",
                "recorded_at": self.date(version.recorded_at.astimezone(ZONE).date()),
                "recorded_by": version.recorded_by,
                "in_force": current is not None and version.number == current.number,
                "changes": self.changes(version),
            }
            for version in reversed(versions.versions(self.context))
        ]

    def changes(self, version: versions.Version) -> str:
        """Which parts differ from the version before."""
        if version.number == 1:
            return ""
        before = versions.get_version(self.context, version.number - 1).record
        titles = {**PROCEDURE_PARTS, **_OTHER_PARTS}
        return ", ".join(
            self.translate(titles[name])
            for name, value in version.record.items()
            if name in titles and before.get(name) != value
        )


_OTHER_PARTS = {
    "titles": _("Name"),
    "summaries": _("Summary"),
    "department": _("Department"),
    "field": _("Field of administration"),
    "cases": _("Cases"),
    "related": _("Related procedures"),
    "valid_from": _("In force from"),
    "valid_to": _("In force until"),
}


class VersionView(ProcedureView):
    """One version as it was, at `…/@@version?number=2`; what dossiers link to."""

    @cached_property
    def version(self) -> versions.Version:
        try:
            return versions.get_version(self.context, int(self.request.form.get("number", "")))
        except (KeyError, ValueError):
            raise NotFound(self.translate(_("There is no such version."))) from None

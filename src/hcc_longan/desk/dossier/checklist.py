"""The checklist of a dossier's papers: what an officer found for each component, and why.

It is the officers' own and no step: the dossier's version stays as it is. What was found before stays in the record.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import UTC
from enum import StrEnum
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.catalogue.record import localized
from hcc_longan.catalogue.versions import get_version
from hcc_longan.desk.due import moment
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.messages import plain
from hcc_longan.dossiers.states import Clock
from hcc_longan.dossiers.steps import procedure_of
from hcc_longan.staff.people import name_of
from plone import api
from typing import Any
from zope.i18n import translate


LONGEST = 1000
_PERMISSION = "hcc_longan: Ask for supplement"


class Finding(StrEnum):
    """What an officer found."""

    OPEN = "open"  # not looked at, or taken back
    ACCEPTED = "accepted"
    MISSING = "missing"
    WRONG = "wrong"

    @property
    def title(self) -> Any:
        return _FINDINGS[self]


_FINDINGS = {
    Finding.OPEN: _("Not checked"),
    Finding.ACCEPTED: _("Accepted"),
    Finding.MISSING: _("Missing"),
    Finding.WRONG: _("Wrong"),
}


@dataclass(frozen=True)
class Check:
    """What was found for a component the last time.

    `by` is an account, `version` how often something was found for the component; `is_outdated` if a file came since.
    """

    component: str
    finding: Finding = Finding.OPEN
    why: str = ""
    by: str = ""
    at: datetime | None = None
    version: int = 0
    is_outdated: bool = False


@dataclass(frozen=True)
class Component:
    """A paper that the procedure asks for; `received` is how many were counted at reception, None if nobody counted."""

    id: str
    title: str
    note: str = ""
    originals: int = 0
    copies: int = 0
    certified: int = 0
    is_required: bool = True
    received: int | None = None


class StaleCheck(LifecycleError):
    """Somebody else has checked the component meanwhile."""

    def __init__(self, check: Check):
        mapping = {"who": name_of(check.by), "finding": check.finding.title}
        mapping["at"] = moment(check.at)
        message = _("${who} has set this to “${finding}” at ${at}. Look again, then save.", mapping=mapping)
        if check.why:
            mapping["why"] = check.why
            message = _("${who} has set this to “${finding}” at ${at}: ${why} Look again, then save.", mapping=mapping)
        super().__init__(message)


def components_of(dossier: Any, language: str) -> Sequence[Component]:
    """The components of the procedure's version that the dossier was filed under, those of its case."""
    page = procedure_of(dossier)
    record = {} if page is None else get_version(page, dossier.procedure_version).record
    reception = next((each["data"] for each in dossier.event_records if each["transition"] == "receive"), {})
    counted = reception.get("papers") or {}
    return [
        Component(
            id=row["id"],
            title=localized(row, "name", language),
            note=localized(row, "note", language) or "",
            originals=row.get("originals") or 0,
            copies=row.get("copies") or 0,
            certified=row.get("certified") or 0,
            is_required=bool(row.get("required")),
            received=counted.get(row["id"]),
        )
        for row in record.get("components") or ()
        if not dossier.case or (row.get("case") or "") in ("", dossier.case)
    ]


def checks_of(dossier: Any) -> Mapping[str, Check]:
    """The last check of each component that was checked, by component."""
    came = _came(dossier)
    checks: dict[str, Check] = {}
    for record in dossier.checks:
        component, at = record["component"], datetime.fromisoformat(record["at"])
        checks[component] = Check(
            component=component,
            finding=Finding(record["finding"]),
            why=record["why"],
            by=record["by"],
            at=at,
            version=checks[component].version + 1 if component in checks else 1,
            is_outdated=component in came and came[component] > at,
        )
    return checks


def may_check(dossier: Any) -> bool:
    """Whether the present user may check the papers now: until processing has ended."""
    return dossier.state_now.clock is not Clock.STOPPED and api.user.has_permission(_PERMISSION, obj=dossier)


def check(dossier: Any, component: str, finding: str, why: str = "", seen: int = 0) -> Check:
    """Keep what the present user found for a component; `seen` is the version of the check that they saw.

    The same again is harmless. Raises InvalidData, RuleBroken or StaleCheck, and then nothing was changed.
    """
    if not may_check(dossier):
        raise RuleBroken(_("You may not check the papers of this dossier now."))
    why = plain(why)
    errors: dict[str, Any] = {}
    if finding not in set(Finding):
        errors["finding"] = _("Say whether the paper is accepted, missing or wrong.")
    if finding == Finding.WRONG and not why:
        errors["why"] = _("Say what is wrong: the applicant has to know what to correct.")
    elif len(why) > LONGEST:
        errors["why"] = _("Write ${number} characters at most.", mapping={"number": LONGEST})
    if component not in {each.id for each in components_of(dossier, "vi")}:
        errors["finding"] = _("The procedure has no component “${id}”.", mapping={"id": component})
    if errors:
        raise InvalidData(errors)
    last = checks_of(dossier).get(component, Check(component))
    is_same = (last.finding, last.why, last.by) == (finding, why, acting.user_id()) and not last.is_outdated
    if is_same and seen in (last.version, last.version - 1):
        return last
    if seen != last.version:
        raise StaleCheck(last)
    record = {"component": component, "finding": finding, "why": why, "by": acting.user_id()}
    dossier.checks = (*dossier.checks, {**record, "at": clock.now().astimezone(UTC).isoformat()})
    return checks_of(dossier)[component]


def to_request(dossier: Any) -> list[dict[str, str]]:
    """What a request to complete the dossier has to ask for: `[{component, what}]`, in the applicant's language.

    What was found before a new file came is left out: somebody has to look again first.
    """
    language = "en" if dossier.applicant.get("language") == "en" else "vi"
    checks = checks_of(dossier)
    missing = translate(_("This paper is missing; please hand it in."), target_language=language)
    return [
        {"component": component.id, "what": found.why or missing}
        for component in components_of(dossier, language)
        if (found := checks.get(component.id)) is not None
        and found.finding in (Finding.MISSING, Finding.WRONG)
        and not found.is_outdated
    ]


def _came(dossier: Any) -> Mapping[str, datetime]:
    """When the last file of each component came."""
    moments = {number: record["at"] for number, record in enumerate(dossier.event_records, 1)}
    came: dict[str, datetime] = {}
    for file in dossier.attachments:
        if file.source in moments:
            came[file.component] = max(
                came.get(file.component, datetime.min.replace(tzinfo=UTC)), datetime.fromisoformat(moments[file.source])
            )
    return came

"""What a centre may want to change about dossiers: patterns of numbers, partners, counters, rules of deadlines."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from datetime import date
from hcc_longan import _
from hcc_longan.catalogue.departments import all_departments
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.tracking import DEFAULT_PATTERN
from hcc_longan.dossiers.tracking import official_code
from plone import api
from zope import schema
from zope.annotation.interfaces import IAnnotations
from zope.interface import Interface

import re


PREFIX = "hcc_longan.dossiers"
_RULES = "hcc_longan.dossiers.rules"


class BadPattern(schema.ValidationError):
    __doc__ = _("The pattern can't be filled in. It may use {agency}, {date:%y%m%d} and {number:04d}.")


class BadLine(schema.ValidationError):
    __doc__ = _("A line needs a short name of small letters, digits and hyphens, and a name, parted by |.")


class NamedTwice(schema.ValidationError):
    __doc__ = _("Each line needs a short name of its own, and not centre or applicant.")


def _told_apart(lines: list[str]) -> bool:
    names = [line.partition("|")[0].strip() for line in lines]
    if len(set(names)) < len(names) or {CENTRE, APPLICANT} & set(names):
        raise NamedTwice(lines)
    return True


def _fills_in(pattern: str) -> bool:
    try:
        codes = {official_code("000.00.91.H39", date(2016, 10, 17), number, pattern) for number in (1, 2)}
    except ValueError:
        raise BadPattern(pattern) from None
    if len(codes) < 2:
        raise BadPattern(pattern)
    return True


def _is_line(line: str) -> bool:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) < 2 or not re.fullmatch(r"[a-z0-9-]{2,20}", parts[0]) or not parts[1]:
        raise BadLine(line)
    return True


class IDossierSettings(Interface):
    """Settings of dossiers."""

    code_pattern = schema.TextLine(
        title=_("Pattern of dossier codes"),
        description=_("Given at reception. {agency}, {date} and {number} are filled in (TT 01/2018/TT-VPCP, Điều 19)."),
        default=DEFAULT_PATTERN,
        constraint=_fills_in,
    )
    partners = schema.List(
        title=_("Other agencies"),
        description=_(
            "Agencies outside the centre that take part. A line: short name | Vietnamese name | English name."
        ),
        value_type=schema.TextLine(constraint=_is_line),
        constraint=_told_apart,
        default=[
            "ubnd | UBND tỉnh | Provincial People's Committee",
            "thue | Cơ quan thuế | Tax authority",
            "vpdkdd | Văn phòng đăng ký đất đai | Land registration office",
            "ca | Công an tỉnh | Provincial police",
            "pccc | Cảnh sát phòng cháy, chữa cháy | Fire police",
        ],
    )
    counters = schema.List(
        title=_("Counters"),
        description=_("A line: short name | Vietnamese name | English name | codes of the departments it serves."),
        value_type=schema.TextLine(constraint=_is_line),
        constraint=_told_apart,
        default=[],
        required=False,
    )
    workflows = schema.Dict(
        title=_("Workflows of the departments"),
        key_type=schema.TextLine(),
        value_type=schema.TextLine(),
        default={},
        required=False,
    )
    file_types = schema.List(
        title=_("Kinds of files that may be attached"),
        value_type=schema.TextLine(),
        default=["pdf", "jpg", "png", "docx", "xlsx", "dwg"],
    )
    largest_file = schema.Int(title=_("Largest file (MB)"), min=1, max=500, default=20)
    largest_dossier = schema.Int(title=_("All files of a dossier together (MB)"), min=1, max=2000, default=100)
    message_days = schema.Int(
        title=_("Messages after the end (days)"),
        description=_("For so many days after a dossier was closed applicants and officers can still write."),
        min=0,
        max=3650,
        default=30,
    )


@dataclass(frozen=True)
class Named:
    """Something with a short name and names in two languages; `departments` where it serves some."""

    id: str
    title_vi: str
    title_en: str = ""
    departments: tuple[str, ...] = ()

    def title(self, language: str) -> str:
        return (self.title_en if language == "en" else "") or self.title_vi


@dataclass(frozen=True)
class Rules:
    """Rules of deadlines that law and practice leave open, from a day on until the next ones.

    `cutoff`: an application for a same-day service received from this time on is due on the next working day.
    `extensions`: how often an apology may set a new date (NĐ 61/2018: once). `late_after_supplements`: from so many
    supplement requests on a dossier counts as late (formula of indicator 2.1, QĐ 766; 0 switches it off).
    `warn_days`: working days before the due date from which it is "due soon".
    """

    valid_from: str = "2016-10-17"
    cutoff: str = "15:00"
    extensions: int = 1
    late_after_supplements: int = 2
    warn_days: float = 1.0


def setting(name: str):
    """One of the settings of IDossierSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")


def partners() -> Mapping[str, Named]:
    """Agencies outside the centre, by short name."""
    return {line.id: line for line in map(_named, setting("partners"))}


def counters() -> Mapping[str, Named]:
    """The counters, by short name."""
    return {line.id: line for line in map(_named, setting("counters") or ())}


def agency_names(language: str) -> Mapping[str, str]:
    """The names of departments and of agencies outside the centre, by code."""
    names = {code: department.short_title(language) for code, department in all_departments().items()}
    return names | {code: partner.title(language) for code, partner in partners().items()}


def all_rules() -> Sequence[Rules]:
    """The rules in order of their first day."""
    kept = IAnnotations(api.portal.get()).get(_RULES)
    return tuple(Rules(**record) for record in kept) if kept else (Rules(),)


def rules_on(day: date) -> Rules:
    """The rules that hold on a day; before the first ones, those."""
    begun = [rules for rules in all_rules() if rules.valid_from <= day.isoformat()]
    return begun[-1] if begun else all_rules()[0]


def set_rules(rules: Sequence[Rules]) -> None:
    """Keep rules, ordered by their first day."""
    ordered = sorted(rules, key=lambda each: each.valid_from)
    IAnnotations(api.portal.get())[_RULES] = [asdict(each) for each in ordered]


def _named(line: str) -> Named:
    parts = [part.strip() for part in line.split("|")] + ["", ""]
    return Named(parts[0], parts[1], parts[2], tuple(parts[3].split()))

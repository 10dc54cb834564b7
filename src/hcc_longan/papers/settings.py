"""What a centre may want to change about its papers."""

from collections.abc import Mapping
from hcc_longan import _
from hcc_longan.papers.kinds import PaperKind
from hcc_longan.papers.kinds import SYMBOLS
from plone import api
from zope import schema
from zope.interface import Interface

import re


PREFIX = "hcc_longan.papers"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[\w.~-]+)*", re.ASCII)
DEFAULT_PATTERN = "{number}/{year}/TTPVHCC-{department}-{kind}"


class BadPaperPattern(schema.ValidationError):
    __doc__ = _("The pattern needs {number}, {year}, {department} and {kind}, and nothing else in braces.")


class BadAddress(schema.ValidationError):
    __doc__ = _("Give an address like https://hcc.longan.gov.vn, without a slash at the end.")


def paper_number(number: int, year: int, department: str, kind: PaperKind, pattern: str = DEFAULT_PATTERN) -> str:
    """A paper's number as it is printed: `12/2026/TTPVHCC-KHDT-TN`."""
    return pattern.format(number=number, year=year, department=department.upper(), kind=SYMBOLS[kind])


def _fills_in(pattern: str) -> bool:
    """Whether papers that differ in number, year, department or kind get different numbers."""
    receipt, refusal = PaperKind.RECEIPT, PaperKind.REFUSAL
    arguments = (
        (1, 2026, "khdt", receipt),
        (2, 2026, "khdt", receipt),
        (1, 2027, "khdt", receipt),
        (1, 2026, "tp", receipt),
        (1, 2026, "khdt", refusal),
    )
    try:
        numbers = {paper_number(*each, pattern) for each in arguments}
    except (KeyError, IndexError, AttributeError, TypeError, ValueError):
        raise BadPaperPattern(pattern) from None
    if len(numbers) < len(arguments) or max(map(len, numbers)) > 60:
        raise BadPaperPattern(pattern)
    return True


def _is_address(text: str) -> bool:
    if text and (len(text) > 100 or not _ADDRESS.fullmatch(text)):
        raise BadAddress(text)
    return True


class IPaperSettings(Interface):
    """Settings of papers."""

    authority_vi = schema.TextLine(
        title=_("Superior authority, in Vietnamese"),
        description=_("The first line of the letterhead."),
        default="UBND tỉnh Long An",
        max_length=120,
    )
    authority_en = schema.TextLine(
        title=_("Superior authority, in English"), default="People’s Committee of Long An Province", max_length=120
    )
    centre_vi = schema.TextLine(
        title=_("Name of the centre, in Vietnamese"),
        description=_("The second line of the letterhead."),
        default="Trung tâm Phục vụ hành chính công",
        max_length=120,
    )
    centre_en = schema.TextLine(
        title=_("Name of the centre, in English"), default="Public Administrative Service Centre", max_length=120
    )
    place = schema.TextLine(
        title=_("Place"), description=_("It stands before the date of each paper."), default="Long An", max_length=60
    )
    address = schema.TextLine(
        title=_("Address of the centre"),
        description=_("Where results are collected."),
        default="Số 1, đường Cách Mạng Tháng Tám, phường 1, thành phố Tân An, tỉnh Long An",
        max_length=250,
    )
    phone = schema.TextLine(
        title=_("Phone for questions"),
        description=_("It stands on requests for a supplement. The first one is an illustration: give your own."),
        default="0272 000 0000 (số minh họa)",
        max_length=60,
    )
    public_url = schema.TextLine(
        title=_("Public address of the site"),
        description=_(
            "QR codes lead there, for example https://hcc.longan.gov.vn. Empty: the address by which the officer uses "
            "the site."
        ),
        required=False,
        default="",
        missing_value="",
        constraint=_is_address,
    )
    number_pattern = schema.TextLine(
        title=_("Pattern of paper numbers"),
        description=_(
            "Papers are numbered by kind, department and year. {number}, {year}, {department} and {kind} are filled in."
        ),
        default=DEFAULT_PATTERN,
        constraint=_fills_in,
    )
    largest_register = schema.Int(
        title=_("Most dossiers in one printed register"),
        description=_("Somebody who asks for more is told to choose fewer days."),
        min=1,
        max=5000,
        default=500,
    )


def settings() -> Mapping[str, object]:
    """The settings by name."""
    return {name: api.portal.get_registry_record(f"{PREFIX}.{name}") for name in schema.getFieldNames(IPaperSettings)}

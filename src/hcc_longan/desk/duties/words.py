"""Duties, people and days as people read them."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from hcc_longan import _
from hcc_longan.catalogue.departments import all_departments
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.settings import partners
from hcc_longan.staff.duties import Kind
from hcc_longan.staff.duties import Part
from hcc_longan.vietnamese import format_date
from zope.i18n import translate
from zope.i18nmessageid import Message


OF_UNIT = {
    "handler": _("Officer: ${unit}"),
    "approver": _("Head: ${unit}"),
    "receiver": _("Reception: ${unit}"),
    "returner": _("Return of results: ${unit}"),
}
OF_CENTRE = {
    "receiver": _("Reception at all counters"),
    "returner": _("Return of results at all counters"),
    "supervisor": _("Leader of the centre"),
    "inspector": _("Inspector"),
}
AT_COUNTERS = {"receiver": _("Reception"), "returner": _("Return of results")}
KINDS = {Kind.SHIFT: _("Shift"), Kind.SECONDED: _("Seconded")}
PARTS = {Part.DAY: _("The whole day"), Part.MORNING: _("Morning"), Part.AFTERNOON: _("Afternoon")}


def duty_title(duty: str, language: str) -> str:
    """A duty in words."""
    prefix, _colon, code = duty.partition(":")
    if not code:
        return translate(OF_CENTRE.get(duty, duty), target_language=language)
    unit = unit_titles(language).get(code, code)
    return translate(Message(OF_UNIT[prefix], mapping={"unit": unit}), target_language=language)


def unit_titles(language: str) -> Mapping[str, str]:
    """The names of departments, agencies outside the centre and counters, by code."""
    titles = {code: each.short_title(language) for code, each in all_departments().items()}
    return {code: each.title(language) for code, each in (*partners().items(), *counters().items())} | titles


def sorted_duties(duties: Sequence[str] | frozenset[str]) -> Sequence[str]:
    """Duties in the order in which people name them: departments', counters', the centre's."""
    order = [*OF_UNIT, *OF_CENTRE]
    return sorted(duties, key=lambda duty: (":" not in duty, order.index(duty.partition(":")[0]), duty))


def days(first: date, last: date | None, language: str) -> str:
    """`03/11/2026`, `03/11/2026 – 06/11/2026` or `from 03/11/2026 on`."""
    begin = format_date(first, language)
    if last is None:
        return translate(_("from ${day} on", mapping={"day": begin}), target_language=language)
    return begin if first == last else f"{begin} – {format_date(last, language)}"

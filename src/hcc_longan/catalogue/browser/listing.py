"""Procedures in a list, as plain values read from the catalog alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from hcc_longan.catalogue import departments
from hcc_longan.catalogue import terms
from hcc_longan.catalogue import wording
from hcc_longan.catalogue.record import TimeLimit


@dataclass(frozen=True)
class Item:
    """A procedure in a list; texts in the language of the list."""

    url: str
    code: str
    title: str
    summary: str
    department: str
    field: str
    time_limit: str
    payment: str
    online_level: str
    online_level_title: str


def items(brains: Iterable, language: str, translate: wording.Translate) -> list[Item]:
    """What lists show of procedures."""
    known = departments.all_departments()
    result = []
    for brain in brains:
        facts = brain.procedure_facts
        department = known.get(facts["department"])
        field = departments.find_field(facts["field"])
        limits = [TimeLimit(number, unit) for number, unit in facts["limits"]]
        level = facts["level_2022"] or "information"
        result.append(
            Item(
                url=brain.getURL(),
                code=facts["code"],
                title=brain.Title,
                summary=brain.Description,
                department=department.title(language) if department else "",
                field=field.title(language) if field else "",
                time_limit=wording.time_limit_span(limits, language, translate) if limits else "",
                payment=translate(terms.PAYMENT[facts["payment"]]) if facts["payment"] != "unstated" else "",
                online_level=level,
                online_level_title=translate(terms.LEVELS_2022[level]),
            )
        )
    return result

"""How a record's values read: time limits, fees, quantities, in the language of the page."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.catalogue import terms
from hcc_longan.catalogue.record import TimeLimit
from hcc_longan.vietnamese import format_number
from hcc_longan.vietnamese import format_vnd
from typing import Any


Translate = Callable[[str], str]

_ONE = {
    "same_day": _("within the day"),
    "working_day": _("1 working day"),
    "day": _("1 calendar day"),
    "working_hour": _("1 working hour"),
    "hour": _("1 hour"),
    "month": _("1 month"),
}


def time_limit(limit: TimeLimit, language: str, translate: Translate) -> str:
    """`3 working days`, `1 tháng`."""
    if limit.number == 1:
        return translate(_ONE[limit.unit])
    return f"{format_number(limit.number, language)} {translate(terms.UNITS[limit.unit])}"


def time_limit_span(limits: Sequence[TimeLimit], language: str, translate: Translate) -> str:
    """The stated limits from shortest to longest; says so where there is none."""
    if not limits:
        return translate(terms.TIME_LIMITS["unstated"])
    first, last = limits[0], limits[-1]
    if first == last:
        return time_limit(first, language, translate)
    if first.unit == last.unit:
        return translate(
            _(
                "${from} to ${to}",
                mapping={
                    "from": format_number(first.number, language),
                    "to": time_limit(last, language, translate),
                },
            )
        )
    return translate(
        _(
            "${from} to ${to}",
            mapping={
                "from": time_limit(first, language, translate),
                "to": time_limit(last, language, translate),
            },
        )
    )


def fee(row: Mapping[str, Any], language: str, translate: Translate) -> str:
    """`Lệ phí: 50.000 đồng`; only the rule where there is no amount."""
    if row["rule"] == "free" or (row["rule"] == "fixed" and not row.get("amount")):
        return translate(terms.FEE_RULES["free"])
    kind = translate(terms.FEE_KINDS[row["kind"]])
    value = format_vnd(row["amount"], language) if row["rule"] == "fixed" else translate(terms.FEE_RULES[row["rule"]])
    return f"{kind}: {value}"


def fees_in_short(rows: Sequence[Mapping[str, Any]], language: str, translate: Translate) -> str:
    """What a dossier costs, in a line: the range of the amounts, or the rules where none is fixed."""
    amounts = sorted({row["amount"] for row in rows if row["rule"] == "fixed" and row.get("amount")})
    others = list(
        dict.fromkeys(
            "free" if row["rule"] == "fixed" else row["rule"]
            for row in rows
            if row["rule"] != "unknown" and (row["rule"] != "fixed" or not row.get("amount"))
        )
    )
    parts = []
    if len(amounts) == 1:
        parts.append(format_vnd(amounts[0], language))
    elif amounts:
        span = {"from": format_vnd(amounts[0], language), "to": format_vnd(amounts[-1], language)}
        parts.append(translate(_("${from} to ${to}", mapping=span)))
    # Free in one case and not in another is said in the table; a line that says both would confuse.
    if not amounts or others != ["free"]:
        parts.extend(translate(terms.FEE_RULES[rule]) for rule in others)
    return "; ".join(parts) or translate(terms.FEE_RULES["unknown"])


def quantity(row: Mapping[str, Any], translate: Translate) -> str:
    """`1 original, 2 copies`."""
    counted = (
        ("originals", _("1 original"), _("${number} originals")),
        ("copies", _("1 copy"), _("${number} copies")),
        ("certified", _("1 certified copy"), _("${number} certified copies")),
    )
    parts = []
    for name, one, many in counted:
        number = row.get(name) or 0
        if number == 1:
            parts.append(translate(one))
        elif number:
            parts.append(translate(_(many, mapping={"number": str(number)})))
    return ", ".join(parts)

"""What can be asked, by kind."""

from collections.abc import Callable
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from hcc_longan.validators.business import check_business_lines
from hcc_longan.validators.business import check_parcel
from hcc_longan.validators.contact import check_email
from hcc_longan.validators.contact import check_phone
from hcc_longan.validators.days import check_birth_date
from hcc_longan.validators.days import check_date
from hcc_longan.validators.documents import check_cccd
from hcc_longan.validators.documents import check_cmnd
from hcc_longan.validators.documents import check_id
from hcc_longan.validators.documents import check_passport
from hcc_longan.validators.documents import check_tax_code
from hcc_longan.validators.names import check_name
from hcc_longan.validators.numbers import check_area
from hcc_longan.validators.numbers import check_money
from hcc_longan.validators.numbers import check_number
from hcc_longan.validators.words import check_text
from hcc_longan.vietnamese import format_date
from hcc_longan.vietnamese import format_number
from hcc_longan.vietnamese import format_vnd
from typing import Any


class Kind(StrEnum):
    """Kinds of answers that are checked; the browser knows them by these names."""

    TEXT = "text"
    NAME = "name"
    ID = "id"
    CCCD = "cccd"
    CMND = "cmnd"
    PASSPORT = "passport"
    TAX = "tax"
    PHONE = "phone"
    EMAIL = "email"
    BIRTH = "birth"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    AREA = "area"
    LINES = "lines"
    PARCEL = "parcel"


_CHECKS: Mapping[Kind, Callable[..., Any]] = {
    Kind.TEXT: check_text,
    Kind.NAME: check_name,
    Kind.ID: check_id,
    Kind.CCCD: check_cccd,
    Kind.CMND: check_cmnd,
    Kind.PASSPORT: check_passport,
    Kind.TAX: check_tax_code,
    Kind.PHONE: check_phone,
    Kind.EMAIL: check_email,
    Kind.BIRTH: check_birth_date,
    Kind.DATE: check_date,
    Kind.NUMBER: check_number,
    Kind.MONEY: check_money,
    Kind.AREA: check_area,
    Kind.LINES: check_business_lines,
    Kind.PARCEL: check_parcel,
}


def check(kind: Kind | str, text: str, **options: Any) -> Any:
    """The normalised value of what was typed; raises Wrong. The options are those of the kind's own function."""
    return _CHECKS[Kind(kind)](text, **options)


def typed(value: Any) -> str:
    """A value as its input shows it, and as `check` reads it again."""
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, float):
        return format_number(value, "vi")
    if isinstance(value, list):
        return "\n".join(value)
    return str(value)


def told(kind: Kind | str, value: Any, language: str) -> str:
    """A value as a person reads it."""
    if kind in (Kind.BIRTH, Kind.DATE):
        return format_date(date.fromisoformat(str(value)), language)
    if kind == Kind.MONEY:
        return format_vnd(value, language)
    if kind == Kind.AREA:
        return f"{format_number(value, language)} m²"
    return "; ".join(value) if isinstance(value, list) else str(value)

"""Reading data that came from outside (a form, JSON, a script) into the shape of a schema."""

from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from hcc_longan import _
from math import isfinite
from typing import Any
from zope import schema
from zope.i18nmessageid import Message
from zope.interface import Interface
from zope.interface import Invalid
from zope.schema.interfaces import ValidationError


class InvalidData(ValueError):
    """Data that a schema refuses; `fields` has a message for each place: `{"reason": …, "papers.0.what": …}`."""

    def __init__(self, fields: Mapping[str, Message | str]):
        super().__init__("; ".join(f"{name}: {message}" for name, message in fields.items()))
        self.fields = dict(fields)


class _Row:
    """Data as attributes, as invariants see it."""

    def __init__(self, data: Mapping[str, Any]):
        self.__dict__.update(data)


def read_data(schema_: type[Interface], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The data with Python's types, absent optional fields left out; raises InvalidData naming every wrong field.

    Dates and times may be ISO texts. Fields that the schema doesn't know are refused, not dropped.
    """
    errors = dict(_errors(schema_, raw, "", data := {}))
    if errors:
        raise InvalidData(errors)
    return data


def _errors(schema_, raw, prefix: str, data: dict) -> Iterator[tuple[str, Message | str]]:
    if not isinstance(raw, Mapping):
        yield prefix.rstrip(".") or "data", _("Give named values.")
        return
    fields = schema.getFields(schema_)
    for name in set(raw) - set(fields):
        yield f"{prefix}{name}", _("There is no such field.")
    failed = False
    for name, field in schema.getFieldsInOrder(schema_):
        value = raw.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if field.required:
                failed = True
                yield f"{prefix}{name}", _("This is required.")
            continue
        if schema.interfaces.IList.providedBy(field) and schema.interfaces.IObject.providedBy(field.value_type):
            if not isinstance(value, list | tuple) or not value:
                failed = True
                yield f"{prefix}{name}", _("Give a list with one entry at least.")
                continue
            data[name] = []
            for number, row in enumerate(value):
                read: dict[str, Any] = {}
                found = list(_errors(field.value_type.schema, row, f"{prefix}{name}.{number}.", read))
                failed = failed or bool(found)
                yield from found
                data[name].append(read)
            continue
        try:
            value = _converted(field, value)
            field.bind(None).validate(value)
        except ValidationError as error:
            failed = True
            yield f"{prefix}{name}", error.doc() or str(error)
        except ValueError:
            failed = True
            yield f"{prefix}{name}", _("This can't be read.")
        else:
            data[name] = value
    if not failed:
        # Interfaces of rows that are Objects hold plain mappings, which are validated above.
        row = _Row({name: data.get(name) for name in fields})
        found: list[Invalid] = []
        try:
            schema_.validateInvariants(row, found)
        except Invalid:
            place = prefix.rstrip(".") or "data"
            for number, error in enumerate(found, 1):
                yield place if number == 1 else f"{place}.{number}", error.args[0]


def _converted(field, value):
    if isinstance(value, str):
        # What JSON can hold and no database can: halves of characters, and none at all.
        value.encode("utf-8")
        if "\0" in value:
            raise ValueError(value)
    is_number = schema.interfaces.IInt.providedBy(field) or schema.interfaces.IFloat.providedBy(field)
    if is_number and (isinstance(value, bool) or (isinstance(value, float) and not isfinite(value))):
        raise ValueError(value)
    if schema.interfaces.IDatetime.providedBy(field):
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    if schema.interfaces.IDate.providedBy(field):
        return date.fromisoformat(value) if isinstance(value, str) else value
    if schema.interfaces.IFloat.providedBy(field) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def as_json(value: Any) -> Any:
    """Data as JSON-like values."""
    if isinstance(value, Mapping):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value

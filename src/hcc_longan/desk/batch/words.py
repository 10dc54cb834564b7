"""Messages as JSON: kept once, read in either language."""

from typing import Any
from zope.i18nmessageid import Message


def packed(message: Any) -> Any:
    """A message as JSON; a number or text stays what it is."""
    if not isinstance(message, Message):
        return message if isinstance(message, int | float) else str(message)
    mapping = {name: packed(value) for name, value in (message.mapping or {}).items()}
    return {"id": str(message), "domain": message.domain, "default": message.default, "mapping": mapping}


def unpacked(value: Any) -> Any:
    """The message that was packed, to be translated."""
    if not isinstance(value, dict):
        return value
    mapping = {name: unpacked(each) for name, each in value["mapping"].items()}
    return Message(value["id"], domain=value["domain"], default=value["default"], mapping=mapping)

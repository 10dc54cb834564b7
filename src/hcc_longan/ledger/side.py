"""Tables of counters beside the ledger's: not looked after by migrations, but made when they are first used."""

from hcc_longan.ledger.locks import exclusive
from sqlalchemy import Engine
from sqlalchemy.orm import DeclarativeBase
from weakref import WeakKeyDictionary


class SideBase(DeclarativeBase):
    """Base of the side tables."""


def ready(engine: Engine, model: type[SideBase]) -> Engine:
    """The engine, the model's table made if need be."""
    made = _made.setdefault(engine, set())
    if model not in made:
        with exclusive("side-tables"), engine.begin() as connection:
            model.__table__.create(connection, checkfirst=True)
        made.add(model)
    return engine


_made: WeakKeyDictionary[Engine, set[type[SideBase]]] = WeakKeyDictionary()

"""A mark for the time in which the lifecycle moves a dossier."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


_moving = ContextVar("hcc_longan.dossiers.moving", default=False)


@contextmanager
def moving() -> Iterator[None]:
    """Inside, workflow transitions of dossiers are let through."""
    token = _moving.set(True)
    try:
        yield
    finally:
        _moving.reset(token)


def is_moving() -> bool:
    """Whether the lifecycle is at work."""
    return _moving.get()

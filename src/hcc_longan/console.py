"""What the commands of all rooms share: entering the site, and refusing with a sentence."""

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from hcc_longan.ledger.errors import LedgerUnavailable
from hcc_longan.zope_app import enter_site
from hcc_longan.zope_app import NoConfiguration
from hcc_longan.zope_app import zope_root
from typing import Any

import click


SITE_ID = "hcc"


class Refusal(click.ClickException):
    """Something a person has to put right; exit code 2."""

    exit_code = 2


def started(start: Callable[[], Any]) -> Any:
    """Call what starts Zope, with a sentence instead of a traceback where something is missing."""
    try:
        return start()
    except (NoConfiguration, LedgerUnavailable) as error:
        raise Refusal(str(error)) from error


@contextmanager
def in_site() -> Iterator[Any]:
    """The site, entered."""
    with started(zope_root) as root:
        try:
            site = enter_site(root, SITE_ID)
        except KeyError:
            raise Refusal(f"There is no /{SITE_ID} yet. Make it with `make start` or `bin/hcc site create`.") from None
        yield site

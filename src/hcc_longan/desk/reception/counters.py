"""The counter that an officer sits at: theirs by their groups, or chosen once and remembered until the browser ends."""

from collections.abc import Collection
from collections.abc import Mapping
from hcc_longan.desk.officers import EVERYWHERE
from hcc_longan.desk.officers import Officer
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.settings import Named
from typing import Any


COOKIE = "hcc_counter"


def offered(officer: Officer) -> Mapping[str, Named]:
    """The counters that an officer may sit at."""
    everywhere = EVERYWHERE in officer.units.get("Receiver", ()) or officer.is_manager
    return {code: each for code, each in counters().items() if everywhere or code in officer.counters}


def chosen(officer: Officer, request: Any) -> Named | None:
    """The counter that an officer sits at; None while they have not said."""
    known = offered(officer)
    return next(iter(known.values())) if len(known) == 1 else known.get(request.cookies.get(COOKIE, ""))


def choose(officer: Officer, code: str, request: Any) -> bool:
    """Remember a counter; False if it is none of the officer's."""
    if code not in offered(officer):
        return False
    secure = request["SERVER_URL"].startswith("https:")
    request.response.setCookie(COOKIE, code, path="/", http_only=True, same_site="Lax", secure=secure, quoted=False)
    return True


def served(officer: Officer, counter: Named | None) -> Collection[str] | None:
    """The departments whose dossiers come first at a counter; None for all alike."""
    if counter and counter.departments:
        return counter.departments
    codes = officer.units.get("Receiver", frozenset())
    return None if EVERYWHERE in codes or not codes else codes

"""Looking up a dossier among 100,000: by number and four characters, against a plain read of its row by primary key.

Real dossiers stand among rows of others. A look-up reads the register, verifies the characters on the dossier, counts
the attempt three times (address, number, everybody) and logs it; "cold" begins with empty caches of the database.
"""

from collections.abc import Callable
from dossiers import APPLICANT
from dossiers import procedure_of
from eforms import InProcess
from itertools import islice
from register_rows import rows
from support import spread
from support import timed
from support import trial_site
from support import write_result
from typing import Any
from urllib.parse import urlencode

import os


ROWS = int(os.environ.get("HCC_BENCH_ROWS", "100000").rpartition(",")[2])
DOSSIERS = 100
ROUNDS = 200
CHUNK = 5_000
AIM = 30  # milliseconds of server time, 95th percentile
URLENCODED = "application/x-www-form-urlencoded"
DIGITS = APPLICANT["phone"][-4:]
LIMITS = [f"tracking.{name} | 1000000 | 3600" for name in ("address", "number", "all")]


def spent(act: Callable[[int], Any], before: Callable[[], Any] = bool) -> dict[str, float]:
    """Median and 95th percentile in milliseconds, each round in a transaction of its own."""
    import transaction

    def round_(number: int) -> Any:
        answer = act(number)
        transaction.abort()
        return answer

    return spread(timed(round_, ROUNDS, before=before))


def add_rows(number: int) -> None:
    """Rows of other dossiers beside those that are there."""
    from hcc_longan.dossiers.register.tables import DossierRow
    from hcc_longan.ledger.engine import get_engine
    from hcc_longan.ledger.engine import tidy
    from sqlalchemy import insert

    made = rows(number)
    with get_engine().begin() as connection:
        while chunk := list(islice(made, CHUNK)):
            connection.execute(insert(DossierRow), chunk)
    tidy()


def prepared(site: Any) -> tuple[list[str], list[str], dict[str, dict]]:
    """Real dossiers among the others: their numbers and tokens, and what look-ups of them take."""
    from hcc_longan.dossiers.filing import file_dossier
    from hcc_longan.tracking.links import act_token
    from plone import api

    import transaction

    for name, value in (("limits", LIMITS), ("difficulty", 0), ("shortest_time", 0)):
        api.portal.set_registry_record(f"hcc_longan.protection.{name}", value)
    transaction.commit()
    procedure = procedure_of(site, "tp")
    dossiers = [file_dossier(procedure, APPLICANT) for _number in range(DOSSIERS)]
    found = [(dossier.tracking_number, dossier.UID(), act_token(dossier)) for dossier in dossiers]
    transaction.abort()
    add_rows(ROWS - DOSSIERS)
    numbers, uids, tokens = map(list, zip(*found, strict=True))
    return numbers, tokens, look_ups(site, numbers, uids)


def look_ups(site: Any, numbers: list[str], uids: list[str]) -> dict[str, dict]:
    """What the functions take."""
    from hcc_longan.dossiers.register.tables import DossierRow
    from hcc_longan.ledger.engine import session
    from hcc_longan.tracking import lookup

    def find(number: int) -> Any:
        return lookup.find(numbers[number % DOSSIERS], DIGITS)

    return {
        "row by primary key": spent(lambda number: session().get(DossierRow, uids[number % DOSSIERS])),
        "look-up": spent(find),
        "look-up, cold": spent(find, site._p_jar.cacheMinimize),
    }


def pages(browser: InProcess, numbers: list[str], tokens: list[str]) -> dict[str, dict]:
    """What requests take, from the WSGI call to the last byte."""

    def service(number: int) -> bool:
        path = f"/hcc/@tracking/{numbers[number % DOSSIERS]}?verify={DIGITS}"
        return browser.ask("GET", path, accept="application/json").status == 200

    def form(number: int) -> bool:
        body = urlencode({"number": numbers[number % DOSSIERS], "digits": DIGITS}).encode()
        return browser.ask("POST", "/hcc/vi/tra-cuu", body, content_type=URLENCODED).status == 303

    def page(number: int) -> bool:
        return browser.ask("GET", f"/hcc/vi/theo-doi?t={tokens[number % DOSSIERS]}").status == 200

    return {"GET @tracking": spent(service), "form to redirect": spent(form), "page of a dossier": spent(page)}


def main() -> None:
    with trial_site(prepared) as (application, (numbers, tokens, found)):
        measured = {**found, **pages(InProcess(application), numbers, tokens)}

    plain = measured["row by primary key"]
    print(f"Among {ROWS:,} dossiers: median / 95th percentile, ms (aim for a look-up: {AIM})")
    for name, values in measured.items():
        ratio = values["median"] / plain["median"]
        print(f"  {name:<20} {values['median']:7.2f} / {values['p95']:7.2f}  {ratio:6.1f} of a row by primary key")
    write_result("tracking", {"rows": ROWS, "ms": measured, "aim": AIM})


if __name__ == "__main__":
    main()

"""The dossier screen of a dossier with a history: server time, against my day in the same frame.

30 events, 10 files, messages and notes, among other dossiers of the same person; from the WSGI call to the last byte.
"""

from base64 import b64encode
from dossiers import APPLICANT
from dossiers import procedure_of
from eforms import InProcess
from pathlib import Path
from statistics import median
from support import percentile
from support import write_result
from typing import Any

import logging
import shutil
import tempfile
import time


ROUNDS = 60
WARM_UP = 5
EVENTS = 30
FILES = 10
MESSAGES = 10
OTHERS = 20
AIM = 200  # milliseconds of server time, 95th percentile
OFFICER = "thuly-khcn"
HANDLER = {"assignee": OFFICER}


def prepared(site: Any) -> str:
    """The number of the dossier."""
    from hcc_longan.desk.dossier import notes
    from hcc_longan.dossiers.filing import file_dossier
    from hcc_longan.dossiers.lifecycle import move
    from hcc_longan.dossiers.messages import Side
    from hcc_longan.dossiers.messages import write

    import transaction

    procedure = procedure_of(site, "khcn")
    for _number in range(OTHERS):
        file_dossier(procedure, APPLICANT, channel="counter")
    files = [
        {"component": "", "filename": f"giấy tờ {number}.pdf", "data": b"%%PDF-1.4\n%d\n%%%%EOF" % number}
        for number in range(FILES)
    ]
    dossier = file_dossier(procedure, APPLICANT, attachments=files, channel="counter")
    for transition, data in (("receive", {}), ("hand_over", {}), ("assign", HANDLER)):
        move(dossier, transition, data)
    while dossier.version < EVENTS:
        move(dossier, "reassign", {**HANDLER, "reason": f"Lần {dossier.version}"})
    for number in range(MESSAGES):
        write(dossier, f"Tin nhắn {number}", Side.CENTRE)
        notes.write(dossier, f"Ghi chú {number}")
    transaction.commit()
    return dossier.number


def spent(browser: InProcess, path: str) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    from hcc_longan.demo import PASSWORD

    login = f"Basic {b64encode(f'{OFFICER}:{PASSWORD}'.encode()).decode()}"
    times = []
    for _number in range(ROUNDS + WARM_UP):
        began = time.perf_counter()
        answer = browser.ask("GET", path, authorization=login)
        times.append(1000 * (time.perf_counter() - began))
        assert answer.status == 200, answer
    return {"median": median(times[WARM_UP:]), "p95": percentile(times[WARM_UP:], 0.95)}


def main() -> None:
    from hcc_longan import cli
    from hcc_longan.zope_app import enter_site
    from hcc_longan.zope_app import load_wsgi
    from hcc_longan.zope_app import use_own_database
    from hcc_longan.zope_app import zope_root

    folder = Path(tempfile.mkdtemp(prefix="hcc-desk-dossier-"))
    try:
        use_own_database(folder)
        browser = InProcess(load_wsgi())
        logging.getLogger("wsgi").setLevel(logging.WARNING)
        with zope_root() as root:
            cli._make_site(root, production=False)
            number = prepared(enter_site(root, cli.SITE_ID))
        measured = {
            "my day": spent(browser, "/hcc/vi/can-bo/hom-nay"),
            "dossier screen": spent(browser, f"/hcc/vi/can-bo/ho-so/{number}"),
        }
    finally:
        shutil.rmtree(folder)

    ratio = measured["dossier screen"]["median"] / measured["my day"]["median"]
    print(f"{EVENTS} events, {FILES} files, {MESSAGES} messages: median / 95th percentile, ms (aim {AIM})")
    for name, values in measured.items():
        print(f"  {name:<20} {values['median']:7.2f} / {values['p95']:7.2f}")
    print(f"  ratio {ratio:.2f}")
    write_result("desk_dossier", {"ms": measured, "ratio": ratio, "aim": AIM})


if __name__ == "__main__":
    main()

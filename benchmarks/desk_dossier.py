"""The dossier screen of a dossier with a history: server time, against my day in the same frame.

30 events, 10 files, messages and notes, among other dossiers of the same person; from the WSGI call to the last byte.
"""

from dossiers import APPLICANT
from dossiers import procedure_of
from eforms import InProcess
from support import spread
from support import timed
from support import trial_site
from support import write_result
from typing import Any


ROUNDS = 60
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


def main() -> None:
    with trial_site(prepared) as (application, number):
        officer = InProcess(application, OFFICER)
        pages = {"my day": "/hcc/vi/can-bo/hom-nay", "dossier screen": f"/hcc/vi/can-bo/ho-so/{number}"}
        measured = {
            name: spread(timed(lambda _number, path=path: officer.ask("GET", path).status == 200, ROUNDS))
            for name, path in pages.items()
        }

    ratio = measured["dossier screen"]["median"] / measured["my day"]["median"]
    print(f"{EVENTS} events, {FILES} files, {MESSAGES} messages: median / 95th percentile, ms (aim {AIM})")
    for name, values in measured.items():
        print(f"  {name:<20} {values['median']:7.2f} / {values['p95']:7.2f}")
    print(f"  ratio {ratio:.2f}")
    write_result("desk_dossier", {"ms": measured, "ratio": ratio, "aim": AIM})


if __name__ == "__main__":
    main()

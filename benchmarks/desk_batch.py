"""A batch of 500 dossiers through the publisher, against single steps by REST in the same process."""

from dossiers import APPLICANT
from dossiers import procedure_of
from eforms import Answer
from eforms import InProcess
from statistics import median
from support import percentile
from support import trial_site
from support import write_result
from typing import Any
from urllib.parse import urlencode
from urllib.parse import urlsplit

import json
import os
import time


DOSSIERS = int(os.environ.get("HCC_BENCH_BATCH", "500"))
SINGLE = 100  # single steps, reckoned up to as many as the batch has
AIM = 60  # seconds for the batch
OFFICER = "tiepnhan"
JSON = "application/json"


def received(site: Any) -> tuple[list[str], list[str], str]:
    """Received dossiers: uids of those for the batch, paths of the others; and a token of the officer's for forms."""
    from hcc_longan.dossiers.filing import file_dossier
    from hcc_longan.dossiers.lifecycle import move
    from plone import api
    from plone.protect import createToken

    import transaction

    page, found = procedure_of(site, "ct"), []
    for _number in range(DOSSIERS + SINGLE):
        found.append(file_dossier(page, APPLICANT, channel="counter"))
        move(found[-1], "receive", {})
        transaction.commit()
    paths = ["/".join(dossier.getPhysicalPath()) for dossier in found[DOSSIERS:]]
    with api.env.adopt_user(username=OFFICER):
        return [dossier.UID() for dossier in found[:DOSSIERS]], paths, createToken()


def batch(officer: InProcess, uids: list[str], token: str) -> dict[str, Any]:
    """Select, look at the dry run, start, and go on until the end: seconds of each part."""

    def send(path: str, accept: str = "text/html", **fields: Any) -> Answer:
        body = urlencode({"_authenticator": token, **fields}, doseq=True).encode()
        return officer.ask("POST", path, body, content_type="application/x-www-form-urlencoded", accept=accept)

    began = time.perf_counter()
    answer = send("/hcc/en/desk/batches/new", uids=" ".join(uids), transition="hand_over")
    assert answer.status == 303, answer
    checked = time.perf_counter() - began
    path = urlsplit(answer.location).path
    answer = send(path, uids=uids, start="1", revision="2")
    assert answer.status == 303, answer
    calls: list[float] = []
    told = {"ended": False}
    while not told["ended"]:
        call = time.perf_counter()
        answer = send(path, accept=JSON, **{"continue": "1"})
        calls.append(time.perf_counter() - call)
        told = json.loads(answer.body)
    assert told["finished"] == told["total"] == len(uids), told
    return {"checked_s": checked, "whole_s": time.perf_counter() - began, "longest_call_s": max(calls)}


def single(officer: InProcess, paths: list[str]) -> list[float]:
    """Seconds of each step by REST."""
    times = []
    for path in paths:
        body = json.dumps({"transition": "hand_over", "version": 2}).encode()
        began = time.perf_counter()
        answer = officer.ask("POST", f"{path}/@move", body, content_type=JSON, accept=JSON)
        times.append(time.perf_counter() - began)
        assert answer.status == 200, answer
    return times


def main() -> None:
    with trial_site(received) as (application, (uids, paths, token)):
        officer = InProcess(application, OFFICER)
        steps = single(officer, paths)
        result = batch(officer, uids, token)
    by_ones = sum(steps) / len(steps) * DOSSIERS
    print(
        f"A batch of {DOSSIERS}: {result['whole_s']:.1f} s in all (aim {AIM}), of which the dry run "
        f"{result['checked_s']:.1f} s; the longest call {result['longest_call_s']:.2f} s"
    )
    print(
        f"One by one by REST: {by_ones:.1f} s (median {1000 * median(steps):.0f} ms, "
        f"p95 {1000 * percentile(steps, 0.95):.0f} ms); ratio {result['whole_s'] / by_ones:.2f}"
    )
    write_result("desk_batch", {**result, "dossiers": DOSSIERS, "one_by_one_s": by_ones})


if __name__ == "__main__":
    main()

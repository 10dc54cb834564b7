"""A batch of 500 dossiers through the publisher, against single steps by REST in the same process."""

from base64 import b64encode
from collections.abc import Mapping
from dossiers import APPLICANT
from dossiers import procedure_of
from io import BytesIO
from pathlib import Path
from statistics import median
from support import percentile
from support import write_result
from typing import Any
from urllib.parse import urlencode
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

import json
import logging
import os
import shutil
import tempfile
import time


DOSSIERS = int(os.environ.get("HCC_BENCH_BATCH", "500"))
SINGLE = 100  # single steps, reckoned up to as many as the batch has
AIM = 60  # seconds for the batch
OFFICER = "tiepnhan"


class Officer:
    """A browser or program of an officer's, in front of the WSGI application."""

    def __init__(self, application: Any, password: str, token: str):
        self.application = application
        self.login = "Basic " + b64encode(f"{OFFICER}:{password}".encode()).decode()
        self.token = token

    def send(self, path: str, body: bytes, kind: str, accept: str) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of the answer to a POST."""
        environment: dict[str, Any] = {"REQUEST_METHOD": "POST", "PATH_INFO": path}
        setup_testing_defaults(environment)
        environment |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": kind}
        environment |= {"HTTP_AUTHORIZATION": self.login, "HTTP_ACCEPT": accept}
        told: list[Any] = []
        answer = self.application(environment, lambda status, headers, exc_info=None: told.extend((status, headers)))
        content = b"".join(answer)
        getattr(answer, "close", bool)()
        return int(told[0].split()[0]), {name.lower(): value for name, value in told[1]}, content

    def form(self, path: str, accept: str = "text/html", **fields: Any) -> tuple[int, Mapping[str, str], bytes]:
        """A form with this page's token."""
        body = urlencode({"_authenticator": self.token, **fields}, doseq=True).encode()
        return self.send(path, body, "application/x-www-form-urlencoded", accept)


def received(site, number: int) -> list[tuple[str, str]]:
    """Uids and paths of so many received dossiers."""
    from hcc_longan.dossiers.filing import file_dossier
    from hcc_longan.dossiers.lifecycle import move

    import transaction

    page, found = procedure_of(site, "ct"), []
    for _number in range(number):
        dossier = file_dossier(page, APPLICANT, channel="counter")
        move(dossier, "receive", {})
        transaction.commit()
        found.append((dossier.UID(), "/".join(dossier.getPhysicalPath())))
    return found


def batch(officer: Officer, uids: list[str]) -> dict[str, Any]:
    """Select, look at the dry run, start, and go on until the end: seconds of each part."""
    desk = "/hcc/en/desk/batches"
    began = time.perf_counter()
    status, headers, _page = officer.form(f"{desk}/new", uids=" ".join(uids), transition="hand_over")
    assert status == 303, status
    checked = time.perf_counter() - began
    path = urlsplit(headers["location"]).path
    status, _headers, page = officer.form(path, uids=uids, start="1", revision="2")
    assert status == 303, page
    calls, ended = [], False
    while not ended:
        call = time.perf_counter()
        status, _headers, page = officer.form(path, accept="application/json", **{"continue": "1"})
        calls.append(time.perf_counter() - call)
        ended = json.loads(page)["ended"]
    told = json.loads(page)
    assert told["finished"] == told["total"] == len(uids), told
    return {"checked_s": checked, "whole_s": time.perf_counter() - began, "longest_call_s": max(calls)}


def single(officer: Officer, paths: list[str]) -> list[float]:
    """Seconds of each step by REST."""
    times = []
    for path in paths:
        body = json.dumps({"transition": "hand_over", "version": 2}).encode()
        began = time.perf_counter()
        status, _headers, answer = officer.send(f"{path}/@move", body, "application/json", "application/json")
        times.append(time.perf_counter() - began)
        assert status == 200, answer
    return times


def main() -> None:
    from hcc_longan import cli
    from hcc_longan import demo
    from hcc_longan.zope_app import enter_site
    from hcc_longan.zope_app import load_wsgi
    from hcc_longan.zope_app import use_own_database
    from hcc_longan.zope_app import zope_root
    from plone import api
    from plone.protect import createToken

    folder = Path(tempfile.mkdtemp(prefix="hcc-benchmark-"))
    use_own_database(folder)
    application = load_wsgi()
    logging.getLogger("wsgi").setLevel(logging.WARNING)
    with zope_root() as root:
        cli._make_site(root, production=False)
        found = received(enter_site(root, cli.SITE_ID), DOSSIERS + SINGLE)
        with api.env.adopt_user(username=OFFICER):
            token = createToken()
    officer = Officer(application, demo.PASSWORD, token)
    steps = single(officer, [path for _uid, path in found[DOSSIERS:]])
    result = batch(officer, [uid for uid, _path in found[:DOSSIERS]])
    shutil.rmtree(folder)
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

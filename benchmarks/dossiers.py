"""Filing and moving dossiers: CPU against a stock Dexterity item, bytes in ZODB, and many clients at once over HTTP."""

from collections import Counter
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from statistics import mean
from statistics import median
from support import percentile
from support import serving
from support import write_result
from typing import Any
from urllib.parse import urlsplit

import base64
import http.client
import json
import os
import shutil
import tempfile
import threading
import time


FILED = 200
WARM_UP = 10
MOVED = 50
AIM = 0.3  # CPU of filing, as a share of the stock item's
CLIENTS = (8, 32)
REQUESTS = int(os.environ.get("HCC_BENCH_REQUESTS", "400"))  # by all clients of a round together
THREADS = 4
STOCK_FIELDS = 14
STOCK_BEHAVIORS = ("plone.namefromtitle", "plone.shortname", "plone.excludefromnavigation", "plone.dublincore")
APPLICANT = {"name": "Nguyễn Văn An", "id_number": "080123456789", "phone": "0900000001", "address": "Tân An, Long An"}
ANSWERS = {f"question_{number}": f"Trả lời số {number} của người nộp hồ sơ" for number in range(8)}


def cpu(act: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[float, Any]:
    """Milliseconds of this process's CPU, and what the call gave."""
    began = time.process_time()
    result = act(*arguments, **named)
    return 1000 * (time.process_time() - began), result


def procedure_of(site, department: str):
    """The department's first procedure whose time limit does not depend on a case."""
    from hcc_longan.catalogue.versions import version_in_force
    from hcc_longan.dossiers.steps import limit_of

    for brain in site.portal_catalog(
        portal_type="Procedure", procedure_department=department, Language="vi", review_state="published"
    ):
        page = brain.getObject()
        version = version_in_force(page)
        if version and limit_of(version.record, "online"):
            return page
    raise LookupError(f"The seed has no procedure with a time limit for {department}.")


def add_stock_type(site) -> None:
    """A type as one makes it through the web: text fields and Plone's usual behaviors."""
    from plone.dexterity.fti import DexterityFTI

    fields = "".join(
        f'<field name="text_{number}" type="zope.schema.TextLine"><required>False</required></field>'
        for number in range(STOCK_FIELDS)
    )
    site.portal_types._setObject(
        "StockItem",
        DexterityFTI(
            "StockItem",
            title="Stock item",
            klass="plone.dexterity.content.Item",
            model_source=f'<model xmlns="http://namespaces.plone.org/supermodel/schema"><schema>{fields}</schema></model>',
            behaviors=STOCK_BEHAVIORS,
            global_allow=True,
        ),
    )


def add_stock_item(folder, number: int):
    from plone.dexterity.utils import createContentInContainer

    import transaction

    texts = {f"text_{field}": f"Trả lời số {field} của người nộp hồ sơ" for field in range(STOCK_FIELDS)}
    item = createContentInContainer(folder, "StockItem", title=f"Hồ sơ {number}", **texts)
    transaction.commit()
    return item


def file_and_add(site) -> tuple[list[float], list[float], list]:
    """File a dossier and add a stock item by turns, each with its own commit: CPU of both, and the dossiers."""
    from hcc_longan.dossiers.filing import file_dossier
    from plone import api

    import transaction

    page = procedure_of(site, "ct")
    add_stock_type(site)
    folder = api.content.create(site, "Folder", "stock")
    transaction.commit()
    ours, stock, dossiers = [], [], []
    for number in range(WARM_UP + FILED):
        spent, dossier = cpu(file_dossier, page, APPLICANT, ANSWERS)
        ours.append(spent)
        dossiers.append(dossier)
        spent, _item = cpu(add_stock_item, folder, number)
        stock.append(spent)
    return ours[WARM_UP:], stock[WARM_UP:], dossiers


# With the filing, ten events.
STEPS = (
    ("receive", {}),
    ("hand_over", {}),
    ("assign", {"assignee": "thuly-ct"}),
    ("ask_supplement", {"reason": "Thiếu giấy tờ", "papers": [{"what": "Bản sao có chứng thực"}]}),
    ("supplement", {}),
    ("submit", {}),
    ("review", {}),
    ("sign", {}),
    ("hand_back", {}),
)


def move_through(dossiers: Sequence) -> dict[str, list[float]]:
    """CPU of each step, every one with its own commit."""
    from hcc_longan.dossiers.lifecycle import move

    import transaction

    def step(dossier, transition: str, data: dict) -> None:
        move(dossier, transition, data)
        transaction.commit()

    spent = defaultdict(list)
    for dossier in dossiers:
        for transition, data in STEPS:
            spent[transition].append(cpu(step, dossier, transition, data)[0])
    return spent


def stored_bytes(content) -> int:
    """What an object of the site and everything that is only its own take in the database, as last committed."""
    from Acquisition import aq_chain
    from ZODB.serialize import referencesf

    # The connection's own view, which this process has just committed to.
    storage = content._p_jar._storage
    seen = {getattr(above, "_p_oid", None) for above in aq_chain(content)[1:]}
    total, waiting = 0, [content._p_oid]
    while waiting:
        oid = waiting.pop()
        if oid not in seen:
            seen.add(oid)
            data, _serial = storage.load(oid)
            total += len(data)
            referencesf(data, waiting)
    return total


@dataclass
class Traffic:
    """What clients met: seconds of each request, statuses, and the answers to requests that went well."""

    times: list[float] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    answers: list[dict] = field(default_factory=list)
    seconds: float = 0

    def summary(self) -> dict[str, Any]:
        return {
            "requests": len(self.times),
            "statuses": dict(self.statuses),
            "per_second": len(self.times) / self.seconds,
            "ms": {"median": 1000 * median(self.times), "p95": 1000 * percentile(self.times, 0.95)},
        }


class Server:
    """A trial site of its own, seen over HTTP."""

    def __init__(self, port: int):
        self.port = port
        self._connections = threading.local()

    def ask(self, method: str, path: str, user: str, body: dict | None = None, key: str = "") -> tuple[int, dict]:
        """A request on this thread's connection; gives status and answer."""
        from hcc_longan.demo import PASSWORD

        if not hasattr(self._connections, "own"):
            self._connections.own = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection = self._connections.own
        token = base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
        headers = {"Accept": "application/json", "Authorization": f"Basic {token}"}
        headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if response.status < 300 else {"text": text[:300]}

    def work_list(self, queue: str) -> list[dict]:
        """All rows of the receiver's work list."""
        rows, after = [], ""
        while True:
            path = f"/hcc/@worklist?queue={queue}&b_size=200&after={after.replace('+', '%2B')}"
            status, answer = self.ask("GET", path, "tiepnhan")
            assert status == 200, answer
            rows += answer["items"]
            if not answer["next"]:
                assert len(rows) == answer["items_total"], (len(rows), answer["items_total"])
                return rows
            after = answer["next"]

    def load(self, clients: int, requests: Sequence[tuple[str, str, dict, str]]) -> Traffic:
        """So many clients at once work off requests: path, user, body and key."""
        traffic = Traffic()

        def ask(request: tuple[str, str, dict, str]) -> None:
            path, user, body, key = request
            began = time.perf_counter()
            status, answer = self.ask("POST", path, user, body, key)
            traffic.times.append(time.perf_counter() - began)
            traffic.statuses[status] += 1
            if status < 300:
                traffic.answers.append(answer)
            elif traffic.statuses[status] == 1:
                print(f"  {status}: {answer['text']!r}")

        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(ask, requests))
        traffic.seconds = time.perf_counter() - began
        return traffic


@contextmanager
def trial_server() -> Iterator[Server]:
    """A trial site, served by a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HCC_", "PYTHON"))}
    with serving("--trial", "--threads", str(THREADS), environment=environment) as port:
        yield Server(port)


def file_over_http(server: Server, clients: int, procedure: str, known: set[str]) -> tuple[dict, set[str]]:
    """Clients file at once, every tenth request sent twice as by a double click; gives what became of it."""
    body = {"procedure": procedure, "applicant": APPLICANT, "answers": ANSWERS}
    requests = []
    for number in range(REQUESTS):
        request = ("/hcc/@dossiers", "congdan", body, f"{clients}-{number}")
        requests += [request, request] if number % 10 == 0 else [request]
    traffic = server.load(clients, requests)
    answered = {answer["tracking_number"] for answer in traffic.answers}
    kept = {row["number"] for row in server.work_list("to_receive")} - known
    result = {**traffic.summary(), "asked": REQUESTS, "lost": len(answered - kept), "more": len(kept) - REQUESTS}
    return result, kept


def receive_over_http(server: Server, clients: int) -> dict:
    """Clients receive all dossiers at once; gives what became of it."""
    rows = server.work_list("to_receive")
    requests = [
        (f"{urlsplit(row['@id']).path}/@move", "tiepnhan", {"transition": "receive", "version": row["version"]}, "")
        for row in rows
    ]
    traffic = server.load(clients, requests)
    codes = [row["code"] for row in server.work_list("to_hand_over")]
    return {
        **traffic.summary(),
        "asked": len(rows),
        "lost": len(rows) - len(codes),
        "twice": len(codes) - len(set(codes)),
    }


def main() -> None:
    from hcc_longan import cli
    from hcc_longan.zope_app import enter_site
    from hcc_longan.zope_app import use_own_database
    from hcc_longan.zope_app import zope_root

    folder = Path(tempfile.mkdtemp(prefix="hcc-benchmark-"))
    use_own_database(folder)
    with zope_root() as root:
        cli._make_site(root, production=False)
        site = enter_site(root, cli.SITE_ID)
        procedure = procedure_of(site, "ct").code
        ours, stock, dossiers = file_and_add(site)
        filed_bytes = mean(stored_bytes(dossier) for dossier in dossiers[:MOVED])
        moves = move_through(dossiers[:MOVED])
        moved_bytes = mean(stored_bytes(dossier) for dossier in dossiers[:MOVED])
        assert {dossier.version for dossier in dossiers[:MOVED]} == {len(STEPS) + 1}
    shutil.rmtree(folder)

    steps = [spent for values in moves.values() for spent in values]
    ratio, step_ratio = median(ours) / median(stock), median(steps) / median(stock)
    print(f"CPU of {FILED} filings without attachments, each with its own commit (median / 95th percentile, ms):")
    for name, values in (("dossier", ours), ("stock item", stock), ("step of a dossier", steps)):
        print(f"  {name:<18} {median(values):6.1f} / {percentile(values, 0.95):6.1f}")
    print(f"  a dossier takes {ratio:.2f} of a stock item's CPU (aim {AIM}), a step {step_ratio:.2f}")
    print(f"Bytes in ZODB: {filed_bytes:.0f} when filed, {moved_bytes:.0f} with {len(STEPS) + 1} events")

    over_http: dict[str, dict] = {}
    with trial_server() as server:
        known: set[str] = set()
        for clients in CLIENTS:
            over_http[f"file, {clients} clients"], kept = file_over_http(server, clients, procedure, known)
            known |= kept
        over_http[f"receive, {CLIENTS[-1]} clients"] = receive_over_http(server, CLIENTS[-1])
    print(f"Over HTTP, {THREADS} threads (every tenth filing sent twice with the same key):")
    for name, result in over_http.items():
        odd = ", ".join(f"{word} {result[word]}" for word in ("lost", "more", "twice") if word in result)
        times = f"{result['ms']['median']:.0f} / {result['ms']['p95']:.0f} ms"
        speed = f"{result['per_second']:.1f} a second, {times}"
        print(f"  {name:<20} {speed}; {result['asked']} asked, {odd}; statuses {result['statuses']}")
    write_result(
        "dossiers",
        {
            "cpu_ms": {
                name: {"median": median(values), "p95": percentile(values, 0.95)}
                for name, values in (("dossier", ours), ("stock", stock), *moves.items())
            },
            "ratio": ratio,
            "bytes": {"filed": filed_bytes, "ten_events": moved_bytes},
            "http": over_http,
        },
    )
    failures = [
        name
        for name, result in over_http.items()
        if any(result.get(word) for word in ("lost", "more", "twice")) or max(result["statuses"]) >= 300
    ]
    if failures:
        raise SystemExit(f"Lost, twice or refused: {', '.join(failures)}")


if __name__ == "__main__":
    main()

"""What the benchmarks share."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from typing import TypeVar

import json
import logging
import os
import platform
import resource
import signal
import socket
import subprocess
import tempfile
import time


ROOT = Path(__file__).resolve().parent.parent
NATIONAL_RECORDS = ROOT.parent / "shared" / "data" / "national_procedures.jsonl"
WARM_UP = 5  # rounds

Prepared = TypeVar("Prepared")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0 to 1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def timed(act: Callable[[int], Any], rounds: int, before: Callable[[], Any] = bool) -> list[float]:
    """Milliseconds that each round took, those of the warm-up left out; `act` gets the number of the round.

    What it gives must be true. `before` is called before each round, out of the time.
    """
    times = []
    for number in range(WARM_UP + rounds):
        before()
        began = time.perf_counter()
        assert act(number), number
        times.append(1000 * (time.perf_counter() - began))
    return times[WARM_UP:]


def spread(times: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"median": median(times), "p95": percentile(times, 0.95)}


def peak_memory() -> float:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def trial_site(prepare: Callable[[Any], Prepared]) -> Iterator[tuple[Any, Prepared]]:
    """A trial site in a database of its own: the WSGI application, and what `prepare` gave for the site."""
    from hcc_longan import cli
    from hcc_longan.zope_app import enter_site
    from hcc_longan.zope_app import load_wsgi
    from hcc_longan.zope_app import use_own_database
    from hcc_longan.zope_app import zope_root

    with tempfile.TemporaryDirectory(prefix="hcc-benchmark-") as folder:
        use_own_database(Path(folder))
        application = load_wsgi()
        logging.getLogger("wsgi").setLevel(logging.WARNING)
        with zope_root() as root:
            cli._make_site(root, production=False)
            prepared = prepare(enter_site(root, cli.SITE_ID))
        yield application, prepared


@contextmanager
def serving(*options: str, environment: Mapping[str, str] = os.environ) -> Iterator[int]:
    """Serve a site by a process of its own, with these options of `hcc start`; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(ROOT / "bin" / "hcc"), "start", "--port", str(port), *options]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            while True:
                if process.poll() is not None:
                    log.seek(0)
                    raise SystemExit(log.read().decode())
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield port
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def write_result(name: str, result: dict) -> None:
    """Keep a result beside the others, with the machine it comes from."""
    folder = ROOT / "benchmarks" / "results"
    folder.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    (folder / f"{name}.json").write_text(json.dumps({"machine": machine, **result}, indent=2) + "\n")

"""What the benchmarks share: a database of their own, and where results go."""

from collections.abc import Sequence
from pathlib import Path

import json
import os
import platform
import resource
import tempfile


ROOT = Path(__file__).resolve().parent.parent
NATIONAL_RECORDS = ROOT.parent / "shared" / "data" / "national_procedures.jsonl"


def use_own_database() -> Path:
    """Point HCC_WSGI at a copy of the instance's configuration with an empty database; call before Zope starts."""
    folder = Path(tempfile.mkdtemp(prefix="hcc-bench-"))
    etc = ROOT / "parts" / "instance" / "etc"
    for name in ("zope.conf", "wsgi.ini"):
        text = (etc / name).read_text()
        text = text.replace(str(ROOT / "var"), str(folder)).replace(str(etc), str(folder))
        (folder / name).write_text(text)
    for name in ("instance", "log", "relstorage", "blobstorage"):
        (folder / name).mkdir()
    os.environ["HCC_WSGI"] = str(folder / "wsgi.ini")
    return folder


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0 to 1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def peak_memory() -> float:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_result(name: str, result: dict) -> None:
    """Keep a result beside the others, with the machine it comes from."""
    folder = ROOT / "benchmarks" / "results"
    folder.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    (folder / f"{name}.json").write_text(json.dumps({"machine": machine, **result}, indent=2) + "\n")

"""What the benchmarks share."""

from collections.abc import Sequence
from pathlib import Path

import json
import os
import platform
import resource


ROOT = Path(__file__).resolve().parent.parent
NATIONAL_RECORDS = ROOT.parent / "shared" / "data" / "national_procedures.jsonl"


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

"""Run every benchmark, or those named as arguments, each in a process of its own; exit code 1 if one failed."""

from pathlib import Path

import os
import subprocess
import sys


HERE = Path(__file__).resolve().parent

# Each with the interpreter that knows the site.
PYTHON = HERE.parent / "bin" / "py"

# What benchmarks share.
NO_BENCHMARKS = ("run", "support", "register_rows")


def main() -> int:
    failed = []
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    for script in sorted(HERE.glob("*.py")):
        if script.stem in NO_BENCHMARKS or (sys.argv[1:] and script.stem not in sys.argv[1:]):
            continue
        print(f"\n== {script.stem}", flush=True)
        if subprocess.run([str(PYTHON), str(script)], check=False, env=environment).returncode:
            failed.append(script.stem)
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""From a clean clone to the served home page, as a newcomer does it, against the 90 seconds allowed."""

from pathlib import Path
from support import ROOT
from support import write_result

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request


ALLOWED = 90


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="hcc-start-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # Not this checkout's interpreter and paths: a newcomer has none.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("HCC_", "PYTHON", "VIRTUAL_ENV"))
    }
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)
    began = time.perf_counter()
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        ["make", "start", f"PORT={port}"],
        cwd=folder / "clone",
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        while True:
            if server.poll() is not None:
                raise SystemExit((folder / "log").read_text())
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/hcc/vi", timeout=30):
                    break
            except OSError:
                time.sleep(0.2)
        seconds = time.perf_counter() - began
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        log.close()
        shutil.rmtree(folder)
    share = seconds / ALLOWED
    print(f"From a clean clone to the served home page: {seconds:.0f} s, {share:.2f} of the {ALLOWED} s allowed")
    write_result("start", {"seconds": seconds, "allowed": ALLOWED})


if __name__ == "__main__":
    main()

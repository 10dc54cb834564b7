"""Fixtures for tests with a real virus scanner, which knows the standard test file and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from hcc_longan.protection import scanning
from pathlib import Path

import os
import pytest
import subprocess
import tempfile


@dataclass(frozen=True)
class Daemon:
    """A clamd in a folder of its own; its address stays the same when it is started again."""

    folder: Path

    def start(self) -> str:
        """Start it unless it runs; gives its address. Skips where clamd is missing."""
        done = self._run("start")
        if done.returncode == 3:
            pytest.skip(done.stderr.strip())
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def stop(self) -> None:
        """Stop it if it runs."""
        self._run("stop")

    def _run(self, action: str) -> subprocess.CompletedProcess:
        script = Path(os.environ.get("HCC_HOME", ".")).resolve() / "scripts" / "clamd"
        return subprocess.run([script, action, self.folder], capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def clamd_daemon() -> Iterator[Daemon]:
    """The daemon of all tests."""
    with tempfile.TemporaryDirectory(prefix="hcc-clamd-") as folder:
        daemon = Daemon(Path(folder))
        daemon.start()
        yield daemon
        daemon.stop()


@pytest.fixture
def clamd(clamd_daemon, monkeypatch) -> Daemon:
    """A running daemon that the site uses; a test may stop it and start it again."""
    monkeypatch.setenv("HCC_CLAMD", clamd_daemon.start())
    monkeypatch.setattr(scanning, "_silent_until", {})
    return clamd_daemon

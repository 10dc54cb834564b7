"""The client of ClamAV's daemon: against the real one, and against counterparts that misbehave."""

from contextlib import contextmanager
from hcc_longan.protection.clamd import Clamd
from hcc_longan.protection.clamd import ClamdUnavailable
from hcc_longan.protection.scanning import TEST_FILE
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import pytest
import re
import socket
import subprocess
import tempfile
import threading
import time


MB = 1024 * 1024
FOUND = "Eicar-Test.UNOFFICIAL"


@pytest.fixture
def client(clamd_daemon) -> Clamd:
    return Clamd(clamd_daemon.start(), 10)


def zipped(data: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/embeddings/paper.com", data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", ""),
        (b"a paper", ""),
        (bytes(3 * MB), ""),
        (TEST_FILE, FOUND),
        (zipped(TEST_FILE), FOUND),
        (zipped(zipped(TEST_FILE)), FOUND),
    ],
    ids=["nothing", "a text", "three MB", "the test file", "the test file in a document", "and in that once more"],
)
def test_the_real_daemon_says_what_it_found(client, data, found):
    assert client.scan(BytesIO(data)) == found


def test_it_scans_from_where_the_stream_is(client):
    stream = BytesIO(b"before" + TEST_FILE)
    stream.seek(6)
    assert client.scan(stream) == FOUND


def test_it_says_what_it_is(client):
    assert client.version().startswith("ClamAV ")


def test_what_is_too_large_for_it_gets_no_verdict(client):
    with pytest.raises(ClamdUnavailable, match="size limit exceeded"):
        client.scan(BytesIO(bytes(26 * MB)))
    assert client.scan(BytesIO(TEST_FILE)) == FOUND


def test_thirty_ask_at_once(client):
    found = []
    files = [TEST_FILE, bytes(MB)] * 15
    threads = [threading.Thread(target=lambda data=data: found.append(client.scan(BytesIO(data)))) for data in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [""] * 15 + [FOUND] * 15


def test_a_daemon_that_was_stopped_gives_no_verdict(clamd_daemon):
    client = Clamd(clamd_daemon.start(), 10)
    clamd_daemon.stop()
    with pytest.raises(ClamdUnavailable, match="Connection refused"):
        client.scan(BytesIO(TEST_FILE))
    with pytest.raises(ClamdUnavailable):
        client.version()
    assert Clamd(clamd_daemon.start(), 10).scan(BytesIO(TEST_FILE)) == FOUND


@pytest.mark.parametrize(
    "address",
    [
        "",
        "off",
        "127.0.0.1:3310",
        "tcp:127.0.0.1",
        "tcp::3310",
        "tcp:127.0.0.1:0",
        "tcp:127.0.0.1:65536",
        "tcp:127.0.0.1:99999999999",
        "tcp:::1:3310",
        "tcp:a b:3310",
        "tcp:host:3310\n",
        "unix:clamd.ctl",
        "unix:",
        "unix:/run/\0",
        "http://host:3310",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="no address like"):
        Clamd(address)


@pytest.mark.parametrize(
    "address",
    [
        "tcp:127.0.0.1:1",
        "tcp:[::1]:1",
        "tcp:no-such-host.invalid:3310",
        "tcp:a..b:3310",
        "unix:/no/such/socket",
        f"unix:/{'long' * 50}",
    ],
)
def test_where_nobody_listens_there_is_no_verdict(address):
    with pytest.raises(ClamdUnavailable):
        Clamd(address, 2).scan(BytesIO(TEST_FILE))


@contextmanager
def counterpart(behave, kind=socket.AF_INET, place=("127.0.0.1", 0)):
    """A server that does something odd to whoever connects; gives its socket's name."""
    with socket.socket(kind) as server:
        server.bind(place)
        server.listen()
        done = threading.Event()

        def serve():
            while not done.is_set():
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                with connection:
                    behave(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()
        done.set()
        # Closing alone would leave it waiting.
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def receive_all(connection: socket.socket) -> None:
    """What a good daemon reads: up to the empty chunk."""
    received = b""
    while not received.endswith(bytes(4)):
        received += connection.recv(65536)


def answering(answer: bytes):
    def behave(connection):
        receive_all(connection)
        connection.sendall(answer)

    return behave


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "closed before"),
        (b"stream: OK", "closed before"),
        (b"stream: OK\0INSTREAM", "closed before"),
        (b"\0", "^$"),
        (b"INSTREAM: Can't allocate memory ERROR\0", "allocate memory"),
        (b"UNKNOWN COMMAND\0", "UNKNOWN COMMAND"),
        (b"\xff\xfe: OKAY\0", "OKAY"),
        (b"x" * 100_000 + b": OK\0", "closed before"),
    ],
)
def test_only_a_whole_answer_counts(answer, reason):
    with (
        counterpart(answering(answer)) as (host, port),
        pytest.raises(ClamdUnavailable, match=reason),
    ):
        Clamd(f"tcp:{host}:{port}", 5).scan(BytesIO(b"a paper"))


def test_a_signature_may_have_any_name():
    with counterpart(answering(b"stream: Odd: name (\xe1\xba\xa3) FOUND\0")) as (host, port):
        assert Clamd(f"tcp:{host}:{port}", 5).scan(BytesIO(b"a paper")) == "Odd: name (ả)"


def test_it_hangs_up_at_once():
    with (
        counterpart(lambda connection: None) as (host, port),
        pytest.raises(ClamdUnavailable),
    ):
        Clamd(f"tcp:{host}:{port}", 5).scan(BytesIO(bytes(5 * MB)))


def drip(connection: socket.socket) -> None:
    """One byte after the other, for ever."""
    try:
        while True:
            connection.sendall(b"s")
            time.sleep(0.05)
    except OSError:
        return


@pytest.mark.parametrize(
    "behave",
    [lambda connection: time.sleep(1.5), drip],
    ids=["never answers and reads nothing", "answers for ever"],
)
def test_nobody_waits_longer_than_the_time_given(behave):
    with (
        counterpart(behave) as (host, port),
        pytest.raises(ClamdUnavailable, match=re.escape("no answer within 0.5 seconds")),
    ):
        Clamd(f"tcp:{host}:{port}", 0.5).scan(BytesIO(bytes(20 * MB)))


def test_it_speaks_through_a_file_as_well():
    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/clamd.ctl"
        with counterpart(answering(b"stream: OK\0"), socket.AF_UNIX, place):
            assert Clamd(f"unix:{place}", 5).scan(BytesIO(b"a paper")) == ""


# scripts/clamd


def test_the_script_refuses_wrong_calls(root, tmp_path):
    for words in ((), ("start",), ("begin", tmp_path), ("start", tmp_path, "many")):
        done = subprocess.run([root / "scripts" / "clamd", *words], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Usage" in done.stderr
    done = subprocess.run([root / "scripts" / "clamd", "stop", tmp_path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, f"No clamd is running in {tmp_path}.\n")


def test_no_file_of_ours_is_the_test_file(root):
    for folder in ("src", "tests", "deploy", "scripts", "docs"):
        for path in Path(root / folder).rglob("*"):
            if path.is_file() and not path.is_symlink():
                assert TEST_FILE not in path.read_bytes(), path

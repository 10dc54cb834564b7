"""Virus scanning: verdicts with a real scanner, and what happens when it can't judge."""

from hcc_longan.protection import scanning
from hcc_longan.protection.scanning import Finding
from hcc_longan.protection.scanning import IScannerFactory
from hcc_longan.protection.scanning import IScanningSettings
from hcc_longan.protection.scanning import ScannerUnavailable
from hcc_longan.protection.scanning import TEST_FILE
from hcc_longan.protection.scanning import Verdict
from io import BytesIO
from plone import api
from zope.annotation.interfaces import IAnnotations
from zope.component import getGlobalSiteManager
from zope.globalrequest import clearRequest

import pytest
import socket


MB = 1024 * 1024
PAPER = b"%PDF-1.7\na paper"


class Fake:
    """A scanner that says what a test wants; counts how often it is asked."""

    answer: str | Exception = ""

    def __init__(self):
        self.asked = 0

    def __call__(self, address, timeout):
        self.timeout = timeout
        return self

    def scan(self, stream):
        self.asked += 1
        stream.read()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def version(self):
        return "Fake 1"


@pytest.fixture
def fake(furnished, monkeypatch):
    """A scanner in the place of the real one."""
    scanner = Fake()
    sites = getGlobalSiteManager()
    sites.registerUtility(scanner, IScannerFactory, "fake")
    monkeypatch.setenv("HCC_CLAMD", "fake:1")
    monkeypatch.setattr(scanning, "_silent_until", {})
    yield scanner
    sites.unregisterUtility(scanner, IScannerFactory, "fake")


def test_a_fresh_site_scans_nothing(furnished):
    assert not scanning.is_on()
    assert scanning.scan(TEST_FILE) == Finding(Verdict.UNSCANNED)
    state = scanning.state()
    assert (state.is_on, state.works) == (False, False)


def test_the_scanner_judges(furnished, clamd):
    assert scanning.is_on()
    assert scanning.scan(PAPER) == Finding(Verdict.CLEAN)
    assert scanning.scan(TEST_FILE) == Finding(Verdict.INFECTED, signature="Eicar-Test.UNOFFICIAL")
    assert scanning.state().works
    assert scanning.state().version.startswith("ClamAV")


def test_a_stream_is_judged_from_its_beginning(furnished, clamd, tmp_path):
    path = tmp_path / "paper"
    path.write_bytes(TEST_FILE)
    with path.open("rb") as stream:
        stream.seek(30)
        assert scanning.scan(stream).verdict == Verdict.INFECTED


def test_the_setting_counts_where_the_environment_says_nothing(furnished, clamd, monkeypatch):
    address = scanning.address()
    monkeypatch.delenv("HCC_CLAMD")
    api.portal.set_registry_record("hcc_longan.scanning.scanner", address)
    assert scanning.scan(TEST_FILE).verdict == Verdict.INFECTED
    monkeypatch.setenv("HCC_CLAMD", "off")
    assert scanning.scan(TEST_FILE).verdict == Verdict.UNSCANNED


def test_a_scanner_that_was_stopped_lets_files_wait(furnished, clamd):
    clamd.stop()
    finding = scanning.scan(PAPER)
    assert finding.verdict == Verdict.WAITING
    assert "Connection refused" in finding.reason
    state = scanning.state()
    assert (state.is_on, state.works) == (True, False)
    assert "Connection refused" in state.problem
    clamd.start()
    assert scanning.scan(PAPER).verdict == Verdict.CLEAN


def test_a_file_that_is_too_large_for_the_scanner_waits(furnished, clamd):
    finding = scanning.scan(bytes(26 * MB))
    assert finding.verdict == Verdict.WAITING
    assert "size limit exceeded" in finding.reason


@pytest.mark.parametrize("address", ["nonsense", "tcp:127.0.0.1", "http://127.0.0.1:3310", "fake", "\u1ea3"])
def test_an_address_that_is_none_lets_files_wait(furnished, monkeypatch, address):
    monkeypatch.setenv("HCC_CLAMD", address)
    assert scanning.scan(PAPER).verdict == Verdict.WAITING
    assert scanning.state().problem


def test_a_scanner_that_does_not_answer_holds_up_one_request_only(furnished, monkeypatch):
    monkeypatch.setattr(scanning, "_silent_until", {})
    api.portal.set_registry_record("hcc_longan.scanning.timeout", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()
        monkeypatch.setenv("HCC_CLAMD", f"tcp:{host}:{port}")
        assert "no answer within 1 seconds" in scanning.scan(PAPER).reason
        for number in range(5):
            finding = scanning.scan(PAPER + bytes(number))
            assert finding.verdict == Verdict.WAITING
            assert "a moment ago" in finding.reason


def test_a_look_at_its_state_lets_it_be_asked_again(fake, monkeypatch):
    monkeypatch.setitem(scanning._silent_until, "fake:1", float("inf"))
    assert scanning.scan(PAPER).verdict == Verdict.WAITING
    assert fake.asked == 0
    fake.answer = "Found"
    assert scanning.state().works
    assert scanning.scan(PAPER).verdict == Verdict.INFECTED


def test_the_same_file_is_judged_once_a_request(fake, http_request):
    for source in (PAPER, BytesIO(PAPER), PAPER):
        assert scanning.scan(source).verdict == Verdict.CLEAN
    assert fake.asked == 1
    scanning.scan(PAPER + b"\n")
    assert fake.asked == 2
    # The next request.
    del IAnnotations(http_request)[scanning.PREFIX]
    scanning.scan(PAPER)
    assert fake.asked == 3


def test_who_waits_is_judged_anew(fake):
    fake.answer = ScannerUnavailable("full")
    assert scanning.scan(PAPER) == Finding(Verdict.WAITING, reason="full")
    fake.answer = ""
    assert scanning.scan(PAPER).verdict == Verdict.CLEAN


def test_it_works_without_a_request(fake):
    clearRequest()
    assert scanning.scan(PAPER).verdict == scanning.scan(PAPER).verdict == Verdict.CLEAN
    assert fake.asked == 2


def test_background_work_may_wait_longer(fake):
    scanning.scan(PAPER)
    assert fake.timeout == 20
    scanning.scan(PAPER + b"\n", scanning.PATIENCE)
    assert fake.timeout == scanning.PATIENCE


def test_a_scanner_without_signatures_does_not_work(fake):
    fake.answer = ""
    state = scanning.state()
    assert not state.works
    assert "no signatures" in state.problem


def test_settings_refuse_what_is_no_address(furnished):
    field = IScanningSettings["scanner"]
    for good in ("off", "tcp:127.0.0.1:3310", "tcp:[::1]:3310", "unix:/run/clamav/clamd.ctl"):
        field.validate(good)
    for bad in ("", "on", "tcp:", "unix:clamd"):
        with pytest.raises(scanning.BadAddress):
            field.validate(bad)


def test_it_says_which_files_had_to_wait_or_were_infected_without_their_names(furnished, clamd, caplog, monkeypatch):
    scanning.scan(TEST_FILE)
    assert "found Eicar-Test" in caplog.text
    monkeypatch.setenv("HCC_CLAMD", "tcp:127.0.0.1:1")
    scanning.scan(PAPER)
    assert "wait for the virus scanner" in caplog.text

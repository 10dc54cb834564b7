"""Files that wait for the virus scanner: kept, locked, told, and let out by the repair job."""

from click.testing import CliRunner
from contextlib import nullcontext
from hcc_longan.dossiers import quarantine
from hcc_longan.dossiers.attachments import attachment_of
from hcc_longan.dossiers.attachments import read_attachments
from hcc_longan.dossiers.commands import files
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.folders import make_root
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import write
from hcc_longan.dossiers.register.queries import by_number
from hcc_longan.ledger.engine import session
from hcc_longan.protection import scanning
from hcc_longan.protection.scanning import Finding
from hcc_longan.protection.scanning import TEST_FILE
from hcc_longan.protection.scanning import Verdict
from io import BytesIO
from plone import api
from sqlalchemy import select
from zipfile import ZipFile

import pytest
import socket
import transaction


PDF = b"%PDF-1.7\n%%EOF"
SIGNATURE = "Eicar-Test.UNOFFICIAL"
SUPPLEMENT = {"reason": "Thiếu giấy", "papers": [{"what": "Bản sao căn cước"}]}


def given(data: bytes = PDF, filename: str = "don.pdf", component: str = "giay-de-nghi") -> dict:
    return {"component": component, "filename": filename, "data": data}


def infected_document() -> bytes:
    made = BytesIO()
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", f"<Types><Override PartName='/a.xml' ContentType='{main}'/></Types>")
        archive.writestr("word/embeddings/paper.com", TEST_FILE)
    return made.getvalue()


def scans(dossier) -> list[str]:
    """The verdicts on a dossier's files."""
    return [file.scan for file in quarantine.files_of(dossier)]


def noted() -> list[tuple[str, int, int]]:
    """What the table says: dossier, files that wait, infected ones."""
    rows = session().scalars(select(quarantine.QuarantineRow).order_by(quarantine.QuarantineRow.since))
    return [(row.uid, row.waiting, row.infected) for row in rows]


@pytest.fixture
def no_scanner(monkeypatch):
    """The scanner that is set doesn't run."""
    monkeypatch.setenv("HCC_CLAMD", "tcp:127.0.0.1:1")


# Files that come


def test_a_clean_file_is_let_in(clamd, file):
    dossier = file(attachments=[given()])
    assert scans(dossier) == ["clean"]
    assert not dossier.attachments[0].is_locked
    assert noted() == []


def test_an_infected_file_is_refused_by_name(clamd, file):
    with pytest.raises(InvalidData) as caught:
        file(attachments=[given(), given(infected_document(), "don.docx")])
    assert list(caught.value.fields) == ["attachments.1.data"]
    message = caught.value.fields["attachments.1.data"]
    assert message.mapping == {"name": "don.docx", "signature": SIGNATURE}
    assert "objects to" in message


def test_without_its_scanner_files_wait_and_nothing_is_lost(no_scanner, file):
    dossier = file(attachments=[given(), given(PDF + b"\n")])
    assert scans(dossier) == ["waiting", "waiting"]
    assert all(each.is_locked for each in dossier.attachments)
    assert [each.data for each in dossier.attachments] == [PDF, PDF + b"\n"]
    assert [each["scan"] for each in dossier.events[0].data["attachments"]] == ["waiting", "waiting"]
    assert noted() == [(dossier.UID(), 2, 0)]
    ((row, known),) = quarantine.held()
    assert (row.waiting, known.tracking_number) == (2, dossier.tracking_number)


def test_a_scanner_that_never_answers_lets_files_wait(file, monkeypatch):
    monkeypatch.setattr(scanning, "_silent_until", {})
    api.portal.set_registry_record("hcc_longan.scanning.timeout", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()
        monkeypatch.setenv("HCC_CLAMD", f"tcp:{host}:{port}")
        dossier = file(attachments=[given(PDF + bytes(number)) for number in range(3)])
    assert scans(dossier) == ["waiting"] * 3


def test_a_site_without_a_scanner_locks_nothing(file, no_scanner, monkeypatch):
    waiting = file(attachments=[given()])
    monkeypatch.setenv("HCC_CLAMD", "off")
    unscanned = file(attachments=[given()])
    assert scans(waiting) + scans(unscanned) == ["waiting", "unscanned"]
    assert not waiting.attachments[0].is_locked
    assert not unscanned.attachments[0].is_locked
    assert noted() == [(waiting.UID(), 1, 0)]


def test_files_of_answers_decisions_and_messages_wait_as_well(no_scanner, file):
    dossier = file()
    for transition, data in (("receive", {}), ("hand_over", {}), ("assign", {"assignee": "an-handler-khdt"})):
        move(dossier, transition, data)
    move(dossier, "ask_supplement", SUPPLEMENT)
    move(dossier, "supplement", files=[given(component="")])
    assert noted() == [(dossier.UID(), 1, 0)]
    for transition in ("submit", "review"):
        move(dossier, transition)
    move(dossier, "sign", files=[given(PDF + b"1", "quyet-dinh.pdf", "")])
    assert noted() == [(dossier.UID(), 2, 0)]
    with api.env.adopt_user(username="an-receiver"):
        write(dossier, "Xem tệp", Side.CENTRE, files=[given(PDF + b"2", component="")])
    assert noted() == [(dossier.UID(), 3, 0)]


# Files that were checked when they were uploaded


def test_an_upload_is_taken_with_its_verdict(no_scanner, portal):
    clean = attachment_of("don", "don.pdf", PDF, "clean")
    assert read_attachments([clean, given(component="don")], ["don"])[0] is clean
    (file,) = read_attachments([attachment_of("don", "anh.jpg", b"", Verdict.CLEAN)], ["don"])
    assert (file.scan, file.contentType, file.component) == ("clean", "image/jpeg", "don")


@pytest.mark.parametrize("verdict", ["waiting", "unscanned"])
def test_an_upload_without_a_verdict_gets_one_now(clamd, portal, verdict):
    (file,) = read_attachments([attachment_of("don", "don.pdf", PDF, verdict)], ["don"])
    assert file.scan == "clean"
    with pytest.raises(InvalidData):
        read_attachments([attachment_of("don", "don.pdf", TEST_FILE, verdict)], ["don"])


def test_an_upload_is_refused_like_any_other_file(clamd, portal):
    with pytest.raises(InvalidData) as caught:
        read_attachments([attachment_of("khac", "don.pdf", PDF, "clean")], ["don"])
    assert list(caught.value.fields) == ["attachments.0.component"]
    with pytest.raises(InvalidData) as caught:
        read_attachments([attachment_of("don", "don.pdf", PDF, "infected", "Xấu")], ["don"])
    assert caught.value.fields["attachments.0.data"].mapping["signature"] == "Xấu"
    with pytest.raises(ValueError, match="perhaps"):
        attachment_of("don", "don.pdf", PDF, "perhaps")


# The repair job


@pytest.fixture
def hcc(centre, monkeypatch):
    """Runs `bin/hcc files …` on the test's site; gives exit code and output."""
    monkeypatch.setattr("hcc_longan.dossiers.commands.in_site", lambda: nullcontext(centre))

    def run(*words):
        result = CliRunner().invoke(files, words)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


@pytest.fixture
def filed(file):
    """Files a dossier with these files and commits; gives its tracking number."""

    def act(*contents: bytes) -> str:
        make_root()
        dossier = file(attachments=[given(data) for data in contents])
        transaction.commit()
        return dossier.tracking_number

    return act


def add(number: str, data: bytes, verdict: str) -> None:
    """Slip a file into a dossier, as if a scanner had judged it so."""
    dossier = by_number(number)
    dossier.attachments = (*dossier.attachments, attachment_of("giay-de-nghi", "don.pdf", data, verdict))
    quarantine.note(dossier)
    transaction.commit()


@pytest.mark.layer("functional")
class TestRepairJob:
    """`bin/hcc files scan`; it commits."""

    def test_what_waited_is_let_out(self, clamd, filed, hcc):
        clamd.stop()
        number = filed(PDF, PDF + b"\n")
        code, said = hcc("scan")
        assert code == 1
        assert "can't be used" in said
        assert "Connection refused" in said
        assert scans(by_number(number)) == ["waiting", "waiting"]

        clamd.start()
        code, said = hcc("scan")
        assert code == 0
        assert said.count(f"clean     {number} ") == 2
        assert "2 files scanned: 2 released, 0 infected and locked, 0 still waiting." in said
        transaction.begin()
        dossier = by_number(number)
        assert scans(dossier) == ["clean", "clean"]
        # It is no step of the dossier's: nobody's view is out of date.
        assert dossier.version == 1
        assert noted() == []
        assert hcc("scan") == (0, "0 files scanned: 0 released, 0 infected and locked, 0 still waiting.\n")

    def test_what_was_infected_stays_locked(self, clamd, filed, hcc):
        number = filed(PDF)
        add(number, TEST_FILE, "waiting")
        code, said = hcc("scan")
        assert code == 1
        assert f"infected  {number} 275a021bbfb6489e {SIGNATURE}" in said
        transaction.begin()
        dossier = by_number(number)
        assert scans(dossier) == ["clean", "infected"]
        assert dossier.attachments[1].is_locked
        assert dossier.attachments[1].signature == SIGNATURE
        assert dossier.attachments[1].data == TEST_FILE
        assert noted() == [(dossier.UID(), 0, 1)]
        # It was told once, and is not told every few minutes.
        assert hcc("scan")[0] == 0

    def test_files_from_before_are_scanned_when_asked_for(self, clamd, filed, hcc, monkeypatch):
        address = scanning.address()
        monkeypatch.setenv("HCC_CLAMD", "off")
        first, second = filed(PDF), filed()
        add(second, TEST_FILE, "unscanned")
        monkeypatch.setenv("HCC_CLAMD", address)
        assert hcc("scan")[1].startswith("0 files")
        code, said = hcc("scan", "--all")
        assert (code, said.splitlines()[-1][:16]) == (1, "2 files scanned:")
        transaction.begin()
        assert scans(by_number(first)) + scans(by_number(second)) == ["clean", "infected"]
        assert noted() == [(by_number(second).UID(), 0, 1)]

    def test_a_lost_table_is_made_anew(self, clamd, filed, hcc):
        number = filed(PDF)
        add(number, TEST_FILE, "infected")
        session().execute(quarantine.QuarantineRow.__table__.delete())
        quarantine.mark_changed(session())
        transaction.commit()
        assert noted() == []
        assert hcc("scan", "--all")[0] == 0
        assert noted() == [(by_number(number).UID(), 0, 1)]

    def test_a_scanner_that_goes_on_failing_leaves_files_where_they_are(self, clamd, filed, hcc, monkeypatch):
        number = filed(PDF)
        add(number, PDF + b"\n", "waiting")
        real = scanning.scan
        monkeypatch.setattr(scanning, "scan", lambda *args: Finding(Verdict.WAITING, reason="size limit exceeded"))
        code, said = hcc("scan")
        assert code == 1
        assert "size limit exceeded" in said
        assert "1 still waiting" in said
        transaction.begin()
        assert noted() == [(by_number(number).UID(), 1, 0)]
        monkeypatch.setattr(scanning, "scan", real)
        assert hcc("scan")[0] == 0

    def test_a_dossier_that_is_no_more_is_forgotten(self, clamd, filed, hcc):
        number = filed(PDF)
        add(number, PDF + b"\n", "waiting")
        dossier = by_number(number)
        dossier.aq_parent._delObject(dossier.getId())
        transaction.commit()
        assert len(noted()) == 1
        assert hcc("scan")[0] == 0
        transaction.begin()
        assert noted() == []

    def test_an_officer_may_move_the_dossier_meanwhile(self, clamd, filed, hcc, portal, monkeypatch):
        number = filed(PDF)
        add(number, PDF + b"\n", "waiting")
        path = by_number(number).getPhysicalPath()
        real = scanning.scan

        def scan_slowly(*args):
            """While the scanner looks, somebody else commits a step of the dossier."""
            manager = transaction.TransactionManager()
            connection = portal._p_jar.db().open(manager)
            try:
                other = connection.root()["Application"].unrestrictedTraverse(path)
                other.assignee = "somebody"
                manager.commit()
            finally:
                connection.close()
            return real(*args)

        monkeypatch.setattr(scanning, "scan", scan_slowly)
        assert hcc("scan")[0] == 0
        transaction.begin()
        dossier = by_number(number)
        assert (scans(dossier), dossier.assignee) == (["clean", "clean"], "somebody")

    def test_where_scanning_is_off_it_says_so(self, hcc):
        code, said = hcc("scan")
        assert code == 2
        assert "Virus scanning is off" in said

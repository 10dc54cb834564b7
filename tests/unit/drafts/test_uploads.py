"""Uploads on both databases: pieces, cuts, refusals, strangers."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from hcc_longan.drafts import files
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.drafts.errors import AlreadyFiled
from hcc_longan.drafts.errors import NoRoom
from hcc_longan.drafts.errors import Refused
from hcc_longan.drafts.errors import WrongOffset
from hcc_longan.protection import limits
from hcc_longan.protection import scanning
from hcc_longan.protection.scanning import Finding
from hcc_longan.protection.scanning import Verdict
from io import BytesIO

import pytest
import transaction


PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\n%%EOF"


class CutStream(BytesIO):
    """A connection that breaks off after some bytes."""

    def read(self, size=-1):
        piece = super().read(min(size, 1000))
        if not piece:
            raise ConnectionResetError
        return piece


def begin(draft, filename="đơn.pdf", size=None, **more):
    return uploads.begin(draft, "don", filename, len(PDF) if size is None else size, **more)


def test_pieces_become_the_file(draft):
    upload = begin(draft)
    for offset in range(0, len(PDF), 30_000):
        assert uploads.append(upload, offset, BytesIO(PDF[offset : offset + 30_000])) == min(offset + 30_000, len(PDF))
    done = uploads.finish(upload)
    assert (done.sha256, done.verdict, done.received) == (sha256(PDF).hexdigest(), "unscanned", len(PDF))
    assert uploads.of(draft) == [done]
    assert uploads.of(draft, "don") == [done]
    assert uploads.of(draft, "other") == []
    with uploads.open_file(done) as file:
        assert file.read() == PDF
    assert uploads.finish(done) == done
    assert done.finding == Finding(Verdict.UNSCANNED)


def test_a_cut_connection_keeps_what_arrived(draft):
    upload = begin(draft)
    with pytest.raises(ConnectionResetError):
        uploads.append(upload, 0, CutStream(PDF[:50_500]))
    (again,) = uploads.of(draft)
    assert again.received == 50_500
    with pytest.raises(WrongOffset) as told:
        uploads.append(again, 0, BytesIO(PDF))
    assert told.value.offset == 50_500
    with pytest.raises(WrongOffset):
        uploads.finish(again)
    uploads.append(again, 50_500, BytesIO(PDF[50_500:]))
    assert uploads.finish(again).is_complete
    with pytest.raises(WrongOffset) as told:
        uploads.append(uploads.of(draft)[0], 0, BytesIO(PDF))
    assert told.value.offset == len(PDF)


def test_the_same_file_goes_on_and_another_of_its_name_begins(draft):
    upload = begin(draft, fingerprint="f1")
    uploads.append(upload, 0, BytesIO(PDF[:1000]))
    assert (begin(draft, fingerprint="f1").id, begin(draft, fingerprint="f1").received) == (upload.id, 1000)
    assert begin(draft, fingerprint="f2").id != upload.id
    assert begin(draft).id != begin(draft).id


def test_more_than_announced_is_refused(draft):
    upload = begin(draft, size=100)
    with pytest.raises(Refused):
        uploads.append(upload, 0, BytesIO(PDF))
    assert uploads.of(draft)[0].received <= 100


def test_two_connections_for_one_upload_give_one_file(draft):
    upload = begin(draft)
    step = 5_000

    def send(_number: int) -> None:
        offset = 0
        while offset < len(PDF):
            try:
                offset = uploads.append(upload, offset, BytesIO(PDF[offset : offset + step]))
            except WrongOffset as wrong:
                offset = wrong.offset

    with ThreadPoolExecutor(4) as senders:
        list(senders.map(send, range(4)))
    assert uploads.finish(upload).sha256 == sha256(PDF).hexdigest()


@pytest.mark.parametrize(
    ("filename", "size", "words"),
    [
        ("a.exe", 10, "pdf, jpg, png"),
        ("", 10, "kinds"),
        ("a.pdf", 0, "empty"),
        ("a.pdf", -5, "empty"),
        ("a.pdf", 2_000_001, "1 MB"),
        ("a.pdf\0.exe", 10, "kinds"),
    ],
)
def test_what_could_never_be_taken_is_refused_at_once(draft, filename, size, words):
    with pytest.raises(Refused, match=words):
        begin(draft, filename, size)
    assert uploads.of(draft) == []


def test_together_and_in_number_they_are_limited(draft, site):
    begin(draft, size=1_500_000)
    begin(draft, size=1_500_000)
    with pytest.raises(Refused, match="together"):
        begin(draft, size=1)
    site["most_files"] = 2
    store.discard(draft.token)
    other = store.new_draft("form", "", "vi")
    begin(other, size=1)
    begin(other, size=1)
    with pytest.raises(Refused, match="2 at most"):
        begin(other, size=1)


def test_a_full_disk_is_told(draft, site):
    site["keep_free"] = 10**12
    with pytest.raises(NoRoom):
        begin(draft)


def test_an_address_begins_so_many(draft, monkeypatch):
    monkeypatch.setattr(limits.settings, "setting", lambda name: ["uploads.address | 1 | 60"])
    begin(draft, size=1)
    with pytest.raises(limits.TooManyAttempts):
        begin(draft, size=1)


@pytest.mark.parametrize("data", [b"MZ" + bytes(100), b"", b"\xff\xd8\xff\xe0broken"])
def test_contents_that_are_something_else_are_refused_and_gone(draft, data):
    with pytest.raises(Refused, match=r"a\.jpg"):
        uploads.receive(draft, "don", "a.jpg", BytesIO(data))
    assert uploads.of(draft) == []
    assert [path for folder in files.folders() for path in folder.iterdir()] == []


def test_an_infected_file_is_refused_and_one_that_waits_is_kept(draft, monkeypatch):
    monkeypatch.setattr(scanning, "scan", lambda data: Finding(Verdict.INFECTED, "Eicar"))
    with pytest.raises(Refused, match="Eicar"):
        uploads.receive(draft, "don", "a.pdf", BytesIO(PDF))
    monkeypatch.setattr(scanning, "scan", lambda data: Finding(Verdict.WAITING))
    assert uploads.receive(draft, "don", "a.pdf", BytesIO(PDF)).finding.verdict is Verdict.WAITING
    assert len(uploads.of(draft)) == 1


def test_a_whole_file_sent_again_is_the_same_upload(draft):
    first = uploads.receive(draft, "don", "C:\\Ảnh\\đơn.pdf", BytesIO(PDF))
    assert first.filename == "đơn.pdf"
    assert uploads.receive(draft, "don", "copy.pdf", BytesIO(PDF)) == first
    assert uploads.receive(draft, "anh", "đơn.pdf", BytesIO(PDF)) != first


def test_nobody_reaches_the_upload_of_another_draft(draft):
    upload = begin(draft)
    other = store.new_draft("form", "", "vi")
    assert uploads.get(other, upload.id) is None
    uploads.remove(other, upload.id)
    assert uploads.get(draft, upload.id)
    uploads.remove(draft, "../../etc/passwd")


def test_files_go_with_the_draft(draft):
    uploads.receive(draft, "don", "a.pdf", BytesIO(PDF))
    store.discard(draft.token)
    assert list(files.folders()) == []
    other = store.new_draft("form", "", "vi")
    uploads.receive(other, "don", "a.pdf", BytesIO(PDF))
    store.mark_filed(other.token, "LA-1")
    transaction.abort()
    assert uploads.of(other)
    assert list(files.folders())
    store.mark_filed(other.token, "LA-1")
    transaction.commit()
    filed = store.get(other.token)
    assert uploads.of(filed) == []
    assert list(files.folders()) == []
    with pytest.raises(AlreadyFiled):
        begin(filed)


def test_a_file_vanishes_when_it_is_removed(draft):
    upload = begin(draft)
    uploads.append(upload, 0, BytesIO(PDF[:10]))
    uploads.remove(draft, upload.id)
    assert uploads.of(draft) == []
    assert not files.path_of(draft.id, upload.id).exists()

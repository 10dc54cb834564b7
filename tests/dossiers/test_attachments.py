"""Attachments: known by their contents, weighed, and kept as blobs."""

from base64 import b64encode
from hashlib import sha256
from hcc_longan.dossiers.attachments import Attachment
from hcc_longan.dossiers.attachments import MB
from hcc_longan.dossiers.attachments import read_attachments
from hcc_longan.dossiers.data import InvalidData
from io import BytesIO
from PIL import Image
from plone import api
from plone.namedfile.interfaces import INamedBlobFile
from zipfile import ZipFile
from ZODB.interfaces import IBlob
from zope.i18n import interpolate

import pytest


def picture(form: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, form)
    return made.getvalue()


def document(kind: str) -> bytes:
    """A file of Office's, of this kind."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        main = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
        archive.writestr("[Content_Types].xml", f"<Types><Override PartName='/a.xml' ContentType='{main}'/></Types>")
    return made.getvalue()


PDF = b"%PDF-1.7\n%%EOF"
JPG = picture("JPEG")
DOCX = document("wordprocessingml.document")
XLSX = document("spreadsheetml.sheet")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

GOOD = {
    "don.pdf": (PDF, "application/pdf"),
    "DON.PDF": (PDF, "application/pdf"),
    "anh.jpg": (JPG, "image/jpeg"),
    "anh.jpeg": (JPG, "image/jpeg"),
    "anh.png": (picture("PNG"), "image/png"),
    "don.docx": (DOCX, WORD),
    "bang.xlsx": (XLSX, EXCEL),
    "ban-ve.dwg": (b"AC1032\x00\x00", "image/vnd.dwg"),
    "Giấy đề nghị.v2.pdf": (PDF, "application/pdf"),
}

WRONG_KIND = {
    "a renamed program": ("don.pdf", b"MZ\x90\x00"),
    "a PDF as a picture": ("anh.png", PDF),
    "a workbook as a document": ("don.docx", XLSX),
    "a program by its name": ("don.pdf.exe", PDF),
    "no ending": ("don", PDF),
}


def given(filename: str = "don.pdf", data: bytes | str = PDF, component: str = "don") -> dict:
    return {"component": component, "filename": filename, "data": data}


@pytest.fixture
def refusal(portal):
    """The places and messages for which files are refused."""

    def fields(*raw) -> dict[str, str]:
        with pytest.raises(InvalidData) as caught:
            read_attachments(raw, ["don"])
        return caught.value.fields

    return fields


def test_each_kind_is_known_by_its_contents(portal):
    found = read_attachments([given(name, data) for name, (data, _type) in GOOD.items()], ["don"])
    assert [(file.filename, file.contentType) for file in found] == [(n, t) for n, (_d, t) in GOOD.items()]
    for file, (data, _type) in zip(found, GOOD.values(), strict=True):
        assert (file.data, file.getSize(), file.sha256) == (data, len(data), sha256(data).hexdigest())
        assert (file.component, file.scan, file.source) == ("don", "unscanned", 1)


def test_what_a_file_pretends_to_be_is_refused(refusal):
    found = {what: refusal(given(*file)) for what, file in WRONG_KIND.items()}
    assert {what: list(fields) for what, fields in found.items()} == {
        what: ["attachments.0.filename"] for what in WRONG_KIND
    }
    assert "have to fit the name's ending" in found["a renamed program"]["attachments.0.filename"]


def test_what_speaks_against_the_contents_is_said(refusal):
    fields = refusal(given("anh.jpg", JPG[: len(JPG) // 2]), given("giay.pdf", b"\n" + PDF))
    assert {name: interpolate(message, message.mapping) for name, message in fields.items()} == {
        "attachments.0.data": "“anh.jpg” is damaged or incomplete. Take or scan the picture again, or save it anew.",
        "attachments.1.data": "“giay.pdf” has something in front of its contents. "
        "Save or print it as a new PDF and add that.",
    }


def test_text_and_bytes_are_the_same_file(portal):
    as_bytes, as_text = read_attachments([given(), given(data=b64encode(PDF).decode())], ["don"])
    assert as_bytes.data == as_text.data == PDF


def test_what_can_not_be_read_is_refused(refusal):
    unreadable = "The file is empty or can't be read."
    for data in (b"", "", None, "no base64!", "JVBERi0xLjc", 7):
        assert refusal(given(data=data)) == {"attachments.0.data": unreadable}, data
    assert refusal({"component": "don", "filename": "don.pdf"}) == {"attachments.0.data": unreadable}
    assert (
        refusal(given(filename="")) == refusal(given(filename=None)) == {"attachments.0.filename": "This is required."}
    )
    assert refusal("don.pdf") == {"attachments.0": "Give named values."}
    assert list(refusal(given(component="other"))) == ["attachments.0.component"]
    assert list(refusal({"filename": "don.pdf", "data": PDF})) == ["attachments.0.component"]


def test_every_wrong_file_is_named(refusal):
    assert list(refusal(given("a.exe"), given(), given(data=b""))) == ["attachments.0.filename", "attachments.2.data"]


def test_settings_say_how_large_and_which(refusal):
    mega = PDF + b" " * MB
    api.portal.set_registry_record("hcc_longan.dossiers.largest_file", 1)
    fields = refusal(given(data=mega))
    assert fields == {"attachments.0.data": "“${name}” is larger than ${size} MB."}
    assert fields["attachments.0.data"].mapping == {"name": "don.pdf", "size": 1}
    assert len(read_attachments([given(data=mega[:MB])], ["don"])) == 1

    api.portal.set_registry_record("hcc_longan.dossiers.largest_dossier", 1)
    half = mega[: MB // 2]
    assert len(read_attachments([given(data=half), given(data=half)], ["don"])) == 2
    fields = refusal(given(data=half), given(data=half), given())
    assert fields == {"attachments": "The files together are larger than ${size} MB."}
    assert fields["attachments"].mapping == {"size": 1}

    api.portal.set_registry_record("hcc_longan.dossiers.file_types", ["jpg"])
    assert list(refusal(given())) == ["attachments.0.filename"]
    assert read_attachments([given("anh.jpeg", JPG)], ["don"])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\An\\don.pdf", "don.pdf"),
        ("../../etc/don.pdf", "don.pdf"),
        ("don\r\nSet-Cookie: a.pdf", "donSet-Cookie: a.pdf"),
        ("don\u202efdp.pdf", "donfdp.pdf"),
        ("Gia\u0302\u0301y.pdf", "Giấy.pdf"),
        (" don.pdf ", "don.pdf"),
    ],
)
def test_a_name_is_a_name_and_nothing_else(portal, name, kept):
    (file,) = read_attachments([given(name)], ["don"])
    assert file.filename == kept


def test_a_long_name_keeps_its_ending(portal):
    (file,) = read_attachments([given("a" * 300 + ".pdf")], ["don"])
    assert file.filename.endswith(".pdf")
    assert len(file.filename) <= 200


def test_a_dossier_keeps_them_as_blobs(file):
    raw = [given("don.pdf", component="giay-de-nghi"), given("anh.jpg", JPG, component="giay-de-nghi")]
    dossier = file(attachments=raw)
    assert [attachment.filename for attachment in dossier.attachments] == ["don.pdf", "anh.jpg"]
    for attachment, data in zip(dossier.attachments, (PDF, JPG), strict=True):
        assert isinstance(attachment, Attachment)
        assert INamedBlobFile.providedBy(attachment)
        assert IBlob.providedBy(attachment._blob)
        assert attachment.as_json() == {
            "component": "giay-de-nghi",
            "filename": attachment.filename,
            "size": len(data),
            "sha256": sha256(data).hexdigest(),
            "scan": "unscanned",
        }

"""What a file is by its contents, and what speaks against it."""

from contextlib import suppress
from hcc_longan.protection.contents import kind_of
from hcc_longan.protection.contents import MOST_PIXELS
from hcc_longan.protection.contents import Unfit
from hcc_longan.protection.contents import UnknownKind
from hypothesis import given
from io import BytesIO
from PIL import Image
from zipfile import ZIP_DEFLATED
from zipfile import ZIP_STORED
from zipfile import ZipFile
from zipfile import ZipInfo

import hypothesis.strategies as st
import pytest
import struct
import zlib


PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
MAIN = '<Override PartName="/{}" ContentType="application/vnd.openxmlformats-officedocument.{}.main+xml"/>'
WORD = TYPES.format(MAIN.format("word/document.xml", "wordprocessingml.document"))
EXCEL = TYPES.format(MAIN.format("xl/workbook.xml", "spreadsheetml.sheet"))


def office(types: str | bytes = WORD, **parts: bytes) -> bytes:
    """A document with this list of parts, and parts besides (`_` in a name is a dot)."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", "<document/>")
        for name, data in parts.items():
            archive.writestr(f"word/{name.replace('_', '.')}", data)
    return made.getvalue()


def picture(form: str, size=(64, 48), mode: str = "RGB", **options) -> bytes:
    made = BytesIO()
    Image.effect_noise(size, 50).convert(mode).save(made, form, **options)
    return made.getvalue()


JPG = picture("JPEG")
PNG = picture("PNG")
ARCHIVE = office()


GOOD = {
    "a PDF": ("don.pdf", PDF),
    "in capitals": ("DON.PDF", PDF),
    "a photo": ("anh.jpg", JPG),
    "by its longer name": ("anh.jpeg", JPG),
    "in several passes": ("anh.jpg", picture("JPEG", progressive=True)),
    "in printing colours": ("anh.jpg", picture("JPEG", mode="CMYK")),
    "in parts that can be read alone": ("anh.jpg", picture("JPEG", mode="L", restart_marker_rows=1)),
    # Telephones write a film or their own notes behind the picture.
    "with something behind it": ("anh.jpg", JPG + b"SEFT" + bytes(200) + b"\xff\xda" * 500),
    "with notes": ("anh.jpg", picture("JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0")),
    "a scan": ("anh.png", PNG),
    "with transparency": ("anh.png", picture("PNG", mode="RGBA")),
    "black and white": ("anh.png", picture("PNG", mode="1")),
    "with a palette": ("anh.png", picture("PNG", mode="P")),
    "a document": ("don.docx", office()),
    "a workbook": ("bang.xlsx", office(EXCEL)),
    "in another encoding": ("don.docx", office(WORD.replace("UTF-8", "UTF-16").encode("utf-16"))),
    **{f"a drawing, {release}": ("ve.dwg", f"AC10{release}".encode() + bytes(9)) for release in ("09", "15", "32")},
}

OTHER_KINDS = {
    "a program": ("don.pdf", b"MZ\x90\x00"),
    "a page": ("don.pdf", b"<html><script>alert(1)</script></html>"),
    "nothing": ("don.pdf", b""),
    "a PDF as a picture": ("anh.png", PDF),
    "a photo as a scan": ("anh.png", JPG),
    "a picture that is a script": ("anh.svg", b"<svg onload='x()'/>"),
    "a workbook as a document": ("don.docx", office(EXCEL)),
    "a document as a workbook": ("bang.xlsx", office(WORD)),
    "no archive at all": ("don.docx", b"PK\x03\x04broken"),
    "an archive without its end": ("don.docx", ARCHIVE[:-10]),
    "half of an archive": ("don.docx", ARCHIVE[: len(ARCHIVE) // 2]),
    "a list of parts that is none": ("don.docx", office("not a list")),
    "an empty list of parts": ("don.docx", office("")),
    "the old ending": ("don.doc", office()),
    "the ending of macros": ("don.docm", office()),
    "a drawing older than R11": ("ve.dwg", b"AC1001" + bytes(9)),
    "a drawing of no release": ("ve.dwg", b"AC1099" + bytes(9)),
    "the first letters of a drawing": ("ve.dwg", b"AC10"),
    "a program by its name": ("don.pdf.exe", PDF),
    "no ending": ("don", PDF),
    "an ending alone": ("pdf", b"MZ"),
    "no name": ("", PDF),
    "a dot": (".", PDF),
}


@pytest.mark.parametrize(("name", "data"), GOOD.values(), ids=GOOD)
def test_good_files_are_taken(name, data):
    assert kind_of(name, data) == name.lower().rpartition(".")[2].replace("jpeg", "jpg")


@pytest.mark.parametrize(("name", "data"), OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_what_is_another_kind_or_none_is_refused(name, data):
    with pytest.raises(UnknownKind):
        kind_of(name, data)


def crowded(parts: int) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", WORD)
        for number in range(parts):
            archive.writestr(f"word/{number}.xml", "")
    return made.getvalue()


def pretending(data: bytes, size: int) -> bytes:
    """An archive whose directory gives a part another size."""
    place = data.index(b"PK\x01\x02")
    return data[: place + 24] + struct.pack("<I", size) + data[place + 28 :]


def overlapping() -> bytes:
    """An archive whose directory names the same bytes many times."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", WORD)
        archive.writestr("word/0.xml", bytes(1000))
        (_types, part) = archive.infolist()
        for number in range(1, 50):
            copy = ZipInfo(f"word/{number}.xml")
            copy.header_offset, copy.CRC = part.header_offset, part.CRC
            copy.file_size = copy.compress_size = part.file_size
            archive.filelist.append(copy)
    return made.getvalue()


def locked() -> bytes:
    """An archive that says it needs a password."""
    data = bytearray(office())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def wide_png(width: int, height: int) -> bytes:
    """A tiny file that says it is a huge picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100))
    parts = [(b"IHDR", head), (b"IDAT", body), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def endless_jpeg() -> bytes:
    """A JPEG that takes thousands of passes."""
    data = picture("JPEG", progressive=True)
    place = data.rindex(b"\xff\xda")
    last = data[place:-2]
    return data[:place] + last * 2000 + data[-2:]


MACROS = (
    TYPES.format('<Override PartName="/word/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>' + MAIN),
    TYPES.format('<Override PartName="/a" ContentType="application/vnd.ms-word.document.MacroEnabled.main+xml"/>'),
    # The same, written so that nobody finds the words by looking for them.
    TYPES.format('<Override PartName="/a" ContentType="application/vnd.ms-office.&#118;baProject"/>'),
    TYPES.replace("UTF-8", "UTF-16")
    .format('<Override PartName="/a" ContentType="application/vnd.ms-office.vbaProject"/>')
    .encode("utf-16"),
)


FAULTS = {
    "an empty line in front": ("don.pdf", b"\n\n" + PDF, "in front of its contents"),
    "a picture in front": ("don.pdf", b"GIF89a" + PDF, "in front of its contents"),
    "the old format": ("don.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password or is in Office's old format"),
    "a password": ("don.docx", locked(), "has a password"),
    **{f"macros {number}": ("don.docx", office(types), "macros") for number, types in enumerate(MACROS)},
    "macros by their name": ("don.docx", office(vbaProject_bin=b"x"), "macros"),
    "macros in a workbook": ("bang.xlsx", office(EXCEL, VBAPROJECT_BIN=b"x"), "macros"),
    "5001 parts": ("don.docx", crowded(5001), "much too large"),
    "4 GB": ("don.docx", pretending(ARCHIVE, 2**32 - 2), "much too large"),
    "parts on top of each other": ("don.docx", overlapping(), "much too large"),
    "half of a photo": ("anh.jpg", JPG[: len(JPG) // 2], "damaged or incomplete"),
    "the beginning of a photo": ("anh.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "damaged or incomplete"),
    "thousands of passes": ("anh.jpg", endless_jpeg(), "damaged or incomplete"),
    "half of a scan": ("anh.png", PNG[: len(PNG) // 2], "damaged or incomplete"),
    "a scan without its middle": ("anh.png", PNG.replace(b"IDAT", b"TADI"), "damaged or incomplete"),
    "a scan with a hole": ("anh.png", PNG[:60] + bytes(4) + PNG[64:], "damaged or incomplete"),
    "100 million pixels": ("anh.png", wide_png(10_000, 10_000), "million pixels"),
    "3600 million pixels": ("anh.png", wide_png(60_000, 60_000), "million pixels"),
    **{
        f"a document behind {ending}": (f"a.{ending}", data + ARCHIVE, "archive as well")
        for ending, data in (("pdf", PDF), ("jpg", JPG), ("png", PNG), ("dwg", b"AC1032"))
    },
}


@pytest.mark.parametrize(("name", "data", "why"), FAULTS.values(), ids=FAULTS)
def test_what_speaks_against_a_file_is_said(name, data, why):
    with pytest.raises(Unfit) as caught:
        kind_of(name, data)
    assert not isinstance(caught.value, UnknownKind)
    assert why in caught.value.message
    assert "${name}" in caught.value.message


def test_a_list_of_parts_reads_no_other_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text('<Override PartName="/a" ContentType="application/vnd.ms-office.vbaProject"/>')
    types = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{secret}">]>' + WORD.partition("?>")[2].replace("</", "&b;</")
    assert kind_of("don.docx", office(types)) == "docx"


def test_entities_that_grow_are_refused():
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    types = f'<!DOCTYPE a [<!ENTITY e0 "0123456789">{grown}]><Types a="&e11;"/>'
    with pytest.raises(UnknownKind):
        kind_of("don.docx", office(types))


def test_the_limit_of_pixels_lets_a_sheet_of_a3_through():
    assert MOST_PIXELS > (420 / 25.4 * 400) * (297 / 25.4 * 400)


@given(ending=st.sampled_from(["pdf", "jpg", "png", "docx", "xlsx", "dwg"]), noise=st.data())
def test_whatever_comes_is_taken_or_refused_and_never_fails(ending, noise):
    """Good files, bytes changed at random: the answer is a kind or a refusal."""
    good = {"pdf": PDF, "jpg": JPG, "png": PNG, "docx": ARCHIVE, "xlsx": office(EXCEL), "dwg": b"AC1032"}[ending]
    data = bytearray(good)
    for _change in range(noise.draw(st.integers(1, 8))):
        data[noise.draw(st.integers(0, len(data) - 1))] = noise.draw(st.integers(0, 255))
    data = bytes(data[: noise.draw(st.integers(1, len(data)))])
    with suppress(Unfit):
        assert kind_of(f"a.{ending}", data) == ending

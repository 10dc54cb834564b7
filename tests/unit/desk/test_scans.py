"""Scans that nobody can use are noticed, and others are let alone."""

from hcc_longan.desk.reception.pdfs import copies
from hcc_longan.desk.reception.pdfs import Unreadable
from hcc_longan.desk.reception.scans import Fault
from hcc_longan.desk.reception.scans import fault_of
from io import BytesIO
from PIL import Image
from PIL import ImageDraw
from pypdf import PdfReader
from pypdf import PdfWriter

import pytest
import random
import typst


PAGE = "#set page(width: 148mm, height: 210mm)\n"


def pdf(*pages: str) -> bytes:
    return typst.compile((PAGE + "\n#pagebreak()\n".join(pages)).encode())


def picture(kind: str, shade="white", text: str = "", size=(1240, 1754), noise: int = 0) -> bytes:
    page = Image.new("RGBA" if shade is None else "RGB", size, shade or (0, 0, 0, 0))
    draw = ImageDraw.Draw(page)
    draw.text((200, 300), text, fill="black", font_size=40)
    chance = random.Random(0)
    for _number in range(noise):
        place = chance.randrange(size[0]), chance.randrange(size[1])
        draw.point(place, fill=(228, 228, 228))
    # The shadow that the lid of a scanner throws.
    draw.line((0, 0, size[0], 0), fill="black", width=20)
    out = BytesIO()
    page.save(out, "JPEG" if kind == "jpg" else "PNG")
    return out.getvalue()


def empty_pdf() -> bytes:
    out = BytesIO()
    PdfWriter().write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("filename", "data", "fault"),
    [
        ("a.pdf", pdf("Đơn đề nghị"), None),
        ("a.pdf", pdf("#hide[a]", "Trang 2"), None),
        ("a.pdf", pdf("#hide[a]"), Fault.BLANK),
        ("a.pdf", pdf("#hide[a]", "#hide[b]"), Fault.BLANK),
        ("a.PDF", b"%PDF-1.7 and nothing more", Fault.UNREADABLE),
        ("a.pdf", pdf("Đơn")[:400], Fault.UNREADABLE),
        ("a.pdf", empty_pdf(), Fault.UNREADABLE),
        ("a.pdf", b"", Fault.UNREADABLE),
        ("a.jpg", picture("jpg", text="Giấy khai sinh"), None),
        ("a.png", picture("png", text="Giấy khai sinh"), None),
        ("a.jpeg", picture("jpg", noise=500), Fault.BLANK),
        ("a.jpg", picture("jpg", "black"), Fault.BLANK),
        ("a.png", picture("png", None), Fault.BLANK),
        ("a.png", picture("png", size=(1, 1)), Fault.BLANK),
        ("a.jpg", b"\xff\xd8\xff no picture", Fault.UNREADABLE),
        ("a.docx", b"whatever", None),
        ("a", b"", None),
    ],
)
def test_a_scan_that_nobody_can_use_is_noticed(filename, data, fault):
    assert fault_of(filename, data) == fault


def test_a_locked_pdf_is_unreadable():
    out = BytesIO()
    writer = PdfWriter(clone_from=BytesIO(pdf("Đơn")))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    assert fault_of("a.pdf", out.getvalue()) == Fault.UNREADABLE


def test_a_paper_of_two_pages_is_copied_page_by_page():
    copied = PdfReader(BytesIO(copies(pdf("Một", "Hai"), 2)))
    assert [page.extract_text() for page in copied.pages] == ["Một", "Hai", "Một", "Hai"]
    assert [round(float(side) / 72 * 25.4) for side in copied.pages[0].mediabox[2:]] == [148, 210]


def test_what_is_no_paper_is_not_copied():
    with pytest.raises(Unreadable):
        copies(b"%PDF-1.7", 2)

"""Scans that nobody can use: they can't be opened, have no page, or every page of them is empty."""

from enum import StrEnum
from hcc_longan import _
from hcc_longan.desk.reception import pdfs
from hcc_longan.protection.contents import ending_of
from io import BytesIO
from PIL import Image
from PIL import ImageOps


# Pages of a scan that are looked at.
_PAGES = 3
_SIZE = (300, 420)
# Shades of grey, 0 to 255: what differs less from the paper around it is no writing.
_FAINT = 30
# The share of a side that is the scanner's own shadow.
_EDGE = 0.04


class Fault(StrEnum):
    """What is wrong with a scan."""

    UNREADABLE = "unreadable"
    BLANK = "blank"


FAULTS = {
    Fault.UNREADABLE: _("This file can't be opened or has no page. Scan the paper again."),
    Fault.BLANK: _("Nothing can be seen on this scan. Was the paper the wrong way round?"),
}


def fault_of(filename: str, data: bytes) -> Fault | None:
    """What is wrong with a file that is a PDF or a picture; other kinds are not looked at."""
    kind = ending_of(filename)
    if kind not in ("pdf", "jpg", "png"):
        return None
    try:
        pages = pdfs.pictures(data, _PAGES) if kind == "pdf" else (data,)
        return Fault.BLANK if all(_is_empty(page) for page in pages) else None
    except (pdfs.Unreadable, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Fault.UNREADABLE


def _is_empty(picture: bytes) -> bool:
    """Whether a page has one shade all over, but for its edges and a scanner's noise."""
    with Image.open(BytesIO(picture)) as page:
        page.draft("L", _SIZE)
        page.thumbnail(_SIZE)
        # What is transparent is paper.
        white = Image.new("RGBA", page.size, "white")
        grey = Image.alpha_composite(white, page.convert("RGBA")).convert("L")
    inner = ImageOps.crop(grey, int(min(grey.size) * _EDGE))
    darkest, lightest = inner.getextrema()
    return lightest - darkest < _FAINT

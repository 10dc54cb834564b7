"""What a file is by its contents, and what speaks against taking it.

A name's ending decides how an officer's computer opens a file; so the contents have to fit it, wholly: a file that is
two things at once, expands beyond measure, brings programs along or breaks off in the middle is not taken.
"""

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from hcc_longan import _
from io import BytesIO
from lxml import etree
from PIL import Image
from zipfile import BadZipFile
from zipfile import ZipFile
from zope.i18nmessageid import Message

import re
import warnings
import zlib


# The largest picture, in pixels: unpacked it takes some 300 MB for a moment. An A3 page at 400 dpi has 31 million.
MOST_PIXELS = 50_000_000
# How many passes a JPEG may take; each walks over the whole picture. Cameras and scanners make ten or twenty.
_MOST_PASSES = 50
# Office documents: parts, and bytes when unpacked. A workbook of 20 MB may well unpack to 300 MB.
_MOST_PARTS = 5000
_MOST_UNPACKED = 500 * 1024 * 1024
_LARGEST_LIST_OF_PARTS = 2 * 1024 * 1024

_OFFICE = "application/vnd.openxmlformats-officedocument."
# Releases of AutoCAD since R11, by what their drawings begin with.
_DRAWINGS = tuple(
    f"AC10{number}".encode() for number in ("09", "10", "11", "12", "13", "14", "15", "18", "21", "24", "27", "32")
)
# What zipfile raises for archives that are wrong in unusual ways.
_UNREADABLE = (KeyError, ValueError, NotImplementedError, OSError, EOFError, IndexError, OverflowError)
_ALIASES = {"jpeg": "jpg"}
# A JPEG's marker; inside of a pass FF stands for itself with 00 after it, and D0 to D7 part rows.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


class Unfit(ValueError):
    """A file that can't be taken; `message` says why and what to do, about the file as “${name}”."""

    def __init__(self, message: Message):
        super().__init__(message)
        self.message = message


class UnknownKind(Unfit):
    """The contents are not what the name's ending says, or it says nothing we take."""

    def __init__(self):
        super().__init__(
            _("“${name}” is not a file of these kinds: ${kinds}. The contents have to fit the name's ending.")
        )


@dataclass(frozen=True)
class Kind:
    """A kind of files: what they begin with, the type they are served with, and a closer look."""

    starts: tuple[bytes, ...]
    content_type: str
    check: Callable[[bytes], None]


def kind_of(filename: str, data: bytes) -> str:
    """The kind of a file, a key of KINDS; raises Unfit."""
    ending = ending_of(filename)
    kind = KINDS.get(ending)
    if kind is None:
        raise UnknownKind
    if not data.startswith(kind.starts):
        raise _explained(ending, data)
    kind.check(data)
    return ending


def ending_of(filename: str) -> str:
    """The ending of a name as KINDS has it."""
    ending = filename.rpartition(".")[2].lower()
    return _ALIASES.get(ending, ending)


def _explained(ending: str, data: bytes) -> Unfit:
    """Why the beginning is wrong, where people have such files in good faith."""
    if ending == "pdf" and b"%PDF-" in data[:1024]:
        return Unfit(_("“${name}” has something in front of its contents. Save or print it as a new PDF and add that."))
    if ending in ("docx", "xlsx") and data.startswith(b"\xd0\xcf\x11\xe0"):
        return Unfit(
            _(
                "“${name}” has a password or is in Office's old format. Save it without a password, as .docx or .xlsx, "
                "or as PDF."
            )
        )
    return UnknownKind()


def _check_picture(data: bytes) -> None:
    """That a picture can be decoded, all of it, in bounded time and memory."""
    _refuse_archive(data)
    broken = Unfit(_("“${name}” is damaged or incomplete. Take or scan the picture again, or save it anew."))
    try:
        with open_picture(data) as picture:
            if picture.format == "PNG":
                # Checks the sums of all parts; unpacks nothing.
                picture.verify()
            elif _passes(data) > _MOST_PASSES:
                raise broken
            else:
                # Reads everything, but makes an eighth of it.
                picture.draft("L", (1, 1))
                picture.load()
    except Unfit:
        raise
    except Exception as error:
        # Pillow raises whatever comes to its decoders' minds: OSError, SyntaxError, ValueError, struct.error …
        raise broken from error


def open_picture(data: bytes) -> Image.Image:
    """A JPEG or PNG picture, not yet decoded; raises Unfit if it is too large, and what Pillow raises if it is none."""
    try:
        with warnings.catch_warnings():
            # Our limit is lower than the one that Pillow warns of.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=("JPEG", "PNG"))
        if picture.width * picture.height <= MOST_PIXELS:
            return picture
    except Image.DecompressionBombError:
        pass
    raise Unfit(
        _(
            "“${name}” has more than ${millions} million pixels. Take or scan it with a lower resolution.",
            mapping={"millions": MOST_PIXELS // 1_000_000},
        )
    )


def _passes(data: bytes) -> int:
    """How many passes a JPEG takes; raises EOFError if it breaks off before its end.

    Pillow says nothing of that once Plone's scaling has told it, for the whole process, to bear it.
    """
    place, passes = 2, 0
    while found := _MARKER.search(data, place):
        place = found.end()
        marker = found[0][1]
        if marker == 0xD9:  # the end
            return passes
        if marker == 0xDA:
            passes += 1
        if marker not in (0x01, 0xD8):
            place += int.from_bytes(data[place : place + 2])
    raise EOFError


def _refuse_archive(data: bytes) -> None:
    """Refuse what is a zip archive (or a program made of one) as well: its directory stands at the very end."""
    place = data.rfind(b"PK\x05\x06", -(22 + 65535))
    if place >= 0 and place + 22 + int.from_bytes(data[place + 20 : place + 22], "little") == len(data):
        raise Unfit(_("“${name}” is an archive as well. Save or print it anew and add that."))


def _check_office(main_part: str) -> Callable[[bytes], None]:
    """A check of documents whose main part has this type."""

    def check(data: bytes) -> None:
        try:
            with ZipFile(BytesIO(data)) as archive:
                parts = archive.infolist()
                listed = archive.getinfo("[Content_Types].xml")
                if (
                    len(parts) > _MOST_PARTS
                    or sum(part.file_size for part in parts) > _MOST_UNPACKED
                    or listed.file_size > _LARGEST_LIST_OF_PARTS
                    # Parts that lie on top of each other make an archive that unpacks for ever.
                    or sum(part.compress_size for part in parts) > len(data)
                ):
                    raise Unfit(_("“${name}” would be much too large when it is opened. Save it as PDF and add that."))
                if any(part.flag_bits & 1 for part in parts):
                    raise Unfit(_("“${name}” has a password. Save it without one."))
                names = {part.filename.lower() for part in parts}
                if min(part.header_offset for part in parts) or len(names) < len(parts):
                    # Something lies in front, or programs would differ about which part is meant.
                    raise UnknownKind
                types = _types(archive.read(listed))
        except Unfit:
            raise
        except (BadZipFile, etree.XMLSyntaxError, zlib.error, *_UNREADABLE) as error:
            raise UnknownKind from error
        if any(mark in each for mark in ("macroenabled", "vbaproject") for each in types | names):
            raise Unfit(_("“${name}” brings macros along, which are programs. Save it without macros, or as PDF."))
        if f"{_OFFICE}{main_part}".lower() not in types:
            raise UnknownKind

    return check


def _types(content: bytes) -> set[str]:
    """The types that a document's list of parts names, in small letters; raises XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return {each.get("ContentType", "").lower() for each in etree.fromstring(content, parser).iter("{*}*")}


KINDS: Mapping[str, Kind] = {
    "pdf": Kind((b"%PDF-",), "application/pdf", _refuse_archive),
    "jpg": Kind((b"\xff\xd8\xff",), "image/jpeg", _check_picture),
    "png": Kind((b"\x89PNG\r\n\x1a\n",), "image/png", _check_picture),
    "docx": Kind(
        (b"PK\x03\x04",),
        f"{_OFFICE}wordprocessingml.document",
        _check_office("wordprocessingml.document.main+xml"),
    ),
    "xlsx": Kind((b"PK\x03\x04",), f"{_OFFICE}spreadsheetml.sheet", _check_office("spreadsheetml.sheet.main+xml")),
    "dwg": Kind(_DRAWINGS, "image/vnd.dwg", _refuse_archive),
}

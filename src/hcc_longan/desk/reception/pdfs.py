"""Looking at and copying PDF files, through Typst."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import typst


# Pages that are looked at to find the last one.
_MOST_PAGES = 20
_PICTURE = '#set page(width: {width}mm, height: auto, margin: 0pt)\n#image("file.pdf", page: {page}, width: 100%)'
_COPIES = """#set page(width: 148mm, height: 210mm, margin: 0pt)
#for copy in range({copies}) {{ for number in range(1, {pages} + 1) {{
  page(image("file.pdf", page: number, width: 100%, height: 100%, fit: "contain"))
}} }}"""
_DPI = 25.4


class Unreadable(ValueError):
    """The file can't be opened, or has no page."""


def pictures(pdf: bytes, most: int = _MOST_PAGES, width: int = 300) -> Iterator[bytes]:
    """The first pages as PNG pictures of so many pixels' width; raises Unreadable."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "file.pdf").write_bytes(pdf)
        for page in range(1, most + 1):
            try:
                yield _compiled(folder, _PICTURE.format(width=width, page=page), format="png", ppi=_DPI)
            except Unreadable:
                if page == 1:
                    raise
                return


def copies(pdf: bytes, number: int) -> bytes:
    """An A5 paper so many times in one file, as printers take it; raises Unreadable."""
    pages = sum(1 for _picture in pictures(pdf, width=1))
    with TemporaryDirectory() as folder:
        (Path(folder) / "file.pdf").write_bytes(pdf)
        return _compiled(folder, _COPIES.format(copies=number, pages=pages))


def _compiled(folder: str, source: str, **options: object) -> bytes:
    template = Path(folder) / "paper.typ"
    template.write_text(source)
    try:
        return typst.Compiler(root=folder, ignore_system_fonts=True).compile(input=str(template), **options)
    except Exception as error:
        raise Unreadable(str(error)) from error
    except BaseException as error:
        # Typst's own breakdown is no Exception, and nothing that a caller would expect.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(str(error)) from error

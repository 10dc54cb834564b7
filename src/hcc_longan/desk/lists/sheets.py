"""Tables to take away, written row by row: memory stays flat however long they are. Pure Python."""

from collections.abc import Iterable
from collections.abc import Sequence
from datetime import datetime
from hcc_longan.clock import ZONE
from io import TextIOWrapper
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import csv
import re


Cell = str | int | datetime | None

# What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What XML has no place for.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = datetime(1899, 12, 30)
_LONGEST = 32_767  # characters of a cell, as Excel reads them

_NAMESPACE = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = f'xmlns="{_NAMESPACE}/spreadsheetml/2006/main"'
_TYPES = f"{_NAMESPACE}/package/2006/content-types"
_RELATIONS = f"{_NAMESPACE}/package/2006/relationships"
_OFFICE = f"{_NAMESPACE}/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Styles: 0 plain, 1 bold (heading), 2 a moment.
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_TYPES}">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f"<styleSheet {_MAIN}>"
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>",
}


def write_csv(target: IO[bytes], heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a table as CSV that spreadsheets open as it is (UTF-8 with a mark, CRLF); gives the number of rows."""
    text = TextIOWrapper(target, "utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow(map(_plain, heads))
    number = 0
    for row in rows:
        writer.writerow(map(_plain, row))
        number += 1
    text.flush()
    text.detach()
    return number


def write_xlsx(target: IO[bytes], title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a table as a workbook of one sheet, its heading bold and fixed; gives the number of rows."""
    number = 0
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in _PARTS.items():
            archive.writestr(name, _HEAD + part)
        archive.writestr("xl/workbook.xml", _HEAD + _workbook(title))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            first = _row(heads, _BOLD)
            sheet.write(f"{_HEAD}<worksheet {_MAIN}>{_FROZEN}<sheetData>{first}".encode())
            for row in rows:
                sheet.write(_row(row).encode())
                number += 1
            sheet.write(b"</sheetData></worksheet>")
    return number


_BOLD = ' s="1"'
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
    '<col min="1" max="20" width="24" customWidth="1"/></cols>'
)


def _workbook(title: str) -> str:
    name = re.sub(r"[\[\]:*?/\\']", " ", _UNWRITABLE.sub("", title))[:31].strip() or "1"
    return (
        f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="1" r:id="r1"/></sheets></workbook>'
    )


def _row(cells: Sequence[Cell], style: str = "") -> str:
    return "<row>" + "".join(_cell(cell, style) for cell in cells) + "</row>"


def _cell(cell: Cell, style: str) -> str:
    match cell:
        case None | "":
            return "<c/>"
        case datetime():
            days = (cell.astimezone(ZONE).replace(tzinfo=None) - _EPOCH).total_seconds() / 86_400
            return f'<c s="2"><v>{days:.9f}</v></c>'
        case int():
            return f"<c><v>{cell}</v></c>"
    # A text inside the cell is never a formula.
    text = escape(_UNWRITABLE.sub("", cell)[:_LONGEST])
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{text}</t></is></c>'


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell.astimezone(ZONE):%Y-%m-%d %H:%M}"
        case int():
            return str(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

"""Tables to take away: what spreadsheets read in them."""

from datetime import datetime
from datetime import timedelta
from hcc_longan.clock import ZONE
from hcc_longan.desk.lists.sheets import write_csv
from hcc_longan.desk.lists.sheets import write_xlsx
from io import BytesIO
from xml.dom.minidom import parseString
from zipfile import ZipFile

import csv
import io
import pytest
import tracemalloc


MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=ZONE)
HARMFUL = ("=HYPERLINK(1)", "+84", "-1", "@x", "\tx", "\rx")


def csv_rows(rows) -> list[list[str]]:
    target = BytesIO()
    write_csv(target, ["Số", "Tên"], rows)
    return list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))


def xlsx_cells(rows, title: str = "Danh sách") -> list[list[str]]:
    target = BytesIO()
    write_xlsx(target, title, ["Số", "Tên"], rows)
    with ZipFile(target) as archive:
        assert archive.testzip() is None
        parts = {name: parseString(archive.read(name)) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert not sheet.getElementsByTagName("f")
    return [
        ["".join(node.data for node in _texts(cell)) for cell in row.getElementsByTagName("c")]
        for row in sheet.getElementsByTagName("row")
    ]


def _texts(node):
    for child in node.childNodes:
        if child.nodeType == child.TEXT_NODE:
            yield child
        else:
            yield from _texts(child)


class TestCsv:
    """CSV."""

    def test_it_begins_with_the_mark_by_which_excel_knows_utf_8(self):
        target = BytesIO()
        assert write_csv(target, ["Số"], [["một"], ["hai"]]) == 2
        assert target.getvalue() == "\ufeffSố\r\nmột\r\nhai\r\n".encode()

    def test_what_is_no_text(self):
        assert csv_rows([[MOMENT, 7], [None, ""]])[1:] == [["2026-11-02 09:30", "7"], ["", ""]]

    @pytest.mark.parametrize("text", HARMFUL)
    def test_no_cell_is_a_formula(self, text):
        assert csv_rows([[text, 1]])[1][0].startswith("'")

    @pytest.mark.parametrize("text", ['"quoted", and\nlines', "\ud800", "Nguyễn\x00An"])
    def test_odd_texts(self, text):
        assert len(csv_rows([[text, 1]])) == 2


class TestXlsx:
    """Workbooks."""

    def test_texts_stay_as_they_are(self):
        rows = [["Công ty <A> & “B”", "  blanks  "], *([text, ""] for text in HARMFUL if text.strip() == text)]
        assert xlsx_cells(rows)[1:] == [list(row) for row in rows]

    def test_moments_and_numbers_are_values(self):
        # 2 November 2026 is the day 46328 of spreadsheets.
        assert xlsx_cells([[MOMENT, 7]])[1] == ["46328.395833333", "7"]

    @pytest.mark.parametrize("text", ["\x00\x0b", "\ud800", "\ufffe"])
    def test_what_xml_can_not_say_is_left_out(self, text):
        assert xlsx_cells([[f"a{text}b", ""]])[1][0] == "ab"

    @pytest.mark.parametrize("title", ["", "[a]:b*?/\\'", "x" * 100, '"&<'])
    def test_any_title(self, title):
        assert len(xlsx_cells([], title)) == 1

    def test_openpyxl_reads_it(self):
        openpyxl = pytest.importorskip("openpyxl")
        target = BytesIO()
        write_xlsx(target, "Danh sách", ["Số", "Ngày"], [["=1", MOMENT]])
        sheet = openpyxl.load_workbook(target).active
        text, moment = (cell.value for cell in sheet[2])
        assert text == "=1"
        assert abs(moment - MOMENT.replace(tzinfo=None)) < timedelta(seconds=1)
        assert sheet["A2"].data_type == "s"
        assert sheet.title == "Danh sách"


@pytest.mark.parametrize("write", [write_csv, lambda target, heads, rows: write_xlsx(target, "x", heads, rows)])
def test_memory_stays_flat(write, tmp_path):
    def peak(number: int) -> int:
        with (tmp_path / "sheet").open("wb") as target:
            tracemalloc.start()
            write(target, ["a", "b"], (["Nguyễn Văn An", each] for each in range(number)))
            return tracemalloc.get_traced_memory()[1]

    try:
        assert peak(20_000) < peak(100) + 500_000
    finally:
        tracemalloc.stop()

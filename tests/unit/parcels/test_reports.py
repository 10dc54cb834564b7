"""Numbers of postal items, and carriers' reports."""

from datetime import date
from hcc_longan.parcels import reports
from hcc_longan.parcels.carriers import read_number
from hcc_longan.parcels.tables import State

import pytest


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("EA473124829VN", "EA473124829VN"),
        (" ea 473 124 829 vn ", "EA473124829VN"),
        ("EA473124828VN", None),  # a wrong check digit: a slip of whoever typed it
        ("VNP-12345678", "VNP-12345678"),
        ("Nguyễn Văn An", None),
        ("ABCDEFGH", None),
        ("1234", None),
        ("", None),
        ("1" * 31, None),
        ("EA473124829VN\0", None),
        ("١٢٣٤٥٦٧٨", None),
    ],
)
def test_a_number_is_read_as_the_carrier_writes_it(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    "data",
    [
        "Số hiệu;Trạng thái;Ngày;Ghi chú\nEA473124829VN;Đã phát;26/11/2026;Người nhà ký\n".encode(),
        "\ufeffnumber,state,date,note\r\nEA473124829VN,delivered,2026-11-26,Người nhà ký\r\n".encode(),
        "number\tstatus\tdate\tnote\nEA473124829VN\tDELIVERED\t26/11/2026\tNgười nhà ký\n".encode("utf-16"),
        'so hieu,trang thai,ngay,ghi chu\n"EA473124829VN","Phát thành công","26/11/2026","Người nhà ký"\n'.encode(),
    ],
)
def test_a_report_is_read_whatever_made_the_table(data):
    (line,) = reports.read(data)
    assert (line.number, line.state, line.day) == ("EA473124829VN", State.DELIVERED, date(2026, 11, 26))
    assert line.note == "Người nhà ký"
    assert line.wrong is None


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("EA473124828VN;delivered;;", "no number"),
        (";delivered;;", "no number"),
        ("EA473124829VN;eaten by the dog;;", "unknown"),
        ("EA473124829VN", "unknown"),
        ("EA473124829VN;delivered;31/02/2026;", "no date"),
        ("<script>;delivered;;", "no number"),
    ],
)
def test_a_line_that_cant_be_understood_says_why_and_is_taken_for_nothing(row, why):
    broken, good = reports.read(f"number;state;date;note\n{row}\nEA473124829VN;lost;;\n".encode())
    assert why in broken.wrong
    assert broken.state is None
    assert broken.place == 2
    assert good.state is State.LOST


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        b"\xff\xfe\x00",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"PK\x03\x04\x14\x00\x06\x00",
        "Số hiệu;Trạng thái\n".encode("cp1258", "replace"),
        b"one;two\nEA473124829VN;delivered\n",
        b"number;state\n" + b"EA473124829VN;lost\n" * (reports.MOST + 1),
        b"number;state\n" + b"x" * reports.LARGEST,
        b'number;state\n"' + b"x" * 200_000,
    ],
)
def test_what_is_no_report_is_refused_whole(data):
    with pytest.raises(reports.Unreadable) as caught:
        reports.read(data)
    assert caught.value.message

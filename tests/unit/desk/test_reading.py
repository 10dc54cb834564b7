"""What is typed at the counter, as data; and what is refused, by its field."""

from hcc_longan.desk.reception import reading
from hcc_longan.desk.reception.procedures import Matter

import pytest


ROW = {"form_number": "", "form_file": "", "originals": 1, "certified": 1, "copies": 0, "note_vi": "", "name_en": ""}
ROWS = [
    {**ROW, "id": "đơn: 1", "case": "", "name_vi": "Đơn", "required": True},
    {**ROW, "id": "uy-quyen", "case": "a", "name_vi": "Ủy quyền", "required": False},
]
WAY = {"channel": "counter", "case": "", "limit": 3.0, "unit": "working_day"}
FEE = {"channel": None, "case": "", "kind": "fee", "rule": "fixed", "amount": 30000, "note_vi": "", "note_en": ""}
RECORD = {
    "cases": [{"id": "a", "name_vi": "Trường hợp a", "name_en": ""}],
    "components": ROWS,
    "ways": [WAY],
    "fees": [FEE],
}
FIRST = reading.name_of("originals", "đơn: 1")
FILLED = {
    "name": "Nguyễn Thị Mai",
    "id_kind": "cccd",
    "id_number": "080192000123",
    "birth_date": "01051992",
    "phone": "0901 234 567",
    FIRST: "1",
}


def read(record=RECORD, scanned=(), **changed) -> reading.Reading:
    return reading.read({**FILLED, **changed}, Matter(None, record, "vi"), set(scanned))


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, set()),
        ({"name": ""}, {"name"}),
        ({"name": "Mai"}, {"name"}),
        ({"name": "x" * 300}, {"name"}),
        ({"name": "\0"}, {"name"}),
        ({"name": {"a": "b"}}, {"name"}),
        ({"name": ["Lê Văn Ba", "x"]}, set()),
        ({"id_number": ""}, set()),
        ({"id_number": "12345"}, {"id_number"}),
        ({"id_number": "080193000123"}, {"id_number"}),
        ({"id_kind": "passport", "id_number": "no digits"}, {"id_number"}),
        ({"kind": "organisation", "id_number": "0100109107"}, {"id_number"}),
        ({"birth_date": "31/02/1990"}, {"birth_date"}),
        ({"birth_date": "01/01/2090"}, {"birth_date"}),
        ({"phone": "123"}, {"phone"}),
        ({"email": "mai@"}, {"email"}),
        ({"phone": ""}, {"phone"}),
        ({"phone": "", "email": "mai@example.org"}, set()),
        ({"address": "x" * 501}, {"address"}),
        ({"case": "a"}, set()),
        ({"case": "none"}, set()),
        ({"case": "7"}, {"case"}),
        ({"delivery": "post"}, {"delivery_address"}),
        ({"delivery": "post", "delivery_address": "x" * 501}, {"delivery_address"}),
        ({"delivery": "post", "address": "12 Trương Định"}, set()),
        ({"has_proxy": "1"}, {"proxy_name", "proxy_mandate"}),
        ({"has_proxy": "1", "proxy_name": "Lê Ba", "proxy_mandate": "x", "proxy_phone": "1"}, {"proxy_phone"}),
        ({FIRST: "-1"}, {FIRST}),
        ({FIRST: "1000"}, {FIRST}),
        ({FIRST: "một"}, {FIRST}),
        ({FIRST: ""}, {"incomplete"}),
        ({FIRST: "0"}, {"incomplete"}),
        ({FIRST: "", "incomplete": "1"}, set()),
        ({"fee": "12,5"}, {"fee"}),
        ({"fee": "-1"}, {"fee"}),
        ({"fee": "9" * 30}, {"fee"}),
        ({"fee": "1.500.000 đ"}, set()),
        ({"paid": "1", "fee": "100"}, {"receipt"}),
        ({"paid": "1", "receipt": "1", "fee": ""}, {"fee"}),
        ({"paid": "1", "receipt": "1", "fee": "0"}, {"fee"}),
        ({"channel": "post"}, {"posted"}),
        ({"channel": "post", "posted": "01/01/2090"}, {"posted"}),
        ({"channel": "pigeon"}, set()),
    ],
)
def test_what_is_refused_is_named_by_its_field(changed, fields):
    assert set(read(**changed).errors) == fields


def test_a_paper_is_counted_by_its_kinds_and_in_all():
    found = read(**{reading.name_of("copies", "đơn: 1"): "2", reading.name_of("tick", "uy-quyen"): "1"}, case="a")
    assert found.reception["kinds"] == {"đơn: 1": [1, 0, 2], "uy-quyen": [1, 1, 0]}
    assert found.reception["papers"] == {"đơn: 1": 3, "uy-quyen": 2}


def test_papers_of_another_case_are_not_counted():
    assert list(read(**{reading.name_of("originals", "uy-quyen"): "1"}).reception["papers"]) == ["đơn: 1"]


def test_a_scan_stands_for_a_paper():
    assert not read(scanned=["đơn: 1"], **{FIRST: ""}).errors


def test_a_case_is_needed_where_each_has_a_time_limit_of_its_own():
    record = {**RECORD, "ways": [{**WAY, "case": "a"}]}
    assert set(read(record).errors) == {"case"}
    assert not read(record, case="a").errors


def test_only_what_was_typed_otherwise_makes_another_dossier():
    assert read().digest("1") == read(key="other", draft="other").digest("1")
    assert len({read().digest("1"), read().digest("2"), read(name="Lê Ba").digest("1"), read(fee="5").digest("1")}) == 4


@pytest.mark.parametrize(
    ("fees", "fee"),
    [
        ([FEE], 30000),
        ([{**FEE, "note_vi": "cấp mới"}], 30000),
        ([FEE, {**FEE, "kind": "charge", "amount": 5000}], 35000),
        ([FEE, {**FEE, "note_vi": "cấp lại"}], None),
        ([{**FEE, "rule": "free", "amount": None}], 0),
        ([{**FEE, "rule": "by_local_rule", "amount": None}], None),
        ([{**FEE, "channel": "online", "amount": 1}, FEE], 30000),
        ([{**FEE, "case": "a", "amount": 1}, FEE], 30000),
        ([], None),
    ],
)
def test_a_fee_is_offered_where_the_record_leaves_no_doubt(fees, fee):
    assert Matter(None, {**RECORD, "fees": fees}, "vi").fee("counter", "") == fee


def test_an_applicant_is_shown_as_it_was_typed():
    applicant = read(email="mai@example.org", address="12 Trương Định", language="en").applicant
    shown = reading.filled_in(applicant)
    assert shown["birth_date"] == "01/05/1992"
    assert reading.read({**shown, FIRST: "1"}, Matter(None, RECORD, "vi"), set()).applicant == applicant

"""Reading records of the national database with the faults that they have there."""

from hcc_longan.catalogue.national import BrokenLine
from hcc_longan.catalogue.national import NationalRecord
from hcc_longan.catalogue.national import Problem
from hcc_longan.catalogue.national import read_lines
from hcc_longan.catalogue.national import read_record
from hcc_longan.catalogue.terms import APPLICANTS
from hypothesis import given
from hypothesis import strategies as st
from typing import Any

import json
import pytest
import unicodedata


CLEAN: dict[str, Any] = {
    "code": "1.000001",
    "name": "Cấp thẻ đọc sách của thư viện tỉnh",
    "decision": "12/QĐ-BVH",
    "levels": ["Cấp tỉnh"],
    "kind": "Loại khác",
    "field": "Thư viện",
    "applicants": ["Công dân Việt Nam"],
    "steps": "Bước 1: Gửi đơn.\nBước 2: Nhận thẻ.",
    "methods": [{"channel": "counter", "text": "2 Ngày làm việcMiễn phí"}],
    "components": [{"name": "Đơn xin thẻ đọc", "originals": 1, "copies": 0}],
    "legal_basis_text": "",
    "agency": "Thư viện tỉnh",
    "competent_authority": "Sở Văn hóa",
    "requirements": "Không",
    "results": [{"code": "KQ.T01.000001", "name": "Thẻ đọc"}],
    "source_ministry": "Bộ Văn hóa",
}


def record(**changed) -> NationalRecord:
    return read_record({**CLEAN, **changed})


def line(**changed) -> bytes:
    return json.dumps({**CLEAN, **changed}, ensure_ascii=False).encode()


def ways(*texts: str) -> NationalRecord:
    channels = ("counter", "online", "post")
    return record(methods=[{"channel": channel, "text": text} for channel, text in zip(channels, texts, strict=False)])


def problems(read: NationalRecord) -> set[tuple[str, str]]:
    return {(problem.field, problem.problem) for problem in read.problems}


def test_a_clean_record_is_read_without_a_problem():
    read = record()
    assert (read.code, read.ministry, read.national_field) == ("1.000001", "Bộ Văn hóa", "Thư viện")
    assert read.problems == []
    fields = read.fields
    assert fields["title"] == "Cấp thẻ đọc sách của thư viện tỉnh"
    assert (fields["decision"], fields["kind"], fields["levels"]) == ("12/QĐ-BVH", "other", ["province"])
    assert fields["applicants"] == ["citizen"]
    assert [(row["role"], row["name_vi"]) for row in fields["agencies"]] == [
        ("implementing", "Thư viện tỉnh"),
        ("competent", "Sở Văn hóa"),
    ]
    assert [row["text_vi"] for row in fields["steps"]] == ["Bước 1: Gửi đơn.", "Bước 2: Nhận thẻ."]
    assert [(row["channel"], row["limit"], row["unit"]) for row in fields["ways"]] == [("counter", 2.0, "working_day")]
    assert [(row["channel"], row["rule"], row["amount"]) for row in fields["fees"]] == [(None, "free", None)]
    assert [(row["name_vi"], row["originals"], row["required"]) for row in fields["components"]] == [
        ("Đơn xin thẻ đọc", 1, True)
    ]
    assert fields["results"] == [{"code": "KQ.T01.000001", "name_vi": "Thẻ đọc", "name_en": ""}]
    assert fields["conditions"] == []
    assert fields["legal_basis"] == []


@pytest.mark.parametrize("code", ["", None, "abc", "1.00001", "1.0000001", "10.000001", "1.000001x", "1000001"])
def test_a_record_without_a_code_is_refused(code):
    with pytest.raises(ValueError, match="no procedure code"):
        record(code=code)


@pytest.mark.parametrize("name", ["", None, "  ", "\u200b"])
def test_a_record_without_a_name_is_refused(name):
    with pytest.raises(ValueError, match="no name"):
        record(name=name)


@pytest.mark.parametrize("source", [[], "1.000001", 1, None])
def test_what_is_no_object_is_refused(source):
    with pytest.raises(ValueError, match="not a JSON object"):
        read_record(source)


# Names


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Cấp  thẻ\u00ad đọc.", "Cấp thẻ đọc"),
        (" Cấp thẻ đọc ; ", "Cấp thẻ đọc"),
        (unicodedata.normalize("NFD", "Cấp thẻ đọc"), "Cấp thẻ đọc"),
        ("Cấp thẻ đọc (cấp tỉnh)", "Cấp thẻ đọc (cấp tỉnh)"),
    ],
)
def test_names_are_tidied(name, title):
    read = record(name=name)
    assert read.fields["title"] == title
    assert read.problems == []


@pytest.mark.parametrize(
    "name",
    [
        "Cấp thẻ đọc (1.000001)",
        "Cấp thẻ đọc ( 1.000001 ).",
        "Cấp thẻ 1.000001 đọc",
        "Cấp thẻ đọc (mã 1.010727)",
        "1.010727 - Cấp thẻ đọc",
    ],
)
def test_a_code_in_the_name_is_taken_out_and_told(name):
    read = record(name=name)
    assert read.fields["title"] == "Cấp thẻ đọc"
    assert read.problems == [Problem("title", "code_in_name", name)]


def test_other_numbers_stay_in_the_name():
    name = "Cấp thẻ theo mẫu 1.0000012 của Nghị định 10.000001"
    assert record(name=name).fields["title"] == name


@pytest.mark.parametrize(("length", "told"), [(250, []), (251, [Problem("title", "long_name", "251")])])
def test_a_name_longer_than_a_screen_is_kept_and_told(length, told):
    read = record(name="ộ" * length)
    assert len(read.fields["title"]) == length
    assert read.problems == told


# Ways: how long it takes


@pytest.mark.parametrize(
    ("text", "limit", "unit"),
    [
        ("5 Ngày làm việcMiễn phíGửi đơn ở quầy số 3.", 5.0, "working_day"),
        ("5 ngày làm việc Miễn phí", 5.0, "working_day"),
        ("5 Ngày làm việc", 5.0, "working_day"),
        ("12 NgàyMiễn phí", 12.0, "day"),
        ("6 Tháng200.000 VNĐ", 6.0, "month"),
        ("4 GiờMiễn phí", 4.0, "hour"),
        ("1.5 Ngày làm việcMiễn phí", 1.5, "working_day"),
        ("1,5 Ngày làm việcMiễn phí", 1.5, "working_day"),
        (unicodedata.normalize("NFD", "5 Ngày làm việcMiễn phí"), 5.0, "working_day"),
    ],
)
def test_a_limit_is_a_number_of_units(text, limit, unit):
    read = ways(text)
    (way,) = read.fields["ways"]
    assert (way["channel"], way["limit"], way["unit"]) == ("counter", limit, unit)
    assert read.problems == []


@pytest.mark.parametrize("text", ["1Miễn phí", "20Miễn phí(Không)", "3Không có thông tin", "15"])
def test_a_bare_number_is_no_limit(text):
    read = ways(text)
    assert read.fields["ways"][0]["limit"] is None
    assert read.problems == [Problem("ways", "limit_without_unit", text)]


@pytest.mark.parametrize("text", ["1100,000 Việt Nam Đồng", "15100.000 VNĐ"])
def test_a_bare_number_is_no_part_of_the_amount_after_it(text):
    read = ways(text)
    assert read.fields["ways"][0]["limit"] is None
    assert [(fee["rule"], fee["amount"]) for fee in read.fields["fees"]] == [("fixed", 100000)]
    assert read.problems == [Problem("ways", "limit_without_unit", text)]


@pytest.mark.parametrize(
    "text",
    [
        "Không có thông tin",
        "Không có thông tinKhông có thông tin",
        "Không có thông tinMiễn phíGửi đơn ở quầy",
        "Không phải trả kết quả cho người nộp hồ sơMiễn phí",
        "Miễn phí",
        "Gửi đơn ở quầy trong giờ làm việc",
        "",
    ],
)
def test_no_limit_is_told_with_the_words_of_the_record(text):
    read = ways(text)
    assert read.fields["ways"][0]["limit"] is None
    assert read.problems == [Problem("ways", "no_limit", text)]


@pytest.mark.parametrize(
    ("text", "rule", "amount", "note"),
    [
        ("Không có thông tinMiễn phí", "free", None, ""),
        ("KhôngMiễn phí", "free", None, ""),
        ("Không quy địnhMiễn phí", "free", None, ""),
        ("Không phải trả kết quả cho người nộp thuếMiễn phí", "free", None, ""),
        ("0 VNĐ", "free", None, ""),
        ("100.000,00 VNĐ", "fixed", 100000, ""),
        ("Không có thông tin50.000 VNĐ(/thẻ)", "fixed", 50000, "(/thẻ)"),
        ("Không có thông tinKhông có thông tinGọi trước khi đến.", "unknown", None, "Gọi trước khi đến."),
    ],
)
def test_a_fee_is_read_where_there_is_no_limit(text, rule, amount, note):
    read = ways(text)
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"], fee["note_vi"]) == (rule, amount, note)
    assert read.fields["ways"][0]["note_vi"] == note
    assert read.problems == [Problem("ways", "no_limit", text)]


def test_an_unknown_channel_is_left_out_and_told():
    read = record(
        methods=[{"channel": "fax", "text": "5 Ngày làm việcMiễn phí"}, {"channel": "post", "text": "3 NgàyMiễn phí"}]
    )
    assert [way["channel"] for way in read.fields["ways"]] == ["post"]
    assert len(read.fields["fees"]) == 1
    assert read.problems == [Problem("ways", "unknown_value", "fax: 5 Ngày làm việcMiễn phí")]


def test_the_note_of_a_way_stays_beside_its_limit():
    read = ways("15 Ngày làm việcMiễn phíRiêng thẻ mất: 5 ngày.\n\nXem thêm ở cổng.")
    assert read.fields["ways"][0]["note_vi"] == "Riêng thẻ mất: 5 ngày.\nXem thêm ở cổng."


@pytest.mark.parametrize("note", ["(Không)", "(Không có.)", "Không quy định", "-"])
def test_a_note_that_says_nothing_is_no_note(note):
    read = ways(f"5 Ngày làm việcMiễn phí{note}")
    assert read.fields["ways"][0]["note_vi"] == ""
    assert read.fields["fees"][0]["rule"] == "free"


# Ways: what it costs


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5 Ngày làm việc100.000 VNĐ", 100000),
        ("5 Ngày làm việc100,000 Việt Nam Đồng(/thẻ)", 100000),
        ("5 Ngày làm việc1,250,000 Việt Nam Đồng", 1250000),
        ("5 Ngày làm việc5000 VNĐ", 5000),
        ("5 Ngày làm việc100.000,00 VNĐ", 100000),
        ("6 Tháng 30.000 vnđ", 30000),
    ],
)
def test_an_amount_as_printed(text, amount):
    read = ways(text)
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"]) == ("fixed", amount)
    assert read.problems == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5 Ngày làm việc50 VNĐ(Mức thu: 50.000 đồng/thẻ)", 50000),
        ("5 Ngày làm việc50 VNĐThu tại quầy 50,000đ một thẻ", 50000),
        ("5 Ngày làm việc50 VNĐ(Thẻ thường 20.000 đồng, thẻ bìa cứng 50.000 đồng)", 50000),
        ("5 Ngày làm việc1.500 VNĐ(1.500.000 VNĐ/lần thẩm định)", 1500000),
    ],
)
def test_thousands_typed_as_units_are_put_right_where_the_note_says_so(text, amount):
    read = ways(text)
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"]) == ("fixed", amount)
    assert read.problems == [Problem("fees", "fee_in_thousands", text)]


@pytest.mark.parametrize(
    "text",
    [
        "5 Ngày làm việc50 VNĐ",
        "5 Ngày làm việc50 VNĐ(/thẻ)",
        # A note about another amount proves nothing.
        "5 Ngày làm việc50 VNĐ(Mức thu: 150.000 đồng/thẻ)",
        "5 Ngày làm việc50 VNĐ(Theo Thông tư 50.000 của năm 2020)",
    ],
)
def test_thousands_typed_as_units_are_not_guessed(text):
    read = ways(text)
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"]) == ("unknown", None)
    assert read.problems == [Problem("fees", "fee_in_thousands", text)]


@pytest.mark.parametrize("text", ["5 Ngày làm việc2.000 VNĐ", "5 Ngày làm việc1200 Việt Nam Đồng(/trang)"])
def test_an_amount_between_the_two_readings_is_left_to_a_person(text):
    read = ways(text)
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"]) == ("unknown", None)
    assert read.problems == [Problem("fees", "fee_unclear", text)]


@pytest.mark.parametrize("amount", ["100,50", "100.000,50"])
def test_no_amount_has_a_fraction_of_a_dong(amount):
    text = f"5 Ngày làm việc{amount} VNĐ"
    read = ways(text)
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"]) == ("unknown", None)
    assert read.problems == [Problem("fees", "fee_unclear", text)]


@pytest.mark.parametrize("money", ["25 USD", "10.000 USD", "40 EUR"])
def test_foreign_money_is_no_dong(money):
    text = f"6 Tháng{money}(một thẻ)"
    read = ways(text)
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"]) == ("unknown", None)
    assert fee["note_vi"] == f"{money}\n(một thẻ)"
    assert read.problems == [Problem("fees", "fee_unclear", text)]


@pytest.mark.parametrize("text", ["5 Ngày làm việcMiễn phíGửi đơn ở quầy số 3.", "5 Ngày làm việc0 VNĐ"])
def test_free_is_free(text):
    read = ways(text)
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"], fee["note_vi"]) == ("free", None, "")
    assert read.problems == []


@pytest.mark.parametrize(
    "note",
    [
        "(Mức thu do Hội đồng nhân dân tỉnh quyết định)",
        "(Thực hiện theo nghị quyết của HĐND cấp tỉnh)",
        "Lệ phí theo quy định của địa phương.",
    ],
)
def test_free_is_not_free_where_the_province_sets_the_fee(note):
    text = f"5 Ngày làm việcMiễn phí{note}"
    read = ways(text)
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"], fee["note_vi"]) == ("by_local_rule", None, note)
    assert read.problems == [Problem("fees", "fee_unclear", text)]


@pytest.mark.parametrize("note", ["(Thẻ làm lại: 30.000 đồng)", "(Lệ phí 50 nghìn đồng)"])
def test_free_is_not_free_where_the_note_names_an_amount(note):
    text = f"5 Ngày làm việcMiễn phí{note}"
    read = ways(text)
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"], fee["note_vi"]) == ("unknown", None, note)
    assert read.problems == [Problem("fees", "fee_unclear", text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("5 Ngày làm việc50.000 VNĐ(Lệ phí cấp thẻ)", "fee"),
        ("5 Ngày làm việc50.000 VNĐ(Phí thẩm định)", "charge"),
        ("5 Ngày làm việc50.000 VNĐ", "charge"),
    ],
)
def test_a_state_fee_is_told_from_a_charge(text, kind):
    assert ways(text).fields["fees"][0]["kind"] == kind


def test_no_information_about_money_is_not_free():
    read = ways("5 Ngày làm việcKhông có thông tin")
    (fee,) = read.fields["fees"]
    assert (fee["rule"], fee["amount"], fee["note_vi"]) == ("unknown", None, "")


def test_one_fee_where_all_channels_cost_the_same():
    read = ways(*["5 Ngày làm việc50.000 VNĐ"] * 3)
    assert [way["channel"] for way in read.fields["ways"]] == ["counter", "online", "post"]
    assert [(fee["channel"], fee["amount"]) for fee in read.fields["fees"]] == [(None, 50000)]


def test_a_fee_a_channel_where_they_differ():
    read = ways("5 Ngày làm việc50.000 VNĐ", "5 Ngày làm việcMiễn phí", "5 Ngày làm việc50.000 VNĐ")
    assert [(fee["channel"], fee["rule"], fee["amount"]) for fee in read.fields["fees"]] == [
        ("counter", "fixed", 50000),
        ("online", "free", None),
        ("post", "fixed", 50000),
    ]


def test_the_same_fee_twice_for_a_channel_is_one_row():
    texts = ["2 Ngày50.000 VNĐ", "9 Ngày50.000 VNĐ", "2 Ngày80.000 VNĐ"]
    read = record(methods=[{"channel": "online", "text": text} for text in texts])
    assert [way["limit"] for way in read.fields["ways"]] == [2.0, 9.0, 2.0]
    assert [(fee["channel"], fee["amount"]) for fee in read.fields["fees"]] == [("online", 50000), ("online", 80000)]


# Papers


def test_sentences_among_the_papers_are_left_out_and_told():
    sentence = "Người xin thẻ mang theo giấy tờ tùy thân để đối chiếu."
    read = record(
        components=[
            {"name": sentence, "originals": 0, "copies": 0},
            {"name": "- Đơn xin thẻ đọc;", "originals": 1, "copies": 0},
            {"name": "+ Ảnh chân dung", "originals": 0, "copies": 2},
        ]
    )
    assert [(row["name_vi"], row["originals"], row["copies"]) for row in read.fields["components"]] == [
        ("Đơn xin thẻ đọc", 1, 0),
        ("Ảnh chân dung", 0, 2),
    ]
    assert read.problems == [Problem("components", "sentence_as_paper", sentence)]


def test_papers_have_each_a_name_for_addresses_of_their_own():
    names = ["Đơn xin thẻ đọc", "đơn xin thẻ đọc", "Đơn xin thẻ đọc", "…", "–"]
    read = record(components=[{"name": name, "originals": 1} for name in names])
    ids = [row["id"] for row in read.fields["components"]]
    assert ids == ["don-xin-the-doc", "don-xin-the-doc-2", "don-xin-the-doc-3", "giay-to", "giay-to-2"]


@pytest.mark.parametrize(
    ("name", "required"),
    [("Giấy ủy quyền (nếu có)", False), ("Giấy ủy quyền (Nếu có);", False), ("Giấy ủy quyền", True)],
)
def test_a_paper_may_be_optional(name, required):
    (row,) = record(components=[{"name": name, "originals": 1, "copies": 0}]).fields["components"]
    assert row["required"] is required


def test_quantities_may_be_missing_or_written_as_text():
    read = record(components=[{"name": "Đơn", "originals": "2"}, {"name": "Ảnh", "originals": None, "copies": 3}])
    assert [(row["originals"], row["copies"]) for row in read.fields["components"]] == [(2, 0), (0, 3)]


# Agencies, applicants, levels


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sở Văn hóa Thành phố Hà Nội", "Sở Văn hóa"),
        ("Ủy ban nhân dân thành phố Hà Nội.", "Ủy ban nhân dân"),
        ("Sở Văn hóa TP. Hà Nội", "Sở Văn hóa"),
        ("Sở Văn hóa Hà Nội", "Sở Văn hóa"),
        ("Sở Tư pháp - Hà Nội", "Sở Tư pháp"),
        ("Sở Tư pháp (Thành phố Hà Nội)", "Sở Tư pháp"),
        ("SỞ TƯ PHÁP HÀ NỘI", "SỞ TƯ PHÁP"),
    ],
)
def test_the_sample_province_is_taken_out_of_agencies(name, expected):
    read = record(agency=name)
    assert read.fields["agencies"][0] == {"role": "implementing", "name_vi": expected, "name_en": ""}
    assert read.problems == [Problem("agencies", "sample_agency", name.rstrip("."))]


def test_the_sample_province_may_stand_in_both_agencies():
    read = record(agency="Sở Văn hóa Hà Nội", competent_authority="Ủy ban nhân dân Thành phố Hà Nội")
    assert [row["name_vi"] for row in read.fields["agencies"]] == ["Sở Văn hóa", "Ủy ban nhân dân"]
    assert [problem.problem for problem in read.problems] == ["sample_agency", "sample_agency"]


def test_applicants_that_nobody_knows_are_told():
    read = record(applicants=["Công dân Việt Nam", "Chủ tàu bay", "Hợp tác xã", " Công dân  Việt Nam "])
    assert read.fields["applicants"] == ["citizen", "cooperative"]
    assert read.problems == [Problem("applicants", "unknown_value", "Chủ tàu bay")]


def test_every_kind_of_applicant_can_be_imported():
    names = [
        "Công dân Việt Nam",
        "Người Việt Nam định cư ở nước ngoài",
        "Người nước ngoài",
        "Cán bộ, công chức, viên chức",
        "Doanh nghiệp",
        "Doanh nghiệp Việt Nam",
        "Doanh nghiệp có vốn đầu tư nước ngoài",
        "Tổ chức (không bao gồm doanh nghiệp, HTX)",
        "Tổ chức nước ngoài",
        "Hợp tác xã",
        "Đảng viên",
        "Tổ chức Đảng",
    ]
    read = record(applicants=names)
    assert read.fields["applicants"] == list(APPLICANTS)
    assert read.problems == []


def test_officials_count_once_however_they_are_named():
    read = record(applicants=["Cán bộ", "Công chức", "Viên chức"])
    assert read.fields["applicants"] == ["official"]


def test_levels_and_kinds_that_nobody_knows_are_told():
    read = record(levels=["Cấp tỉnh", "Cấp vùng"], kind="Loại mới")
    assert read.fields["levels"] == ["province"]
    assert read.fields["kind"] is None
    assert problems(read) == {("levels", "unknown_value"), ("kind", "unknown_value")}
    assert {problem.value for problem in read.problems} == {"Cấp vùng", "Loại mới"}


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"agency": "", "competent_authority": ""}, "agencies"),
        ({"applicants": []}, "applicants"),
        ({"steps": " \n"}, "steps"),
        ({"components": []}, "components"),
        ({"methods": []}, "ways"),
    ],
)
def test_parts_that_the_law_asks_for_are_missed(changed, part):
    assert record(**changed).problems == [Problem(part, "missing_part")]


# Steps, conditions, results


def test_steps_begin_where_the_text_says_so():
    read = record(steps="Chuẩn bị:\n- Bước 1: Gửi đơn.\nGửi ở quầy.\n\na) Bước 2: Nhận thẻ; xem lại Bước 1.")
    assert [row["text_vi"] for row in read.fields["steps"]] == [
        "Chuẩn bị:",
        "- Bước 1: Gửi đơn.\nGửi ở quầy.",
        "a) Bước 2: Nhận thẻ; xem lại Bước 1.",
    ]


def test_a_text_without_steps_is_one_step():
    (row,) = record(steps="Gửi đơn ở quầy.\nNhận thẻ.").fields["steps"]
    assert row["text_vi"] == "Gửi đơn ở quầy.\nNhận thẻ."


@pytest.mark.parametrize(
    "text", ["", None, "Không", "không có.", "KHÔNG CÓ", "Không quy định", "Không quy định.", "--"]
)
def test_no_condition_is_no_row(text):
    assert record(requirements=text).fields["conditions"] == []


def test_conditions_keep_their_lines():
    (row,) = record(requirements="Đủ 6 tuổi.\n\n Có nơi ở trong tỉnh. ").fields["conditions"]
    assert row == {"text_vi": "Đủ 6 tuổi.\nCó nơi ở trong tỉnh.", "text_en": ""}


def test_results_without_a_name_are_left_out():
    read = record(
        results=[{"code": "KQ.1", "name": "Thẻ đọc."}, {"code": "KQ.2", "name": " ./ "}, {"name": "Công văn"}]
    )
    assert [(row["code"], row["name_vi"]) for row in read.fields["results"]] == [("KQ.1", "Thẻ đọc"), ("", "Công văn")]


# Legal basis


def documents(text: str) -> list[tuple[str, str]]:
    return [(row["number"], row["title_vi"]) for row in record(legal_basis_text=text).fields["legal_basis"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Nghị định 118/2014/NĐ-CP118/2014/NĐ-CPThông tư 02/2015/TT-BXD02/2015/TT-BXD",
            [("118/2014/NĐ-CP", "Nghị định"), ("02/2015/TT-BXD", "Thông tư")],
        ),
        ("Luật Thư viện46/2019/QH14", [("46/2019/QH14", "Luật Thư viện")]),
        (
            "Luật Thư viện46/2019/QH14Quy định chi tiết Luật Thư viện93/2020/NĐ-CP",
            [("46/2019/QH14", "Luật Thư viện"), ("93/2020/NĐ-CP", "Quy định chi tiết Luật Thư viện")],
        ),
        # Capitals of the title that follows don't belong to the number before.
        (
            "Về thẻ đọc08/2020/TT-BVHTTDLMở thư viện93/2020/NĐ-CPỦy quyền cấp thẻ01/2020/QĐ-UBNDPhí đọc1/2021/TT-BTC",
            [
                ("08/2020/TT-BVHTTDL", "Về thẻ đọc"),
                ("93/2020/NĐ-CP", "Mở thư viện"),
                ("01/2020/QĐ-UBND", "Ủy quyền cấp thẻ"),
                ("1/2021/TT-BTC", "Phí đọc"),
            ],
        ),
        # The longer of several titles is the better one.
        (
            "Thông tư 08/2020/TT-BVH về mẫu thẻ đọc08/2020/TT-BVH",
            [("08/2020/TT-BVH", "về mẫu thẻ đọc")],
        ),
        (
            "Phí đọc07/1998/PLBan hành mẫu thẻ08/2020/TT-BVH",
            [("07/1998/PL", "Phí đọc"), ("08/2020/TT-BVH", "Ban hành mẫu thẻ")],
        ),
        # Numbers with small letters or digits in them.
        (
            "Về thẻ09/2015/QĐ-TTgQuy chế đọc01/2002/UBTVQH10Mở thư viện66/2025/NQ-QH15Phí đọc08/2020/TT-BTCỦy quyền…",
            [
                ("09/2015/QĐ-TTg", "Về thẻ"),
                ("01/2002/UBTVQH10", "Quy chế đọc"),
                ("66/2025/NQ-QH15", "Mở thư viện"),
                ("08/2020/TT-BTC", "Phí đọc"),
            ],
        ),
        ("Thẻ66/2025/NQ-QH1512/2020/NĐ-CP", [("66/2025/NQ-QH15", "Thẻ"), ("12/2020/NĐ-CP", "")]),
        ("Về quản lý66.7/2025/NQ-CP", [("66.7/2025/NQ-CP", "Về quản lý")]),
        ("Thông tư liên tịch05/2014/TTLT-BTC-BVH", [("05/2014/TTLT-BTC-BVH", "Thông tư liên tịch")]),
        ("Luật số: 46/2019/QH14 Thư viện 46/2019/QH14", [("46/2019/QH14", "Thư viện")]),
        ("Không có số nào ở đây, năm 2020", []),
        ("", []),
    ],
)
def test_documents_are_told_apart_where_titles_and_numbers_run_together(text, expected):
    assert documents(text) == expected


def test_a_title_that_is_half_a_law_is_no_title():
    assert documents(f"{'Điều ' * 120}46/2019/QH14") == [("46/2019/QH14", "")]


@given(st.lists(st.integers(min_value=1, max_value=9999), min_size=1, max_size=6, unique=True))
def test_every_document_is_found_once(numbers):
    text = "".join(f"Văn bản thứ {number} về thẻ đọc{number}/2020/TT-BVH" for number in numbers)
    assert [number for number, _title in documents(text)] == [f"{number}/2020/TT-BVH" for number in numbers]


# Files


def test_a_file_is_read_line_by_line():
    read = list(read_lines([line(), b"\n", line(code="1.000002", name="Gia hạn thẻ") + b"\r\n"]))
    assert [each.code for each in read] == ["1.000001", "1.000002"]


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        b"null",
        b"[]",
        b'"1.000001"',
        b"{}",
        b"\xff\xfe\x00",
        b'{"code": "1.000009"}',
        line(code="x"),
        line(name=7),
        line(levels=7),
        line(applicants=[None]),
        line(methods=["5 ng\u00e0y"]),
        line(components=[{"originals": 1}]),
        line(components=[{"name": "Đơn", "originals": "một"}]),
        line(components=[{"name": "Đơn", "originals": float("inf")}]),
        line(components=[{"name": "Đơn", "originals": float("inf")}]).replace(b"Infinity", b"1e999"),
        pytest.param(b"[" * 100_000, id="brackets"),
        line(results="Thẻ"),
        line(kind=["Loại khác"]),
    ],
)
def test_a_broken_line_is_told_and_the_rest_goes_on(broken):
    first, second, third = read_lines([line(), broken, line(code="1.000002")])
    assert first.code == "1.000001"
    assert isinstance(second, BrokenLine)
    assert second.line == 2
    assert second.reason
    assert third.code == "1.000002"


def test_a_code_counts_once():
    read = list(read_lines([line(), b"", line(name="Tên khác"), line(code="1.000002"), line(code="1.000002")]))
    assert [each.code if isinstance(each, NationalRecord) else each.line for each in read] == [
        "1.000001",
        3,
        "1.000002",
        5,
    ]
    assert read[0].fields["title"] == CLEAN["name"]
    assert "1.000001" in read[1].reason
    assert "line 1" in read[1].reason


def test_a_broken_line_does_not_use_up_a_code():
    broken, read = read_lines([line(name=""), line()])
    assert isinstance(broken, BrokenLine)
    assert read.code == "1.000001"


def goes_on_after(broken: list[bytes]) -> None:
    read = list(read_lines([*broken, line(code="9.999999")]))
    assert all(isinstance(each, NationalRecord | BrokenLine) for each in read)
    assert len(read) == 1 + sum(bool(each.strip()) for each in broken)
    assert read[-1].code == "9.999999"


@given(st.lists(st.binary(), max_size=5))
def test_any_bytes_are_a_line_at_most_broken(broken):
    goes_on_after(broken)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
papers = st.lists(st.fixed_dictionaries({"name": values}, optional={"originals": values, "copies": values}), max_size=3)
methods = st.lists(
    st.fixed_dictionaries(
        {"channel": st.sampled_from(["counter", "online", "post", "fax"]) | values},
        optional={
            "text": values
            | st.from_regex(
                r"[0-9]{1,4}( Ngày| Tháng)?([0-9.,]{1,9} (VNĐ|USD)|Miễn phí)?\(?[0-9]{0,3}(\.000đ)?", fullmatch=True
            )
        },
    ),
    max_size=3,
)
odd = st.fixed_dictionaries(
    {},
    optional={name: values for name in CLEAN if name not in ("code", "components", "methods")}
    | {"components": papers | values, "methods": methods | values},
)


@given(odd)
def test_odd_values_make_a_line_at_most_broken(changed):
    goes_on_after([json.dumps({**CLEAN, **changed}).encode()])


@given(st.integers(min_value=1, max_value=999), st.sampled_from(["VNĐ", "Việt Nam Đồng", "USD"]), st.text(max_size=30))
def test_an_amount_too_small_to_be_true_is_never_shown(amount, currency, note):
    read = ways(f"5 Ngày làm việc{amount} {currency} {note}")
    (fee,) = read.fields["fees"]
    assert fee["amount"] in (None, amount * 1000)
    assert {problem.field for problem in read.problems} == {"fees"}


@given(st.integers(min_value=1, max_value=999), st.sampled_from(["Ngày làm việc", "Ngày", "Giờ", "Tháng"]))
def test_a_limit_that_is_read_is_the_printed_number(number, unit):
    read = ways(f"{number} {unit}Miễn phí", f"{number}Miễn phí")
    assert [way["limit"] for way in read.fields["ways"]] == [float(number), None]


def test_only_the_lines_asked_for_are_read():
    lines = [line(code=f"1.00000{number}") for number in range(1, 5)]
    found = list(read_lines([*lines[:2], b"{broken", *lines[2:]], only={2, 4}))
    assert [(read.line, read.code) for read in found] == [(2, "1.000002"), (4, "1.000003")]

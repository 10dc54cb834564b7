"""Papers that steps ask for: made, numbered, kept, replaced, and made later where that failed."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import write
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.numbers import take_number
from hcc_longan.papers import issuing
from hcc_longan.papers.issuing import filing_note
from hcc_longan.papers.issuing import papers_of
from hcc_longan.papers.issuing import reissue
from hcc_longan.papers.tables import PaperRow
from plone import api
from sqlalchemy import select
from ZODB.POSException import ConflictError

import pytest


TWO_PAPERS = [
    {"component": "giay-de-nghi", "what": "Ký tên vào giấy đề nghị"},
    {"what": "Ảnh 3x4 nền trắng"},
]


# Receipts


def test_a_receipt_says_what_was_received_and_when_the_result_is_due(file, made, moment):
    applicant = {
        "name": "Nguyễn Văn Ẵng",
        "phone": "0900000001",
        "email": "a@example.org",
        "id_number": "080123456789",
        "address": "Tân An",
        "proxy": {"name": "Trần Thị Thay", "mandate": "Giấy ủy quyền"},
    }
    with moment(11, 3):
        dossier = file(applicant=applicant)
        paper, text = made(dossier, "receive", "receiver", counter="", fees_due=100000)
    for part in (
        f"Mã hồ sơ: {dossier.code}",
        "UBND TỈNH LONG AN TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "Long An, ngày 03 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Tiếp nhận hồ sơ của Ông (Bà)/Tổ chức: Nguyễn Văn Ẵng",
        "Số CMND/CCCD/Hộ chiếu/Mã số thuế: 080123456789",
        "Địa chỉ: Tân An",
        "Nội dung yêu cầu giải quyết: Đăng ký thành lập doanh nghiệp tư nhân",
        "1 Giấy đề nghị đăng ký doanh nghiệp 1 – –",
        "Thời gian giải quyết hồ sơ theo quy định là: 3 ngày làm việc",
        "Thời gian nhận hồ sơ: 09 giờ 00 phút, ngày 03 tháng 11 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 09 giờ 00 phút, ngày 06 tháng 11 năm 2026",
        "Phí, lệ phí: 100.000 đồng",
        f"Quyển số {dossier.register_book}, Số thứ tự {dossier.register_sequence}",
        "(Ký và ghi rõ họ tên) Trần Thị Thay",
        "(Ký và ghi rõ họ tên) an-receiver",
        f"Mã kiểm tra: {paper.code}",
        "Mẫu số 01, TT 03/2025/TT-VPCP",
    ):
        assert part in text
    assert paper.sha256 == sha256(paper.data).hexdigest()
    assert paper.filename == f"{paper.number.replace('/', '-')}.pdf"


@pytest.mark.parametrize(
    ("year", "origin"),
    [(2018, "Mẫu của Trung tâm"), (2020, "Mẫu số 01, TT 01/2018/TT-VPCP"), (2026, "Mẫu số 01, TT 03/2025/TT-VPCP")],
)
def test_the_day_decides_about_the_edition(file, made, moment, year, origin):
    with moment(11, 3, year=year):
        _paper, text = made(file(), "receive", "receiver", counter="")
    assert origin in text


def test_an_english_applicant_gets_glosses(file, made, moment):
    applicant = {"name": "John Smith", "phone": "0900000001", "language": "en"}
    with moment(11, 3):
        dossier = file(applicant=applicant, delivery={"method": "post", "address": "1 High Street"})
        paper, text = made(dossier, "receive", "receiver", counter="")
    assert paper.language == "en"
    assert "Received from" in text
    assert "3 ngày làm việc / 3 working days" in text
    assert "09:00, 6 November 2026" in text
    assert "by public postal service to 1 High Street" in text


COMPONENT = {
    "id": "a",
    "case": "",
    "name_vi": "Đơn",
    "name_en": "",
    "originals": 1,
    "certified": 2,
    "copies": 0,
    "required": True,
    "form_number": "",
    "form_file": "",
    "note_vi": "",
    "note_en": "",
}
PDF = b"%PDF-1.4\n"


@pytest.mark.parametrize(
    ("counted", "row"),
    [({"a": 1}, "1 Đơn 1 – –"), ({"a": 2}, "1 Đơn 1 1 –"), ({"a": 5}, "1 Đơn 3 2 –"), (None, "1 Đơn 1 2 –")],
)
def test_papers_counted_at_the_counter(file, made, make_procedure, counted, row):
    others = [{**COMPONENT, "id": "b", "name_vi": "Bản đồ", "required": False}]
    dossier = file(make_procedure(components=[COMPONENT, *others]), channel="counter")
    _paper, text = made(dossier, "receive", "receiver", counter="", **({"papers": counted} if counted else {}))
    assert row in text
    assert "Bản đồ" not in text


def test_files_are_counted_by_component(file, made, make_procedure):
    page = make_procedure(components=[COMPONENT, {**COMPONENT, "id": "b", "name_vi": "Bản đồ"}])
    files = [{"component": name, "filename": f"{number}.pdf", "data": PDF} for number, name in enumerate("aab")]
    dossier = file(page, attachments=files)
    _paper, text = made(dossier, "receive", "receiver", counter="")
    assert "1 Đơn 2 tệp điện tử – – –" in text
    assert "2 Bản đồ 1 tệp điện tử – – –" in text


def test_components_of_another_case_are_not_on_the_receipt(file, made, make_procedure):
    rows = [COMPONENT, {**COMPONENT, "id": "b", "case": "1", "name_vi": "Giấy ủy quyền"}]
    page = make_procedure(components=rows)
    assert "Giấy ủy quyền" not in made(file(page, channel="counter"), "receive", "receiver", counter="")[1]
    assert "Giấy ủy quyền" in made(file(page, channel="counter", case="1"), "receive", "receiver", counter="")[1]


# Other papers


def test_a_request_to_complete_names_everything_and_why(handled, made, moment):
    dossier = handled()
    with moment(11, 4):
        data = {"reason": "Thiếu chữ ký và ảnh", "papers": TWO_PAPERS, "by": "2026-11-30"}
        paper, text = made(dossier, "ask_supplement", "handler-khdt", **data)
    assert "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ" in text
    assert "1 Giấy đề nghị đăng ký doanh nghiệp Ký tên vào giấy đề nghị 1 – –" in text
    assert "2 Ảnh 3x4 nền trắng – – –" in text
    assert "Lý do: Thiếu chữ ký và ảnh" in text
    assert "đến hết ngày 30 tháng 11 năm 2026" in text
    assert "0272 000 0000 (số minh họa)" in text
    assert paper.number == "1/2026/TTPVHCC-KHDT-HDHS"


def test_a_request_before_reception_bears_the_tracking_number(file, made):
    dossier = file()
    data = {"reason": "Thiếu", "papers": TWO_PAPERS}
    _paper, text = made(dossier, "ask_correction", "receiver", **data)
    assert f"Mã hồ sơ: {dossier.tracking_number}" in text


def test_a_refusal_gives_reason_and_legal_basis(file, made):
    _paper, text = made(file(), "refuse", "receiver", reason="Không thuộc thẩm quyền", legal_basis="Điều 17")
    assert "thông báo không tiếp nhận, giải quyết hồ sơ này" in text
    assert "Không thuộc thẩm quyền Căn cứ pháp lý: Điều 17" in text


@pytest.mark.parametrize(("day", "sentence"), [(5, "không thể trả kết quả"), (9, "chưa trả kết quả")])
def test_an_apology_comes_from_the_head_of_the_department(handled, made, moment, day, sentence):
    dossier = handled()
    with moment(11, day):
        data = {"reason": "Chờ ý kiến", "due": "2026-12-04T16:00+07:00", "signer": "Lê Thị Giám Đốc"}
        paper, text = made(dossier, "extend", "approver-khdt", **data)
    assert "UBND TỈNH LONG AN SỞ KẾ HOẠCH VÀ ĐẦU TƯ" in text
    assert "Ngày hẹn trả kết quả: 09 giờ 00 phút, ngày 06 tháng 11 năm 2026" in text
    assert "Thời gian hẹn trả kết quả lại: 16 giờ 00 phút, ngày 04 tháng 12 năm 2026" in text
    assert sentence in text
    assert "Lê Thị Giám Đốc" in text
    assert paper.number.endswith("-PXL")


def test_a_stop_notice_gives_the_reason(handled, made):
    dossier = handled()
    _paper, text = made(dossier, "stop", "approver-khdt", reason="Quá hạn bổ sung", signer="Lê Thị Giám Đốc")
    assert "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ" in text
    assert "Ngày 03 tháng 11 năm 2026, Trung tâm Phục vụ hành chính công tiếp nhận hồ sơ" in text
    assert "Quá hạn bổ sung" in text


def test_other_steps_ask_for_no_paper(handled):
    assert [paper.kind for paper in handled().papers] == ["receipt"]


def test_a_filing_note_lists_the_files_and_is_no_receipt(file, words, moment):
    with moment(11, 3):
        dossier = file(attachments=[{"component": "giay-de-nghi", "filename": "đơn.pdf", "data": PDF}])
    text = words(filing_note(dossier, "vi"))
    assert f"Số tra cứu: {dossier.tracking_number}" in text
    assert f"đơn.pdf SHA-256: {sha256(PDF).hexdigest()}" in text
    assert "Không thay Giấy tiếp nhận hồ sơ" in text
    assert "Thời gian nộp: 09 giờ 00 phút, ngày 03 tháng 11 năm 2026" in text
    assert dossier.papers == ()


def test_a_file_of_a_message_was_not_handed_in(file, words):
    dossier = file()
    with api.env.adopt_user(username="an-receiver"):
        write(dossier, "Mẫu đơn", Side.CENTRE, files=[{"component": "", "filename": "mau.pdf", "data": PDF}])
    assert "mau.pdf" not in words(filing_note(dossier, "vi"))


def test_a_dossier_for_trying_out_gets_marked_papers(file, made):
    assert "HỒ SƠ THỬ NGHIỆM" in made(file(is_test=True), "receive", "receiver", counter="")[1]


def test_a_procedure_that_was_deleted_stops_no_paper(handled, made):
    dossier = handled()
    api.content.delete(api.content.get(UID=dossier.procedure_uid), check_linkintegrity=False)
    _paper, text = made(dossier, "stop", "approver-khdt", reason="Lý do", signer="Lê Thị Giám Đốc")
    assert dossier.procedure in text


# Numbers


def test_numbers_run_by_kind_department_and_year(file, act, make_procedure, moment):
    justice = make_procedure(code="2.000488", department="tp", field="tp-ho-tich")
    with moment(11, 3):
        for procedure in (None, None, justice):
            dossier = file(procedure)
            act(dossier, "receive", "receiver", counter="")
        refused = file()
        act(refused, "refuse", "receiver", reason="Lý do", legal_basis="Điều 17")
    with moment(1, 4, year=2027):
        later = file()
        act(later, "receive", "receiver", counter="")
    assert dossier.papers[0].number == "1/2026/TTPVHCC-TP-TN"
    assert refused.papers[0].number == "1/2026/TTPVHCC-KHDT-TC"
    assert later.papers[0].number == "1/2027/TTPVHCC-KHDT-TN"
    session().flush()
    assert sorted(session().scalars(select(PaperRow.number))) == [
        "1/2026/TTPVHCC-KHDT-TC",
        "1/2026/TTPVHCC-KHDT-TN",
        "1/2026/TTPVHCC-TP-TN",
        "1/2027/TTPVHCC-KHDT-TN",
        "2/2026/TTPVHCC-KHDT-TN",
    ]


def test_no_number_is_given_twice(received):
    counter = received().papers[0].counter
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _number: take_number(counter), range(80)))
    assert sorted(numbers) == list(range(2, 82))


# Failures


def test_a_conflict_is_no_failure_of_the_paper(file, act, monkeypatch):
    def conflict(*args):
        raise ConflictError

    dossier = file()
    monkeypatch.setattr(issuing, "facts_of", conflict)
    with pytest.raises(ConflictError):
        act(dossier, "receive", "receiver", counter="")


def test_nothing_is_issued_twice_for_an_event(received):
    dossier = received()
    event = dossier.events[1]
    assert issuing.issue_for(dossier, event) is dossier.papers[0]
    assert len(dossier.papers) == 1


# Corrections


def test_a_corrected_paper_names_the_former_and_changes_nothing_of_it(received, words, moment):
    dossier = received()
    (former,) = dossier.papers
    before = former.data
    assert reissue(dossier, former.code) is former

    dossier.applicant = {**dossier.applicant, "name": "Nguyễn Văn Ân"}
    with moment(11, 4):
        corrected = reissue(dossier, former.code)
    assert corrected.number == "2/2026/TTPVHCC-KHDT-TN"
    assert corrected.replaces == former.code
    text = words(corrected.data)
    assert "Nguyễn Văn Ân" in text
    assert f"Thay cho giấy số {former.number}" in text
    assert former.data == before
    assert papers_of(dossier) == [corrected]
    # Again, by whichever of the two codes.
    assert reissue(dossier, former.code) is corrected
    assert reissue(dossier, corrected.code) is corrected
    assert len(dossier.papers) == 2
    with pytest.raises(KeyError):
        reissue(dossier, "0000-0000-0000-0000")


def test_the_same_step_by_script_makes_the_same_paper(file):
    dossier = file()
    move(dossier, "receive", {"counter": ""})
    assert [paper.kind for paper in dossier.papers] == ["receipt"]

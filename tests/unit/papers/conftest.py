"""Facts of every kind of paper, as dossiers give them."""

from hcc_longan.papers.kinds import PaperKind
from hcc_longan.papers.typesetting import qr_code

import pytest


def both(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


CENTRE = both("Trung tâm Phục vụ hành chính công", "Public Administrative Service Centre")
DEPARTMENT = both("Sở Kế hoạch và Đầu tư", "Department of Planning and Investment")
MORNING = both("08 giờ 05 phút, ngày 24 tháng 11 năm 2026", "08:05, 24 November 2026")
LATER = both("08 giờ 05 phút, ngày 27 tháng 11 năm 2026", "08:05, 27 November 2026")
DAY = both("ngày 24 tháng 11 năm 2026", "24 November 2026")
ADDRESS = "https://hcc.example.vn/vi/kiem-tra?m=4F7K-2M9Q-X3TD-C8PA"

LETTERHEAD = {
    "authority": both("UBND tỉnh Long An", "People’s Committee of Long An Province"),
    "agency": CENTRE,
    "place": "Long An",
    "date": DAY,
    "is_test": False,
}
MATTER = {
    "request_content": both("Đăng ký thành lập doanh nghiệp tư nhân", "Registration of a sole proprietorship"),
    "dossier_code": "000.00.91.H39-261124-0001",
}
APPLICANT = {
    **MATTER,
    "applicant_name": "Nguyễn Thị Ỷ Ẵng",
    "id_no": "080123456789",
    "address": "Số 12, đường Cách Mạng Tháng Tám, phường 1, thành phố Tân An, tỉnh Long An",
    "phone": "0900000001",
    "email": "an@example.org",
}
SUBMITTER = {"submitter_name": "Đặng Văn Uỷ Quyền"}
ISSUED = {
    "number": "12/2026/TTPVHCC-KHDT-TN",
    "code": "4F7K-2M9Q-X3TD-C8PA",
    "verify_at": "hcc.example.vn/vi/kiem-tra",
    "qr": qr_code(ADDRESS),
}


def component(number: int) -> dict:
    name = both(f"Giấy đề nghị số {number}", f"Application no. {number}")
    return {"name": name, "n_original": 1, "n_certified": 0, "n_copy": number}


REASON = "Bản sao căn cước bị mờ.\nĐơn chưa ký."
FACTS = {
    PaperKind.RECEIPT: {
        **LETTERHEAD,
        **APPLICANT,
        **SUBMITTER,
        **ISSUED,
        "components": [
            component(1),
            {**component(2), "note": both("2 tệp điện tử", "2 electronic files")},
        ],
        "n_sets": 1,
        "legal_time_limit": both("3 ngày làm việc", "3 working days"),
        "received_at": MORNING,
        "due_at": LATER,
        "return_place": CENTRE,
        "fees": both("100.000 đồng", "VND 100,000"),
        "register_book_no": "khdt/2026",
        "register_seq": "17",
        "receiver_name": "Lê Thị Tiếp Nhận",
    },
    PaperKind.SUPPLEMENT_REQUEST: {
        **LETTERHEAD,
        **APPLICANT,
        **ISSUED,
        "items": [component(1), {"name": "Ảnh 3x4", "n_original": 0, "n_certified": 0, "n_copy": 0}],
        "reason": REASON,
        "by": both("đến hết ngày 30 tháng 11 năm 2026", "until the end of 30 November 2026"),
        "contact_name": both("Bộ phận Tiếp nhận và Trả kết quả", "Reception and Results unit"),
        "contact_phone": "0272 000 0000",
        "officer": "Lê Thị Tiếp Nhận",
    },
    PaperKind.REFUSAL: {
        **LETTERHEAD,
        **APPLICANT,
        **SUBMITTER,
        **ISSUED,
        "reason": REASON,
        "legal_basis": "Khoản 2 Điều 17 Luật Doanh nghiệp",
        "officer": "Lê Thị Tiếp Nhận",
    },
    PaperKind.APOLOGY: {
        **LETTERHEAD,
        **MATTER,
        **ISSUED,
        "centre": CENTRE,
        "agency": DEPARTMENT,
        "addressee": "Nguyễn Thị Ỷ Ẵng",
        "received_at": DAY,
        "old_due_at": MORNING,
        "new_due_at": LATER,
        "is_late": True,
        "reason": REASON,
        "signer": "Trần Thị Giám Đốc",
    },
    PaperKind.STOP_NOTICE: {
        **LETTERHEAD,
        **MATTER,
        **ISSUED,
        "centre": CENTRE,
        "agency": DEPARTMENT,
        "addressee": "Nguyễn Thị Ỷ Ẵng",
        "received_at": DAY,
        "reason": REASON,
        "signer": "Trần Thị Giám Đốc",
    },
    PaperKind.FILING_NOTE: {
        **LETTERHEAD,
        **APPLICANT,
        "verify_at": ISSUED["verify_at"],
        "qr": ISSUED["qr"],
        "dossier_code": "4F7K-2M9Q-X3TD-C",
        "tracking_number": "4F7K-2M9Q-X3TD-C",
        "filed_at": MORNING,
        "return_place": CENTRE,
        "files": [
            {
                "name": "đơn đề nghị.pdf",
                "component": both("Giấy đề nghị", "Application"),
                "size": both("1,2 MB", "1.2 MB"),
                "sha256": "0123456789abcdef" * 4,
            },
        ],
        "follow_at": both("hcc.example.vn/vi/tra-cuu", "hcc.example.vn/en/tracking"),
    },
    PaperKind.CONTROL_SLIP: {
        **LETTERHEAD,
        **MATTER,
        "applicant_name": "Nguyễn Thị Ỷ Ẵng",
        "received_at": MORNING,
        "due_at": LATER,
        "handling_agency": DEPARTMENT,
        "coordinating_agencies": "",
        "rows": [
            {
                "from_unit": CENTRE,
                "to_unit": DEPARTMENT,
                "handed_at": MORNING,
                "from_person": "Lê Thị Tiếp Nhận",
                "to_person": "Phạm Văn Thụ Lý",
                "step_due_at": "10:00, 24/11/2026",
                "step_result": both("Đúng hạn", "on time"),
                "note": both("Chuyển cho cơ quan chuyên môn", "Hand over"),
            },
        ],
    },
    PaperKind.REGISTER: {
        **LETTERHEAD,
        "department": DEPARTMENT,
        "first": both("ngày 01 tháng 11 năm 2026", "1 November 2026"),
        "last": both("ngày 30 tháng 11 năm 2026", "30 November 2026"),
        "rows": [
            {
                "number": 1,
                "dossier_code": "000.00.91.H39-261124-0001",
                "procedure": "Đăng ký thành lập doanh nghiệp tư nhân",
                "n_sets": 1,
                "applicant_name": "Nguyễn Thị Ỷ Ẵng",
                "contact": "Tân An; 0900000001",
                "agency": "Sở Kế hoạch và Đầu tư",
                "received_on": "24/11/2026",
                "due_on": "27/11/2026",
                "handed_over_on": "24/11/2026",
                "handed_back_on": "26/11/2026",
                "returned_on": "26/11/2026",
                "method": both("Tại quầy", "counter"),
                "note": both("Quá hạn", "late"),
            },
        ],
    },
}


@pytest.fixture
def facts():
    """Facts of a kind, some of them changed: `facts(PaperKind.RECEIPT, applicant_name="…")`."""
    return lambda kind, **changed: {**FACTS[kind], **changed}

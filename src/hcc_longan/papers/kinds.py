"""The forms of the one-stop mechanism: which there are, and their numbers and titles by legal basis. Pure values.

Titles and numbers: TT 01/2018/TT-VPCP (in force from 2019-01-06) and TT 03/2025/TT-VPCP, Phụ lục I (2025-09-15). Before
them, and for papers of our own, a form has a title and no number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PaperKind(StrEnum):
    """What a paper is; the same key whatever a circular calls and numbers it."""

    FILING_NOTE = "filing_note"  # ours: an online filing that waits for reception
    RECEIPT = "receipt"
    SUPPLEMENT_REQUEST = "supplement_request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP_NOTICE = "stop_notice"
    CONTROL_SLIP = "control_slip"
    REGISTER = "register"


class Edition(StrEnum):
    """The legal basis of a form's number and title."""

    OWN = "own"
    TT_01_2018 = "TT 01/2018/TT-VPCP"
    TT_03_2025 = "TT 03/2025/TT-VPCP"


# The first day of each, in order.
BEGINNINGS: Mapping[Edition, date] = {
    Edition.OWN: date.min,
    Edition.TT_01_2018: date(2019, 1, 6),
    Edition.TT_03_2025: date(2025, 9, 15),
}

# Printed when something happens to a dossier, and then kept.
ISSUED = frozenset(PaperKind) - {PaperKind.FILING_NOTE, PaperKind.CONTROL_SLIP, PaperKind.REGISTER}

# The symbol of a kind in a paper's number; HDHS and PXL as centres use them.
SYMBOLS: Mapping[PaperKind, str] = {
    PaperKind.RECEIPT: "TN",
    PaperKind.SUPPLEMENT_REQUEST: "HDHS",
    PaperKind.REFUSAL: "TC",
    PaperKind.APOLOGY: "PXL",
    PaperKind.STOP_NOTICE: "TBD",
}


@dataclass(frozen=True)
class Form:
    """A form: its number in its circular, empty for one of our own, and its titles."""

    number: str
    title_vi: str
    title_en: str

    def title(self, language: str) -> str:
        return self.title_en if language == "en" else self.title_vi


def edition_on(day: date) -> Edition:
    """The edition that holds on a day."""
    return [edition for edition, first in BEGINNINGS.items() if first <= day][-1]


def form_of(kind: PaperKind, edition: Edition) -> Form:
    """A kind's form in an edition."""
    title_vi, title_en = _TITLES_2025.get(kind, _TITLES[kind]) if edition is Edition.TT_03_2025 else _TITLES[kind]
    return Form(_NUMBERS[edition].get(kind, ""), title_vi, title_en)


_TITLES: Mapping[PaperKind, tuple[str, str]] = {
    PaperKind.FILING_NOTE: ("Giấy xác nhận nộp hồ sơ", "Confirmation of filing"),
    PaperKind.RECEIPT: ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt and appointment for the result"),
    PaperKind.SUPPLEMENT_REQUEST: ("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request to complete the dossier"),
    PaperKind.REFUSAL: ("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Refusal to receive the dossier"),
    PaperKind.APOLOGY: ("Phiếu xin lỗi và hẹn lại ngày trả kết quả", "Apology and new appointment for the result"),
    PaperKind.STOP_NOTICE: ("Thông báo dừng giải quyết hồ sơ", "Notice that processing has stopped"),
    PaperKind.CONTROL_SLIP: ("Phiếu kiểm soát quá trình giải quyết hồ sơ", "Process control slip"),
    PaperKind.REGISTER: ("Sổ theo dõi hồ sơ", "Dossier register"),
}
_TITLES_2025: Mapping[PaperKind, tuple[str, str]] = {
    PaperKind.APOLOGY: (
        "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        "Apology and request for an extension of time",
    ),
}

_NUMBERS: Mapping[Edition, Mapping[PaperKind, str]] = {
    Edition.OWN: {},
    Edition.TT_01_2018: {
        PaperKind.RECEIPT: "01",
        PaperKind.SUPPLEMENT_REQUEST: "02",
        PaperKind.REFUSAL: "03",
        PaperKind.APOLOGY: "04",
        PaperKind.CONTROL_SLIP: "05",
        PaperKind.REGISTER: "06",
    },
    Edition.TT_03_2025: {
        PaperKind.RECEIPT: "01",
        PaperKind.SUPPLEMENT_REQUEST: "02",
        PaperKind.REFUSAL: "03",
        PaperKind.APOLOGY: "04",
        PaperKind.STOP_NOTICE: "05",
        PaperKind.CONTROL_SLIP: "06",
        PaperKind.REGISTER: "07",
    },
}

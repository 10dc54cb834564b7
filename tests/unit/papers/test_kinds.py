"""Forms by legal basis."""

from datetime import date
from hcc_longan.papers.kinds import Edition
from hcc_longan.papers.kinds import edition_on
from hcc_longan.papers.kinds import form_of
from hcc_longan.papers.kinds import ISSUED
from hcc_longan.papers.kinds import PaperKind
from hcc_longan.papers.kinds import SYMBOLS

import pytest


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2016, 10, 17), Edition.OWN),
        (date(2019, 1, 5), Edition.OWN),
        (date(2019, 1, 6), Edition.TT_01_2018),
        (date(2025, 9, 14), Edition.TT_01_2018),
        (date(2025, 9, 15), Edition.TT_03_2025),
        (date(2030, 1, 1), Edition.TT_03_2025),
    ],
)
def test_the_edition_of_a_day(day, edition):
    assert edition_on(day) is edition


@pytest.mark.parametrize(
    ("kind", "number_2018", "number_2025"),
    [
        (PaperKind.RECEIPT, "01", "01"),
        (PaperKind.SUPPLEMENT_REQUEST, "02", "02"),
        (PaperKind.REFUSAL, "03", "03"),
        (PaperKind.APOLOGY, "04", "04"),
        (PaperKind.STOP_NOTICE, "", "05"),
        (PaperKind.CONTROL_SLIP, "05", "06"),
        (PaperKind.REGISTER, "06", "07"),
        (PaperKind.FILING_NOTE, "", ""),
    ],
)
def test_the_number_of_a_form(kind, number_2018, number_2025):
    numbers = [form_of(kind, edition).number for edition in Edition]
    assert numbers == ["", number_2018, number_2025]


def test_the_apology_has_another_title_since_2025():
    assert form_of(PaperKind.APOLOGY, Edition.TT_01_2018).title("vi").startswith("Phiếu xin lỗi")
    assert form_of(PaperKind.APOLOGY, Edition.TT_03_2025).title("vi").startswith("Văn bản xin lỗi")


def test_every_kind_that_is_issued_has_a_symbol_of_its_own():
    assert set(SYMBOLS) == ISSUED
    assert len(set(SYMBOLS.values())) == len(SYMBOLS)

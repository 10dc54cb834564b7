"""What was declared, as those who may see the dossier read it."""

from hcc_longan.dossiers.declaration import declared
from zope.i18n import translate

import pytest


pytestmark = pytest.mark.layer("integration")

PERSON = {
    "name": "Nguyễn Thị Mai",
    "id_kind": "cccd",
    "id_number": "080192000123",
    "birth_date": "1992-05-01",
    "phone": "0901234567",
    "proxy": {"name": "Lê Văn Cường", "mandate": "Số 12/GUQ"},
}
FORM = {
    "parts": [
        {
            "title": "Nội dung yêu cầu",
            "questions": [
                {"name": "what", "title": "Tên doanh nghiệp", "text": "Thanh Long"},
                {"name": "note", "title": "Ghi chú", "text": ""},
            ],
        }
    ]
}


def said(dossier) -> dict:
    """What is declared: texts by label, by part."""

    def words(message):
        return translate(message, target_language="vi")

    return {
        words(part.title): {words(label): words(text) for label, text in part.rows} for part in declared(dossier, "vi")
    }


def test_everything_that_was_declared_is_there_in_words(file):
    dossier = file(
        applicant=PERSON, case="1", form=FORM, delivery={"method": "post", "address": "12 Trương Định, Long An"}
    )
    found = said(dossier)
    assert found["Người nộp hồ sơ"] == {
        "Tên cá nhân, tổ chức nộp hồ sơ": "Nguyễn Thị Mai",
        "Căn cước công dân, thẻ căn cước (12 số)": "080192000123",
        "Ngày sinh": "01/05/1992",
        "Điện thoại": "0901234567",
    }
    assert found["Nộp thay người khác"]["Họ và tên"] == "Lê Văn Cường"
    assert found["Nội dung yêu cầu"] == {"Tên doanh nghiệp": "Thanh Long"}
    assert "12 Trương Định, Long An" in found["Kết quả"].values()
    assert len(found[""]) == 1


def test_answers_that_a_program_sent_have_their_names(file):
    found = said(file(answers={"capital": 1500000, "places": ["Tân An", "Bến Lức"]}))
    assert {"capital": "1500000", "places": "Tân An, Bến Lức"} in found.values()

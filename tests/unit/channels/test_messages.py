"""Messages as they are handed over."""

from email import message_from_bytes
from email.policy import default
from hcc_longan.channels.messages import compose
from hcc_longan.channels.messages import without_accents
from hypothesis import given
from hypothesis import strategies as st

import pytest


def test_an_e_mail_keeps_its_vietnamese_and_its_attachments():
    text = "Kính gửi bà Mai,\n\nhồ sơ đã được tiếp nhận.\n" + "dài " * 500
    files = [("Giấy biên nhận.pdf", "application/pdf", b"%PDF-\0\xff"), ("ảnh.jpg", "image/jpeg", b"\xff\xd8")]
    sent = compose("mai@example.com", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả: " + "x" * 100, text, files)
    got = message_from_bytes(sent.as_bytes(), policy=default)
    assert (got["To"], got["Content-Language"]) == ("mai@example.com", "vi")
    assert got["Subject"].startswith("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    assert got.get_body(("plain",)).get_content().strip() == text.strip()
    found = [(part.get_filename(), part.get_content_type(), part.get_content()) for part in got.iter_attachments()]
    assert found == files


@pytest.mark.parametrize("subject", ["Mã\nBcc: an@example.com", "Mã\r\nX-Evil: 1", "\0Mã"])
def test_a_subject_brings_no_headers_along(subject):
    got = message_from_bytes(compose("mai@example.com", subject, "\0").as_bytes(), policy=default)
    assert got["Bcc"] is None
    assert got["X-Evil"] is None
    assert "Mã" in got["Subject"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Mã của bạn: 123456", "Ma cua ban: 123456"),
        ("ĐÃ CÓ KẾT QUẢ – mời đến nhận…", "DA CO KET QUA - moi den nhan..."),
        ("“Hẹn trả” 9 giờ\n17/10", '"Hen tra" 9 gio\n17/10'),
        ("giá 5€ ☎", "gia 5? ?"),
    ],
)
def test_an_sms_has_the_letters_of_an_old_telephone(text, plain):
    assert without_accents(text) == plain


@given(st.text(max_size=100))
def test_an_sms_never_has_other_letters(text):
    assert all(letter == "\n" or " " <= letter <= "~" for letter in without_accents(text))

"""E-mail through a real mail server, SMS through a gateway, and both into the mailbox of a trial site."""

from email.headerregistry import Address
from hcc_longan import demo
from hcc_longan.channels import mailbox
from hcc_longan.channels import send_email
from hcc_longan.channels import send_sms
from hcc_longan.channels.interfaces import NotDelivered
from hcc_longan.channels.messages import compose
from hcc_longan.channels.sending import email_channel
from hcc_longan.channels.sending import sms_channel
from plone import api
from time import sleep

import pytest
import socket
import subprocess
import transaction


pytestmark = pytest.mark.layer("functional")

SUBJECT = {"vi": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "en": "Receipt and appointment"}
TEXT = {"vi": "Kính gửi bà Nguyễn Thị Mai,\n\nhồ sơ đã được tiếp nhận.", "en": "Dear Ms Mai,\n\nit was received."}


@pytest.fixture
def trial(furnished, tmp_path, monkeypatch):
    """A trial site whose mailbox is its own."""
    monkeypatch.setenv("HCC_MAILBOX", str(tmp_path / "mailbox"))
    api.portal.set_registry_record(demo.RECORD, True)
    return furnished


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_mail_server_gets_subject_text_and_attachment(furnished, mail_server, language):
    send_email(
        "mai@example.org",
        SUBJECT[language],
        TEXT[language],
        attachments=[("Giấy tiếp nhận.pdf", "application/pdf", b"%PDF-1.7 \0\xff")],
        language=language,
    )
    assert mail_server.messages == []
    transaction.commit()
    (message,) = mail_server.messages
    # The server's Maildir folds long headers anew.
    assert (message["Subject"].strip(), message["To"]) == (SUBJECT[language], "mai@example.org")
    assert message["From"].addresses == (Address("Trung tâm Phục vụ hành chính công", addr_spec="hcc@example.org"),)
    assert message["Content-Language"] == language
    assert message.get_body(("plain",)).get_content().strip() == TEXT[language]
    (attachment,) = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("Giấy tiếp nhận.pdf", b"%PDF-1.7 \0\xff")


def test_nothing_is_sent_for_what_was_not_done(furnished, mail_server, gateway):
    send_email("mai@example.org", "x", "x")
    send_sms("0901234567", "x")
    transaction.abort()
    transaction.commit()
    assert mail_server.messages == gateway.asked == []


def test_a_mail_server_that_is_away_keeps_nobody_from_their_work(furnished, mail_server, caplog):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        api.portal.set_registry_record("plone.smtp_port", closed.getsockname()[1])
        send_email("mai@example.org", "Mã 123456", "123456")
        furnished.title = "Changed"
        transaction.commit()
        assert furnished.title == "Changed"
        assert "not delivered" in caplog.text
        assert "123456" not in caplog.text
        with pytest.raises(NotDelivered):
            email_channel().deliver(_message())


def test_plones_own_queue_is_used_where_it_is_on(furnished, mail_server, tmp_path, monkeypatch):
    monkeypatch.setenv("MAILHOST_QUEUE_ONLY", "1")
    furnished.MailHost.smtp_queue = True
    furnished.MailHost.smtp_queue_directory = str(tmp_path / "queue")
    send_email("mai@example.org", SUBJECT["vi"], TEXT["vi"])
    transaction.commit()
    assert len(list((tmp_path / "queue" / "new").iterdir())) == 1
    assert mail_server.messages == []


def test_without_a_mail_server_sending_says_so(furnished, caplog):
    api.portal.get_tool("portal_registry")["plone.email_from_address"] = None
    for act in (email_channel().check, lambda: email_channel().deliver(_message())):
        with pytest.raises(NotDelivered):
            act()
    send_email("mai@example.org", "x", "x")
    transaction.commit()
    assert "No mail server is set up" in caplog.text


def test_a_gateway_gets_an_sms_in_plain_letters(furnished, gateway):
    send_sms("0901234567", "Hồ sơ đã có kết quả: mời bà đến nhận & ký")
    assert gateway.asked == []
    transaction.commit()
    assert gateway.asked == [
        {
            "username": "hcc",
            "password": "bí mật & co",
            "to": "+84901234567",
            "text": "Ho so da co ket qua: moi ba den nhan & ky",
            "charset": "UTF-8",
            "coding": "0",
        }
    ]


def test_a_gateway_gets_accents_and_a_sender_where_the_centre_wants_them(furnished, gateway):
    api.portal.set_registry_record("hcc_longan.channels.sms_accents", True)
    api.portal.set_registry_record("hcc_longan.channels.sms_sender", "HCC")
    sms_channel().deliver("0901234567", "Hồ sơ")
    (asked,) = gateway.asked
    assert (asked["text"], asked["coding"], asked["from"]) == ("Hồ sơ", "2", "HCC")


def test_the_environment_wins_over_the_settings(furnished, gateway, monkeypatch):
    api.portal.set_registry_record("hcc_longan.channels.kannel_url", "http://127.0.0.1:9/nowhere")
    monkeypatch.setenv("HCC_KANNEL_URL", gateway.url)
    monkeypatch.setenv("HCC_KANNEL_PASSWORD", "other")
    sms_channel().deliver("0901234567", "x")
    assert gateway.asked[0]["password"] == "other"


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (403, "Authorization failed for sendsms"),
        (503, "Temporal failure, try again later."),
        (302, ""),
        (500, "\xff"),
    ],
)
def test_what_a_gateway_refuses_is_told_without_the_password(furnished, gateway, caplog, status, text):
    gateway.status, gateway.text = status, text
    with pytest.raises(NotDelivered) as refused:
        sms_channel().deliver("0901234567", "mã 123456")
    assert str(status) in refused.value.message.mapping["reason"]
    send_sms("0901234567", "mã 123456")
    transaction.commit()
    assert len(gateway.asked) == 2, "a redirect is not followed"
    assert not [secret for secret in ("bí mật", "b%C3%AD", "123456", "0901234567") if secret in caplog.text]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "ftp://127.0.0.1:9/x", "file:///etc/passwd", "no"])
def test_a_gateway_that_is_away_is_told(furnished, gateway, monkeypatch, url):
    monkeypatch.setenv("HCC_KANNEL_URL", url)
    with pytest.raises(NotDelivered):
        sms_channel().deliver("0901234567", "x")


def test_a_trial_site_keeps_messages_to_itself(trial):
    send_email("mai@example.org", SUBJECT["vi"], TEXT["vi"], attachments=[("a.pdf", "application/pdf", b"%PDF")])
    transaction.commit()
    send_sms("0901234567", "Hồ sơ đã có kết quả")
    assert len(mailbox.newest()) == 1
    transaction.commit()
    sms, mail = mailbox.newest()
    assert (sms.to, sms.text, sms.is_sms) == ("0901234567", "Hồ sơ đã có kết quả", True)
    assert (mail.to, mail.subject, mail.text.strip()) == ("mai@example.org", SUBJECT["vi"], TEXT["vi"])
    assert [tuple(each) for each in mail.attachments] == [("a.pdf", "application/pdf", b"%PDF")]


def test_a_trial_site_with_a_mail_server_uses_it(trial, mail_server, gateway):
    send_email("mai@example.org", "x", "x")
    send_sms("0901234567", "x")
    transaction.commit()
    assert len(mail_server.messages) == len(gateway.asked) == 1
    assert mailbox.newest() == []


def test_the_mailbox_keeps_the_newest_two_hundred(trial, monkeypatch):
    monkeypatch.setattr(mailbox, "MOST", 3)
    for number in range(5):
        sms_channel().deliver("0901234567", str(number))
    assert [message.text for message in mailbox.newest()] == ["4", "3", "2"]


@pytest.mark.slow
def test_the_mail_server_for_trying_out_works(furnished, mail_server, root, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path / "new" / "mail"
    server = subprocess.Popen([root / "scripts" / "smtp", folder, str(port)])
    try:
        api.portal.set_registry_record("plone.smtp_port", port)
        for _second in range(50):
            try:
                email_channel().deliver(_message())
                break
            except NotDelivered:
                sleep(0.2)
        assert len(list((folder / "new").iterdir())) == 1
    finally:
        server.terminate()
        server.wait(10)


def _message():
    return compose("mai@example.org", "Mã", "123456")

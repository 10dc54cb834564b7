"""The mailbox of a trial site, and the control panel."""

from AccessControl import Unauthorized
from email.message import EmailMessage
from hcc_longan import demo
from hcc_longan.channels import mailbox
from hcc_longan.channels.messages import compose
from hcc_longan.channels.sending import email_channel
from hcc_longan.channels.sending import sms_channel
from plone import api
from zExceptions import NotFound

import pytest


@pytest.fixture
def trial(furnished, tmp_path, monkeypatch):
    """A trial site with two messages."""
    monkeypatch.setenv("HCC_MAILBOX", str(tmp_path / "mailbox"))
    api.portal.set_registry_record(demo.RECORD, True)
    for name in ("email_channel", "sms_channel"):
        api.portal.set_registry_record(f"hcc_longan.channels.{name}", "mailbox")
    text = f"<script>alert(1)</script> See {furnished.absolute_url()}/en/x?t=1. Not https://elsewhere.example/"
    email_channel().deliver(_message("Mã <b>", text))
    sms_channel().deliver("0901234567", "Hồ sơ")
    return furnished


def _message(subject: str, text: str) -> EmailMessage:
    return compose("mai@example.org", subject, text, [('<b>"giấy".pdf', "text/html", b"<script>alert(1)</script>")])


def test_everybody_reads_the_messages_newest_first(trial, render, anonymous):
    with anonymous():
        page = render(trial["en"], "mailbox")
    assert page.texts("//article//h2") == ["SMS", "Mã <b>"]
    assert page.texts("//article//p[@class='card-text']")[0] == "Hồ sơ"
    assert page.texts("//*[@role='note' and contains(@class, 'alert')]")[0].startswith("This is a trial site")
    assert page.document.xpath("//article//p//a/@href") == [f"{trial.absolute_url()}/en/x?t=1"]
    assert "<script>alert(1)" not in page.html


def test_an_attachment_is_given_as_a_file(trial, render, http_request):
    page = render(trial["en"], "mailbox")
    (link,) = page.document.xpath("//article//li/a/@href")
    query = dict(part.split("=") for part in link.partition("?")[2].split("&"))
    http_request.form.update(query)
    data = trial["en"].restrictedTraverse("@@mailbox")()
    assert data == b"<script>alert(1)</script>"
    response = http_request.response
    assert response.getHeader("Content-Type") == "application/octet-stream"
    assert response.getHeader("Content-Disposition").startswith("attachment; filename*=UTF-8''%3Cb%3E")


@pytest.mark.parametrize(
    ("message", "part"),
    [("", "0"), ("../../../etc/passwd", "0"), (None, "1"), (None, "-1"), (None, "x"), (["a"], ["0"])],
)
def test_nothing_else_is_given(trial, http_request, message, part):
    (known,) = [path.name for path in mailbox.folder().glob("*.eml")]
    http_request.form.update(message=known if message is None else message, part=part)
    with pytest.raises(NotFound):
        trial["en"].restrictedTraverse("@@mailbox")()


def test_a_site_that_is_no_trial_has_no_mailbox(trial):
    api.portal.set_registry_record(demo.RECORD, False)
    with pytest.raises(NotFound):
        trial["en"].restrictedTraverse("@@mailbox")()


@pytest.fixture
def press(furnished, http_request, render, monkeypatch):
    """Sends the control panel's form with some values changed; gives the page that comes back."""

    def post(button: str, **values: str):
        http_request.response.setStatus(200)
        form = render(furnished, "channel-settings").document.get_element_by_id("form")
        # As Zope reads it.
        typed = {
            name.removesuffix(":list"): [value] if name.endswith(":list") else value
            for name, value in form.form_values()
        }
        typed |= {f"form.widgets.{name}": value for name, value in values.items()}
        with monkeypatch.context() as patch:
            patch.setattr(http_request, "method", "POST")
            patch.setitem(http_request.environ, "REQUEST_METHOD", "POST")
            return render(furnished, "channel-settings", **typed, **{f"form.buttons.{button}": "1"})

    return post


def setting(name: str):
    return api.portal.get_registry_record(f"hcc_longan.channels.{name}")


def test_settings_are_kept_and_the_password_is_never_shown(furnished, press, render):
    press("save", kannel_url="http://127.0.0.1:13013/cgi-bin/sendsms", kannel_password="bí mật")
    assert setting("kannel_password") == "bí mật"
    assert "bí mật" not in render(furnished, "channel-settings").html
    press("save", kannel_user="hcc")
    assert (setting("kannel_user"), setting("kannel_password")) == ("hcc", "bí mật")


def told(page, kind: str) -> list[str]:
    """What the site says above the page, of a kind: info, warning or danger."""
    return page.texts(f"//*[contains(@class, 'portalMessage') and contains(@class, 'alert-{kind}')]")


def test_a_test_message_says_whether_it_went(trial, press):
    member = api.user.get_current()
    member.setMemberProperties({"email": "", "phone": ""})
    assert len(told(press("test"), "warning")) == 1
    member.setMemberProperties({"email": "admin@example.org", "phone": "+84 901 234 567"})
    for recipient, message in zip(("admin@example.org", "0901234567"), told(press("test"), "info"), strict=True):
        assert recipient in message
    assert [message.to for message in mailbox.newest()[:2]] == ["0901234567", "admin@example.org"]
    api.portal.set_registry_record("hcc_longan.channels.sms_channel", "kannel")
    page = press("test")
    assert (len(told(page, "info")), len(told(page, "danger"))) == (1, 1)


def test_the_control_panel_is_for_administrators(furnished, render, logged_in_as):
    with logged_in_as("Site Administrator"):
        assert render(furnished, "channel-settings").document.xpath("//h1")
    with logged_in_as("Editor"), pytest.raises(Unauthorized):
        render(furnished, "channel-settings")

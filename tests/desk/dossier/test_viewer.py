"""Papers beside the viewer: what is shown in place, and what never is."""

from hcc_longan.dossiers import access
from io import BytesIO
from PIL import Image
from plone import api
from zExceptions import Unauthorized
from zope.publisher.interfaces import NotFound

import pytest


@pytest.fixture
def dossier(file):
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    pdf = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
    files = [("giay-de-nghi", "đơn <b>.pdf", pdf), ("", "ảnh.png", picture.getvalue())]
    return file(attachments=[dict(zip(("component", "filename", "data"), each, strict=True)) for each in files])


def show(dossier, number: int = 0, name: str | None = None, who: str = "an-receiver"):
    response = dossier.REQUEST.response
    response.setStatus(200)
    with api.env.adopt_user(username=who):
        view = dossier.restrictedTraverse("@@desk-pdf")
        answer = view.publishTraverse(dossier.REQUEST, name or dossier.attachments[number].sha256)()
    return (answer if isinstance(answer, str | bytes) else b"".join(answer)), response


def test_a_pdf_is_shown_in_place_by_safe_headers(dossier):
    answer, response = show(dossier)
    assert answer.startswith(b"%PDF-")
    assert response.getHeader("Content-Type") == "application/pdf"
    assert response.getHeader("Content-Disposition") == "inline"
    assert response.getHeader("X-Content-Type-Options") == "nosniff"
    assert response.getHeader("Cache-Control") == "private, no-store"
    assert "default-src 'none'" in response.getHeader("Content-Security-Policy")
    assert "frame-ancestors 'self'" in response.getHeader("Content-Security-Policy")
    assert [look.subject for look in access.looks(dossier)] == [dossier.attachments[0].sha256]


def test_nothing_else_is_shown_so(dossier):
    # A picture; a file of another content with the name and type of a PDF; nothing at all.
    with pytest.raises(NotFound):
        show(dossier, 1)
    dossier.attachments[0].data = b"<html><script>alert(1)</script>"
    with pytest.raises(NotFound):
        show(dossier)
    for name in ("0" * 64, "..", "x\0", ""):
        with pytest.raises(NotFound):
            show(dossier, name=name or "none")


@pytest.mark.parametrize(("verdict", "status"), [("waiting", 423), ("infected", 403)])
def test_a_locked_file_is_shown_to_nobody(clamd, dossier, ask, verdict, status):
    dossier.attachments[0].scan = verdict
    dossier.attachments[0].signature = "Eicar-Test"
    answer, response = show(dossier)
    assert (answer, response.getStatus()) == ("", status)
    page = ask(dossier, "receiver")
    assert dossier.attachments[0].sha256 not in "".join(page.document.xpath("//iframe/@src"))
    assert "A file is locked" in page.text
    assert ("Eicar-Test" in page.text) == (verdict == "infected")
    assert not page.document.xpath("//*[@id='component-giay-de-nghi']//a[@data-shown]")


@pytest.mark.parametrize("who", ["an-handler-tp", "an-handler-ubnd"])
def test_strangers_get_none(dossier, who):
    with pytest.raises(Unauthorized):
        show(dossier, who=who)


def test_files_stand_with_their_component_and_lead_to_the_viewer(dossier, ask):
    page = ask(dossier, "receiver")
    pdf, picture = dossier.attachments
    assert page.texts("//*[@id='component-giay-de-nghi']//ul/li/a") == ["đơn <b>.pdf"]
    (frame,) = page.document.xpath("//iframe")
    assert frame.get("src").partition("#")[0].endswith(f"/@@desk-pdf/{pdf.sha256}")
    assert frame.get("title") == "đơn <b>.pdf"
    # By links alone, one file after the other.
    (address,) = page.document.xpath("//a[@data-viewer-step='1']/@href")
    assert f"file={picture.sha256}" in address
    page = ask(dossier, "receiver", file=picture.sha256)
    assert page.document.xpath("//iframe/@src")[0].endswith(f"/@@pictures/{picture.sha256}?w=1600")
    assert page.texts("//ul[@class='desk-files']//a[@aria-current='true']") == ["ảnh.png"]


@pytest.mark.parametrize("chosen", ["x", "0" * 64, "x" * 9000, "\0"])
def test_an_unknown_file_is_the_first_one(dossier, ask, chosen):
    page = ask(dossier, "receiver", file=chosen)
    assert dossier.attachments[0].sha256 in page.document.xpath("//iframe/@src")[0]


@pytest.mark.parametrize(("verdict", "words"), [("unscanned", ["Not checked for viruses."]), ("clean", [])])
def test_a_clean_file_needs_no_words(dossier, ask, verdict, words):
    for file in dossier.attachments:
        file.scan = verdict
    assert ask(dossier, "receiver").texts("//ul[@class='desk-files']//strong") == words * 2


def test_without_files_the_viewer_says_so(file, ask):
    page = ask(file(), "receiver")
    assert not page.document.xpath("//iframe")
    assert "There is no file that can be shown here" in page.text

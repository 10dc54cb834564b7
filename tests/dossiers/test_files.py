"""Files given out: to be saved, pictures made anew, locked ones not at all; the warning and its control panel."""

from AccessControl import Unauthorized
from hcc_longan.dossiers import quarantine
from hcc_longan.dossiers.access import looks
from hcc_longan.dossiers.attachments import attachment_of
from hcc_longan.protection import scanning
from hcc_longan.protection.scanning import TEST_FILE
from io import BytesIO
from PIL import Image
from plone import api
from zope.publisher.interfaces import NotFound

import pytest
import requests
import transaction


PASSWORD = "long-an-17-10-2016"
PDF = b"%PDF-1.7\n%%EOF"
PERSON = {"name": "Trần Thị Bình", "phone": "0912 345 678", "id_number": "080987654321"}


def photo(size=(800, 600), form: str = "JPEG", **options) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "navy").save(made, form, **options)
    return made.getvalue()


EXIF = Image.Exif()
EXIF[0x010E] = "where it was taken"
PHOTO = photo(exif=EXIF)


@pytest.fixture
def dossier(file):
    """A dossier with a PDF and a photo, taken while nothing was scanned."""
    files = [("don.pdf", PDF), ("ảnh thẻ.jpg", PHOTO)]
    return file(attachments=[{"component": "giay-de-nghi", "filename": name, "data": data} for name, data in files])


def judged(dossier, verdict: str, signature: str = "") -> None:
    """Let all files have this verdict."""
    for each in dossier.attachments:
        each.scan, each.signature = verdict, signature


def give(dossier, view: str, file, **form):
    """What a view answers for a file, and the response."""
    request = dossier.REQUEST
    request.form.clear()
    request.form.update(form)
    request.response.setStatus(200)
    found = dossier.restrictedTraverse(f"@@{view}").publishTraverse(request, file.sha256)
    return found(), request.response


# Given out


def test_a_file_is_given_to_be_saved(dossier):
    pdf, picture = dossier.attachments
    for file, data in ((pdf, PDF), (picture, PHOTO)):
        answer, response = give(dossier, "files", file)
        assert answer == data
        assert response.getHeader("Content-Disposition").startswith("attachment;")
        assert response.getHeader("X-Content-Type-Options") == "nosniff"
        assert response.getHeader("Cache-Control") == "private, no-store"


def test_a_picture_is_made_anew(dossier):
    answer, response = give(dossier, "pictures", dossier.attachments[1], w="240")
    assert Image.open(BytesIO(answer)).size == (240, 180)
    assert b"where it was taken" in PHOTO
    assert b"where it was taken" not in answer
    assert response.getHeader("Content-Type") == "image/jpeg"
    assert response.getHeader("Content-Security-Policy") == "default-src 'none'; sandbox"
    assert response.getHeader("X-Content-Type-Options") == "nosniff"
    assert response.getHeader("Cache-Control") == "private, no-store"
    assert response.getHeader("Content-Disposition") is None


@pytest.mark.parametrize("size", [None, "", "x", "0", "-1", "9" * 30, ["1", "2"], "\u0660"])
def test_a_picture_of_any_size_asked_for_has_a_possible_one(dossier, size):
    form = {} if size is None else {"w": size}
    answer, _response = give(dossier, "pictures", dossier.attachments[1], **form)
    assert max(Image.open(BytesIO(answer)).size) in (1, 800)


def test_what_is_no_picture_is_not_shown_as_one(dossier):
    for file in (dossier.attachments[0], attachment_of("giay-de-nghi", "anh.jpg", b"\xff\xd8\xff broken", "clean")):
        dossier.attachments = (file,)
        with pytest.raises(NotFound):
            give(dossier, "pictures", file)


def test_unknown_files_are_not_found(dossier):
    for view in ("files", "pictures"):
        for name in ("", "0" * 64, "..", "\u1ea3"):
            with pytest.raises(NotFound):
                dossier.restrictedTraverse(f"@@{view}").publishTraverse(dossier.REQUEST, name)()


def test_who_looks_is_noted_for_files_and_pictures(dossier):
    with api.env.adopt_user(username="an-receiver"):
        give(dossier, "pictures", dossier.attachments[1])
        give(dossier, "files", dossier.attachments[0])
    assert {look.subject for look in looks(dossier)} == {file.sha256 for file in dossier.attachments}


# Locked


@pytest.mark.parametrize("view", ["files", "pictures"])
def test_a_file_that_waits_is_given_to_nobody(clamd, dossier, view):
    judged(dossier, "waiting")
    answer, response = give(dossier, view, dossier.attachments[1])
    assert response.getStatus() == 423
    assert ("chưa kiểm tra được tệp này" in answer) == (view == "files")
    assert looks(dossier) == []


@pytest.mark.parametrize("view", ["files", "pictures"])
def test_an_infected_file_is_given_to_nobody(dossier, view):
    judged(dossier, "infected", "Win.Test<b>")
    answer, response = give(dossier, view, dossier.attachments[1])
    assert response.getStatus() == 403
    assert ("không chấp nhận tệp này" in answer) == (view == "files")
    if view == "files":
        assert "Win.Test&lt;b&gt;" in answer
        assert "ảnh thẻ.jpg" in answer


def test_a_file_that_waits_is_given_once_scanning_was_switched_off(dossier):
    judged(dossier, "waiting")
    answer, response = give(dossier, "files", dossier.attachments[0])
    assert (answer, response.getStatus()) == (PDF, 200)


# The warning


def warned(page) -> bool:
    return bool(page.document.xpath("//*[@role='note' and contains(@class, 'alert-danger')]"))


@pytest.mark.parametrize(
    ("who", "told"), [("an-receiver", True), ("an-handler-khdt", True), ("an-inspector", True), ("", False)]
)
def test_officers_are_warned_everywhere_while_nothing_is_scanned(centre, render, anonymous, monkeypatch, who, told):
    for place in (centre["vi"], centre["en"]["procedures"]):
        for address, is_off in (("off", True), ("tcp:127.0.0.1:1", False)):
            monkeypatch.setenv("HCC_CLAMD", address)
            with api.env.adopt_user(username=who) if who else anonymous():
                assert warned(render(place)) == (told and is_off), address


def test_citizens_are_not_warned(centre, render, logged_in_as):
    with logged_in_as():
        assert not warned(render(centre["vi"]))
    with logged_in_as("Site Administrator"):
        page = render(centre["vi"])
        assert warned(page)
        assert page.document.xpath("//*[@role='note']//a/@href") == [f"{centre.absolute_url()}/@@scanning-settings"]


# The control panel


@pytest.fixture
def send(furnished, http_request, render, monkeypatch):
    """Sends the settings; gives the page that comes back, None for a redirect."""

    def post(**values):
        token = render(furnished, "scanning-settings").document.xpath("//input[@name='_authenticator']/@value")[0]
        with monkeypatch.context() as patch:
            patch.setattr(http_request, "method", "POST")
            patch.setitem(http_request.environ, "REQUEST_METHOD", "POST")
            answer = render(furnished, "scanning-settings", _authenticator=token, **values)
        return answer if "<form" in (answer.html or "") else None

    return post


def test_the_control_panel_is_for_administrators(furnished, render, logged_in_as):
    with logged_in_as("Site Administrator"):
        assert render(furnished, "scanning-settings").document.xpath("//h1")
    for roles in (("Editor",), ("Supervisor",), ()):
        with logged_in_as(*roles), pytest.raises(Unauthorized):
            render(furnished, "scanning-settings")


def test_it_tells_how_the_scanner_is(furnished, render, clamd, monkeypatch):
    def told() -> list[str]:
        page = render(furnished, "scanning-settings")
        return page.texts("//div[@class='hcc-editors']/p[contains(@class, 'alert-')]")

    working, environment = told()
    assert "ClamAV 1." in working
    assert scanning.address() in environment
    monkeypatch.setenv("HCC_CLAMD", "tcp:127.0.0.1:1")
    assert "Connection refused" in told()[0]
    monkeypatch.setenv("HCC_CLAMD", "nonsense")
    assert "nonsense" in told()[0]
    monkeypatch.delenv("HCC_CLAMD")
    assert len(told()) == 1


def test_old_signatures_are_told(furnished, render, monkeypatch, moment):
    state = scanning.State("tcp:127.0.0.1:1", "ClamAV 1.4.3/27800/Sun Nov  1 08:26:00 2026")
    monkeypatch.setattr(scanning, "state", lambda: state)
    for day, warned in ((2, False), (8, False), (9, True)):
        with moment(11, day):
            page = render(furnished, "scanning-settings")
        assert bool(page.document.find_class("alert-warning")) == warned


def test_settings_are_kept_and_wrong_ones_named(send):
    page = send(scanner="<b>", timeout="soon")
    assert [link.get("href") for link in page.document.xpath("//*[@role='alert']//a")] == ["#scanner", "#timeout"]
    assert page.document.get_element_by_id("scanner").value == "<b>"
    for timeout in ("0", "121", "1.5", "", "٣٠٠"):
        assert send(scanner="off", timeout=timeout).document.get_element_by_id("error-timeout") is not None
    assert send(scanner=" tcp:127.0.0.1:3310 ", timeout="30") is None
    assert scanning.address() == "tcp:127.0.0.1:3310"
    assert api.portal.get_registry_record("hcc_longan.scanning.timeout") == 30


def test_locked_files_are_listed(furnished, render, clamd, dossier):
    assert not render(furnished, "scanning-settings").document.xpath("//table")
    judged(dossier, "waiting")
    dossier.attachments[0].judge(scanning.scan(TEST_FILE))
    quarantine.note(dossier)
    page = render(furnished, "scanning-settings")
    assert page.texts("//tbody//td")[1:] == ["1", "1"]
    assert page.document.xpath("//tbody//a/@href") == [f"{dossier.absolute_url()}/view"]


@pytest.mark.layer("acceptance")
def test_over_http(clamd, file, portal, moment):
    """As a browser gets it: an officer a file and a picture, strangers nothing, and a locked file nobody."""
    for name in ("an-receiver", "an-handler-tp"):
        portal.acl_users.source_users.doChangeUser(name, PASSWORD)
    dossier = file(attachments=[{"component": "giay-de-nghi", "filename": "ảnh.jpg", "data": PHOTO}])
    transaction.commit()
    url, sha256 = dossier.absolute_url(), dossier.attachments[0].sha256

    def ask(view: str, who: str = "an-receiver") -> requests.Response:
        auth = (who, PASSWORD) if who else None
        return requests.get(f"{url}/@@{view}/{sha256}", auth=auth, allow_redirects=False, timeout=30)

    given = ask("files")
    assert (given.status_code, given.content) == (200, PHOTO)
    assert given.headers["Content-Disposition"].startswith("attachment")
    shown = ask("pictures")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for view in ("files", "pictures"):
        for who in ("an-handler-tp", ""):
            assert ask(view, who).status_code in (302, 401)
    # Plone's own ways to a file don't lead around the lock.
    for view in ("download/attachments", "display-file/attachments", "images/attachments"):
        answer = requests.get(f"{url}/@@{view}", auth=("an-receiver", PASSWORD), timeout=30)
        assert answer.status_code >= 400
        assert PHOTO not in answer.content

    judged(dossier, "infected", "Eicar-Test")
    transaction.commit()
    refused = ask("files")
    assert refused.status_code == 403
    assert "Eicar-Test" in refused.text
    assert (ask("pictures").status_code, ask("pictures").content) == (403, b"")

"""Citizens and officers at the same moment, over HTTP: what is committed, and what is not."""

from concurrent.futures import ThreadPoolExecutor
from hcc_longan.dossiers import access
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import unread
from hcc_longan.dossiers.register.queries import dossier_at
from hcc_longan.tracking import links
from plone import api

import lxml.html
import pytest
import requests
import transaction


pytestmark = pytest.mark.layer("acceptance")

PASSWORD = "long-an-17-10-2016"


@pytest.fixture
def browser(centre, portal):
    """A signed-in browser: `browser("mai")`; pages are asked for by `get(path)`, forms sent by `send(path, …)`."""
    users = centre.acl_users.source_users

    class Browser:
        def __init__(self, who: str):
            self.session = requests.Session()
            self.session.auth = (who, PASSWORD)

        def get(self, path: str, **kwargs) -> requests.Response:
            return self.session.get(f"{portal.absolute_url()}/{path}", timeout=60, **kwargs)

        def send(self, path: str, page: requests.Response, files=None, **form) -> requests.Response:
            """Send a form with the token that it has on a page that was got before."""
            place = "//*[@id='messages']" if "message_text" in form else ""
            token = lxml.html.fromstring(page.text).xpath(f"{place}//input[@name='_authenticator']/@value")[0]
            url = f"{portal.absolute_url()}/{path}"
            form = {"_authenticator": token, **form}
            return self.session.post(url, data=form, files=files, timeout=60, allow_redirects=False)

    def sign_in(who: str) -> Browser:
        if api.user.get(userid=who) is None:
            api.user.create(username=who, email=f"{who}@example.org")
        users.doChangeUser(who, PASSWORD)
        transaction.commit()
        return Browser(who)

    return sign_in


@pytest.fixture
def path(of_mai) -> str:
    """The path of Mai's dossier, committed."""
    transaction.commit()
    return "/".join(of_mai.getPhysicalPath()[2:])


def test_a_look_is_committed_with_the_page(browser, path):
    officer = browser("an-receiver")
    for _number in range(2):
        assert officer.get(path).status_code == 200
        assert officer.get(path, headers={"Accept": "application/json"}).status_code == 200
    assert officer.get("@worklist", headers={"Accept": "application/json"}).json()["items_total"] == 1
    transaction.begin()
    (look,) = access.looks(dossier_at(path))
    assert (look.user_id, look.origin) == ("an-receiver", "127.0.0.1")


def test_messages_of_one_moment_are_all_kept(browser, path, of_mai):
    mai, officer = browser("mai"), browser("an-receiver")
    own = f"vi/ho-so-cua-toi-chi-tiet?h={of_mai.tracking_number}"
    desk = f"vi/can-bo/ho-so/{of_mai.tracking_number}"
    mine, theirs = mai.get(own), officer.get(desk)

    def write(number: int) -> int:
        if number % 2:
            return mai.send(own, mine, message_text=f"Dân {number}", message_key=f"m{number}").status_code
        return officer.send(desk, theirs, message_text=f"Cán bộ {number}", message_key="once").status_code

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(write, range(8)))
    # Zope gives up after some conflicts: then the person sees an error, and nothing is half written.
    assert set(answers) <= {302, 303, 500, 503}
    transaction.begin()
    dossier = dossier_at(path)
    kept = [record["text"] for record in dossier.messages]
    assert len([text for text in kept if text.startswith("Cán bộ")]) == 1
    assert len([text for text in kept if text.startswith("Dân")]) == len(
        [answer for number, answer in enumerate(answers) if number % 2 and answer in (302, 303)]
    )
    assert unread(dossier, Side.CITIZEN) == 1


def test_a_file_comes_with_a_message_and_is_given_to_the_officer(browser, path, of_mai):
    mai, officer = browser("mai"), browser("an-receiver")
    own = f"vi/ho-so-cua-toi-chi-tiet?h={of_mai.tracking_number}"
    files = {"message_files": ("giấy tờ.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")}
    answer = mai.send(own, mai.get(own), files, message_text="Gửi kèm", message_key="k")
    assert answer.headers["Location"].endswith("#messages")
    page = lxml.html.fromstring(officer.get(path).text)
    (link,) = page.xpath("//*[@id='messages']//li//a")
    assert link.text == "giấy tờ.pdf"
    assert officer.session.get(link.get("href"), timeout=60).content == b"%PDF-1.7\n%%EOF"
    assert browser("binh").session.get(link.get("href"), timeout=60, allow_redirects=False).status_code != 200


def test_an_export_is_one_file_of_its_own(browser, of_mai, path):
    mai = browser("mai")
    answer = mai.send("vi/@@my-data", mai.get("vi/du-lieu-ca-nhan"))
    assert answer.headers["Content-Type"].startswith("application/zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.zip"'
    assert len(answer.content) == int(answer.headers["Content-Length"])
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize("who", ["", "mai"])
def test_a_message_from_the_followed_page_arrives(browser, portal, of_mai, path, who):
    url = f"vi/theo-doi?t={links.act_token(of_mai)}"
    visitor = browser("mai")
    if not who:
        visitor.session.auth = None
    answer = visitor.send(url, visitor.get(url), message_text="Tôi là Mai", message_key="k")
    assert answer.headers["Location"].endswith("#messages")
    transaction.begin()
    assert [record["author"] for record in dossier_at(path).messages] == [who]


def test_a_forged_message_does_not_arrive(browser, portal, of_mai, path):
    url = f"{portal.absolute_url()}/vi/ho-so-cua-toi-chi-tiet?h={of_mai.tracking_number}"
    for token in ({}, {"_authenticator": "0" * 40}):
        form = {"message_text": "Giả mạo", "message_key": "k", **token}
        assert browser("mai").session.post(url, data=form, timeout=60, allow_redirects=False).status_code == 403
    transaction.begin()
    assert dossier_at(path).messages == ()

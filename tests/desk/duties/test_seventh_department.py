"""A department joins the centre through web pages alone, as docs/seventh-department.md says: no code, no shell."""

from base64 import b64encode
from plone import api

import lxml.html
import pytest
import re
import requests
import transaction


pytestmark = [pytest.mark.layer("acceptance"), pytest.mark.slow]

PASSWORD = "ba-con-meo-ngu-trua"
ROW = "form.widgets.{}.0.widgets.{}".format
OFFICERS = {
    "nguyen.thi.lan": ("Nguyễn Thị Lan", ["handler:yt"]),
    "do.van-hung": ("Đỗ Văn Hùng", ["approver:yt"]),
    "le.anh": ("Lê Ánh", ["receiver:quay-yt", "returner:quay-yt"]),
}


_COUNT = re.compile(r"form\.widgets\.\w+\.count")
_TEMPLATE = re.compile(r"\.(AA|TT)[.-]")


class Web:
    """A person's browser: pages are got, and forms are filled in and sent as they are on the page."""

    def __init__(self, site: str, who: str = "", password: str = PASSWORD):
        self.site, self.session = site, requests.Session()
        if who:
            login = b64encode(f"{who}:{password}".encode()).decode()
            self.session.headers["Authorization"] = f"Basic {login}"

    def get(self, path: str) -> lxml.html.HtmlElement:
        return self._page(self.session.get(self._url(path), timeout=60))

    def send(self, path: str, holds: str, values: dict, button: str) -> lxml.html.HtmlElement:
        """Send the form of a page that has a field or button of this name."""
        page = self.get(path)
        (form, *_others) = page.xpath(f"//form[.//*[@name = '{holds}']]")
        # A table's rows that are there to be copied by the browser are no rows.
        filled = [
            (name, "0" if _COUNT.fullmatch(name) else value)
            for name, value in form.form_values()
            if name not in values and not _TEMPLATE.search(name)
        ]
        for name, value in values.items():
            filled += [(name, each) for each in (value if isinstance(value, list) else [value])]
        title = form.xpath(f".//*[@name = '{button}']/@value")[0]
        url = form.get("action") or page.base_url
        sent = [(name, (None, value)) for name, value in (*filled, (button, title))]
        answer = self.session.post(url, files=sent, timeout=60)
        page = self._page(answer)
        assert not page.xpath("//*[contains(@class, 'invalid-feedback')]"), page.text_content()
        return page

    def rest(self, path: str, **body) -> dict:
        method, headers = "POST" if body else "GET", {"Accept": "application/json"}
        answer = self.session.request(method, self._url(path), json=body or None, headers=headers, timeout=60)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.site}/{path}"

    def _page(self, answer: requests.Response) -> lxml.html.HtmlElement:
        assert answer.status_code == 200, (answer.status_code, answer.url, answer.text[:2000])
        page = lxml.html.fromstring(answer.text, base_url=answer.url)
        page.make_links_absolute()
        return page


@pytest.fixture
def letters(monkeypatch) -> list[tuple]:
    sent: list[tuple] = []
    monkeypatch.setattr("hcc_longan.staff.people.send_email", lambda *said, **_options: sent.append(said))
    return sent


@pytest.fixture
def administrator(centre, portal) -> Web:
    roles = ("Member", "Site Administrator", "Editor", "Reviewer")
    api.user.create(username="quan.tri", email="admin@example.org", password=PASSWORD, roles=roles)
    transaction.commit()
    return Web(portal.absolute_url(), "quan.tri")


def publish(web: Web, path: str) -> None:
    (link, *_others) = web.get(path).xpath("//a[contains(@href, 'workflow_action=publish')]/@href")
    web.get(link)


def test_a_seventh_department_joins_through_web_pages(administrator, portal, letters):
    site, web = portal.absolute_url(), administrator
    # 1. The department
    web.send(
        "vi/co-quan/++add++Department",
        "form.widgets.code",
        {
            "form.widgets.IBasic.title": "Sở Y tế",
            "form.widgets.IShortName.id": "yt",
            "form.widgets.code": "yt",
            "form.widgets.agency_id": "000.00.97.H39",
            ROW("fields", "id"): "yt-duoc",
            ROW("fields", "title_vi"): "Dược phẩm",
            ROW("fields", "title_en"): "Pharmacy",
            "form.widgets.fields.0-empty-marker": "1",
            "form.widgets.fields.count": "1",
        },
        "form.buttons.save",
    )
    publish(web, "vi/co-quan/yt")
    # 2. Its workflow
    web.send(
        "@@department-workflows",
        "copy",
        {"workflow": "hcc_ct_workflow", "department": "yt", "title": "Y tế"},
        "copy",
    )
    web.send(
        "@@workflow-stages?workflow=hcc_yt_workflow", "share-inspecting", {"share-inspecting": "30"}, "_authenticator"
    )
    # 3. Its counter
    counter = "quay-yt | Quầy Y tế | Health counter | yt"
    web.send("@@dossier-settings", "form.widgets.counters", {"form.widgets.counters": counter}, "form.buttons.save")
    # 4. Its people
    for account, (name, duties) in OFFICERS.items():
        values = {"fullname": name, "account": account, "email": f"{account}@example.org"}
        page = web.send("@@staff-settings", "add", values, "add")
        assert name in page.text_content()
        web.send(f"@@staff-settings?person={account}", "duties", {"duty:list": duties}, "duties")
        link = re.search(r"https?://\S+/passwordreset/\S+", letters[-1][2]).group()
        passwords = {"userid": account, "password": PASSWORD, "password2": PASSWORD}
        Web(site).send(link, "password2", passwords, "form.submitted")
    # 5. Its procedure
    web.send(
        "vi/thu-tuc/++add++Procedure",
        "form.widgets.code",
        {
            "form.widgets.IBasic.title": "Cấp giấy chứng nhận đủ điều kiện kinh doanh dược",
            "form.widgets.IShortName.id": "kinh-doanh-duoc",
            "form.widgets.code": "1.004616",
            "form.widgets.department:list": "yt",
            "form.widgets.field:list": "yt-duoc",
            ROW("ways", "channel") + ":list": "counter",
            ROW("ways", "limit"): "3",
            ROW("ways", "unit") + ":list": "working_day",
            "form.widgets.ways.0-empty-marker": "1",
            "form.widgets.ways.count": "1",
        },
        "form.buttons.save",
    )
    publish(web, "vi/thu-tuc/kinh-doanh-duoc")

    # 6. The first dossier, from reception to return
    at_counter, officer, head = (Web(site, name) for name in ("le.anh", "nguyen.thi.lan", "do.van-hung"))
    applicant = {"name": "Trần Văn Tài", "phone": "0901234567"}
    at_counter.rest("@dossiers", procedure="1.004616", channel="counter", applicant=applicant)
    (listed,) = at_counter.rest("@worklist")["items"]
    path, version = listed["@id"], listed["version"]
    steps = (
        (at_counter, "receive", {"counter": "quay-yt"}, "received"),
        (at_counter, "hand_over", {}, "to_assign"),
        (head, "assign", {"assignee": "nguyen.thi.lan"}, "handling"),
        (officer, "inspect", {}, "inspecting"),
        (officer, "submit", {}, "reviewing"),
        (head, "review", {}, "signing"),
        (head, "sign", {"number": "12/GCN"}, "signed"),
        (officer, "hand_back", {}, "finished"),
        (at_counter, "return_result", {"method": "counter", "collector": "Trần Văn Tài"}, "returned"),
    )
    for who, transition, data, state in steps:
        moved = who.rest(f"{path}/@move", transition=transition, data=data, version=version)
        assert moved["state"] == state
        version = moved["version"]
    # Each of them sees the desk, with their own duty in words and no group's name.
    for who, unit in ((officer, "Sở Y tế"), (head, "Sở Y tế"), (at_counter, "Quầy Y tế")):
        text = who.get("vi/can-bo/phan-cong").get_element_by_id("mine").getparent().text_content()
        assert unit in text
        assert ":yt" not in text
    assert "Trần Văn Tài" not in web.get("@@who-may-what?person=le.anh").text_content()

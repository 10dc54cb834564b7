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

    def fill(self, page: str | lxml.html.HtmlElement, holds: str, **values: str) -> lxml.html.HtmlElement:
        """Fill in and send the form of the desk that has a field of this name."""
        page = self.get(page) if isinstance(page, str) else page
        (form, *_others) = page.xpath(f"//form[.//*[@name = '{holds}']]")
        sent = {name: value for name, value in form.form_values() if name not in values} | values
        answer = self.session.post(
            form.get("action") or page.base_url,
            files=[(name, (None, value)) for name, value in sent.items()],
            timeout=60,
        )
        page = self._page(answer)
        wrong = page.xpath("//*[contains(@class, 'alert-danger')]//a[contains(@href, '#')]")
        assert not wrong, [each.text_content() for each in wrong]
        return page

    def step(self, code: str, transition: str, **values: str) -> None:
        """Do a step of a dossier: by its button at once, or by its form."""
        page = self.get(f"vi/can-bo/ho-so/{code}")
        buttons = page.xpath(f"//form[substring-after(@action, '/{code}/') = '{transition}']")
        if buttons:
            self._page(self.session.post(buttons[0].get("action"), data=dict(buttons[0].form_values()), timeout=60))
        else:
            self.fill(f"vi/can-bo/ho-so/{code}/{transition}", "key", **values)

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
    matter = at_counter.fill("vi/can-bo/tiep-nhan", "procedure_text", procedure_text="1.004616", look="matter")
    person = {"name": "Trần Văn Tài", "phone": "0901234567", "counter": "quay-yt"}
    received = at_counter.fill(matter, "procedure_text", **person, receive="1")
    code = re.search(r"000\.00\.97\.H39-\d{6}-\d{4}", received.text_content()).group()
    for who, transition, values in (
        (at_counter, "hand_over", {}),
        (head, "assign", {"assignee": "nguyen.thi.lan"}),
        (officer, "inspect", {}),
        (officer, "submit", {}),
        (head, "review", {}),
        (head, "sign", {"number": "12/GCN"}),
        (officer, "hand_back", {}),
    ):
        who.step(code, transition, **values)
    handing_out = at_counter.get(f"vi/can-bo/tra-ket-qua/{code}")
    shown = {"who": "applicant", "document": "receipt", "signed": "paper", "return": "1"}
    at_counter.fill(handing_out, "signed", items=handing_out.xpath("//*[@name = 'items']/@value")[0], **shown)
    said = at_counter.get(f"vi/can-bo/ho-so/{code}").text_content()
    assert "Đã trả kết quả" in said
    # Each of them sees the desk, with their own duty in words and no group's name.
    for who, unit in ((officer, "Sở Y tế"), (head, "Sở Y tế"), (at_counter, "Quầy Y tế")):
        text = who.get("vi/can-bo/phan-cong").get_element_by_id("mine").getparent().text_content()
        assert unit in text
        assert ":yt" not in text
    assert "Trần Văn Tài" not in web.get("@@who-may-what?person=le.anh").text_content()

"""Fixtures for drafts: a published form, and browsers that talk to it over HTTP."""

from plone import api
from plone.app.multilingual.interfaces import ITranslationManager
from urllib.parse import urlsplit

import pytest
import requests
import transaction


PASSWORD = "long-an-17-10-2016"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\n%%EOF"
FIELDS = """<model xmlns="http://namespaces.plone.org/supermodel/schema"><schema>
<field name="who" type="zope.schema.TextLine"><title>Who</title></field>
<field name="don" type="hcc_longan.eforms.uploads.Papers">
<title>Paper</title><component>giay-de-nghi</component>
</field>
</schema></model>"""


@pytest.fixture
def forms(furnished):
    """A published form in both languages."""
    made = {}
    for language, folder in (("vi", "vi"), ("en", "en")):
        made[language] = api.content.create(
            furnished[folder], "EasyForm", id="thu", title="Đơn", language=language, fields_model=FIELDS
        )
        api.content.transition(made[language], "publish")
    ITranslationManager(made["vi"]).register_translation("en", made["en"])
    return made


@pytest.fixture
def form(forms):
    return forms["vi"]


@pytest.fixture
def people(furnished):
    """Two accounts, `mai` and `nam`."""
    for name in ("mai", "nam"):
        api.user.create(username=name, email=f"{name}@example.org", password=PASSWORD)


class Browser:
    """A browser with its cookies, at a form; `who` is signed in."""

    def __init__(self, form, who: str = ""):
        self.url = form.absolute_url()
        self.session = requests.Session()
        self.sign_in(who)

    def sign_in(self, who: str) -> None:
        self.session.auth = (who, PASSWORD) if who else None

    def send(self, method: str, view: str, *, token: str | None = None, headers=None, **kwargs) -> requests.Response:
        transaction.commit()
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.url))
        headers = {"Origin": origin, **({"Draft-Token": token} if token else {}), **(headers or {})}
        kwargs.setdefault("allow_redirects", False)
        answer = self.session.request(method, f"{self.url}/@@{view}", headers=headers, timeout=60, **kwargs)
        transaction.begin()
        return answer

    def save(self, values: dict, revision: int = 0, status: int = 200, **more) -> dict:
        answer = self.send("POST", "draft", json={"values": values, "revision": revision, **more})
        assert answer.status_code == status, answer.text
        return answer.json()

    def read(self, status: int = 200, **kwargs) -> dict:
        answer = self.send("GET", "draft", **kwargs)
        assert answer.status_code == status, answer.text
        return answer.json()

    def begin(self, status: int = 200, token: str | None = None, **changed) -> dict:
        body = {"component": "giay-de-nghi", "filename": "đơn.pdf", "size": len(PDF), "fingerprint": "1", **changed}
        answer = self.send("POST", "uploads", token=token, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def piece(self, upload_id: str, offset, data: bytes, status: int = 200, **kwargs) -> dict:
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/octet-stream"}
        answer = self.send("PATCH", f"uploads/{upload_id}", data=data, headers=headers, **kwargs)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
def browse(form):
    """`browse()` a visitor's browser, `browse("mai")` one of somebody who is signed in; `browse(form=…)` elsewhere."""

    def act(who: str = "", form=form) -> Browser:
        return Browser(form, who)

    return act

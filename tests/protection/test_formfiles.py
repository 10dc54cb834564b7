"""Files of forms that failed: a visitor's are kept nowhere, an editor's as Plone does it."""

from plone import api
from plone.app.testing import SITE_OWNER_NAME
from plone.app.testing import SITE_OWNER_PASSWORD
from plone.formwidget.namedfile.utils import FILE_UPLOAD_MAP_KEY
from zope.annotation.interfaces import IAnnotations

import lxml.html
import pytest
import requests
import transaction


pytestmark = pytest.mark.layer("acceptance")

MODEL = """<model xmlns="http://namespaces.plone.org/supermodel/schema"><schema>
  <field name="title" type="zope.schema.TextLine"><title>Name</title></field>
  <field name="{kind}" type="plone.namedfile.field.{type}"><title>File</title>{more}</field>
</schema></model>"""
PDF = b"%PDF-1.7\n%%EOF" + b"\x00" * 100_000
PASSWORD = "long-an-17-10-2016"


@pytest.fixture
def form(furnished):
    """Makes a form with a name and a file, which everybody may fill in; gives its address."""

    def make(type_: str = "NamedBlobFile", more: str = "") -> str:
        page = api.content.create(
            furnished["vi"], "EasyForm", title="Góp ý", fields_model=MODEL.format(kind="paper", type=type_, more=more)
        )
        api.content.transition(page, "publish")
        transaction.commit()
        return page.absolute_url()

    return make


def send(address: str, filename: str = "Đơn.pdf", auth=None, **changed: str) -> requests.Response:
    """Sends the form with a file and without a name."""
    shown = requests.get(address, auth=auth, timeout=60)
    page = lxml.html.fromstring(shown.text)
    (sent,) = [form for form in page.forms if "form.widgets.paper" in form.fields]
    values = {name: value for name, value in sent.form_values() if name != "form.widgets.paper"}
    values |= {
        "form.widgets.title": "",
        "form.widgets.paper.action": "replace",
        "form.buttons.submit": "Gửi",
        **changed,
    }
    files = {"form.widgets.paper": (filename, PDF)}
    answer = requests.post(sent.action, data=values, files=files, auth=auth, cookies=shown.cookies, timeout=60)
    assert answer.status_code == 200
    return answer


def kept(portal) -> int:
    """How many files the site keeps."""
    transaction.begin()
    return len(IAnnotations(portal).get(FILE_UPLOAD_MAP_KEY, ()))


def last_change(portal) -> bytes:
    """The last transaction of the whole database."""
    return portal._p_jar.db().lastTransaction()


@pytest.mark.parametrize("type_", ["NamedBlobFile", "NamedFile", "NamedBlobImage", "NamedImage"])
def test_nothing_is_kept_of_a_visitors_failed_form(furnished, form, type_):
    address = form(type_)
    # The first visit of all makes Plone keep something about its portlets.
    requests.get(address, timeout=60)
    before = last_change(furnished)
    answer = send(address)
    assert "form.widgets.paper.file_upload_id" not in answer.text
    assert "Please choose the file Đơn.pdf again" in answer.text or "Vui lòng chọn lại tệp Đơn.pdf" in answer.text
    assert kept(furnished) == 0
    assert last_change(furnished) == before


def test_a_files_name_is_no_markup(form):
    text = send(form(), "<b>.pdf").text
    assert "&lt;b&gt;.pdf" in text
    assert "<b>.pdf" not in text


def test_a_citizen_with_an_account_is_no_editor(furnished, form):
    api.user.create(username="binh", email="binh@example.org", password=PASSWORD)
    address = form()
    send(address, auth=("binh", PASSWORD))
    assert kept(furnished) == 0


def test_a_forged_number_brings_nothing_back(furnished, form):
    address = form()
    send(address, **{"form.widgets.paper.action": "nochange", "form.widgets.paper.file_upload_id": "0" * 32})
    assert kept(furnished) == 0


@pytest.mark.parametrize("who", ["owner", "editor of the folder"])
def test_an_editors_file_is_kept_as_ever(furnished, form, who):
    auth = (SITE_OWNER_NAME, SITE_OWNER_PASSWORD)
    address = form()
    if who != "owner":
        api.user.create(username="bien-tap", email="bt@example.org", password=PASSWORD)
        api.user.grant_roles(username="bien-tap", roles=["Contributor", "Editor"], obj=furnished["vi"]["gop-y"])
        transaction.commit()
        auth = ("bien-tap", PASSWORD)
    answer = send(address, auth=auth)
    assert "form.widgets.paper.file_upload_id" in answer.text
    assert kept(furnished) == 1

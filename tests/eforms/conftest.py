"""Fixtures for e-forms: a procedure with its published forms, and a way to send one."""

from hcc_longan.eforms.filing import FILED
from hcc_longan.eforms.making import make_eforms
from plone import api
from zope.annotation.interfaces import IAnnotations
from ZPublisher.HTTPRequest import FileUpload

import io
import pytest


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)

# What a citizen types; names as in the form without their prefix.
ANSWERS = {
    "applicant_kind": "person",
    "applicant_name": "Nguyễn Thị Mai",
    "applicant_id_kind:list": "cccd",
    "applicant_id_number": "080192000123",
    "applicant_birth_date": "01/05/1992",
    "applicant_phone": "0901234567",
    "applicant_email": "mai.nguyen@example.com",
    "applicant_address.province": "new:80",
    "applicant_address.ward": "Phường Long An",
    "applicant_address.detail": "12 Trương Định",
    "case:list": "1",
    "delivery_method": "counter",
    "declaration": "yes",
}


@pytest.fixture
def forms(make_procedure):
    """A procedure's e-forms, Vietnamese and English, as drafts."""
    vietnamese, _english = make_procedure(english="Registration of a private enterprise")
    made = make_eforms(vietnamese)
    return {form.language: form for form in made}


@pytest.fixture
def form(forms):
    """The Vietnamese e-form, published like its translation."""
    for each in forms.values():
        api.content.transition(each, "publish")
    return forms["vi"]


@pytest.fixture
def photo():
    """A small picture: name and contents."""
    return "giay-de-nghi.png", PNG


@pytest.fixture
def send(http_request, render):
    """Sends an e-form: `send(form, {"paper_…": [files]}, applicant_name="")`; gives the page that comes back."""

    def post(form, files=(), draft="", **changed):
        values = {**ANSWERS, **changed}
        # A new request, as far as anybody looks.
        IAnnotations(http_request).clear()
        http_request.response.setStatus(200)
        http_request.set(FILED, None)
        http_request.method = http_request.environ["REQUEST_METHOD"] = "POST"
        http_request.environ["HTTP_ORIGIN"] = http_request.get("SERVER_URL")
        fields = {"draft": draft}
        for name, value in values.items():
            base, _colon, kind = name.partition(":")
            if value is not None:
                fields[f"form.widgets.{base}"] = [value] if kind == "list" else value
        for name, content in dict(files).items():
            fields[f"form.widgets.{name}"] = [upload(*each) for each in content]
        fields["form.buttons.submit"] = "Nộp hồ sơ"
        return render(form, **fields)

    return post


def upload(filename, content):
    """A file as Zope's publisher gives it."""
    field = type("Field", (), {"file": io.BytesIO(content), "filename": filename, "name": "", "headers": {}})()
    return FileUpload(field)

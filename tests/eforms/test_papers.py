"""The question for files: in models, in the field editor, and in forms that are sent without a script."""

from hcc_longan.eforms.uploads import Papers
from plone import api
from plone.schemaeditor.interfaces import IFieldFactory
from plone.supermodel import loadString
from plone.supermodel import serializeSchema
from urllib.parse import urlsplit
from zope.component import getUtility
from zope.schema.interfaces import RequiredMissing
from zope.schema.interfaces import ValidationError
from zope.schema.interfaces import WrongType

import lxml.html
import pytest
import requests
import transaction


PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\n%%EOF"
NAME = "form.widgets.don"
MODEL = """<model xmlns="http://namespaces.plone.org/supermodel/schema"><schema>
<field name="who" type="zope.schema.TextLine"><title>Who</title></field>
<field name="don" type="hcc_longan.eforms.uploads.Papers">
<title>Paper</title><description>Signed</description><component>to-khai</component><most>2</most>
</field>
<field name="anh" type="hcc_longan.eforms.uploads.Papers"><title>Photo</title><required>False</required></field>
</schema></model>"""


class TestField:
    def test_models_round_trip(self, furnished):
        schema = loadString(MODEL).schema
        again = loadString(serializeSchema(schema)).schema
        for each in (schema, again):
            field = each["don"]
            assert isinstance(field, Papers)
            assert (field.title, field.component, field.most, field.required) == ("Paper", "to-khai", 2, True)
            assert (each["anh"].component, each["anh"].most, each["anh"].required) == ("", 10, False)

    def test_the_field_editor_offers_it(self, furnished):
        factory = getUtility(IFieldFactory, name="hcc_longan.eforms.uploads.Papers")
        field = factory(__name__="x", title="Papers")
        assert isinstance(field, Papers)
        assert factory.title

    @pytest.mark.parametrize(
        ("value", "error"),
        [(None, RequiredMissing), ("a", WrongType), ([1], WrongType), (["1", "2", "3"], ValidationError)],
    )
    def test_what_is_no_value_is_refused(self, value, error):
        with pytest.raises(error):
            Papers(__name__="x", title="x", most=2).validate(value)

    def test_values_are_ids(self):
        Papers(__name__="x", title="x", most=2).validate(["1", "2"])
        Papers(__name__="x", title="x", required=False).validate(None)


@pytest.fixture
def page(furnished):
    """A published form that any EasyForm could be."""
    form = api.content.create(furnished["vi"], "EasyForm", id="thu", title="Đơn", language="vi", fields_model=MODEL)
    form.actions_model = '<model xmlns="http://namespaces.plone.org/supermodel/schema"><schema/></model>'
    api.content.transition(form, "publish")
    return form


class Visitor:
    """Somebody without a script."""

    def __init__(self, page):
        self.url = page.absolute_url()
        self.session = requests.Session()

    def look(self):
        transaction.commit()
        return self._read(self.session.get(self.url, timeout=60))

    def send(self, files=(), button="submit", **fields):
        transaction.commit()
        token = {"draft": self.token} if getattr(self, "token", "") else {}
        parts = [(name, (None, value)) for name, value in {**token, **fields}.items()]
        parts += [(f"form.widgets.{name}", (filename, data, "image/png")) for name, filename, data in files]
        parts.append((f"form.buttons.{button}", (None, "x")))
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.url))
        return self._read(self.session.post(self.url, files=parts, headers={"Origin": origin}, timeout=60))

    def _read(self, answer):
        transaction.begin()
        assert answer.status_code == 200, answer.text
        return lxml.html.fromstring(answer.text)


def names(document, field="don") -> list[str]:
    """The files that a page lists for a field."""
    (place,) = document.xpath(f"//*[@id='formfield-form-widgets-{field}']//*[@data-upload]")
    return place.xpath(".//*[@data-upload-name]/@data-upload-name")


def errors(document, field="don") -> str:
    (place,) = document.xpath(f"//*[@id='formfield-form-widgets-{field}']")
    found = place.xpath(".//*[contains(@class, 'eform-error')]")
    return " ".join(" ".join(each.text_content().split()) for each in found)

"""A form that would lose what people send can't be saved, published or used."""

from hcc_longan.eforms import checks
from hcc_longan.eforms.model import ACTIONS
from hcc_longan.eforms.subscribers import refuse_broken
from plone import api
from plone.api.exc import InvalidParameterError
from zExceptions import BadRequest
from zope.event import notify
from zope.i18n import translate
from zope.lifecycleevent import ObjectModifiedEvent

import pytest


NOTHING = '<model xmlns="http://namespaces.plone.org/supermodel/schema"><schema/></model>'
MAILER = ACTIONS.replace(
    "</schema>", '<field name="mailer" type="collective.easyform.actions.Mailer"><title>Mail</title></field></schema>'
)
TWICE = ACTIONS.replace(
    "</schema>",
    '<field name="again" type="hcc_longan.eforms.action.FileDossier"><title>Again</title></field></schema>',
)
UNKNOWN = ACTIONS.replace("hcc_longan.eforms.action.FileDossier", "hcc_longan.eforms.action.NoSuchAction")


def texts(messages):
    return " ".join(translate(message, target_language="en") for message in messages)


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        (NOTHING, "FileDossier is missing"),
        (MAILER, "no other action than FileDossier; this one also has: mailer"),
        (TWICE, "more than once"),
        (UNKNOWN, "NoSuchAction"),
        ("<model", "can't be read"),
        ("", "can't be read"),
    ],
)
def test_actions_that_would_not_file_exactly_one_dossier_are_a_fault(forms, actions, said):
    form = forms["vi"]
    form.actions_model = actions
    assert said in texts(checks.faults(form))
    with pytest.raises(BadRequest):
        notify(ObjectModifiedEvent(form))
    with pytest.raises(InvalidParameterError):
        api.content.transition(form, "publish")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda xml: xml.replace("hcc_longan.eforms.fields.Phone", "hcc_longan.eforms.fields.NoSuchField"),
            "NoSuchField",
        ),
        (
            lambda xml: xml.replace("hcc_longan.eforms.uploads.Papers", "plone.namedfile.field.NamedBlobFile"),
            "lose what is sent: paper_giay_de_nghi",
        ),
        (lambda xml: xml.replace("applicant_kind=person", "nobody=person"), "There is no question nobody"),
        (lambda xml: xml.replace("applicant_kind=person", "(applicant_kind"), "can't be used"),
        (lambda xml: xml.replace('name="applicant_phone"', 'name="phone"'), "missing: applicant_phone"),
        (lambda xml: xml[:-20], "can't be read"),
        (lambda xml: xml.replace("<model", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><model'), ""),
    ],
)
def test_fields_that_nobody_could_file_with_are_a_fault(forms, change, said):
    form = forms["vi"]
    form.fields_model = change(form.fields_model)
    assert said in texts(checks.faults(form))
    if said:
        with pytest.raises(BadRequest):
            refuse_broken(form)


def test_a_good_form_can_be_saved_and_published(forms):
    form = forms["vi"]
    notify(ObjectModifiedEvent(form))
    api.content.transition(form, "publish")
    assert api.content.get_state(form) == "published"


def test_a_broken_form_says_so_to_visitors_instead_of_taking_their_answers(form, render, anonymous):
    form.actions_model = NOTHING
    with anonymous():
        page = render(form)
    assert "đang được sửa" in page.text
    assert not page.document.xpath("//form[@id='eform']")


def test_editors_are_told_what_to_look_at(forms):
    form = forms["vi"]
    procedure = form.aq_parent
    procedure.components = [{**procedure.components[0], "id": "dieu-le"}]
    notes = checks.findings(form)
    assert not any(note.is_fault for note in notes)
    assert "dieu-le" in texts(note.message for note in notes)
    assert "giay-de-nghi" in texts(note.message for note in notes)


def test_the_translation_has_to_ask_the_same(forms):
    forms["en"].fields_model = forms["en"].fields_model.replace('name="proxy_mandate"', 'name="mandate"')
    assert "mandate" in texts(note.message for note in checks.findings(forms["vi"]))


def test_the_control_panel_lists_broken_forms_first_and_procedures_without(form, furnished, render, make_procedure):
    make_procedure(title="Đăng ký thành lập công ty cổ phần", code="2.002043")
    form.actions_model = NOTHING
    page = render(furnished, "eforms")
    assert "Thiếu hành động FileDossier" in page.texts("//tbody/tr[1]")[0]
    assert "Đăng ký thành lập công ty cổ phần" in page.text

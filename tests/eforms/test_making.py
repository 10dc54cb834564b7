"""Making e-forms from a procedure's record."""

from hcc_longan.eforms import checks
from hcc_longan.eforms.interfaces import IEForm
from hcc_longan.eforms.making import eform_of
from hcc_longan.eforms.making import make_eforms
from hcc_longan.eforms.making import paper_name
from hcc_longan.eforms.model import read_fields
from hcc_longan.eforms.uploads import Papers
from plone import api
from plone.app.multilingual.interfaces import ITranslationManager

import pytest


def test_one_call_makes_a_form_in_each_language_that_can_be_used_at_once(forms):
    assert set(forms) == {"vi", "en"}
    assert all(IEForm.providedBy(form) for form in forms.values())
    assert [checks.findings(form) for form in forms.values()] == [[], []]


def test_the_forms_are_translations_with_the_same_fields_in_words_of_their_own(forms):
    assert ITranslationManager(forms["vi"]).get_translation("en") == forms["en"]
    vietnamese, english = (read_fields(forms[language].fields_model) for language in ("vi", "en"))
    assert set(vietnamese) == set(english)
    assert (vietnamese["applicant_name"].title, english["applicant_name"].title) == ("Họ và tên", "Full name")


def test_every_component_has_its_upload(forms):
    schema = read_fields(forms["vi"].fields_model)
    uploads = {name: schema[name] for name in schema if isinstance(schema[name], Papers)}
    assert {name: upload.component for name, upload in uploads.items()} == {"paper_giay_de_nghi": "giay-de-nghi"}
    assert uploads["paper_giay_de_nghi"].title == "Giấy đề nghị đăng ký doanh nghiệp"


def test_cases_become_a_question(forms):
    case = read_fields(forms["en"].fields_model)["case"]
    assert [(term.value, term.title) for term in case.vocabulary] == [
        ("1", "Someone acts for you"),
        ("none", "None of these"),
    ]


def test_a_second_call_makes_nothing_more(forms):
    procedure = forms["vi"].aq_parent
    assert make_eforms(procedure) == []
    assert eform_of(procedure) == forms["vi"]


def test_a_new_form_is_a_draft_that_visitors_do_not_see(forms, anonymous):
    with anonymous():
        assert not api.user.has_permission("View", obj=forms["vi"])


def test_a_form_elsewhere_is_an_ordinary_one(furnished):
    form = api.content.create(furnished["vi"], "EasyForm", title="Liên hệ")
    assert not IEForm.providedBy(form)


@pytest.mark.parametrize(
    ("component", "name"),
    [
        ("to-khai", "paper_to_khai"),
        ("Giấy đề nghị", "paper_giay_de_nghi"),
        ("bao-cao-22b", "paper_bao_cao_22b"),
        ("--", "paper_"),
    ],
)
def test_field_names_are_plain(component, name):
    assert paper_name(component) == name


def test_an_ordinary_form_keeps_its_own_frame(furnished, render):
    form = api.content.create(furnished["vi"], "EasyForm", title="Liên hệ")
    page = render(form)
    assert page.document.xpath("//*[@data-pat-inlinevalidation]")
    assert not page.document.xpath("//*[contains(@class, 'eform-question')]")

"""What the questions of an e-form begin with."""


def test_a_question_begins_with_the_expression_of_its_editor_or_its_own_default(form, render):
    named = 'name="organisation_name" '
    assert named in form.fields_model
    form.fields_model = form.fields_model.replace(named, f'{named}easyform:TDefault="string:Công ty Thanh Long" ')
    page = render(form)
    assert page.document.xpath("//input[@name='form.widgets.organisation_name']/@value") == ["Công ty Thanh Long"]
    assert page.document.xpath("//input[@name='form.widgets.applicant_kind' and @checked]/@value") == ["person"]
    assert page.document.xpath("//input[@name='form.widgets.applicant_name']/@value") == [""]

from plone import api


def test_made_and_found(make_procedure, furnished):
    page = make_procedure()
    assert page.getId() == "dang-ky-thanh-lap-doanh-nghiep-tu-nhan"
    brains = api.content.find(portal_type="Procedure")
    assert [brain.procedure_facts["code"] for brain in brains] == ["2.001610"]

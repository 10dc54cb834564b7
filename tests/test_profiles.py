"""Profiles: what installing leaves behind, and what uninstalling takes back."""

from hcc_longan import upgrades
from hcc_longan.dossiers.filing import file_dossier
from plone import api
from plone.app.testing import applyProfile


def test_every_upgrade_leads_somewhere(setup_tool):
    steps = [step for step in setup_tool.listUpgrades("hcc_longan:default", show_old=True) if isinstance(step, dict)]
    latest = setup_tool.getVersionForProfile("hcc_longan:default")
    assert all(step["sdest"] <= latest for step in steps)


def test_uninstalling_takes_back_what_installing_brought(furnished):
    applyProfile(furnished, "hcc_longan:uninstall")
    types, catalog = furnished.portal_types, furnished.portal_catalog
    assert not {"Catalogue", "Department", "Procedure"} & set(types.objectIds())
    assert not [name for name in (*catalog.indexes(), *catalog.schema()) if name.startswith("procedure_")]
    assert "procedure_lexicon" not in catalog.objectIds()
    assert "departments" not in types.Folder.view_methods
    assert types.LRF.default_view == "folder_listing"
    assert "procedure_workflow" not in furnished.portal_workflow.objectIds()
    assert "Catalogue" not in api.portal.get_registry_record("plone.displayed_types")
    assert not {"completeness", "import_procedures", "versions"} & set(furnished.portal_actions.object.objectIds())


def test_a_site_of_the_first_version_gets_its_dossiers(furnished, setup_tool, make_procedure):
    """As it was made before there were dossiers."""
    types, workflows = furnished.portal_types, furnished.portal_workflow
    types.manage_delObjects(["Dossier", "DossierFolder"])
    workflows.manage_delObjects([name for name in workflows.objectIds() if name.startswith("hcc_")])
    furnished._delObject("ho-so", suppress_events=True)
    setup_tool.setLastVersionForProfile("hcc_longan:default", "1000")
    setup_tool.upgradeProfile("hcc_longan:default")
    dossier = file_dossier(make_procedure(), {"name": "An", "phone": "0900000001"}, own_transaction=False)
    assert api.content.get_state(dossier) == "filed"
    assert not setup_tool.listUpgrades("hcc_longan:default")


def test_an_upgrade_keeps_what_was_set(furnished, setup_tool):
    api.portal.set_registry_record("hcc_longan.demo_accounts", True)
    api.portal.set_registry_record("hcc_longan.drafts.keep_days", 77)
    api.portal.set_registry_record("hcc_longan.dossiers.largest_file", 7)
    for step in (upgrades.bring_dossiers, upgrades.bring_filing):
        step(setup_tool)
    assert api.portal.get_registry_record("hcc_longan.demo_accounts")
    assert api.portal.get_registry_record("hcc_longan.drafts.keep_days") == 77
    assert api.portal.get_registry_record("hcc_longan.dossiers.largest_file") == 7

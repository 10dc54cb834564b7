"""Control panel of the dossier screen."""

from hcc_longan import _
from hcc_longan.desk.dossier.settings import IDossierScreenSettings
from hcc_longan.desk.dossier.settings import PREFIX
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm


class DossierScreenSettingsForm(RegistryEditForm):
    schema = IDossierScreenSettings
    schema_prefix = PREFIX
    label = _("Desk: dossier screen")
    description = _("Internal notes and the history of a dossier, as officers see them.")


class DossierScreenSettingsView(ControlPanelFormWrapper):
    form = DossierScreenSettingsForm

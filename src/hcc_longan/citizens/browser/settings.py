"""Control panel of citizens' pages and personal data."""

from hcc_longan import _
from hcc_longan.citizens.settings import ICitizenSettings
from hcc_longan.citizens.settings import PREFIX
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm


class CitizenSettingsForm(RegistryEditForm):
    schema = ICitizenSettings
    schema_prefix = PREFIX
    label = _("Personal data: settings")
    description = _("The notice, the access log, and how long they are kept.")


class CitizenSettingsView(ControlPanelFormWrapper):
    form = CitizenSettingsForm

"""Control panel of the return of results."""

from hcc_longan import _
from hcc_longan.parcels.settings import IReturnSettings
from hcc_longan.parcels.settings import PREFIX
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm


class ReturnSettingsForm(RegistryEditForm):
    schema = IReturnSettings
    schema_prefix = PREFIX
    label = _("Desk: return of results")
    description = _("Results that are not collected, and parcels.")


class ReturnSettingsView(ControlPanelFormWrapper):
    form = ReturnSettingsForm

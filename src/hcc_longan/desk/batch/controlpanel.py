"""Control panel: settings of batches."""

from hcc_longan import _
from hcc_longan.desk.batch.settings import IBatchSettings
from hcc_longan.desk.batch.settings import PREFIX
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm


class BatchSettingsForm(RegistryEditForm):
    schema = IBatchSettings
    schema_prefix = PREFIX
    label = _("Desk: batches")
    description = _("How many dossiers officers may deal with at once, and how long results are kept.")


class BatchSettingsView(ControlPanelFormWrapper):
    form = BatchSettingsForm

"""Control panel: settings of drafts."""

from hcc_longan import _
from hcc_longan.drafts.settings import IDraftSettings
from hcc_longan.drafts.settings import PREFIX
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm


class DraftSettingsForm(RegistryEditForm):
    schema = IDraftSettings
    schema_prefix = PREFIX
    label = _("Drafts: settings")
    description = _("How long drafts and uploads that nobody has filed are kept, and how many.")


class DraftSettingsView(ControlPanelFormWrapper):
    form = DraftSettingsForm

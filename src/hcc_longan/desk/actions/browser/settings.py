"""Control panel of the actions of the desk."""

from hcc_longan import _
from hcc_longan.desk.actions.settings import IActionSettings
from hcc_longan.desk.actions.settings import PREFIX
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm


class ActionSettingsForm(RegistryEditForm):
    schema = IActionSettings
    schema_prefix = PREFIX
    label = _("Desk: actions")
    description = _("Reasons often used in the officers' forms, and the rule of timely apologies.")


class ActionSettingsView(ControlPanelFormWrapper):
    form = ActionSettingsForm

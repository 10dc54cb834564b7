"""Control panel of citizens' accounts."""

from hcc_longan import _
from hcc_longan.accounts.settings import IAccountSettings
from hcc_longan.accounts.settings import PREFIX
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm


class AccountSettingsForm(RegistryEditForm):
    """Whether accounts can be made, and what is said about other ways to sign in."""

    schema = IAccountSettings
    schema_prefix = PREFIX
    label = _("Citizens' accounts: settings")


class AccountSettingsView(ControlPanelFormWrapper):
    form = AccountSettingsForm

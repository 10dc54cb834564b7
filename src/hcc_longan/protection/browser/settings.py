"""Control panel of protection."""

from hcc_longan import _
from hcc_longan.protection import limits
from hcc_longan.protection.settings import IProtectionSettings
from hcc_longan.protection.settings import PREFIX
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm


class ProtectionSettingsForm(RegistryEditForm):
    """Limits, and what robots have to do."""

    schema = IProtectionSettings
    schema_prefix = PREFIX
    label = _("Protection: settings")

    @property
    def description(self) -> str:
        return _(
            "Limits against floods and guessing, and what keeps robots from forms. Your address as the site sees it: "
            "${address}. If that is the web server's in front of the site, all visitors share one limit: see "
            "docs/protection.md.",
            mapping={"address": limits.address()},
        )


class ProtectionSettingsView(ControlPanelFormWrapper):
    form = ProtectionSettingsForm

"""Control panel of receipts and of following a dossier."""

from hcc_longan import _
from hcc_longan.tracking.settings import ITrackingSettings
from hcc_longan.tracking.settings import PREFIX
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm


class TrackingSettingsForm(RegistryEditForm):
    """What receipts promise, how long links last, where results are collected."""

    schema = ITrackingSettings
    schema_prefix = PREFIX
    label = _("Dossiers: following")
    description = _("What receipts promise, how long links last, where to pay and to collect.")


class TrackingSettingsView(ControlPanelFormWrapper):
    form = TrackingSettingsForm

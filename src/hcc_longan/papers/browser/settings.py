"""Control panel of papers."""

from hcc_longan import _
from hcc_longan.papers import store
from hcc_longan.papers.settings import IPaperSettings
from hcc_longan.papers.settings import PREFIX
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm
from zope.i18nmessageid import Message


class PaperSettingsForm(RegistryEditForm):
    """Letterhead, numbers, addresses; says when papers are due that could not be made."""

    schema = IPaperSettings
    schema_prefix = PREFIX
    label = _("Dossiers: papers")

    @property
    def description(self) -> Message:
        number = store.count_due()
        if number:
            return _(
                "Papers that could not be made: ${number}. The log says why; `bin/hcc papers issue` makes them.",
                mapping={"number": number},
            )
        return _("Letterhead, numbers and addresses on official papers. Papers that were issued stay as they are.")


class PaperSettingsView(ControlPanelFormWrapper):
    form = PaperSettingsForm

"""Control panel of the channels."""

from hcc_longan import _
from hcc_longan.channels import sending
from hcc_longan.channels.interfaces import NotDelivered
from hcc_longan.channels.messages import compose
from hcc_longan.channels.phones import read_phone
from hcc_longan.channels.settings import IChannelSettings
from hcc_longan.channels.settings import PREFIX
from plone import api
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm
from typing import Any
from z3c.form import button
from zope.i18n import translate
from zope.i18nmessageid import Message


class ChannelSettingsForm(RegistryEditForm):
    """Channels and the gateway; a test message shows whether they work."""

    schema = IChannelSettings
    schema_prefix = PREFIX
    label = _("Channels: settings")
    description = _("Where e-mail and SMS go. The mail server itself is set up in Plone's mail settings.")
    buttons = RegistryEditForm.buttons.copy()
    handlers = RegistryEditForm.handlers.copy()

    def applyChanges(self, data: dict[str, Any]) -> Any:
        if not data.get("kannel_password"):
            data["kannel_password"] = api.portal.get_registry_record(f"{PREFIX}.kannel_password")
        return super().applyChanges(data)

    @button.buttonAndHandler(_("Send me a test message, as it is saved"), name="test")
    def handle_test(self, action: Any) -> None:
        member = api.user.get_current()
        email, phone = member.getProperty("email"), read_phone(member.getProperty("phone", "") or "")
        subject, text = _("Test message"), _("If you can read this, messages of the site reach you.")
        language = api.portal.get_current_language()
        subject, text = (translate(each, target_language=language) for each in (subject, text))
        if email:
            self._tell(email, lambda: sending.email_channel().deliver(compose(email, subject, text, language=language)))
        if phone:
            self._tell(phone, lambda: sending.sms_channel().deliver(phone, text))
        if not (email or phone):
            message = _("Your account has neither an e-mail address nor a telephone number.")
            api.portal.show_message(message, self.request, "warning")

    def _tell(self, recipient: str, deliver: Any) -> None:
        try:
            deliver()
        except NotDelivered as error:
            api.portal.show_message(error.message, self.request, "error")
        else:
            message = Message(_("A test message to ${recipient} was handed over."), mapping={"recipient": recipient})
            api.portal.show_message(message, self.request)


class ChannelSettingsView(ControlPanelFormWrapper):
    form = ChannelSettingsForm

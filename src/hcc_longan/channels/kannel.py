"""SMS through Kannel, the open gateway: its HTTP service `sendsms`."""

from hcc_longan import _
from hcc_longan.channels.commit import AfterCommit
from hcc_longan.channels.interfaces import ISmsChannel
from hcc_longan.channels.interfaces import NotDelivered
from hcc_longan.channels.messages import without_accents
from hcc_longan.channels.phones import international
from hcc_longan.channels.settings import setting
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import build_opener
from urllib.request import HTTPRedirectHandler
from zope.interface import implementer


# Seconds; the gateway is near, and a person waits.
TIMEOUT = 5
# Kannel's words: 7 bits, and UCS-2.
_GSM, _UNICODE = "0", "2"


@implementer(ISmsChannel)
class KannelChannel(AfterCommit):
    """Kannel answers 202 for what it took, to be sent now or later, and other statuses with a reason."""

    def check(self) -> None:
        if not setting("kannel_url"):
            raise NotDelivered(_("No SMS gateway is set up: see the settings of the channels."))

    def deliver(self, number: str, text: str) -> None:
        self.check()
        accents = setting("sms_accents")
        query = {
            "username": setting("kannel_user") or "",
            "password": setting("kannel_password") or "",
            "to": international(number),
            "text": text if accents else without_accents(text),
            "charset": "UTF-8",
            "coding": _UNICODE if accents else _GSM,
            "from": setting("sms_sender") or "",
        }
        parameters = urlencode({name: value for name, value in query.items() if value})
        try:
            with _OPENER.open(f"{setting('kannel_url')}?{parameters}", timeout=TIMEOUT) as answer:
                status, reason = answer.status, ""
        except HTTPError as error:
            status, reason = error.code, error.read(200).decode("utf-8", "replace")
        except (OSError, HTTPException, ValueError) as error:
            # Not the error's own words: they may hold the address with the password.
            raise NotDelivered(
                _("The SMS gateway can't be reached: ${reason}", mapping={"reason": type(error).__name__})
            ) from None
        if status not in (200, 202):
            raise NotDelivered(
                _("The SMS gateway refused: ${reason}", mapping={"reason": f"{status} {reason}".strip()})
            )


class _NoRedirect(HTTPRedirectHandler):
    """The address holds the password: it goes nowhere else."""

    def redirect_request(self, *args) -> None:
        return None


_OPENER = build_opener(_NoRedirect)

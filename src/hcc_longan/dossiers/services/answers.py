"""What the services of dossiers answer alike: errors, masked names, times."""

from collections.abc import Callable
from datetime import datetime
from hcc_longan import _
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import KeyUsed
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.errors import NotAllowed
from hcc_longan.dossiers.errors import StaleVersion
from hcc_longan.ledger.locks import LockTimeout
from hcc_longan.protection.errors import Refused
from hcc_longan.protection.errors import TooManyAttempts
from plone.protect.interfaces import IDisableCSRFProtection
from plone.restapi.deserializer import json_body
from plone.restapi.exceptions import DeserializationError
from plone.restapi.services import Service
from typing import Any
from urllib.parse import parse_qs
from zope.i18n import translate
from zope.interface import alsoProvides

import plone.api


def iso(moment: datetime | None) -> str | None:
    """A moment as services give it: ISO 8601 in the centre's time zone, to the second."""
    return moment.astimezone(ZONE).isoformat(timespec="seconds") if moment else None


class DossierService(Service):
    """A service that answers `{error: {type, message, …}}` in the language asked for."""

    @property
    def language(self) -> str:
        # A request with a JSON body has its query in no form.
        asked = parse_qs(self.request.get("QUERY_STRING", "")).get("lang", [""])[-1]
        accepted = (self.request.getHeader("Accept-Language") or "").lower()
        wanted = [asked, *(part.strip()[:2] for part in accepted.split(","))]
        known = [language for language in wanted if language in ("vi", "en")]
        return known[0] if known else plone.api.portal.get_current_language()

    def translated(self, message: Any) -> str:
        return translate(message, target_language=self.language)

    def body(self) -> dict[str, Any]:
        body = json_body(self.request)
        if not isinstance(body, dict):
            raise DeserializationError
        return body

    def key(self) -> str:
        """The request's Idempotency-Key."""
        return (self.request.getHeader("Idempotency-Key") or "").strip()[:200]

    def error(self, status: int, kind: str, message: Any, **more: Any) -> dict[str, Any]:
        self.request.response.setStatus(status)
        return {"error": {"type": kind, "message": self.translated(message), **more}}

    def answered(self, act: Callable[[], Any]) -> Any:
        """What `act` gives, or the error that it raised."""
        alsoProvides(self.request, IDisableCSRFProtection)
        try:
            return act()
        except DeserializationError:
            return self.error(400, "BadRequest", _("The request's body is no JSON object."))
        except InvalidData as error:
            fields = {name: self.translated(message) for name, message in error.fields.items()}
            return self.error(400, "InvalidData", _("Some of the data is missing or wrong."), fields=fields)
        except TooManyAttempts as error:
            self.request.response.setHeader("Retry-After", str(error.retry_after))
            return self.error(429, "TooManyAttempts", error.message)
        except Refused as error:
            return self.error(403, "Refused", error.message)
        except StaleVersion as error:
            return self.error(409, "StaleVersion", error.message, held_by=error.held_by, version=error.version)
        except NotAllowed as error:
            return self.error(403, "NotAllowed", error.message)
        except KeyUsed as error:
            return self.error(409, "KeyUsed", error.message)
        except LockTimeout:
            return self.error(503, "Busy", _("Too many people are filing at this moment. Nothing is lost: try again."))
        except LifecycleError as error:
            return self.error(400, type(error).__name__, error.message)

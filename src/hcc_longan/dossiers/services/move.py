"""`POST <dossier>/@move`: do something with a dossier."""

from hcc_longan import _
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.services.answers import DossierService
from hcc_longan.dossiers.services.answers import iso
from hcc_longan.dossiers.transitions import TRANSITIONS
from typing import Any


class MovePost(DossierService):
    """Takes `{transition, data, attachments, version}`, answers `{state, version, due}`."""

    def reply(self) -> dict[str, Any]:
        return self.answered(self._move)

    def _move(self) -> dict[str, Any]:
        body = self.body()
        errors = {}
        if not isinstance(body.get("transition"), str) or body["transition"] not in TRANSITIONS:
            errors["transition"] = _("There is no such transition.")
        version = body.get("version")
        if not isinstance(version, int) or isinstance(version, bool):
            errors["version"] = _("Say which version you saw, as a number.")
        data = body.get("data") or {}
        if not isinstance(data, dict):
            errors["data"] = _("Give named values.")
        if errors:
            raise InvalidData(errors)
        files = body.get("attachments") or ()
        outcome = move(self.context, body["transition"], data, files=files, version=version, key=self.key())
        return {"state": outcome.state, "version": outcome.version, "due": iso(outcome.due)}

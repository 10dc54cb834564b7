"""`POST @dossiers`: file a dossier."""

from hcc_longan import _
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.filing import CHANNELS
from hcc_longan.dossiers.filing import file_dossier
from hcc_longan.dossiers.services.answers import DossierService
from plone import api
from typing import Any


class DossiersPost(DossierService):
    """Files a dossier; the same `Idempotency-Key` again gives the same answer."""

    def reply(self) -> dict[str, Any]:
        return self.answered(self._file)

    def _file(self) -> dict[str, Any]:
        body = self.body()
        code = body.get("procedure")
        found = api.content.find(portal_type="Procedure", procedure_code=code) if isinstance(code, str) and code else []
        if not found:
            raise InvalidData({"procedure": _("There is no such procedure.")})
        channel = body.get("channel", "online")
        if channel in CHANNELS[1:] and not api.user.has_permission("hcc_longan: Receive dossier"):
            raise InvalidData({"channel": _("Only an officer can file at the counter or by post.")})
        dossier = file_dossier(
            found[0].getObject(),
            body.get("applicant"),
            body.get("answers"),
            body.get("attachments") or (),
            channel,
            delivery=body.get("delivery"),
            case=body.get("case") or "",
            key=self.key(),
        )
        self.request.response.setStatus(201)
        files = [
            {name: file.as_json()[name] for name in ("filename", "size", "sha256")} for file in dossier.attachments
        ]
        return {"tracking_number": dossier.tracking_number, "state": "filed", "receipt": {"attachments": files}}

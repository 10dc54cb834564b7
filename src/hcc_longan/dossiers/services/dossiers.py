"""`POST @dossiers`: file a dossier."""

from collections.abc import Mapping
from hashlib import sha256
from hcc_longan import _
from hcc_longan.catalogue import versions
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.filing import CHANNELS
from hcc_longan.dossiers.filing import file_dossier
from hcc_longan.dossiers.filing import filing_key
from hcc_longan.dossiers.interfaces import IReceiptAddress
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.roles import departments_of
from hcc_longan.dossiers.services.answers import DossierService
from hcc_longan.protection import challenge
from hcc_longan.protection import limits
from hcc_longan.validators import check
from hcc_longan.validators import Kind
from hcc_longan.validators import Wrong
from plone import api
from typing import Any
from zope.component import getUtility

import json


_CHECKED = {"id_number": Kind.ID, "phone": Kind.PHONE, "email": Kind.EMAIL, "birth_date": Kind.BIRTH}


class DossiersPost(DossierService):
    """Files a dossier; the same `Idempotency-Key` again gives the same answer.

    Who is not signed in proves work (`challenge`) and is limited; `error.type` is then Refused or TooManyAttempts.
    """

    def reply(self) -> dict[str, Any]:
        return self.answered(self._file)

    def _file(self) -> dict[str, Any]:
        body = self.body()
        code = body.get("procedure")
        found = api.content.find(portal_type="Procedure", procedure_code=code) if isinstance(code, str) and code else []
        if not found:
            raise InvalidData({"procedure": _("There is no such procedure.")})
        procedure = found[0].getObject()
        channel = body.get("channel", "online")
        if channel in CHANNELS[1:] and not _receives(procedure.department):
            raise InvalidData({"channel": _("Only an officer can file at the counter or by post.")})
        if channel == "online":
            _check_applicant(body.get("applicant"))
        key = self.key()
        if api.user.is_anonymous():
            if versions.canonical(procedure).account_needed:
                return self.error(
                    401, "Unauthorized", _("Please sign in: this procedure is not filed without an account.")
                )
            # A key alone proves nothing about who sends it; somebody else's request under it is another one.
            key = key and f"{key}\n{_digest(body)}"
            if not key or queries.by_filing_key(filing_key(key)) is None:
                limits.count("filing.address", limits.address())
                limits.count("filing.all")
                challenge.check_rest(body)
        dossier = file_dossier(
            procedure,
            body.get("applicant"),
            body.get("answers"),
            body.get("attachments") or (),
            channel,
            delivery=body.get("delivery"),
            case=body.get("case") or "",
            key=key,
        )
        self.request.response.setStatus(201)
        files = [
            {name: file.as_json()[name] for name in ("filename", "size", "sha256")} for file in dossier.attachments
        ]
        receipt_url = getUtility(IReceiptAddress)(dossier, self.language)
        return {
            "tracking_number": dossier.tracking_number,
            "state": "filed",
            "receipt": {"attachments": files, "receipt_url": receipt_url},
        }


def _receives(department: str) -> bool:
    """Whether the present user receives dossiers of a department, at all counters or at one that serves it."""
    codes = departments_of(api.user.get_current()).get("Receiver", set())
    return bool({"*", department} & codes) or api.user.has_permission("hcc_longan: Receive dossier")


def _check_applicant(applicant: Any) -> None:
    """What an e-form would refuse in the applicant's data is refused here as well; raises InvalidData."""
    errors = {}
    for name, kind in _CHECKED.items() if isinstance(applicant, Mapping) else ():
        said = applicant.get(name)
        options = {"id_kind": str(applicant.get("id_kind") or "")} if kind is Kind.ID else {}
        try:
            if isinstance(said, str) and said.strip():
                check(kind, said, **options)
        except Wrong as wrong:
            errors[f"applicant.{name}"] = wrong.message
    if errors:
        raise InvalidData(errors)


def _digest(body: Mapping[str, Any]) -> str:
    """The hash of what is filed: the proof of work is new each time."""
    filed = {name: value for name, value in body.items() if name != challenge.SOLUTION}
    return sha256(json.dumps(filed, sort_keys=True).encode()).hexdigest()

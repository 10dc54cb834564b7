"""Filing a dossier: online, at the counter or by post."""

from collections.abc import Iterable
from collections.abc import Mapping
from contextlib import contextmanager
from contextlib import nullcontext
from hashlib import blake2b
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.catalogue import departments
from hcc_longan.catalogue import versions
from hcc_longan.dossiers import folders
from hcc_longan.dossiers.acting import origin
from hcc_longan.dossiers.acting import user_id
from hcc_longan.dossiers.attachments import read_attachments
from hcc_longan.dossiers.binding import workflow_of
from hcc_longan.dossiers.content.dossier import Dossier
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.data import read_data
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.events import Event
from hcc_longan.dossiers.interfaces import IDossierFiled
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.tracking import new_tracking_number
from hcc_longan.ledger.locks import exclusive
from plone import api
from plone.dexterity.utils import createContent
from typing import Any
from zope import schema
from zope.event import notify
from zope.interface import implementer
from zope.interface import Interface
from zope.interface import Invalid
from zope.interface import invariant
from zope.interface.interfaces import ObjectEvent

import transaction


CHANNELS = ("online", "counter", "post")


class IProxy(Interface):
    """Somebody who acts for the applicant."""

    name = schema.TextLine(title=_("Full name"))
    id_number = schema.TextLine(title=_("Number of the identity document"), required=False)
    phone = schema.TextLine(title=_("Phone"), required=False)
    mandate = schema.TextLine(title=_("Mandate"), description=_("What the power of attorney is."))


class IApplicant(Interface):
    """The applicant: a person or an organisation."""

    kind = schema.Choice(title=_("Kind"), values=("person", "organisation"), required=False)
    name = schema.TextLine(title=_("Name of the applicant"), max_length=250)
    id_kind = schema.Choice(title=_("Identity document"), values=("cccd", "cmnd", "passport", "tax"), required=False)
    id_number = schema.TextLine(title=_("Number of the identity document"), max_length=30, required=False)
    birth_date = schema.TextLine(title=_("Date of birth"), max_length=10, required=False)
    phone = schema.TextLine(title=_("Phone"), max_length=30, required=False)
    email = schema.TextLine(title=_("E-mail"), max_length=250, required=False)
    address = schema.TextLine(title=_("Address"), max_length=500, required=False)
    language = schema.Choice(title=_("Language"), values=("vi", "en"), required=False)

    @invariant
    def can_be_reached(data):
        if not (data.phone or data.email or data.address):
            raise Invalid(_("Give a phone number, an e-mail address or an address: else nobody can reach you."))


class IDelivery(Interface):
    """How the result is to be received."""

    method = schema.Choice(title=_("Way"), values=("counter", "post"))
    address = schema.TextLine(title=_("Postal address"), max_length=500, required=False)

    @invariant
    def post_needs_an_address(data):
        if data.method == "post" and not data.address:
            raise Invalid(_("A result sent by post needs an address."))


@implementer(IDossierFiled)
class DossierFiled(ObjectEvent):
    """A dossier was filed."""


def file_dossier(
    procedure: Any,
    applicant: Mapping[str, Any],
    answers: Mapping[str, Any] | None = None,
    attachments: Iterable[Mapping[str, Any]] = (),
    channel: str = "online",
    *,
    delivery: Mapping[str, Any] | None = None,
    case: str = "",
    key: str = "",
    form: Mapping[str, Any] | None = None,
    is_test: bool = False,
    own_transaction: bool = True,
) -> Dossier:
    """File a dossier in a short transaction of its own; gives it, committed.

    `procedure` is a page of the catalogue in whatever language. `form` is what an e-form asked, in its words. The same
    `key` again gives the same dossier. What the caller's transaction has changed before is dropped: reading and
    checking is all that belongs there. Without `own_transaction` the dossier becomes a part of the caller's: for
    generators and tests that file one by one. Raises InvalidData or RuleBroken, and then nothing was filed.
    """
    page = versions.canonical(procedure)
    version = versions.version_in_force(page)
    record = version.record if version else {}
    values = _checked(page, record, applicant, answers, delivery, channel, case)
    # What somebody adds besides belongs to no component.
    files = read_attachments(attachments, ("", *(row["id"] for row in record.get("components") or ())))
    values["filing_key"] = filing_key(key)
    values |= {"procedure": page.code, "procedure_uid": page.UID(), "procedure_version": version.number}
    values |= {"department": page.department, "is_test": is_test, "form": dict(form or {})}
    with _alone() if own_transaction else nullcontext():
        if values["filing_key"] and (earlier := queries.by_filing_key(values["filing_key"])) is not None:
            return earlier
        return _create(values, files)


def filing_key(key: str) -> str | None:
    """What the register keeps of an idempotency key: the same key of somebody else is another one."""
    return blake2b(f"{user_id()}\n{key}".encode(), digest_size=32).hexdigest() if key else None


def _checked(page, record, applicant, answers, delivery, channel, case) -> dict[str, Any]:
    if not record or api.content.get_state(page) != "published":
        raise RuleBroken(_("This procedure is not in force today, so nothing can be filed for it."))
    department = departments.get(page.department) if page.department else None
    if department is None or not department.takes_part(clock.today()):
        raise RuleBroken(_("This procedure belongs to no department of the centre yet."))
    workflow_of(department.code)
    errors: dict[str, Any] = {}
    values: dict[str, Any] = {"channel": channel, "case": case, "answers": answers or {}}
    if not isinstance(values["answers"], Mapping):
        errors["answers"] = _("Give named values.")
    raw_applicant = applicant or {}
    proxy = None
    if isinstance(raw_applicant, Mapping):
        raw_applicant = dict(raw_applicant)
        proxy = raw_applicant.pop("proxy", None)
    for name, interface, raw in (
        ("applicant", IApplicant, raw_applicant),
        ("delivery", IDelivery, delivery or {"method": "counter"}),
        ("proxy", IProxy, proxy),
    ):
        if raw is None:
            continue
        try:
            values[name] = read_data(interface, raw)
        except InvalidData as error:
            errors |= {name if field == "data" else f"{name}.{field}": text for field, text in error.fields.items()}
    if channel not in CHANNELS:
        errors["channel"] = _("This can't be read.")
    if case and case not in [row["id"] for row in record.get("cases") or ()]:
        errors["case"] = _("The procedure has no case “${case}”.", mapping={"case": case})
    if errors:
        raise InvalidData(errors)
    values["applicant"] = {"kind": "person", "language": "vi", **values["applicant"]}
    if "proxy" in values:
        values["applicant"]["proxy"] = values.pop("proxy")
    return values


def _create(values: Mapping[str, Any], files: list[Any]) -> Dossier:
    number = new_tracking_number()
    dossier = createContent("Dossier", id=number.lower(), title=number, tracking_number=number, **values)
    dossier.attachments = tuple(files)
    dossier.creators = (user_id(),) if user_id() else ()
    # An officer who files for somebody has no part in the dossier.
    dossier.filed_by = user_id() if values["channel"] == "online" else ""
    dossier.holder = CENTRE
    data = {"department": values["department"], "channel": values["channel"]}
    if files:
        data["attachments"] = [file.as_json() for file in files]
    dossier.append_event(
        Event(
            number=1,
            transition="file",
            at=clock.now(),
            before="",
            after="filed",
            holder=CENTRE,
            actor=user_id(),
            role="" if values["channel"] == "online" else "Receiver",
            origin=origin(),
            data=data,
        )
    )
    folder = folders.folder_of(clock.today())
    # Plone's own events of adding would write integer ids and link tables, in records that editors write as well.
    folder._setObject(dossier.getId(), dossier, set_owner=False, suppress_events=True)
    dossier = folder[dossier.getId()]
    dossier.notifyWorkflowCreated()
    dossier.reindexObject()
    notify(DossierFiled(dossier))
    return dossier


@contextmanager
def _alone():
    """One filer at a time, from a fresh view of the database to the commit: nobody conflicts, nothing is lost."""
    with exclusive("filing"):
        transaction.begin()
        try:
            yield
            transaction.commit()
        except BaseException:
            transaction.abort()
            raise

"""A dossier as JSON, for the officers who may see it."""

from datetime import timedelta
from hcc_longan.dossiers import access
from hcc_longan.dossiers.explanation import explain
from hcc_longan.dossiers.explanation import text
from hcc_longan.dossiers.interfaces import IDossier
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.dossiers.services.answers import iso
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.transitions import TRANSITIONS
from plone import api
from plone.restapi.interfaces import ISerializeToJson
from plone.restapi.interfaces import ISerializeToJsonSummary
from typing import Any
from zope.component import adapter
from zope.i18n import translate
from zope.interface import implementer
from zope.interface import Interface


@implementer(ISerializeToJson)
@adapter(IDossier, Interface)
class SerializeDossier:
    """Everything about a dossier: what was handed in, its events, its clock, what can be done next."""

    def __init__(self, context: Any, request: Any):
        self.context = context
        self.request = request

    def __call__(
        self, version: Any = None, include_items: bool = True, include_expansion: bool = True
    ) -> dict[str, Any]:
        dossier = self.context
        language = api.portal.get_current_language()
        now = reading(dossier)
        names = agency_names(language)
        whole = sees_everything(dossier)
        access.note(dossier)
        return {
            **summary(dossier, now),
            "@type": "Dossier",
            "procedure_version": dossier.procedure_version,
            "case": dossier.case,
            "channel": dossier.channel,
            "counter": dossier.counter,
            "applicant": dict(dossier.applicant),
            "answers": dict(dossier.answers),
            "delivery": dict(dossier.delivery),
            "attachments": [file.as_json() for file in dossier.attachments],
            "results": [file.as_json() for file in dossier.results],
            "fees": {"due": dossier.fees_due, "paid": dossier.fees_paid},
            "register": {"book": dossier.register_book, "sequence": dossier.register_sequence},
            "events": [_event(event, whole) for event in dossier.events],
            "clock": {
                "phase": now.phase.value,
                "promised_due": iso(now.promised_due),
                "original_due": iso(now.original_due),
                "due": iso(now.current_due),
                "remaining_minutes": _minutes(now.remaining),
                "verdict": now.verdict.value if now.verdict else None,
                "minutes": {holder: _minutes(time) for holder, time in now.hours.items()},
                "total_minutes": _minutes(now.total),
                "explanation": [translate(text(line, names), target_language=language) for line in explain(now)],
            },
            "transitions": [
                {"id": name, "title": translate(TRANSITIONS[name].title, target_language=language)}
                for name in possible(dossier)
            ],
        }


@implementer(ISerializeToJsonSummary)
@adapter(IDossier, Interface)
class SummarizeDossier:
    """A dossier in a list."""

    def __init__(self, context: Any, request: Any):
        self.context = context
        self.request = request

    def __call__(self) -> dict[str, Any]:
        return {**summary(self.context, reading(self.context)), "@type": "Dossier"}


def _event(event: Any, whole: bool) -> dict[str, Any]:
    """An event; an applicant sees what happened and when, not who among the officers said what to whom."""
    record = {**event.as_json(), "at": iso(event.at)}
    return (
        record if whole else {name: record.get(name, "") for name in ("number", "transition", "at", "after", "holder")}
    )


def summary(dossier: Any, now: Any) -> dict[str, Any]:
    """What lists show of a dossier."""
    return {
        "@id": dossier.absolute_url(),
        "number": dossier.number,
        "code": dossier.code,
        "tracking_number": dossier.tracking_number,
        "procedure": dossier.procedure,
        "department": dossier.department,
        "state": dossier.state,
        "state_code": dossier.state_now.national_code,
        "holder": dossier.holder,
        "assignee": dossier.assignee,
        "due": iso(now.current_due),
        "version": dossier.version,
    }


def _minutes(time: timedelta | None) -> int | None:
    return None if time is None else time // timedelta(minutes=1)

"""Issuing papers: made from the dossier when something happens to it, numbered, kept with it and never changed.

A paper that can't be made stops nobody's work: the step is kept, the paper is due, and `bin/hcc papers issue` makes
it. A wrong paper is not changed but replaced by one that names it.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from datetime import UTC
from hashlib import sha256
from hcc_longan import clock
from hcc_longan import logger
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.events import Event
from hcc_longan.ledger.numbers import take_number
from hcc_longan.papers import store
from hcc_longan.papers.addresses import public_address
from hcc_longan.papers.addresses import shown_address
from hcc_longan.papers.codes import new_code
from hcc_longan.papers.facts import Facts
from hcc_longan.papers.facts import facts_of
from hcc_longan.papers.kinds import Edition
from hcc_longan.papers.kinds import edition_on
from hcc_longan.papers.kinds import Form
from hcc_longan.papers.kinds import form_of
from hcc_longan.papers.kinds import PaperKind
from hcc_longan.papers.settings import paper_number
from hcc_longan.papers.settings import settings
from hcc_longan.papers.typesetting import qr_code
from hcc_longan.papers.typesetting import typeset
from hcc_longan.papers.wording import day
from hcc_longan.protection import tokens
from plone.namedfile.file import NamedBlobFile
from transaction.interfaces import TransientError
from typing import Any

import json


# Which paper a step asks for.
PAPER_OF: Mapping[str, PaperKind] = {
    "receive": PaperKind.RECEIPT,
    "ask_correction": PaperKind.SUPPLEMENT_REQUEST,
    "ask_supplement": PaperKind.SUPPLEMENT_REQUEST,
    "refuse": PaperKind.REFUSAL,
    "extend": PaperKind.APOLOGY,
    "stop": PaperKind.STOP_NOTICE,
}
_NOTE = "papers.filing_note"


class Paper(NamedBlobFile):
    """An issued paper.

    `kind` and `edition` are values of PaperKind and Edition; `code` verifies it; `sequence` is its running number of
    the kind, year and `department`; `event` the number of the event that it is about; `replaces` the code of a paper
    that it corrects. `sha256` is in hex, `facts_sha256` of the facts it was made from; `issued_at` is UTC.
    """

    kind: str = ""
    edition: str = ""
    number: str = ""
    sequence: int = 0
    department: str = ""
    code: str = ""
    language: str = "vi"
    event: int = 0
    issued_at: datetime
    sha256: str = ""
    facts_sha256: str = ""
    replaces: str = ""

    @property
    def counter(self) -> str:
        """The counter that gave its number."""
        return f"paper:{self.kind}:{self.department}:{self.issued_at.astimezone(ZONE).year}"

    @property
    def form(self) -> Form:
        """Its form, with number and titles."""
        return form_of(PaperKind(self.kind), Edition(self.edition))


def papers_of(dossier: Any) -> Sequence[Paper]:
    """The papers of a dossier that hold, oldest first: those that were replaced are left out."""
    replaced = {paper.replaces for paper in dossier.papers}
    return [paper for paper in dossier.papers if paper.code not in replaced]


def find(dossier: Any, code: str) -> Paper | None:
    """A paper of a dossier by its code, whether it was replaced or not."""
    return next((paper for paper in dossier.papers if paper.code == code), None)


def issue_for(dossier: Any, event: Event) -> Paper | None:
    """Issue the paper that an event asks for, if it asks for one; if that fails, the paper is due."""
    kind = PAPER_OF.get(event.transition)
    if kind is None:
        return None
    try:
        return issue(dossier, kind, event)
    except TransientError:
        # The whole request is tried again.
        raise
    except Exception as error:
        logger.exception("%s: the %s for event %d could not be made", dossier.number, kind.value, event.number)
        store.mark_due(dossier, event.number, kind, f"{type(error).__name__}: {error}")
        return None


def issue(dossier: Any, kind: PaperKind, event: Event) -> Paper:
    """The paper of this kind about an event, issued now; the one that was issued for it before, if there is one."""
    earlier = [paper for paper in papers_of(dossier) if (paper.kind, paper.event) == (kind, event.number)]
    return earlier[-1] if earlier else _issue(dossier, kind, event, facts_of(kind, dossier, event))


def reissue(dossier: Any, code: str) -> Paper:
    """A corrected paper in place of the one with this code, or of what replaced that; the same one if nothing differs.

    Raises KeyError if the dossier has no such paper.
    """
    paper = find(dossier, code)
    if paper is None:
        raise KeyError(code)
    while successor := next((each for each in dossier.papers if each.replaces == paper.code), None):
        paper = successor
    event = dossier.events[paper.event - 1]
    kind = PaperKind(paper.kind)
    facts = facts_of(kind, dossier, event)
    return paper if _hash(facts) == paper.facts_sha256 else _issue(dossier, kind, event, facts, paper)


def filing_note(dossier: Any, language: str) -> bytes:
    """Our confirmation that a dossier was filed, as PDF: made anew each time, from what was filed."""
    event = dossier.events[0]
    address = public_address("verify", language, m=tokens.sign(_NOTE, {"d": dossier.UID()}))
    facts = {
        **facts_of(PaperKind.FILING_NOTE, dossier, event),
        "date": day(event.at.astimezone(ZONE)),
        **_verification(address, language),
    }
    return typeset(PaperKind.FILING_NOTE, Edition.OWN, facts, language, event.at)


def note_of(text: str) -> str | None:
    """The UID of the dossier whose filing note bears this in its QR code; None if we did not make it."""
    data = tokens.read(_NOTE, text)
    return data["d"] if data else None


def control_slip(dossier: Any, language: str) -> bytes:
    """The process control slip as PDF, from the events up to now."""
    event = dossier.events[-1]
    edition = edition_on(event.at.astimezone(ZONE).date())
    facts = facts_of(PaperKind.CONTROL_SLIP, dossier, event)
    return typeset(PaperKind.CONTROL_SLIP, edition, facts, language, event.at)


def _issue(dossier: Any, kind: PaperKind, event: Event, facts: Facts, replaced: Paper | None = None) -> Paper:
    now = clock.now()
    paper = Paper(contentType="application/pdf")
    edition = edition_on(now.date())
    paper.kind, paper.edition, paper.event = kind.value, edition.value, event.number
    paper.language = "en" if dossier.applicant.get("language") == "en" else "vi"
    paper.code = new_code()
    paper.replaces = replaced.code if replaced else ""
    paper.issued_at = now.astimezone(UTC)
    paper.department = dossier.department
    paper.sequence = take_number(paper.counter)
    pattern = settings()["number_pattern"]
    paper.number = paper_number(paper.sequence, now.year, paper.department, kind, pattern)
    paper.facts_sha256 = _hash(facts)
    address = public_address("verify", paper.language, m=paper.code)
    pdf = typeset(
        kind,
        edition,
        {
            **facts,
            "number": paper.number,
            "code": paper.code,
            "date": day(now),
            **({"replaces": replaced.number} if replaced else {}),
            **_verification(address, paper.language),
        },
        paper.language,
        now,
    )
    paper.data = pdf
    paper.sha256 = sha256(pdf).hexdigest()
    paper.filename = f"{paper.number.replace('/', '-')}.pdf"
    dossier.papers = (*dossier.papers, paper)
    store.add(dossier, paper)
    return paper


def _verification(address: str, language: str) -> Mapping[str, str]:
    return {"qr": qr_code(address), "verify_at": shown_address("verify", language)}


def _hash(facts: Facts) -> str:
    return sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

"""What operators do about papers: making those that are due, replacing wrong ones, looking after the ledger's rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from hcc_longan import logger
from hcc_longan.dossiers.register.maintenance import BATCH
from hcc_longan.dossiers.register.maintenance import dossiers
from hcc_longan.dossiers.register.queries import by_uid
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.numbers import raise_number
from hcc_longan.papers import issuing
from hcc_longan.papers import store
from hcc_longan.papers.codes import read_code
from hcc_longan.papers.kinds import PaperKind
from typing import Any

import transaction


@dataclass(frozen=True)
class Done:
    """What became of a paper that was due: its number, or the `error` that still stands against it."""

    kind: str
    dossier: str
    paper: str = ""
    error: str = ""


def issue_due() -> Iterator[Done]:
    """Make the papers that are due, each in a transaction of its own."""
    for uid, number, kind in [(row.uid, row.event, row.kind) for row in store.due()]:
        dossier = by_uid(uid)
        if dossier is None:
            yield Done(kind, uid, error="The register doesn't know this dossier: run `bin/hcc ledger rebuild`.")
            continue
        try:
            paper = issuing.issue(dossier, PaperKind(kind), dossier.events[number - 1])
            store.settle(uid, number)
            transaction.commit()
            yield Done(kind, dossier.number, paper=paper.number)
        except Exception as error:
            transaction.abort()
            logger.exception("%s: the %s for event %d could not be made", dossier.number, kind, number)
            yield Done(kind, dossier.number, error=f"{type(error).__name__}: {error}")


def replace(code: str) -> tuple[Any, Any] | None:
    """The paper with a code and the one that holds in its place, issued now if need be; None for an unknown code."""
    known = store.by_code(read_code(code) or "")
    dossier = by_uid(known.paper.uid) if known else None
    if dossier is None:
        return None
    former = issuing.find(dossier, known.paper.code)
    paper = issuing.reissue(dossier, former.code)
    transaction.commit()
    return former, paper


def check() -> Iterator[str | None]:
    """Compare every paper with its row and its hash: what is wrong with it, and after each paper None."""
    for dossier in dossiers():
        uid = dossier.UID()
        for paper in dossier.papers:
            known = store.by_code(paper.code)
            if sha256(paper.data).hexdigest() != paper.sha256:
                yield f"{paper.number}: the file is not the one that was issued"
            if known is None:
                yield f"{paper.number}: can't be verified, its row is missing"
            elif (known.paper.uid, known.paper.number, known.paper.sha256) != (uid, paper.number, paper.sha256):
                yield f"{paper.number}: its row says something else"
            yield None
        session().expunge_all()


def rebuild() -> Iterator[int]:
    """Make the rows anew from the dossiers, a transaction for every BATCH; yields how many are done.

    Rows are replaced one by one, so that the site may go on issuing papers. Counters that are behind are raised.
    """
    done = 0
    highest: dict[str, int] = {}
    for dossier in dossiers():
        for paper in dossier.papers:
            store.replace(dossier, paper)
            highest[paper.counter] = max(highest.get(paper.counter, 0), paper.sequence)
            done += 1
            if done % BATCH == 0:
                transaction.commit()
                yield done
    transaction.commit()
    for counter, number in highest.items():
        raise_number(counter, None, number)
    yield done

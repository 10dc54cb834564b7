"""Votes, primary in the ledger and never changed: who corrects a vote within a day adds one that counts instead."""

from collections import Counter
from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2b
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from hcc_longan.ledger.engine import session
from hcc_longan.ratings.questions import QUESTIONS
from hcc_longan.ratings.questions import VERSION
from sqlalchemy import Index
from sqlalchemy import select
from sqlalchemy import SmallInteger
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy import UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from typing import Any

import json


# For so long a vote may be corrected.
GRACE = timedelta(days=1)
LONGEST = 2000


class Kind(StrEnum):
    """What is rated."""

    DOSSIER = "dossier"


class VoteRow(Base):
    """A vote: `token` is a hash, which says that a right to vote was used and not whose; the highest `number` counts.

    `answers` is JSON, choices by question of the set `questions`.
    """

    __tablename__ = "votes"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(60))
    token: Mapped[str] = mapped_column(String(64))
    number: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(String(10))
    procedure: Mapped[str] = mapped_column(String(20))
    department: Mapped[str] = mapped_column(String(12))
    counter: Mapped[str] = mapped_column(String(30))
    questions: Mapped[int] = mapped_column(SmallInteger)
    answers: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("kind", "subject", "token", "number"),
        Index("ix_votes_subject", "kind", "subject"),
        Index("ix_votes_at", "at"),
        Index("ix_votes_counter", "counter", "at"),
        Index("ix_votes_department", "department", "at"),
    )


@dataclass(frozen=True)
class Vote:
    """A vote that counts."""

    at: datetime
    answers: Mapping[str, str]
    comment: str
    number: int
    can_be_corrected: bool


def may_vote(dossier: Any) -> bool:
    """Whether there is something to rate: the applicant has the result in hand."""
    return dossier.state == "returned"


def vote_of(dossier: Any) -> Vote | None:
    """The applicant's vote on a dossier."""
    row = _last(dossier)
    if row is None:
        return None
    first = session().scalar(select(VoteRow.at).where(*_of(dossier), VoteRow.number == 1))
    return Vote(row.at, json.loads(row.answers), row.comment, row.number, clock.now() < first + GRACE)


def rated(uids: Collection[str]) -> set[str]:
    """Those of some dossiers that their applicants have rated."""
    statement = select(VoteRow.subject).where(VoteRow.kind == Kind.DOSSIER.value, VoteRow.subject.in_(list(uids)))
    return set(session().scalars(statement.distinct()))


def vote(dossier: Any, answers: Mapping[str, str], comment: str = "", channel: str = "web") -> Vote:
    """The applicant's vote on a dossier, or its correction; the same vote again changes nothing.

    Raises InvalidData for answers that are missing or unknown, RuleBroken before the result is returned and when the
    time for corrections is over.
    """
    if not may_vote(dossier):
        raise RuleBroken(_("A dossier can be rated once its result has been returned."))
    answers, comment = _checked(answers, comment)
    earlier = vote_of(dossier)
    if earlier is not None:
        if (earlier.answers, earlier.comment) == (answers, comment):
            return earlier
        if not earlier.can_be_corrected:
            raise RuleBroken(_("You have rated this dossier already. Thank you."))
    database = session()
    row = VoteRow(
        kind=Kind.DOSSIER.value,
        subject=dossier.UID(),
        token=_token(dossier),
        number=earlier.number + 1 if earlier else 1,
        at=clock.now(),
        channel=channel,
        procedure=dossier.procedure,
        department=dossier.department,
        counter=dossier.counter or "",
        questions=VERSION,
        answers=json.dumps(answers),
        comment=comment,
    )
    try:
        with database.begin_nested():
            database.add(row)
    except IntegrityError:
        # The same form, sent twice at once.
        raise RuleBroken(_("You have rated this dossier already. Thank you.")) from None
    return vote_of(dossier)


def tally(
    since: datetime, *, counters: Collection[str] | None = None, departments: Collection[str] | None = None
) -> Mapping[str, int]:
    """How often each choice of the question `overall` was taken since a moment, by votes that count.

    At some counters or in some departments alone, if they are given.
    """
    later = aliased(VoteRow)
    corrected = (
        select(later.id)
        .where(
            later.kind == VoteRow.kind,
            later.subject == VoteRow.subject,
            later.token == VoteRow.token,
            later.number > VoteRow.number,
        )
        .exists()
    )
    statement = select(VoteRow.answers).where(VoteRow.at >= since, ~corrected)
    if counters is not None:
        statement = statement.where(VoteRow.counter.in_(sorted(counters)))
    if departments is not None:
        statement = statement.where(VoteRow.department.in_(sorted(departments)))
    return Counter(json.loads(answers)["overall"] for answers in session().scalars(statement))


def _checked(answers: Mapping[str, str], comment: str) -> tuple[dict[str, str], str]:
    errors, found = {}, {}
    for question in QUESTIONS[VERSION]:
        answer = answers.get(question.id) or ""
        if answer in dict(question.choices):
            found[question.id] = answer
        elif answer:
            errors[question.id] = _("Choose one of the answers.")
        elif question.is_required:
            errors[question.id] = _("Choose an answer.")
    if len(comment) > LONGEST:
        errors["comment"] = _("This is too long: write ${most} characters at most.", mapping={"most": str(LONGEST)})
    if errors:
        raise InvalidData(errors)
    return found, comment


def _last(dossier: Any) -> VoteRow | None:
    return session().scalar(select(VoteRow).where(*_of(dossier)).order_by(VoteRow.number.desc()).limit(1))


def _of(dossier: Any) -> tuple[Any, ...]:
    return VoteRow.kind == Kind.DOSSIER.value, VoteRow.subject == dossier.UID(), VoteRow.token == _token(dossier)


def _token(dossier: Any) -> str:
    """The one right to vote that a dossier gives its applicant."""
    return blake2b(f"dossier\n{dossier.tracking_number}".encode(), digest_size=32).hexdigest()

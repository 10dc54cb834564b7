"""The page on which an applicant rates how a dossier was handled."""

from collections.abc import Sequence
from functools import cached_property
from hcc_longan import _
from hcc_longan.accounts.browser.base import FORM
from hcc_longan.accounts.browser.base import FormPage
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.register import queries
from hcc_longan.protection import challenge
from hcc_longan.ratings import votes
from hcc_longan.ratings.questions import Question
from hcc_longan.ratings.questions import QUESTIONS
from hcc_longan.ratings.questions import VERSION
from hcc_longan.tracking import links
from hcc_longan.tracking.story import Story
from plone import api
from typing import Any


class RatePage(FormPage):
    """For the account that a dossier belongs to (`h`), and for who has proved to be its applicant (`t`)."""

    form = FORM
    longest = votes.LONGEST

    @cached_property
    def dossier(self) -> Any | None:
        """The dossier, if the visitor may rate it."""
        if self.typed("t"):
            found = links.followed(self.typed("t"))
            return found.dossier if found is not None and found.right is not links.Right.READ else None
        dossier = queries.by_number(self.typed("h")) if self.typed("h") else None
        user = None if api.user.is_anonymous() else api.user.get_current().getId()
        return dossier if dossier is not None and user and dossier.filed_by == user else None

    @property
    def is_ready(self) -> bool:
        return self.dossier is not None and votes.may_vote(self.dossier)

    def update(self) -> None:
        if self.is_ready:
            super().update()

    def act(self) -> None:
        challenge.check(self.request, "filing")
        try:
            votes.vote(self.dossier, {each.id: self.typed(each.id) for each in self.questions}, self.typed("comment"))
        except InvalidData as error:
            for field, message in error.fields.items():
                self.wrong(field, message)
        except RuleBroken as error:
            self.wrong(FORM, error.message)
        else:
            self.go(self.own_url, _("Thank you. Your answers help us to do better."))

    @property
    def own_url(self) -> str:
        return self.url("rate", t=self.typed("t"), h="" if self.typed("t") else self.typed("h"))

    @property
    def questions(self) -> Sequence[Question]:
        return QUESTIONS[VERSION]

    @cached_property
    def vote(self) -> votes.Vote | None:
        return votes.vote_of(self.dossier)

    @property
    def is_open(self) -> bool:
        """Whether the form can be sent: no vote yet, or one that may still be corrected."""
        return self.vote is None or self.vote.can_be_corrected

    def answer(self, question: str) -> str:
        """What was chosen, typed or voted before."""
        if self.request.method == "POST":
            return self.typed(question)
        if self.vote is None:
            return ""
        return self.vote.comment if question == "comment" else self.vote.answers.get(question, "")

    @cached_property
    def story(self) -> Story:
        return Story(self.dossier, self.language)

"""My dossiers: what is open, what was begun, what is over; and adding a dossier that was filed without an account."""

from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from hcc_longan import _
from hcc_longan.accounts.browser.base import REQUIRED
from hcc_longan.citizens import mine
from hcc_longan.citizens.browser.base import CitizenPage
from hcc_longan.citizens.browser.base import SignedIn
from hcc_longan.citizens.claims import claim
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import unread_in
from hcc_longan.dossiers.register import queries
from hcc_longan.drafts import store
from hcc_longan.ratings.votes import rated
from hcc_longan.tracking.story import Duty
from hcc_longan.tracking.story import Story
from typing import Any


SIZE = 20

DUTIES: Mapping[Duty, str] = {
    Duty.COMPLETE: _("Hand in what is missing"),
    Duty.SUPPLEMENT: _("Hand in the supplement"),
    Duty.PAY: _("Pay"),
    Duty.COLLECT: _("Collect the result"),
    Duty.EXPECT_POST: _("The result comes by post"),
}

# One answer, whatever stands against it.
NOT_THEIRS = _(
    "No dossier could be added. Check the number and the characters; the phone number or e-mail address in the dossier "
    "has to be one that you have verified in your account."
)


class MyPage(SignedIn, CitizenPage):
    """An account's dossiers and drafts."""

    def save(self) -> None:
        if "discard" in self.request.form:
            self._discard()
        elif "claim" in self.request.form:
            self._claim()

    def _discard(self) -> None:
        draft = mine.my_draft(self.typed("discard"))
        if draft is not None:
            store.discard(draft.token)
        self.go(self.url("my"), _("The draft was discarded."))

    def _claim(self) -> None:
        for name in ("number", "digits"):
            if not self.typed(name):
                self.wrong(name, REQUIRED)
        if self.errors:
            return
        dossier = claim(self.typed("number"), self.typed("digits"))
        if dossier is not None:
            self.go(self.url("my-dossier", h=dossier.tracking_number), _("The dossier is now among yours."))
        else:
            self.wrong("number", NOT_THEIRS)

    @cached_property
    def open(self) -> Sequence[Mapping[str, Any]]:
        return self._cards(mine.open_dossiers())

    @cached_property
    def closed(self) -> Sequence[Mapping[str, Any]]:
        return self._cards(self._closed[:SIZE])

    @cached_property
    def _closed(self) -> Sequence[Any]:
        return mine.closed_dossiers(SIZE + 1, (self.page_number - 1) * SIZE)

    @property
    def page_number(self) -> int:
        """The number of the page of closed dossiers, from 1."""
        text = self.typed("part")
        return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1

    @property
    def newer(self) -> str:
        return self.url("my", part=self.page_number - 1) + "#closed" if self.page_number > 1 else ""

    @property
    def older(self) -> str:
        return self.url("my", part=self.page_number + 1) + "#closed" if len(self._closed) > SIZE else ""

    @property
    def drafts(self) -> Sequence[Mapping[str, str]]:
        return [
            {
                "id": draft.id,
                "title": draft.title,
                "url": self.request.physicalPathToURL(draft.path),
                "discard_url": self.url("my", discard=draft.id) + "#drafts",
                "saved": self.moment(draft.saved_at),
                "expires": self.day(draft.expires_at),
                "asked": draft.id == self.typed("discard"),
            }
            for draft in mine.drafts()
        ]

    def _cards(self, rows: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
        new = unread_in([row.uid for row in rows], Side.CITIZEN)
        returned = [row.uid for row in rows if row.state == "returned"]
        to_rate = set(returned) - rated(returned) if returned else set()
        return [self._card(row, new.get(row.uid, 0), row.uid in to_rate) for row in rows]

    def _card(self, row: Any, unread: int, is_to_rate: bool) -> Mapping[str, Any]:
        story = Story(queries.dossier_at(row.path), self.language, whole=True)
        return {
            "url": self.url("my-dossier", h=row.tracking_number),
            "number": story.number,
            "procedure": story.procedure,
            "state": story.state,
            "sentence": story.sentence,
            "duty": DUTIES.get(story.duty),
            "is_urgent": story.duty not in (Duty.NOTHING, Duty.EXPECT_POST),
            "due": self.moment(story.due) if story.due and row.is_open else "",
            "filed": self.day(row.filed_at),
            "unread": unread,
            "rate_url": self.url("rate", h=row.tracking_number) if is_to_rate else "",
        }

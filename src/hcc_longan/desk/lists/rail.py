"""The work lists with their counts, beside every screen."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hcc_longan import clock
from hcc_longan.desk.lists import scope
from hcc_longan.desk.lists import views
from hcc_longan.dossiers.register.queries import counting
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.register.worklists import Queue
from hcc_longan.dossiers.register.worklists import When
from hcc_longan.ledger.engine import session
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from sqlalchemy import select
from typing import Any


# Beside a list a number is counted up to this; beyond, it is "more".
MOST = 999


@dataclass(frozen=True)
class Line:
    """A list in the rail."""

    title: str
    url: str
    number: int | None
    is_current: bool
    is_late: bool = False

    @property
    def count(self) -> str:
        """The number as people read it; empty for an own view, which isn't counted."""
        if self.number is None:
            return ""
        return f"{MOST}+" if self.number > MOST else str(self.number)


class Rail(BrowserView):
    """Called with the screen it stands beside."""

    index = ViewPageTemplateFile("rail.pt")

    def __call__(self, screen: Any) -> str:
        self.screen = screen
        return self.index()

    @cached_property
    def lists(self) -> Sequence[Line]:
        offered = scope.offered(self.screen.officer)
        numbers = counts(offered, self.screen.officer)
        return [
            Line(
                title=queue.title(self.screen.language),
                url=self.screen.at("lists", id_),
                number=numbers[id_],
                is_current=self.screen.screen == "lists" and self.screen.path == [id_],
                is_late=queue.due is When.OVERDUE and bool(numbers[id_]),
            )
            for id_, queue in offered.items()
        ]

    @cached_property
    def views(self) -> Sequence[Line]:
        current = str(self.request.form.get("view", "")) if self.screen.screen == "lists" else ""
        return [
            Line(view.name, views.url(view, self.screen), None, str(view.id) == current)
            for view in views.of(self.screen.officer.id)
        ]

    @property
    def everything(self) -> str:
        return self.screen.at("lists", scope.EVERYTHING.id)


def counts(queues: Mapping[str, Queue], officer: Any) -> Mapping[str, int]:
    """How many dossiers an officer's lists have, each counted up to MOST + 1, in one question."""
    if not queues:
        return {}
    register.flush()
    now = clock.now()
    numbers = [
        counting(scope.wanted(queue, officer, now), MOST + 1).scalar_subquery().label(f"n{place}")
        for place, queue in enumerate(queues.values())
    ]
    return dict(zip(queues, session().execute(select(*numbers)).one(), strict=True))

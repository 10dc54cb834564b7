"""Dossiers of the desk, committed, and the screen of batches as an officer gets it."""

from hcc_longan.desk.batch import store
from hcc_longan.dossiers.folders import make_root
from pathlib import Path
from Products.statusmessages.interfaces import IStatusMessage
from runpy import run_path

import pytest
import transaction


Answer = run_path(str(Path(__file__).resolve().parents[1] / "conftest.py"))["Answer"]


@pytest.fixture
def dossiers(file, act):
    """Files so many dossiers, brings them into a state and commits: `dossiers(3, "received")`."""
    make_root()

    def make(number: int, state: str = "received"):
        made = [file() for _number in range(number)]
        for dossier in made:
            for transition, who, data in STEPS[: [step[3] for step in _REACHED].index(state) + 1]:
                act(dossier, transition, who, **data)
        transaction.commit()
        return made

    return make


STEPS = [
    ("receive", "receiver", {}),
    ("hand_over", "receiver", {}),
    ("assign", "approver-khdt", {"assignee": "an-handler-khdt"}),
    ("submit", "handler-khdt", {}),
    ("review", "approver-khdt", {}),
]
_REACHED = [
    (*step, state)
    for step, state in zip(STEPS, ("received", "to_assign", "handling", "reviewing", "signing"), strict=True)
]


class BatchAnswer(Answer):
    """It has `messages` for the next page too."""

    def __init__(self, request, html):
        super().__init__(request, html)
        self.messages = [message.message for message in IStatusMessage(request).show()]

    @property
    def batch_id(self) -> str:
        return self.location.rpartition("/")[2]


@pytest.fixture
def ask(at_desk, http_request):
    """The screen as an officer gets it: `ask("receiver", batch_id)`, or with a form: `…, start="1"` (a POST)."""

    def get(who, *path, language="en", query=None, accept="text/html", **form) -> BatchAnswer:
        http_request.environ["HTTP_ACCEPT"] = accept
        method = "POST" if form else "GET"
        answer = at_desk("batch", who, *path, method=method, language=language, form=form or query, answer=BatchAnswer)
        transaction.commit()
        return answer

    return get


@pytest.fixture
def checked(ask):
    """A batch that is checked: `checked("receiver", dossiers, "hand_over")` gives its id."""

    def make(who, dossiers, transition, **form) -> str:
        uids = [each if isinstance(each, str) else each.UID() for each in dossiers]
        batch_id = ask(who, "new", uids=uids, transition=transition).batch_id
        if form:
            revision = str(store.read(batch_id, f"an-{who}").revision)
            assert ask(who, batch_id, fill="1", revision=revision, **form).status == 303
        return batch_id

    return make


@pytest.fixture
def started(ask, checked):
    """A batch that runs, over all dossiers that are possible; gives its id."""

    def make(who, dossiers, transition, **form) -> str:
        batch_id = checked(who, dossiers, transition, **form)
        uids = [item.uid for item in store.items(batch_id)]
        revision = str(store.read(batch_id, f"an-{who}").revision)
        assert ask(who, batch_id, start="1", uids=uids, revision=revision).status == 303
        return batch_id

    return make


@pytest.fixture
def results():
    """The results of a batch in its order."""
    return lambda batch_id: [item.result for item in store.items(batch_id)]

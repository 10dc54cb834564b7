"""The centre, its officers and dossiers of the dossiers' own tests, and papers as people read them."""

from contextlib import contextmanager
from hcc_longan.ledger.engine import get_numbers_engine
from hcc_longan.ledger.numbers import Counter
from hcc_longan.ledger.numbers import peek_number
from hcc_longan.papers import issuing
from hcc_longan.papers import store
from hcc_longan.protection import limits
from io import BytesIO
from pathlib import Path
from pypdf import PdfReader
from runpy import run_path
from sqlalchemy import delete

import pytest
import re


FURNITURE = run_path(str(Path(__file__).resolve().parent.parent / "dossiers" / "conftest.py"))
globals().update({name: FURNITURE[name] for name in ("centre", "file", "act", "moment")})


@pytest.fixture(autouse=True)
def nothing_yet(portal):
    """Nobody has verified a paper, and none has a number."""
    limits.clear()
    assert peek_number("paper") == 0
    with get_numbers_engine().begin() as connection:
        connection.execute(delete(Counter).where(Counter.name.startswith("paper:")))


@pytest.fixture
def words():
    """What stands on a paper, with single spaces."""

    def read(pdf: bytes) -> str:
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
        return re.sub(r"\s+", " ", text.replace("\u200b", ""))

    return read


@pytest.fixture
def made(act, words):
    """Takes a step that asks for a paper; gives the paper and its words."""

    def do(dossier, transition, who, **data):
        act(dossier, transition, who, **data)
        assert not store.due(dossier.UID())
        paper = dossier.papers[-1]
        assert paper.event == dossier.version
        return paper, words(paper.data)

    return do


@pytest.fixture
def received(file, act, moment):
    """A dossier that was received on Tuesday 3 November 2026 at 9:00, due on Friday at 9:00."""

    def make(**kwargs):
        with moment(11, 3):
            dossier = file(**kwargs)
            act(dossier, "receive", "receiver", counter="")
        return dossier

    return make


@pytest.fixture
def handled(received, act, moment):
    """The same, in the hands of an officer of the department."""

    def make(**kwargs):
        dossier = received(**kwargs)
        with moment(11, 3, 10):
            act(dossier, "hand_over", "receiver")
            act(dossier, "assign", "approver-khdt", assignee="an-handler-khdt")
        return dossier

    return make


@pytest.fixture
def broken(monkeypatch):
    """`with broken():` no paper can be made inside."""

    def refuse(*args, **kwargs):
        raise RuntimeError("no more ink")

    @contextmanager
    def inside():
        with monkeypatch.context() as patch:
            patch.setattr(issuing, "typeset", refuse)
            yield

    return inside

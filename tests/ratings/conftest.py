"""A citizen, Mai, and her dossier whose result was returned."""

from pathlib import Path
from runpy import run_path

import pytest


FURNITURE = run_path(str(Path(__file__).resolve().parent.parent / "citizens" / "conftest.py"))
_NAMES = (
    "centre",
    "file",
    "act",
    "moment",
    "no_attempts_yet",
    "as_person",
    "mai",
    "procedure",
    "of_mai",
    "ask",
    "sent_to",
)
globals().update({name: FURNITURE[name] for name in _NAMES})


@pytest.fixture
def returned(of_mai, act, moment):
    """Mai's dossier on 10 November, its result in her hand."""
    with moment(11, 2, 9):
        act(of_mai, "receive", "receiver")
    with moment(11, 3):
        act(of_mai, "hand_over", "receiver")
        act(of_mai, "assign", "approver-khdt", assignee="an-handler-khdt")
        act(of_mai, "submit", "handler-khdt")
        act(of_mai, "review", "approver-khdt")
        act(of_mai, "sign", "approver-khdt")
        act(of_mai, "hand_back", "approver-khdt")
    with moment(11, 10):
        act(of_mai, "return_result", "returner", method="counter", collector="Nguyễn Thị Mai")
    return of_mai

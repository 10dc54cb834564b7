"""The dossier screen as an officer gets it."""

from pathlib import Path
from runpy import run_path

import pytest


Answer = run_path(str(Path(__file__).resolve().parents[1] / "conftest.py"))["Answer"]
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n%%EOF\n"


class DossierAnswer(Answer):
    screen = "//*[@id='desk-dossier']"


@pytest.fixture
def ask(at_desk):
    """The screen as an officer gets it: `ask(dossier, "handler-khdt")`; with a form: `…, method="POST", note="0"`."""

    def get(dossier, who, *path, language="en", method="GET", **form) -> DossierAnswer:
        number = dossier if isinstance(dossier, str) else dossier.number
        path = filter(None, (number, *path))
        return at_desk("dossier", who, *path, method=method, language=language, form=form, answer=DossierAnswer)

    return get


@pytest.fixture
def received(file, act, moment):
    """A dossier of khdt with a PDF of its component, handled by `an-handler-khdt`."""
    with moment(11, 2):
        dossier = file(
            attachments=[{"component": "giay-de-nghi", "filename": "don.pdf", "data": PDF}],
        )
    with moment(11, 2, 10):
        act(dossier, "receive", "receiver", papers={"giay-de-nghi": 1}, fees_due=100_000)
        act(dossier, "hand_over", "receiver")
        act(dossier, "assign", "approver-khdt", assignee="an-handler-khdt")
    return dossier

"""Finished dossiers, and the screen of returns as an officer gets it."""

from pathlib import Path
from runpy import run_path

import pytest


Answer = run_path(str(Path(__file__).resolve().parents[1] / "conftest.py"))["Answer"]


class ReturningAnswer(Answer):
    """It has `errors` by field, and the values of its form."""

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def errors(self) -> dict[str, str]:
        found = self.document.xpath("//*[@id='desk-returning']//a")
        return {each.get("href")[1:]: each.text_content() for each in found}

    def value(self, name: str) -> str:
        (field,) = self.document.xpath(f"//input[@name='{name}'][not(@type='radio') or @checked]")[:1]
        return field.get("value")


@pytest.fixture
def ask(centre, at_desk):
    """The screen as an officer gets it: `ask(dossier.number)`, or with a form: `ask(…, form={"return": "1"})`."""

    def get(*path, who="returner", language="en", form=None, **query) -> ReturningAnswer:
        method, form = "GET" if form is None else "POST", {**query, **(form or {})}
        return at_desk("returning", who, *path, method=method, language=language, form=form, answer=ReturningAnswer)

    return get


@pytest.fixture
def finished(file, act, moment):
    """Makes a dossier of khdt whose result waits: `finished(fees=100_000)`; with an address it is wanted by post."""

    def make(fees=0, address="", applicant=None, day=3):
        delivery = {"method": "post", "address": address} if address else {"method": "counter"}
        with moment(11, 2):
            dossier = file(delivery=delivery, **({"applicant": applicant} if applicant else {}))
            act(dossier, "receive", "receiver", fees_due=fees)
            act(dossier, "hand_over", "receiver")
        with moment(11, day):
            act(dossier, "assign", "approver-khdt", assignee="an-handler-khdt")
            act(dossier, "submit", "handler-khdt")
            act(dossier, "review", "approver-khdt")
            act(dossier, "sign", "approver-khdt", number="12/GP")
            act(dossier, "hand_back", "handler-khdt")
        assert dossier.state == "finished", dossier.state
        return dossier

    return make


@pytest.fixture
def form(ask):
    """A form for the return of a dossier, filled in rightly, with what is changed; None takes a field away."""

    def fill(dossier, **changed):
        page = ask(dossier.number)
        values = {
            "return": "1",
            "version": page.value("version"),
            "key": page.value("key"),
            "who": "applicant",
            "document": "id_card",
            "document_number": "080 123 456 789",
            "items": "paper-0",
            "signed": "paper",
            **changed,
        }
        return {name: value for name, value in values.items() if value is not None}

    return fill

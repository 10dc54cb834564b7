"""`bin/hcc papers`: what operators type, and what they read."""

from click.testing import CliRunner
from contextlib import nullcontext
from hcc_longan.papers.commands import papers
from plone import api

import pytest
import transaction


pytestmark = pytest.mark.layer("functional")


@pytest.fixture
def hcc(centre, monkeypatch):
    """Runs `bin/hcc papers …` on the test's site; gives exit code and output."""
    monkeypatch.setattr("hcc_longan.papers.commands.in_site", lambda: nullcontext(centre))

    def run(*words):
        result = CliRunner().invoke(papers, words)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


@pytest.fixture
def public(centre):
    """The site knows its public address."""
    api.portal.set_registry_record("hcc_longan.papers.public_url", "https://hcc.example.vn")


@pytest.mark.parametrize("words", [("issue",), ("replace", "x")])
def test_no_paper_is_made_without_a_public_address(hcc, words):
    code, output = hcc(*words)
    assert code == 2
    assert "public address" in output


def test_due_papers_are_made(hcc, public, file, act, broken):
    dossier = file()
    with broken():
        act(dossier, "receive", "receiver", counter="")
    transaction.commit()
    with broken():
        code, output = hcc("issue")
    assert code == 1
    assert f"receipt              {dossier.code} RuntimeError: no more ink" in output
    assert hcc("issue") == (0, f"receipt              {dossier.code} {dossier.papers[0].number}\n")
    assert hcc("issue") == (0, "")


def test_a_paper_is_replaced_if_need_be(hcc, public, received):
    dossier = received()
    (former,) = dossier.papers
    transaction.commit()
    assert hcc("replace", former.code) == (0, f"{former.number} says what the dossier says; nothing was issued.\n")
    dossier.applicant = {**dossier.applicant, "name": "Nguyễn Văn Ân"}
    _former, corrected = hcc("replace", former.code) and dossier.papers
    assert corrected.replaces == former.code
    code, output = hcc("replace", "4F7K-2M9Q-X3TD-C8PA")
    assert code == 2
    assert "no paper" in output


def test_papers_are_compared_and_their_rows_made_anew(hcc, received):
    received()
    transaction.commit()
    assert hcc("check") == (0, "1 papers compared, 0 differences.\n")
    code, output = hcc("rebuild")
    assert code == 0
    assert output.endswith("1 papers can be verified.\n")

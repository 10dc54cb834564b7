"""A made-up month: what it leaves behind."""

from click.testing import CliRunner
from contextlib import contextmanager
from datetime import datetime
from datetime import timedelta
from hcc_longan import clock
from hcc_longan import demo
from hcc_longan.cli import main
from hcc_longan.clock import ZONE
from hcc_longan.demo import commands
from hcc_longan.demo import month as months
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.register.maintenance import check
from hcc_longan.dossiers.register.queries import QUEUES
from hcc_longan.dossiers.register.queries import worklist
from hcc_longan.dossiers.register.worklists import Asker
from hcc_longan.papers.issuing import papers_of
from plone import api

import pytest


pytestmark = pytest.mark.layer("functional")
NOW = datetime(2026, 11, 18, 10, 12, tzinfo=ZONE)  # a Wednesday
# Of one officer or agency each, tested by name below; the others are of all.
PERSONAL = {"mine", "my_counter", "asked", "followed"}


@pytest.fixture
def catalogue_of_two(centre, make_procedure):
    """A procedure of each of two departments."""
    make_procedure()
    make_procedure("Cấp bản sao trích lục hộ tịch", code="2.000635", department="tp", field="")
    demo.make_accounts()
    return centre


def states(month) -> list[str]:
    return [case.dossier.state for case in month.cases]


@pytest.mark.slow
def test_a_small_month_is_sound(catalogue_of_two):
    with clock.at(NOW):
        month = months.make_month(dossiers=12)
        assert [found for found in check() if found is not None] == []
    assert len(month.cases) == 12
    assert not any(case.is_cut_off for case in month.cases)
    calendar = calendars.current().calendar("")
    for case in month.cases:
        dossier = case.dossier
        moments = [event.at for event in dossier.events]
        assert moments == sorted(moments)
        assert moments[-1] <= NOW
        assert moments[0] >= NOW - timedelta(days=32)
        for event in dossier.events[1:]:
            # In working time, to the minute: people don't stop in the middle of a click.
            assert calendar.clamp(event.at) - event.at < timedelta(minutes=1), event
            assert event.actor != "admin"
        assert all(file.getSize() for file in dossier.attachments)
        assert not dossier.is_test
        if dossier.code:
            assert dossier.code.split("-")[1] <= f"{NOW:%y%m%d}"
            assert papers_of(dossier)


@pytest.mark.slow
def test_every_list_has_something_in_it(catalogue_of_two):
    with clock.at(NOW):
        months.make_month(dossiers=60)
        empty = [name for name in QUEUES if not worklist(name).total]
        empty += [name for name in ("today", "overdue", "department", "at_agency") if not worklist(name).total]
        assert empty == []
        asker = Asker("thuly-khdt", frozenset(["khdt"]), frozenset(["quay-1"]))
        assert [name for name in PERSONAL if not worklist(name, asker=asker).total] == []


def test_the_same_seed_gives_the_same_people(catalogue_of_two):
    with clock.at(NOW):
        first = list(months._cases(months.Month("7/0", NOW - timedelta(days=30), NOW), 8))
        again = list(months._cases(months.Month("7/0", NOW - timedelta(days=30), NOW), 8))
        other = list(months._cases(months.Month("8/0", NOW - timedelta(days=30), NOW), 8))
    assert [(case.applicant, case.filed_at, case.steps) for case in first] == [
        (case.applicant, case.filed_at, case.steps) for case in again
    ]
    assert [case.applicant for case in first] != [case.applicant for case in other]


@pytest.mark.slow
def test_who_was_quicker_at_the_running_site_wins(catalogue_of_two, monkeypatch):
    """A dossier that somebody else moved stays as they left it; the others go on."""
    real, disturbed = months._move, []

    def move(case, at, step):
        if not disturbed:
            disturbed.append(case.number)
            with months.acting("tiepnhan", at):
                months.move(case.dossier, "refuse", {"reason": "Trùng", "legal_basis": "Điều 17"})
        return real(case, at, step)

    monkeypatch.setattr(months, "_move", move)
    with clock.at(NOW):
        month = months.make_month(dossiers=6)
    assert [case.number for case in month.cases if case.is_cut_off] == disturbed
    assert month.cases[disturbed[0]].dossier.state == "refused"


@pytest.fixture
def command(portal, monkeypatch):
    """`bin/hcc demo` in this site."""

    @contextmanager
    def here():
        yield portal

    monkeypatch.setattr(commands, "in_site", here)
    return lambda *arguments: CliRunner().invoke(main, ["demo", *arguments])


def test_a_second_month_is_made_only_when_asked_for(catalogue_of_two, command):
    with clock.at(NOW):
        first, second = command("--dossiers", "2"), command("--dossiers", "2")
        third = command("--dossiers", "2", "--more")
    assert (first.exit_code, second.exit_code, third.exit_code) == (0, 0, 0), first.output
    assert "2 dossiers in" in first.output
    assert "thuly2-tp" in first.output
    assert "has its demo month already" in second.output
    assert "2 dossiers in" in third.output
    assert months.months_made() == 2


def test_a_real_site_is_refused(centre, command):
    answer = command()
    assert answer.exit_code == 2
    assert "no demo accounts" in answer.output
    assert api.user.get(userid="tiepnhan") is None


def test_an_empty_catalogue_is_refused(centre, command):
    demo.make_accounts()
    answer = command()
    assert answer.exit_code == 2
    assert "no published procedure" in answer.output
    assert not months.months_made()


@pytest.mark.parametrize("wrong", [("--days", "0"), ("--dossiers", "0"), ("--dossiers", "x"), ("--seed", "")])
def test_wrong_numbers_are_refused(wrong):
    assert CliRunner().invoke(main, ["demo", *wrong]).exit_code == 2

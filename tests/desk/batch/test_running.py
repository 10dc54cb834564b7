"""Doing a batch: each dossier by itself, whatever happens to the others, to the officer or to the process."""

from concurrent.futures import ThreadPoolExecutor
from hcc_longan.desk.batch import making
from hcc_longan.desk.batch import running
from hcc_longan.desk.batch import store
from hcc_longan.desk.batch.tidying import tidy
from hcc_longan.desk.batch.words import unpacked
from hcc_longan.desk.officers import officer_of
from hcc_longan.dossiers.interfaces import IDossierMoved
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.register.queries import find_row
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.locks import exclusive
from plone import api
from sqlalchemy.exc import OperationalError
from ZODB.POSException import ConflictError
from zope.component import getGlobalSiteManager
from zope.i18n import translate

import pytest
import transaction


pytestmark = pytest.mark.layer("functional")


@pytest.fixture
def work():
    """Goes on with a batch as an officer: `work("receiver", batch_id)` gives the progress."""

    def do(who, batch_id, seconds=30):
        with api.env.adopt_user(username=f"an-{who}"):
            return running.work(store.read(batch_id, f"an-{who}"), seconds)

    return do


@pytest.fixture
def reasons():
    """Why dossiers of a batch were not done, in English, by number."""

    def read(batch_id):
        return {
            item.number: " ".join(translate(unpacked(each), target_language="en") for each in item.messages)
            for item in store.items(batch_id)
            if item.messages
        }

    return read


def steps_of(dossier) -> list[str]:
    transaction.begin()
    return [event.transition for event in dossier.events]


def test_a_third_that_is_not_eligible_is_left_as_it_is_and_the_rest_is_done(dossiers, started, work, results, reasons):
    fit, unfit = dossiers(4), dossiers(2, "to_assign")
    batch_id = started("receiver", [*fit[:2], *unfit, *fit[2:]], "hand_over")
    assert results(batch_id) == ["ready", "ready", "unfit", "unfit", "ready", "ready"]
    assert all("is not possible while the dossier is in the state" in reason for reason in reasons(batch_id).values())
    progress = work("receiver", batch_id)
    assert (progress.status, progress.finished, progress.total) == ("done", 4, 4)
    assert results(batch_id) == ["done", "done", "unfit", "unfit", "done", "done"]
    assert [steps_of(each)[-1] for each in (*fit, *unfit)] == ["hand_over"] * 6
    assert len(steps_of(unfit[0])) == 3


def test_a_dossier_that_moved_meanwhile_says_who_did_what(dossiers, started, act, work, results, reasons):
    made = dossiers(3)
    batch_id = started("receiver", made, "hand_over")
    act(made[1], "stop", "approver-khdt", reason="Hết hiệu lực", signer="An")
    transaction.commit()
    work("receiver", batch_id)
    assert results(batch_id) == ["done", "failed", "done"]
    (reason,) = reasons(batch_id).values()
    assert "an-approver-khdt has done “Stop processing”" in reason
    assert steps_of(made[1]) == ["file", "receive", "stop"]


def test_a_role_that_is_lost_half_way_stops_the_rest(centre, dossiers, started, work, results, reasons):
    made = dossiers(3)
    batch_id = started("receiver", made, "hand_over")

    def lose(event):
        centre.acl_users.source_groups.removePrincipalFromGroup("an-receiver", "receiver")

    manager = getGlobalSiteManager()
    manager.registerHandler(lose, [IDossierMoved])
    try:
        work("receiver", batch_id, 0.0001)
    finally:
        manager.unregisterHandler(lose, [IDossierMoved])
    work("receiver", batch_id)
    assert results(batch_id) == ["done", "failed", "failed"]
    assert set(reasons(batch_id).values()) == {"You may not do this here: “Hand over to the department”."}


def test_nothing_is_done_twice_when_the_process_ends_between_the_two_databases(dossiers, started, work, results):
    made = dossiers(2)
    batch_id = started("receiver", made, "hand_over")
    with api.env.adopt_user(username="an-receiver"):
        # As if the dossier had been committed and the result had not.
        move(made[0], "hand_over", version=made[0].version, key=f"batch:{batch_id}:{made[0].UID()}")
    transaction.commit()
    work("receiver", batch_id)
    assert results(batch_id) == ["done", "done"]
    assert steps_of(made[0]) == ["file", "receive", "hand_over"]


def test_a_call_works_as_long_as_it_may_and_the_next_one_goes_on(dossiers, started, work, results):
    batch_id = started("receiver", dossiers(3), "hand_over")
    first = work("receiver", batch_id, 0.0001)
    assert (first.status, first.finished) == ("running", 1)
    transaction.abort()
    assert work("receiver", batch_id, 0.0001).finished == 2
    assert work("receiver", batch_id).status == "done"


def test_while_another_window_is_at_it_nothing_is_done_twice(dossiers, started, work, results):
    batch_id = started("receiver", dossiers(2), "hand_over")
    with ThreadPoolExecutor(1) as other, exclusive(f"batch-{int(batch_id, 16) % 16}"):
        assert other.submit(_count_while_locked, batch_id).result() == 0
    assert results(batch_id) == ["ready", "ready"]
    assert work("receiver", batch_id).finished == 2


def _count_while_locked(batch_id: str) -> int:
    """What a call of another thread does, which has no site: it never comes so far as to need one."""
    return running.work(store.read(batch_id, "an-receiver"), 0.2).finished


def test_what_is_cancelled_stays_and_can_be_tried_again(dossiers, ask, started, work, results):
    made = dossiers(3)
    batch_id = started("receiver", made, "hand_over")
    work("receiver", batch_id, 0.0001)
    assert ask("receiver", batch_id, cancel="1").status == 303
    assert work("receiver", batch_id).status == "cancelled"
    assert results(batch_id) == ["done", "ready", "ready"]
    again = ask("receiver", batch_id, again="1").batch_id
    assert [item.uid for item in store.items(again)] == [made[1].UID(), made[2].UID()]
    assert results(again) == ["ready", "ready"]


class TestTrouble:
    """Errors of one dossier are its own; those of the ledger stop the batch where it is."""

    @pytest.fixture
    def breaking(self, monkeypatch):
        """Lets the step of a dossier raise an error so many times."""

        def install(number: str, error: Exception, times: int = 1000):
            left = [times]

            def move_or_break(dossier, *args, **kwargs):
                if dossier.number == number and left[0]:
                    left[0] -= 1
                    raise error
                return move(dossier, *args, **kwargs)

            monkeypatch.setattr(running, "move", move_or_break)

        return install

    def test_a_broken_dossier_does_not_keep_the_others_from_being_done(
        self, dossiers, started, work, results, reasons, breaking
    ):
        made = dossiers(3)
        batch_id = started("receiver", made, "hand_over")
        breaking(made[1].number, KeyError("procedure"))
        work("receiver", batch_id)
        assert results(batch_id) == ["done", "failed", "done"]
        assert "An error in the system" in reasons(batch_id)[made[1].number]
        assert steps_of(made[1]) == ["file", "receive"]

    @pytest.mark.parametrize(("times", "result"), [(2, "done"), (1000, "failed")])
    def test_conflicts_are_tried_again_a_few_times(self, dossiers, started, work, results, breaking, times, result):
        made = dossiers(2)
        batch_id = started("receiver", made, "hand_over")
        breaking(made[0].number, ConflictError(), times)
        work("receiver", batch_id)
        assert results(batch_id) == [result, "done"]

    def test_when_the_ledger_is_away_the_batch_waits(self, dossiers, started, work, results, breaking, monkeypatch):
        made = dossiers(2)
        batch_id = started("receiver", made, "hand_over")
        breaking(made[0].number, OperationalError("UPDATE", None, Exception("server closed the connection")), 1)
        with pytest.raises(OperationalError):
            work("receiver", batch_id)
        transaction.abort()
        assert results(batch_id) == ["ready", "ready"]
        assert work("receiver", batch_id).counts["done"] == 2

    def test_a_dossier_that_is_gone(self, centre, dossiers, started, work, results, reasons):
        made = dossiers(2)
        batch_id = started("receiver", made, "hand_over")
        made[0].__parent__._delObject(made[0].getId())
        transaction.commit()
        work("receiver", batch_id)
        assert results(batch_id) == ["failed", "done"]
        assert list(reasons(batch_id).values()) == ["This dossier is not there any more."]


def test_other_rooms_make_a_batch(dossiers):
    made = dossiers(2)
    with api.env.adopt_user(username="an-receiver"):
        officer = officer_of(api.user.get_current())
        batch_id = making.start(officer, "hand_over", [find_row(each.number) for each in made])
        assert [item.result for item in store.items(batch_id)] == ["ready", "ready"]
        with pytest.raises(KeyError):
            making.start(officer, "fly", [find_row(made[0].number)])
        with pytest.raises(making.NoBatch):
            making.start(officer, "hand_over", [])


def test_old_batches_are_tidied(dossiers, checked, moment):
    made = dossiers(2)
    with moment(1, 2):
        old = checked("receiver", made, "hand_over")
    with moment(4, 1):
        new = checked("receiver", made, "hand_over")
        assert tidy() == 0
    with moment(4, 3):
        assert tidy() == 1
    assert store.read(old, "an-receiver") is None
    assert store.items(old) == []
    assert store.read(new, "an-receiver") is not None
    with get_engine().connect() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM batch_items").scalar() == 2

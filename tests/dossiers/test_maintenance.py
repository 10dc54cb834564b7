"""The register checked against the dossiers, damaged, and made anew."""

from hcc_longan.dossiers.register import words
from hcc_longan.dossiers.register.maintenance import check
from hcc_longan.dossiers.register.maintenance import Fault
from hcc_longan.dossiers.register.maintenance import rebuild
from hcc_longan.dossiers.register.maintenance import size
from hcc_longan.dossiers.register.tables import AgencyRow
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import EventRow
from hcc_longan.dossiers.register.tables import MessageRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.register.writing import row
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import get_numbers_engine
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.numbers import Counter
from hcc_longan.ledger.numbers import peek_number
from hcc_longan.ledger.numbers import raise_number
from sqlalchemy import delete
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import text
from sqlalchemy import update

import datetime
import pytest
import transaction


LONG_AGO = datetime.datetime(2016, 10, 17, 1, tzinfo=datetime.UTC)


@pytest.fixture
def three(file, act, moment):
    """A dossier on its way, one that is paused, one that was only filed; written to the register."""
    with moment(11, 2, 8):
        on_its_way, paused, filed = file(), file(), file()
    with moment(11, 2, 9):
        for dossier in (on_its_way, paused):
            act(dossier, "receive", "receiver")
            act(dossier, "hand_over", "receiver")
            act(dossier, "assign", "approver-khdt", assignee="an-handler-khdt")
    with moment(11, 2, 10):
        act(paused, "ask_supplement", "handler-khdt", reason="Thiếu", papers=[{"what": "Bản sao"}])
        act(on_its_way, "ask_agencies", "handler-khdt", tasks=[{"agency": "thue", "what": "Nợ thuế?", "days": 1}])
    with moment(11, 3, 8):
        act(on_its_way, "answer_agency", "handler-thue", task="1", text="Không nợ.")
        act(on_its_way, "take_back", "handler-khdt")
    register.flush()
    return on_its_way, paused, filed


def faults() -> list[tuple[Fault, str]]:
    return [(found.fault, found.number) for found in check() if found is not None]


def row_of(dossier):
    """The condition for a dossier's row."""
    return DossierRow.uid == dossier.UID()


class TestCheck:
    """`check` finds every difference."""

    def test_clean_after_a_long_life(self, three, act, moment):
        dossier, paused, filed = three
        assert list(check()) == [None, None, None]
        with moment(11, 3, 9):
            act(paused, "supplement", "receiver")
            act(paused, "ask_payment", "handler-khdt", reason="Lệ phí", amount=100000)
            act(paused, "pay", "receiver", amount=100000, receipt="BL-01")
            act(paused, "transfer", "approver-khdt", reason="Đúng thẩm quyền", department="tp")
            act(filed, "refuse", "receiver", reason="Không đúng", legal_basis="NĐ 61/2018/NĐ-CP")
        with moment(11, 9, 9):
            for transition, who in (("submit", "handler"), ("review", "approver"), ("sign", "approver")):
                act(dossier, transition, f"{who}-khdt")
            act(dossier, "hand_back", "handler-khdt")
            act(dossier, "return_result", "returner", method="counter", collector="Nguyễn Văn An")
        register.flush()
        assert faults() == []
        # Time alone makes no difference.
        with moment(3, 1, year=2027):
            assert faults() == []

    def test_a_row_that_is_missing(self, three):
        session().execute(delete(DossierRow).where(row_of(three[0])))
        assert faults() == [(Fault.MISSING, three[0].code)]

    def test_a_row_without_a_dossier(self, three):
        table = DossierRow.__table__
        values = dict(session().execute(select(table).where(row_of(three[2]))).one()._mapping)
        values |= {"uid": "f" * 32, "tracking_number": "0000-0000-0000-0", "path": "ho-so/nowhere"}
        session().execute(insert(table).values(values))
        assert faults() == [(Fault.ORPHAN, "0000-0000-0000-0")]

    def test_a_row_that_says_something_else(self, three):
        damages = {
            "state": "signed",
            "version": 99,
            "department": "tp",
            "due_at": None,
            "original_due_at": LONG_AGO,
            "is_open": False,
            "id_key": None,
            "path": "ho-so/nowhere",
            "applicant": "Ai đó",
            "filing_key": "x",
        }
        for name, value in damages.items():
            session().execute(update(DossierRow).where(row_of(three[0])).values({name: value}))
            (found,) = (each for each in check() if each is not None)
            assert (found.fault, found.number) == (Fault.DIFFERENT, three[0].code)
            assert found.detail.startswith(f"{name}: ")
            assert "; " not in found.detail
            three[0].reindexObject()
            register.flush()
            assert faults() == []

    def test_a_row_that_lost_its_reception(self, three):
        session().execute(update(DossierRow).where(row_of(three[0])).values(received_at=None))
        assert (Fault.DIFFERENT, three[0].code) in faults()

    def test_events_that_are_missing_or_too_many(self, three):
        uid = three[0].UID()
        session().execute(delete(EventRow).where(EventRow.uid == uid, EventRow.number == 2))
        assert faults() == [(Fault.EVENTS, three[0].code)]
        table = EventRow.__table__
        values = dict(session().execute(select(table).where(EventRow.uid == three[1].UID())).first()._mapping)
        session().execute(insert(table).values({**values, "number": 99}))
        assert sorted(faults()) == sorted((Fault.EVENTS, dossier.code) for dossier in three[:2])

    def test_an_event_that_says_something_else(self, three):
        chosen = (EventRow.uid == three[0].UID(), EventRow.number == 3)
        damages = {
            "transition": "sign",
            "at": LONG_AGO,
            "before": "signed",
            "after": "signed",
            "holder": "tp",
            "actor": "nobody",
            "role": "Manager",
            "stage_minutes": 1,
        }
        kept = session().execute(select(EventRow.__table__).where(*chosen)).one()._mapping
        unseen = []
        for name, value in damages.items():
            session().execute(update(EventRow).where(*chosen).values({name: value}))
            if faults() != [(Fault.EVENTS, three[0].code)]:
                unseen.append(name)
            session().execute(update(EventRow).where(*chosen).values({name: kept[name]}))
        assert unseen == []

    def test_words_and_agencies_that_are_not_those_of_the_dossier(self, three, act, moment):
        words.forget(three[0].UID())
        assert faults() == [(Fault.WORDS, three[0].code)]
        words.write({**row(three[0]), "applicant": "Ai đó"}, ())
        assert faults() == [(Fault.WORDS, three[0].code)]
        with moment(11, 3, 10):
            act(three[0], "ask_agencies", "handler-khdt", tasks=[{"agency": "thue", "what": "Nợ thuế?", "days": 1}])
        register.flush()
        # A step that changes the agencies writes the words as well.
        assert faults() == []
        session().execute(delete(AgencyRow))
        assert faults() == [(Fault.AGENCIES, three[0].code)]

    def test_events_without_a_dossier(self, three):
        table = EventRow.__table__
        values = dict(session().execute(select(table).where(EventRow.uid == three[0].UID())).first()._mapping)
        session().execute(insert(table).values({**values, "uid": "f" * 32}))
        assert len(faults()) == 1

    def test_what_is_pending_is_no_difference(self, file, moment):
        with moment(11, 2):
            file()
        assert faults() == []

    def test_a_counter_that_is_behind(self, three):
        with get_numbers_engine().begin() as connection:
            kept = connection.execute(select(Counter.name, Counter.day, Counter.value)).all()
            connection.execute(update(Counter).values(value=0))
        try:
            found = faults()
        finally:
            for name, day, value in kept:
                raise_number(name, datetime.date.fromisoformat(day) if day else None, value)
        assert found == [(Fault.COUNTER, "dossier:000.00.91.H39"), (Fault.COUNTER, "register:khdt/2026")]
        assert faults() == []


@pytest.mark.layer("functional")
class TestRebuild:
    """`rebuild` makes everything anew; it commits."""

    def test_whatever_is_wrong_is_mended(self, three, act, moment):
        transaction.commit()
        dossier, paused, filed = three
        agency, day = dossier.code.split("-")[0], datetime.date(2026, 11, 2)
        highest = peek_number(f"dossier:{agency}", day)
        rows, events = DossierRow.__table__, EventRow.__table__
        with get_engine().begin() as connection:
            values = dict(connection.execute(select(rows).where(row_of(paused))).one()._mapping)
            connection.execute(delete(rows).where(row_of(dossier)))
            connection.execute(update(rows).values(state="signed", applicant="Ai đó"))
            orphan = {"uid": "f" * 32, "tracking_number": "0000-0000-0000-0", "code": None, "filing_key": None}
            connection.execute(insert(rows).values(values | orphan))
            connection.execute(delete(events).where(events.c.number == 2))
            connection.execute(update(events).values(actor="nobody"))
            event = dict(connection.execute(select(events)).first()._mapping)
            connection.execute(insert(events).values({**event, "uid": "e" * 32}))
            connection.execute(insert(MessageRow).values(uid=paused.UID(), number=1, side="citizen", at=LONG_AGO))
            connection.execute(insert(AgencyRow).values(uid=filed.UID(), agency="thue"))
            connection.execute(text("UPDATE dossier_words SET words = 'x'"))
        with get_numbers_engine().begin() as connection:
            connection.execute(update(Counter).values(value=0))
        assert {fault for fault, _number in faults()} == set(Fault)

        assert list(rebuild())[-1] == 3
        assert faults() == []
        assert size() == 3
        assert set(session().scalars(select(EventRow.uid))) == {each.UID() for each in three}
        assert "nobody" not in set(session().scalars(select(EventRow.actor)))
        assert peek_number(f"dossier:{agency}", day) == highest
        with moment(11, 2, 11):
            act(three[2], "receive", "receiver")
        assert three[2].code.endswith(f"{highest + 1:04d}")

    def test_a_sound_register_stays_as_it_is(self, three):
        transaction.commit()
        rows, events = DossierRow.__table__, EventRow.__table__

        def contents() -> list:
            with get_engine().connect() as connection:
                return [connection.execute(select(t).order_by(*t.primary_key)).all() for t in (rows, events)]

        before = contents()
        assert list(rebuild()) == [3]
        assert contents() == before

"""What is asked of the ledger about citizens, on both databases."""

from datetime import datetime
from datetime import timedelta
from hcc_longan.citizens import consents
from hcc_longan.citizens.consents import Consent
from hcc_longan.clock import ZONE
from hcc_longan.dossiers import access
from hcc_longan.dossiers import messages
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import MessageRow
from hcc_longan.ledger.base import UtcDateTime
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.engine import tidy
from sqlalchemy import event
from sqlalchemy import text

import pytest
import transaction


NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)
ROWS = 4000


class Dossier:
    """What the ledger asks of a dossier."""

    def __init__(self, uid: str):
        self.uid = uid

    def UID(self) -> str:
        return self.uid


def row(number: int) -> dict:
    """A row of the register: every hundredth is Mai's, every second of those open."""
    given = {
        column.name: NOON if isinstance(column.type, UtcDateTime) else column.type.python_type()
        for column in DossierRow.__table__.columns
        if not column.nullable
    }
    return given | {
        "uid": f"{number:032}",
        "tracking_number": f"{number:013}",
        "filed_by": "mai" if number % 100 == 0 else None if number % 3 else f"c-{number}",
        "is_open": number % 200 == 0,
        "filed_at": NOON + timedelta(minutes=number),
    }


@pytest.fixture
def register(ledger):
    """A register with some thousand dossiers."""
    with get_engine().begin() as connection:
        connection.execute(DossierRow.__table__.insert(), [row(number) for number in range(ROWS)])
    tidy()


@pytest.fixture
def plans(ledger):
    """How the database answers what is asked: `plans()` gives it as a text."""
    asked = []

    @event.listens_for(get_engine(), "before_cursor_execute")
    def remember(connection, cursor, statement, parameters, context, executemany):
        asked.append((statement, parameters))

    def explain() -> str:
        word = "EXPLAIN" if ledger.startswith("postgresql") else "EXPLAIN QUERY PLAN"
        with get_engine().connect() as connection:
            return "\n".join(
                str(connection.exec_driver_sql(f"{word} {statement}", parameters).all())
                for statement, parameters in list(asked)
                if statement.startswith("SELECT")
            )

    return explain


class TestOwnDossiers:
    """ "My dossiers" at any number of dossiers."""

    def test_are_read_newest_first_and_paged(self, register):
        found = queries.of_account("mai", is_open=False, size=15)
        rest = queries.of_account("mai", is_open=False, size=15, start=15)
        numbers = [int(each.uid) for each in (*found, *rest)]
        assert numbers == list(range(3900, -1, -200))
        assert len(queries.of_account("mai", is_open=True)) == 20
        assert queries.of_account("nobody", is_open=True) == []

    def test_are_found_by_an_index(self, register, plans):
        queries.of_account("mai", is_open=True, size=20)
        assert "ix_dossiers_filed_by" in plans()


class TestMessages:
    """Which messages a side has not read."""

    @pytest.fixture(autouse=True)
    def written(self, ledger):
        for number, side in enumerate(("citizen", "centre", "citizen"), 1):
            session().add(MessageRow(uid="a", number=number, side=side, at=NOON))
        session().add(MessageRow(uid="b", number=1, side="centre", at=NOON))
        transaction.commit()

    def test_are_counted_by_side(self):
        assert messages.unread_in(["a", "b", "c"], Side.CENTRE) == {"a": 2}
        assert messages.unread_in(["a", "b"], Side.CITIZEN) == {"a": 1, "b": 1}
        assert messages.unread_in([], Side.CITIZEN) == {}

    def test_are_read_with_the_transaction(self):
        messages.mark_read(Dossier("a"), Side.CENTRE)
        transaction.abort()
        assert messages.unread_in(["a"], Side.CENTRE) == {"a": 2}
        messages.mark_read(Dossier("a"), Side.CENTRE)
        transaction.commit()
        assert messages.unread_in(["a", "b"], Side.CENTRE) == {}
        assert messages.unread_in(["a"], Side.CITIZEN) == {"a": 1}

    def test_a_page_holds_no_writer_while_it_is_made(self, ledger):
        messages.mark_read(Dossier("a"), Side.CENTRE)
        with get_engine().begin() as another:
            another.execute(text("UPDATE dossier_messages SET side = 'centre' WHERE uid = 'b'"))
        transaction.commit()
        assert messages.unread_in(["a"], Side.CENTRE) == {}


class TestLooks:
    """The access log."""

    def test_are_read_newest_first_and_purged(self, ledger):
        for number in range(5):
            given = {"user_id": "lan", "name": "Lan", "role": "Handler", "unit": "khdt", "what": "dossier"}
            look = access.AccessRow(uid="a", at=NOON + timedelta(days=number), subject="", origin="local", **given)
            session().add(look)
        transaction.commit()
        assert [look.at.day for look in access.looks(Dossier("a"), size=2, start=1)] == [27, 26]
        assert access.looks(Dossier("b")) == []
        assert access.purge(NOON + timedelta(days=2)) == 2
        transaction.commit()
        assert [look.at.day for look in access.looks(Dossier("a"))] == [28, 27, 26]


class TestConsents:
    """Dated records."""

    def test_are_given_once_and_withdrawn_and_given_again(self, ledger):
        for _again in range(2):
            consents.give("mai", Consent.NEWSLETTER, "Tin tức")
        assert consents.has_given("mai", Consent.NEWSLETTER)
        assert not consents.has_given("mai", Consent.COMMENTS)
        assert not consents.has_given("binh", Consent.NEWSLETTER)
        consents.withdraw("mai", Consent.NEWSLETTER)
        assert not consents.has_given("mai", Consent.NEWSLETTER)
        consents.give("mai", Consent.NEWSLETTER, "Tin tức, bản mới")
        transaction.commit()
        first, second = consents.history("mai")
        assert (first.wording, second.wording) == ("Tin tức", "Tin tức, bản mới")
        assert first.withdrawn_at
        assert second.withdrawn_at is None

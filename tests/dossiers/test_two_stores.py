"""A dossier and its row are committed together, or neither is."""

from hcc_longan.dossiers.filing import file_dossier
from hcc_longan.dossiers.folders import dossiers_in
from hcc_longan.dossiers.folders import make_root
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.register.queries import by_number
from hcc_longan.dossiers.register.queries import find_row
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import EventRow
from hcc_longan.ledger.engine import get_engine
from plone import api
from sqlalchemy import event
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from transaction.interfaces import IDataManager
from ZODB.POSException import ConflictError
from zope.interface import implementer

import os
import pytest
import subprocess
import sys
import transaction


pytestmark = pytest.mark.layer("functional")


PERSON = {"name": "Trần Thị Bình", "phone": "0912 345 678"}


@pytest.fixture
def page(centre, make_procedure):
    made = make_procedure()
    make_root()
    transaction.commit()
    return made


def committed() -> tuple[list[str], list[str], int]:
    """What other processes see: numbers of the dossiers, numbers in the register, and how many event rows."""
    transaction.begin()
    with get_engine().connect() as connection:
        rows = sorted(connection.scalars(select(DossierRow.tracking_number)))
        events = connection.scalar(select(func.count()).select_from(EventRow))
    return sorted(dossier.tracking_number for dossier in dossiers_in(make_root())), rows, events


class Refused(Exception):
    """What a store says that can't commit."""


@implementer(IDataManager)
class Refuser:
    """A data manager that votes no, before the register's can commit."""

    transaction_manager = transaction.manager

    def abort(self, current) -> None: ...

    tpc_begin = commit = tpc_finish = tpc_abort = abort

    def tpc_vote(self, current) -> None:
        raise Refused

    def sortKey(self) -> str:
        return "a"


@pytest.fixture
def broken_register():
    """The register's database refuses every INSERT of its rows."""

    def refuse(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith("INSERT INTO dossier"):
            raise DBAPIError(statement, None, Refused("disk full"))

    event.listen(get_engine(), "before_cursor_execute", refuse)
    yield
    event.remove(get_engine(), "before_cursor_execute", refuse)


@pytest.fixture
def broken_commit():
    """The register's database takes every row, and refuses to commit them: a deferred constraint is violated."""
    if get_engine().dialect.name != "sqlite":
        pytest.skip("the trigger is written in SQLite's words")
    with get_engine().begin() as connection:
        for statement in (
            "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
            "CREATE TABLE children (parent INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TRIGGER orphan AFTER INSERT ON dossier_events BEGIN INSERT INTO children VALUES (1); END",
        ):
            connection.execute(text(statement))
    yield
    transaction.abort()
    with get_engine().begin() as connection:
        for statement in ("DROP TRIGGER orphan", "DROP TABLE children", "DROP TABLE parents"):
            connection.execute(text(statement))


class TestTogether:
    """Filing and moving are in both stores, or in none."""

    def test_both(self, page):
        dossier = file_dossier(page, PERSON)
        number = dossier.tracking_number
        assert committed() == ([number], [number], 1)
        move(by_number(number), "receive")
        assert committed() == ([number], [number], 1)
        assert find_row(number).state == "filed"
        move(by_number(number), "receive")
        transaction.commit()
        assert committed() == ([number], [number], 2)
        assert find_row(number).state == by_number(number).state == "received"

    def test_what_the_caller_changed_before_is_dropped(self, page):
        page.title = "Khác"
        dossier = file_dossier(page, PERSON)
        transaction.abort()
        assert page.title == "Đăng ký thành lập doanh nghiệp tư nhân"
        assert committed()[0] == [dossier.tracking_number]

    def test_files_are_there_afterwards(self, page):
        raw = [{"component": "giay-de-nghi", "filename": "don.pdf", "data": b"%PDF-1.7"}]
        number = file_dossier(page, PERSON, attachments=raw).tracking_number
        transaction.begin()
        api.portal.get()._p_jar.cacheMinimize()
        assert [file.data for file in by_number(number).attachments] == [b"%PDF-1.7"]

    @pytest.mark.parametrize(
        "breakage",
        [
            "broken_register",
            "broken_commit",
        ],
    )
    def test_neither_if_the_register_fails(self, request, page, breakage):
        number = file_dossier(page, PERSON).tracking_number
        request.getfixturevalue(breakage)
        with pytest.raises(DBAPIError):
            file_dossier(page, PERSON)
        transaction.abort()
        assert committed() == ([number], [number], 1)
        move(by_number(number), "receive")
        with pytest.raises(DBAPIError):
            transaction.commit()
        transaction.abort()
        assert committed() == ([number], [number], 1)
        assert by_number(number).state == find_row(number).state == "filed"

    def test_neither_if_another_store_votes_no(self, page, file):
        file(page)
        transaction.get().join(Refuser())
        with pytest.raises(Refused):
            transaction.commit()
        transaction.abort()
        assert committed() == ([], [], 0)

    def test_neither_if_the_database_conflicts(self, page):
        number = file_dossier(page, PERSON).tracking_number
        dossier = by_number(number)
        move(dossier, "receive")
        # Somebody else writes the same dossier meanwhile.
        other = transaction.TransactionManager()
        connection = dossier._p_jar.db().open(other)
        connection.get(dossier._p_oid).title = "Khác"
        other.commit()
        connection.close()
        with pytest.raises(ConflictError):
            transaction.commit()
        transaction.abort()
        assert committed() == ([number], [number], 1)
        assert by_number(number).state == find_row(number).state == "filed"

    def test_of_two_at_once_the_later_one_is_to_try_again(self, page):
        number = file_dossier(page, PERSON).tracking_number
        dossier = by_number(number)
        uid, oid, database = dossier.UID(), dossier._p_oid, dossier._p_jar.db()
        move(dossier, "receive")

        pending = [True]

        def overtake(connection, cursor, statement, parameters, context, executemany):
            # The other one commits to both stores after we have looked and before we write.
            if statement.startswith("UPDATE dossiers") and pending:
                pending.clear()
                other = transaction.TransactionManager()
                opened = database.open(other)
                opened.get(oid).title = "Khác"
                other.commit()
                opened.close()
                with get_engine().begin() as quicker:
                    rows = EventRow.__table__
                    first = dict(quicker.execute(select(rows).where(rows.c.uid == uid)).one()._mapping)
                    quicker.execute(rows.insert().values({**first, "number": 2}))

        event.listen(get_engine(), "before_cursor_execute", overtake)
        try:
            with pytest.raises(ConflictError):
                transaction.commit()
        finally:
            event.remove(get_engine(), "before_cursor_execute", overtake)
            transaction.abort()
        assert find_row(number).version == 1

    def test_an_abort_leaves_nothing_pending(self, page, file):
        file(page)
        transaction.abort()
        number = file_dossier(page, PERSON).tracking_number
        assert committed() == ([number], [number], 1)


KILLED = """
from click.testing import CliRunner
from hcc_longan.cli import main
from hcc_longan.dossiers.filing import file_dossier
from hcc_longan.zope_app import enter_site, use_own_database, zope_root
from pathlib import Path
from plone import api
from zope.sqlalchemy.datamanager import SessionDataManager
import os, transaction

use_own_database(Path(os.environ["OWN_DATABASE"]))
made = CliRunner().invoke(main, ["site", "create", "--empty"])
assert made.exit_code == 0, made.output

def publish(container, portal_type, id, title, **fields):
    page = api.content.create(container, portal_type, id=id, title=title, **fields)
    api.content.transition(page, "publish")
    return page

with zope_root() as root:
    vi = enter_site(root, "hcc")["vi"]
    publish(publish(vi, "Folder", "co-quan", "Cơ quan"), "Department", "tp", "Sở Tư pháp", code="tp")
    catalogue = publish(vi, "Catalogue", "thu-tuc", "Thủ tục")
    page = publish(catalogue, "Procedure", "khai-tu", "Khai tử", code="1.000656", department="tp")
    transaction.commit()
    file_dossier(page, {"name": "Trần Thị Bình", "address": "Tân An"})
    vote = SessionDataManager.tpc_vote

    def vote_and_die(self, current):
        # The register has committed, the database is only to finish: now the power goes.
        vote(self, current)
        os._exit(9)

    SessionDataManager.tpc_vote = vote_and_die
    file_dossier(page, {"name": "Lê Văn Cường", "address": "Tân An"})
"""

MENDED = """
from click.testing import CliRunner
from hcc_longan.cli import main

for command in ("check", "rebuild", "check"):
    answer = CliRunner().invoke(main, ["ledger", command])
    print(answer.exit_code, answer.stdout.strip().replace("\\n", " | "))
"""


@pytest.mark.slow
def test_a_process_killed_between_the_two(tmp_path, root):
    """The register has a row too many; `bin/hcc ledger check` finds it and `bin/hcc ledger rebuild` mends it."""
    if not (root / "bin" / "py").exists():
        pytest.skip("bin/py is not here")

    def run(script: str, **variables: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, root / "bin" / "py", "-c", script],
            capture_output=True,
            text=True,
            cwd=root,
            env={**os.environ, "HCC_HOME": str(root), **variables},
            check=False,
        )

    killed = run(KILLED, OWN_DATABASE=str(tmp_path))
    assert killed.returncode == 9, killed.stdout + killed.stderr
    database = {"HCC_WSGI": f"{tmp_path}/wsgi.ini", "HCC_LEDGER_URL": f"sqlite:///{tmp_path}/ledger.sqlite"}
    mended = run(MENDED, **database)
    assert mended.returncode == 0, mended.stderr
    found, rebuilt, again = mended.stdout.splitlines()
    assert found.startswith("1 orphan ")
    assert "1 dossiers compared, 1 differences." in found
    assert rebuilt.startswith("0 ")
    assert rebuilt.endswith("1 dossiers are in the register.")
    assert again == "0 1 dossiers compared, 0 differences."

"""Other dossiers of the same person, and what an officer may know of them."""

from hcc_longan.dossiers.register import queries
from hcc_longan.ledger.engine import session
from sqlalchemy import text

import pytest


@pytest.fixture
def others(file, make_procedure, received):
    """An's dossiers: of the same procedure by name without accents, and of Justice by the same document."""
    justice = make_procedure(title="Cấp phiếu lý lịch tư pháp", code="2.000488", department="tp")
    people = {
        "name": (None, {"name": "NGUYEN VAN AN", "phone": "0911111111"}),
        "document": (justice, {"name": "An", "phone": "0922222222", "id_number": "080 123 456 789"}),
        "phone": (justice, {"name": "Bình", "phone": "+84 900 000 001"}),
        "nobody": (None, {"name": "Trần Thị Bốn", "phone": "0933333333"}),
    }
    return {name: file(procedure, applicant=person, channel="counter") for name, (procedure, person) in people.items()}


def lines(page) -> dict[str, str]:
    rows = page.texts("//*[@id='related']//tbody/tr")
    return {row.split()[0]: row for row in rows}


def test_a_reason_stands_at_each_and_duplicates_come_first(ask, received, others):
    found = lines(ask(received, "supervisor"))
    assert set(found) == {each.number for name, each in others.items() if name != "nobody"}
    assert next(iter(found)) == others["name"].number
    assert "Possibly filed twice same procedure and name" in found[others["name"].number]
    assert "same identity document" in found[others["document"].number]
    assert "same phone" in found[others["phone"].number]
    assert "twice" not in found[others["phone"].number]


def test_of_another_departments_only_number_and_state_are_told(ask, received, others):
    page = ask(received, "handler-khdt")
    found = lines(page)
    assert found[others["phone"].number] == f"{others['phone'].number} Newly registered With another department."
    assert "Bình" not in page.html
    assert not page.document.xpath(f"//a[contains(@href, '{others['phone'].number}')]")
    assert page.document.xpath(f"//a[contains(@href, '{others['name'].number}')]")


def test_the_dossier_itself_and_strangers_are_not_among_them(received, others):
    row = queries.find_row(received.number)
    found = {each.uid for rows in queries.alike(row).values() for each in rows}
    assert received.UID() not in found
    assert others["nobody"].UID() not in found


def test_a_name_of_a_procedure_is_found_by_an_index(received):
    if session().get_bind().dialect.name != "sqlite":
        pytest.skip("the question is written in SQLite's words")
    row = queries.find_row(received.number)
    plan = session().execute(
        text("EXPLAIN QUERY PLAN SELECT uid FROM dossiers WHERE procedure = :a AND applicant_folded = :b"),
        {"a": row.procedure, "b": row.applicant_folded},
    )
    assert "ix_dossiers_procedure_name" in " ".join(str(each) for each in plan)

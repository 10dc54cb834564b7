"""The words under which dossiers are found, on both databases."""

from datetime import datetime
from datetime import timedelta
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.register import words
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.testing import ledger  # noqa: F401
from hcc_longan.ledger.testing import postgresql_url  # noqa: F401

import pytest
import transaction


PEOPLE = {
    "an": ("Nguyễn Văn An", "khdt"),
    "anh": ("NGUYỄN THỊ ÁNH", "tp"),
    "duc": ("Đỗ Đức Đạt", "khdt"),
    "firm": ("Công ty TNHH MTV Vàm Cỏ – Long An (VIETNAM) Co., Ltd.", "tp"),
    "odd": ("⑴ O'Neill \"x\" & | ! * § ' \\ 李小龙", "khdt"),
}


@pytest.fixture
def people(ledger):  # noqa: F811
    """Words of some people's dossiers, filed one after the other."""
    for number, (uid, (name, department)) in enumerate(PEOPLE.items()):
        words.write(row(uid, number, name, department), {"thue"} if uid == "an" else ())
    transaction.commit()


def row(uid: str, number: int, name: str, department: str = "khdt", code: str | None = None) -> dict:
    return {
        "uid": uid,
        "filed_at": datetime(2026, 11, 2, 8, tzinfo=ZONE) + timedelta(minutes=number),
        "tracking_number": f"4F7K-2M9Q-X3T{number}-C",
        "code": code or f"000.00.91.H39-261102-000{number}",
        "applicant": name,
        "department": department,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Nguyễn Văn An", ["an"]),
        ("nguyen van an", ["an"]),
        ("an nguyen", ["firm", "an", "anh"][1:]),
        ("ng an", ["anh", "an"]),
        ("NGUYEN AN", ["anh", "an"]),
        ("nguyễn thị a", ["anh"]),
        ("do duc dat", ["duc"]),
        ("dat đỗ", ["duc"]),
        ("vam co tnhh", ["firm"]),
        ("an", ["firm", "anh", "an"]),
        ("yen", []),
        ("nguyen nguyen", ["anh", "an"]),
        ("261102-0002", ["duc"]),
        ("x3t3", ["firm"]),
        ("o'neill", ["odd"]),
        ("李小", ["odd"]),
        ("1", ["odd"]),
        ("", []),
        ("' \" * | & § \\ ( ) :", []),
        ("\x00", []),
        ("\ud800", []),
        ("a" * 10_000, []),
        (" ".join(f"w{number}" for number in range(3_000)), []),
        ("NEAR(nguyen) OR an", []),
        ("%", []),
    ],
)
def test_finding(people, query, found):
    expected = sorted(found, key=list(PEOPLE).index, reverse=True)
    assert list(words.find(query, None, 10)) == expected


def test_newest_first_and_no_more_than_asked_for(people):
    assert words.find("an", None, 2) == ["firm", "anh"]


@pytest.mark.parametrize(
    ("units", "found"),
    [({"khdt"}, ["an"]), ({"tp"}, ["firm", "anh"]), ({"khdt", "tp"}, ["firm", "anh", "an"]), ({"thue"}, ["an"])],
)
def test_only_those_of_the_askers_departments_and_agencies(people, units, found):
    assert words.find("an", units, 10) == found


def test_who_has_no_department_finds_nothing(people):
    assert words.find("an", set(), 10) == []


def test_a_code_with_a_hyphen_is_one_department(ledger):  # noqa: F811
    words.write(row("a", 1, "An", "so-xd"), ())
    assert words.find("an", {"so-xd"}, 10) == ["a"]
    assert words.find("an", {"so", "xd"}, 10) == []


def test_written_again_and_forgotten(people):
    renamed = row("an", 0, "Trần Văn An")
    words.write(renamed, ())
    assert words.find("nguyen", None, 10) == ["anh"]
    assert words.find("tran", None, 10) == ["an"]
    assert words.written(renamed) == words.words_of(renamed, ())
    # Its row isn't there: all words are looked through.
    words.forget("an")
    assert words.find("tran", None, 10) == []
    assert words.uids() == set(PEOPLE) - {"an"}
    assert session().get(DossierRow, "an") is None

"""What operators do about papers: those that are due, wrong ones, and the ledger's rows."""

from hcc_longan.ledger.engine import get_numbers_engine
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.numbers import Counter
from hcc_longan.ledger.numbers import peek_number
from hcc_longan.papers import repair
from hcc_longan.papers import store
from hcc_longan.papers.tables import PaperRow
from sqlalchemy import delete
from sqlalchemy import select

import pytest
import transaction


pytestmark = pytest.mark.layer("functional")


def test_a_step_is_kept_when_its_paper_fails_and_the_paper_follows(file, act, words, moment, broken, caplog):
    with moment(11, 3):
        dossier = file()
        with broken():
            assert act(dossier, "receive", "receiver", counter="").state == "received"
    transaction.commit()
    assert dossier.papers == ()
    assert "the receipt for event 2 could not be made" in caplog.text
    (row,) = store.due(dossier.UID())
    assert (row.kind, row.event, row.error) == ("receipt", 2, "RuntimeError: no more ink")

    with broken():
        (done,) = repair.issue_due()
    assert "no more ink" in done.error
    assert store.count_due() == 1

    with moment(11, 4, 14):
        act(dossier, "hand_over", "receiver")
        (done,) = repair.issue_due()
    assert not done.error
    assert not store.count_due()
    (paper,) = dossier.papers
    text = words(paper.data)
    # Made on another day, about what was then.
    assert "Long An, ngày 04 tháng 11 năm 2026" in text
    assert "Thời gian nhận hồ sơ: 09 giờ 00 phút, ngày 03 tháng 11 năm 2026" in text
    assert list(repair.issue_due()) == []


def test_an_operator_replaces_a_paper_by_its_code(received):
    dossier = received()
    transaction.commit()
    (former,) = dossier.papers
    dossier.applicant = {**dossier.applicant, "name": "Nguyễn Văn Ân"}
    assert repair.replace("0000-0000-0000-0000") is None
    assert repair.replace(former.code.lower().replace("-", " ")) == tuple(dossier.papers)


def test_rows_are_made_anew_from_the_dossiers(received, act):
    dossier = received()
    act(dossier, "stop", "approver-khdt", reason="Lý do", signer="Lê Thị Giám Đốc")
    transaction.commit()
    first, second = session().scalars(select(PaperRow).order_by(PaperRow.code)).all()
    session().delete(first)
    second.sha256 = "0" * 64
    transaction.commit()
    differences = [found for found in repair.check() if found]
    assert len(differences) == 2
    with get_numbers_engine().begin() as connection:
        connection.execute(delete(Counter))
    assert max(repair.rebuild()) == 2
    assert peek_number(dossier.papers[0].counter) == 1
    assert not [found for found in repair.check() if found]


def test_a_changed_file_is_found(received):
    dossier = received()
    (paper,) = dossier.papers
    paper.data = paper.data + b"\n"
    assert [found for found in repair.check() if found] == [f"{paper.number}: the file is not the one that was issued"]

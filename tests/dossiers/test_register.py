"""The register's answers: look-up, work lists, counts, and that its rows follow the dossiers."""

from datetime import datetime
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.maintenance import size
from hcc_longan.dossiers.register.queries import by_number
from hcc_longan.dossiers.register.queries import counts_by_state
from hcc_longan.dossiers.register.queries import find_row
from hcc_longan.dossiers.register.queries import of_person
from hcc_longan.dossiers.register.queries import QUEUES
from hcc_longan.dossiers.register.queries import received_by_month
from hcc_longan.dossiers.register.queries import worklist
from hcc_longan.dossiers.register.tables import EventRow
from hcc_longan.dossiers.states import STATES
from hcc_longan.ledger.engine import session
from sqlalchemy import func
from sqlalchemy import select

import pytest


UNDATED = [{"channel": "counter", "case": "", "limit": None, "unit": "working_day", "note_vi": "", "note_en": ""}]


@pytest.fixture
def pages(make_procedure, moment):
    """Three procedures: of three days, of a department of its own, and without a time limit."""
    with moment(10, 1):
        return {
            "khdt": make_procedure(),
            "tp": make_procedure("Khai tử", code="1.000656", department="tp", field="tp-ho-tich"),
            "undated": make_procedure("Việc lâu dài", code="1.000003", ways=UNDATED),
        }


@pytest.fixture
def received(file, act, moment, pages):
    """Files and receives: `received(2, 9, "tp")` on 2 November at nine."""

    def do(day: int, hour: int = 9, page: str = "khdt", month: int = 11):
        with moment(month, day, hour):
            dossier = file(pages[page])
            act(dossier, "receive", "receiver")
        return dossier

    return do


def listed(*args, **kwargs) -> list[str]:
    return [row.tracking_number for row in worklist(*args, **kwargs).rows]


class TestLookUp:
    """Finding a dossier."""

    def test_by_its_numbers_however_typed(self, received):
        dossier, other = received(2), received(2)
        number, code = dossier.tracking_number, dossier.code
        typed = (number, number.lower(), number.replace("-", ""), number.replace("-", " "), f"  {number}\n")
        misread = (
            number.replace("0", "O").replace("1", "l"),
            number.replace("1", "i").lower(),
            number.replace("-", "–"),
        )
        for text in (*typed, *misread, code, code.lower(), f" {code} "):
            assert find_row(text).uid == dossier.UID(), text
            assert by_number(text).UID() == dossier.UID()
        assert find_row(other.code).uid == other.UID()

    def test_what_is_no_number_finds_nothing(self, received):
        dossier = received(2)
        number = dossier.tracking_number
        wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
        for text in ("", " ", "%", "None", wrong, number[:-2], dossier.code[:-1], dossier.UID(), "\x00"):
            assert find_row(text) is None, text
            assert by_number(text) is None

    def test_a_person_by_id_or_phone_however_typed(self, file, moment, pages):
        with moment(11, 2):
            first = file(pages["khdt"])
        with moment(11, 3):
            second = file(pages["khdt"], applicant={"name": "Nguyễn Văn An", "phone": "+84 900.000.001"})
            file(pages["khdt"], applicant={"name": "Trần Thị Bình", "address": "Tân An"})
        both = [second.tracking_number, first.tracking_number]
        for phone in ("0900000001", "0900 000 001", "(0900) 000-001", "+84900000001", "+84 900 000 001"):
            assert [row.tracking_number for row in of_person(phone)] == both, phone
        for id_number in ("080123456789", "080 123 456 789", "080.123.456.789"):
            assert [row.tracking_number for row in of_person(id_number)] == both[1:], id_number
        assert list(of_person("0900000002")) == list(of_person("900000001")) == []

    def test_nobody_has_no_dossiers(self, file, pages, moment):
        with moment(11, 2):
            file(pages["khdt"], applicant={"name": "Trần Thị Bình", "address": "Tân An"})
        assert list(of_person("")) == list(of_person(" - ")) == []

    def test_numbers_of_people_are_not_in_the_register(self, received):
        row = find_row(received(2).code)
        kept = [str(getattr(row, column.name)) for column in row.__table__.columns]
        assert not [value for value in kept if "0900000001" in value or "080123456789" in value]
        assert row.applicant_folded == "nguyen van an"


class TestWorkLists:
    """What officers have to do, first due first."""

    def test_first_due_first_and_undated_last(self, received):
        late, undated, early, middle = received(5), received(2, page="undated"), received(2), received(3)
        found = worklist()
        assert [row.uid for row in found.rows] == [d.UID() for d in (early, middle, late, undated)]
        assert (found.total, found.next) == (4, None)
        assert found.rows[0].due_at == datetime(2026, 11, 5, 9, tzinfo=ZONE)
        assert found.rows[-1].due_at is None

    def test_of_departments_and_officers(self, received, act, moment):
        ours, theirs = received(2), received(2, page="tp")
        assert listed(departments=["khdt"]) == [ours.tracking_number]
        assert listed(departments={"tp"}) == [theirs.tracking_number]
        assert len(listed(departments=["tp", "khdt"])) == len(listed(departments=None)) == 2
        assert worklist(departments=[]).total == worklist(departments=["xd"]).total == 0
        with moment(11, 2, 10):
            act(ours, "hand_over", "receiver")
            act(ours, "assign", "approver-khdt", assignee="an-handler-khdt")
        assert listed(assignee="an-handler-khdt") == [ours.tracking_number]
        assert listed(assignee="an-handler-tp") == []

    def test_a_dossier_is_where_its_work_is(self, file, act, moment, pages):
        steps = (
            (None, None, {}, ["to_receive"]),
            ("receive", "receiver", {}, ["to_hand_over"]),
            ("hand_over", "receiver", {}, ["to_assign"]),
            ("assign", "approver-khdt", {"assignee": "an-handler-khdt"}, ["in_work"]),
            (
                "ask_supplement",
                "handler-khdt",
                {"reason": "Thiếu", "papers": [{"what": "Bản sao"}]},
                ["waiting_for_applicant"],
            ),
            ("supplement", "receiver", {}, ["in_work"]),
            ("submit", "handler-khdt", {}, ["in_work", "to_review"]),
            ("review", "approver-khdt", {}, ["in_work", "to_sign"]),
            ("sign", "approver-khdt", {}, ["to_hand_back"]),
            ("hand_back", "handler-khdt", {}, ["to_return"]),
            ("return_result", "returner", {"method": "counter", "collector": "Nguyễn Văn An"}, []),
        )
        for hour, (transition, who, data, queues) in enumerate(steps):
            with moment(11, 2 + hour // 8, 8 + hour % 8):
                if transition is None:
                    dossier = file(pages["khdt"])
                else:
                    act(dossier, transition, who, **data)
            found = [queue for queue in QUEUES if worklist(queue).total]
            assert sorted(found) == sorted(queues), dossier.state
            assert worklist().total == (1 if queues else 0)
            assert counts_by_state() == ({dossier.state: 1} if queues else {})
        assert find_row(dossier.code).returned_at == dossier.events[-1].at

    def test_every_open_state_is_in_some_list(self):
        assert {state.id for state in STATES.values() if state.is_open} == set().union(*QUEUES.values())

    def test_an_unknown_list(self, portal):
        with pytest.raises(KeyError):
            worklist("to_sleep")

    def test_pages_have_every_row_once(self, received):
        for day, page in (
            (2, "khdt"),
            (2, "khdt"),
            (3, "khdt"),
            (2, "tp"),
            (2, "khdt"),
            (3, "undated"),
            (2, "undated"),
        ):
            received(day, page=page)
        received(3, page="undated")
        whole = listed()
        assert len(set(whole)) == 8
        for length in (1, 2, 3, 5, 7, 8):
            found, after = [], None
            while True:
                each = worklist(size=length, after=after)
                assert each.total == 8
                assert 0 < len(each.rows) <= length
                found += [row.tracking_number for row in each.rows]
                after = each.next
                if after is None:
                    break
            assert found == whole, length

    def test_counting_ends_somewhere(self, received, monkeypatch):
        for _number in range(3):
            received(2)
        monkeypatch.setattr(queries, "COUNTED", 2)
        assert worklist().total == 2
        assert len(worklist().rows) == 3


class TestCounts:
    """Figures."""

    def test_by_state_and_month(self, file, act, received, moment, pages):
        received(2)
        received(30, 16)
        received(2, page="tp")
        received(1, 0, month=12)
        with moment(11, 4):
            file(pages["khdt"])
            refused = file(pages["tp"])
            act(refused, "refuse", "receiver", reason="Không đúng thẩm quyền", legal_basis="NĐ 61/2018/NĐ-CP")
        assert counts_by_state() == {"received": 4, "filed": 1}
        assert counts_by_state("tp") == {"received": 1}
        # Half past midnight of 1 December in Vietnam is still November in Greenwich.
        assert received_by_month(202611, 202612) == [(202611, "khdt", 2), (202611, "tp", 1), (202612, "khdt", 1)]
        assert received_by_month(202612, 202701) == [(202612, "khdt", 1)]
        assert received_by_month(202601, 202610) == []


class TestRows:
    """Rows follow their dossier."""

    def test_a_deleted_dossier_leaves_none(self, received):
        gone, kept = received(2), received(2)
        assert find_row(gone.code)
        code, uid = gone.code, gone.UID()
        gone.aq_parent._delObject(gone.getId())
        assert find_row(code) is None
        assert session().scalar(select(func.count()).select_from(EventRow).where(EventRow.uid == uid)) == 0
        assert find_row(kept.code).uid == kept.UID()
        assert size() == 1

    def test_one_that_was_never_written_leaves_none(self, file, pages, moment):
        with moment(11, 2):
            dossier = file(pages["khdt"])
            dossier.aq_parent._delObject(dossier.getId())
        assert worklist().total == 0
        assert size() == 0

    def test_events_follow(self, received, act, moment):
        dossier = received(2)
        with moment(11, 2, 10):
            act(dossier, "hand_over", "receiver", reason="Chuyển")
        find_row(dossier.code)
        rows = session().scalars(select(EventRow).where(EventRow.uid == dossier.UID()).order_by(EventRow.number)).all()
        assert [(row.number, row.transition, row.before, row.after, row.holder, row.actor) for row in rows] == [
            (event.number, event.transition, event.before, event.after, event.holder, event.actor)
            for event in dossier.events
        ]
        assert [row.at for row in rows] == [event.at for event in dossier.events]

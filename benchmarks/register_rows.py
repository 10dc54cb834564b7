"""Rows for a large register: ten years of six departments' dossiers, one in twenty still open. None is a real one."""

from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta
from hcc_longan.clock import ZONE
from hcc_longan.demo import DEPARTMENT_CODES
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.states import APPLICANT
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import Clock
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.tracking import new_tracking_number
from hcc_longan.dossiers.tracking import official_code
from random import Random


BEGIN = datetime(2016, 10, 17, 7, tzinfo=ZONE)
END = datetime(2026, 10, 16, 17, tzinfo=ZONE)
SPAN = END - BEGIN
HANDLERS = 5  # of each department

# How often; closed dossiers are old, open ones nearly all young.
_CLOSED = {"returned": 92, "refused": 4, "withdrawn": 2, "stopped": 2}
_OPEN = {state.id: 4 for state in STATES.values() if state.is_open} | {"handling": 30, "finished": 15, "filed": 8}
_YOUNG, _OPEN_OF_YOUNG, _OPEN_OF_OLD = 0.05, 0.9, 0.005
_VERDICTS = {"early": 55, "on_time": 30, "late": 12, "undated": 3}
_LIMITS = (1, 3, 5, 7, 10, 15, 20, 30)
_NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung", "Công ty TNHH Một thành viên Vàm Cỏ")
_FOLDED = ("nguyen van an", "tran thi binh", "le van cuong", "pham thi dung", "cong ty tnhh mot thanh vien vam co")


def rows(number: int) -> Iterator[dict]:
    """As many rows as asked for, in the order of filing; the same ones each time, but for their tracking numbers."""
    random = Random(number)
    columns = set(DossierRow.__table__.columns.keys())
    for place in range(number):
        row = _row(random, place, place / number)
        assert place or row.keys() == columns, row.keys() ^ columns
        yield row


def _row(random: Random, place: int, age: float) -> dict:
    filed_at = BEGIN + SPAN * age
    is_open = random.random() < (_OPEN_OF_YOUNG if age > 1 - _YOUNG else _OPEN_OF_OLD)
    state = STATES[_choice(random, _OPEN if is_open else _CLOSED)]
    department = random.choice(DEPARTMENT_CODES)
    agency = DEPARTMENT_CODES.index(department) + 11
    verdict = _choice(random, _VERDICTS)
    is_received = state.clock is not Clock.WAITING and state.id != "refused"
    is_ended = is_received and state.clock is Clock.STOPPED
    is_paused = state.clock is Clock.PAUSED
    in_department = is_open and state.national_code == 4
    received_at = filed_at + timedelta(minutes=random.randrange(10, 480)) if is_received else None
    due_at = ended_at = None
    if is_received:
        limit = timedelta(days=random.choice(_LIMITS))
        due_at = None if is_paused or verdict == "undated" else received_at + limit
        ended_at = received_at + limit * (1.4 if verdict == "late" else 0.8) if is_ended else None
    uid = f"{random.getrandbits(128):032x}"
    name = random.randrange(len(_NAMES))
    return {
        "uid": uid,
        "path": f"ho-so/{filed_at:%Y/%m/%d}/{uid[:15]}",
        "version": 1 if state.id == "filed" else 9,
        "tracking_number": new_tracking_number(),
        "code": official_code(f"000.00.{agency}.H39", received_at.date(), place) if is_received else None,
        "filing_key": f"{random.getrandbits(256):064x}" if place % 2 else None,
        "procedure": f"1.{place % 500:06}",
        "procedure_version": 1,
        "department": department,
        "holder": _holder(state, department),
        "state": state.id,
        "national_code": state.national_code,
        "is_open": is_open,
        "is_paused": is_paused,
        "channel": random.choice(("online", "counter", "post")),
        "counter": "",
        "assignee": f"thuly-{department}-{random.randrange(HANDLERS)}" if in_department else "",
        "applicant": _NAMES[name],
        "applicant_folded": _FOLDED[name],
        "filed_by": f"c-{place % 5000:010}" if place % 3 == 0 else None,
        "id_key": f"{random.getrandbits(128):032x}",
        "phone_key": f"{random.getrandbits(128):032x}" if place % 3 else None,
        "register_book": f"000.00.{agency}.H39/{filed_at:%Y}" if is_received else "",
        "register_sequence": place if is_received else None,
        "filed_at": filed_at,
        "received_at": received_at,
        "original_due_at": due_at,
        "due_at": due_at,
        "ended_at": ended_at,
        "returned_at": ended_at + timedelta(days=1) if state.id == "returned" else None,
        "verdict": verdict if is_ended else None,
        "received_month": _month(received_at),
        "ended_month": _month(ended_at),
        "supplement_requests": int(place % 8 == 0),
        "extensions": int(place % 50 == 0),
        "is_test": False,
        "by_post": False,
    }


def _choice(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), weights.values())[0]


def _holder(state, department: str) -> str:
    if state.clock is Clock.PAUSED or state.id == "correcting":
        return APPLICANT
    if state.clock is Clock.STOPPED and state.id != "finished":
        return ""
    return department if state.national_code == 4 else CENTRE


def _month(moment: datetime | None) -> int | None:
    return None if moment is None else moment.year * 100 + moment.month

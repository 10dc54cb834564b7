"""A month of dossiers as a centre might have had it, filed and moved by the demo accounts through the real lifecycle.

Everything is invented. The same seed gives the same month; only tracking numbers are drawn at random, as always.
"""

from AccessControl.SecurityManagement import getSecurityManager
from AccessControl.SecurityManagement import newSecurityManager
from AccessControl.SecurityManagement import setSecurityManager
from AccessControl.SpecialUsers import nobody
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from datetime import time
from datetime import timedelta
from hcc_longan import clock
from hcc_longan import demo
from hcc_longan.catalogue import versions
from hcc_longan.catalogue.departments import all_departments
from hcc_longan.clock import ZONE
from hcc_longan.demo import papers
from hcc_longan.demo import people
from hcc_longan.demo.answers import answer
from hcc_longan.demo.interfaces import IDemoPart
from hcc_longan.demo.lives import before_reception
from hcc_longan.demo.lives import Fate
from hcc_longan.demo.lives import FATES
from hcc_longan.demo.lives import life
from hcc_longan.demo.lives import Step
from hcc_longan.dossiers.acting import as_applicant
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.filing import file_dossier
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.roles import ensure_groups
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.settings import PREFIX
from hcc_longan.dossiers.steps import limit_of
from hcc_longan.worktime.limits import Limit
from hcc_longan.worktime.limits import Unit
from plone import api
from random import Random
from typing import Any
from zope.annotation.interfaces import IAnnotations
from zope.component import getUtilitiesFor

import transaction


DAYS = 30
DOSSIERS = 300
_KEY = "hcc_longan.demo.months"
# Steps in a transaction: fewer commits, and yet the ledger's only writer isn't held for long.
_TOGETHER = 6
# Of a hundred dossiers: how they come.
_CHANNELS = ("online",) * 55 + ("counter",) * 35 + ("post",) * 10
COUNTERS = (
    "quay-1 | Quầy 1 – Kế hoạch, Xây dựng, Công Thương | Counter 1: planning, construction, trade | khdt xd ct",
    "quay-2 | Quầy 2 – Tài nguyên và Môi trường | Counter 2: land and environment | tnmt",
    "quay-3 | Quầy 3 – Tư pháp, Khoa học và Công nghệ | Counter 3: justice, science | tp khcn",
)
_EXTRA_NAMES = {
    "khdt": ("Trần Minh Đức", "Lê Thị Hồng Diễm"),
    "tnmt": ("Phạm Quốc Hùng", "Võ Thanh Ngân", "Huỳnh Tấn Phát"),
    "xd": ("Nguyễn Hữu Nghĩa", "Đặng Thúy Vân"),
    "ct": ("Bùi Trung Tín", "Phan Mỹ Duyên"),
    "tp": ("Ngô Bích Liên", "Dương Anh Tuấn", "Lý Kim Chi"),
    "khcn": ("Hồ Đăng Khoa", "Mai Thu Hà"),
}
OFFICERS = (
    *(
        demo.Account(f"thuly{number}-{code}", name, groups=(f"handler:{code}",))
        for code, names in _EXTRA_NAMES.items()
        for number, name in enumerate(names, 2)
    ),
    demo.Account("tiepnhan1", "Nguyễn Phương Uyên", groups=("receiver:quay-1",)),
    demo.Account("tiepnhan2", "Trương Hoàng Yến", groups=("receiver:quay-2",)),
    demo.Account("tiepnhan3", "Đỗ Cẩm Tiên", groups=("receiver:quay-3",)),
    demo.Account("thue", "Cán bộ cơ quan thuế", groups=("handler:thue",)),
    demo.Account("pccc", "Cán bộ Cảnh sát PCCC", groups=("handler:pccc",)),
    demo.Account("ubnd", "Chuyên viên Văn phòng UBND tỉnh", groups=("handler:ubnd",)),
)
_RECEIVERS = {"quay-1": "tiepnhan1", "quay-2": "tiepnhan2", "quay-3": "tiepnhan3"}
# Whom a department asks, besides the fire police.
_NEIGHBOUR = {"khdt": "ct", "tnmt": "xd", "xd": "tnmt", "ct": "khdt", "tp": "khdt", "khcn": "ct"}


@dataclass
class Case:
    """A dossier of the month: what it is to become and, once filed, what it is.

    `is_cut_off`: somebody else moved it meanwhile, so that it became something else.
    """

    number: int
    fate: Fate
    page: Any
    record: Mapping[str, Any]
    channel: str
    case: str
    applicant: dict[str, Any]
    by: str
    random: Random
    filed_at: datetime
    steps: Sequence[tuple[datetime, Step]]
    path: str = ""
    is_cut_off: bool = False

    @property
    def dossier(self) -> Any:
        return api.portal.get().unrestrictedTraverse(self.path)


@dataclass
class Month:
    """A month that is being made; parts of other rooms work on its `cases`."""

    seed: str
    first: datetime
    last: datetime
    cases: list[Case] = field(default_factory=list)
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(f"hcc demo {self.seed}")


class NoProcedures(RuntimeError):
    """The catalogue has nothing that could be filed."""


def months_made() -> int:
    """How many demo months the site has."""
    return IAnnotations(api.portal.get()).get(_KEY, 0)


def make_month(
    days: int = DAYS, dossiers: int = DOSSIERS, seed: int = 1, progress: Callable[[int, int], None] | None = None
) -> Month:
    """Make a month that ends now, and commit it bit by bit; gives it. Raises NoProcedures.

    `progress` is told the number of steps done and of all.
    """
    tell = progress or (lambda done, together: None)
    number = months_made()
    # From the last moment at work: a demo that is made at night ends in the evening before.
    now = calendars.current().calendar("").subtract(clock.now(), timedelta(minutes=1))
    month = Month(f"{seed}/{number}", datetime.combine(now.date() - timedelta(days=days), time(), ZONE), now)
    month.cases = list(_cases(month, dossiers))
    make_officers()
    IAnnotations(api.portal.get())[_KEY] = number + 1
    transaction.commit()
    events = sorted(_events(month), key=lambda event: event[:3])
    for begin in range(0, len(events), _TOGETHER):
        together = events[begin : begin + _TOGETHER]
        for attempt in transaction.attempts(5):
            with attempt:
                for at, number, _place, step in together:
                    _happens(month.cases[number], at, step)
        tell(begin + len(together), len(events))
    for _weight, _name, part in sorted((part.weight, name, part) for name, part in getUtilitiesFor(IDemoPart)):
        part.make(month)
        transaction.commit()
    return month


def make_officers() -> None:
    """Counters, where the site has none, and officers besides the demo accounts, so that there are loads to compare."""
    if not counters():
        api.portal.set_registry_record(f"{PREFIX}.counters", list(COUNTERS))
    ensure_groups()
    demo.make_accounts(OFFICERS)


@contextmanager
def acting(who: str, at: datetime) -> Iterator[None]:
    """Somebody at a moment; nobody in particular for an empty name."""
    before = getSecurityManager()
    users = api.portal.get_tool("acl_users")
    user = users.getUserById(who) if who else nobody
    with clock.at(at):
        newSecurityManager(None, user.__of__(users) if user is nobody else user)
        try:
            yield
        finally:
            setSecurityManager(before)


def _cases(month: Month, number: int) -> Iterator[Case]:
    offered = _procedures()
    if not offered:
        raise NoProcedures
    departments = sorted(offered)
    deck: list[Fate] = []
    for each in range(number):
        if not deck:
            deck = list(FATES)
            month.random.shuffle(deck)
        department = departments[each % len(departments)]
        yield _case(month, each, deck.pop(), department, offered[department])


def _procedures() -> dict[str, list[tuple[Any, Mapping[str, Any]]]]:
    """What can be filed, with its record in force, by department."""
    found: dict[str, list[tuple[Any, Mapping[str, Any]]]] = {}
    brains = api.portal.get_tool("portal_catalog").unrestrictedSearchResults(
        portal_type="Procedure", Language="vi", review_state="published", sort_on="getId"
    )
    for page in (brain._unrestrictedGetObject() for brain in brains):
        version = versions.version_in_force(page)
        if page.department in demo.DEPARTMENT_CODES and version and any(w["limit"] for w in version.record["ways"]):
            found.setdefault(page.department, []).append((page, version.record))
    return found


def _case(month: Month, number: int, fate: Fate, department: str, offered: Sequence[Any]) -> Case:
    random = Random(f"{month.seed}/{number}")
    calendar = calendars.current().calendar(department)
    room = calendar.between(month.first, month.last)
    steps, share = life(fate, department, random) if fate.is_received else (before_reception(fate, random), 1.0)
    pause = timedelta(hours=sum(step.pause for step in steps))
    page, record, channel, case, limit = _fitting(fate, offered, random, calendar, room - pause - timedelta(hours=8))
    if fate.due_today:
        # Half of what is left of today is left of its time.
        left = calendar.between(month.last, calendar.closing(month.last.date())) / 2
        worked, idle = limit * share * 0.3, limit - left - limit * share * 0.3
    elif fate.until and max(fate.pace) > 1:
        worked = limit * random.uniform(0.3, 0.6) * share
        idle = limit * random.uniform(*fate.pace) - worked
    else:
        worked = limit * random.uniform(*fate.pace) * share
        idle = timedelta(hours=random.uniform(0.2, 6))
    if fate.is_received and not fate.until:
        # A life that is over may have been over for long.
        idle = max(timedelta(), room - worked - pause - timedelta(hours=9)) * random.random()
    together = min(worked + pause + max(idle, timedelta()), room - timedelta(hours=8))
    begin = calendar.subtract(month.last, together)
    online = channel == "online"
    if fate.is_received:
        filed = _filed(begin, channel, calendar, random)
    else:
        filed = calendar.subtract(month.last, pause + timedelta(hours=random.uniform(0.3, 10)))
    weights = sum(step.weight for step in steps) or 1
    at = begin if fate.is_received else filed
    timed = []
    for step in steps:
        spent = worked * (step.weight / weights) + timedelta(hours=step.pause)
        at = calendar.add(at, spent + timedelta(seconds=random.randint(20, 59)))
        timed.append((min(at, month.last), step))
    is_body = "citizen" not in (record.get("applicants") or ("citizen",)) or random.random() < 0.12
    who = people.organisation(random) if is_body else people.person(random)
    by = demo.CITIZEN if online and number % 12 == 0 else ""
    applicant = who.applicant("en" if number % 40 == 7 else "vi")
    if by:
        applicant = {"kind": "person", **demo.CITIZEN_DATA, "phone": demo.CITIZEN_RECIPIENTS[1]}
    return Case(number, fate, page, record, channel, case, applicant, by, random, filed, timed)


def _fitting(fate: Fate, offered: Sequence[Any], random: Random, calendar: Any, room: timedelta):
    """A procedure, a channel and a case, and the working time of their limit, that leave the fate time enough."""
    found = []
    for page, record in offered:
        cases = sorted({way["case"] or "" for way in record["ways"] if way["limit"] is not None})
        for case in cases:
            for channel in sorted({way["channel"] for way in record["ways"]} & set(_CHANNELS)):
                if channel == "counter" and not fate.is_received:
                    continue
                limit = limit_of(record, channel, case)
                if limit is None:
                    continue
                working = _worth(limit, calendar)
                if fate.due_today and limit[1] != "working_day":
                    continue
                if working and (working * max(fate.pace) < room or not fate.is_received):
                    found.append((page, record, channel, case, working))
    if not found:
        page, record = offered[0]
        case = next((way["case"] or "" for way in record["ways"] if way["limit"] is not None), "")
        return page, record, "online", case, room / 2
    channels = [each for each in _CHANNELS if any(each == one[2] for one in found)]
    channel = random.choice(channels)
    return random.choice([one for one in found if one[2] == channel])


def _worth(limit: tuple[float, str], calendar: Any) -> timedelta:
    """About how much working time a limit is."""
    number, unit = limit
    monday = datetime.combine(clock.today() - timedelta(days=clock.today().weekday() + 28), time(8), ZONE)
    there = Limit(number, Unit(unit))
    return there.working(calendar) or calendar.between(monday, there.due(calendar, monday))


def _filed(received: datetime, channel: str, calendar: Any, random: Random) -> datetime:
    if channel == "counter":
        return received - timedelta(minutes=random.randint(3, 9))
    at = calendar.subtract(received, timedelta(hours=random.uniform(0.4, 6)))
    if channel == "online" and random.random() < 0.35:
        # In the evening, after work.
        evening = datetime.combine(at.date() - timedelta(days=1), time(random.randint(19, 21), random.randint(0, 59)))
        return evening.replace(tzinfo=ZONE)
    return at


def _events(month: Month) -> Iterator[tuple[datetime, int, int, Step | None]]:
    for number, case in enumerate(month.cases):
        yield case.filed_at, number, 0, None
        for place, (at, step) in enumerate(case.steps, 1):
            yield at, number, place, step


def _happens(case: Case, at: datetime, step: Step | None) -> None:
    """File the dossier or take a step; not if somebody at the running site was quicker."""
    if step is None:
        _file(case, at)
    elif not case.is_cut_off:
        try:
            _move(case, at, step)
        except LifecycleError:
            case.is_cut_off = True


def _file(case: Case, at: datetime) -> None:
    receiver = _receiver(case.page.department)
    with acting(case.by if case.channel == "online" else receiver, at):
        values, form = answer(case.page, case.random) if case.channel == "online" else ({}, {})
        delivery = {"method": "post", "address": case.applicant["address"]} if case.fate.by_post else None
        dossier = file_dossier(
            case.page,
            case.applicant,
            values,
            papers.papers(case.record, case.applicant, case.random),
            case.channel,
            delivery=delivery,
            case=case.case,
            form=form,
            own_transaction=False,
        )
        case.path = "/".join(dossier.getPhysicalPath()[2:])


def _move(case: Case, at: datetime, step: Step) -> None:
    dossier = case.dossier
    department = dossier.department
    who = {
        "receiver": _receiver(department),
        "handler": dossier.assignee,
        "approver": f"lanhdao-{department}",
        "returner": "traketqua",
        "applicant": case.by,
        "agency": next(iter(dossier.open_tasks.values()), ""),
    }[step.who]
    files = []
    with acting(who, at):
        data = _data(case, dossier, step.transition)
        if step.transition in ("sign", "hand_back") and not dossier.results:
            # What the committee decided comes with the hand-over.
            files = [
                papers.result(case.page.title, data.get("number", ""), case.applicant, _name(f"lanhdao-{department}"))
            ]
        elif step.transition in ("supplement", "correct"):
            files = [papers.extra("Giấy tờ bổ sung", case.applicant, case.random)]
        if step.who == "applicant" and case.channel == "online":
            with as_applicant(dossier):
                move(dossier, step.transition, data, files=files, origin="demo")
        elif step.who == "applicant":
            # Whoever came to the counter answers there.
            with acting(_receiver(department), at):
                move(dossier, step.transition, data, files=files, origin="demo")
        else:
            move(dossier, step.transition, data, files=files, origin="demo")


def _data(case: Case, dossier: Any, transition: str) -> dict[str, Any]:
    """What a step says."""
    random, department = case.random, dossier.department
    today = clock.today()
    match transition:
        case "receive":
            components = [row["id"] for row in case.record.get("components") or ()][:3]
            data = {"counter": _counter(department), "papers": dict.fromkeys(components, 1)}
            return {**data, "fees_due": 150_000} if case.fate.owes_fees else data
        case "assign":
            return {"assignee": _assignee(department, random)}
        case "ask_supplement" | "ask_correction":
            return {
                "reason": random.choice(_MISSING),
                "papers": [{"what": random.choice(_PAPERS)}],
                "by": (today + timedelta(days=20)).isoformat(),
            }
        case "ask_payment":
            return {"reason": "Lệ phí theo quy định", "amount": random.choice((100_000, 250_000, 500_000))}
        case "pay":
            return {"amount": dossier.fees_due - dossier.fees_paid, "receipt": f"BL-{random.randint(1000, 9999)}"}
        case "refuse":
            return {
                "reason": "Hồ sơ không thuộc thẩm quyền giải quyết",
                "legal_basis": "Nghị định 61/2018/NĐ-CP, Điều 17",
            }
        case "ask_agencies":
            tasks = [
                {"agency": _neighbour(department), "what": "Ý kiến về ngành nghề, địa điểm", "days": 3},
                {"agency": "pccc", "what": "Ý kiến về phòng cháy, chữa cháy", "days": 4},
            ]
            return {"tasks": tasks if case.fate.until == "ask_agencies" else tasks[1:]}
        case "answer_agency":
            return {"task": next(iter(dossier.open_tasks)), "text": "Thống nhất với đề nghị, không có ý kiến khác."}
        case "sign":
            return {"number": f"{random.randint(10, 990)}/GP-{department.upper()}"}
        case "ask_withdrawal":
            return {"reason": "Người nộp thay đổi kế hoạch"}
        case "stop":
            return {"reason": "Người nộp không bổ sung hồ sơ đúng hạn", "signer": _name(f"lanhdao-{department}")}
        case "extend":
            due = reading(dossier).current_due or clock.now()
            later = calendars.current().calendar(department).add(due, timedelta(hours=24))
            return {"reason": "Cần xác minh thêm tại thực địa", "due": later, "signer": _name(f"lanhdao-{department}")}
        case "transfer":
            return {"reason": "Thuộc thẩm quyền của cơ quan khác", "department": _neighbour(department)}
        case "return_result" if case.fate.by_post:
            return {"method": "post", "post_number": f"EL{random.randint(100_000_000, 999_999_999)}VN"}
        case "return_result":
            return {"method": "counter", "collector": case.applicant["name"], "document": "id_card"}
    return {}


_MISSING = ("Thiếu giấy tờ theo thành phần hồ sơ", "Bản sao chưa được chứng thực", "Thông tin kê khai chưa thống nhất")
_PAPERS = ("Bản sao có chứng thực giấy tờ pháp lý", "Bản vẽ có chữ ký của đơn vị tư vấn", "Đơn đề nghị ký lại đúng mẫu")


def _receiver(department: str) -> str:
    """Who receives at the department's counter; the one of all counters where the centre has others than ours."""
    code = _counter(department)
    return _RECEIVERS.get(code, "tiepnhan")


def _counter(department: str) -> str:
    return next((code for code, counter in counters().items() if department in counter.departments), "")


def _neighbour(department: str) -> str:
    """Another department, whom this one asks or to whom it transfers what isn't its own."""
    others = [code for code in all_departments() if code != department and code in _NEIGHBOUR]
    return _NEIGHBOUR[department] if _NEIGHBOUR[department] in others else others[0]


def _assignee(department: str, random: Random) -> str:
    """One of the department's handlers; the first ones have more to do."""
    others = [f"thuly{number}-{department}" for number, _name in enumerate(_EXTRA_NAMES[department], 2)]
    names = [f"thuly-{department}", *others]
    return random.choices(names, weights=range(len(names) + 1, 1, -1))[0]


def _name(user_id: str) -> str:
    user = api.user.get(userid=user_id)
    return (user.getProperty("fullname") if user is not None else "") or user_id

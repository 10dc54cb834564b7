"""Work calendar: adding and measuring a year of working time, against walking over its days."""

from datetime import datetime
from datetime import timedelta
from hcc_longan.clock import ZONE
from hcc_longan.worktime.vietnam import seed
from support import write_result
from time import perf_counter


AIM = 50  # µs
BEGIN = datetime(2026, 1, 5, 9, tzinfo=ZONE)
END = datetime(2027, 1, 5, 15, tzinfo=ZONE)


def walk(calendar) -> timedelta:
    """The same measure, session by session."""
    total, day = timedelta(0), BEGIN.date()
    while day <= END.date():
        for begin, end in calendar.sessions(day):
            total += max(min(end, END) - max(begin, BEGIN), timedelta(0))
        day += timedelta(days=1)
    return total


def microseconds(act, rounds: int) -> float:
    act()
    began = perf_counter()
    for _round in range(rounds):
        act()
    return (perf_counter() - began) / rounds * 1e6


def main() -> None:
    calendar = seed(range(2016, 2028)).calendar()
    work = calendar.between(BEGIN, END)
    assert work == walk(calendar)
    walking = microseconds(lambda: walk(calendar), 50)
    result = {
        "between": microseconds(lambda: calendar.between(BEGIN, END), 20_000),
        "add": microseconds(lambda: calendar.add(BEGIN, work), 20_000),
        "subtract": microseconds(lambda: calendar.subtract(END, work), 20_000),
    }
    for name, value in result.items():
        print(
            f"{name:<9} a year: {value:6.1f} µs (aim {AIM}), {walking / value:6.0f} times faster than a walk over days"
        )
    write_result("worktime", {"microseconds": result, "walk": walking})


if __name__ == "__main__":
    main()

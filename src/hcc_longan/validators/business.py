"""Business lines of the national list (VSIC) and parcels of land."""

from hcc_longan.validators.words import check_text
from hcc_longan.validators.wrong import Wrong
from hcc_longan.vietnamese import clean

import re


MOST_LINES = 200
LONGEST_LINE = 500  # characters

# First and last division of each section A to U (QĐ 27/2018/QĐ-TTg; from memory). The 87 divisions of QĐ 36/2025/QĐ-TTg
# are among them (from memory).
SECTIONS = {
    "A": (1, 3),
    "B": (5, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (69, 75),
    "N": (77, 82),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 88),
    "R": (90, 93),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}
DIVISIONS = frozenset(f"{number:02}" for first, last in SECTIONS.values() for number in range(first, last + 1))
_LINE = re.compile(r"([0-9]{4,5})(?![0-9])[ :.,\-\u2013]*(.*)")
_PARCEL_FIRST = re.compile(
    r"(?:thửa(?: đất)?(?: số)? ?:? ?)?([0-9]{1,6})(?: ?[,;/] ?| )(?:tờ(?: bản đồ)?(?: số)? ?:? ?)?([0-9]{1,4})",
    re.IGNORECASE,
)
_SHEET_FIRST = re.compile(
    r"tờ(?: bản đồ)?(?: số)? ?:? ?([0-9]{1,4})(?: ?[,;/] ?| )thửa(?: đất)?(?: số)? ?:? ?([0-9]{1,6})", re.IGNORECASE
)


def check_business_lines(text: str) -> list[str]:
    """Business lines, one each (or several codes with commas between), the main one first.

    Each becomes its code of 4 or 5 digits and, where it was written, what it is: `4711 Bán lẻ lương thực`.
    """
    lines: list[str] = []
    codes: set[str] = set()
    for typed in re.split(r"[\r\n;]+|,(?= *[0-9]{4,5}(?![0-9]))", text):
        line = check_text(typed, most=LONGEST_LINE)
        if not line:
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise Wrong("lines_code", text=line[:40])
        code, name = found.groups()
        if code[:2] not in DIVISIONS:
            raise Wrong("lines_division", text=code)
        if code in codes:
            raise Wrong("lines_twice", text=code)
        codes.add(code)
        lines.append(f"{code} {name}".strip())
    if len(lines) > MOST_LINES:
        raise Wrong("most", most=MOST_LINES)
    return lines


def check_parcel(text: str) -> str:
    """A parcel of land as `parcel/map sheet`: `123/45`, typed also as `thửa 123, tờ 45`."""
    place = clean(text)
    if found := _SHEET_FIRST.fullmatch(place):
        sheet, parcel = found.groups()
    elif found := _PARCEL_FIRST.fullmatch(place):
        parcel, sheet = found.groups()
    else:
        raise Wrong("parcel")
    return f"{int(parcel)}/{int(sheet)}"

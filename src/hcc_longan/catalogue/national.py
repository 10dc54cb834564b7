"""Reading records of the national procedure database, a JSON object a line. Pure Python.

What can't be read cleanly is left out of the structured fields and named in `problems`, with the words of the record,
so that a person can put it right; nothing is guessed into a limit or an amount.
"""

from collections.abc import Container
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from hcc_longan.vietnamese import clean
from hcc_longan.vietnamese import clean_lines
from hcc_longan.vietnamese import slug
from typing import Any

import json
import re


LONG_NAME = 250
LONGEST_VALUE = 500

_CODE = re.compile(r"\d\.\d{6}")
_CODE_IN_NAME = re.compile(r"\(?\s*(?:mã(?:\s+số)?\s*:?\s*)?\b\d\.\d{6}\b\s*\)?", re.IGNORECASE)
_UNITS = {"ngày làm việc": "working_day", "ngày": "day", "giờ": "hour", "tháng": "month"}
_LIMIT = re.compile(
    # Words instead of a number, up to the fee: "Không có thông tin", "Không phải trả kết quả cho người nộp thuế" …
    r"Không[^\d\n]{0,80}?(?=Miễn phí|Không có thông tin|\d[\d.,]* ?(?:Việt Nam Đồng|VNĐ)|$)|Không có thông tin"
    r"|(?P<number>\d+(?:[.,]\d+)?) ?(?P<unit>Ngày làm việc|Ngày|Giờ|Tháng)?",
    re.IGNORECASE,
)
_FEE = re.compile(
    r"Miễn phí|Không có thông tin|(?P<amount>\d[\d.,]*) ?(?P<currency>Việt Nam Đồng|VNĐ|USD|EUR)", re.IGNORECASE
)
# `1100,000 VNĐ` is the limit 1, without its unit, and the fee 100,000.
_LIMIT_AND_AMOUNT = re.compile(
    r"(?P<number>\d+)(?P<rest>\d{3}(?:[.,]\d{3})+(?:[.,]\d\d)? ?(?:Việt Nam Đồng|VNĐ).*)", re.I | re.S
)
_AMOUNT_IN_NOTE = re.compile(
    r"(\d{1,3}(?:[.,\u00a0 ]\d{3})+|\d+)\s*(nghìn|ngàn|triệu)?\s*(?:đồng|đ\b|vnđ)", re.IGNORECASE
)
_THOUSANDS = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000}
_LOCAL_RULE = re.compile(r"h[ộô]i đồng nhân dân|hđnd|địa phương", re.IGNORECASE)
_SMALL = "a-zàáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_LEGAL_NUMBER = re.compile(
    # Titles follow numbers without a sign between them: a capital before a small letter belongs to the title.
    r"\d+[\d.]*/\d{4}/(?:(?:[A-ZĐ]+\d*-)?(?:UBTV)?QH(?:1\d|[1-9])|(?:NĐ|NQ)-CP|(?:QĐ|CT|CĐ)-TTg"
    rf"|[A-ZĐ]+(?![{_SMALL}])(?:[-/][A-ZĐ]+(?![{_SMALL}]))*)"
)
_SAMPLE_PROVINCE = re.compile(r"\s*[-–,]?\s*\(?\s*(?:thành phố|tp\.?)?\s*hà nội\s*\)?", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(r"(?:(?:Luật|Nghị định|Thông tư|Nghị quyết|Quyết định)\s*)?(?:số)?\s*:?\s*$")
_STEP = re.compile(r"^[\W_]*(?:[a-zđ0-9.]{1,4}\)\s*)?Bước\s*\d+", re.IGNORECASE)
_NOTHING = {"", "không", "không có", "không quy định", "không có thông tin", "-", "--"}

_LEVELS = {
    "Cấp bộ": "ministry",
    "Cấp tỉnh": "province",
    "Cấp huyện": "district",
    "Cấp xã": "commune",
    "Cơ quan khác": "other",
}
_KINDS = {
    "TTHC được giao luật quy định chi tiết": "detailed",
    "TTHC được luật giao quy định chi tiết": "detailed",
    "TTHC không được luật giao cho địa phương quy định": "not_delegated",
    "TTHC không được luật giao quy định hoặc quy định chi tiết": "not_delegated",
    "Loại khác": "other",
}
_APPLICANTS = {
    "công dân việt nam": "citizen",
    "người việt nam định cư ở nước ngoài": "overseas_vietnamese",
    "người nước ngoài": "foreigner",
    "cán bộ": "official",
    "công chức": "official",
    "viên chức": "official",
    "cán bộ, công chức, viên chức": "official",
    "doanh nghiệp": "enterprise",
    "doanh nghiệp việt nam": "vietnamese_enterprise",
    "doanh nghiệp có vốn đầu tư nước ngoài": "foreign_invested_enterprise",
    "tổ chức (không bao gồm doanh nghiệp, htx)": "organisation",
    "tổ chức nước ngoài": "foreign_organisation",
    "hợp tác xã": "cooperative",
    "đảng viên": "party_member",
    "tổ chức đảng": "party_organisation",
}
CHANNELS = ("counter", "online", "post")


@dataclass(frozen=True)
class Problem:
    """Something a person has to look at; `problem` is one of the vocabulary `import_problems`."""

    field: str
    problem: str
    value: str = ""


@dataclass
class NationalRecord:
    """A record in the catalogue's own terms; `fields` are named as in `IProcedure`, and `title`.

    `line` is its line in the file, counted from 1.
    """

    code: str
    ministry: str
    national_field: str
    fields: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    line: int = 0


@dataclass(frozen=True)
class BrokenLine:
    """A line that is no record; `line` counts from 1, `reason` is for people (English)."""

    line: int
    reason: str


def read_lines(lines: Iterable[bytes], only: Container[int] | None = None) -> Iterator[NationalRecord | BrokenLine]:
    """Every line's record; a line that can't be read gives a `BrokenLine`, and the rest goes on.

    `only` names the lines to read by their numbers; the others are passed over.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or (only is not None and number not in only):
            continue
        try:
            record = read_record(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            yield BrokenLine(number, f"{type(error).__name__}: {error}"[:200])
            continue
        if record.code in seen:
            yield BrokenLine(number, f"{record.code} stands on line {seen[record.code]} already")
            continue
        seen[record.code] = record.line = number
        yield record


def read_record(source: Mapping[str, Any]) -> NationalRecord:
    """A record from its JSON object; raises ValueError where there is no code or no name."""
    if not isinstance(source, Mapping):
        raise ValueError("not a JSON object")
    code = clean(str(source.get("code") or ""))
    if not _CODE.fullmatch(code):
        raise ValueError(f"no procedure code: {code!r}")
    problems: list[Problem] = []
    fields = {
        "title": _title(source, problems),
        "decision": clean(source.get("decision") or ""),
        "kind": _known(_KINDS, source.get("kind"), "kind", problems),
        "levels": _several(_LEVELS, source.get("levels"), "levels", problems),
        "applicants": _several(_APPLICANTS, source.get("applicants"), "applicants", problems, lower=True),
        "agencies": _agencies(source, problems),
        "steps": _steps(source.get("steps") or ""),
        "conditions": _conditions(source.get("requirements") or ""),
        "components": _components(source.get("components") or (), problems),
        "results": _results(source.get("results") or ()),
        "legal_basis": _legal_basis(source.get("legal_basis_text") or ""),
    }
    fields["ways"], fields["fees"] = _ways_and_fees(source.get("methods") or (), problems)
    problems.extend(
        Problem(part, "missing_part")
        for part in ("agencies", "applicants", "steps", "components", "ways")
        if not fields[part]
    )
    return NationalRecord(
        code, clean(source.get("source_ministry") or ""), clean(source.get("field") or ""), fields, problems
    )


def _title(source, problems: list[Problem]) -> str:
    title = clean(source.get("name") or "")
    if not title:
        raise ValueError("no name")
    if _CODE_IN_NAME.search(title):
        problems.append(Problem("title", "code_in_name", title[:LONGEST_VALUE]))
        title = clean(_CODE_IN_NAME.sub(" ", title))
    title = title.strip(" .;:-–")
    if len(title) > LONG_NAME:
        problems.append(Problem("title", "long_name", f"{len(title)}"))
    return title


def _known(values: Mapping[str, str], value, name: str, problems: list[Problem]) -> str | None:
    text = clean(value or "")
    if text and text not in values:
        problems.append(Problem(name, "unknown_value", text[:LONGEST_VALUE]))
    return values.get(text)


def _several(values, texts, name: str, problems: list[Problem], lower: bool = False) -> list[str]:
    found: dict[str, None] = {}
    for each in texts or ():
        text = clean(each)
        value = values.get(text.lower() if lower else text)
        if value:
            found[value] = None
        elif text:
            problems.append(Problem(name, "unknown_value", text[:LONGEST_VALUE]))
    return list(found)


def _agencies(source, problems: list[Problem]) -> list[dict[str, str]]:
    rows = []
    for role, key in (("implementing", "agency"), ("competent", "competent_authority")):
        name = clean(source.get(key) or "").rstrip(" .;")
        if _SAMPLE_PROVINCE.search(name):
            # The national base shows the agency of a sample province.
            problems.append(Problem("agencies", "sample_agency", name[:LONGEST_VALUE]))
            name = clean(_SAMPLE_PROVINCE.sub("", name))
        if name:
            rows.append({"role": role, "name_vi": name, "name_en": ""})
    return rows


def _steps(text: str) -> list[dict[str, str]]:
    steps: list[list[str]] = []
    for line in clean_lines(text).splitlines():
        if not steps or _STEP.match(line):
            steps.append([])
        steps[-1].append(line)
    return [{"case": "", "text_vi": "\n".join(lines), "text_en": ""} for lines in steps]


def _conditions(text: str) -> list[dict[str, str]]:
    text = clean_lines(text)
    return [] if text.strip(" .").lower() in _NOTHING or not text else [{"text_vi": text, "text_en": ""}]


def _components(papers, problems: list[Problem]) -> list[dict[str, Any]]:
    rows = []
    ids: set[str] = set()
    for paper in papers:
        name = clean(paper["name"]).lstrip("-+* ").rstrip(" ;")
        originals, copies = int(paper.get("originals") or 0), int(paper.get("copies") or 0)
        if not name:
            continue
        if not originals and not copies:
            problems.append(Problem("components", "sentence_as_paper", name[:LONGEST_VALUE]))
            continue
        rows.append(
            {
                "id": _unused(slug(name, 40) or "giay-to", ids),
                "case": "",
                "name_vi": name,
                "name_en": "",
                "form_number": "",
                "form_file": "",
                "originals": originals,
                "copies": copies,
                "certified": 0,
                "required": "nếu có" not in name.lower(),
                "note_vi": "",
                "note_en": "",
            }
        )
    return rows


def _unused(wanted: str, used: set[str]) -> str:
    number, name = 1, wanted
    while name in used:
        number += 1
        name = f"{wanted}-{number}"
    used.add(name)
    return name


def _results(results) -> list[dict[str, str]]:
    return [
        {"code": clean(row.get("code") or ""), "name_vi": name, "name_en": ""}
        for row in results
        if (name := clean(row.get("name") or "").rstrip(" ./;"))
    ]


def _legal_basis(text: str) -> list[dict[str, str]]:
    """Documents out of a text in which titles and numbers run together."""
    titles: dict[str, str] = {}
    end = 0
    text = clean(text)
    for match in _LEGAL_NUMBER.finditer(text):
        before = text[end : match.start()]
        end = match.end()
        title = clean(before)
        stripped = clean(_BEFORE_NUMBER.sub("", title))
        title = (stripped or title).strip(" -–,.;:")
        if match.group() not in titles or len(title) > len(titles[match.group()]):
            titles[match.group()] = title if len(title) <= LONGEST_VALUE else ""
    return [
        {"number": number, "title_vi": title, "title_en": "", "issued": "", "url": ""}
        for number, title in titles.items()
    ]


def _ways_and_fees(methods, problems: list[Problem]) -> tuple[list[dict], list[dict]]:
    ways: list[dict] = []
    fees: list[dict] = []
    for method in methods:
        text = clean_lines(method.get("text") or "")
        channel = method.get("channel")
        if channel not in CHANNELS:
            problems.append(Problem("ways", "unknown_value", f"{channel}: {text}"[:LONGEST_VALUE]))
            continue
        parts = _parts(text)
        ways.append(_way(channel, parts, text, problems))
        fees.append(_fee(channel, parts, text, problems))
    return ways, _merged(fees)


def _parts(text: str) -> dict[str, str | None]:
    """What a way's text is made of: limit, fee and note, written one after another without a sign between them."""
    parts: dict[str, str | None] = dict.fromkeys(("number", "unit", "fee", "amount", "currency", "run_together"))
    joined = _LIMIT_AND_AMOUNT.match(text)
    if joined:
        parts["number"], text = joined["number"], joined["rest"]
    # A text may begin with the fee: then there is no limit before it.
    elif not _FEE.match(text) or text.lower().startswith("không"):
        limit = _LIMIT.match(text)
        if limit:
            parts.update(limit.groupdict())
            text = text[limit.end() :].lstrip()
    elif re.match(r"\d{4,}(?![.,]\d)", text):
        # Digits without a separator: a limit may stand before the amount, and nobody can tell where it ends.
        parts["run_together"] = "yes"
    fee = _FEE.match(text)
    if fee:
        parts.update(fee.groupdict(), fee=fee.group())
        text = text[fee.end() :]
    return {**parts, "note": text}


def _way(channel: str, parts: Mapping[str, str | None], text: str, problems: list[Problem]) -> dict:
    limit, unit = None, "working_day"
    if parts["number"] and parts["unit"]:
        limit, unit = float(parts["number"].replace(",", ".")), _UNITS[parts["unit"].lower()]
    elif parts["number"]:
        problems.append(Problem("ways", "limit_without_unit", text[:LONGEST_VALUE]))
    else:
        problems.append(Problem("ways", "no_limit", text[:LONGEST_VALUE]))
    return {
        "channel": channel,
        "case": "",
        "limit": limit,
        "unit": unit,
        "note_vi": _note(parts["note"]),
        "note_en": "",
    }


def _fee(channel: str, parts: Mapping[str, str | None], text: str, problems: list[Problem]) -> dict:
    note = _note(parts["note"])
    in_note = _amounts(note)
    stated = (parts["fee"] or "").lower()
    rule, amount = "unknown", None
    if parts["amount"] and parts["currency"].lower() not in ("việt nam đồng", "vnđ"):
        problems.append(Problem("fees", "fee_unclear", text[:LONGEST_VALUE]))
        note = clean_lines(f"{parts['fee']}\n{note}")
    elif parts["amount"]:
        printed = _printed(parts["amount"])
        if printed == 0:
            rule = "free"
        elif printed and printed >= 5000 and not parts["run_together"]:
            rule, amount = "fixed", printed
        elif printed and printed * 1000 in in_note:
            rule, amount = "fixed", printed * 1000
            problems.append(Problem("fees", "fee_in_thousands", text[:LONGEST_VALUE]))
        else:
            kind = "fee_in_thousands" if printed and printed < 1000 else "fee_unclear"
            problems.append(Problem("fees", kind, text[:LONGEST_VALUE]))
    elif stated == "miễn phí":
        if in_note:
            problems.append(Problem("fees", "fee_unclear", text[:LONGEST_VALUE]))
        elif _LOCAL_RULE.search(note):
            rule = "by_local_rule"
            problems.append(Problem("fees", "fee_unclear", text[:LONGEST_VALUE]))
        else:
            rule = "free"
    return {
        "channel": channel,
        "case": "",
        "kind": "fee" if "lệ phí" in note.lower() else "charge",
        "rule": rule,
        "amount": amount,
        "note_vi": "" if rule == "free" else note,
        "note_en": "",
    }


def _printed(amount: str) -> int | None:
    """An amount as printed, in VND; None where it has a fraction of a đồng, which no amount has."""
    whole, fraction = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", amount.rstrip(".,")).groups()
    if fraction and int(fraction):
        return None
    return int(re.sub(r"\D", "", whole))


def _amounts(note: str) -> list[int]:
    """The amounts in VND that a note names: `50.000 đồng`, `50 nghìn đồng`."""
    return [
        int(re.sub(r"\D", "", number)) * _THOUSANDS.get(unit.lower(), 1)
        for number, unit in _AMOUNT_IN_NOTE.findall(note)
    ]


def _note(text: str | None) -> str:
    note = (text or "").strip()
    bare = note.strip("() .").lower()
    return "" if bare in _NOTHING else note


def _merged(fees: list[dict]) -> list[dict]:
    """One row without a channel where all channels cost the same."""
    first = fees[0] if fees else None
    same = [{**fee, "channel": None} for fee in fees]
    if first and all(fee == same[0] for fee in same):
        return same[:1]
    unique: list[dict] = []
    for fee in fees:
        if fee not in unique:
            unique.append(fee)
    return unique

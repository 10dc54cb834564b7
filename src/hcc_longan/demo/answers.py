"""Answers to the questions of a procedure's e-form, as a plausible applicant might give them."""

from collections.abc import Mapping
from datetime import date
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.demo import people
from hcc_longan.eforms.filing import answers_of
from hcc_longan.eforms.filing import own_questions
from hcc_longan.eforms.filing import record_of
from hcc_longan.eforms.model import read_fields
from hcc_longan.validators import Kind
from random import Random
from typing import Any


_TEXTS = (
    "Đề nghị xem xét, giải quyết theo quy định.",
    "Theo hồ sơ, bản vẽ đính kèm.",
    "Phục vụ hoạt động sản xuất, kinh doanh tại địa phương.",
    "Nội dung như đơn đã ký, kèm tài liệu chứng minh.",
)
# By a word of the question; the first that fits.
_BY_WORD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("số", ("012/GCN-2024", "45/2023/QĐ-UBND", "BH 582914", "CS 01877")),
    ("ngành", ("Luật", "Kỹ thuật xây dựng", "Quản lý đất đai", "Công nghệ sinh học")),
    ("trình độ", ("Cử nhân Luật", "Kỹ sư xây dựng", "Thạc sĩ Hóa học")),
    ("tên", ("Vàm Cỏ Xanh", "Cơ sở Phương Nam", "Văn phòng Tân An", "Kho Bến Lức")),
    ("mục đích", ("Bổ sung hồ sơ cá nhân", "Vay vốn ngân hàng", "Mở rộng sản xuất")),
    ("lý do", ("Thay đổi thông tin", "Bị mất trong quá trình di chuyển", "Hết thời hạn")),
    ("địa điểm", ("Khu công nghiệp Long Hậu", "Xã Bến Lức, tỉnh Tây Ninh", "Phường Long An")),
)
_LINES = (["4711", "4719"], ["4101"], ["1061"], ["4933"], ["5610", "5630"])


def answer(page: Any, random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answers to a procedure's form and the record of its questions; both empty where it has none."""
    form = next((each for each in page.objectValues() if each.portal_type == "EasyForm"), None)
    if form is None:
        return {}, {}
    schema = read_fields(form.fields_model)
    values: dict[str, Any] = {}
    for name in own_questions(schema):
        field = schema[name]
        if field.required or random.random() < 0.5:
            values[name] = _value(field, random)
    values = {name: value for name, value in values.items() if value is not None}
    return answers_of(schema, values), record_of(form, schema, values)


def _value(field: Any, random: Random) -> Any:
    kind = getattr(field, "kind", None)
    if kind == "rows":
        columns = field.column_list
        rows = range(max(field.min_rows, random.randint(1, 2)))
        return [{each.id: _cell(each, random) for each in columns} for _number in rows]
    if kind == "address":
        return people.address(random)
    if kind is not None:
        return _of_kind(kind, field.title, random, getattr(field, "when", ""))
    if getattr(field, "vocabulary", None) is not None:
        return random.choice([term.value for term in field.vocabulary])
    if getattr(field, "value_type", None) is not None:
        return None
    if field._type is bool:
        return random.random() < 0.5
    return _text(field.title, random)[: field.max_length or 500]


def _cell(column: Any, random: Random) -> Any:
    if column.choices:
        return random.choice(list(column.choices))
    value = _of_kind(column.kind, column.title, random)
    return value.isoformat() if isinstance(value, date) else value


def _of_kind(kind: str, title: str, random: Random, when: str = "") -> Any:
    someone = people.person(random)
    made: Mapping[str, Any] = {
        Kind.NAME: someone.name,
        Kind.ID: someone.id_number,
        Kind.CCCD: someone.id_number,
        Kind.TAX: people.tax_code(random),
        Kind.PHONE: someone.phone,
        Kind.EMAIL: someone.email,
        Kind.BIRTH: date.fromisoformat(someone.birth),
        Kind.DATE: clock.today() + timedelta(days=random.randint(20, 400) * (1 if when == "future" else -1)),
        Kind.NUMBER: random.randint(1, 40),
        Kind.MONEY: random.randint(2, 900) * 10_000_000,
        Kind.AREA: float(random.randint(60, 4_800)),
        Kind.PARCEL: f"thửa {random.randint(1, 900)}, tờ bản đồ {random.randint(1, 60)}",
        Kind.LINES: list(random.choice(_LINES)),
    }
    return made[kind] if kind in made else _text(title, random)


def _text(title: str, random: Random) -> str:
    low = title.lower()
    for word, texts in _BY_WORD:
        if word in low:
            return random.choice(texts)
    return random.choice(_TEXTS)

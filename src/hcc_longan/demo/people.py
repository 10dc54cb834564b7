"""Made-up people and organisations of Long An: names, documents and addresses as they might be, all of them invented.

Everything comes from the generator that is passed in, so the same seed gives the same people.
"""

from dataclasses import dataclass
from hcc_longan import clock
from hcc_longan.validators.units import PROVINCES
from hcc_longan.vietnamese import fold
from random import Random
from typing import Any


# What a name begins with, by how common it is.
_FAMILIES = (
    "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Huỳnh Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Mai".split()
)
_MALE = (
    "Văn An|Văn Bình|Minh Đức|Thanh Hải|Quốc Hùng|Hoàng Khang|Tuấn Kiệt|Thành Long|Hữu Nghĩa|Tấn Phát|Ngọc Quang|"
    "Trung Tín|Anh Tuấn|Quang Vinh|Công Danh|Đăng Khoa|Phước Lộc|Trọng Nhân|Chí Thiện|Gia Bảo|Văn Út|Tấn Tài"
).split("|")
_FEMALE = (
    "Thị Mai|Thị Lan|Thu Hà|Ngọc Ánh|Kim Chi|Thị Hồng Diễm|Mỹ Duyên|Thị Hạnh|Bích Liên|Thùy Linh|Thị Mười|Thanh Ngân|"
    "Bảo Ngọc|Hồng Nhung|Thị Phượng|Như Quỳnh|Thanh Thảo|Thị Út|Thúy Vân|Cẩm Tiên|Phương Uyên|Hoàng Yến"
).split("|")
_STREETS = (
    "Hùng Vương|Nguyễn Huệ|Trương Định|Nguyễn Đình Chiểu|Châu Thị Kim|Thủ Khoa Huân|Bảo Định|Lê Văn Tao|"
    "Cách Mạng Tháng Tám|Huỳnh Việt Thanh|Nguyễn Trung Trực|Quốc lộ 1|Quốc lộ 62|Tỉnh lộ 825"
).split("|")
# Wards and communes since July 2025 and those of before, with their districts: names alone matter here.
_NEW_WARDS = (
    "phường Long An|phường Tân An|phường Khánh Hậu|phường Kiến Tường|xã Bến Lức|xã Cần Giuộc|xã Cần Đước|xã Đức Hòa|"
    "xã Hậu Nghĩa|xã Thủ Thừa|xã Tân Trụ|xã Tầm Vu|xã Thạnh Hóa|xã Mộc Hóa"
).split("|")
_OLD_WARDS = (
    ("Phường 1", "thành phố Tân An"),
    ("Phường 3", "thành phố Tân An"),
    ("Thị trấn Bến Lức", "huyện Bến Lức"),
    ("Xã Mỹ Hạnh Nam", "huyện Đức Hòa"),
    ("Thị trấn Đức Hòa", "huyện Đức Hòa"),
    ("Xã Long Hậu", "huyện Cần Giuộc"),
    ("Thị trấn Cần Đước", "huyện Cần Đước"),
    ("Xã Nhị Thành", "huyện Thủ Thừa"),
)
_TRADES = (
    "Cơ khí|Thực phẩm|Dệt may|Bao bì|Xây dựng|Nông sản|Vật liệu xây dựng|Vận tải|Môi trường|Công nghệ|Dược|Gỗ"
).split("|")
_BRANDS = (
    "Vàm Cỏ|Đồng Tháp Mười|Phương Nam|Tân Thành|Long Phát|Hưng Thịnh|An Khang|Minh Quân|Thiên Phúc|Đại Lộc|Việt Tiến|"
    "Sao Mai"
).split("|")
_FORMS = ("Công ty TNHH", "Công ty Cổ phần", "Doanh nghiệp tư nhân", "Hợp tác xã")
_MOBILE = ("032", "035", "038", "070", "077", "081", "085", "088", "090", "091", "093", "096", "097", "098")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True)
class Person:
    """Somebody: `birth` is ISO, `sex` "male" or "female"."""

    name: str
    sex: str
    birth: str
    id_number: str
    phone: str
    email: str
    address: dict[str, str]

    def applicant(self, language: str = "vi") -> dict[str, Any]:
        """As the applicant of a dossier."""
        return {
            "kind": "person",
            "name": self.name,
            "id_kind": "cccd",
            "id_number": self.id_number,
            "birth_date": self.birth,
            "phone": self.phone,
            "address": line(self.address),
            "language": language,
        }


@dataclass(frozen=True)
class Organisation:
    """An enterprise with the person who acts for it."""

    name: str
    tax_code: str
    phone: str
    address: dict[str, str]
    head: Person

    def applicant(self, language: str = "vi") -> dict[str, Any]:
        """As the applicant of a dossier."""
        return {
            "kind": "organisation",
            "name": self.name,
            "id_kind": "tax",
            "id_number": self.tax_code,
            "phone": self.phone,
            "address": line(self.address),
            "language": language,
        }


def person(random: Random) -> Person:
    """Somebody of age."""
    sex = random.choice(("male", "female"))
    name = f"{random.choice(_FAMILIES)} {random.choice(_MALE if sex == 'male' else _FEMALE)}"
    year = clock.today().year - random.randint(20, 74)
    birth = f"{year}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    # Place, century with sex, year, then at random: most were registered in Long An (080).
    century = 2 * (year >= 2000) + (sex == "female")
    place = random.choice(("080", "080", "080", "079", "082", "072"))
    number = f"{place}{century}{year % 100:02}{random.randint(0, 999_999):06}"
    last, first = fold(name).split()[-1], fold(name).split()[0]
    email = f"{last}.{first}{random.randint(10, 99)}@example.org"
    return Person(name, sex, birth, number, phone(random), email, address(random))


def organisation(random: Random) -> Organisation:
    """An enterprise or cooperative."""
    name = f"{random.choice(_FORMS)} {random.choice(_TRADES)} {random.choice(_BRANDS)}"
    landline = f"0272{random.randint(3_200_000, 3_999_999)}"
    return Organisation(name, tax_code(random), landline, address(random), person(random))


def phone(random: Random) -> str:
    """A mobile number."""
    return f"{random.choice(_MOBILE)}{random.randint(0, 9_999_999):07}"


def tax_code(random: Random) -> str:
    """Ten digits of which the last one checks the others; those of Long An begin with 11."""
    while True:
        first = f"11{random.randint(0, 9_999_999):07}"
        check = 10 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11
        if check < 10:
            return f"{first}{check}"


def address(random: Random) -> dict[str, str]:
    """An address in the units of today, sometimes in those of before July 2025, as the validators give it."""
    detail = f"Số {random.randint(1, 480)} đường {random.choice(_STREETS)}"
    if random.random() < 0.75:
        return {"system": "new", "province": "80", "ward": random.choice(_NEW_WARDS), "detail": detail}
    ward, district = random.choice(_OLD_WARDS)
    return {"system": "old", "province": "80", "district": district, "ward": ward, "detail": detail}


def line(parts: dict[str, str]) -> str:
    """An address in one line."""
    province = f"tỉnh {PROVINCES[parts['system']][parts['province']]}"
    return ", ".join(filter(None, (parts["detail"], parts["ward"], parts.get("district"), province)))

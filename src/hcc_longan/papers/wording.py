"""Words on papers: values in Vietnamese with their English gloss, `{"vi": …, "en": …}`."""

from collections.abc import Mapping
from datetime import date
from datetime import datetime
from hcc_longan.clock import ZONE
from hcc_longan.vietnamese import format_date
from zope.i18n import translate


Both = Mapping[str, str]


def both(vi: str, en: str = "") -> Both:
    """A text in both languages; where there is no English, the Vietnamese one."""
    return {"vi": vi, "en": en or vi}


def translated(message: str) -> Both:
    """A message of the catalogue of translations in both languages."""
    return {language: translate(message, target_language=language) for language in ("vi", "en")}


def day(when: date) -> Both:
    """`ngày 24 tháng 11 năm 2026`, as offices write dates: days below 10 and months below 3 with a zero."""
    month = f"{when.month:02}" if when.month <= 2 else str(when.month)
    return both(f"ngày {when.day:02} tháng {month} năm {when.year}", format_date(when, "en"))


def moment(at: datetime) -> Both:
    """`08 giờ 05 phút, ngày 24 tháng 11 năm 2026`, in the centre's time zone."""
    local = at.astimezone(ZONE)
    written = day(local.date())
    return both(f"{local:%H} giờ {local:%M} phút, {written['vi']}", f"{local:%H:%M}, {written['en']}")

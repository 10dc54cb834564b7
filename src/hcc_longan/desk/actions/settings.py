"""What a centre may want to change about actions: reasons often used, and the rule of timely apologies."""

from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.dossiers.transitions import TRANSITIONS
from plone import api
from zope import schema
from zope.interface import Interface


PREFIX = "hcc_longan.desk.actions"


class BadReason(schema.ValidationError):
    __doc__ = _("A line needs the short name of an action, a Vietnamese and, best, an English text, parted by |.")


def _is_reason(line: str) -> bool:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) not in (2, 3) or parts[0] not in TRANSITIONS or not parts[1]:
        raise BadReason(line)
    return True


class IActionSettings(Interface):
    """Settings of the actions of the desk."""

    reasons = schema.List(
        title=_("Reasons often used"),
        description=_(
            "Offered in the forms. A line: short name of the action, such as ask_supplement, refuse, extend, stop, "
            "send_back | Vietnamese text | English text."
        ),
        value_type=schema.TextLine(constraint=_is_reason),
        required=False,
        default=[
            "ask_correction | Thiếu giấy tờ theo quy định. | A paper that is required is missing.",
            "ask_correction | Bản chụp không rõ, không đọc được. | The copy can't be read.",
            "ask_correction | Thông tin trong tờ khai chưa đầy đủ. | The form is not filled in completely.",
            "ask_correction | Tờ khai chưa có chữ ký. | The form isn't signed.",
            "ask_supplement | Thiếu giấy tờ theo quy định. | A paper that is required is missing.",
            "ask_supplement | Giấy tờ đã hết hiệu lực. | A paper is no longer valid.",
            "ask_supplement | Thông tin giữa các giấy tờ không thống nhất. | The papers contradict each other.",
            "ask_supplement | Bản sao chưa được chứng thực. | The copy isn't certified.",
            "refuse | Không thuộc thẩm quyền giải quyết. | Another authority is competent.",
            "refuse | Không đáp ứng điều kiện theo quy định. | The conditions that the law sets are not met.",
            "refuse | Quá thời hạn hoàn thiện hồ sơ. | The dossier was not completed in time.",
            "extend | Chờ ý kiến của cơ quan phối hợp. | Another agency has not answered yet.",
            "extend | Hồ sơ phức tạp, cần xác minh thêm. | The matter is complex and needs further checks.",
            "extend | Quá tải hồ sơ trong kỳ. | More dossiers than usual came in.",
            "stop | Người nộp không bổ sung hồ sơ đúng hạn. | The applicant did not complete the dossier in time.",
            "stop | Không đáp ứng điều kiện theo quy định. | The conditions that the law sets are not met.",
            "send_back | Dự thảo kết quả cần chỉnh sửa. | The draft of the result has to be corrected.",
            "send_back | Chưa đủ căn cứ giải quyết. | The grounds are not sufficient yet.",
            "ask_payment | Nộp phí, lệ phí theo quy định. | Fees and charges as the law sets them.",
            "reject_withdrawal | Kết quả đã được ký ban hành. | The result has been signed already.",
            "transfer | Thuộc thẩm quyền của cơ quan khác. | Another department is competent.",
        ],
    )
    apology_days = schema.Int(
        title=_("An apology comes so many days before the due date at the latest"),
        description=_(
            "One by NĐ 61/2018/NĐ-CP (verified by press reports). Whether NĐ 118/2025/NĐ-CP keeps this is not "
            "verified. 0: no such rule."
        ),
        min=0,
        max=30,
        default=1,
    )
    refuse_late_apology = schema.Bool(
        title=_("Refuse an apology that comes later"),
        description=_("Else the head is warned and may send it all the same."),
        default=False,
        required=False,
    )


def setting(name: str):
    """One of the settings of IActionSettings."""
    return api.portal.get_registry_record(f"{PREFIX}.{name}")


def reasons_for(transition: str, language: str) -> Sequence[str]:
    """The reasons often used for an action, in a language; the Vietnamese one where there is no other."""
    lines = [[part.strip() for part in line.split("|")] + [""] for line in setting("reasons") or ()]
    return [(parts[2] if language == "en" else "") or parts[1] for parts in lines if parts[0] == transition]

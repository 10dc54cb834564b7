"""What people of a demo month write: messages of applicants and answers, internal notes, and whom officers follow."""

from datetime import datetime
from datetime import timedelta
from hcc_longan.demo.interfaces import IDemoPart
from hcc_longan.demo.month import acting
from hcc_longan.demo.month import Case
from hcc_longan.demo.month import Month
from hcc_longan.desk.dossier import notes
from hcc_longan.desk.lists import following
from hcc_longan.dossiers import messages
from hcc_longan.dossiers.acting import as_applicant
from hcc_longan.dossiers.messages import Side
from zope.interface import implementer

import transaction


_QUESTIONS = (
    "Cho tôi hỏi hồ sơ của tôi khi nào có kết quả?",
    "Tôi đã bổ sung giấy tờ, nhờ cán bộ kiểm tra giúp.",
    "Tôi muốn đổi sang nhận kết quả qua bưu điện được không ạ?",
    "Xin cho biết tôi cần nộp thêm bản chính hay bản sao?",
    "Tôi muốn sửa số điện thoại liên hệ, xin hướng dẫn.",
)
_ANSWERS = (
    "Hồ sơ đang được thụ lý, kết quả sẽ có đúng hẹn trên giấy hẹn.",
    "Trung tâm đã nhận được, cảm ơn ông/bà.",
    "Ông/bà chỉ cần mang bản sao có chứng thực.",
)
_NOTES = (
    "Đã gọi điện cho người nộp, hẹn bổ sung trong tuần.",
    "Đối chiếu bản vẽ với quy hoạch: phù hợp.",
    "Hồ sơ liên quan đến vụ việc năm 2024, xem lại lưu trữ.",
    "Chờ ý kiến lãnh đạo trước khi trình ký.",
)


@implementer(IDemoPart)
class Talk:
    """A message in every fourth open dossier, half of them answered; notes and followers in some."""

    weight = 10

    def make(self, month: Month) -> int:
        made = 0
        for case in month.cases:
            made += _talk(case, month.last) if case.path else 0
        return made


talk = Talk()


def _talk(case: Case, now: datetime) -> int:
    dossier, random, made = case.dossier, case.random, 0
    last = dossier.events[-1].at
    if last >= now or not dossier.state_now.is_open:
        return 0
    officer = dossier.assignee
    if case.channel == "online" and random.random() < 0.35:
        with acting(case.by, _between(last, now, 0.5)), as_applicant(dossier):
            messages.write(dossier, random.choice(_QUESTIONS), Side.CITIZEN)
        made += 1
        if officer and random.random() < 0.4:
            with acting(officer, _between(last, now, 0.8)):
                messages.write(dossier, random.choice(_ANSWERS), Side.CENTRE)
                messages.mark_read(dossier, Side.CENTRE)
            made += 1
    if officer and random.random() < 0.3:
        with acting(officer, _between(last, now, 0.9)):
            if notes.may_write(dossier):
                notes.write(dossier, random.choice(_NOTES))
                made += 1
            following.follow(dossier.UID())
    transaction.commit()
    return made


def _between(begin: datetime, end: datetime, share: float) -> datetime:
    return begin + max(end - begin, timedelta()) * share

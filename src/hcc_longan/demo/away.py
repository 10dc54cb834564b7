"""Who is absent at the end of a demo month."""

from datetime import timedelta
from hcc_longan import clock
from hcc_longan.demo.interfaces import IDemoPart
from hcc_longan.demo.month import Month
from hcc_longan.staff import absences as staff_absences
from hcc_longan.staff import holding
from hcc_longan.staff.errors import NotPossible
from zope.interface import implementer


# Who is away, who stands in, who said so.
_AWAY = (("thuly2-tp", "thuly-tp", "lanhdao-tp"), ("thuly2-xd", "thuly3-xd", "lanhdao-xd"))


@implementer(IDemoPart)
class Absences:
    """Two officers away for some days, with substitutes."""

    weight = 20

    def make(self, month: Month) -> int:
        made = 0
        for who, substitute, head in _AWAY:
            try:
                last = clock.today() + timedelta(days=2)
                staff_absences.enter(
                    who, clock.today(), last, head, reason="Nghỉ phép năm", substitute=substitute, superior=True
                )
                made += 1
            except NotPossible:
                # They are away already, since an earlier month.
                continue
        holding.forget()
        return made


absences = Absences()

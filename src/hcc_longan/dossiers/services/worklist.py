"""`GET @worklist`: an officer's open dossiers, first due first."""

from datetime import datetime
from datetime import timedelta
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.register.queries import worklist
from hcc_longan.dossiers.register.worklists import asker_of
from hcc_longan.dossiers.register.worklists import queues
from hcc_longan.dossiers.register.worklists import Whose
from hcc_longan.dossiers.roles import departments_of
from hcc_longan.dossiers.services.answers import DossierService
from hcc_longan.dossiers.services.answers import iso
from plone import api
from typing import Any


LARGEST = 200


class WorklistGet(DossierService):
    """Parameters: `queue`, `department`, `assignee` (`me`), `b_size` (at most 200), `after` (what `next` said)."""

    def reply(self) -> dict[str, Any]:
        return self.answered(self._list)

    def _list(self) -> dict[str, Any]:
        form = self.request.form
        queue = form.get("queue", "")
        if not isinstance(queue, str) or not isinstance(form.get("department", ""), str):
            raise InvalidData({"queue": _("Give each parameter once.")})
        # Lists that are not made of the dossiers of departments are the desk's alone.
        offered = [each.id for each in queues().values() if each.whose in (Whose.DEPARTMENT, Whose.COUNTER)]
        if queue and queue not in offered:
            raise InvalidData(
                {"queue": _("There is no such work list: ${names}.", mapping={"names": ", ".join(offered)})}
            )
        user = api.user.get_current()
        codes = set().union(*departments_of(user).values())
        mine = None if "*" in codes else codes
        department = form.get("department")
        if department:
            mine = {department} if mine is None or department in mine else set()
        assignee = user.getId() if form.get("assignee") == "me" else ""
        found = worklist(queue, mine, assignee, self._size(), self._after(), asker_of(user.getId(), user.getGroups()))
        return {
            "@id": f"{self.context.absolute_url()}/@worklist",
            "items_total": found.total,
            "items": [self._item(row) for row in found.rows],
            "next": f"{iso(found.next[0]) or ''},{found.next[1]}" if found.next else None,
        }

    def _size(self) -> int:
        text = str(self.request.form.get("b_size", ""))
        return min(max(int(text), 1), LARGEST) if text.isdigit() else 30

    def _after(self) -> tuple[datetime | None, str] | None:
        due, comma, uid = str(self.request.form.get("after", "")).partition(",")
        if not comma:
            return None
        try:
            moment = datetime.fromisoformat(due.replace(" ", "+")) if due else None
            if moment is not None and moment.tzinfo is None:
                raise ValueError(due)
            return moment, uid
        except ValueError:
            raise InvalidData({"after": _("This can't be read.")}) from None

    def _item(self, row: Any) -> dict[str, Any]:
        remaining = None
        if row.due_at is not None and row.ended_at is None:
            calendar = calendars.current().calendar(row.department)
            remaining = calendar.between(clock.now(), row.due_at) // timedelta(minutes=1)
        return {
            "@id": f"{api.portal.get().absolute_url()}/{row.path}",
            "number": row.code or row.tracking_number,
            "code": row.code,
            "procedure": row.procedure,
            "department": row.department,
            "applicant": row.applicant,
            "state": row.state,
            "state_code": row.national_code,
            "holder": row.holder,
            "due": iso(row.due_at),
            "remaining_minutes": remaining,
            "assignee": row.assignee,
            "version": row.version,
        }

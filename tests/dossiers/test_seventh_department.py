"""A department joins the centre by an administrator's hand alone, as docs/seventh-department.md says."""

from datetime import datetime
from datetime import time
from hcc_longan.clock import ZONE
from hcc_longan.dossiers import rebinding
from hcc_longan.dossiers import stages
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.workflows import Stage
from hcc_longan.worktime.spec import CalendarSpec
from hcc_longan.worktime.spec import DEFAULT_WEEK
from plone import api


def test_a_seventh_department_takes_part_without_code(centre, make_procedure, file, act, moment, logged_in_as):
    with logged_in_as("Site Administrator", "Editor"):
        api.content.create(
            centre.vi["co-quan"],
            "Department",
            id="yt",
            title="Sở Y tế",
            code="yt",
            agency_id="000.00.97.H39",
            fields=[{"id": "yt-duoc", "title_vi": "Dược phẩm", "title_en": "Pharmacy"}],
        )
        workflow = centre.portal_workflow[rebinding.copy("hcc_ct_workflow", "yt", "Y tế")]
        stages.set_stage(workflow, "inspecting", Stage(share=30))
        saturday = (*DEFAULT_WEEK[:5], ((time(7), time(11, 30)),), ())
        calendars.publish(
            {calendars.CENTRE: calendars.current().spec(), "yt": CalendarSpec(saturday, (), 0)}, "Saturdays"
        )
        for name in ("handler", "approver"):
            api.user.create(username=f"an-{name}-yt", email="officer@example.org")
            api.group.add_user(groupname=f"{name}:yt", username=f"an-{name}-yt")

    with moment(11, 5, 8):  # a Thursday; three working days
        dossier = file(make_procedure(department="yt", field="yt-duoc"))
        received = act(dossier, "receive", "receiver")
        assert dossier.code == "000.00.97.H39-261105-0001"
        # 7 h on Thursday, 8 h on Friday, 4 h 30 on Saturday, and until 11:30 on Monday.
        assert received.due == datetime(2026, 11, 9, 11, 30, tzinfo=ZONE)
        act(dossier, "hand_over", "receiver")
        act(dossier, "assign", "approver-yt", assignee="an-handler-yt")
        assert act(dossier, "inspect", "handler-yt").state == "inspecting"
        assert (dossier.holder, dossier.events[-1].stage_minutes) == ("yt", 3 * 480 * 30 / 100)
    with moment(11, 6, 16):
        for transition, who, data in (
            ("submit", "handler-yt", {}),
            ("review", "approver-yt", {}),
            ("sign", "approver-yt", {}),
            ("hand_back", "handler-yt", {}),
            ("return_result", "returner", {"method": "counter", "collector": "Nguyễn Văn An"}),
        ):
            act(dossier, transition, who, **data)
    assert dossier.state == "returned"
    assert reading(dossier).verdict == "early"

"""One dossier of each department from filing to return, its clock explained: `bin/py scripts/six_lives.py`.

Works on a new site in a temporary folder, at set times of November 2026, so that every figure can be checked by hand.
"""

from contextlib import contextmanager
from datetime import datetime
from datetime import timedelta
from hcc_longan import clock
from hcc_longan import demo
from hcc_longan.clock import ZONE
from hcc_longan.zope_app import enter_site
from hcc_longan.zope_app import use_own_database
from hcc_longan.zope_app import zope_root
from pathlib import Path

import logging
import sys
import tempfile


logging.disable(logging.WARNING)

# What each department does between assignment and review: hour by hour from Thursday 12 November on.
OWN_STEPS = {
    "khdt": [
        ("appraise", "thuly", {}),
        ("submit", "thuly", {}),
        ("review", "lanhdao", {}),
        ("send_to_committee", "lanhdao", {}),
        ("take_back", "thuly", {}),
    ],
    "tnmt": [
        ("send_to_land_registry", "thuly", {}),
        ("take_back", "thuly", {}),
        ("send_to_tax", "thuly", {}),
        ("take_back", "thuly", {}),
        ("submit", "thuly", {}),
        ("review", "lanhdao", {}),
        ("sign", "lanhdao", {}),
    ],
    "xd": [
        ("inspect", "thuly", {}),
        ("appraise", "thuly", {}),
        ("submit", "thuly", {}),
        ("review", "lanhdao", {}),
        ("sign", "lanhdao", {}),
    ],
    "ct": [("inspect", "thuly", {}), ("submit", "thuly", {}), ("review", "lanhdao", {}), ("sign", "lanhdao", {})],
    "tp": [
        ("send_to_police", "thuly", {}),
        ("take_back", "thuly", {}),
        ("review", "lanhdao", {}),
        ("sign", "lanhdao", {}),
    ],
    "khcn": [("appraise", "thuly", {}), ("submit", "thuly", {}), ("review", "lanhdao", {}), ("sign", "lanhdao", {})],
}
OTHER = {"khdt": "ct", "tnmt": "xd", "xd": "tnmt", "ct": "khdt", "tp": "khdt", "khcn": "ct"}


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@contextmanager
def person(name: str, when: datetime):
    """Somebody, at a moment."""
    from plone import api

    with clock.at(when), api.env.adopt_user(username=name):
        yield


def live(department: str, procedure) -> None:
    """A dossier's life, printed."""
    from hcc_longan.dossiers.explanation import explain
    from hcc_longan.dossiers.explanation import text
    from hcc_longan.dossiers.filing import file_dossier
    from hcc_longan.dossiers.lifecycle import move
    from hcc_longan.dossiers.lifecycle import reading
    from hcc_longan.dossiers.settings import agency_names
    from hcc_longan.dossiers.steps import limit_of
    from zope.i18n import translate

    handler, head, other = f"thuly-{department}", f"lanhdao-{department}", OTHER[department]
    ways = [{**way, "case": way["case"] or ""} for way in procedure.ways if way["limit"] is not None]
    case = "" if limit_of({"ways": ways}, "online") else min(way["case"] for way in ways)
    with person("congdan", moment(2, 8)):
        dossier = file_dossier(
            procedure, {"name": "Nguyễn Văn An", "phone": "0900000001"}, is_test=True, own_transaction=False
        )
    steps = [
        ("receive", "tiepnhan", moment(2, 9), {"case": case} if case else {}),
        ("hand_over", "tiepnhan", moment(2, 10), {}),
        ("transfer", head, moment(2, 11), {"department": other, "reason": "Thuộc cơ quan khác"}),
        ("transfer", f"lanhdao-{other}", moment(2, 15), {"department": department, "reason": "Không thuộc thẩm quyền"}),
        ("assign", head, moment(3, 8), {"assignee": handler}),
        (
            "ask_supplement",
            handler,
            moment(3, 10),
            {"reason": "Thiếu giấy tờ", "papers": [{"what": "Bản sao có chứng thực"}]},
        ),
        ("supplement", "tiepnhan", moment(5, 14), {}),
        ("ask_payment", handler, moment(6, 9), {"reason": "Phí theo quy định", "amount": 100_000}),
        ("pay", "tiepnhan", moment(9, 9), {"amount": 100_000, "receipt": "BL-01"}),
        (
            "ask_agencies",
            handler,
            moment(9, 14),
            {
                "tasks": [
                    {"agency": "ubnd", "what": "Ý kiến về địa điểm", "days": 2},
                    {"agency": "pccc", "what": "Ý kiến về phòng cháy", "days": 1},
                ]
            },
        ),
        ("answer_agency", "pccc", moment(10, 9), {"task": "2", "text": "Đồng ý"}),
        ("answer_agency", "ubnd", moment(10, 10), {"task": "1", "text": "Đồng ý"}),
        ("take_back", handler, moment(10, 14), {}),
    ]
    for number, (transition, who, data) in enumerate(OWN_STEPS[department]):
        steps.append((transition, f"{who}-{department}", moment(12 + number // 4, 8 + 2 * (number % 4)), data))
    for transition, who, when, data in steps:
        with person(who, when):
            # Where the police or a partner's answer sent it elsewhere, the dossier is in that department's own steps.
            move(dossier, transition, data, origin="script")
    with clock.at(moment(16, 8)):
        due = reading(dossier).current_due
    if due is not None:
        later = due + timedelta(days=31)
        with person(head, moment(16, 8)):
            move(dossier, "extend", {"due": later, "signer": head, "reason": "Hồ sơ phức tạp"}, origin="script")
    for transition, who, when, data in (
        ("hand_back", handler, moment(16, 14), {}),
        ("return_result", "traketqua", moment(17, 9), {"method": "counter", "collector": "Nguyễn Văn An"}),
    ):
        with person(who, when):
            move(dossier, transition, data, origin="script")
    with clock.at(moment(30, 8)):
        now = reading(dossier)
        print(
            f"\n=== {department}: {procedure.code} {procedure.title}\n    {dossier.number}, {dossier.tracking_number}"
        )
        for event in dossier.events:
            print(
                f"    {event.at.astimezone(ZONE):%d/%m/%Y %H:%M}  {event.transition:<22} {event.actor:<15} -> "
                f"{event.after} ({event.holder or '-'})"
            )
        for line in explain(now):
            print("   ", translate(text(line, agency_names("en")), target_language="en"))
        assert sum(now.hours.values(), start=now.total - now.total) == now.total
    print("   ", "Journey complete:", dossier.state)


def main() -> int:
    from hcc_longan.cli import _make_site
    from plone import api

    with tempfile.TemporaryDirectory(prefix="hcc-lives-") as folder:
        use_own_database(Path(folder))
        with zope_root() as root:
            print("Making a site (about 10 s) ...", flush=True)
            _make_site(root, production=False)
            site = enter_site(root, "hcc")
            for agency in ("ubnd", "pccc"):
                api.user.create(username=agency, email=f"{agency}@example.org")
                api.group.add_user(groupname=f"handler:{agency}", username=agency)
            for department in demo.DEPARTMENT_CODES:
                found = site.portal_catalog(
                    portal_type="Procedure", procedure_department=department, Language="vi", review_state="published"
                )
                live(department, _dated(found))
    return 0


def _dated(brains):
    """The department's first procedure with a limit of five working days or more."""
    for brain in brains:
        if any(unit == "working_day" and number >= 5 for number, unit in brain.procedure_facts["limits"]):
            return brain.getObject()
    return next((brain for brain in brains if brain.procedure_facts["limits"]), brains[0]).getObject()


if __name__ == "__main__":
    sys.exit(main())

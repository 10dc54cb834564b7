"""What single steps mean: reception, assignment, other agencies, payment, extension, transfer, return."""

from datetime import datetime
from hcc_longan.catalogue.versions import record_version
from hcc_longan.clock import ZONE
from hcc_longan.dossiers import steps
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.errors import NotAllowed
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.settings import PREFIX
from hcc_longan.dossiers.settings import Rules
from hcc_longan.dossiers.settings import set_rules
from hcc_longan.dossiers.tracking import is_official_code
from plone import api
from zope.annotation.interfaces import IAnnotations

import pytest


REASON = {"reason": "Vì lý do sau đây"}
SUPPLEMENT = REASON | {"papers": [{"what": "Bản sao căn cước"}]}
RETURN = {"method": "counter", "collector": "Nguyễn Văn An"}
TWO = [{"agency": "thue", "what": "Nghĩa vụ thuế?", "days": 3}, {"agency": "tp", "what": "Hộ tịch?", "days": 1.5}]


@pytest.fixture(autouse=True)
def tuesday(moment):
    """It is Tuesday 3 November 2026, 09:00."""
    with moment(11, 3):
        yield


@pytest.fixture
def handled(file):
    """A dossier in handling by khdt, received today with a limit of three working days: due on Friday, 09:00."""
    return handle(file())


def handle(dossier):
    move(dossier, "receive")
    move(dossier, "hand_over")
    move(dossier, "assign", {"assignee": "an-handler-khdt"})
    return dossier


def finish(dossier):
    for transition in ("submit", "review", "sign", "hand_back"):
        move(dossier, transition)
    return dossier


def refused(dossier, transition: str, **data) -> str:
    """The sentence of a refusal, after which the dossier is as before."""
    before = dossier.event_records, dossier.state, dossier.holder, dossier.department, dossier.code, dossier.fees_paid
    with pytest.raises(RuleBroken) as caught:
        move(dossier, transition, data)
    after = dossier.event_records, dossier.state, dossier.holder, dossier.department, dossier.code, dossier.fees_paid
    assert after == before
    return str(caught.value)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


# Reception


def test_codes_run_per_agency_and_day(file, make_procedure, moment):
    codes = []
    other = make_procedure("Khai sinh", code="1.001193", department="tp", field="tp-ho-tich")
    for day, procedure in ((24, None), (24, None), (24, other), (25, None)):
        with moment(2, day, year=2031):
            dossier = file(procedure)
            assert dossier.code is None
            move(dossier, "receive")
            codes.append(dossier.code)
            assert is_official_code(dossier.code)
            assert dossier.number == dossier.code != dossier.tracking_number
    assert codes == [
        "000.00.91.H39-310224-0001",
        "000.00.91.H39-310224-0002",
        "000.00.92.H39-310224-0001",
        "000.00.91.H39-310225-0001",
    ]


def test_the_code_is_of_the_day_of_reception_and_follows_the_setting(file, moment):
    api.portal.set_registry_record(f"{PREFIX}.code_pattern", "{agency}/{date:%Y%m%d}/{number:07d}")
    with moment(3, 1, year=2031):
        dossier = file()
    with moment(3, 2, year=2031):
        move(dossier, "receive")
    assert dossier.code == "000.00.91.H39/20310302/0000001"
    assert dossier.events[-1].data["code"] == dossier.code


def test_the_register_numbers_a_departments_dossiers_by_year(file, make_procedure, moment):
    entries = []
    other = make_procedure("Khai sinh", code="1.001193", department="tp", field="tp-ho-tich")
    for year, procedure in ((2032, None), (2032, other), (2032, None), (2033, None)):
        with moment(5, 4, year=year):
            dossier = file(procedure)
            move(dossier, "receive")
            entries.append((dossier.register_book, dossier.register_sequence))
    assert entries == [("khdt/2032", 1), ("tp/2032", 1), ("khdt/2032", 2), ("khdt/2033", 1)]


def test_a_refused_reception_takes_no_number(file, moment):
    with moment(6, 1, year=2031):
        dossier = file()
        assert "There is no counter “quay-9”" in refused(dossier, "receive", counter="quay-9")
        assert "The procedure has no case “9”" in refused(dossier, "receive", case="9")
        move(dossier, "receive")
    assert dossier.code.endswith("-0001")


def test_a_department_without_identifier_gives_no_code(file):
    dossier = file()
    page = api.portal.get().vi["co-quan"]["khdt"]
    page.agency_id = None
    page.reindexObject()
    assert "The department khdt has no agency identifier" in refused(dossier, "receive")
    page.agency_id = "000.00.91.H39"
    page.reindexObject()
    assert move(dossier, "receive").state == "received"


def test_the_procedure_holds_as_it_is_in_force_on_the_day_of_reception(file, make_procedure, moment):
    procedure = make_procedure()
    dossier = file(procedure)
    assert dossier.procedure_version == 1
    procedure.ways = [{**way, "limit": 10.0} for way in procedure.ways]
    record_version(procedure)
    assert move(dossier, "receive").due == at(17, 9)
    assert dossier.procedure_version == 2


def test_a_procedure_that_is_gone_is_told(file, make_procedure):
    procedure = make_procedure()
    dossier = file(procedure)
    api.content.delete(procedure)
    assert "An editor has to bring it back" in refused(dossier, "receive")


WAYS = [
    {"channel": "counter", "case": "", "limit": 3.0, "unit": "working_day"},
    {"channel": "online", "case": "", "limit": 2.0, "unit": "working_day"},
    {"channel": "counter", "case": "1", "limit": 8.0, "unit": "hour"},
    {"channel": "online", "case": "2", "limit": None, "unit": "working_day"},
]


@pytest.mark.parametrize(
    ("ways", "channel", "case", "limit"),
    [
        (WAYS, "counter", "", (3.0, "working_day")),
        (WAYS, "online", "", (2.0, "working_day")),
        # No limit is stated for the post: the counter's holds.
        (WAYS, "post", "", (3.0, "working_day")),
        (WAYS, "counter", "1", (8.0, "hour")),
        (WAYS, "online", "1", (2.0, "working_day")),
        (WAYS, "post", "1", (8.0, "hour")),
        (WAYS, "online", "2", (2.0, "working_day")),
        ([], "counter", "", None),
        (WAYS[2:], "counter", "", None),
        (WAYS[2:], "counter", "1", (8.0, "hour")),
        (WAYS[3:], "online", "2", None),
    ],
)
def test_the_limit_is_that_of_the_channel_and_the_case(ways, channel, case, limit):
    assert steps.limit_of({"ways": ways}, channel, case) == limit


def test_a_limit_that_depends_on_the_case_asks_for_it(file, make_procedure):
    way = {"channel": "counter", "limit": 1.0, "unit": "working_day", "note_vi": "", "note_en": ""}
    cases = [{"id": name, "name_vi": name, "name_en": name} for name in ("gap", "thuong")]
    dossier = file(make_procedure(cases=cases, ways=[{**way, "case": "gap"}, {**way, "case": "thuong", "limit": 2.0}]))
    assert "Say which of these it is: gap, thuong." in refused(dossier, "receive")
    outcome = move(dossier, "receive", {"case": "thuong"})
    assert (outcome.due, dossier.case) == (at(5, 9), "thuong")


def test_a_procedure_without_time_limit_gives_no_date(file, make_procedure):
    dossier = handle(file(make_procedure(ways=[])))
    assert reading(dossier).current_due is None
    assert [event.stage_minutes for event in dossier.events] == [None] * 4
    assert "no appointment date that could be moved" in refused(
        dossier, "extend", **REASON, due="2026-11-20T16:00+07:00", signer="Trần Thị Bình"
    )
    assert finish(dossier).state == "finished"


def test_what_was_received_is_kept(file, act):
    api.portal.set_registry_record(f"{PREFIX}.counters", ["quay-1 | Quầy 1 || khdt"])
    dossier = file(case="1")
    act(dossier, "receive", "receiver", counter="quay-1", fees_due=100000, papers={"giay-de-nghi": 1}, reason="Ghi chú")
    event = dossier.events[-1]
    assert (dossier.counter, dossier.fees_due, dossier.case) == ("quay-1", 100000, "1")
    assert (event.data["papers"], event.reason) == ({"giay-de-nghi": 1}, "Ghi chú")
    assert event.data["terms"]["limit"] == 3.0


# In the department


def test_a_dossier_is_given_to_officers_of_its_department_alone(file):
    dossier = file()
    move(dossier, "receive")
    move(dossier, "hand_over")
    for name in ("an-handler-tp", "an-receiver", "an-handler-thue", "nobody", "handler:khdt"):
        assert f"“{name}” is no officer of the department khdt" in refused(dossier, "assign", assignee=name)
    move(dossier, "assign", {"assignee": "an-approver-khdt"})
    assert "is no officer" in refused(dossier, "reassign", assignee="an-handler-tp")
    move(dossier, "reassign", {"assignee": "an-handler-khdt"})
    assert (dossier.assignee, dossier.state) == ("an-handler-khdt", "handling")


def test_stages_get_their_share_of_the_time_limit(handled):
    finish(handled)
    # Of three working days, 1440 minutes: 5, 5, 25, 15, 15 and 5 percent.
    assert [event.stage_minutes for event in handled.events] == [None, 72, 72, 360, 216, 216, 72, None]


# Other agencies


def test_who_is_asked_must_be_known_and_somebody_else(handled):
    for agency in ("bogus", "khdt", "centre"):
        message = refused(handled, "ask_agencies", tasks=[{"agency": agency, "what": "?"}])
        assert f"There is no other agency “{agency}”." in message


def test_agencies_answer_in_turn_and_the_department_goes_on(handled, act):
    act(handled, "ask_agencies", "handler-khdt", tasks=TWO)
    # The shorter limit first: one agency at a time is answerable.
    assert (handled.holder, handled.events[-1].stage_minutes) == ("tp", 720)
    assert handled.open_tasks == {"1": "thue", "2": "tp"}
    act(handled, "answer_agency", "approver-tp", task="2", text="Đúng.")
    assert (handled.state, handled.holder, handled.events[-1].stage_minutes) == ("consulting", "thue", 1440)
    act(handled, "answer_agency", "handler-thue", task="1", text="Không nợ thuế.")
    assert (handled.state, handled.holder, handled.open_tasks) == ("consulting", "khdt", {})
    assert handled.events[-1].data == {"task": "1", "text": "Không nợ thuế.", "agency": "thue"}
    act(handled, "take_back", "handler-khdt")
    assert (handled.state, handled.holder) == ("handling", "khdt")


def test_an_agency_answers_its_own_question_alone_and_once(handled, act, http_request):
    act(handled, "ask_agencies", "handler-khdt", tasks=TWO)
    version = handled.version
    with pytest.raises(RuleBroken, match="Only the agency that was asked can answer"):
        act(handled, "answer_agency", "handler-thue", task="2", text="Đúng.")
    with pytest.raises(NotAllowed):
        act(handled, "answer_agency", "handler-ubnd", task="1", text="Đúng.")
    with pytest.raises(NotAllowed):
        act(handled, "answer_agency", "handler-khdt", task="1", text="Đúng.")
    with api.env.adopt_user(username="an-handler-thue"):
        assert possible(handled) == ["answer_agency"]
        assert api.user.has_permission("View", obj=handled)
    with api.env.adopt_user(username="an-handler-ubnd"):
        assert possible(handled) == []
        assert not api.user.has_permission("View", obj=handled)
    assert handled.version == version
    act(handled, "answer_agency", "handler-thue", task="1", text="Không nợ thuế.")
    assert "answered already, or was never asked" in refused(handled, "answer_agency", task="1", text="Lại.")
    assert "answered already, or was never asked" in refused(handled, "answer_agency", task="7", text="?")
    kept = IAnnotations(http_request)
    for key in [key for key in kept if key.startswith("borg.localrole")]:
        del kept[key]
    with api.env.adopt_user(username="an-handler-thue"):
        assert possible(handled) == []


def test_questions_that_were_taken_back_are_closed(handled):
    move(handled, "ask_agencies", {"tasks": TWO})
    move(handled, "take_back")
    assert handled.open_tasks == {}
    # An agency without limit comes last.
    move(handled, "ask_agencies", {"tasks": [{"agency": "ubnd", "what": "?"}, TWO[0]]})
    assert handled.open_tasks == {"1": "ubnd", "2": "thue"}
    assert handled.holder == "thue"


def test_questions_stay_open_while_the_applicant_is_to_act(handled, act):
    move(handled, "ask_agencies", {"tasks": TWO})
    move(handled, "ask_withdrawal", REASON)
    move(handled, "reject_withdrawal", REASON)
    move(handled, "ask_supplement", SUPPLEMENT)
    move(handled, "supplement")
    assert handled.state == "consulting"
    assert [task.ended for task in reading(handled).tasks] == [None, None]
    assert handled.open_tasks == {"1": "thue", "2": "tp"}
    assert handled.holder == "tp"
    act(handled, "answer_agency", "handler-thue", task="1", text="Không nợ thuế.")


# The applicant


def test_payment_is_confirmed_to_the_dong(handled, act):
    act(handled, "ask_payment", "handler-khdt", **REASON, amount=50000, by="2026-11-03")
    assert (handled.state, handled.fees_due) == ("paying", 50000)
    for amount in (49999, 50001):
        assert "50000 VND are to be paid" in refused(handled, "pay", amount=amount, receipt="BL-1")
    act(handled, "pay", "returner", amount=50000, receipt="BL-1")
    assert (handled.state, handled.fees_due, handled.fees_paid) == ("handling", 50000, 50000)
    # A second request is about the rest alone.
    move(handled, "ask_payment", REASON | {"amount": 7000})
    assert "7000 VND are to be paid" in refused(handled, "pay", amount=57000, receipt="BL-2")
    move(handled, "pay", {"amount": 7000, "receipt": "BL-2"})
    assert handled.fees_paid == handled.fees_due == 57000


def test_a_result_is_not_handed_out_while_fees_are_open(handled):
    move(handled, "ask_payment", REASON | {"amount": 50000})
    move(handled, "ask_withdrawal", REASON)
    move(handled, "reject_withdrawal", REASON)
    move(handled, "pay", {"amount": 50000, "receipt": "BL-1"})
    finish(handled)
    handled.fees_due = 80000
    assert "Fees of 30000 VND are still to be paid" in refused(handled, "return_result", **RETURN)
    handled.fees_paid = 80000
    assert move(handled, "return_result", RETURN).state == "returned"


def test_fees_of_reception_can_be_paid_before_the_result_is_returned(file):
    dossier = file()
    move(dossier, "receive", {"fees_due": 100000})
    move(dossier, "hand_over")
    move(dossier, "assign", {"assignee": "an-handler-khdt"})
    finish(dossier)
    assert "pay" in possible(dossier)


def test_a_result_is_returned_at_the_counter_or_by_post(handled, act):
    finish(handled)
    with pytest.raises(InvalidData, match="needs the number of the postal item"):
        move(handled, "return_result", {"method": "post"})
    act(handled, "return_result", "returner", method="post", post_number="EH123456789VN")
    assert handled.events[-1].data == {"method": "post", "post_number": "EH123456789VN"}
    assert (handled.state, handled.holder) == ("returned", "")


def test_a_refusal_and_a_stop_keep_their_grounds(file, handled, act):
    dossier = file()
    act(dossier, "refuse", "receiver", **REASON, legal_basis="Căn cứ pháp lý")
    assert (dossier.state, dossier.code) == ("refused", None)
    assert dossier.events[-1].data == {"legal_basis": "Căn cứ pháp lý"}
    assert reading(dossier).current_due is None
    with pytest.raises(NotAllowed):
        act(handled, "stop", "handler-khdt", **REASON, signer="Trần Thị Bình")
    act(handled, "stop", "approver-khdt", **REASON, signer="Trần Thị Bình")
    assert (handled.state, handled.events[-1].data) == ("stopped", {"signer": "Trần Thị Bình"})
    assert reading(handled).ended_at == at(3, 9)


# Extension (NĐ 61/2018: once)


def test_a_new_date_is_given_once_and_the_first_one_counts(handled, act):
    given = {**REASON, "signer": "Trần Thị Bình"}
    for due in ("2026-11-06T09:00+07:00", "2026-11-05T16:00+07:00"):
        assert "The new date has to be later than the present one" in refused(handled, "extend", **given, due=due)
    with pytest.raises(NotAllowed):
        act(handled, "extend", "handler-khdt", **given, due="2026-11-10T16:00+07:00")
    outcome = act(handled, "extend", "approver-khdt", **given, due="2026-11-10T16:00+07:00")
    assert (outcome.state, outcome.due) == ("handling", at(10, 16))
    now = reading(handled)
    assert (now.promised_due, now.original_due, now.current_due) == (at(6, 9), at(6, 9), at(10, 16))
    assert handled.events[-1].data["former_due"] == at(6, 9).isoformat()
    assert "A new date was given 1 time(s) already" in refused(handled, "extend", **given, due="2026-11-20T16:00+07:00")
    set_rules([Rules(extensions=2)])
    assert move(handled, "extend", {**given, "due": "2026-11-20T16:00+07:00"}).due == at(20, 16)
    assert "A new date was given 2 time(s) already" in refused(handled, "extend", **given, due="2026-11-30T16:00+07:00")
    assert reading(handled).original_due == at(6, 9)


# Transfer


def test_a_dossier_is_transferred_to_another_department_that_takes_part(handled, moment):
    for code in ("bogus", "thue", "centre"):
        assert f"There is no department “{code}”" in refused(handled, "transfer", **REASON, department=code)
    assert "is with this department already" in refused(handled, "transfer", **REASON, department="khdt")
    page = api.portal.get().vi["co-quan"]["tp"]
    page.left = at(3, 9).date()
    page.reindexObject()
    with moment(11, 4):
        assert "There is no department “tp” that takes part" in refused(handled, "transfer", **REASON, department="tp")
    # Its last day is one of its days.
    assert move(handled, "transfer", REASON | {"department": "tp"}).state == "to_assign"


def test_a_transfer_takes_state_history_and_events_along(handled, act, http_request):
    tool = api.portal.get_tool("portal_workflow")
    code, book, due = handled.code, handled.register_book, reading(handled).current_due
    records = handled.event_records
    steps_so_far = [entry["review_state"] for entry in handled.workflow_history["hcc_khdt_workflow"]]
    act(handled, "transfer", "approver-khdt", **REASON, department="tp")
    assert (handled.state, handled.department, handled.holder, handled.assignee) == ("to_assign", "tp", "tp", "")
    assert (handled.code, handled.register_book, reading(handled).current_due) == (code, book, due)
    assert handled.event_records[:-1] == records
    assert handled.events[-1].data == {"department": "tp", "from": "khdt"}
    assert list(handled.workflow_history) == ["hcc_tp_workflow"]
    history = [entry["review_state"] for entry in handled.workflow_history["hcc_tp_workflow"]]
    assert history == [*steps_so_far, "to_assign"]
    assert tool.getChainFor(handled) == ("hcc_tp_workflow",)
    assert tool.getInfoFor(handled, "review_state") == "to_assign"
    act(handled, "assign", "approver-tp", assignee="an-handler-tp")
    act(handled, "send_to_police", "handler-tp")
    assert (handled.state, handled.holder) == ("at_police", "ca")


def test_a_transfer_to_a_department_without_workflow_changes_nothing(handled):
    api.portal.set_registry_record(f"{PREFIX}.workflows", {"tp": "hcc_gone_workflow"})
    before, history = handled.event_records, dict(handled.workflow_history)
    with pytest.raises(LifecycleError, match="hcc_gone_workflow"):
        move(handled, "transfer", REASON | {"department": "tp"})
    assert (handled.department, handled.state, handled.event_records) == ("khdt", "handling", before)
    assert dict(handled.workflow_history) == history


PDF = b"%PDF-1.7\n%%EOF"


def test_files_come_with_answers_and_decisions(handled, act):
    move(handled, "ask_supplement", SUPPLEMENT)
    move(handled, "supplement", files=[{"component": "", "filename": "ban-sao.pdf", "data": PDF}])
    assert [(file.filename, file.source) for file in handled.attachments] == [("ban-sao.pdf", handled.version)]
    assert handled.events[-1].data["files"][0]["sha256"] == handled.attachments[0].sha256
    move(handled, "submit")
    move(handled, "review")
    with pytest.raises(InvalidData, match="filename"):
        move(handled, "sign", files=[{"filename": "quyet-dinh.exe", "data": b"MZ"}])
    assert handled.state == "signing"
    move(handled, "sign", files=[{"filename": "quyet-dinh.pdf", "data": PDF}])
    assert [file.filename for file in handled.results] == ["quyet-dinh.pdf"]
    assert len(handled.attachments) == 1


def test_other_steps_take_no_files(handled):
    before = handled.version
    with pytest.raises(InvalidData, match="No files"):
        move(handled, "submit", files=[{"filename": "x.pdf", "data": PDF}])
    assert handled.version == before

"""`move` is the only way to move a dossier: who may, what it refuses, where it leads, what it records."""

from AccessControl.ZopeGuards import guarded_getattr
from datetime import datetime
from datetime import UTC
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import ImpossibleTransition
from hcc_longan.dossiers.errors import KeyUsed
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.errors import NotAllowed
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.errors import StaleVersion
from hcc_longan.dossiers.interfaces import IDossierMoved
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.dossiers.roles import DossierRoles
from hcc_longan.dossiers.settings import PREFIX
from plone import api
from Products.CMFCore.WorkflowCore import WorkflowException
from zExceptions import Unauthorized
from zope.annotation.interfaces import IAnnotations
from zope.component import getGlobalSiteManager
from zope.component import getMultiAdapter
from zope.i18nmessageid import Message

import pytest


REASON = {"reason": "Vì thiếu giấy tờ"}
PAPERS = {"papers": [{"what": "Bản sao căn cước"}]}
# What each transition is given here, where it needs anything.
DATA = {
    "ask_correction": REASON | PAPERS,
    "refuse": REASON | {"legal_basis": "Căn cứ pháp lý"},
    "assign": {"assignee": "an-handler-khdt"},
    "reassign": {"assignee": "an-approver-khdt"},
    "ask_agencies": {"tasks": [{"agency": "thue", "what": "Nghĩa vụ thuế?"}, {"agency": "ubnd", "what": "Ý kiến?"}]},
    "answer_agency": {"task": "1", "text": "Không nợ thuế."},
    "send_back": REASON,
    "return_result": {"method": "counter", "collector": "Nguyễn Văn An"},
    "ask_supplement": REASON | PAPERS,
    "ask_payment": REASON | {"amount": 50000},
    "pay": {"amount": 50000, "receipt": "BL-1"},
    "ask_withdrawal": REASON,
    "reject_withdrawal": REASON,
    "extend": REASON | {"due": "2026-11-20T16:00+07:00", "signer": "Trần Thị Bình"},
    "transfer": REASON | {"department": "tp"},
    "stop": REASON | {"signer": "Trần Thị Bình"},
    "reopen": REASON | {"authority": "QĐ 12/QĐ-UBND"},
}
TO_HANDLING = "receive hand_over assign"
TO_FINISHED = f"{TO_HANDLING} submit review sign hand_back"


@pytest.fixture(autouse=True)
def tuesday(moment):
    """It is Tuesday 3 November 2026, 09:00."""
    with moment(11, 3):
        yield


@pytest.fixture
def walk():
    """Walks a dossier along transitions as a manager; gives it back."""

    def go(dossier, road: str):
        for transition in road.split():
            move(dossier, transition, DATA.get(transition))
        return dossier

    return go


@pytest.fixture
def unchanged():
    """What a refused call must leave as it is."""

    def picture(dossier) -> dict:
        state = api.portal.get_tool("portal_workflow").getInfoFor(dossier, "review_state")
        kept = {name: value for name, value in vars(dossier).items() if not name.startswith("_")}
        # Plone's service dates whatever it is asked to move, before it asks the workflow.
        return {**kept, "review_state": state, "effective_date": None, "workflow_history": None}

    return picture


@pytest.fixture
def afresh(http_request):
    """Forgets the local roles that were looked up in this request, as between two requests."""

    def forget() -> None:
        kept = IAnnotations(http_request)
        for key in [key for key in kept if key.startswith("borg.localrole")]:
            del kept[key]

    return forget


@pytest.fixture
def heard():
    """The DossierMoved events that were notified."""
    events: list = []

    def hear(event) -> None:
        events.append(event)

    manager = getGlobalSiteManager()
    manager.registerHandler(hear, (IDossierMoved,))
    yield events
    manager.unregisterHandler(hear, (IDossierMoved,))


# Refusals


IMPOSSIBLE = (
    ("", "sign", "“Sign” is not possible while the dossier is in the state “Newly registered”.", "receive"),
    (TO_HANDLING, "receive", "“Receive” is not possible while the dossier is in the state “In handling”.", "submit"),
    (TO_HANDLING, "frobnicate", "“frobnicate” is not possible while the dossier is in the state", "stop"),
    (f"{TO_FINISHED} return_result", "stop", "“Stop processing” is not possible while the dossier is", "reopen"),
)  # fmt: skip


def test_an_impossible_transition_is_refused_and_the_possible_ones_are_named(file, walk, unchanged):
    for road, transition, message, among in IMPOSSIBLE:
        dossier = walk(file(), road)
        before = unchanged(dossier)
        with pytest.raises(ImpossibleTransition) as caught:
            move(dossier, transition, DATA.get(transition))
        assert message in str(caught.value)
        assert isinstance(caught.value.message, Message)
        assert among in caught.value.possible
        assert transition not in caught.value.possible
        assert unchanged(dossier) == before


def test_who_has_no_part_in_a_dossier_moves_nothing(file, walk, unchanged, anonymous):
    dossier = walk(file(), TO_HANDLING)
    api.user.create(username="an-stranger", email="person@example.org")
    before = unchanged(dossier)

    def refused():
        with pytest.raises(NotAllowed, match="You may not do this here: “Ask for supplement”"):
            move(dossier, "ask_supplement", DATA["ask_supplement"])

    for who in ("handler-tp", "approver-tp", "handler-thue", "returner", "supervisor", "inspector", "stranger"):
        with api.env.adopt_user(username=f"an-{who}"):
            refused()
    with anonymous():
        refused()
        # Nothing is told about the data before.
        with pytest.raises(NotAllowed):
            move(dossier, "stop", {"colour": "red"})
    assert unchanged(dossier) == before


def test_a_stale_caller_changes_nothing_and_is_told_who_was_quicker(file, walk, unchanged):
    dossier = walk(file(), TO_HANDLING)
    seen = dossier.version
    with api.env.adopt_user(username="an-approver-khdt"):
        move(dossier, "reassign", {"assignee": "an-approver-khdt"}, version=seen)
    before = unchanged(dossier)
    with api.env.adopt_user(username="an-handler-khdt"), pytest.raises(StaleVersion) as caught:
        move(dossier, "submit", version=seen)
    assert "an-approver-khdt has done “Assign to somebody else”" in str(caught.value)
    assert caught.value.version == seen + 1
    assert caught.value.held_by == "an-approver-khdt"
    assert unchanged(dossier) == before
    assert move(dossier, "submit", version=caught.value.version).version == seen + 2


def held_by(dossier) -> str:
    with pytest.raises(StaleVersion) as caught:
        move(dossier, "receive", version=dossier.version - 1)
    return caught.value.held_by


def test_a_stale_caller_is_told_who_holds_the_dossier(file, walk):
    dossier = file()
    assert held_by(dossier) == "centre"
    assert held_by(walk(dossier, "receive hand_over")) == "khdt"
    assert held_by(walk(dossier, "assign")) == "an-handler-khdt"


def test_a_stale_caller_is_not_sent_to_an_officer_who_is_not_to_act(file, walk):
    assert held_by(walk(file(), f"{TO_HANDLING} ask_supplement")) == "applicant"
    assert held_by(walk(file(), TO_FINISHED)) == "centre"


def test_a_repeated_call_does_nothing_twice(file, walk, unchanged, heard):
    dossier = file()
    first = move(dossier, "receive", {"counter": ""}, version=1, key="k-1")
    before = unchanged(dossier)
    # Who repeats a call for want of an answer still names the version from before it.
    again = move(dossier, "receive", {"counter": ""}, version=1, key="k-1")
    assert (again.state, again.version, again.due) == (first.state, first.version, first.due)
    assert (first.repeated, again.repeated) == (False, True)
    assert unchanged(dossier) == before
    assert len(heard) == 1
    # What happened since does not change what the call led to.
    move(dossier, "hand_over", key="k-2")
    assert move(dossier, "receive", key="k-1").state == "received"
    assert dossier.state == "to_assign"
    # Calls without a key are no repetitions.
    walk(dossier, "assign reassign reassign")
    assert [event.transition for event in dossier.events][-2:] == ["reassign", "reassign"]


def test_a_key_of_another_request_is_refused(file, unchanged):
    dossier = file()
    move(dossier, "receive", key="k-1")
    before = unchanged(dossier)
    with pytest.raises(KeyUsed, match="This key was used for another request"):
        move(dossier, "hand_over", key="k-1")
    assert unchanged(dossier) == before
    # The same key in another dossier is another request.
    assert not move(file(), "receive", key="k-1").repeated


YESTERDAY, TOMORROW = "2026-11-02", "2026-11-04"
REFUSED = (
    ("", "receive", {"colour": "red"}, {"colour"}),
    ("", "receive", {"papers": {"giay-de-nghi": -1}, "fees_due": -5}, {"papers", "fees_due"}),
    ("", "refuse", {}, {"reason", "legal_basis"}),
    ("", "refuse", {"reason": " \n", "legal_basis": "  "}, {"reason", "legal_basis"}),
    ("", "ask_correction", {}, {"reason", "papers"}),
    ("", "ask_withdrawal", {}, {"reason"}),
    ("receive", "hand_over", {"reasons": "x"}, {"reasons"}),
    ("receive hand_over", "assign", {}, {"assignee"}),
    (TO_HANDLING, "ask_supplement", REASON, {"papers"}),
    (TO_HANDLING, "ask_supplement", REASON | {"papers": []}, {"papers"}),
    (TO_HANDLING, "ask_supplement", REASON | {"papers": [{}, {"what": " "}]}, {"papers.0.what", "papers.1.what"}),
    (TO_HANDLING, "ask_supplement", REASON | {"papers": [{"what": "x", "when": "y"}]}, {"papers.0.when"}),
    (TO_HANDLING, "ask_supplement", REASON | PAPERS | {"by": YESTERDAY}, {"by"}),
    (TO_HANDLING, "ask_supplement", PAPERS | {"by": "soon", "reason": None}, {"by", "reason"}),
    (TO_HANDLING, "ask_payment", {}, {"reason", "amount"}),
    (TO_HANDLING, "ask_payment", REASON | {"amount": 0, "by": YESTERDAY}, {"amount", "by"}),
    (TO_HANDLING, "ask_payment", REASON | {"amount": "50000"}, {"amount"}),
    (TO_HANDLING, "ask_agencies", {"tasks": [{"agency": "thue"}]}, {"tasks.0.what"}),
    (TO_HANDLING, "ask_agencies", {"tasks": [{"agency": "thue", "what": "x", "days": 0.25}]}, {"tasks.0.days"}),
    (TO_HANDLING, "ask_agencies", {"tasks": [{"agency": "thue", "what": x} for x in "xy"]}, {"data"}),
    (TO_HANDLING, "extend", {}, {"reason", "due", "signer"}),
    (TO_HANDLING, "extend", DATA["extend"] | {"due": "2026-11-02T16:00+07:00"}, {"due"}),
    (TO_HANDLING, "extend", DATA["extend"] | {"due": "2026-11-03T09:00+07:00"}, {"due"}),
    (TO_HANDLING, "extend", DATA["extend"] | {"due": "2026-11-20T16:00"}, {"due"}),
    (TO_HANDLING, "extend", DATA["extend"] | {"due": TOMORROW}, {"due"}),
    (TO_HANDLING, "extend", DATA["extend"] | {"signer": " "}, {"signer"}),
    (TO_HANDLING, "transfer", REASON, {"department"}),
    (TO_HANDLING, "stop", {}, {"reason", "signer"}),
    (f"{TO_HANDLING} submit", "send_back", {}, {"reason"}),
    (f"{TO_HANDLING} ask_payment", "pay", {"amount": 50000}, {"receipt"}),
    (f"{TO_HANDLING} ask_withdrawal", "reject_withdrawal", {"reason": ""}, {"reason"}),
    (f"{TO_HANDLING} ask_agencies", "answer_agency", {}, {"task", "text"}),
    (f"{TO_HANDLING} stop", "reopen", REASON, {"authority"}),
    (TO_FINISHED, "return_result", {}, {"method"}),
    (TO_FINISHED, "return_result", {"method": "bird", "collector": "An"}, {"method"}),
    (TO_FINISHED, "return_result", {"method": "post", "collector": "An"}, {"data"}),
    (TO_FINISHED, "return_result", {"method": "counter", "post_number": "1"}, {"data"}),
)  # fmt: skip


def test_missing_and_wrong_data_is_refused_naming_every_place(file, walk, unchanged):
    dossiers = {road: walk(file(), road) for road in dict.fromkeys(row[0] for row in REFUSED)}
    for road, transition, data, places in REFUSED:
        before = unchanged(dossiers[road])
        with pytest.raises(InvalidData) as caught:
            move(dossiers[road], transition, data)
        assert set(caught.value.fields) == places, (transition, data)
        assert all(caught.value.fields.values())
        assert unchanged(dossiers[road]) == before


MESSAGES = (
    (TO_HANDLING, "ask_supplement", REASON | PAPERS | {"by": YESTERDAY}, "by: The date lies in the past."),
    (TO_HANDLING, "extend", DATA["extend"] | {"due": "2026-11-20T16:00"}, "due: The time needs a time zone"),
    (TO_HANDLING, "extend", DATA["extend"] | {"due": "9999-12-31T16:00+07:00"}, "due: This day is too far away."),
    (TO_HANDLING, "ask_agencies", {"tasks": [{"agency": "thue", "what": "Thuế?", "days": 99999}]}, "days: "),
    (TO_HANDLING, "stop", DATA["stop"] | {"reason": " "}, "reason: This is required."),
    (TO_FINISHED, "return_result", {"method": "post"}, "A result sent by post needs the number of the postal item"),
)


def test_a_refusal_says_what_to_do(file, walk):
    dossiers = {road: walk(file(), road) for road in (TO_HANDLING, TO_FINISHED)}
    for road, transition, data, message in MESSAGES:
        with pytest.raises(InvalidData) as caught:
            move(dossiers[road], transition, data)
        assert message in str(caught.value)


def test_a_line_is_one_line(file, walk):
    dossier = walk(file(), TO_HANDLING)
    with pytest.raises(InvalidData):
        move(dossier, "stop", REASON | {"signer": "Bình\nCường"})


def test_blanks_document_nothing(file, walk):
    dossier = walk(file(), TO_FINISHED)
    with pytest.raises(InvalidData):
        move(dossier, "return_result", {"method": "post", "post_number": " "})


# Ways


ROADS = (
    ("receive ask_supplement supplement", "received"),
    ("receive hand_over ask_supplement supplement", "to_assign"),
    (f"{TO_HANDLING} ask_supplement supplement", "handling"),
    (f"{TO_HANDLING} appraise ask_supplement supplement", "appraising"),
    (f"{TO_HANDLING} appraise ask_supplement supplement take_up ask_supplement supplement", "handling"),
    (f"{TO_HANDLING} submit ask_supplement supplement", "reviewing"),
    (f"{TO_HANDLING} submit review send_to_committee ask_supplement supplement", "at_committee"),
    (f"{TO_HANDLING} submit review send_to_committee take_back", "signed"),
    (f"{TO_HANDLING} submit review send_back", "handling"),
    (f"{TO_HANDLING} ask_agencies take_back", "handling"),
    (f"{TO_HANDLING} appraise ask_agencies take_back", "appraising"),
    (f"{TO_HANDLING} appraise ask_agencies ask_supplement supplement take_back", "appraising"),
    (f"{TO_HANDLING} ask_payment pay", "handling"),
    (f"{TO_HANDLING} ask_payment ask_withdrawal reject_withdrawal pay", "handling"),
    (f"{TO_HANDLING} ask_withdrawal reject_withdrawal", "handling"),
    (f"{TO_HANDLING} ask_supplement ask_withdrawal reject_withdrawal", "supplementing"),
    (f"{TO_HANDLING} ask_supplement ask_withdrawal reject_withdrawal supplement", "handling"),
    (f"{TO_HANDLING} appraise ask_supplement {'ask_withdrawal reject_withdrawal ' * 2} supplement", "appraising"),
    (f"{TO_HANDLING} ask_withdrawal accept_withdrawal", "withdrawn"),
    (f"{TO_HANDLING} ask_supplement stop reopen", "handling"),
    (f"{TO_HANDLING} ask_withdrawal accept_withdrawal reopen ask_supplement supplement", "handling"),
    (f"{TO_FINISHED} return_result reopen submit", "reviewing"),
    ("ask_withdrawal reject_withdrawal receive", "received"),
    ("ask_withdrawal accept_withdrawal", "withdrawn"),
    ("ask_correction correct receive", "received"),
    ("ask_correction ask_withdrawal reject_withdrawal", "correcting"),
    ("ask_correction correct ask_withdrawal reject_withdrawal", "filed"),
    ("ask_correction refuse reopen receive", "received"),
    ("refuse reopen", "filed"),
)


def test_an_answer_leads_back_to_where_the_request_came_from(file, walk):
    tool = api.portal.get_tool("portal_workflow")
    found = [(road, walk(file(), road)) for road, _state in ROADS]
    assert [(road, dossier.state) for road, dossier in found] == list(ROADS)
    assert [(road, tool.getInfoFor(dossier, "review_state")) for road, dossier in found] == list(ROADS)


def test_a_transferred_dossier_goes_back_to_its_new_departments_steps(file, walk, act):
    dossier = walk(file(), f"{TO_HANDLING} ask_supplement supplement transfer")
    act(dossier, "assign", "approver-tp", assignee="an-handler-tp")
    walk(dossier, "send_to_police ask_supplement supplement")
    assert (dossier.state, dossier.holder) == ("at_police", "ca")
    walk(dossier, "take_back ask_supplement supplement")
    assert (dossier.state, dossier.holder) == ("handling", "tp")


# Who is to act after each step of a road.
HOLDERS = (
    ("ask_correction correct refuse reopen", "applicant centre - centre"),
    (f"{TO_HANDLING} ask_supplement supplement ask_payment pay", "centre khdt khdt applicant khdt applicant khdt"),
    (f"{TO_HANDLING} submit review send_to_committee take_back", "centre khdt khdt khdt khdt ubnd khdt"),
    (f"{TO_FINISHED} return_result reopen", "centre khdt khdt khdt khdt khdt centre - khdt"),
    (f"{TO_HANDLING} stop reopen transfer", "centre khdt khdt - khdt tp"),
    (f"{TO_HANDLING} ask_withdrawal accept_withdrawal", "centre khdt khdt applicant -"),
)


def test_it_is_known_at_every_moment_who_is_to_act(file, walk):
    for road, holders in HOLDERS:
        dossier = walk(file(), road)
        assert [event.holder or "-" for event in dossier.events] == ["centre", *holders.split()], road
        assert dossier.holder == dossier.events[-1].holder


def test_a_matter_is_reopened_by_the_leaders_alone_and_only_if_it_was_received(file, walk, act, unchanged):
    dossier = walk(file(), f"{TO_HANDLING} stop")
    with pytest.raises(NotAllowed):
        act(dossier, "reopen", "approver-khdt", **DATA["reopen"])
    outcome = act(dossier, "reopen", "supervisor", **DATA["reopen"])
    assert (outcome.state, dossier.events[-1].data["authority"]) == ("handling", "QĐ 12/QĐ-UBND")

    never = walk(file(), "ask_withdrawal accept_withdrawal")
    before = unchanged(never)
    with pytest.raises(RuleBroken, match=r"never received, so it can't go on\. It has to be filed anew"):
        act(never, "reopen", "supervisor", **DATA["reopen"])
    assert unchanged(never) == before


# Around `move`


def test_no_tool_of_plone_moves_a_dossier(file, walk, unchanged, http_request):
    dossier = walk(file(), "receive")
    before = unchanged(dossier)
    history = dossier.workflow_history["hcc_khdt_workflow"]
    tool = api.portal.get_tool("portal_workflow")
    with pytest.raises(WorkflowException):
        tool.doActionFor(dossier, "hand_over")
    with api.env.adopt_user(username="an-receiver"), pytest.raises(WorkflowException):
        tool.doActionFor(dossier, "hand_over")
    with pytest.raises(api.exc.InvalidParameterError):
        api.content.transition(dossier, "hand_over")
    http_request["BODY"] = b"{}"
    service = getMultiAdapter((dossier, http_request), name="POST_application_json_@workflow")
    assert service.publishTraverse(http_request, "hand_over").reply()["error"]["type"] == "WorkflowException"
    assert http_request.response.getStatus() == 400
    assert unchanged(dossier) == before
    assert dossier.workflow_history["hcc_khdt_workflow"] == history
    # Nor after one of ours that failed or went well.
    with pytest.raises(LifecycleError):
        move(dossier, "sign")
    move(dossier, "hand_over")
    with pytest.raises(WorkflowException):
        tool.doActionFor(dossier, "assign")


def test_nobody_edits_a_dossier(file, http_request):
    dossier = file()
    service = getMultiAdapter((dossier, http_request), name="PATCH_application_json_")
    for who in ("receiver", "handler-khdt", "approver-khdt", "supervisor"):
        with api.env.adopt_user(username=f"an-{who}"), pytest.raises(Unauthorized):
            guarded_getattr(service, "render")
    # Not even a manager.
    with pytest.raises(Unauthorized):
        guarded_getattr(service, "render")


# Records


def test_every_move_is_recorded_with_who_in_which_role_from_where_when_and_why(file, walk, heard):
    dossier = walk(file(), TO_HANDLING)
    earlier = dossier.event_records
    with api.env.adopt_user(username="an-handler-khdt"):
        move(dossier, "ask_supplement", REASON | PAPERS | {"by": TOMORROW}, key="k", origin="203.0.113.7")
    event = dossier.events[-1]
    assert (event.number, event.transition, event.before, event.after) == (
        5,
        "ask_supplement",
        "handling",
        "supplementing",
    )
    assert (event.actor, event.role, event.origin) == ("an-handler-khdt", "Handler", "203.0.113.7")
    assert event.at == datetime(2026, 11, 3, 9, tzinfo=ZONE)
    assert event.at.tzinfo == UTC
    assert (event.reason, event.holder, event.key) == (REASON["reason"], "applicant", "k")
    assert event.data == PAPERS | {"by": TOMORROW}
    assert dossier.event_records[:-1] == earlier
    assert dossier.version == len(dossier.events) == 5
    assert [event.number for event in dossier.events] == [1, 2, 3, 4, 5]
    assert heard[-1].event == event
    assert heard[-1].object is dossier
    assert [told.event.transition for told in heard] == ["receive", "hand_over", "assign", "ask_supplement"]


def test_the_role_recorded_is_the_one_that_let_somebody_through(file, act):
    api.user.create(username="an-applicant", email="person@example.org")
    dossier = file()
    dossier.filed_by = "an-applicant"
    steps = (
        ("receive", "receiver", "Receiver"),
        ("hand_over", "receiver", "Receiver"),
        ("assign", "approver-khdt", "Approver"),
        ("ask_agencies", "handler-khdt", "Handler"),
        ("answer_agency", "handler-thue", "Partner"),
        ("take_back", "approver-khdt", "Approver"),
        ("ask_supplement", "handler-khdt", "Handler"),
        ("supplement", "applicant", "Applicant"),
        ("submit", "handler-khdt", "Handler"),
        ("review", "approver-khdt", "Approver"),
        ("sign", "approver-khdt", "Approver"),
        ("hand_back", "handler-khdt", "Handler"),
        ("return_result", "returner", "Returner"),
        ("reopen", "supervisor", "Supervisor"),
    )
    for transition, who, _role in steps:
        act(dossier, transition, who, **DATA.get(transition, {}))
    assert [(e.transition, e.actor.removeprefix("an-"), e.role) for e in dossier.events[1:]] == list(steps)


def test_a_move_answers_state_version_and_date(file, act):
    dossier = file()
    outcome = act(dossier, "receive", "receiver")
    # Three working days from Tuesday 09:00.
    assert (outcome.state, outcome.version, outcome.due) == ("received", 2, datetime(2026, 11, 6, 9, tzinfo=ZONE))
    assert (dossier.state, dossier.version) == ("received", 2)


# Roles


def test_groups_have_roles_on_the_dossiers_of_their_department_or_counter(file, walk):
    api.portal.set_registry_record(
        f"{PREFIX}.counters",
        ["quay-1 | Quầy 1 | Counter 1 | khdt tp", "quay-2 | Quầy 2 | Counter 2 | khdt", "quay-3 | Quầy 3 || tp"],
    )
    dossier = file()
    roles = DossierRoles(dossier)
    expected = {
        "handler:khdt": ("Handler",),
        "approver:khdt": ("Approver",),
        "handler:tp": (),
        "approver:tp": (),
        "handler:thue": (),
        "receiver:quay-1": ("Receiver",),
        "returner:quay-2": ("Returner",),
        # The counter doesn't serve the department.
        "receiver:quay-3": (),
        "receiver:quay-9": (),
        # No group of this form gives these, and names without a code are none of a department's.
        "supervisor:khdt": (),
        "handler:": (),
        "handler": (),
        "khdt": (),
        "": (),
    }
    assert {name: roles.getRoles(name) for name in expected} == expected
    move(dossier, "receive", {"counter": "quay-2"})
    at_counter = {"receiver:quay-1": (), "receiver:quay-2": ("Receiver",), "returner:quay-2": ("Returner",)}
    assert {name: roles.getRoles(name) for name in at_counter} == at_counter
    walk(dossier, "hand_over assign ask_agencies")
    asked = {
        "handler:thue": ("Partner",),
        "approver:ubnd": ("Partner",),
        "handler:ca": (),
        "handler:khdt": ("Handler",),
    }
    assert {name: roles.getRoles(name) for name in asked} == asked
    named = {name: found for name, found in roles.getAllRoles() if found}
    assert named == {
        dossier.filed_by: ("Applicant",),
        "handler:khdt": ("Handler",),
        "approver:khdt": ("Approver",),
        **{f"{prefix}:{code}": ("Partner",) for prefix in ("handler", "approver") for code in ("thue", "ubnd")},
    }


def test_counters_have_groups_and_their_people_receive_there(file, act, afresh):
    api.portal.set_registry_record(f"{PREFIX}.counters", ["quay-1 | Quầy 1 || khdt", "quay-2 | Quầy 2 || khdt"])
    for counter in ("quay-1", "quay-2"):
        api.user.create(username=f"an-{counter}", email="officer@example.org")
        api.group.add_user(groupname=f"receiver:{counter}", username=f"an-{counter}")
    dossier = file()
    act(dossier, "receive", "quay-1", counter="quay-1")
    afresh()
    with pytest.raises(NotAllowed):
        act(dossier, "hand_over", "quay-2")
    assert act(dossier, "hand_over", "quay-1").state == "to_assign"


def test_an_account_can_not_be_named_like_a_group(centre):
    for name in ("handler:khdt", "receiver:quay-1"):
        with pytest.raises(ValueError, match="not valid"):
            api.user.create(username=name, email="person@example.org")


def test_an_agency_outside_has_a_part_in_a_dossier_only_while_it_is_asked(file, walk, act, afresh):
    dossier = walk(file(), TO_HANDLING)

    def sees() -> bool:
        afresh()
        return api.user.has_permission("View", username="an-handler-thue", obj=dossier)

    assert not sees()
    walk(dossier, "ask_agencies")
    assert sees()
    act(dossier, "answer_agency", "handler-thue", task="1", text="Không nợ thuế.")
    assert not sees()


def test_rights_follow_a_transfer(file, walk, afresh):
    dossier = walk(file(), f"{TO_HANDLING} transfer")
    afresh()
    with api.env.adopt_user(username="an-approver-khdt"):
        assert possible(dossier) == []
    with api.env.adopt_user(username="an-approver-tp"):
        assert "assign" in possible(dossier)


def test_rights_follow_a_transfer_within_one_request(file, walk):
    dossier = walk(file(), TO_HANDLING)
    with api.env.adopt_user(username="an-approver-tp"):
        assert possible(dossier) == []
    walk(dossier, "transfer")
    with api.env.adopt_user(username="an-approver-tp"):
        assert "assign" in possible(dossier)


def test_who_filed_at_the_counter_has_no_part_in_the_dossier_afterwards(centre, file, make_procedure, afresh):
    procedure = make_procedure()
    with api.env.adopt_user(username="an-receiver"):
        dossier = file(procedure, channel="counter")
    api.group.remove_user(groupname="receiver", username="an-receiver")
    afresh()
    with api.env.adopt_user(username="an-receiver"):
        assert possible(dossier) == []
        assert not api.user.has_permission("View", obj=dossier)


def test_who_filed_online_may_withdraw_and_nothing_else(centre, file, make_procedure):
    procedure = make_procedure()
    api.user.create(username="an-applicant", email="person@example.org")
    with api.env.adopt_user(username="an-applicant"):
        dossier = file(procedure)
        assert possible(dossier) == ["ask_withdrawal"]
        assert api.user.has_permission("View", obj=dossier)

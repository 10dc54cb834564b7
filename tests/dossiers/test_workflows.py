"""Workflows × states × roles as one table, and what holds for every workflow."""

from hcc_longan import PACKAGE_NAME
from hcc_longan.dossiers.binding import bound_workflow
from hcc_longan.dossiers.binding import workflow_of
from hcc_longan.dossiers.definitions import definition
from hcc_longan.dossiers.errors import NoWorkflow
from hcc_longan.dossiers.lifecycle import possible
from hcc_longan.dossiers.settings import PREFIX
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.dossiers.workflows import BASE
from hcc_longan.dossiers.workflows import Workflow
from hcc_longan.dossiers.workflows import workflow_id
from hcc_longan.dossiers.workflows import WORKFLOWS
from plone import api
from zope.annotation.interfaces import IAnnotations
from zope.i18nmessageid import Message

import pytest


# Who may do what with a dossier of the department khdt, whatever the workflow: permissions spelled out by hand.
_HANDLES = (
    "inspect appraise take_up ask_agencies send_to_tax send_to_land_registry send_to_police take_back submit hand_back "
    "ask_supplement ask_payment"
)
MAY = {
    "receiver": "receive ask_correction correct refuse hand_over ask_supplement supplement ask_payment pay "
    "ask_withdrawal accept_withdrawal reject_withdrawal",
    "returner": "pay return_result",
    "handler-khdt": _HANDLES,
    "approver-khdt": f"{_HANDLES} assign reassign review send_back sign send_to_committee extend stop transfer "
    "accept_withdrawal reject_withdrawal",
    "supervisor": "transfer reopen",
    "inspector": "",
    "handler-tp": "",
    "approver-tp": "",
    # The tax authority, which holds the dossier in this table.
    "handler-thue": "answer_agency",
    "approver-thue": "answer_agency",
    "handler-ubnd": "",
    "applicant": "correct supplement ask_withdrawal",
    "stranger": "",
}

# The closed ends: without an order of an authority nothing is done there any more.
FINAL = {"returned", "refused", "stopped", "withdrawn"}

# The way of an ordinary dossier of each department, to the return of the result.
_IN = "receive hand_over assign"
_OUT = "submit review sign hand_back return_result"
_BY_COMMITTEE = "submit review send_to_committee take_back hand_back return_result"
PATHS = (
    ("base", f"{_IN} {_OUT}"),
    ("base", f"{_IN} ask_agencies answer_agency take_back {_OUT}"),
    ("khdt", f"{_IN} appraise {_OUT}"),
    ("khdt", f"{_IN} appraise ask_agencies take_back {_BY_COMMITTEE}"),
    ("tnmt", f"{_IN} send_to_land_registry take_back send_to_tax take_back {_OUT}"),
    ("tnmt", f"{_IN} inspect appraise {_BY_COMMITTEE}"),
    ("xd", f"{_IN} inspect appraise ask_agencies answer_agency take_back {_OUT}"),
    ("ct", f"{_IN} inspect {_OUT}"),
    ("tp", f"{_IN} send_to_police take_back {_OUT}"),
    ("tp", f"{_IN} review sign hand_back return_result"),
    ("khcn", f"{_IN} appraise {_OUT}"),
)

every_workflow = pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)


def states_of(workflow: Workflow) -> set[str]:
    return {*workflow.edges, *(target for _state, _transition, target in workflow.arrows())}


def reach(workflow: Workflow, start: str, without: set[str]) -> set[str]:
    """The states that a dossier can come to from one, leaving some transitions out."""
    found, waiting = set(), [start]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += [target for source, name, target in workflow.arrows() if source == state and name not in without]
    return found


@pytest.fixture
def put(portal):
    """Puts a dossier into a state of its workflow without walking there."""

    def act(dossier, state: str, holder: str = "") -> None:
        tool = api.portal.get_tool("portal_workflow")
        tool.setStatusOf(bound_workflow(dossier.department), dossier, {"review_state": state})
        dossier.state, dossier.holder = state, holder

    return act


@pytest.fixture
def offered(http_request):
    """The transitions that somebody is offered, asked as in a request of its own."""

    def ask(dossier, who: str) -> set[str]:
        kept = IAnnotations(http_request)
        for key in [key for key in kept if key.startswith("borg.localrole")]:
            del kept[key]
        with api.env.adopt_user(username=f"an-{who}"):
            return set(possible(dossier))

    return ask


@pytest.fixture
def bind():
    def act(department: str, workflow: str) -> None:
        api.portal.set_registry_record(f"{PREFIX}.workflows", {department: workflow})

    return act


@every_workflow
def test_each_role_is_offered_in_each_state_what_it_may_do(workflow, file, put, offered, bind, anonymous):
    dossier = file()
    for name in ("applicant", "stranger"):
        api.user.create(username=f"an-{name}", email="person@example.org")
    dossier.filed_by = "an-applicant"
    bind("khdt", workflow.id)
    wrong = []
    for state in sorted(states_of(workflow)):
        put(dossier, state, holder="thue")
        exits = set(workflow.edges.get(state, ()))
        found = {who: offered(dossier, who) for who in MAY}
        expected = {who: exits & set(names.split()) for who, names in MAY.items()}
        with anonymous():
            found["nobody"], expected["nobody"] = set(possible(dossier)), set()
        found["manager"], expected["manager"] = set(possible(dossier)), exits
        wrong += [(state, who, found[who] ^ expected[who]) for who in found if found[who] != expected[who]]
    assert wrong == []


def test_what_is_offered_comes_in_the_order_of_the_table(file):
    assert possible(file()) == ["receive", "ask_correction", "refuse", "ask_withdrawal"]


def test_every_transition_is_somebodys(portal):
    given = {name for names in MAY.values() for name in names.split()}
    assert given == set(TRANSITIONS)


def test_there_is_a_workflow_for_each_of_the_six_departments_and_one_for_others():
    assert list(WORKFLOWS) == [workflow_id(code) for code in ("base", "khdt", "tnmt", "xd", "ct", "tp", "khcn")]
    assert len({workflow.title for workflow in WORKFLOWS.values()}) == len(WORKFLOWS)


@every_workflow
def test_every_dossier_can_be_brought_to_its_result(workflow):
    for state in states_of(workflow) - FINAL:
        assert "returned" in reach(workflow, state, without={"reopen"}), state


@every_workflow
def test_every_state_can_be_reached_and_left(workflow):
    states = states_of(workflow)
    assert reach(workflow, "filed", without={"reopen"}) == states
    for state in states:
        exits = {name for source, name, _target in workflow.arrows() if source == state}
        assert exits, state
        assert state in FINAL or exits - {"reopen"}, state


@every_workflow
def test_closed_matters_go_on_by_order_of_an_authority_alone(workflow):
    for state in FINAL:
        assert set(workflow.edges[state]) == {"reopen"}


@every_workflow
def test_nobody_withdraws_what_is_finished(workflow):
    for state in ("signed", "finished", *FINAL):
        assert "ask_withdrawal" not in workflow.edges[state]


@every_workflow
def test_every_id_is_known(workflow):
    assert states_of(workflow) <= set(STATES)
    assert set(workflow.stages) <= set(STATES)
    for state, transition, target in workflow.arrows():
        assert transition in TRANSITIONS
        assert target in STATES, (state, transition)


@every_workflow
def test_every_title_can_be_translated(workflow):
    titles = [workflow.title, *(STATES[state].title for state in states_of(workflow))]
    titles += [TRANSITIONS[name].title for _state, name, _target in workflow.arrows()]
    assert all(isinstance(title, Message) and title.domain == PACKAGE_NAME and title for title in titles)


@pytest.mark.parametrize(("department", "path"), PATHS)
def test_a_departments_ordinary_dossier_gets_through_within_the_time_limit(department, path):
    workflow = WORKFLOWS[workflow_id(department)]
    ways = {("filed",)}
    for transition in path.split():
        ways = {
            (*way, target)
            for way in ways
            for source, name, target in workflow.arrows()
            if (source, name) == (way[-1], transition)
        }
        assert ways, transition
    assert {way[-1] for way in ways} == {"returned"}
    for way in ways:
        shares = [workflow.stages[state].share or 0 for state in set(way) if state in workflow.stages]
        assert 0 < sum(shares) <= 100


@every_workflow
def test_no_way_gives_away_more_than_the_time_limit(workflow):
    """Even the stages of all ways together fit."""
    assert sum(stage.share or 0 for stage in workflow.stages.values()) <= 100
    assert all(stage.share is None or stage.minutes is None for stage in workflow.stages.values())


@every_workflow
def test_the_definition_in_the_profile_is_the_tables(workflow, root):
    committed = root / "profiles" / "default" / "workflows" / workflow.id / "definition.xml"
    assert committed.read_text(encoding="utf-8") == definition(workflow), "`make workflows` brings it up to date"


def test_the_profile_has_no_definition_but_those_of_the_table(root):
    folder = root / "profiles" / "default" / "workflows"
    assert {path.name for path in folder.glob("hcc_*_workflow")} == set(WORKFLOWS)


@every_workflow
def test_the_site_has_the_workflow_as_the_table_says(workflow, portal):
    installed = api.portal.get_tool("portal_workflow").getWorkflowById(workflow.id)
    arrows = {
        (state, name.partition(".")[0], installed.transitions[name].new_state_id or state)
        for state, definition_ in installed.states.items()
        for name in definition_.transitions
    }
    assert arrows == set(workflow.arrows())
    assert installed.initial_state == "filed"


def test_a_dossier_follows_its_departments_workflow(file, make_procedure):
    tool = api.portal.get_tool("portal_workflow")
    dossier = file()
    assert tool.getChainFor(dossier) == ("hcc_khdt_workflow",)
    assert tool.getInfoFor(dossier, "review_state") == "filed"
    other = file(make_procedure("Khai sinh", code="1.001193", department="tp", field="tp-ho-tich"))
    assert tool.getChainFor(other) == ("hcc_tp_workflow",)


@pytest.mark.parametrize(
    ("bindings", "department", "workflow"),
    [
        ({}, "khdt", "hcc_khdt_workflow"),
        ({}, "ldtbxh", BASE),
        ({"khdt": "hcc_xd_workflow"}, "khdt", "hcc_xd_workflow"),
        ({"khdt": "hcc_xd_workflow"}, "tp", "hcc_tp_workflow"),
        ({"khdt": ""}, "khdt", "hcc_khdt_workflow"),
    ],
)
def test_a_department_is_bound_to_the_workflow_set_or_its_own_or_the_base(portal, bindings, department, workflow):
    api.portal.set_registry_record(f"{PREFIX}.workflows", bindings)
    assert bound_workflow(department) == workflow
    assert workflow_of(department).id == workflow


def test_a_department_bound_to_a_missing_workflow_is_told(file, act, bind):
    dossier = file()
    before = dossier.event_records
    bind("khdt", "hcc_gone_workflow")
    for call in (
        file,
        lambda: act(dossier, "receive", "receiver"),
        lambda: possible(dossier),
        lambda: workflow_of("khdt"),
    ):
        with pytest.raises(NoWorkflow, match="khdt is bound to the workflow hcc_gone_workflow, which doesn't exist"):
            call()
    assert dossier.event_records == before
    # With a workflow again, nothing is lost.
    bind("khdt", BASE)
    assert "receive" in possible(dossier)

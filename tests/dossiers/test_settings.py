"""Control panels: settings, rules of deadlines, workflows of the departments and their stages."""

from AccessControl import Unauthorized
from collections.abc import Mapping
from datetime import date
from hcc_longan.dossiers import rebinding
from hcc_longan.dossiers.binding import bound_workflow
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.settings import all_rules
from hcc_longan.dossiers.settings import Rules
from hcc_longan.dossiers.settings import rules_on
from hcc_longan.dossiers.settings import setting
from hcc_longan.dossiers.states import STATES
from plone import api
from zExceptions import Forbidden
from zope.i18n import translate

import pytest


@pytest.fixture
def send(furnished, http_request, render, monkeypatch):
    """Sends the form around a field, with some values changed; gives the page that comes back, None for a redirect."""

    def post(page, field: str, values: Mapping[str, str]):
        form = next(page.document.get_element_by_id(field).iterancestors("form"))
        values = {**dict(form.form_values()), **values}
        # Forms of Plone name the address of the page itself.
        view = form.get("action").partition("@@")[2] or "dossier-settings"
        with monkeypatch.context() as patch:
            patch.setattr(http_request, "method", "POST")
            patch.setitem(http_request.environ, "REQUEST_METHOD", "POST")
            answer = render(furnished, view, **values)
        return answer if "<form" in (answer.html or "") else None

    return post


def errors(page) -> Mapping[str, str]:
    """The errors at a page's fields; each is in the summary on top as well."""
    found = {}
    for link in page.document.xpath("//*[@role='alert']//a"):
        field = link.get("href")[1:]
        assert "is-invalid" in page.document.get_element_by_id(field).get("class")
        assert page.document.get_element_by_id(f"error-{field}").text == link.text
        found[field] = link.text
    return found


@pytest.fixture
def police(furnished) -> str:
    """What the state is called in which the police has a dossier."""
    return translate(STATES["at_police"].title, target_language="vi")


def value(page, field: str) -> str:
    return page.document.get_element_by_id(field).value


@pytest.mark.parametrize("view", ["dossier-settings", "deadline-rules", "department-workflows", "workflow-stages"])
def test_control_panels_are_for_administrators(furnished, render, logged_in_as, view):
    with logged_in_as("Site Administrator"):
        assert render(furnished, view, workflow="hcc_base_workflow").document.xpath("//h1")
    with logged_in_as("Editor"), pytest.raises(Unauthorized):
        render(furnished, view)


def test_settings_are_kept_and_a_wrong_line_is_named(furnished, render, send):
    page = render(furnished, "dossier-settings")
    assert not page.document.xpath("//*[contains(@name, 'workflows')]")
    field, save = "form-widgets-partners", {"form.buttons.save": "Save"}
    page = send(page, field, {"form.widgets.partners": "thue | Thuế | Tax\nBad <b> |", **save})
    assert any("“Bad <b> |”: " in text for text in page.texts("//*[@class='invalid-feedback']"))
    assert "Bad <b>" in value(page, field)
    assert len(setting("partners")) == 5
    assert send(page, field, {"form.widgets.partners": "thue | Thuế | Tax", **save}) is None
    assert setting("partners") == ["thue | Thuế | Tax"]


def test_rules_get_a_new_period(furnished, render, send):
    page = render(furnished, "deadline-rules")
    new = {
        "valid_from-1": "2027-01-01",
        "cutoff-1": "",
        "extensions-1": "2",
        "late_after_supplements-1": "0",
        "warn_days-1": "1,5",
    }
    assert send(page, "valid_from-0", new) is None
    assert rules_on(date(2026, 12, 31)) == Rules()
    assert rules_on(date(2027, 1, 1)) == Rules("2027-01-01", "", 2, 0, 1.5)
    page = render(furnished, "deadline-rules")
    assert [value(page, f"warn_days-{number}") for number in range(3)] == ["1", "1.5", ""]
    assert send(page, "valid_from-0", {"remove-1": "1"}) is None
    assert all_rules() == (Rules(),)


def test_wrong_rules_are_explained_and_stay_as_typed(furnished, render, send):
    typed = {
        "cutoff-0": "25:00",
        "extensions-0": "-1",
        "late_after_supplements-0": "two",
        "warn_days-0": "nan",
        "valid_from-1": "31/12/2026",
    }
    page = send(render(furnished, "deadline-rules"), "valid_from-0", typed)
    assert set(errors(page)) == {*typed, "extensions-1", "late_after_supplements-1", "warn_days-1"}
    assert {field: value(page, field) for field in typed} == typed
    assert all_rules() == (Rules(),)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"remove-0": "1"}, "remove-0"),
        (
            {
                "valid_from-1": "2016-10-17",
                "extensions-1": "1",
                "late_after_supplements-1": "2",
                "warn_days-1": "1",
            },
            "valid_from-1",
        ),
    ],
)
def test_one_period_stays_and_no_two_begin_together(furnished, render, send, values, field):
    page = send(render(furnished, "deadline-rules"), "valid_from-0", values)
    assert set(errors(page)) == {field}
    assert all_rules() == (Rules(),)


def test_a_form_of_another_site_changes_nothing(furnished, render, send):
    page = render(furnished, "deadline-rules")
    with pytest.raises(Forbidden):
        send(page, "valid_from-0", {"cutoff-0": "14:00", "_authenticator": ""})


@pytest.fixture
def with_the_police(file, act, make_procedure):
    """A dossier of the department of justice that the police has."""
    dossier = file(make_procedure(code="2.000488", department="tp", field="tp-ho-tich"))
    for transition, who, data in (
        ("receive", "receiver", {}),
        ("hand_over", "receiver", {}),
        ("assign", "approver-tp", {"assignee": "an-handler-tp"}),
        ("send_to_police", "handler-tp", {}),
    ):
        act(dossier, transition, who, **data)
    return dossier


def test_open_dossiers_go_on_in_the_new_workflow(centre, render, send, act, with_the_police, police):
    page = render(centre, "department-workflows")
    assert "tp Sở Tư pháp 1" in page.text
    page = send(page, "workflow-tp", {"workflow": "hcc_base_workflow", "bind": "1"})
    assert f"{police} (1)" in errors(page)["workflow-tp"]
    assert value(page, "workflow-tp") == "hcc_base_workflow"
    assert bound_workflow("tp") == "hcc_tp_workflow"

    act(with_the_police, "take_back", "handler-tp")
    assert send(page, "workflow-tp", {"workflow": "hcc_khdt_workflow", "bind": "1"}) is None
    assert api.content.get_state(with_the_police) == "handling"
    assert act(with_the_police, "appraise", "handler-tp").state == "appraising"
    history = [entry["review_state"] for entry in with_the_police.workflow_history["hcc_khdt_workflow"]]
    assert history[-4:] == ["handling", "at_police", "handling", "appraising"]


def test_a_paused_dossier_needs_the_state_that_it_goes_back_to(with_the_police, police, act):
    act(with_the_police, "ask_supplement", "handler-tp", reason="Photo missing", papers=[{"what": "Photo"}])
    act(with_the_police, "ask_withdrawal", "receiver", reason="By telephone")
    with pytest.raises(RuleBroken, match=police):
        rebinding.bind("tp", "hcc_base_workflow")


def test_a_department_gets_a_copy_of_its_own(centre, render, send, logged_in_as, with_the_police, police):
    with logged_in_as("Site Administrator"):
        page = render(centre, "department-workflows")
        copy = {"copy": "1", "workflow": "hcc_tp_workflow", "department": "tp"}
        page = send(page, "copy-title", {**copy, "title": " "})
        assert set(errors(page)) == {"copy-title"}
        page = send(page, "copy-title", {**copy, "workflow": "hcc_base_workflow", "title": "Justice, new"})
        assert police in errors(page)["copy-department"]
        assert "hcc_tp_own_workflow" not in centre.portal_workflow.objectIds()
        assert send(page, "copy-title", {**copy, "title": "Tư pháp, mới"}) is None
        page = render(centre, "department-workflows")
        assert value(page, "workflow-tp") == "hcc_tp_own_workflow"
        assert "Tư pháp, mới hcc_tp_own_workflow Sở Tư pháp" in page.text
        page = send(page, "copy-title", {**copy, "title": "Again"})
        assert set(errors(page)) == {"copy-department"}
    ours, theirs = (centre.portal_workflow[f"hcc_tp_{name}"] for name in ("own_workflow", "workflow"))
    assert ours.states.objectIds() == theirs.states.objectIds()
    assert ours.transitions.objectIds() == theirs.transitions.objectIds()
    assert api.content.get_state(with_the_police) == "at_police"


def test_stages_hold_for_dossiers_that_enter_them(centre, render, send, act, with_the_police):
    page = render(centre, "workflow-stages", workflow="hcc_tp_workflow")
    assert page.document.find_class("alert-warning"), "a shipped workflow can be set back"
    assert [value(page, f"{name}-at_police") for name in ("holder", "share", "days")] == ["ca", "", "5"]
    new = {"days-at_police": "2,5", "share-reviewing": "30", "share-signing": "0", "holder-signing": "ubnd"}
    assert send(page, "days-at_police", new) is None
    assert with_the_police.events[-1].stage_minutes == 5 * 480
    act(with_the_police, "take_back", "handler-tp")
    act(with_the_police, "send_to_police", "handler-tp")
    assert with_the_police.events[-1].stage_minutes == 2.5 * 480
    act(with_the_police, "take_back", "handler-tp")
    act(with_the_police, "submit", "handler-tp")
    assert with_the_police.events[-1].stage_minutes == 3 * 480 * 30 / 100
    act(with_the_police, "review", "approver-tp")
    assert (with_the_police.holder, with_the_police.events[-1].stage_minutes) == ("ubnd", None)


def test_wrong_stages_are_explained_and_stay_as_typed(centre, render, send):
    typed = {"share-received": "101", "share-handling": "x", "days-signing": "1", "days-at_police": "-1"}
    page = render(centre, "workflow-stages", workflow="hcc_tp_workflow")
    page = send(page, "share-received", {**typed, "holder-signed": "nobody"})
    assert set(errors(page)) == {*typed, "holder-signed"}
    assert {field: value(page, field) for field in typed} == typed
    page = render(centre, "workflow-stages", workflow="hcc_tp_workflow")
    assert (value(page, "share-received"), value(page, "days-signing")) == ("5", "")

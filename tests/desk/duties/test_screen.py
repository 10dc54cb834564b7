"""The screen of duties: what officers, heads and leaders see and may do there."""

from datetime import date
from hcc_longan.staff import absences
from hcc_longan.staff import duties
from plone import api

import pytest


TUESDAY, FRIDAY = date(2026, 11, 3), date(2026, 11, 6)


@pytest.fixture(autouse=True)
def monday(moment):
    with moment(11, 2):
        yield


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("who", ["handler-khdt", "approver-khdt", "supervisor", "receiver-at-1", "inspector"])
def test_everybody_sees_their_duties_and_the_counters(staffed, render, sits_at, who, language):
    duties.give("an-handler-tp", ["receiver:quay-1"], duties.Plan(TUESDAY, FRIDAY), "an-supervisor")
    with sits_at(who):
        page = render(staffed[language], "desk-duties")
    shifts = page.document.get_element_by_id("shifts")
    assert len(shifts.xpath(".//strong[. = 'an-handler-tp']")) == 4
    assert bool(shifts.xpath(".//button[@name = 'end-duty']")) is (who == "supervisor")
    people = page.document.xpath("//*[@id = 'people']")
    assert bool(people) is (who in ("approver-khdt", "supervisor"))
    if people:
        assert ("an-handler-tp" in people[0].text_content()) is (who == "supervisor")
        assert "an-handler-khdt-2" in people[0].text_content()


def test_an_officer_enters_and_ends_an_absence(staffed, render, send, sits_at):
    with sits_at("handler-khdt"):
        page = render(staffed.en, "desk-duties")
        options = page.document.xpath("//*[@id = 'absence-substitute']/option/@value")
        assert {"an-handler-khdt-2", "an-approver-khdt"} <= {*options}
        assert not {"an-handler-khdt", "an-handler-tp"} & {*options}
        values = {"absence": "1", "first": "2026-11-03", "last": "06/11/2026", "substitute": "an-handler-khdt-2"}
        _page, location = send(staffed.en, "desk-duties", {**values, "reason": "Nghỉ phép"})
        assert location.endswith("/en/desk/duties")
        (row,) = absences.of("an-handler-khdt")
        assert (row.first_day, row.last_day, row.reason) == (TUESDAY, FRIDAY, "Nghỉ phép")
        assert "Nghỉ phép" in render(staffed.en, "desk-duties").text
    with sits_at("handler-khdt-2"):
        text = render(staffed.en, "desk-duties").text
        assert "an-handler-khdt" in text
        # Why somebody is away is not for everybody.
        assert "Nghỉ phép" not in text
        send(staffed.en, "desk-duties", {"end-absence": str(row.id)})
        assert row.ended_at is None
    with sits_at("handler-khdt"):
        send(staffed.en, "desk-duties", {"end-absence": str(row.id)})
        assert row.ended_by == "an-handler-khdt"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first": ""}, "absence-first"),
        ({"first": "yesterday"}, "absence-first"),
        ({"first": "2026-11-31"}, "absence-first"),
        ({"first": "2026-11-06", "last": "2026-11-03"}, "absence-last"),
        ({"first": "2026-11-06", "substitute": "an-handler-tp"}, "absence-substitute"),
        ({"first": "2026-11-06", "substitute": ["an-handler-tp", "x"]}, None),
        ({"first": "2026-11-06", "reason": "n" * 301}, "absence-reason"),
        ({"first": "2026-11-06", "person": "an-approver-khdt"}, "absence-person"),
        ({"first": "2026-11-06", "person": "an-no'body\0"}, "absence-person"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(staffed, send, sits_at, values, field):
    with sits_at("handler-khdt"):
        page, location = send(staffed.en, "desk-duties", {"absence": "1", "reason": "Đi học", **values})
    if field is None:
        assert location
        return
    assert not location
    (link,) = page.document.xpath("//*[@role = 'alert']//a/@href")
    assert link == f"#{field}"
    assert page.document.get_element_by_id(field) is not None
    assert page.document.get_element_by_id("absence-reason").value == values.get("reason", "Đi học")
    assert not absences.running()


def test_a_form_of_another_site_changes_nothing(staffed, send, sits_at):
    with sits_at("handler-khdt"):
        page, location = send(staffed.en, "desk-duties", {"absence": "1", "first": "2026-11-06"}, token=False)
    assert not location
    assert page.document.xpath("//*[@role = 'alert']")
    assert not absences.running()


def test_heads_decide_about_their_department_alone(staffed, render, send, sits_at):
    api.portal.set_registry_record("hcc_longan.staff.confirm_absences", True)
    form = {"absence": "1", "first": "2026-11-03", "last": "2026-11-03"}
    with sits_at("approver-khdt"):
        send(staffed.vi, "desk-duties", {**form, "person": "an-handler-tp"})
        assert not absences.running()
        page = render(staffed.vi, "desk-duties", person="an-handler-khdt")
        assert page.document.get_element_by_id("absence-person").value == "an-handler-khdt"
        send(staffed.vi, "desk-duties", {**form, "person": "an-handler-khdt", "substitute": "an-handler-khdt-2"})
        assert absences.of("an-handler-khdt")[0].confirmed_by == "an-approver-khdt"
        # Their own is for somebody else to confirm.
        send(staffed.vi, "desk-duties", {**form, "substitute": "an-handler-khdt"})
        assert not absences.of("an-approver-khdt")
        send(staffed.vi, "desk-duties", {**form, "substitute": "an-approver-khdt-2"})
        (row,) = absences.of("an-approver-khdt")
        send(staffed.vi, "desk-duties", {"confirm": str(row.id)})
        assert row.confirmed_at is None
    for who, confirmed in (("approver-khdt-2", None), ("approver-tp", None), ("supervisor", "an-supervisor")):
        with sits_at(who):
            send(staffed.vi, "desk-duties", {"confirm": str(row.id)})
        assert row.confirmed_by == confirmed


def test_leaders_plan_the_counters(staffed, render, send, sits_at):
    form = {"shift": "1", "person": "an-handler-tp", "place": "quay-1", "first": "2026-11-03", "part": "morning"}
    with sits_at("approver-khdt"):
        send(staffed.vi, "desk-duties", {**form, "duty": ["receiver"]})
        assert not duties.running()
    with sits_at("supervisor"):
        for values, field in (
            ({"duty": []}, "shift-duty"),
            ({"duty": ["supervisor"]}, "shift-duty"),
            ({"duty": ["receiver"], "place": "quay-9"}, "shift-duty"),
            ({"duty": ["receiver"], "person": "congdan"}, "shift-person"),
        ):
            page, _location = send(staffed.vi, "desk-duties", {**form, **values})
            assert page.document.xpath("//*[@role = 'alert']//a/@href") == [f"#{field}"]
            assert page.document.get_element_by_id("shift-first").value == "2026-11-03"
        _page, location = send(staffed.vi, "desk-duties", {**form, "duty": ["receiver", "returner"]})
        assert "week=2026-11-03" in location
        assert [(row.duty, row.last_day, row.part) for row in duties.running()] == [
            ("receiver:quay-1", TUESDAY, "morning"),
            ("returner:quay-1", TUESDAY, "morning"),
        ]
        send(staffed.vi, "desk-duties", {"copy": "1", "week": "2026-11-09"})
        assert len(duties.running()) == 4
        assert "an-handler-tp" in render(staffed.vi, "desk-duties", week="2026-11-09").texts("//*[@id = 'shifts']")[0]
        send(staffed.vi, "desk-duties", {"end-duty": str(duties.running()[0].id)})
        assert len(duties.running()) == 3


@pytest.mark.parametrize("week", ["", "x", "0001-01-01", "9999-12-31", "2026-13-45", "2026-11-02\0"])
def test_an_odd_week_is_this_one(staffed, render, sits_at, week):
    with sits_at("receiver"):
        assert render(staffed.en, "desk-duties", week=week).texts("//th[@aria-current = 'date']")


def test_whoever_has_no_duty_sees_nothing(staffed, render, logged_in_as):
    with logged_in_as():
        assert "an-receiver" not in render(staffed.en, "desk-duties").text

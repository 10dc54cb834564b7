"""Duties and absences in a browser: readable for everybody, at any width, without scripts."""

from datetime import date
from datetime import timedelta

import pytest


PAGES = (
    ("lanhdao-khdt", "vi/can-bo/phan-cong"),
    ("giamdoc", "en/desk/duties"),
    ("quantri", "@@staff-settings?person=thuly-khdt"),
    ("quantri", "@@who-may-what?person=thuly-khdt"),
)


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_telephone(open_as, axe, who, path):
    page = open_as(who, path)
    found = axe.run(page, context={"include": [[".desk-screen, .hcc-editors"]]}).response["violations"]
    assert not found, [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found]
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 361


def test_an_absence_is_entered_by_keyboard_and_ended(open_as):
    page = open_as("thuly-tp", "vi/can-bo/phan-cong")
    day = (date.today() + timedelta(days=30)).isoformat()
    page.fill("#absence-first", day)
    page.fill("#absence-last", day)
    page.select_option("#absence-substitute", "lanhdao-tp")
    page.press("#absence-reason", "Enter")
    page.wait_for_selector("button[name='end-absence']")
    page.focus("button[name='end-absence']")
    page.keyboard.press("Enter")
    page.wait_for_selector("button[name='end-absence']", state="detached")

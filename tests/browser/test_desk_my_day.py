"""My day as officers of each duty open it: accessible, in both languages, and a step from their lists by keyboard."""

import pytest


@pytest.mark.parametrize("who", ["tiepnhan", "thuly-tp", "lanhdao-tp", "traketqua", "giamdoc"])
def test_the_day_is_accessible(open_as, axe, who):
    page = open_as(who, "vi/can-bo/hom-nay")
    assert axe.run(page).response["violations"] == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_list_is_a_click_away(open_as):
    page = open_as("thuly-tp", "en/desk/today", "en")
    page.click("text=Due later today")
    page.wait_for_url("**/en/desk/lists/today?officer=thuly-tp")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/en/desk/today")

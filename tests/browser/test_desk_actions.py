"""Two officers at one dossier, in real browsers."""

import pytest


@pytest.fixture
def dossier(ask) -> str:
    """The number of a dossier that an officer handles."""
    applicant = {"name": "Nguyễn Văn An", "phone": "0901234567"}
    number = ask("POST", "@dossiers", "tiepnhan", procedure="2.002043", applicant=applicant)["tracking_number"]
    listed = ask("GET", "@worklist", "tiepnhan", queue="to_receive", b_size=200)["items"]
    (url,) = (item["@id"] for item in listed if item["number"] == number)
    steps = (
        ("receive", "tiepnhan", {}),
        ("hand_over", "tiepnhan", {}),
        ("assign", "lanhdao-khdt", {"assignee": "thuly-khdt"}),
    )
    for version, (transition, who, data) in enumerate(steps, 1):
        ask("POST", f"{url}/@move", who, transition=transition, data=data, version=version)
    return number


@pytest.mark.slow
def test_who_is_late_reads_why_and_loses_nothing(open_as, axe, dossier):
    mine = open_as("thuly-khdt", f"en/desk/dossiers/{dossier}/ask_supplement", "en")
    assert axe.run(mine).violations_count == 0
    # Often used texts go into their field, and rows grow.
    mine.locator("#action-reason-usual").select_option(index=1)
    assert mine.locator("#action-reason").input_value() == "A paper that is required is missing."
    mine.get_by_role("button", name="Add a row").click()
    mine.locator("[name='papers.2.what']").fill("A copy of the birth certificate")
    theirs = open_as("lanhdao-khdt", f"en/desk/dossiers/{dossier}/stop", "en")
    theirs.locator("#action-reason").fill("The conditions are not met.")
    theirs.get_by_text("is editing this dossier since").wait_for()
    theirs.get_by_role("button", name="Take over").click()
    theirs.locator(".desk-editor").wait_for(state="detached")
    assert theirs.locator("#action-reason").input_value() == "The conditions are not met."
    theirs.locator("#action-reason").press("Control+Enter")
    theirs.get_by_text("Done: Stop processing.").wait_for()
    mine.locator("#action-reason").press("Control+Enter")
    mine.get_by_text("has done “Stop processing” at").first.wait_for()
    assert mine.locator("[name='papers.0.what']").input_value() == "A copy of the birth certificate"
    assert mine.locator("[data-send]").count() == 0

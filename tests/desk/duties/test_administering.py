"""The administrator's pages: people and their duties, and who may do what."""

from AccessControl import Unauthorized
from datetime import date
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.staff import absences
from hcc_longan.staff import duties
from hcc_longan.staff import holding
from hcc_longan.staff import people
from plone import api

import pytest


PAGES = ("staff-settings", "who-may-what", "centre-settings")
NEW = {"add": "1", "fullname": "Đỗ Thị Ánh Hằng", "account": "do.thi.hang", "email": "hang@example.org", "phone": ""}


@pytest.fixture(autouse=True)
def monday(moment):
    with moment(11, 2):
        yield


@pytest.mark.parametrize("view", PAGES)
def test_the_pages_are_for_administrators(staffed, render, logged_in_as, view):
    with logged_in_as("Site Administrator"):
        assert render(staffed, view).document.xpath("//h1")
    with api.env.adopt_user(username="an-supervisor"), pytest.raises(Unauthorized):
        render(staffed, view)


def test_people_are_found_with_and_without_accents(staffed, render):
    api.user.get(userid="an-handler-tp").setMemberProperties({"fullname": "Nguyễn Đức Ý"})
    for query, found in (("duc y", True), ("Đức", True), ("handler-tp", True), ("khdt duc", False), ("\0%", False)):
        accounts = render(staffed, "staff-settings", q=query).texts("//td/code")
        assert ("an-handler-tp" in accounts) is found


def test_a_person_is_added_and_gets_duties_and_a_link(staffed, render, send, monkeypatch):
    letters = []
    monkeypatch.setattr("hcc_longan.staff.people.send_email", lambda *said, **_options: letters.append(said))
    _page, location = send(staffed, "staff-settings", NEW)
    assert location.endswith("person=do.thi.hang")
    assert people.person("do.thi.hang").name == "Đỗ Thị Ánh Hằng"
    ((to, _subject, text),) = letters
    assert to == "hang@example.org"
    assert "/passwordreset/" in text
    assert "${" not in text
    page = render(staffed, "staff-settings", person="do.thi.hang")
    # Nobody has to know the names of groups.
    assert "handler:" not in page.text
    send(staffed, "staff-settings", {"person": "do.thi.hang", "duties": "1", "duty": ["handler:tp", "returner:quay-2"]})
    assert holding.lasting("do.thi.hang") == {"handler:tp", "returner:quay-2"}
    send(staffed, "staff-settings", {"person": "do.thi.hang", "duties": "1", "duty": ["handler:tp"]})
    assert holding.lasting("do.thi.hang") == {"handler:tp"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"account": ""}, "account"),
        ({"account": "Đỗ Hằng"}, "account"),
        ({"account": "handler:khdt"}, "account"),
        ({"account": "c-23456789ab"}, "account"),
        ({"account": "an-receiver"}, "account"),
        ({"account": "supervisor"}, "account"),
        ({"account": "x" * 51}, "account"),
        ({"account": "a\0b"}, None),
        ({"fullname": " "}, "fullname"),
        ({"email": "hang"}, "email"),
        ({"phone": "12"}, "phone"),
    ],
)
def test_an_account_that_cannot_be_is_refused(staffed, send, values, field):
    page, location = send(staffed, "staff-settings", {**NEW, **values})
    if field is None:
        assert people.person("ab") or not location
        return
    assert not location
    assert page.document.xpath("//*[@role = 'alert']//a/@href") == [f"#{field}"]
    assert page.document.get_element_by_id("email").value == {**NEW, **values}["email"]


@pytest.mark.parametrize(
    "duty", ["Administrators", "Site Administrators", "Reviewers", "handler:nowhere", "receiver:quay-9"]
)
def test_no_other_group_is_given(staffed, send, duty):
    send(staffed, "staff-settings", {"person": "an-handler-tp", "duties": "1", "duty": ["handler:tp", duty]})
    assert duty not in api.user.get(userid="an-handler-tp").getGroups()


def test_a_citizen_never_becomes_an_officer(staffed, render, send):
    citizen = "c-23456789ab"
    staffed.acl_users.source_users.addUser(citizen, citizen, "secret-secret")
    send(staffed, "staff-settings", {"person": citizen, "duties": "1", "duty": ["handler:tp"]})
    assert not holding.lasting(citizen)
    assert citizen not in render(staffed, "staff-settings").texts("//td/code")


def test_the_end_of_service_takes_everything_and_names_what_is_open(staffed, render, send, file, act):
    dossier = file()
    act(dossier, "receive", "receiver", counter="")
    act(dossier, "hand_over", "receiver")
    act(dossier, "assign", "approver-khdt", assignee="an-handler-khdt")
    duties.give("an-handler-khdt", ["receiver:quay-1"], duties.Plan(date(2026, 11, 9), None), "test")
    absences.enter("an-handler-khdt-2", date(2026, 11, 2), date(2026, 11, 3), "test", substitute="an-handler-khdt")
    api.user.grant_roles(username="an-handler-khdt", roles=["Editor"])
    form = {"person": "an-handler-khdt", "end": "1"}
    page = render(staffed, "staff-settings", person="an-handler-khdt")
    assert dossier.code in page.text
    page, location = send(staffed, "staff-settings", form)
    assert not location
    assert page.document.xpath("//*[@role = 'alert']//a/@href") == ["#sure"]
    send(staffed, "staff-settings", {**form, "sure": "1"})
    user = api.user.get(userid="an-handler-khdt")
    assert {*user.getGroups()} <= {"AuthenticatedUsers"}
    assert {*user.getRoles()} == {"Member", "Authenticated"}
    assert not duties.running()
    assert not absences.running()
    assert not staffed.acl_users.authenticate("an-handler-khdt", "secret-secret", staffed.REQUEST)
    # What they did stays theirs, what they had open is shown until it is given to somebody else.
    assert dossier.assignee == "an-handler-khdt"
    assert "an-handler-khdt" in render(staffed, "staff-settings").texts("//*[contains(@class, 'alert-warning')]")[0]


def test_an_administrator_cannot_lock_themselves_out(staffed, send, logged_in_as):
    manager = api.user.create(username="the-manager", email="m@example.org", roles=("Manager",)).getId()
    with logged_in_as("Site Administrator"):
        me = api.user.get_current().getId()
        send(staffed, "staff-settings", {"person": me, "end": "1", "sure": "1"})
        assert "Site Administrator" in api.user.get(userid=me).getRoles()
        # Nor a manager of the whole site.
        send(staffed, "staff-settings", {"person": manager, "end": "1", "sure": "1"})
        assert "Manager" in api.user.get(userid=manager).getRoles()
        # Another administrator they may.
        other = api.user.create(username="other", email="o@example.org", roles=("Site Administrator",)).getId()
        send(staffed, "staff-settings", {"person": other, "end": "1", "sure": "1"})
        assert "Site Administrator" not in api.user.get(userid=other).getRoles()


@pytest.mark.parametrize("user_id", ["Đỗ Thị Hằng", "a b&person=x", '"><script>alert(1)</script>', "%2e%2e/x"])
def test_odd_account_names_have_a_page(staffed, render, user_id):
    staffed.acl_users.source_users.addUser(user_id, user_id, "secret-secret")
    people.set_lasting(user_id, ["handler:tp"])
    page = render(staffed, "staff-settings")
    assert user_id in page.texts("//td/code")
    assert "<script>alert" not in page.html
    assert user_id in render(staffed, "staff-settings", person=user_id).texts("//p/code")


def test_the_matrix_says_what_the_site_says(staffed, render):
    page = render(staffed, "who-may-what")
    table = page.document.xpath("//table")[-1]
    roles = [cell.text_content() for cell in table.xpath(".//thead//th")][1:]
    title = api.portal.translate(TRANSITIONS["extend"].title, lang=api.portal.get_current_language())

    def having(word: str) -> set[str]:
        (row,) = [row for row in table.xpath(".//tbody/tr") if word in [d.text for d in row.xpath("./th/div")]]
        return {role for role, cell in zip(roles, row.xpath("./td"), strict=True) if cell.xpath(".//*[@aria-hidden]")}

    head = {api.portal.translate("Head", domain="hcc_longan", lang=api.portal.get_current_language())}
    assert having(title) == head
    staffed.manage_permission("hcc_longan: Extend dossier", ["Approver", "Handler", "Manager"])
    page = render(staffed, "who-may-what")
    table = page.document.xpath("//table")[-1]
    assert len(having(title)) == 2


def test_it_says_why_somebody_may_or_may_not(staffed, render, file, act):
    dossier = file()
    act(dossier, "receive", "receiver", counter="")
    act(dossier, "hand_over", "receiver")
    absences.enter("an-approver-khdt", date(2026, 11, 2), date(2026, 11, 3), "test", substitute="an-handler-khdt")
    page = render(staffed, "who-may-what", person="an-handler-khdt", dossier=dossier.code)
    rows = page.document.xpath("//table")[0].xpath(".//tbody/tr")
    may = [row for row in rows if row.xpath(".//strong")]
    assert may
    assert any("an-approver-khdt" in row.text_content() for row in may)
    assert len(may) < len(rows)
    # Who looks it up has not become that person.
    assert api.user.get_current().getId() != "an-handler-khdt"
    # An account of the whole server's, above the site.
    assert "admin" in render(staffed, "who-may-what", person="admin", dossier=dossier.code).text
    page = render(staffed, "who-may-what", person="an-handler-khdt", dossier="no'such\0")
    assert page.document.xpath("//*[@role = 'alert']//a/@href") == ["#dossier"]


def test_each_line_of_the_overview_leads_to_a_page(staffed, render):
    links = render(staffed, "centre-settings").document.xpath("//ol//a/@href")
    assert len(links) > 10
    for link in links:
        path = link.removeprefix(staffed.absolute_url()).strip("/")
        if "@@" in path:
            assert staffed.restrictedTraverse(path)

"""Types of the catalogue: what they are made of, where they may be added, and who may do what in which state."""

from hcc_longan.catalogue.content.catalogue import ICatalogue
from hcc_longan.catalogue.content.department import IDepartment
from hcc_longan.catalogue.content.procedure import IProcedure
from plone import api
from plone.namedfile.file import NamedBlobFile
from zope.component import createObject

import pytest


TYPES = {"Catalogue": ICatalogue, "Department": IDepartment, "Procedure": IProcedure}

BEHAVIORS = [
    "plone.basic",
    "plone.namefromtitle",
    "plone.shortname",
    "plone.categorization",
    "plone.translatable",
    "plone.locking",
    "plone.excludefromnavigation",
]


@pytest.mark.parametrize("name", TYPES)
def test_type_is_made_of_its_schema_and_behaviors(get_fti, get_behaviors, name):
    fti = get_fti(name)
    assert fti.lookupSchema() is TYPES[name]
    assert TYPES[name].providedBy(createObject(fti.factory))
    assert get_behaviors(name) == BEHAVIORS


@pytest.mark.parametrize("name", TYPES)
def test_each_type_has_an_add_permission_of_its_own(get_fti, name):
    assert get_fti(name).add_permission == f"hcc_longan.Add{name}"


def offered(container) -> set[str]:
    """What the menu "Add new…" offers there to who is logged in."""
    return {fti.getId() for fti in container.allowedContentTypes()}


def test_a_procedure_goes_into_a_catalogue_only(furnished, catalogue):
    assert offered(catalogue) == {"Procedure"}
    assert "Procedure" not in offered(furnished["vi"])
    assert "Procedure" not in offered(furnished["vi"]["co-quan"])
    assert {"Catalogue", "Department"} <= offered(furnished["vi"])


def test_a_procedure_holds_files_and_its_e_form(make_procedure):
    assert offered(make_procedure()) == {"EasyForm", "File"}


# What each role may add in a catalogue, and which of our types beside it.
MAY_ADD = {
    "Contributor": ({"Procedure"}, set()),
    "Editor": ({"Procedure"}, {"Department"}),
    "Reviewer": (set(), set()),
    "Site Administrator": ({"Procedure"}, {"Catalogue", "Department"}),
}


def test_who_may_add_what(logged_in_as, furnished, catalogue):
    found = {}
    for role in MAY_ADD:
        with logged_in_as(role):
            found[role] = (offered(catalogue), offered(furnished["vi"]) & set(TYPES))
    assert found == MAY_ADD


# Who may read (r) and change (w) a procedure. The owner is a contributor who added it.
STATES = {
    #             Anonymous  Member  Owner  Reviewer  Editor  Site Administrator
    "draft":     ("",        "",     "rw",  "r",      "rw",   "rw"),
    "review":    ("",        "",     "r",   "rw",     "rw",   "rw"),
    "published": ("r",       "r",    "r",   "r",      "rw",   "rw"),
    "abolished": ("r",       "r",    "r",   "r",      "rw",   "rw"),
}  # fmt: skip
WHO = ("Anonymous", "Member", "Owner", "Reviewer", "Editor", "Site Administrator")

PATHS = {"draft": (), "review": ("submit",), "published": ("publish",), "abolished": ("publish", "abolish")}

# What somebody may do next. An editor writes and a reviewer publishes.
TRANSITIONS = {
    "draft": {
        "Owner": {"submit"},
        "Editor": {"submit"},
        "Reviewer": {"publish"},
        "Site Administrator": {"submit", "publish"},
    },
    "review": {"Reviewer": {"publish", "send_back"}, "Site Administrator": {"publish", "send_back"}},
    "published": {"Reviewer": {"retract", "abolish"}, "Site Administrator": {"retract", "abolish"}},
    "abolished": {"Reviewer": {"publish"}, "Site Administrator": {"publish"}},
}


@pytest.fixture
def procedure_of(logged_in_as, make_procedure, anonymous):
    """A procedure in a state, and how to become one of `WHO` before it."""

    def make(state: str):
        with logged_in_as("Contributor"):
            page = make_procedure(publish=False)
        for transition in PATHS[state]:
            api.content.transition(page, transition)
        return page

    def become(who: str):
        if who == "Anonymous":
            return anonymous()
        return logged_in_as(*{"Member": (), "Owner": ("Contributor",)}.get(who, (who,)))

    return make, become


def test_who_reads_and_changes_a_procedure(procedure_of):
    make, become = procedure_of
    pages = {state: make(state) for state in STATES}
    assert {state: api.content.get_state(page) for state, page in pages.items()} == {state: state for state in STATES}
    found: dict[str, list[str]] = {state: [] for state in STATES}
    for who in WHO:
        with become(who):
            for state, page in pages.items():
                found[state].append(
                    ("r" if api.user.has_permission("View", obj=page) else "")
                    + ("w" if api.user.has_permission("Modify portal content", obj=page) else "")
                )
    assert {state: tuple(rights) for state, rights in found.items()} == STATES


def test_who_moves_a_procedure_on(procedure_of):
    make, become = procedure_of
    pages = {state: make(state) for state in STATES}
    workflow = api.portal.get_tool("portal_workflow")
    found: dict[str, dict[str, set[str]]] = {state: {} for state in STATES}
    for who in WHO:
        with become(who):
            for state, page in pages.items():
                possible = {action["id"] for action in workflow.listActionInfos(object=page) if "transition" in action}
                if possible:
                    found[state][who] = possible
    assert found == TRANSITIONS


def test_a_form_is_read_by_those_who_read_the_procedure(make_procedure, anonymous):
    page = make_procedure(publish=False)
    form = api.content.create(page, "File", id="mau-01", file=NamedBlobFile(b"form", filename="mau-01.docx"))
    with anonymous():
        assert not api.user.has_permission("View", obj=form)
    api.content.transition(page, "publish")
    with anonymous():
        assert api.user.has_permission("View", obj=form)

"""The control panel of work lists, and the lists that it keeps."""

from dataclasses import replace
from hcc_longan.dossiers.register import worklists
from hcc_longan.dossiers.register.queries import QUEUES
from hcc_longan.dossiers.register.worklists import BUILT_IN
from hcc_longan.dossiers.register.worklists import COLUMNS
from hcc_longan.dossiers.register.worklists import Holder
from hcc_longan.dossiers.register.worklists import Queue
from hcc_longan.dossiers.register.worklists import queues
from hcc_longan.dossiers.register.worklists import read_queue
from hcc_longan.dossiers.register.worklists import ROLES
from hcc_longan.dossiers.register.worklists import set_queues
from hcc_longan.dossiers.register.worklists import SORTS
from hcc_longan.dossiers.register.worklists import written
from plone import api
from plone.protect import createToken

import json
import lxml.html
import pytest


NEW = {
    "list": "+",
    "id": "land",
    "title_vi": "Đất đai",
    "title_en": "Land",
    "states": ["handling", "signing"],
    "roles": ["Supervisor", "Handler"],
    "columns": ["due", "number"],
    "sort": "-filed",
    "holder": "department",
}


@pytest.fixture
def panel(centre, http_request):
    """The control panel as it is shown, or (with a form) sent; gives its HTML, "" for a redirect."""

    def ask(method: str = "POST", **form) -> str:
        http_request.method = http_request.environ["REQUEST_METHOD"] = method
        http_request.response.setStatus(200)
        http_request.form.clear()
        http_request.form.update({"_authenticator": createToken(), **form} if method == "POST" else form)
        answer = centre.restrictedTraverse("@@worklists-settings")()
        return "" if http_request.response.getStatus() in (302, 303) else answer

    return ask


class TestTable:
    """The table of lists itself."""

    def test_what_programs_ask_for_is_there(self):
        assert set(QUEUES) == {
            "to_receive",
            "to_hand_over",
            "to_assign",
            "in_work",
            "to_review",
            "to_sign",
            "to_hand_back",
            "to_return",
            "waiting_for_applicant",
        }

    def test_every_list_is_kept_as_it_is(self):
        for queue in BUILT_IN.values():
            assert read_queue(written(queue)) == queue
            assert not worklists.problems(queue)
            assert queue.title("vi")
            assert queue.title("en")

    @pytest.mark.parametrize(
        "line",
        [
            "",
            "null",
            "[]",
            "{}",
            '{"id": 5}',
            '{"id": "A b"}',
            '{"id": "x"}',
            '{"id": "land"}',
            '{"id": "land", "title_vi": "a", "title_en": "b", "states": ["sleeping"]}',
            '{"id": "land", "title_vi": "a", "title_en": "b", "states": "handling"}',
            '{"id": "land", "title_vi": "a", "title_en": "b", "holder": "nobody"}',
            '{"id": "land", "title_vi": "a", "title_en": "b", "columns": ["due"]}',
            '{"id": "land", "title_vi": "a", "title_en": "b", "sort": "applicant; DROP"}',
            '{"id": "land", "title_vi": "a", "title_en": "b", "unknown": 1}',
            '{"id": "land", "title_vi": 5, "title_en": "b"}',
            json.dumps({"id": "land", "title_vi": "x" * 61, "title_en": "b"}),
        ],
    )
    def test_a_line_that_is_no_list_does_no_harm(self, furnished, line, caplog):
        with pytest.raises((ValueError, TypeError)):
            read_queue(line)
        api.portal.set_registry_record("hcc_longan.worklists.queues", [line, written(BUILT_IN["mine"])])
        assert next(iter(queues())) == "mine"
        assert set(queues()) == set(BUILT_IN)
        assert "can't be read" in caplog.text

    def test_two_lists_of_a_name_are_refused(self, furnished):
        with pytest.raises(ValueError, match="name of its own"):
            set_queues([BUILT_IN["mine"], BUILT_IN["mine"]])

    def test_what_a_built_in_list_holds_is_fixed(self, furnished):
        set_queues([replace(BUILT_IN["to_sign"], states=("filed",), title_vi="Ký", roles=())])
        kept = queues()["to_sign"]
        assert kept.states == ("signing",)
        assert (kept.title("vi"), kept.title("en"), kept.roles) == ("Ký", "To sign", ())
        # What isn't in the settings is there as well, at the end.
        assert next(iter(queues())) == "to_sign"
        assert set(queues()) == set(BUILT_IN)


class TestPanel:
    """The control panel."""

    def test_all_lists_are_shown(self, panel):
        html = panel("GET")
        assert all(queue.id in html for queue in BUILT_IN.values())
        places = lxml.html.fromstring(html).xpath("//input[starts-with(@name, 'place-')]/@value")
        assert places == [str(number) for number in range(1, len(BUILT_IN) + 1)]

    def test_a_list_of_ones_own(self, panel, received, listed, act, moment):
        dossier = received()
        with moment(11, 2, 10):
            act(dossier, "hand_over", "receiver")
            act(dossier, "assign", "approver-khdt", assignee="an-handler-khdt")
        assert panel(**NEW) == ""
        made = queues()["land"]
        assert made == Queue(
            "land",
            "Đất đai",
            "Land",
            states=("handling", "signing"),
            holder=Holder.DEPARTMENT,
            roles=("Handler", "Supervisor"),
            columns=("number", "due"),
            sort="-filed",
        )
        assert listed("handler-khdt", "land") == listed("supervisor", "land") == [dossier.code]
        assert panel(list="land", remove="1") == ""
        assert "land" not in queues()

    def test_what_is_wrong_is_told_and_stays(self, panel):
        table = {
            "list-id": {"id": "Đất"},
            "list-title_vi": {"title_vi": " "},
            "list-title_en": {"title_en": "x" * 61},
            "list-states": {"states": "sleeping"},
            "list-channels": {"channels": ["online", "\x00"]},
            "list-roles": {"roles": "Manager"},
            "list-columns": {"columns": ["due"]},
            "list-sort": {"sort": "--due"},
        }
        for field, changed in table.items():
            html = panel(**{**NEW, **changed})
            assert f'href="#{field}"' in html, field
            assert "Đất đai" in html or field == "list-title_vi"
        for taken in ("mine", "all"):
            assert 'href="#list-id"' in panel(**{**NEW, "id": taken})
        assert set(queues()) == set(BUILT_IN)

    def test_titles_columns_and_readers_of_a_built_in_list(self, panel, centre, visit):
        looks = {"title_vi": "Việc của tôi", "title_en": "", "roles": ["Handler"], "columns": ["number"], "sort": "due"}
        assert panel(list="mine", states="filed", **looks) == ""
        kept = queues()["mine"]
        assert kept == replace(BUILT_IN["mine"], **{**looks, "roles": ("Handler",), "columns": ("number",)})
        assert "Việc của tôi" in visit("handler-khdt", "all")
        assert "danh-sach/mine" not in visit("approver-khdt", "all")
        # It can't be removed.
        panel(list="mine", remove="1")
        assert queues()["mine"] == kept

    def test_the_order(self, panel):
        places = {f"place-{id_}": str(number) for number, id_ in enumerate(reversed(list(BUILT_IN)))}
        assert panel(order="1", **places) == ""
        assert list(queues()) == list(reversed(list(BUILT_IN)))
        html = panel(order="1", **{"place-mine": "first"})
        assert 'href="#place-mine"' in html
        assert 'value="first"' in html

    def test_unknown_lists_change_nothing(self, panel):
        assert "place-mine" in panel(list="no-such-list", title_vi="x")
        assert set(queues()) == set(BUILT_IN)

    def test_officers_have_no_business_here(self, centre):
        with api.env.adopt_user(username="an-supervisor"), pytest.raises(Exception, match="worklists-settings"):
            centre.restrictedTraverse("@@worklists-settings")

    def test_choices_have_words(self):
        for kind, titles in worklists.CHOICES.items():
            assert set(titles) == set(kind)
        assert {"number", *SORTS} <= set(COLUMNS)
        assert set(ROLES) >= set().union(*(queue.roles for queue in BUILT_IN.values()))

"""Who is at a dossier now, and who edits it."""

from concurrent.futures import ThreadPoolExecutor
from hcc_longan.desk.actions import presence
from hcc_longan.ledger.testing import ledger  # noqa: F401
from hcc_longan.ledger.testing import postgresql_url  # noqa: F401
from plone import api
from plone.protect import createToken
from sqlalchemy.exc import OperationalError

import json
import pytest


MAI, NAM = ("u1", "mai", "Mai", "tab-of-mai"), ("u1", "nam", "Nam", "tab-of-nam")


@pytest.mark.usefixtures("ledger")
class TestTable:
    """On SQLite and PostgreSQL."""

    def test_the_first_with_a_form_holds_the_dossier(self, moment):
        with moment(11, 3, 10, 2):
            assert presence.beat(*MAI, "sign").editor is None
            here = presence.beat(*NAM, "sign")
        assert (here.editor.name, f"{here.editor.since:%M}") == ("Mai", "02")
        assert not next(each for each in presence_of("mai", moment) if each.user_id == "nam").holds

    def test_somebody_who_looks_holds_nothing(self, moment):
        with moment(11, 3):
            presence.beat(*MAI)
            here = presence.beat(*NAM, "sign")
            assert here.editor is None
            assert [each.name for each in here.others] == ["Mai"]

    def test_taking_over_tells_the_first_one(self, moment):
        with moment(11, 3):
            presence.beat(*MAI, "sign")
            assert presence.beat(*NAM, "sign", take_over=True).editor is None
            here = presence.beat(*MAI, "sign")
        assert (here.taken_by, here.editor.name) == ("Nam", "Nam")

    def test_a_page_without_a_sign_of_life_is_gone_after_a_minute(self, moment):
        with moment(11, 3, 10):
            presence.beat(*MAI, "sign")
        with moment(11, 3, 10, 2):
            assert presence.here("u1", "nam").others == []
            assert presence.beat(*NAM, "sign").editor is None

    def test_who_leaves_is_gone_at_once_with_that_page_alone(self, moment):
        with moment(11, 3):
            presence.beat(*MAI, "sign")
            presence.beat("u1", "mai", "Mai", "another-tab")
            presence.leave("u1", "mai", "tab-of-mai")
            assert [each.opened for each in presence.here("u1", "nam").others] == [""]
            presence.leave("u1", "mai")
            assert presence.here("u1", "nam").others == []

    def test_many_at_once_are_all_there(self):
        people = [("u1", f"user-{number}", "X", f"tab-of-{number}", "sign") for number in range(12)]
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda each: presence.beat(*each), people))
        assert len(presence.here("u1", "nam").others) == 12


def presence_of(asker, moment):
    with moment(11, 3, 10, 2):
        return presence.here("u1", asker).others


def test_a_database_that_is_away_stops_nobody(monkeypatch):
    def away():
        raise OperationalError("", {}, Exception("gone"))

    monkeypatch.setattr(presence, "_engine", away)
    assert presence.beat(*MAI, "sign") == presence.Here()
    assert presence.here("u1", "mai") == presence.Here()
    presence.leave("u1", "mai")


@pytest.fixture
def tell(http_request):
    """What the script of a dossier's page is answered: `tell(dossier, "receiver", do="beat", tab="…")`."""

    def act(dossier, who, status=200, method="POST", **form):
        http_request.method = http_request.environ["REQUEST_METHOD"] = method
        http_request.response.setStatus(200)
        http_request.form.clear()
        with api.env.adopt_user(username=f"an-{who}"):
            http_request.form.update(
                {"_authenticator": createToken(), "tab": f"tab-of-{who}", "language": "en", **form}
            )
            answer = json.loads(dossier.restrictedTraverse("@@desk-presence")())
        assert http_request.response.getStatus() == status
        return answer

    return act


def test_pages_hear_of_each_other(dossier_in, tell):
    dossier = dossier_in("signing")
    tell(dossier, "handler-khdt", do="beat")
    told = tell(dossier, "approver-khdt", do="beat", opened="sign")
    assert told["lines"][0].startswith("an-handler-khdt is looking at it since")
    assert told["version"] == dossier.version
    assert "is editing since" in tell(dossier, "handler-khdt", method="GET", format="json")["lines"][0]
    taken = tell(dossier, "handler-khdt", do="take", opened="ask_payment")
    assert "an-approver-khdt has opened a form since" in taken["lines"][0]
    assert tell(dossier, "approver-khdt", do="beat", opened="sign")["taken"].startswith("an-handler-khdt has taken")
    tell(dossier, "handler-khdt", do="leave")
    assert tell(dossier, "approver-khdt", do="beat", opened="sign")["lines"] == []


@pytest.mark.parametrize(
    "bad",
    [
        {"tab": "x"},
        {"tab": ["a", "b"]},
        {"do": "shout"},
        {"opened": "burn"},
        {"opened": ["sign", "x"]},
        {"_authenticator": "x"},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(dossier_in, tell, bad):
    tell(dossier_in("signing"), "handler-khdt", 400, **{"do": "beat", **bad})


def test_a_form_says_who_edits_and_can_be_taken_over_with_what_was_typed(dossier_in, ask):
    dossier = dossier_in("handling")
    ask(dossier, "ask_payment", "approver-khdt")
    mine = ask(dossier, "ask_payment", "handler-khdt", language="en")
    assert "an-approver-khdt is editing this dossier since" in mine.text
    taken = ask(
        dossier, "ask_payment", "handler-khdt", "POST", "en", **{**mine.shown, "take_over": "1", "reason": "Phí"}
    )
    assert "is editing this dossier" not in taken.text
    assert taken.shown["reason"] == "Phí"
    assert dossier.state == "handling"

"""`@@draft` and `@@uploads` over HTTP, as the script of a form and its enemies call them."""

from datetime import timedelta
from hashlib import sha256
from hcc_longan import clock
from hcc_longan.drafts import store
from hcc_longan.drafts.tables import DraftRow
from hcc_longan.ledger.engine import get_engine
from hcc_longan.protection import limits
from plone import api
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy import update

import pytest
import transaction


pytestmark = pytest.mark.layer("acceptance")

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\n%%EOF"


def drafts() -> int:
    with get_engine().connect() as connection:
        return connection.scalar(select(func.count()).select_from(DraftRow))


class TestDraft:
    def test_it_begins_with_the_first_saving_and_is_found_again(self, browse):
        mine = browse()
        assert mine.read(status=410)["error"]["type"] == "gone"
        assert drafts() == 0
        said = mine.save({"form.widgets.who": "Mai"})
        assert said["revision"] == 1
        assert said["message"].endswith(said["saved_at"][11:16])
        (cookie,) = mine.session.cookies
        assert (cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == ("/", True)
        assert cookie.get_nonstandard_attr("SameSite") == "Lax"
        found = mine.read()
        assert (found["values"], found["revision"]) == ({"form.widgets.who": "Mai"}, 1)
        assert drafts() == 1
        mine.save({"form.widgets.who": "Mai Anh"}, 1)
        assert drafts() == 1

    def test_strangers_get_nothing(self, browse):
        browse().save({"form.widgets.who": "Mai"})
        browse().read(status=410)

    def test_answers_are_kept_by_nobody(self, browse):
        answer = browse().send("GET", "draft")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Content-Type"].startswith("application/json")

    def test_the_draft_follows_into_the_other_language(self, browse, forms):
        mine = browse()
        mine.save({"form.widgets.who": "Mai"})
        english = browse(form=forms["en"])
        english.session.cookies = mine.session.cookies
        assert english.read()["values"] == {"form.widgets.who": "Mai"}

    def test_another_tab_is_told_and_can_choose(self, browse):
        mine = browse()
        first = mine.save({"a": "1"}, tab="t1", sequence=1)
        told = mine.save({"a": "2"}, 0, status=409, tab="t2", sequence=1, token=first["token"])
        assert (told["error"]["type"], told["changed"], told["revision"]) == ("changed", {"a": "1"}, 1)
        mine.save({"a": "2"}, told["revision"], tab="t2", sequence=2, token=first["token"])

    def test_a_discarded_draft_is_gone_with_its_cookie(self, browse):
        mine = browse()
        token = mine.save({"a": "1"})["token"]
        assert mine.send("DELETE", "draft", token=token).status_code == 200
        assert not mine.session.cookies
        assert drafts() == 0
        assert mine.save({"a": "2"}, status=410, token=token)["error"]["type"] == "gone"
        mine.save({"a": "2"})

    def test_a_filed_draft_says_so(self, browse):
        mine = browse()
        token = mine.save({"a": "1"})["token"]
        store.mark_filed(token, "LA-1234")
        transaction.commit()
        for told in (mine.save({"a": "2"}, 1, status=410, token=token), mine.read(status=410, token=token)):
            assert (told["error"]["type"], told["filed_as"]) == ("filed", "LA-1234")
            assert "LA-1234" in told["error"]["message"]
        # The next dossier of the same kind.
        assert mine.save({"a": "2"})["revision"] == 1

    def test_an_expired_draft_is_gone(self, browse):
        mine = browse()
        mine.save({"a": "1"})
        with get_engine().begin() as connection:
            connection.execute(update(DraftRow).values(expires_at=clock.now() - timedelta(seconds=1)))
        mine.read(status=410)

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b"{",
            b"\xff",
            b'{"values": [], "revision": 0}',
            b'{"values": {}}',
            b'{"values": {}, "revision": -1}',
            b'{"values": {}, "revision": true}',
            b'{"values": {}, "revision": 0, "sequence": "1"}',
            b'{"values": {}, "revision": 0, "sequence": 4294967296}',
            b'{"values": {}, "revision": 4294967296}',
            b'{"values": {}, "revision": 1e400}',
            b"[" * 300,
        ],
        ids=lambda body: repr(body[:40]),
    )
    def test_nonsense_is_refused(self, browse, body):
        answer = browse().send("POST", "draft", data=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400, answer.text
        assert answer.json()["error"]["type"] == "bad_request"
        assert drafts() == 0

    def test_strange_values_do_no_harm(self, browse):
        mine = browse()
        body = b'{"values": {"a": "x\\u0000y", "b": "\\ud800", "<script>": "<script>"}, "revision": 0, "tab": {}}'
        answer = mine.send("POST", "draft", data=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 200
        assert mine.read()["values"] == {"a": "xy", "b": "?", "<script>": "<script>"}

    def test_too_much_is_refused(self, browse):
        for size in (300_000, 3_000_000):
            assert browse().save({"a": "x" * size}, status=413)["error"]["type"] == "too_large"

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ],
    )
    def test_other_sites_can_do_nothing(self, browse, headers):
        mine = browse()
        mine.save({"a": "1"})
        for method, view in (("GET", "draft"), ("POST", "draft"), ("DELETE", "draft"), ("POST", "uploads")):
            answer = mine.send(method, view, headers=headers, json={"values": {}, "revision": 1})
            assert (answer.status_code, answer.json()["error"]["type"]) == (403, "origin")
        assert mine.read()["values"] == {"a": "1"}

    def test_a_token_in_the_address_counts_for_nothing(self, browse):
        token = browse().save({"a": "1"})["token"]
        victim = browse()
        assert victim.send("GET", f"draft?draft={token}").status_code == 410
        assert victim.send("GET", f"draft?token={token}").status_code == 410

    @pytest.mark.parametrize(("method", "view"), [("PATCH", "draft"), ("PUT", "draft"), ("PATCH", "uploads")])
    def test_other_methods_are_refused(self, browse, method, view):
        assert browse().send(method, view).status_code in (404, 405)

    def test_errors_speak_the_language_of_the_form(self, browse, forms):
        messages = {browse(form=form).read(status=410)["error"]["message"] for form in forms.values()}
        assert any(message.startswith("This draft is no longer there") for message in messages)

    def test_limits_are_told(self, browse, portal):
        api.portal.set_registry_record("hcc_longan.protection.limits", ["drafts.address | 1 | 60"])
        browse().save({"a": "1"})
        answer = browse().send("POST", "draft", json={"values": {"a": "1"}, "revision": 0})
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        api.portal.set_registry_record("hcc_longan.protection.limits", ["drafts.saves | 2 | 60"])
        limits.clear()
        mine = browse()
        mine.save({"a": "1"})
        mine.save({"a": "2"}, 1)
        assert mine.save({"a": "3"}, 2, status=429)["error"]["type"] == "too_many_attempts"
        assert mine.read()["values"] == {"a": "2"}

    def test_a_form_that_nobody_sees_has_no_drafts(self, browse, form):
        api.content.transition(form, "retract")
        answer = browse().send("POST", "draft", json={"values": {}, "revision": 0})
        assert answer.status_code in (302, 401)
        assert drafts() == 0


class TestAccounts:
    pytestmark = pytest.mark.usefixtures("people")

    def test_a_draft_of_an_account_is_on_every_device_and_nobody_elses(self, browse):
        token = browse("mai").save({"a": "1"})["token"]
        assert browse("mai").read()["values"] == {"a": "1"}
        browse("nam").read(status=410)
        for stranger in (browse(), browse("nam")):
            told = stranger.read(status=401, token=token)
            assert (told["error"]["type"], told["signed_out"]) == ("signed_out", True)
            assert "values" not in told
            stranger.send("DELETE", "draft", token=token)
        assert browse("mai").read()["values"] == {"a": "1"}

    def test_what_is_typed_after_the_session_ended_is_kept(self, browse):
        mine = browse("mai")
        said = mine.save({"a": "1"})
        mine.sign_in("")
        told = mine.save({"a": "12"}, said["revision"], token=said["token"])
        assert told["signed_out"] is True
        assert told["revision"] == 2
        conflict = mine.save({"a": "x"}, 0, status=409, token=said["token"])
        assert "changed" not in conflict
        assert conflict["signed_out"] is True
        mine.sign_in("mai")
        assert mine.read()["values"] == {"a": "12"}

    def test_an_anonymous_draft_is_taken_along_at_sign_in(self, browse):
        mine = browse()
        said = mine.save({"a": "1"})
        mine.sign_in("mai")
        assert mine.read()["values"] == {"a": "1"}
        assert browse("mai").read()["token"] == said["token"]
        mine.sign_in("")
        mine.read(status=410)

    def test_saving_while_signed_in_takes_it_along_as_well(self, browse):
        mine = browse()
        said = mine.save({"a": "1"})
        mine.sign_in("mai")
        mine.save({"a": "2"}, 1, token=said["token"])
        assert browse("mai").read()["values"] == {"a": "2"}


class TestUploads:
    def test_pieces_cuts_and_going_on(self, browse):
        mine = browse()
        said = mine.begin()
        assert (said["offset"], said["complete"], drafts()) == (0, False, 1)
        said = mine.piece(said["id"], 0, PDF[:50_000])
        assert said["offset"] == 50_000
        # The answer got lost: the same piece again.
        told = mine.piece(said["id"], 0, PDF[:50_000], status=409)
        assert (told["error"]["type"], told["offset"]) == ("offset", 50_000)
        answer = mine.send("HEAD", f"uploads/{said['id']}")
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, "50000")
        assert mine.send("GET", f"uploads/{said['id']}").json()["offset"] == 50_000
        # After a restart, from the beginning of the page.
        assert mine.begin()["id"] == said["id"]
        done = mine.piece(said["id"], 50_000, PDF[50_000:])
        assert (done["complete"], done["sha256"]) == (True, sha256(PDF).hexdigest())
        assert mine.piece(said["id"], 0, PDF)["complete"], "there is nothing left to do"
        (listed,) = mine.send("GET", "uploads").json()["uploads"]
        assert listed == done == mine.read()["uploads"][0]
        assert mine.send("DELETE", f"uploads/{said['id']}").status_code == 200
        assert mine.read()["uploads"] == []

    def test_the_end_is_found_even_if_its_answer_was_lost(self, browse, monkeypatch):
        from hcc_longan.drafts.browser import api as views

        mine = browse()
        said = mine.begin()
        finish = views.uploads.finish
        monkeypatch.setattr(views.uploads, "finish", lambda upload: 1 / 0)
        headers = {"Upload-Offset": "0"}
        assert mine.send("PATCH", f"uploads/{said['id']}", data=PDF, headers=headers).status_code == 500
        monkeypatch.setattr(views.uploads, "finish", finish)
        assert mine.send("GET", f"uploads/{said['id']}").json()["offset"] == len(PDF)
        assert mine.piece(said["id"], len(PDF), b"")["complete"]

    def test_what_cannot_be_taken_is_told(self, browse):
        mine = browse()
        assert mine.begin(status=422, filename="a.exe")["error"]["type"] == "refused"
        said = mine.begin(filename="a.png")
        assert "a.png" in mine.piece(said["id"], 0, PDF, status=422)["error"]["message"]
        assert mine.read()["uploads"] == []
        said = mine.begin(size=10)
        assert mine.piece(said["id"], 0, PDF, status=422)["error"]["type"] == "refused"

    @pytest.mark.parametrize("offset", ["", "-1", "x", "1.5", "٣", "9" * 30])
    def test_offsets_that_are_none_are_refused(self, browse, offset):
        mine = browse()
        said = mine.begin()
        answer = mine.send("PATCH", f"uploads/{said['id']}", data=b"x", headers={"Upload-Offset": offset.encode()})
        assert answer.status_code == 400

    @pytest.mark.parametrize(
        "changed",
        [
            {"size": "5"},
            {"size": -1},
            {"size": 1.5},
            {"size": None},
            {"filename": 5},
            {"component": ""},
            {"fingerprint": []},
        ],
    )
    def test_beginnings_that_are_none_are_refused(self, browse, changed):
        assert browse().begin(status=400, **changed)["error"]["type"] == "bad_request"
        assert drafts() == 0

    def test_strange_names_do_no_harm(self, browse):
        mine = browse()
        said = mine.begin(filename="../../\u0000etc\r\n<b>.pdf", component="x" * 5000)
        assert (said["filename"], said["component"]) == ("etc<b>.pdf", "x" * 100)

    def test_a_piece_that_is_too_large_is_refused(self, browse):
        mine = browse()
        said = mine.begin(size=10_000_000)
        assert mine.piece(said["id"], 0, bytes(9_000_000), status=413)["error"]["type"] == "too_large"

    def test_strangers_reach_nothing(self, browse):
        mine, stranger = browse(), browse()
        said = mine.begin()
        stranger.begin()
        stranger.piece(said["id"], 0, PDF, status=404)
        assert stranger.send("DELETE", f"uploads/{said['id']}").status_code == 404
        assert stranger.send("GET", f"uploads/{said['id']}").status_code == 404
        for path in (f"uploads/{said['id']}/more", "uploads/x"):
            assert mine.send("GET", path).status_code in (400, 404)

    @pytest.mark.usefixtures("people")
    def test_an_upload_goes_on_after_the_session_ended(self, browse):
        mine = browse("mai")
        said = mine.begin()
        mine.sign_in("")
        assert mine.piece(said["id"], 0, PDF, token=said["token"])["complete"]
        assert mine.send("DELETE", f"uploads/{said['id']}", token=said["token"]).status_code == 401
        mine.sign_in("mai")
        assert len(mine.read()["uploads"]) == 1

    def test_limits_are_told(self, browse):
        api.portal.set_registry_record("hcc_longan.protection.limits", ["uploads.address | 1 | 60"])
        mine = browse()
        mine.begin()
        assert mine.begin(status=429, filename="other.pdf")["error"]["type"] == "too_many_attempts"

    def test_nothing_is_written_to_the_content(self, browse, portal):
        mine = browse()
        mine.read(status=410)
        serial = portal._p_jar.db().lastTransaction()
        mine.piece(mine.begin()["id"], 0, PDF)
        mine.save({"a": "1"}, 0, token=None)
        assert portal._p_jar.db().lastTransaction() == serial


def test_a_program_that_asks_for_json_gets_it_too(browse):
    """plone.rest takes over whatever names JSON as what it wants."""
    mine = browse()
    mine.save({"a": "1"})
    answer = mine.send("GET", "draft", headers={"Accept": "application/json"})
    assert answer.json()["values"] == {"a": "1"}

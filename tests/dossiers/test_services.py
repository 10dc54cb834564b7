"""The services of dossiers over HTTP, as programs, desks and tablets call them."""

from base64 import b64encode
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from hcc_longan.dossiers.register.queries import by_number
from hcc_longan.dossiers.register.queries import find_row
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.ledger.engine import session
from hcc_longan.protection import limits
from plone import api
from sqlalchemy import func
from sqlalchemy import select
from zope.i18n import translate
from zope.i18nmessageid import Message

import pytest
import requests
import transaction


pytestmark = pytest.mark.layer("acceptance")


PASSWORD = "long-an-17-10-2016"
PEOPLE = ("an-receiver", "an-handler-khdt", "an-approver-khdt", "an-handler-tp", "an-supervisor")
PERSON = {"name": "Trần Thị Bình", "phone": "0912 345 678", "id_number": "080987654321"}
PDF = b"%PDF-1.7\n%%EOF"
FILE = {
    "component": "giay-de-nghi",
    "filename": "don.pdf",
    "content-type": "application/pdf",
    "data": b64encode(PDF).decode(),
}


@pytest.fixture(autouse=True)
def no_attempts_yet(portal):
    """Nobody has tried anything."""
    limits.clear()
    yield
    limits.clear()


@pytest.fixture
def page(centre, make_procedure, moment):
    """A procedure that has been in force for a while; officers and a citizen can log in."""
    api.user.create(username="binh", email="binh@example.org")
    for name in (*PEOPLE, "binh"):
        centre.acl_users.source_users.doChangeUser(name, PASSWORD)
    with moment(1, 2, year=2020):
        return make_procedure()


@pytest.fixture
def ask(portal):
    """A call of an address below the site: `ask("POST", "@dossiers", "binh", key="k", procedure=…)`."""

    def call(
        method: str, address: str, who: str = "", key: str = "", language: str = "vi", **body
    ) -> requests.Response:
        transaction.commit()
        headers = {"Accept": "application/json", "Accept-Language": language}
        if key:
            headers["Idempotency-Key"] = key
        sent = {"params": body} if method == "GET" else {"json": body}
        url = address if address.startswith("http") else f"{portal.absolute_url()}/{address}"
        auth = (who, PASSWORD) if who else None
        answer = requests.request(method, url, headers=headers, auth=auth, timeout=60, **sent)
        transaction.begin()
        return answer

    return call


@pytest.fixture
def filed(file, page, moment):
    """A dossier that was filed on 2 November 2026 at eight."""
    with moment(11, 2, 8):
        return file(page)


def in_vietnamese(text: str) -> str:
    return translate(Message(text, "hcc_longan"), target_language="vi")


def error_of(answer: requests.Response, status: int) -> dict:
    """The error of an answer, in its one shape."""
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error"}
    error = answer.json()["error"]
    assert error["type"]
    assert error["message"]
    return error


class TestFiling:
    """`POST @dossiers`."""

    def test_filed_and_filed_again(self, ask, page):
        body = {"procedure": page.code, "applicant": PERSON, "answers": {"capital": 5}, "attachments": [FILE]}
        body |= {"delivery": {"method": "post", "address": "Tân An"}}
        answer = ask("POST", "@dossiers", "binh", key="k-1", **body)
        assert answer.status_code == 201, answer.text
        said = answer.json()
        assert set(said) == {"tracking_number", "state", "receipt"}
        assert said["state"] == "filed"
        files = [{"filename": "don.pdf", "size": len(PDF), "sha256": sha256(PDF).hexdigest()}]
        assert said["receipt"]["attachments"] == files
        assert requests.get(said["receipt"]["receipt_url"], timeout=60).status_code == 200
        again = ask("POST", "@dossiers", "binh", key="k-1", **body)
        assert (again.status_code, again.json()) == (201, said)
        other = ask("POST", "@dossiers", "an-receiver", key="k-1", **body)
        assert other.json()["tracking_number"] != said["tracking_number"]

        dossier = by_number(said["tracking_number"])
        assert (dossier.applicant["name"], dossier.answers) == ("Trần Thị Bình", {"capital": 5})
        assert dossier.delivery == {"method": "post", "address": "Tân An"}
        assert dossier.attachments[0].data == PDF
        (event,) = dossier.events
        assert (event.actor, event.origin) == ("binh", "127.0.0.1")

    def test_what_is_wrong_is_named(self, ask, page):
        body = {"procedure": page.code, "applicant": PERSON}
        refusals = {
            "procedure": {"procedure": "9.999999"},
            "applicant.name": {"applicant": {"phone": "0912345678"}},
            "applicant": {"applicant": {"name": "Trần Thị Bình"}},
            "delivery": {"delivery": {"method": "post"}},
            "channel": {"channel": "counter"},
            "case": {"case": "99"},
            "attachments.0.filename": {"attachments": [{**FILE, "filename": "don.exe"}]},
            "attachments.0.data": {"attachments": [{**FILE, "data": "???"}]},
        }
        for place, changed in refusals.items():
            error = error_of(ask("POST", "@dossiers", "binh", **{**body, **changed}), 400)
            assert error["type"] == "InvalidData"
            assert list(error["fields"]) == [place]
            assert error["fields"][place]
        for procedure in (None, "", 5, ["2.001610"], {}):
            error = error_of(ask("POST", "@dossiers", "binh", **{**body, "procedure": procedure}), 400)
            assert list(error["fields"]) == ["procedure"]
        assert session().scalar(select(func.count()).select_from(DossierRow)) == 0

    def test_nonsense_is_refused_and_breaks_nothing(self, ask, page):
        body = {"procedure": page.code, "applicant": PERSON}
        nonsense = (
            {"applicant": "Trần Thị Bình"},
            {"applicant": {**PERSON, "name": "Bình \ud800"}},
            {"answers": "yes"},
            {"case": {"id": "1"}},
            {"attachments": 5},
        )
        answers = [ask("POST", "@dossiers", "binh", **{**body, **changed}) for changed in nonsense]
        assert [answer.status_code for answer in answers] == [400] * len(nonsense)
        assert all(error_of(answer, 400) for answer in answers)

    def test_a_body_that_is_no_object(self, ask, portal, page):
        transaction.commit()
        for sent in ("", "[]", "{", "null"):
            answer = requests.post(
                f"{portal.absolute_url()}/@dossiers",
                data=sent,
                headers={"Accept": "application/json", "Content-Type": "application/json"},
                auth=("binh", PASSWORD),
                timeout=60,
            )
            assert answer.status_code == 400, sent

    def test_an_officer_files_at_the_counter(self, ask, page):
        answer = ask("POST", "@dossiers", "an-receiver", procedure=page.code, applicant=PERSON, channel="counter")
        assert answer.status_code == 201
        dossier = by_number(answer.json()["tracking_number"])
        assert (dossier.channel, dossier.events[0].role) == ("counter", "Receiver")

    def test_without_an_account(self, ask, page):
        body = {"procedure": page.code, "applicant": PERSON}
        answer = ask("POST", "@dossiers", key="k-1", **body)
        assert answer.status_code == 201
        dossier = by_number(answer.json()["tracking_number"])
        assert (dossier.filed_by, dossier.events[0].actor, dossier.channel) == ("", "", "online")
        # The proof of work is another one each time, the request the same.
        again = ask("POST", "@dossiers", key="k-1", challenge="another", **body)
        assert again.json() == answer.json()
        stranger = ask("POST", "@dossiers", key="k-1", **{**body, "applicant": {**PERSON, "name": "Lê Văn Cường"}})
        assert stranger.json()["tracking_number"] != dossier.tracking_number

    def test_without_an_account_where_one_is_needed(self, ask, page):
        page.account_needed = True
        body = {"procedure": page.code, "applicant": PERSON}
        assert error_of(ask("POST", "@dossiers", **body), 401)["type"] == "Unauthorized"
        assert ask("POST", "@dossiers", "binh", **body).status_code == 201

    @pytest.mark.parametrize("scope", ["filing.address", "filing.all", "filing.plain"])
    def test_without_an_account_too_often(self, ask, page, scope):
        api.portal.set_registry_record("hcc_longan.protection.limits", [f"{scope} | 1 | 600"])
        body = {"procedure": page.code, "applicant": PERSON}
        first = ask("POST", "@dossiers", key="k-1", **body)
        assert first.status_code == 201
        refused = ask("POST", "@dossiers", key="k-2", **body)
        assert error_of(refused, 429)["type"] == "TooManyAttempts"
        assert 0 < int(refused.headers["Retry-After"]) <= 600
        # What was filed is not filed again, so it doesn't count.
        assert ask("POST", "@dossiers", key="k-1", **body).json() == first.json()
        assert ask("POST", "@dossiers", "binh", key="k-2", **body).status_code == 201

    def test_a_procedure_that_is_abolished(self, ask, page):
        api.content.transition(page, "abolish")
        error = error_of(ask("POST", "@dossiers", "binh", procedure=page.code, applicant=PERSON), 400)
        assert error["type"] in ("RuleBroken", "InvalidData")

    def test_errors_are_in_the_language_asked_for(self, ask, page):
        text = "Some of the data is missing or wrong."
        for language, message in (("en", text), ("vi", in_vietnamese(text))):
            body = {"procedure": page.code, "applicant": {"phone": "1"}}
            error = error_of(ask("POST", f"@dossiers?lang={language}", "binh", language=language, **body), 400)
            assert error["message"] == message
            error = error_of(ask("POST", "@dossiers", "binh", language=language, **body), 400)
            assert error["message"] == message


class TestMoving:
    """`POST <dossier>/@move`."""

    def test_a_step_and_the_same_call_again(self, ask, filed):
        url = f"{filed.absolute_url()}/@move"
        answer = ask("POST", url, "an-receiver", key="k-1", transition="receive", data={"fees_due": 0}, version=1)
        assert answer.status_code == 200, answer.text
        said = answer.json()
        assert (said["state"], said["version"]) == ("received", 2)
        assert said["due"].endswith("+07:00")
        again = ask("POST", url, "an-receiver", key="k-1", transition="receive", data={"fees_due": 0}, version=1)
        assert (again.status_code, again.json()) == (200, said)
        assert filed.version == find_row(filed.tracking_number).version == 2
        error = error_of(ask("POST", url, "an-receiver", key="k-1", transition="hand_over", version=2), 409)
        assert error["type"] == "KeyUsed"

    def test_whoever_is_late_learns_who_holds_it(self, ask, filed, act, moment):
        with moment(11, 2, 9):
            act(filed, "receive", "receiver")
            act(filed, "hand_over", "receiver")
            act(filed, "assign", "approver-khdt", assignee="an-handler-khdt")
        body = {"transition": "assign", "data": {"assignee": "an-approver-khdt"}, "version": 3}
        error = error_of(ask("POST", f"{filed.absolute_url()}/@move", "an-approver-khdt", **body), 409)
        assert (error["type"], error["held_by"], error["version"]) == ("StaleVersion", "an-handler-khdt", 4)
        assert "an-approver-khdt" in error["message"]
        assert (filed.version, filed.assignee) == (4, "an-handler-khdt")

    def test_what_is_missing_is_named(self, ask, filed):
        url = f"{filed.absolute_url()}/@move"
        refuse = {"transition": "refuse", "version": 1}
        for body, places in (
            ({**refuse, "data": {}}, {"reason", "legal_basis"}),
            ({**refuse, "data": {"reason": " ", "legal_basis": "x"}}, {"reason"}),
            ({**refuse, "data": {"reason": "x", "legal_basis": "x", "y": 1}}, {"y"}),
            ({**refuse, "data": "x"}, {"data"}),
            ({"transition": "receive"}, {"version"}),
            ({"transition": "receive", "version": "1"}, {"version"}),
            ({"transition": "receive", "version": True}, {"version"}),
            ({"transition": "jump", "version": 1}, {"transition"}),
            ({}, {"transition", "version"}),
        ):
            error = error_of(ask("POST", url, "an-receiver", **body), 400)
            assert set(error["fields"]) == places
        error = error_of(ask("POST", url, "an-receiver", transition="sign", version=1), 400)
        assert error["type"] == "ImpossibleTransition"
        error = error_of(ask("POST", url, "an-receiver", transition="receive", data={"case": "99"}, version=1), 400)
        assert error["type"] == "RuleBroken"
        assert filed.version == 1

    def test_a_transition_that_is_no_text(self, ask, filed):
        for transition in ({"id": "receive"}, ["receive"]):
            answer = ask("POST", f"{filed.absolute_url()}/@move", "an-receiver", transition=transition, version=1)
            assert set(error_of(answer, 400)["fields"]) == {"transition"}

    def test_who_may_not(self, ask, filed):
        url = f"{filed.absolute_url()}/@move"
        body = {"transition": "receive", "version": 1}
        assert error_of(ask("POST", url, "an-handler-khdt", **body), 403)["type"] == "NotAllowed"
        assert error_of(ask("POST", url, "an-supervisor", **body), 403)["type"] == "NotAllowed"
        assert ask("POST", url, **body).status_code == 401
        for stranger in ("an-handler-tp", "binh"):
            assert ask("POST", url, stranger, **body).status_code in (401, 403)
        assert (filed.version, filed.state) == (1, "filed")


class TestWorklist:
    """`GET @worklist`."""

    KEYS = frozenset("number code procedure applicant state due remaining_minutes assignee version @id".split())

    @pytest.fixture
    def several(self, file, act, moment, page, make_procedure):
        """Two of khdt that are overdue since 2020, one of tp; the second of khdt is in handling."""
        with moment(1, 2, year=2020):
            civil = make_procedure("Khai tử", code="1.000656", department="tp", field="tp-ho-tich")
        found = []
        for day, procedure in ((6, page), (7, page), (7, civil)):
            with moment(1, day, 9, year=2020):
                found.append(file(procedure))
                act(found[-1], "receive", "receiver")
        with moment(1, 8, 9, year=2020):
            act(found[1], "hand_over", "receiver")
            act(found[1], "assign", "approver-khdt", assignee="an-handler-khdt")
        return found

    def test_an_item(self, ask, several):
        first = several[0]
        body = ask("GET", "@worklist", "an-receiver").json()
        assert body["items_total"] == 3
        item = body["items"][0]
        assert set(item) >= self.KEYS
        assert item["@id"] == first.absolute_url()
        assert (item["number"], item["code"], item["procedure"]) == (first.code, first.code, first.procedure)
        assert (item["applicant"], item["state"], item["version"]) == ("Nguyễn Văn An", "received", 2)
        assert (item["assignee"], item["due"]) == ("", "2020-01-09T09:00:00+07:00")
        assert item["remaining_minutes"] < -1000

    def test_officers_see_their_departments(self, ask, several):
        first, second, civil = (dossier.code for dossier in several)

        def codes(who: str, **parameters) -> list[str]:
            body = ask("GET", "@worklist", who, **parameters).json()
            assert body["items_total"] == len(body["items"])
            return [item["code"] for item in body["items"]]

        assert codes("an-receiver")[0] == codes("an-supervisor")[0] == first
        assert set(codes("an-receiver")) == set(codes("an-supervisor")) == {first, second, civil}
        assert codes("an-handler-khdt") == codes("an-approver-khdt") == [first, second]
        assert codes("an-handler-tp") == codes("an-receiver", department="tp") == [civil]
        assert codes("an-handler-tp", department="khdt") == codes("binh") == []
        assert codes("an-receiver", queue="to_hand_over", department="khdt") == [first]
        assert codes("an-handler-khdt", queue="in_work") == [second]
        assert codes("an-handler-khdt", assignee="me") == [second]
        assert codes("an-approver-khdt", assignee="me") == []

    def test_page_by_page(self, ask, several, file, page, act, moment):
        for _number in range(3):
            dossier = file(page)
            act(dossier, "receive", "receiver")
        whole = [item["@id"] for item in ask("GET", "@worklist", "an-receiver").json()["items"]]
        assert len(set(whole)) == 6
        for size in (1, 2, 4):
            found, after = [], ""
            while after is not None and len(found) <= 6:
                parameters = {"b_size": size, **({"after": after} if after else {})}
                body = ask("GET", "@worklist", "an-receiver", **parameters).json()
                assert body["items_total"] == 6
                found += [item["@id"] for item in body["items"]]
                after = body["next"]
            assert found == whole, size

    def test_what_is_wrong_is_named(self, ask, page):
        assert set(error_of(ask("GET", "@worklist", "an-receiver", queue="x"), 400)["fields"]) == {"queue"}
        assert set(error_of(ask("GET", "@worklist", "an-receiver", after="x,y"), 400)["fields"]) == {"after"}
        assert ask("GET", "@worklist", "an-receiver", b_size="x").status_code == 200
        assert ask("GET", "@worklist").status_code == 401

    def test_a_parameter_given_twice_breaks_nothing(self, ask, page):
        twice = ("queue", "department")
        answers = [ask("GET", "@worklist", "an-receiver", **{name: ["khdt", "tp"]}) for name in twice]
        assert {answer.status_code for answer in answers} <= {200, 400}

    def test_a_moment_without_zone_breaks_nothing(self, ask, several):
        assert ask("GET", "@worklist", "an-receiver", after="2020-01-08T09:00:00,x").status_code in (200, 400)


class TestFiles:
    """`<dossier>/@@files/<sha256>`: what was handed in, for those who may see the dossier."""

    def test_a_file_is_given_to_be_saved_and_to_nobody_else(self, ask, file, page, portal):
        with api.env.adopt_user(username="binh"):
            dossier = file(page, attachments=[{**FILE, "data": PDF, "filename": "đơn.pdf"}])
        transaction.commit()
        url = f"{dossier.absolute_url()}/@@files/{sha256(PDF).hexdigest()}"
        for who in ("binh", "an-receiver"):
            answer = requests.get(url, auth=(who, PASSWORD), timeout=60)
            assert answer.content == PDF
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert requests.get(url, auth=("an-handler-tp", PASSWORD), timeout=60, allow_redirects=False).status_code != 200
        assert requests.get(url, timeout=60, allow_redirects=False).status_code != 200
        missing = f"{dossier.absolute_url()}/@@files/nothing"
        assert requests.get(missing, auth=("binh", PASSWORD), timeout=60).status_code == 404


class TestDossier:
    """A dossier itself."""

    def test_an_officer_reads_everything(self, ask, file, page, act, moment):
        with moment(11, 2, 9):
            dossier = file(page, attachments=[{**FILE, "data": PDF}])
            act(dossier, "receive", "receiver")
        body = ask("GET", dossier.absolute_url(), "an-receiver", language="en").json()
        assert (body["@id"], body["@type"], body["number"]) == (dossier.absolute_url(), "Dossier", dossier.code)
        assert (body["tracking_number"], body["state"]) == (dossier.tracking_number, "received")
        assert (body["state_code"], body["version"], body["due"]) == (2, 2, "2026-11-05T09:00:00+07:00")
        assert body["applicant"]["id_number"] == "080123456789"
        assert body["attachments"][0]["sha256"] == sha256(PDF).hexdigest()
        assert "data" not in body["attachments"][0]
        assert [event["transition"] for event in body["events"]] == ["file", "receive"]
        assert body["events"][1]["at"] == "2026-11-02T09:00:00+07:00"
        assert body["clock"]["phase"] == "running"
        assert body["clock"]["explanation"]
        assert "hand_over" in [transition["id"] for transition in body["transitions"]]
        assert body["fees"] == {"due": 0, "paid": 0}

    def test_strangers_read_nothing(self, ask, filed):
        assert ask("GET", filed.absolute_url()).status_code == 401
        for stranger in ("binh", "an-handler-tp"):
            answer = ask("GET", filed.absolute_url(), stranger)
            assert answer.status_code in (401, 403)
            assert "Nguyễn" not in answer.text
        for address in ("ho-so", "ho-so/2026", "ho-so/2026/11/02"):
            assert ask("GET", address).status_code == 401
            assert filed.getId() not in ask("GET", address, "binh").text

    def test_nobody_changes_it_around_the_lifecycle(self, ask, filed):
        for who in ("an-receiver", "an-approver-khdt", "an-supervisor"):
            url = filed.absolute_url()
            assert ask("PATCH", url, who, title="Khác", applicant={}).status_code in (401, 403)
            assert ask("DELETE", url, who).status_code in (401, 403)
            assert ask("POST", f"{url}/@workflow/receive", who).status_code in (400, 401, 403)
            assert ask("POST", filed.aq_parent.absolute_url(), who, **{"@type": "Dossier"}).status_code in (
                400,
                401,
                403,
            )
        found = by_number(filed.tracking_number)
        assert (found.title, found.state, found.version) == (filed.tracking_number, "filed", 1)
        assert (api.content.get_state(found), found.applicant["name"]) == ("filed", "Nguyễn Văn An")


@pytest.mark.slow
class TestManyAtOnce:
    """Many people at the same moment: nothing is lost, nothing is double."""

    PEOPLE = 8

    def _together(self, calls: Iterable) -> list[requests.Response]:
        with ThreadPoolExecutor(self.PEOPLE) as people:
            return list(people.map(lambda call: call(), calls))

    def _post(self, url: str, who: str, **body):
        return lambda: requests.post(
            url, json=body, headers={"Accept": "application/json"}, auth=(who, PASSWORD), timeout=120
        )

    def test_filing_and_receiving(self, portal, page):
        transaction.commit()
        address, code = portal.absolute_url(), page.code
        people = [{"name": f"Người {number}", "phone": f"09{number:08d}"} for number in range(5 * self.PEOPLE)]
        answers = self._together(
            self._post(f"{address}/@dossiers", "binh", procedure=code, applicant=person, attachments=[FILE])
            for person in people
        )
        assert [answer.status_code for answer in answers] == [201] * 40
        numbers = [answer.json()["tracking_number"] for answer in answers]
        assert len(set(numbers)) == 40
        transaction.begin()
        dossiers = [by_number(number) for number in numbers]
        assert [dossier.applicant["name"] for dossier in dossiers] == [person["name"] for person in people]
        assert session().scalar(select(func.count()).select_from(DossierRow)) == 40

        answers = self._together(
            self._post(f"{dossier.absolute_url()}/@move", "an-receiver", transition="receive", version=1)
            for dossier in dossiers[:16]
        )
        assert [answer.status_code for answer in answers] == [200] * 16
        transaction.begin()
        codes = set(session().scalars(select(DossierRow.code).where(DossierRow.code.is_not(None))))
        assert codes == {dossier.code for dossier in dossiers[:16]}
        assert len(codes) == 16
        assert len({dossier.register_sequence for dossier in dossiers[:16]}) == 16

    def test_one_key_files_one_dossier(self, portal, page):
        transaction.commit()
        body = {"procedure": page.code, "applicant": PERSON}
        headers = {"Accept": "application/json", "Idempotency-Key": "k"}
        url = f"{portal.absolute_url()}/@dossiers"
        answers = self._together(
            [lambda: requests.post(url, json=body, headers=headers, auth=("binh", PASSWORD), timeout=120)] * self.PEOPLE
        )
        assert [answer.status_code for answer in answers] == [201] * self.PEOPLE
        assert len({answer.json()["tracking_number"] for answer in answers}) == 1

    def test_one_of_many_moves_it(self, portal, filed):
        transaction.commit()
        url = f"{filed.absolute_url()}/@move"
        answers = self._together([self._post(url, "an-receiver", transition="receive", version=1)] * self.PEOPLE)
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * (self.PEOPLE - 1), [
            answer.text for answer in answers if answer.status_code == 500
        ]
        transaction.begin()
        assert by_number(filed.tracking_number).version == find_row(filed.tracking_number).version == 2

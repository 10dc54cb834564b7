"""`GET @tracking` over HTTP."""

from hcc_longan.clock import ZONE
from plone import api

import pytest
import requests
import transaction


pytestmark = pytest.mark.layer("acceptance")


@pytest.fixture
def get(portal):
    """The answer of `@tracking`: `get(number, verify="0001")`."""

    def call(number: str, language: str = "vi", **query) -> requests.Response:
        transaction.commit()
        headers = {"Accept": "application/json", "Accept-Language": language}
        url = f"{portal.absolute_url()}/@tracking/{number}"
        answer = requests.get(url, params=query, headers=headers, timeout=60)
        transaction.begin()
        return answer

    return call


@pytest.fixture
def received(file, act, moment):
    with moment(11, 2, 8):
        dossier = file()
    with moment(11, 2, 9):
        act(dossier, "receive", "receiver")
    return dossier


def test_what_a_dossier_is_told_as(get, received, make_procedure):
    answer = get(received.tracking_number, verify="0001")
    assert answer.status_code == 200
    due = answer.json().pop("due")
    assert due.startswith("2026-11-05T")
    assert answer.json() == {
        "number": received.code,
        "procedure": "2.001610",
        "procedure_title": "Đăng ký thành lập doanh nghiệp tư nhân",
        "state": "received",
        "state_title": "Được tiếp nhận",
        "state_code": 2,
        "due": due,
        "events": [
            {"at": received.events[0].at.astimezone(ZONE).isoformat(), "title": answer.json()["events"][0]["title"]},
            {"at": received.events[1].at.astimezone(ZONE).isoformat(), "title": answer.json()["events"][1]["title"]},
        ],
        "applicant": "Nguyễn V. A.",
    }
    assert get(received.code, verify="6789").json() == answer.json()
    assert "no-store" in answer.headers["Cache-Control"]


def test_its_language_is_the_one_asked_for(get, received):
    assert get(received.code, "en", verify="0001").json()["state_title"] == "Received"
    assert get(received.code, "vi", verify="0001", lang="en").json()["events"][0]["title"] == "The dossier was filed"
    assert "characters" in get(received.code, "en", verify="1").json()["error"]["message"]


def test_unknown_and_unverified_are_answered_alike(get, received):
    answers = [
        get(received.tracking_number, verify="9999"),
        get(received.tracking_number),
        get(received.code, verify=""),
        get("4F7K-2M9Q-X3TD-C", verify="0001"),
        get("000.00.91.H39-261102-0999", verify="0001"),
        get("a/b/c", verify="0001"),
        get("%00%F0%9F%98%80", verify="\0001"),
        get("", verify="0001"),
        get(received.code, **{"verify:list": "0001"}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    headers = [{name for name in answer.headers if name != "Date"} for answer in answers]
    assert all(each == headers[0] for each in headers)
    assert set(answers[0].json()) == {"error"}


def test_asked_too_often(get, received):
    api.portal.set_registry_record("hcc_longan.protection.limits", ["tracking.number | 1 | 600"])
    assert get(received.code, verify="0001").status_code == 200
    refused = get(received.code, verify="0001")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert set(refused.json()) == {"error"}

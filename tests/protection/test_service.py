"""`GET @challenge` over HTTP."""

from altcha import Challenge
from altcha import Payload
from altcha import solve_challenge
from hcc_longan.protection import challenge
from plone import api

import pytest
import requests
import transaction


pytestmark = pytest.mark.layer("acceptance")


@pytest.fixture
def get(furnished):
    def call() -> requests.Response:
        transaction.commit()
        return requests.get(
            f"{furnished.absolute_url()}/@challenge", headers={"Accept": "application/json"}, timeout=60
        )

    return call


def test_a_program_gets_work_and_its_solution_counts(furnished, get, anonymous):
    api.portal.set_registry_record("hcc_longan.protection.limits", ["filing.plain | 1 | 600"])
    api.portal.set_registry_record("hcc_longan.protection.difficulty", 50)
    answers = [get(), get()]
    assert answers[0].headers["Cache-Control"] == "no-store"
    assert answers[0].json() != answers[1].json()
    with anonymous():
        for answer in answers:
            made = Challenge.from_dict(answer.json())
            challenge.check_rest({"challenge": Payload(made, solve_challenge(made)).to_base64()})


def test_there_is_no_work_when_that_is_switched_off(furnished, get):
    api.portal.set_registry_record("hcc_longan.protection.difficulty", 0)
    assert get().json() == {}

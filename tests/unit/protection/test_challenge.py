"""Proof of work, trap and time: people pass, robots don't."""

from altcha import Challenge
from altcha import create_challenge
from altcha import Payload
from altcha import Solution
from altcha import solve_challenge
from datetime import datetime
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.protection import challenge
from hcc_longan.protection import limits
from hcc_longan.protection import secret
from hcc_longan.protection.errors import Refused
from hcc_longan.protection.errors import TooManyAttempts
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies
from plone import api
from zope.annotation.interfaces import IAnnotations
from zope.interface import implementer

import base64
import json
import pytest


# The only solution that passes without one is worth nothing here: nobody may pass the plain way.
NOBODY = ["filing.plain | 1 | 600"]


@implementer(IAnnotations)
class Request(dict):
    """A request's form, and its annotations."""

    def __init__(self, **form):
        self.form = form


def solved(made=None, **changed) -> str:
    """A browser's answer; `changed` are parameters that it falsifies."""
    made = Challenge.from_dict(made or challenge.create())
    payload = Payload(made, solve_challenge(made)).to_dict()
    payload["challenge"]["parameters"].update(changed)
    return encoded(payload)


def encoded(payload) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.fixture
def counts(ledger, site):
    """One form without a solution was already sent from here, and no more may be."""
    site["limits"] = NOBODY
    limits.count("filing.plain", limits.address())


def passes(solution) -> bool:
    try:
        challenge.check_rest({"challenge": solution})
    except TooManyAttempts:
        return False
    return True


def test_a_solution_counts_once(counts):
    solution = solved()
    assert [passes(solution), passes(solution), passes(solved())] == [True, False, True]


def test_a_solution_that_was_copied_in_other_letters_counts_once(counts):
    solution = solved()
    payload = json.loads(base64.b64decode(solution))
    payload["solution"]["time"] = 7
    assert [passes(solution), passes(encoded(payload))] == [True, False]


@pytest.mark.parametrize(("age", "expected"), [(19, True), (21, False)])
def test_a_challenge_lasts_twenty_minutes(counts, age, expected):
    with clock.at(clock.now() - timedelta(minutes=age)):
        made = challenge.create()
    assert passes(solved(made)) is expected


CHANGED = (
    {"keyPrefix": ""},
    {"keyPrefix": "0"},
    {"expiresAt": None},
    {"expiresAt": 9_999_999_999},
    {"expiresAt": "tomorrow"},
    {"expiresAt": float("nan")},
    {"cost": 0},
    {"cost": 10**9},
    {"algorithm": "MD5"},
    {"algorithm": "SCRYPT"},
    {"keySignature": "00"},
    {"nonce": "\ud800"},
    {"salt": 7},
    {"data": {"anything": 1}},
)


def test_a_challenge_that_was_changed_is_no_challenge(counts):
    assert [changed for changed in CHANGED if passes(solved(**changed))] == []


def test_a_challenge_of_ones_own_is_no_challenge(counts):
    for key in (None, b"guessed"):
        made = create_challenge("SHA-256", 1, counter=1, hmac_secret=key).to_dict()
        assert not passes(solved(made))


def test_a_wrong_number_is_no_solution(counts):
    made = Challenge.from_dict(challenge.create())
    right = solve_challenge(made)
    for wrong in (
        Solution(right.counter + 1, right.derived_key),
        Solution(right.counter, "00" * 32),
        Solution(-1, right.derived_key),
        Solution(2**40, right.derived_key),
        Solution("1", right.derived_key),
        Solution(1.5, right.derived_key),
        Solution(None, None),
        Solution(right.counter, "ký tự"),
    ):
        assert not passes(Payload(made, wrong).to_base64())
    assert passes(Payload(made, right).to_base64())


WRONG = (
    None,
    "",
    7,
    True,
    ["a"],
    {"a": 1},
    "ký tự",
    "\x00",
    "A" * 3000,
    "[" * 1999,
    "bm8=",
    "W10=",
    "e30=",
    encoded([[[]]]),
    *(encoded({"challenge": part, "solution": part}) for part in (None, 1, "text", [], {}, {"parameters": []})),
)


def test_what_is_no_solution_counts_as_none(counts):
    assert [wrong for wrong in WRONG if passes(wrong)] == []


JSON = strategies.recursive(
    strategies.none()
    | strategies.booleans()
    | strategies.integers()
    | strategies.floats()
    | strategies.text(max_size=9),
    lambda inner: strategies.lists(inner, max_size=3) | strategies.dictionaries(strategies.text(max_size=9), inner),
    max_leaves=5,
)


@given(place=strategies.data())
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part_of_a_solution_may_be_anything(place):
    payload = json.loads(base64.b64decode(solved()))
    # How long it took, as the browser says, is no part of it.
    del payload["solution"]["time"]
    part = place.draw(
        strategies.sampled_from(
            [payload, payload["challenge"], payload["challenge"]["parameters"], payload["solution"]]
        )
    )
    key = place.draw(strategies.sampled_from(sorted(part)))
    before = part[key]
    part[key] = place.draw(JSON.filter(lambda value: value != before))
    assert challenge._verified(encoded(payload)) is None


def test_without_a_solution_few_pass(ledger, site):
    site["limits"] = ["filing.plain | 3 | 600"]
    assert [passes(None) for _number in range(4)] == [True] * 3 + [False]
    assert passes(solved())


def test_an_area_may_have_a_limit_of_its_own(ledger, site):
    site["limits"] = ["filing.plain | 1 | 600", "tracking.plain | 2 | 600"]
    challenge.check_rest({}, "tracking")
    challenge.check_rest({}, "tracking")
    with pytest.raises(TooManyAttempts):
        challenge.check_rest({}, "tracking.number")
    challenge.check_rest({}, "drafts")
    with pytest.raises(TooManyAttempts):
        challenge.check_rest({}, "filing")


def test_challenges_can_be_switched_off(counts, site):
    site["difficulty"] = 0
    assert challenge.create() is None
    assert passes(None)


def test_who_is_signed_in_is_asked_for_nothing(counts, monkeypatch):
    monkeypatch.setattr(api.user, "is_anonymous", lambda: False)
    assert passes(None)
    challenge.check(Request(homepage="http://spam.example"), "filing")


# Forms

NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)


def filled(seconds: float = 60, **form) -> Request:
    """The form as somebody sends it who needed so long."""
    with clock.at(NOON - timedelta(seconds=seconds)):
        shown = challenge.shown(Request())
    return Request(**{challenge.SHOWN: shown, challenge.TRAP: "", **form})


def refusal(request) -> str:
    with clock.at(NOON):
        try:
            challenge.check(request, "filing")
        except Refused as refused:
            return str(refused)
    return ""


def test_a_form_needs_time_and_an_empty_trap(ledger):
    for request, message in (
        (filled(), ""),
        (filled(2), ""),
        (filled(1), "quicker"),
        (filled(-60), "quicker"),
        (filled(3 * 86400), ""),
        (filled(**{challenge.SHOWN: "forged"}), "completely"),
        (filled(**{challenge.SHOWN: ["a", "b"]}), "completely"),
        (Request(), "completely"),
        (filled(homepage="http://spam.example"), "hidden field"),
        (filled(homepage=["", "x"]), "hidden field"),
    ):
        assert (message or "-") in (refusal(request) or "-")


def test_the_time_runs_on_when_a_form_comes_back_with_errors():
    with clock.at(NOON):
        first = challenge.shown(Request())
    with clock.at(NOON + timedelta(minutes=5)):
        assert challenge.shown(Request(**{challenge.SHOWN: first})) == first
        assert challenge.shown(Request(**{challenge.SHOWN: f"{first}x"})) != first


def test_no_time_is_needed_when_that_is_switched_off(ledger, site):
    site["shortest_time"] = 0
    assert refusal(Request()) == ""


def test_one_request_may_be_checked_twice(counts):
    good, bad = filled(challenge=solved()), filled()
    assert [refusal(good), refusal(good)] == ["", ""]
    assert refusal(bad) == refusal(bad) != ""
    assert limits.attempts("filing.plain", limits.address()) == 2


def test_keys_fit_one_purpose_each():
    assert len({secret.key_for(purpose) for purpose in ("a", "b")} | {secret.site_secret()}) == 3

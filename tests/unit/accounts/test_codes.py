"""One-time codes, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.accounts import codes
from hcc_longan.ledger.engine import get_engine
from sqlalchemy import text

import pytest
import threading
import transaction


MAI = "mai@example.org"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def secret(ledger, monkeypatch):
    monkeypatch.setattr(codes, "key_for", lambda purpose: purpose.ljust(32).encode())


@pytest.fixture
def send(monkeypatch):
    """Sends a code and gives it as the message says it: `send("register", MAI)`."""
    sent = []
    monkeypatch.setattr(codes, "say", lambda recipient, *texts, code: sent.append(code()))

    def act(purpose="x", recipient=MAI) -> str:
        codes.send_code(purpose, recipient)
        return sent[-1]

    return act


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_code_works_once(send):
    code = send()
    assert len(code) == 6
    assert code.isdecimal()
    assert codes.check_code("x", MAI, code)
    transaction.commit()
    assert not codes.check_code("x", MAI, code)


@pytest.mark.parametrize("spelling", ["{} {}", " {}{}\n", "{}\u00a0{}"])
def test_a_code_may_be_typed_with_blanks(send, spelling):
    code = send()
    assert codes.check_code("x", MAI, spelling.format(code[:3], code[3:]))


def test_a_code_may_be_typed_with_wide_digits(send):
    assert codes.check_code("x", MAI, "".join(chr(ord(digit) + 0xFEE0) for digit in send()))


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\0" * 6, "’" * 6, "\ud800", "9" * 100_000])
def test_nothing_else_is_a_code(send, typed):
    send()
    assert not codes.check_code("x", MAI, typed)


def test_a_code_is_for_its_purpose_and_its_recipient_only(send):
    code = send()
    assert not codes.check_code("y", MAI, code)
    assert not codes.check_code("x", "an@example.org", code)
    assert codes.check_code("x", MAI, code)


def test_there_is_no_code_before_one_was_sent(ledger):
    assert not codes.check_code("x", MAI, "000000")


def test_after_five_wrong_ones_the_right_one_is_no_good_and_a_new_one_is(send):
    code = send()
    for _try in range(codes.TRIES):
        assert not codes.check_code("x", MAI, wrong(code))
    assert not codes.check_code("x", MAI, code)
    new = send()
    assert new != code
    assert codes.check_code("x", MAI, new)


def test_tries_count_though_the_request_fails(send):
    code = send()
    for _try in range(codes.TRIES):
        codes.check_code("x", MAI, wrong(code))
        transaction.abort()
    assert not codes.check_code("x", MAI, code)


def test_a_code_lasts_ten_minutes(send):
    with clock.at(NOW):
        code = send()
    with clock.at(NOW + timedelta(minutes=9, seconds=59)):
        assert codes.check_code("x", MAI, code)
        transaction.abort()
    with clock.at(NOW + timedelta(minutes=10)):
        assert not codes.check_code("x", MAI, code)
        assert send() != code


def test_sent_again_it_is_the_same_code_with_the_tries_that_are_left(send):
    with clock.at(NOW):
        code = send()
        for _try in range(codes.TRIES - 1):
            codes.check_code("x", MAI, wrong(code))
    with clock.at(NOW + timedelta(minutes=9)):
        assert send() == code
    with clock.at(NOW + timedelta(minutes=15)):
        assert codes.check_code("x", MAI, code)
        transaction.abort()
        assert not codes.check_code("x", MAI, code), "the fifth try was the last one"


def test_a_used_code_is_not_sent_again(send):
    code = send()
    assert codes.check_code("x", MAI, code)
    transaction.commit()
    assert send() != code


def test_a_request_that_fails_has_not_used_it(send):
    """Zope makes a request anew after a conflict: its second attempt brings the same code."""
    code = send()
    assert codes.check_code("x", MAI, code)
    transaction.abort()
    assert codes.check_code("x", MAI, code)
    transaction.commit()
    assert not codes.check_code("x", MAI, code)


def test_a_commit_that_fails_has_not_used_it(send):
    class Broken:
        transaction_manager = transaction.manager
        abort = commit = tpc_begin = tpc_finish = tpc_abort = lambda self, _transaction: None

        def tpc_vote(self, _transaction):
            raise OSError("the disk is full")

        def sortKey(self):
            return ""

    code = send()
    assert codes.check_code("x", MAI, code)
    transaction.get().join(Broken())
    with pytest.raises(OSError, match="disk"):
        transaction.commit()
    transaction.abort()
    assert codes.check_code("x", MAI, code)


def test_of_thirty_two_who_bring_it_at_once_one_gets_in(send):
    code = send()
    everybody = threading.Barrier(32, timeout=20)

    def bring(_number):
        everybody.wait()
        found = codes.check_code("x", MAI, code)
        transaction.commit()
        return found

    with ThreadPoolExecutor(32) as clients:
        assert sum(clients.map(bring, range(32))) == 1
    assert not codes.check_code("x", MAI, code)


def test_thirty_two_who_guess_at_once_have_five_tries_together(send):
    code = send()
    everybody = threading.Barrier(32, timeout=20)

    def guess(_number):
        everybody.wait()
        codes.check_code("x", MAI, wrong(code))

    with ThreadPoolExecutor(32) as clients:
        list(clients.map(guess, range(32)))
    with get_engine().connect() as connection:
        assert connection.scalar(text("SELECT tries FROM codes")) == codes.TRIES


def test_the_table_tells_neither_codes_nor_recipients(send):
    code = send()
    with get_engine().connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM codes")).all()
    assert not [value for value in row if code in str(value) or "mai" in str(value)]


def test_old_codes_are_cleared_away(send):
    with clock.at(NOW):
        send("x", MAI)
    with clock.at(NOW + timedelta(days=2)):
        send("x", "an@example.org")
    with get_engine().connect() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM codes")) == 1


def test_codes_are_spread_evenly(send, monkeypatch):
    drawn = {codes._code("x", MAI, str(number))[0] for number in range(200)}
    assert drawn == set("0123456789")

"""What the ledger keeps of batches, on both databases: many windows at once, wrong ids, the end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.desk.batch import store
from hcc_longan.desk.batch.orders import Order
from hcc_longan.desk.batch.store import Changed
from hcc_longan.desk.batch.store import Result
from hcc_longan.desk.batch.store import Status
from hcc_longan.desk.batch.words import packed
from hcc_longan.desk.batch.words import unpacked
from zope.i18n import interpolate

import json
import pytest


def check(batch, unfit=()):
    """The dry run's end: all but the dossiers at these places can be done."""
    found = [
        {
            "uid": item.uid,
            "result": (Result.UNFIT if item.position in unfit else Result.READY).value,
            "messages": ["Không được"] if item.position in unfit else [],
            "data": {},
        }
        for item in store.items(batch.id)
    ]
    store.note_check(batch, Order({"reason": "Gấp 😀"}).as_json(), found)
    return store.read(batch.id, batch.owner)


def test_dossiers_keep_their_order_and_what_was_seen(batch):
    items = store.items(batch.id)
    assert [item.number for item in items] == ["T-0", "T-1", "T-2", "T-3", "T-4"]
    assert {(item.state, item.version, item.result) for item in items} == {("received", 2, "new")}


def test_a_checked_batch_knows_what_can_be_done_and_why_not(batch):
    checked = check(batch, unfit=(2, 3))
    assert (checked.status, checked.data["values"]) == ("checked", {"reason": "Gấp 😀"})
    assert store.counts([batch.id])[batch.id] == {Result.READY: 3, Result.UNFIT: 2}
    assert [item.messages for item in store.items(batch.id)] == [[], ["Không được"], ["Không được"], [], []]


@pytest.mark.parametrize("batch_id", ["", "x", "\0", "ế", "0" * 16, "a" * 5000, "'--"])
def test_there_is_no_batch_of_a_wrong_id(batch, batch_id):
    assert store.read(batch_id, "an") is None


def test_nobody_reads_a_batch_of_somebody_else(batch):
    assert store.read(batch.id, "binh") is None
    assert store.of_owner("binh") == []
    assert [each.id for each in store.of_owner("an")] == [batch.id]


def test_of_many_windows_that_start_it_at_once_one_does(batch):
    checked = check(batch)
    kept = [item.uid for item in store.items(batch.id)]

    def start(number: int) -> str:
        try:
            store.begin(checked, kept[:number])
        except Changed:
            return "told"
        return "started"

    with ThreadPoolExecutor(8) as windows:
        assert sorted(windows.map(start, [3] * 8)) == ["started"] + ["told"] * 7
    assert store.counts([batch.id])[batch.id] == {Result.READY: 3, Result.LEFT_OUT: 2}


def test_what_was_changed_since_is_not_started(batch):
    old = check(batch)
    store.choose(old, "stop")
    with pytest.raises(Changed):
        store.begin(old, [])
    with pytest.raises(Changed):
        check(old)
    assert store.read(batch.id, "an").transition == "stop"
    assert {item.result for item in store.items(batch.id)} == {"new"}


def test_a_result_is_noted_once(batch):
    checked = check(batch)
    store.begin(checked, [item.uid for item in store.items(batch.id)])
    item = store.next_ready(batch.id)
    store.note(item, Result.DONE, [])
    store.note(item, Result.FAILED, ["zu spät"])
    assert store.items(batch.id)[0].result == "done"
    assert store.next_ready(batch.id).number == "T-1"


def test_what_is_cancelled_goes_on_no_more(batch):
    store.begin(check(batch), [item.uid for item in store.items(batch.id)])
    store.end(batch.id, Status.CANCELLED)
    store.end(batch.id, Status.DONE)
    assert store.read(batch.id, "an").status == "cancelled"
    assert store.next_ready(batch.id) is None


def test_a_batch_is_removed_with_its_dossiers(batch):
    assert store.remove(batch.made_at) == 0
    assert store.remove(clock.now() + timedelta(seconds=1)) == 1
    assert (store.read(batch.id, "an"), list(store.items(batch.id))) == (None, [])


@pytest.mark.parametrize(
    ("pattern", "first", "numbers"),
    [("{n}/QĐ", 9, ["9/QĐ", "10/QĐ"]), ("", 1, [None, None]), ("A-{n}-{n}", 1, ["A-1-1", "A-2-2"])],
)
def test_numbers_of_decisions(pattern, first, numbers):
    order = Order.of_json(json.loads(json.dumps(Order({}, pattern, first).as_json())))
    assert [order.own(place).get("number") for place in range(2)] == numbers


def test_messages_are_kept_and_read_again():
    inner = _("Assign")
    message = _("${actor} has done ${step}, ${number} times", mapping={"actor": "An", "step": inner, "number": 2})
    read = unpacked(json.loads(json.dumps(packed(message))))
    assert (read, read.domain, read.mapping) == (message, message.domain, message.mapping)
    assert read.mapping["step"].domain == inner.domain
    assert interpolate(read, read.mapping) == "An has done Assign, 2 times"

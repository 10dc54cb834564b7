"""Internal notes: for the centre's own, and never for the applicant."""

from hcc_longan.citizens.export import write_export
from hcc_longan.desk.dossier import notes
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken
from io import BytesIO
from plone import api
from plone.restapi.interfaces import ISerializeToJson
from zipfile import ZipFile
from zope.component import getMultiAdapter

import json
import pytest


SECRET = "Nghi ngờ <script>alert(1)</script> giấy tờ giả"


@pytest.fixture
def note(received):
    def act(text=SECRET, who="handler-khdt", key="", number=0):
        with api.env.adopt_user(username=f"an-{who}"):
            return notes.edit(received, number, text) if number else notes.write(received, text, key)

    return act


def test_a_note_is_text_with_its_author_and_time(note, ask, received, moment):
    with moment(11, 3):
        note()
        page = ask(received, "receiver")
    (written,) = page.document.xpath("//*[@class='desk-notes']/li")
    assert written.xpath("string(p[2])") == SECRET
    assert "an-handler-khdt" in page.texts("//*[@class='desk-notes']/li")[0]
    assert not written.xpath(".//script|.//textarea")


def test_a_second_click_writes_once_and_another_officers_key_is_another(note, received):
    assert note(key="k") == note("Khác", key="k")
    note(key="k", who="receiver")
    assert len(received.notes) == 2


@pytest.mark.parametrize("text", ["", " \n ", "\0", None, "x" * 4001])
def test_nothing_and_too_much_are_refused(note, received, text):
    with pytest.raises(InvalidData):
        note(text)
    assert received.notes == ()


@pytest.mark.parametrize("who", ["inspector", "handler-tp", "handler-thue"])
def test_who_is_not_at_work_here_writes_none(note, received, who):
    with pytest.raises(RuleBroken):
        note(who=who)
    assert received.notes == ()


def test_authors_change_their_own_for_a_while(note, received, moment):
    with moment(11, 3, 9, 0):
        note()
    with moment(11, 3, 9, 30):
        assert note("Đã xem lại", number=1).text == "Đã xem lại"
        for who in ("receiver", "approver-khdt"):
            with pytest.raises(RuleBroken):
                note("Không phải tôi", who=who, number=1)
        for number in (2, 99_999_999):
            with pytest.raises(RuleBroken):
                note("Không có", number=number)
    with moment(11, 3, 9, 31), pytest.raises(RuleBroken):
        note("Quá muộn", number=1)
    assert notes.notes_of(received)[0].edited_at is not None


def test_there_is_an_end_to_notes(note, received):
    received.notes = tuple(
        {"at": "2026-11-02T03:00:00+00:00", "author": "x", "text": "y", "key": ""} for _ in range(500)
    )
    with pytest.raises(RuleBroken):
        note()


def test_neither_the_applicants_pages_nor_export_nor_programs_know_them(note, received, render):
    note()
    received.filed_by = "an-handler-tp"
    received.reindexObject()
    target = BytesIO()
    with api.env.adopt_user(username="an-handler-tp"):
        write_export("an-handler-tp", "vi", target, lambda data: json.dumps(data, ensure_ascii=False))
        answer = getMultiAdapter((received, received.REQUEST), ISerializeToJson)()
    with ZipFile(target) as archive:
        told = "".join(archive.read(name).decode() for name in ("data.json", "index.html"))
    assert received.tracking_number in told
    for text in (told, json.dumps(answer, ensure_ascii=False, default=str)):
        assert "giấy tờ giả" not in text


class TestOnTheScreen:
    def test_it_is_written_and_changed_there(self, ask, received):
        answer = ask(received, "handler-khdt", method="POST", note="0", text="Gọi lại chiều nay", key="k")
        assert (answer.status, answer.location.endswith("#notes")) == (303, True)
        ask(received, "handler-khdt", method="POST", note="1", text="Đã gọi")
        assert [record["text"] for record in received.notes] == ["Đã gọi"]

    def test_what_was_typed_stays_when_it_is_refused(self, ask, received):
        page = ask(received, "handler-khdt", method="POST", note="0", text="x" * 4001, key="same")
        assert page.document.get_element_by_id("note-0").value == "x" * 4001
        assert page.document.xpath("//*[@role='alert']//a/@href") == ["#note-0"]
        assert "same" in page.document.xpath("//input[@name='key']/@value")

    def test_another_ones_note_stays(self, ask, received, note):
        note(who="receiver")
        page = ask(received, "handler-khdt", method="POST", note="1", text="Của tôi")
        assert "can't be changed any more" in page.text
        assert received.notes[0]["text"] == SECRET

    @pytest.mark.parametrize("number", ["x", "-1", "9" * 40])
    def test_an_odd_number_is_a_new_note_or_none(self, ask, received, number):
        ask(received, "handler-khdt", method="POST", note=number, text="Ghi chú", key="k")
        assert len(received.notes) <= 1

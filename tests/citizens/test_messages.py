"""Messages between applicants and officers."""

from AccessControl import Unauthorized
from hcc_longan.dossiers.acting import as_applicant
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.interfaces import IMessageWritten
from hcc_longan.dossiers.messages import LONGEST
from hcc_longan.dossiers.messages import mark_read
from hcc_longan.dossiers.messages import messages_of
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import unread
from hcc_longan.dossiers.messages import unread_in
from hcc_longan.dossiers.messages import write
from hcc_longan.dossiers.register import maintenance
from hcc_longan.dossiers.register.tables import MessageRow
from hcc_longan.ledger.engine import session
from sqlalchemy import delete
from zope.component import getGlobalSiteManager
from zope.component import provideHandler

import pytest


PDF = {"component": "", "filename": "giấy khai sinh.pdf", "data": b"%PDF-1.7\n%%EOF"}


@pytest.fixture
def told():
    """The events that other rooms hear."""
    heard = []
    provideHandler(heard.append, [IMessageWritten])
    yield heard
    getGlobalSiteManager().unregisterHandler(heard.append, [IMessageWritten])


def test_both_sides_write_and_read(of_mai, as_person, moment, told):
    version = of_mai.version
    with as_person("mai"), moment(11, 2, 8):
        write(of_mai, "Khi nào\r\ncó kết quả?\0", Side.CITIZEN, [PDF])
    assert (unread(of_mai, Side.CENTRE), unread(of_mai, Side.CITIZEN)) == (1, 0)
    with as_person("an-receiver"), moment(11, 2, 9):
        mark_read(of_mai, Side.CENTRE)
        write(of_mai, "Ngày mai.", Side.CENTRE)
    question, answer = messages_of(of_mai)
    assert (question.number, question.text, question.author) == (1, "Khi nào\ncó kết quả?", "mai")
    assert question.read_at == answer.at
    assert (answer.side, answer.author, answer.read_at) == (Side.CENTRE, "an-receiver", None)
    assert unread_in([of_mai.UID(), "another"], Side.CITIZEN) == {of_mai.UID(): 1}
    assert [file.filename for file in of_mai.attachments if file.sha256 in question.files] == [PDF["filename"]]
    assert [event.message.number for event in told] == [1, 2]
    # What officers saw is not out of date by a message.
    assert of_mai.version == version


def test_a_second_click_writes_nothing(of_mai, as_person):
    with as_person("mai"):
        first = write(of_mai, "Một lần", Side.CITIZEN, key="k")
        again = write(of_mai, "Một lần", Side.CITIZEN, key="k")
    assert (first, len(of_mai.messages)) == (again, 1)


@pytest.mark.parametrize("who", ["binh", "an-handler-tp", "an-inspector", "an-supervisor", "an-handler-thue"])
@pytest.mark.parametrize("side", list(Side))
def test_strangers_and_readers_do_not_write(of_mai, as_person, who, side):
    with as_person(who), pytest.raises(Unauthorized):
        write(of_mai, "Xin chào", side)


@pytest.mark.parametrize(("who", "side"), [("mai", Side.CENTRE), ("an-receiver", Side.CITIZEN)])
def test_nobody_writes_for_the_other_side(of_mai, as_person, who, side):
    with as_person(who), pytest.raises(Unauthorized):
        write(of_mai, "Xin chào", side)


def test_a_verified_visitor_writes_as_the_applicant(file, anonymous):
    dossier, other = file(), file()
    with anonymous(), as_applicant(dossier):
        assert write(dossier, "Tôi là An", Side.CITIZEN).author == ""
        with pytest.raises(Unauthorized):
            write(other, "Tôi là An", Side.CITIZEN)


@pytest.mark.parametrize("text", ["", " \r\n\t", "\0\x07", "x" * (LONGEST + 1), None, "\ud800"])
def test_what_is_no_message_is_refused(of_mai, as_person, text):
    with as_person("mai"), pytest.raises(InvalidData):
        write(of_mai, text, Side.CITIZEN)
    assert of_mai.messages == ()


def test_a_wrong_file_keeps_the_message_back(of_mai, as_person):
    with as_person("mai"), pytest.raises(InvalidData):
        write(of_mai, "Xem tệp", Side.CITIZEN, [{**PDF, "filename": "a.exe"}])
    assert (of_mai.messages, of_mai.attachments) == ((), ())


def test_messages_end_some_days_after_the_dossier(of_mai, as_person, act, moment):
    with moment(11, 2, 9):
        act(of_mai, "refuse", "receiver", reason="Sai", legal_basis="NĐ")
    with as_person("mai"):
        with moment(12, 2, 8):
            write(of_mai, "Vì sao?", Side.CITIZEN)
        with moment(12, 2, 10), pytest.raises(RuleBroken):
            write(of_mai, "Vì sao nữa?", Side.CITIZEN)


@pytest.mark.layer("functional")
def test_a_lost_ledger_loses_no_message(of_mai, as_person):
    with as_person("mai"):
        write(of_mai, "Còn đó", Side.CITIZEN)
    mark_read(of_mai, Side.CENTRE)
    assert unread(of_mai, Side.CENTRE) == 0
    assert [found for found in maintenance.check() if found] == []
    session().execute(delete(MessageRow))
    assert [found.fault for found in maintenance.check() if found] == [maintenance.Fault.MESSAGES]
    list(maintenance.rebuild())
    assert [found for found in maintenance.check() if found] == []
    assert unread(of_mai, Side.CENTRE) == 1
    # What was read stays read when the register is made anew.
    mark_read(of_mai, Side.CENTRE)
    list(maintenance.rebuild())
    assert unread(of_mai, Side.CENTRE) == 0

"""Filing: what is refused and why, what a filed dossier is, and that a repeated call files nothing twice."""

from datetime import datetime
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.folders import dossiers_in
from hcc_longan.dossiers.folders import make_root
from hcc_longan.dossiers.interfaces import IDossierFiled
from hcc_longan.dossiers.register.maintenance import size
from hcc_longan.dossiers.register.queries import find_row
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.tracking import read_tracking_number
from plone import api
from zope.component import getSiteManager

import pytest
import re


PERSON = {"name": "Trần Thị Bình", "phone": "0912 345 678"}
REQUIRED = "This is required."

REFUSALS = {
    "no name": ({"applicant": {"phone": "0912345678"}}, {"applicant.name": REQUIRED}),
    "an empty name": ({"applicant": {**PERSON, "name": ""}}, {"applicant.name": REQUIRED}),
    "no applicant": ({"applicant": None}, {"applicant.name": REQUIRED}),
    "nobody can be reached": (
        {"applicant": {"name": "Trần Thị Bình"}},
        {"applicant": "Give a phone number, an e-mail address or an address: else nobody can reach you."},
    ),
    "a field that applicants don't have": (
        {"applicant": {**PERSON, "nickname": "Bi"}},
        {"applicant.nickname": "There is no such field."},
    ),
    "post without address": (
        {"delivery": {"method": "post"}},
        {"delivery": "A result sent by post needs an address."},
    ),
    "a delivery without way": ({"delivery": {"address": "Tân An"}}, {"delivery.method": REQUIRED}),
    "a proxy without mandate": (
        {"applicant": {**PERSON, "proxy": {"name": "Lê Văn Cường"}}},
        {"proxy.mandate": REQUIRED},
    ),
    "an unknown channel": ({"channel": "pigeon"}, {"channel": "This can't be read."}),
    "an unknown case": ({"case": "99"}, {"case": "The procedure has no case “${case}”."}),
    "an unknown component": (
        {"attachments": [{"component": "thu-tinh", "filename": "a.pdf", "data": b"%PDF-1.7"}]},
        {"attachments.0.component": "The procedure has no component “${id}”."},
    ),
    "two things at once": (
        {"applicant": {"phone": "1"}, "channel": "pigeon"},
        {"applicant.name": REQUIRED, "channel": "This can't be read."},
    ),
}


@pytest.fixture
def page(make_procedure, moment):
    """A procedure that has been in force for a while, made before anybody without rights files."""
    with moment(10, 1):
        return make_procedure()


@pytest.fixture
def refusal(file):
    """The places and messages for which a filing is refused."""

    def fields(**kwargs) -> dict[str, str]:
        with pytest.raises(InvalidData) as caught:
            file(**kwargs)
        return caught.value.fields

    return fields


def remains() -> list:
    """What there is of dossiers, in either store."""
    register.flush()
    return [*dossiers_in(make_root()), *([size()] if size() else [])]


class TestRefusals:
    """A filing that is refused names every place and leaves nothing."""

    def test_each_names_its_place(self, refusal):
        found = {name: refusal(**kwargs) for name, (kwargs, _fields) in REFUSALS.items()}
        assert found == {name: fields for name, (_kwargs, fields) in REFUSALS.items()}
        assert remains() == []

    def test_values_of_the_wrong_kind_name_their_place(self, refusal):
        wrong = {
            "applicant.kind": {"applicant": {**PERSON, "kind": "cat"}},
            "applicant.id_kind": {"applicant": {**PERSON, "id_kind": "library card"}},
            "applicant.language": {"applicant": {**PERSON, "language": "fr"}},
            "applicant.name": {"applicant": {**PERSON, "name": 7}},
            "applicant.email": {"applicant": {**PERSON, "email": "a\nBcc: b"}},
            "applicant.phone": {"applicant": {**PERSON, "phone": "0" * 31}},
            "delivery.method": {"delivery": {"method": "pigeon"}},
            "delivery": {"delivery": "post"},
            "proxy": {"applicant": {**PERSON, "proxy": "Lê Văn Cường"}},
        }
        assert [list(refusal(**kwargs)) for kwargs in wrong.values()] == [[name] for name in wrong]
        assert all(message for kwargs in wrong.values() for message in refusal(**kwargs).values())

    def test_blanks_are_no_name_and_reach_nobody(self, refusal):
        assert list(refusal(applicant={**PERSON, "name": "   "})) == ["applicant.name"]
        assert refusal(applicant={"name": "Trần Thị Bình", "phone": " "})

    @pytest.mark.parametrize("raw", ["Trần Thị Bình", ["Trần Thị Bình"], 7])
    def test_an_applicant_without_named_values(self, refusal, raw):
        assert "applicant" in refusal(applicant=raw)

    def test_answers_without_named_values(self, refusal):
        assert "answers" in refusal(answers="yes")

    @pytest.mark.parametrize("case", [{"id": "1"}, ["1"]])
    def test_a_case_that_is_no_text(self, refusal, case):
        assert "case" in refusal(case=case)

    def test_a_procedure_that_is_not_in_force(self, file, make_procedure):
        with pytest.raises(RuleBroken, match="not in force today"):
            file(make_procedure("Bản nháp", code="1.000001", publish=False))
        assert remains() == []

    def test_a_procedure_that_was_abolished(self, file, page):
        api.content.transition(page, "abolish")
        with pytest.raises(RuleBroken, match="not in force today"):
            file(page)
        assert remains() == []

    def test_a_procedure_without_department(self, file, make_procedure):
        with pytest.raises(RuleBroken, match="belongs to no department"):
            file(procedure=make_procedure("Việc khác", code="1.000002", department=None, field=None))
        assert remains() == []


class TestFiled:
    """What a filed dossier is."""

    def test_all_of_it(self, file, moment, make_procedure):
        with moment(10, 1):
            page, english = make_procedure(english="Founding a sole proprietorship")
        filed = []
        handler = (filed.append, (IDossierFiled,))
        getSiteManager().registerHandler(*handler)
        try:
            with moment(11, 2, 9, 30):
                dossier = file(
                    english,
                    applicant={**PERSON, "proxy": {"name": "Lê Văn Cường", "mandate": "Giấy ủy quyền 01"}},
                    answers={"capital": 5},
                    channel="post",
                    case="1",
                    delivery={"method": "post", "address": "Tân An"},
                )
        finally:
            getSiteManager().unregisterHandler(*handler)
        assert [event.object.UID() for event in filed] == [dossier.UID()]

        number = dossier.tracking_number
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]", number)
        assert read_tracking_number(number) == number == dossier.number == dossier.title
        assert "/".join(dossier.getPhysicalPath()[2:]) == f"ho-so/2026/11/02/{number.lower()}"
        assert (dossier.state, dossier.holder, dossier.version, dossier.code) == ("filed", "centre", 1, None)
        assert api.content.get_state(dossier) == "filed"
        assert (dossier.procedure, dossier.procedure_uid, dossier.procedure_version) == (page.code, page.UID(), 1)
        assert (dossier.department, dossier.channel, dossier.case) == ("khdt", "post", "1")
        assert dossier.applicant["name"] == "Trần Thị Bình"
        assert dossier.applicant["proxy"] == {"name": "Lê Văn Cường", "mandate": "Giấy ủy quyền 01"}
        assert (dossier.applicant["kind"], dossier.applicant["language"]) == ("person", "vi")
        assert dossier.answers == {"capital": 5}
        assert dossier.delivery == {"method": "post", "address": "Tân An"}
        assert dossier.is_test is False

        (event,) = dossier.events
        assert (event.number, event.transition, event.before, event.after) == (1, "file", "", "filed")
        assert event.at == datetime(2026, 11, 2, 9, 30, tzinfo=ZONE)
        assert (event.holder, event.actor) == ("centre", api.user.get_current().getId())
        assert event.data == {"department": "khdt", "channel": "post"}
        row = find_row(number)
        assert (row.uid, row.state, row.filed_at) == (dossier.UID(), "filed", event.at)

    def test_the_least_there_is(self, file, page, anonymous):
        with anonymous():
            dossier = file(page, applicant={"name": "Trần Thị Bình", "address": "Tân An"})
        assert dossier.delivery == {"method": "counter"}
        assert (dossier.channel, dossier.answers, dossier.attachments) == ("online", {}, ())
        assert (dossier.events[0].actor, dossier.events[0].role) == ("", "")
        assert dossier.listCreators() == ()

    def test_a_trial_is_marked(self, file):
        dossier = file(is_test=True)
        assert dossier.is_test
        assert find_row(dossier.tracking_number).is_test

    def test_files_are_in_the_event(self, file):
        dossier = file(attachments=[{"component": "giay-de-nghi", "filename": "a.pdf", "data": b"%PDF-1.7"}])
        (said,) = dossier.events[0].data["attachments"]
        assert said == dossier.attachments[0].as_json()


class TestRepeats:
    """The idempotency key."""

    def test_the_same_key_gives_the_same_dossier(self, file, page, act, moment):
        with api.env.adopt_user(username="an-receiver"):
            first = file(page, key="k-1")
            assert file(page, key="k-1").UID() == first.UID()
        with moment(11, 2):
            act(first, "receive", "receiver")
        with api.env.adopt_user(username="an-receiver"):
            assert file(page, key="k-1").UID() == first.UID()
            others = [file(page, key="k-2"), file(page), file(page)]
        with api.env.adopt_user(username="an-returner"):
            others.append(file(page, key="k-1"))
        assert len({dossier.UID() for dossier in (first, *others)}) == 5
        assert find_row(first.code).version == 2
        assert size() == 5

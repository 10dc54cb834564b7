"""Handing a result out at the counter."""

from base64 import b64encode
from hcc_longan.dossiers.register.queries import find_row
from io import BytesIO
from PIL import Image
from PIL import ImageDraw
from plone import api
from zExceptions import NotFound

import pytest


def drawn(size=(600, 240), ink="black") -> str:
    """A signature as the browser sends it."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    if ink:
        ImageDraw.Draw(picture).line([(30, 200), (200, 40), (400, 200)], fill=ink, width=4)
    made = BytesIO()
    picture.save(made, "PNG")
    return "data:image/png;base64," + b64encode(made.getvalue()).decode()


def last(dossier):
    return dossier.events[-1]


@pytest.mark.parametrize("text", ["code", "tracking", "080123456789", "0900000001", "nguyen van an", "An Nguyễn"])
def test_whoever_comes_is_found_by_whatever_they_bring(ask, finished, text):
    dossier = finished()
    text = {"code": dossier.code, "tracking": dossier.tracking_number}.get(text, text)
    assert ask(find=text).location.endswith(f"/returns/{dossier.number}")


def test_all_results_of_a_person_are_offered(ask, finished):
    first, second = finished(), finished()
    page = ask(find="080123456789")
    assert first.number in page.text
    assert second.number in page.text
    assert second.number in ask(first.number).text


@pytest.mark.parametrize(
    "text", ["%", "_", "\0", "🙂", "x" * 5000, "'; DROP TABLE dossiers; --", "http://[", "-", "   "]
)
def test_odd_words_find_nobody(ask, finished, text):
    finished()
    page = ask(find=text)
    assert page.status == 200
    assert not page.location


def test_a_result_is_handed_to_the_applicant_who_signs_on_the_screen(ask, finished, form):
    dossier = finished()
    sent = form(dossier, signed="screen", signature=drawn())
    answer = ask(dossier.number, form=sent)
    assert (answer.status, dossier.state) == (303, "returned")
    data = last(dossier).data
    assert data["collector"] == "Nguyễn Văn An"
    assert (data["signed"], data["document"], data["document_number"]) == ("screen", "id_card", "080 123 456 789")
    assert data["items"] == ["Giấy chứng nhận (bản chính bằng giấy)"]
    (proof,) = dossier.proofs
    assert (proof.component, proof.contentType, proof.source) == ("signature", "image/png", last(dossier).number)
    assert proof.getSize() < 10_000
    page = ask(dossier.number)
    assert "The result was returned" in page.text
    assert proof.sha256 in page.html


def test_nobody_but_officers_sees_the_signature(ask, finished, form, http_request):
    dossier = finished()
    ask(dossier.number, form=form(dossier, signed="screen", signature=drawn()))
    (proof,) = dossier.proofs
    view = api.content.get_view("files", dossier, http_request)
    from hcc_longan.dossiers.acting import as_applicant
    from zope.publisher.interfaces import NotFound as NoFile

    with as_applicant(dossier), pytest.raises(NoFile):
        view.publishTraverse(http_request, proof.sha256)()
    with api.env.adopt_user(username="an-returner"):
        assert view.publishTraverse(http_request, proof.sha256)()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"who": None}, "who"),
        ({"who": "neighbour"}, "who"),
        ({"document": None}, "document"),
        ({"document": "library card"}, "document"),
        ({"document_number": ""}, "document_number"),
        ({"document_number": "999999999999"}, "document_number"),  # the wrong person
        ({"document_number": "999999999999", "differs": "1"}, "note"),
        ({"who": "proxy", "document_number": "1", "mandate": "12/UQ", "collector": ""}, "collector"),
        ({"who": "proxy", "document_number": "1", "collector": "Lê Thị Hoa"}, "mandate"),  # without a mandate
        ({"who": "proxy", "collector": "Lê Thị Hoa", "mandate": "12/UQ"}, "document_number"),  # the applicant's own
        ({"who": "proxy", "collector": "Hoa", "mandate": "12", "document": "receipt"}, "document"),
        ({"items": None}, "items"),
        ({"items": ["nothing", "paper-99"]}, "items"),
        ({"signed": None}, "signed"),
        ({"signed": "screen"}, "signature"),
        ({"signed": "screen", "signature": "data:image/png;base64,AAAA"}, "signature"),
        ({"signed": "screen", "signature": "data:image/png;base64," + "A" * 500_000}, "signature"),
        ({"signed": "screen", "signature": drawn(ink="")}, "signature"),
        ({"signed": "screen", "signature": drawn((5000, 10))}, "signature"),
        ({"signed": "screen", "signature": ["a", "b"]}, "signature"),
        ({"version": "1"}, "desk-returning"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(ask, finished, form, changed, field):
    dossier = finished()
    page = ask(dossier.number, form=form(dossier, **{"note": None, "collector": "Trần Bình", **changed}))
    assert dossier.state == "finished"
    assert field in page.errors, page.errors
    if "collector" not in changed:
        assert page.value("collector") == "Trần Bình"


def test_a_number_that_differs_needs_a_second_look_and_a_reason(ask, finished, form):
    dossier = finished()
    sent = form(dossier, document_number="012345678", differs="1", note="Old card, same face.")
    assert ask(dossier.number, form=sent).status == 303
    assert last(dossier).reason == "Old card, same face."


def test_a_proxy_collects_with_a_mandate(ask, finished, form):
    dossier = finished()
    proxy = {"who": "proxy", "collector": "Lê Thị Hoa", "document_number": "079999999999"}
    assert ask(dossier.number, form=form(dossier, **proxy, mandate="12/2026, Phường 2")).status == 303
    assert last(dossier).data["collector"] == "Lê Thị Hoa"
    assert last(dossier).data["proxy_mandate"] == "12/2026, Phường 2"
    assert "12/2026, Phường 2" in ask(dossier.number).text


def test_fees_are_taken_first(ask, finished, form):
    dossier = finished(fees=100_000)
    page = ask(dossier.number, form=form(dossier))
    assert "100000" in page.errors["desk-returning"]
    assert dossier.state == "finished"
    paying = {"pay": "1", "version": page.value("version"), "key": page.value("key")}
    assert "receipt" in ask(dossier.number, form=paying).errors
    assert ask(dossier.number, form={**paying, "receipt": "BL-77"}).status == 303
    assert ask(dossier.number, form={**paying, "receipt": "BL-77"}).status == 303  # a double click
    assert dossier.fees_paid == 100_000
    assert ask(dossier.number, form=form(dossier)).status == 303
    assert dossier.state == "returned"


def test_two_returners_at_once_hand_it_out_once(ask, finished, form):
    dossier = finished()
    one, other = form(dossier), form(dossier)
    assert ask(dossier.number, form=one).status == 303
    assert ask(dossier.number, form=one).status == 303  # a double click does nothing
    version = dossier.version
    page = ask(dossier.number, form=other)
    assert page.errors
    assert dossier.version == version
    assert "Nguyễn Văn An" in page.text


@pytest.mark.parametrize("who", ["receiver", "handler-khdt", "inspector"])
def test_the_screen_is_for_returners(ask, finished, who):
    assert ask(finished().number, who=who).status == 403


def test_a_dossier_that_is_not_there_looks_like_none(ask):
    with pytest.raises(NotFound):
        ask("000.00.91.H39-000000-0000")


def test_a_dossier_that_isnt_finished_can_be_looked_at_only(ask, file):
    page = ask(file().number)
    assert "can't be returned now" in page.text
    assert not page.document.xpath("//button[@name='return']")


def test_a_form_of_another_site_does_nothing(ask, finished, form):
    dossier = finished()
    page = ask(dossier.number, form={**form(dossier), "_authenticator": "wrong"})
    assert dossier.state == "finished"
    assert page.errors


def test_what_waits_longest_comes_first_and_old_ones_are_marked(ask, finished, moment):
    young, old = finished(day=20), finished(day=3)
    with moment(11, 24):
        page = ask()
        assert page.text.index(old.number) < page.text.index(young.number)
        assert page.text.count("Not collected:") == 1
        uncollected = ask(list="uncollected")
        assert old.number in uncollected.text
        assert young.number not in uncollected.text
        assert ask(form={"remind": old.UID()}).status == 303
        assert "Kính mời ông/bà" in old.messages[-1]["text"]
        assert ask(form={"remind": old.UID()}).errors  # once a day
        assert len(old.messages) == 1


@pytest.mark.parametrize("after", ["x", "1e400_a", "nan_a", "_", "1_", "9" * 70 + "_a"])
def test_a_broken_place_in_the_list_is_the_beginning(ask, finished, after):
    assert finished().number in ask(after=after).text


def test_a_counter_has_its_own_list(ask, finished, centre):
    api.portal.set_registry_record("hcc_longan.dossiers.counters", ["q1 | Quầy 1 | Counter 1 | khdt"])
    centre.acl_users.source_groups.addPrincipalToGroup("an-returner", "returner:q1")
    elsewhere = finished()
    here = finished()
    here.counter = "q1"
    here.reindexObject()
    page = ask()
    assert here.number in page.text
    assert elsewhere.number not in page.text
    assert elsewhere.number in ask(list="all").text


def test_the_register_knows_who_wants_it_by_post(finished):
    by_post, collected = finished(address="Tân An"), finished()
    wanted = {dossier.UID(): find_row(dossier.number).by_post for dossier in (by_post, collected)}
    assert wanted == {by_post.UID(): True, collected.UID(): False}


def test_the_printed_register_says_who_signed(finished, form, ask):
    from hcc_longan.papers.register import _signed

    dossier = finished()
    ask(dossier.number, form=form(dossier, signed="screen", signature=drawn()))
    assert _signed(last(dossier))["vi"] == "Nguyễn Văn An, đã ký trên màn hình"

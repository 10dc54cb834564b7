"""Results sent by post."""

from hcc_longan.parcels import post
from hcc_longan.parcels.tables import State
from io import BytesIO
from plone import api
from pypdf import PdfReader

import pytest


ADDRESS = "Số 12, đường Hùng Vương, phường 2, thành phố Tân An, tỉnh Long An"
NUMBER = "EA473124829VN"


class Upload(BytesIO):
    filename = "report.csv"


@pytest.fixture
def on_its_way(ask, finished):
    """A dossier whose parcel the post has taken; `on_its_way(fees=…)`."""

    def make(number=NUMBER, cod=False, **kwargs):
        dossier = finished(address=ADDRESS, **kwargs)
        with api.env.adopt_user(username="an-returner"):
            parcel = post.prepare(dossier, cod=cod)
            post.give_number(parcel, number)
            post.hand_over(parcel)
        return dossier, parcel

    return make


def test_a_parcel_goes_from_its_label_to_the_door(ask, finished):
    dossier = finished(address=ADDRESS)
    assert dossier.number in ask("parcels").text
    assert ask("parcels", form={"prepare": "1", "uids": dossier.UID()}).status == 303
    parcel = post.open_parcel(dossier.UID())
    assert dossier.number not in ask("parcels").text
    page = ask("parcels", tab="prepared")
    assert page.document.xpath(f"//input[@id='number-{parcel.id}'][@autofocus]")
    sent = {f"number-{parcel.id}": NUMBER * 2, f"weight-{parcel.id}": "120", f"fee-{parcel.id}": "25.000"}
    answer = ask("parcels", tab="prepared", form={**sent, "hand": "1", "ids": str(parcel.id)})
    assert (answer.status, parcel.state, parcel.number) == (303, State.HANDED, NUMBER)
    assert (parcel.weight, parcel.fee) == (120, 25_000)
    assert f"handed={parcel.id}" in answer.location
    assert ask("parcels", tab="handed", form={"delivered": "1", "ids": str(parcel.id)}).status == 303
    assert dossier.state == "returned"
    assert dossier.events[-1].data["method"] == "post"
    assert dossier.events[-1].data["post_number"] == NUMBER
    version = dossier.version
    ask("parcels", tab="handed", form={"delivered": "1", "ids": str(parcel.id)})  # twice is once
    assert dossier.version == version
    assert NUMBER in ask("parcels", tab="delivered").text


def test_what_is_collected_needs_no_parcel(finished):
    dossier = finished()
    with api.env.adopt_user(username="an-returner"), pytest.raises(post.RuleBroken):
        post.prepare(dossier)


def test_one_parcel_a_dossier_at_a_time(ask, finished):
    dossier = finished(address=ADDRESS)
    form = {"prepare": "1", "uids": dossier.UID()}
    assert ask("parcels", form=form).status == 303
    assert "being prepared already" in ask("parcels", form=form).text


def test_a_number_scanned_twice_is_one_and_belongs_to_one_parcel(ask, finished, on_its_way):
    first, _parcel = on_its_way()
    second = finished(address=ADDRESS)
    ask("parcels", form={"prepare": "1", "uids": second.UID()})
    parcel = post.open_parcel(second.UID())
    page = ask("parcels", tab="prepared", form={f"number-{parcel.id}": NUMBER, "numbers": "1"})
    assert first.number in page.errors[f"number-{parcel.id}"]
    assert parcel.number is None
    assert page.value(f"number-{parcel.id}") == NUMBER
    typo = ask("parcels", tab="prepared", form={f"number-{parcel.id}": "EA473124828VN", "numbers": "1"})
    assert f"number-{parcel.id}" in typo.errors


def test_nothing_leaves_without_a_number(ask, finished):
    dossier = finished(address=ADDRESS)
    ask("parcels", form={"prepare": "1", "uids": dossier.UID()})
    parcel = post.open_parcel(dossier.UID())
    page = ask("parcels", tab="prepared", form={"hand": "1", "ids": str(parcel.id)})
    assert f"number-{parcel.id}" in page.errors
    assert parcel.state == State.PREPARED


def test_either_all_of_those_ticked_leave_or_none(ask, finished):
    parcels = []
    for _number in range(2):
        dossier = finished(address=ADDRESS)
        ask("parcels", form={"prepare": "1", "uids": dossier.UID()})
        parcels.append(post.open_parcel(dossier.UID()))
    first, second = parcels
    form = {"hand": "1", "ids": [str(each.id) for each in parcels], f"number-{first.id}": NUMBER}
    assert list(ask("parcels", tab="prepared", form=form).errors) == [f"number-{second.id}"]
    assert [each.state for each in parcels] == [State.PREPARED] * 2


@pytest.mark.parametrize("name", ["number-" + "9" * 40, "number-٣", "number--1", "number-"])
def test_a_number_for_no_parcel_changes_nothing(ask, name):
    assert ask("parcels", tab="prepared", form={name: NUMBER, "numbers": "1"}).status == 303


@pytest.mark.parametrize("weight", ["-1", "0", "x", "999999", "1e3", "٣"])
def test_a_weight_that_cant_be(ask, finished, weight):
    dossier = finished(address=ADDRESS)
    ask("parcels", form={"prepare": "1", "uids": dossier.UID()})
    parcel = post.open_parcel(dossier.UID())
    assert ask(
        "parcels", tab="prepared", form={f"number-{parcel.id}": "", f"weight-{parcel.id}": weight, "numbers": "1"}
    ).errors
    assert parcel.weight is None


def test_fees_are_paid_or_collected_by_the_post(ask, finished):
    dossier = finished(address=ADDRESS, fees=100_000)
    assert "100000" in ask("parcels", form={"prepare": "1", "uids": dossier.UID()}).text
    assert ask("parcels", form={"prepare": "1", "uids": dossier.UID(), "cod": "1"}).status == 303
    parcel = post.open_parcel(dossier.UID())
    with api.env.adopt_user(username="an-returner"):
        post.give_number(parcel, NUMBER)
        post.hand_over(parcel)
        post.deliver(dossier, parcel)
    assert (dossier.fees_paid, dossier.state) == (100_000, "returned")
    assert [event.data.get("receipt") for event in dossier.events if event.transition == "pay"] == [NUMBER]


def test_what_came_back_waits_again_with_a_note(ask, on_its_way):
    dossier, parcel = on_its_way()
    form = {"returned": "1", "ids": str(parcel.id)}
    assert "note" in ask("parcels", tab="handed", form=form).errors
    assert ask("parcels", tab="handed", form={**form, "note": "Nobody at home"}).status == 303
    assert (dossier.state, parcel.state) == ("finished", State.RETURNED)
    assert "Nobody at home" in dossier.notes[-1]["text"]
    assert dossier.number in ask("parcels").text
    assert ask("parcels", form={"prepare": "1", "uids": dossier.UID()}).status == 303  # a second try


def test_what_is_in_the_post_isnt_handed_out_at_the_counter(ask, on_its_way, form):
    dossier, _parcel = on_its_way()
    page = ask(dossier.number)
    assert not page.document.xpath("//button[@name='return']")
    sent = {"return": "1", "version": str(dossier.version), "key": "k" * 20, "who": "applicant"}
    assert "in the post" in str(ask(dossier.number, form=sent).errors)


def test_who_comes_after_all_needs_no_label(ask, finished, form):
    dossier = finished(address=ADDRESS)
    ask("parcels", form={"prepare": "1", "uids": dossier.UID()})
    assert ask(dossier.number, form=form(dossier)).status == 303
    assert post.open_parcel(dossier.UID()) is None


def test_a_report_is_imported_line_by_line(ask, on_its_way):
    delivered, _parcel = on_its_way()
    back, _parcel = on_its_way(number="VNP-10000001")
    report = Upload(
        f"number;state;date;note\n{NUMBER};delivered;26/11/2026;\nVNP-10000001;returned;;Moved away\n"
        f"VNP-10000009;delivered;;\nEA000;eaten;;\n{NUMBER};delivered;;\n".encode()
    )
    page = ask("parcels", tab="handed", form={"import": "1", "report": report})
    assert (delivered.state, back.state) == ("returned", "finished")
    assert "Moved away" in back.notes[-1]["text"]
    for words in ("Line 2", "no such parcel", "no number", "Known already"):
        assert words in page.text, page.text


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xe0", b"one;two\n1;2\n"])
def test_a_broken_report_changes_nothing(ask, on_its_way, data):
    dossier, parcel = on_its_way()
    page = ask("parcels", tab="handed", form={"import": "1", "report": Upload(data)})
    assert "report" in page.errors
    assert (dossier.state, parcel.state) == ("finished", State.HANDED)


@pytest.mark.parametrize(
    "address", [ADDRESS, ("Ấp Bình Hòa, " * 38)[:500], "#let x = 1 $a$ \\ <label> @ref `raw`", "Á" * 500]
)
def test_a_label_has_the_whole_address_on_one_page(ask, finished, address):
    dossier = finished(address=address.strip())
    ask("parcels", form={"prepare": "1", "uids": dossier.UID()})
    parcel = post.open_parcel(dossier.UID())
    answer = ask("parcels", "labels", ids=[str(parcel.id)])
    assert answer.type == "application/pdf"
    (page,) = PdfReader(BytesIO(answer.html)).pages
    text = "".join(page.extract_text().replace("\u200b", "").split())
    assert "".join(address.split()) in text
    assert dossier.number in text


def test_the_list_that_the_post_signs(ask, on_its_way):
    _dossier, parcel = on_its_way()
    answer = ask("parcels", "list", ids=str(parcel.id))
    assert NUMBER in PdfReader(BytesIO(answer.html)).pages[0].extract_text()


@pytest.mark.parametrize(("sheet", "tab"), [("labels", "prepared"), ("list", "handed")])
@pytest.mark.parametrize("ids", [None, "x", "-1", "9" * 40, ["1", "\0"]])
def test_no_parcels_no_sheet_and_one_stays_where_one_was(ask, ids, sheet, tab):
    assert ask("parcels", sheet, **({"ids": ids} if ids else {})).location.endswith(f"?tab={tab}")


def test_the_applicant_reads_where_it_is_and_strangers_dont(on_its_way):
    from hcc_longan.tracking.story import Story

    dossier, _parcel = on_its_way()
    assert NUMBER in Story(dossier, "en", whole=True).parcel
    assert Story(dossier, "en").parcel == ""


def test_the_development_post_says_what_it_is(ask, finished, monkeypatch):
    from hcc_longan.parcels import carriers

    api.portal.set_registry_record("hcc_longan.parcels.carrier", "development")
    assert carriers.chosen() == "vnpost"  # no trial site
    monkeypatch.setattr(carriers, "is_trial", lambda: True)
    dossier = finished(address=ADDRESS)
    ask("parcels", form={"prepare": "1", "uids": dossier.UID()})
    parcel = post.open_parcel(dossier.UID())
    with api.env.adopt_user(username="an-returner"):
        post.hand_over(parcel)
    page = ask("parcels", tab="handed")
    assert "DEVELOPMENT" in page.text
    ask("parcels", tab="handed", form={"ask": "1"})
    assert dossier.state == "returned"


def test_what_the_carrier_says_is_told_of_each_parcel(ask, on_its_way, monkeypatch):
    from hcc_longan.parcels import carriers

    back, parcel = on_its_way()
    on_its_way(number="VNP-10000001")
    said = {
        NUMBER: carriers.Report(NUMBER, State.RETURNED, note="Moved away"),
        "VNP-10000001": carriers.Report("VNP-10000001", None),
        "VNP-10000002": carriers.Report("VNP-10000002", State.DELIVERED),
    }
    monkeypatch.setattr(carriers.Post, "answers", True)
    monkeypatch.setattr(carriers.Post, "look", lambda post, numbers: said)
    page = ask("parcels", tab="handed", form={"ask": "1"})
    assert parcel.state == State.RETURNED
    assert "Moved away" in back.notes[-1]["text"]
    assert "Still on its way." in page.text
    assert "VNP-10000002" not in page.text


def test_the_carrier_is_asked_about_the_page_that_is_shown(ask, on_its_way, monkeypatch):
    from hcc_longan.parcels import carriers

    asked = []
    monkeypatch.setattr(carriers.Post, "answers", True)
    monkeypatch.setattr(carriers.Post, "look", lambda post, numbers: asked.extend(numbers) or {})
    _dossier, first = on_its_way()
    on_its_way(number="VNP-10000001")
    (form,) = ask("parcels", tab="handed", before=str(first.id)).document.xpath("//form[.//button[@name='ask']]")
    assert f"before={first.id}" in form.get("action")
    ask("parcels", tab="handed", before=str(first.id), form={"ask": "1"})
    assert asked == ["VNP-10000001"]


@pytest.mark.parametrize("tab", ["prepared", "handed"])
def test_a_long_list_has_pages(ask, finished, monkeypatch, tab):
    from hcc_longan.desk.returning import parcels

    monkeypatch.setattr(parcels, "SIZE", 1)
    for number in (NUMBER, "VNP-10000001"):
        dossier = finished(address=ADDRESS)
        with api.env.adopt_user(username="an-returner"):
            parcel = post.prepare(dossier)
            post.give_number(parcel, number)
            if tab == "handed":
                post.hand_over(parcel)
    (more,) = ask("parcels", tab=tab).document.xpath("//a[text()='More']/@href")
    page = ask("parcels", tab=tab, before=more.rpartition("before=")[2])
    assert "VNP-10000001" in page.html
    assert NUMBER not in page.html


def test_nobody_else_sends_parcels(finished):
    dossier = finished(address=ADDRESS)
    with api.env.adopt_user(username="an-receiver"), pytest.raises(post.NotAllowed):
        post.prepare(dossier)


def test_a_dossier_that_is_gone_leaves_no_parcel(on_its_way):
    dossier, _parcel = on_its_way()
    uid = dossier.UID()
    dossier.aq_parent.manage_delObjects([dossier.id])
    assert post.last_parcel(uid) is None

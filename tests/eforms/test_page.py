"""The page of an e-form: what it asks, refuses and files."""

from hcc_longan.dossiers.register import queries
from hcc_longan.drafts import store
from hcc_longan.drafts import uploads
from hcc_longan.eforms import filing
from hcc_longan.protection import settings
from hcc_longan.validators import MESSAGES
from plone import api
from zope.i18n import translate

import pytest
import transaction


pytestmark = pytest.mark.layer("functional")


@pytest.fixture(autouse=True)
def quick_people(monkeypatch):
    """Nobody here needs the seconds that a person needs, or a browser's work."""
    values = {"difficulty": 0, "shortest_time": 0}
    monkeypatch.setattr(
        settings,
        "setting",
        lambda name, setting=settings.setting: values.get(name) if name in values else setting(name),
    )


@pytest.fixture
def form(form):
    """Committed: filing begins a transaction of its own."""
    transaction.commit()
    return form


@pytest.fixture
def filed(http_request):
    """The dossier that the last request filed."""
    return lambda: http_request.get(filing.FILED)


def test_what_was_sent_becomes_a_dossier_and_leads_to_its_receipt(form, send, filed, http_request, photo, anonymous):
    with anonymous():
        send(form, {"paper_giay_de_nghi": [photo]})
        dossier = filed()
    assert http_request.response.getStatus() == 303
    assert "/bien-nhan?" in http_request.response.getHeader("Location")
    assert queries.by_number(dossier.tracking_number).state == "filed"
    assert dossier.applicant["name"] == "Nguyễn Thị Mai"
    assert dossier.applicant["id_kind"] == "cccd"
    assert dossier.applicant["birth_date"] == "1992-05-01"
    assert dossier.applicant["language"] == "vi"
    assert dossier.applicant["address"].startswith("12 Trương Định, Phường Long An")
    assert (dossier.procedure, dossier.case, dossier.channel) == ("2.001610", "1", "online")
    assert [(each.component, each.filename) for each in dossier.attachments] == [("giay-de-nghi", "giay-de-nghi.png")]
    assert dossier.filed_by == ""


def test_the_dossier_belongs_to_the_citizen_who_is_signed_in(form, send, filed, photo, logged_in_as):
    with logged_in_as():
        send(form, {"paper_giay_de_nghi": [photo]})
        assert filed().filed_by == api.user.get_current().getId()


def test_a_form_sent_twice_files_one_dossier(form, send, filed, photo, http_request):
    draft = store.begin(form, http_request)
    send(form, {"paper_giay_de_nghi": [photo]}, draft=draft.token)
    first = filed().tracking_number
    send(form, {"paper_giay_de_nghi": [photo]}, draft=draft.token)
    assert filed().tracking_number == first


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"applicant_name": ""}, "Họ và tên"),
        ({"applicant_name": "Mai"}, "Họ và tên"),
        ({"applicant_id_number": "123456789012"}, "Số giấy tờ tùy thân"),
        ({"applicant_phone": "12"}, "Điện thoại"),
        ({"applicant_email": "mai@"}, "Thư điện tử"),
        ({"declaration": None}, "Tôi cam đoan"),
        ({"delivery_method": "post"}, "Địa chỉ nhận bưu gửi"),
        ({"applicant_kind": "organisation"}, "Tên tổ chức"),
        ({"has_proxy:list": "selected"}, "Họ và tên người được ủy quyền"),
        ({"applicant_name": "a" * 5000}, "Họ và tên"),
        ({"applicant_name": "Mai\0 Nguyễn"}, "Họ và tên"),
    ],
)
def test_what_is_wrong_is_said_and_everything_stays(form, send, filed, photo, changed, said):
    page = send(form, {"paper_giay_de_nghi": [photo]}, **changed)
    assert filed() is None
    assert any(said in line for line in page.texts("//*[@id='eform-summary']//li"))
    assert page.document.xpath("//input[@name='form.widgets.applicant_address.detail']/@value") == ["12 Trương Định"]
    assert "giay-de-nghi.png" in page.text


def test_a_file_that_is_refused_leaves_the_others(form, send, filed, http_request, photo):
    page = send(form, {"paper_giay_de_nghi": [photo, ("virus.exe", b"MZ")]})
    assert filed() is None
    assert "virus.exe" in page.text
    draft = store.of_request(form, http_request)
    assert [each.filename for each in uploads.of(draft)] == ["giay-de-nghi.png"]
    send(form, draft=draft.token)
    assert [each.filename for each in filed().attachments] == ["giay-de-nghi.png"]


def test_a_missing_paper_is_asked_for(form, send, filed):
    page = send(form)
    assert filed() is None
    (line,) = (each for each in page.texts("//*[@id='eform-summary']//li") if "Giấy đề nghị" in each)
    assert translate(MESSAGES["paper_missing"], target_language="vi") in line


def test_somebody_whose_matter_is_no_case_files_without_one(form, send, filed, photo):
    send(form, {"paper_giay_de_nghi": [photo]}, **{"case:list": "none"})
    assert filed().case == ""


def test_what_stock_questions_say_is_said_in_our_words(form, send, filed, photo):
    page = send(form, {"paper_giay_de_nghi": [photo]}, **{"case:list": "--NOVALUE--"})
    assert filed() is None
    assert page.texts("//*[@id='eform-summary']/p")[0] == "Có nội dung cần sửa."
    assert any("Cần trả lời câu hỏi này." in line for line in page.texts("//*[@id='eform-summary']//li"))


def test_questions_that_other_answers_make_pointless_are_neither_checked_nor_kept(form, send, filed, photo):
    send(
        form,
        {"paper_giay_de_nghi": [photo]},
        organisation_tax_code="no code",
        proxy_name="?",
        delivery_method="counter",
    )
    assert filed().applicant["name"] == "Nguyễn Thị Mai"
    assert "proxy" not in filed().applicant


def test_an_organisation_files_with_its_tax_code(form, send, filed, photo):
    send(
        form,
        {"paper_giay_de_nghi": [photo]},
        applicant_kind="organisation",
        applicant_name="",
        applicant_id_number="",
        organisation_name="Công ty TNHH Thanh Long",
        organisation_tax_code="0100109106",
    )
    applicant = filed().applicant
    assert (applicant["kind"], applicant["name"], applicant["id_kind"], applicant["id_number"]) == (
        "organisation",
        "Công ty TNHH Thanh Long",
        "tax",
        "0100109106",
    )


def test_nothing_is_filled_in_from_the_address(form, render, anonymous):
    with anonymous():
        page = render(form, **{"form.widgets.applicant_name": "Kẻ Xấu", "draft": "x"})
    assert "Kẻ Xấu" not in page.html


def test_another_site_cannot_file_in_somebodys_name(form, send, filed, photo, http_request, logged_in_as):
    with logged_in_as():
        http_request.environ["HTTP_SEC_FETCH_SITE"] = "cross-site"
        page = send(form, {"paper_giay_de_nghi": [photo]})
    assert filed() is None
    assert page.document.xpath("//*[@id='eform-summary']")


def test_whose_session_ended_is_told_and_what_was_sent_is_kept(
    form, send, filed, http_request, logged_in_as, anonymous
):
    with logged_in_as():
        owner = api.user.get_current().getId()
        draft = store.begin(form, http_request)
    with anonymous():
        page = send(form, applicant_name="Nguyễn Thị Lan", draft=draft.token)
    assert filed() is None
    assert "đăng nhập lại" in page.text.lower()
    (kept,) = store.of_owner(owner)
    assert kept.values["form.widgets.applicant_name"] == "Nguyễn Thị Lan"


def test_a_procedure_for_accounts_alone_asks_to_sign_in(form, render, anonymous, logged_in_as):
    form.aq_parent.account_needed = True
    with anonymous():
        page = render(form)
    assert page.document.xpath("//a[contains(@href, '/dang-nhap?came_from=')]")
    assert not page.document.xpath("//form[@id='eform']")
    with logged_in_as():
        assert render(form).document.xpath("//form[@id='eform']")


def test_nothing_is_filed_for_a_procedure_that_is_no_longer_in_force(form, send, filed, photo, on_day):
    form.aq_parent.valid_to = None
    api.content.transition(form.aq_parent, "abolish")
    page = send(form, {"paper_giay_de_nghi": [photo]})
    assert filed() is None
    assert "không có hiệu lực" in page.text


def test_the_page_is_kept_by_no_cache(form, render, http_request):
    render(form)
    assert http_request.response.getHeader("Cache-Control") == "private, no-store"

"""A dossier's papers on its page and to be fetched, the control slip, the printed register, the control panel."""

from datetime import date
from hcc_longan.dossiers import access
from hcc_longan.papers import store
from hcc_longan.papers.issuing import control_slip
from hcc_longan.papers.issuing import reissue
from hcc_longan.papers.kinds import PaperKind
from hcc_longan.papers.register import printed_register
from hcc_longan.papers.register import TooManyRows
from plone import api
from zExceptions import Unauthorized
from zope.publisher.interfaces import NotFound

import pytest


@pytest.fixture
def fetch(http_request):
    """A paper as somebody gets it: `fetch(dossier, "control-slip.pdf")`."""

    def get(dossier, name: str) -> bytes:
        view = dossier.restrictedTraverse("@@papers")
        return view.publishTraverse(http_request, name)()

    return get


@pytest.fixture
def of_mai(received, centre):
    """A received dossier that Mai filed online with her account."""
    users = centre.acl_users
    users.source_users.addUser("mai", "mai", "secret-secret")
    users.portal_role_manager.assignRoleToPrincipal("Member", "mai")
    dossier = received()
    dossier.filed_by = "mai"
    return dossier


# Fetching


def test_an_officer_and_the_applicant_get_a_paper(of_mai, fetch, http_request):
    (paper,) = of_mai.papers
    for name in ("mai", "an-handler-khdt", "an-receiver", "an-inspector"):
        with api.env.adopt_user(username=name):
            assert fetch(of_mai, f"{paper.code}.pdf") == paper.data
    response = http_request.response
    assert response.getHeader("Content-Type") == "application/pdf"
    assert response.getHeader("Content-Disposition") == f'inline; filename="{paper.filename}"'
    assert response.getHeader("Cache-Control") == "private, no-store"
    assert response.getHeader("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize("name", ["an-handler-tp", None])
def test_a_stranger_gets_none(of_mai, fetch, anonymous, name):
    (paper,) = of_mai.papers
    with (
        api.env.adopt_user(username=name) if name else anonymous(),
        pytest.raises(Unauthorized),
    ):
        fetch(of_mai, f"{paper.code}.pdf")


@pytest.mark.parametrize("name", ["", "x.pdf", "0000-0000-0000-0000.pdf", "../x", "index_html", "\0"])
def test_a_paper_that_is_not_there(of_mai, fetch, name):
    with pytest.raises(NotFound):
        fetch(of_mai, name)


def test_a_paper_of_another_dossier_is_not_there(of_mai, received, fetch):
    (paper,) = received().papers
    with pytest.raises(NotFound):
        fetch(of_mai, f"{paper.code}.pdf")


def test_the_control_slip_is_the_officers(of_mai, fetch):
    with api.env.adopt_user(username="an-handler-khdt"):
        assert fetch(of_mai, "control-slip.pdf").startswith(b"%PDF-")
    with api.env.adopt_user(username="mai"):
        assert fetch(of_mai, "filing-note.pdf").startswith(b"%PDF-")
        with pytest.raises(NotFound):
            fetch(of_mai, "control-slip.pdf")


def test_who_fetched_a_paper_is_noted(of_mai, fetch):
    (paper,) = of_mai.papers
    for name in ("mai", "an-handler-khdt"):
        with api.env.adopt_user(username=name):
            fetch(of_mai, f"{paper.code}.pdf")
    looks = access.looks(of_mai)
    assert [(look.user_id, look.what, look.subject) for look in looks] == [("an-handler-khdt", "paper", paper.code)]


# On the dossier's page


def test_the_page_lists_papers_and_which_of_them_hold(of_mai, render):
    former = of_mai.papers[0]
    of_mai.applicant = {**of_mai.applicant, "name": "Nguyễn Văn Ân"}
    corrected = reissue(of_mai, former.code)
    with api.env.adopt_user(username="an-handler-khdt"):
        page = render(of_mai, "paper-list")
        assert page.document.xpath(f"//a[contains(@href, '@@papers/{corrected.code}.pdf')]")
        assert f"{corrected.number}" in page.texts(f"//li[a[contains(@href, '{former.code}')]]//strong")[0]
        assert page.document.xpath("//a[contains(@href, 'control-slip.pdf')]")
    with api.env.adopt_user(username="mai"):
        page = render(of_mai, "paper-list")
        assert page.document.xpath("//a[contains(@href, 'filing-note.pdf')]")
        assert not page.document.xpath("//a[contains(@href, 'control-slip.pdf')]")


def test_a_paper_that_is_due_is_told(of_mai, render):
    store.mark_due(of_mai, 2, PaperKind.RECEIPT, "RuntimeError: no more ink")
    page = render(of_mai, "paper-list")
    (alert,) = page.texts("//*[@role='alert']")
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in alert
    assert "ink" not in page.text


def test_a_dossier_of_the_counter_has_no_filing_note(received, fetch, render):
    dossier = received(channel="counter")
    assert "filing-note" not in render(dossier, "paper-list").html
    with pytest.raises(NotFound):
        fetch(dossier, "filing-note.pdf")


# The control slip


def test_the_control_slip_has_a_row_for_each_hand_over(received, act, moment, words):
    dossier = received()
    with moment(11, 3, 10):
        act(dossier, "hand_over", "receiver")
        act(dossier, "assign", "approver-khdt", assignee="an-handler-khdt")
    with moment(11, 4):
        act(dossier, "ask_agencies", "handler-khdt", tasks=[{"agency": "thue", "what": "Nợ thuế?", "days": 1}])
    with moment(11, 6):
        act(dossier, "answer_agency", "handler-thue", task="1", text="Không nợ.")
        act(dossier, "take_back", "handler-khdt")
        act(dossier, "submit", "handler-khdt")
        act(dossier, "review", "approver-khdt")
        act(dossier, "sign", "approver-khdt")
        act(dossier, "hand_back", "handler-khdt")
    with moment(11, 9, 10):
        act(dossier, "return_result", "returner", method="counter", collector="Trần Thị Thay")
        text = words(control_slip(dossier, "vi")).replace("- ", "-")
    centre, department = "Bộ phận Tiếp nhận và Trả kết quả", "Sở Kế hoạch và Đầu tư"
    for giver, taker, people in (
        (centre, department, "an-receiver Người nhận an-approver-khdt"),
        (department, "Cơ quan thuế", "an-handler-khdt Người nhận an-handler-thue"),
        ("Cơ quan thuế", department, "an-handler-thue Người nhận an-handler-khdt"),
        (department, centre, "an-handler-khdt Người nhận an-returner"),
        (centre, "Người nộp hồ sơ", "an-returner Người nhận Trần Thị Thay"),
    ):
        assert f"1. Giao: {giver} 2. Nhận: {taker}" in text
        assert f"Người giao {people}" in text
    assert text.count("Giao:") == 5
    assert "Cơ quan phối hợp giải quyết hồ sơ: Cơ quan thuế" in text
    # The tax authority answered after a day more than it had.
    assert "Quá hạn Thời hạn: 09:00, 05/11/2026" in text
    assert "Mẫu số 06, TT 03/2025/TT-VPCP" in text


def test_the_control_slip_of_a_dossier_that_waits(file, words):
    text = words(control_slip(file(), "en"))
    assert "Giao:" not in text
    assert "Process control slip" in text


# The register


@pytest.fixture
def book(file, act, moment, make_procedure):
    """Dossiers of the department: late, returned, refused, of another month, of another department, for trying out."""
    with moment(11, 3):
        late, returned, stopped = (file(applicant=person(name)) for name in ("Lê Trễ", "Lê Xong", "Lê Dừng"))
        justice = file(make_procedure(code="2.000488", department="tp", field="tp-ho-tich"), applicant=person("Lê Tư"))
        for dossier in (late, returned, stopped, justice, file(is_test=True, applicant=person("Lê Thử"))):
            act(dossier, "receive", "receiver", counter="")
        act(file(applicant=person("Lê Từ Chối")), "refuse", "receiver", reason="Lý do", legal_basis="Điều 17")
        act(stopped, "stop", "approver-khdt", reason="Lý do", signer="Giám Đốc")
        for transition, who, data in (
            ("hand_over", "receiver", {}),
            ("assign", "approver-khdt", {"assignee": "an-handler-khdt"}),
            ("submit", "handler-khdt", {}),
            ("review", "approver-khdt", {}),
            ("sign", "approver-khdt", {}),
            ("hand_back", "handler-khdt", {}),
            ("return_result", "returner", {"method": "post", "post_number": "VN1"}),
        ):
            act(returned, transition, who, **data)
    with moment(12, 1):
        december = file(applicant=person("Lê Tháng Chạp"))
        act(december, "receive", "receiver", counter="")
    return late, returned, stopped


def person(name: str) -> dict:
    return {"name": name, "phone": "0900000001", "address": "Tân An"}


def test_the_register_has_the_rows_of_the_department_and_the_period(book, words, moment):
    late, returned, stopped = book
    with moment(12, 2):
        text = words(printed_register("khdt", date(2026, 11, 1), date(2026, 11, 30), "vi"))
    assert "SỔ THEO DÕI HỒ SƠ Sở Kế hoạch và Đầu tư Từ ngày 01 tháng 11 năm 2026 đến ngày 30 tháng 11 năm 2026" in text
    assert "Số hồ sơ: 3" in text
    for dossier, end in ((late, "Quá hạn"), (returned, "03/11/2026 Bưu chính công ích"), (stopped, "Dừng xử lý")):
        row = text[text.index(dossier.applicant["name"]) :]
        assert row.index(end) < 400, end
    assert "Lê Trễ Tân An; 0900000001 Sở Kế hoạch và Đầu tư 03/11/2026 06/11/2026" in text
    for name in ("Lê Tư", "Lê Thử", "Lê Từ Chối", "Lê Tháng Chạp"):
        assert name not in text
    assert "Mẫu số 07, TT 03/2025/TT-VPCP" in text


def test_the_first_and_the_last_day_count_wholly(book, words):
    assert "Số hồ sơ: 3" in words(printed_register("khdt", date(2026, 11, 3), date(2026, 11, 3), "vi"))
    assert "Số hồ sơ: 0" in words(printed_register("khdt", date(2026, 11, 4), date(2026, 11, 30), "vi"))
    assert "Số hồ sơ: 4" in words(printed_register("khdt", date(2026, 11, 3), date(2026, 12, 1), "vi"))


def test_too_many_rows_are_refused(book):
    api.portal.set_registry_record("hcc_longan.papers.largest_register", 2)
    with pytest.raises(TooManyRows):
        printed_register("khdt", date(2026, 11, 1), date(2026, 11, 30), "vi")


@pytest.mark.parametrize(
    ("who", "departments"),
    [
        ("an-handler-khdt", {"khdt"}),
        ("an-approver-tp", {"tp"}),
        ("an-receiver", {"khdt", "tp"}),
        ("an-inspector", {"khdt", "tp"}),
    ],
)
def test_officers_print_the_registers_of_their_departments(centre, render, who, departments):
    with api.env.adopt_user(username=who):
        page = render(centre, "dossier-register")
        assert {option.get("value") for option in page.document.xpath("//option")} == departments
        for code in ("khdt", "tp"):
            answer = render(centre, "dossier-register", department=code).html
            assert answer.startswith(b"%PDF-") if code in departments else "error-register-department" in answer


@pytest.mark.parametrize("who", ["an-handler-thue", "member"])
def test_others_print_none(centre, render, logged_in_as, who):
    with (
        api.env.adopt_user(username=who) if who.startswith("an-") else logged_in_as(),
        pytest.raises(Unauthorized),
    ):
        render(centre, "dossier-register", department="khdt")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"department": "xx"}, "register-department"),
        ({"department": "khdt", "from": "31/12/2026"}, "register-from"),
        ({"department": "khdt", "to": "9999-99-99"}, "register-to"),
        ({"department": "khdt", "from": "2026-11-02", "to": "2026-11-01"}, "register-to"),
        ({"department": "khdt", "to": "9999-12-31"}, "register-to"),
        ({"department": "khdt", "from": ["2026-11-02"]}, "register-from"),
    ],
)
def test_wrong_periods_are_explained(centre, render, form, field):
    page = render(centre, "dossier-register", **form)
    (link,) = page.document.xpath("//*[@role='alert']//a")
    assert link.get("href") == f"#{field}"
    assert "is-invalid" in page.document.get_element_by_id(field).get("class")
    assert page.document.get_element_by_id(f"error-{field}").text == link.text
    for name in ("from", "to"):
        if isinstance(form.get(name), str):
            assert page.document.get_element_by_id(f"register-{name}").get("value") == form[name]


# The control panel


def test_the_control_panel_is_for_administrators_and_tells_what_is_due(centre, render, logged_in_as, of_mai):
    with logged_in_as("Site Administrator"):
        assert "papers issue" not in render(centre, "paper-settings").text
        store.mark_due(of_mai, 2, PaperKind.RECEIPT, "RuntimeError: no more ink")
        assert "papers issue" in render(centre, "paper-settings").text
    with logged_in_as("Editor"), pytest.raises(Unauthorized):
        render(centre, "paper-settings")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number_pattern", "{number}/{year}"),
        ("number_pattern", "{number}/{year}/{department}-{kind}-{x}"),
        ("number_pattern", "{number.real}{"),
        ("number_pattern", "{number}/{year}/{department}-{kind}" + "x" * 60),
        ("public_url", "hcc.longan.gov.vn"),
        ("public_url", "https://hcc.longan.gov.vn/"),
        ("public_url", "javascript:alert(1)"),
        ("public_url", "https://" + "a" * 200),
    ],
)
def test_settings_that_would_spoil_papers_are_refused(centre, field, value):
    from hcc_longan.papers.settings import IPaperSettings
    from zope.schema import ValidationError

    with pytest.raises(ValidationError):
        IPaperSettings[field].validate(value)


def test_settings_come_onto_papers(received, words):
    for name, value in (
        ("authority_vi", "UBND tỉnh Tây Ninh"),
        ("place", "Tân An"),
        ("number_pattern", "{kind}.{department}.{year}.{number:04d}"),
        ("public_url", "https://hcc.example.vn"),
    ):
        api.portal.set_registry_record(f"hcc_longan.papers.{name}", value)
    (paper,) = received().papers
    text = words(paper.data)
    assert paper.number == "TN.KHDT.2026.0001"
    assert "UBND TỈNH TÂY NINH" in text
    assert "Tân An, ngày 03 tháng 11 năm 2026" in text
    assert "hcc.example.vn/vi/kiem-tra" in text

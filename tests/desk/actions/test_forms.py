"""The forms of all steps: they show, they move, and what was typed stays after a refusal."""

from hcc_longan.desk.actions.forms import ELSEWHERE
from hcc_longan.desk.actions.forms import field_id
from hcc_longan.desk.actions.forms import form_for
from hcc_longan.desk.actions.matter import Matter
from hcc_longan.desk.officers import Officer
from hcc_longan.dossiers.transitions import TRANSITIONS
from zope import schema

import pytest


DAY = "2026-11-10"
# From which state, by whom, with what: a good form, and one that is refused.
STEPS = {
    "receive": ("filed", "receiver", {"papers__giay-de-nghi__all": "1", "fees_due": "100.000"}, {"fees_due": "rẻ"}),
    "ask_correction": (
        "filed",
        "receiver",
        {"reason": "Thiếu", "papers__0__component": "giay-de-nghi", "papers__0__what": "Ký tên", "by": DAY},
        {"papers__0__what": "Ký tên"},
    ),
    "correct": ("correcting", "receiver", {}, None),
    "refuse": ("filed", "receiver", {"reason": "Sai", "legal_basis": "59/2020/QH14"}, {"reason": "Sai"}),
    "hand_over": ("received", "receiver", {}, None),
    "assign": ("to_assign", "approver-khdt", {"assignee": "an-handler-khdt"}, {"assignee": "an-handler-tp"}),
    "reassign": ("handling", "approver-khdt", {"assignee": "an-approver-khdt"}, {}),
    "appraise": ("handling", "handler-khdt", {}, None),
    "take_up": ("appraising", "handler-khdt", {}, None),
    "ask_agencies": (
        "handling",
        "handler-khdt",
        {"tasks__0__agency": "thue", "tasks__0__what": "Thuế", "tasks__0__days": "1,5"},
        {"tasks__0__agency": "thue", "tasks__0__what": "Thuế", "tasks__0__days": "sớm"},
    ),
    "answer_agency": ("consulting", "handler-thue", {"task": "1", "text": "Đã nộp đủ"}, {"task": "1"}),
    "send_to_committee": ("signing", "approver-khdt", {}, None),
    "take_back": ("at_committee", "handler-khdt", {}, None),
    "submit": ("handling", "handler-khdt", {}, None),
    "review": ("reviewing", "approver-khdt", {}, None),
    "send_back": ("reviewing", "approver-khdt", {"reason": "Sửa dự thảo"}, {}),
    "sign": ("signing", "approver-khdt", {"number": "12/QĐ-SKHĐT"}, None),
    "hand_back": ("signed", "handler-khdt", {}, None),
    "ask_supplement": (
        "handling",
        "handler-khdt",
        {"reason": "Thiếu", "papers__1__what": "Bản sao"},
        {"reason": "Thiếu"},
    ),
    "supplement": ("supplementing", "receiver", {}, None),
    "ask_payment": ("handling", "handler-khdt", {"reason": "Lệ phí", "amount": "50 000"}, {"amount": "50000"}),
    "pay": ("paying", "receiver", {"receipt": "0001"}, {"amount": "1", "receipt": "0001"}),
    "ask_withdrawal": ("handling", "receiver", {"reason": "Đổi ý"}, {}),
    "accept_withdrawal": ("withdrawing", "receiver", {}, None),
    "reject_withdrawal": ("withdrawing", "approver-khdt", {"reason": "Đã ký"}, {}),
    "extend": (
        "handling",
        "approver-khdt",
        {"reason": "Chờ ý kiến", "due": "2026-11-10T16:00"},
        {"reason": "Chờ ý kiến", "due": "2026-11-08T16:00"},
    ),
    "transfer": ("to_assign", "approver-khdt", {"reason": "Thẩm quyền", "department": "tp"}, {"reason": "Thẩm quyền"}),
    "stop": ("handling", "approver-khdt", {"reason": "Không bổ sung"}, {}),
    "reopen": ("stopped", "supervisor", {"reason": "Theo quyết định", "authority": "UBND tỉnh, 1/QĐ"}, {"reason": "X"}),
}
# Steps of other departments that take the same form as one of the table.
ALIKE = {"inspect", "send_to_tax", "send_to_land_registry", "send_to_police"}


def test_every_step_has_a_form_here_or_elsewhere():
    assert set(TRANSITIONS) == {*STEPS, *ALIKE, *ELSEWHERE}
    assert all(form_for(each).is_simple for each in ALIKE)


@pytest.mark.parametrize("transition", STEPS)
def test_a_form_shows_in_both_languages_and_moves(dossier_in, ask, send, moment, transition):
    state, who, good, bad = STEPS[transition]
    dossier = dossier_in(state)
    with moment(11, 3, 14):
        pages = {language: ask(dossier, transition, who, language=language) for language in ("vi", "en")}
        assert pages["vi"].shown["version"] == str(dossier.version)
        assert pages["en"].text.startswith(TRANSITIONS[transition].title)
        before = dossier.version
        if bad is not None:
            refused = send(dossier, transition, who, **bad)
            assert dossier.version == before
            assert refused.errors, refused.text
            for name, value in bad.items():
                if name != "assignee":
                    assert refused.shown[name.replace("__", ".")] == value
        answer = send(dossier, transition, who, **good)
        assert answer.status == 303, answer.errors or answer.text
    assert dossier.version == before + 1
    assert dossier.events[-1].transition == transition


@pytest.mark.parametrize("transition", [each for each in STEPS if form_for(each).is_shared])
def test_a_form_of_many_knows_no_dossier(transition, centre, http_request):
    nobody = Officer("x", "X", {}, frozenset(), frozenset())
    bound = form_for(transition).bound(Matter(nobody, "vi", codes=frozenset({"khdt"})))
    assert {each.name for each in bound.fields} == set(schema.getFieldNames(TRANSITIONS[transition].schema))
    html = bound.html(http_request)
    assert all(f'id="{field_id(each.name)}"' in html for each in bound.fields)

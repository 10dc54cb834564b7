"""Versions: what was in force on which day, and what a dossier's reference leads to."""

from datetime import date
from hcc_longan.catalogue import versions
from plone import api
from zExceptions import NotFound
from zope.lifecycleevent import modified

import pytest


NAME = "Đăng ký thành lập doanh nghiệp tư nhân"
ENGLISH = "Registration of a private enterprise"


def with_amount(procedure, amount: int, **fields) -> None:
    """Save the procedure with another charge, as its form does."""
    procedure.fees = [{**procedure.fees[0], "amount": amount}]
    for name, value in fields.items():
        setattr(procedure, name, value)
    modified(procedure)


def numbers(procedure) -> list[int]:
    return [version.number for version in versions.versions(procedure)]


def amount_on(procedure, *day: int) -> int:
    """The charge that the version in force on a day asks for."""
    return versions.version_in_force(procedure, date(*day)).record["fees"][0]["amount"]


@pytest.fixture(autouse=True)
def _today(on_day):
    on_day(2026, 10, 17)


class TestKeeping:
    """When a version is kept."""

    def test_a_draft_has_none(self, make_procedure):
        page = make_procedure(publish=False)
        with_amount(page, 50000)
        assert numbers(page) == []
        assert versions.version_in_force(page) is None

    def test_publication_keeps_the_first(self, make_procedure):
        page = make_procedure(publish=False)
        api.content.transition(page, "publish")
        (first,) = versions.versions(page)
        assert first.number == 1
        assert first.record["titles"] == {"vi": NAME}
        assert first.record["fees"][0]["amount"] == 100000
        assert first.recorded_at.isoformat() == "2026-10-17T02:30:00+00:00"
        assert first.recorded_by == api.user.get_current().getId()

    def test_a_change_keeps_another(self, make_procedure):
        page = make_procedure()
        with_amount(page, 50000)
        assert numbers(page) == [1, 2]
        assert [version.record["fees"][0]["amount"] for version in versions.versions(page)] == [100000, 50000]

    def test_an_identical_save_keeps_none(self, make_procedure):
        vi, en = make_procedure(NAME, ENGLISH)
        for page in (vi, en):
            modified(page)
        assert numbers(vi) == [1]

    def test_going_back_is_a_change(self, make_procedure):
        page = make_procedure()
        with_amount(page, 50000)
        with_amount(page, 100000)
        assert numbers(page) == [1, 2, 3]

    def test_notes_for_editors_and_search_are_no_change(self, make_procedure):
        page = make_procedure()
        page.to_check = [{"field": "fees", "problem": "fee_unclear", "value": "?"}]
        page.review_by = date(2027, 6, 30)
        page.keywords = ["mở tiệm"]
        modified(page)
        assert numbers(page) == [1]

    def test_a_draft_again_keeps_none_until_it_is_published(self, make_procedure):
        page = make_procedure()
        api.content.transition(page, "retract")
        with_amount(page, 50000)
        assert numbers(page) == [1]
        api.content.transition(page, "publish")
        assert numbers(page) == [1, 2]

    def test_publishing_again_unchanged_keeps_none(self, make_procedure):
        page = make_procedure()
        api.content.transition(page, "abolish")
        api.content.transition(page, "publish")
        assert numbers(page) == [1]

    def test_both_languages_have_the_same_versions(self, make_procedure):
        vi, en = make_procedure(NAME, ENGLISH)
        en.title = "Registering a private enterprise"
        modified(en)
        with_amount(en, 50000)
        assert numbers(vi) == numbers(en) == [1, 2, 3]
        assert versions.get_version(vi, 3).record["titles"] == {"vi": NAME, "en": "Registering a private enterprise"}
        assert versions.get_version(vi, 3).record["fees"][0]["amount"] == 50000

    def test_a_translation_of_a_draft_keeps_none(self, make_procedure):
        vi, en = make_procedure(NAME, ENGLISH, publish=False)
        api.content.transition(en, "publish")
        modified(en)
        assert numbers(vi) == numbers(en) == []
        api.content.transition(vi, "publish")
        assert numbers(vi) == numbers(en) == [1]

    def test_pages_filled_from_files_wait_for_the_end(self, make_procedure):
        with versions.seeding():
            page = make_procedure()
        assert numbers(page) == []
        versions.record_version(page)
        assert numbers(page) == [1]


class TestInForce:
    """Which version holds on which day."""

    def test_the_newest(self, make_procedure):
        page = make_procedure()
        with_amount(page, 50000)
        assert versions.version_in_force(page).number == 2

    def test_a_future_version_lets_the_old_one_hold_until_then(self, make_procedure):
        page = make_procedure()
        with_amount(page, 50000, valid_from=date(2027, 1, 1))
        assert amount_on(page, 2026, 12, 31) == 100000
        assert amount_on(page, 2027, 1, 1) == 50000
        assert versions.waiting_version(page).number == 2
        assert versions.waiting_version(page, date(2027, 1, 1)) is None

    def test_of_two_that_wait_each_has_its_time(self, make_procedure):
        page = make_procedure()
        with_amount(page, 50000, valid_from=date(2027, 1, 1))
        with_amount(page, 70000, valid_from=date(2027, 7, 1))
        assert [amount_on(page, *day) for day in ((2026, 12, 31), (2027, 6, 30), (2027, 7, 1))] == [
            100000,
            50000,
            70000,
        ]

    def test_none_before_the_first_and_after_the_last_day(self, make_procedure):
        page = make_procedure(valid_from=date(2026, 11, 1), valid_to=date(2026, 11, 30))
        found = [
            versions.version_in_force(page, day)
            for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1))
        ]
        assert [bool(version) for version in found] == [False, True, True, False]

    def test_one_that_ended_brings_none_before_it_back(self, make_procedure, render, on_day):
        vi, en = make_procedure(NAME, ENGLISH)
        with_amount(vi, 50000, valid_to=date(2027, 6, 30))
        assert amount_on(vi, 2027, 6, 30) == 50000
        assert versions.version_in_force(vi, date(2027, 7, 1)) is None
        on_day(2027, 7, 1)
        page = render(en)
        assert "This procedure is no longer in force." in page.text
        assert "VND 100,000" not in page.text

    def test_today_is_the_day_unless_one_is_given(self, make_procedure, on_day):
        page = make_procedure(valid_from=date(2027, 1, 1))
        assert versions.version_in_force(page) is None
        on_day(2027, 1, 1)
        assert versions.version_in_force(page).number == 1


class TestReference:
    """A dossier names the procedure and a number."""

    def test_it_leads_to_the_record_of_its_day(self, make_procedure):
        page = make_procedure()
        number = versions.version_in_force(page).number
        page.title = "Tên khác"
        page.steps[0]["text_vi"] = "Bước khác."
        page.components = []
        with_amount(page, 50000)
        then = versions.get_version(page, number).record
        assert then["titles"]["vi"] == NAME
        assert then["steps"][0]["text_vi"] == "Nộp hồ sơ."
        assert then["components"][0]["id"] == "giay-de-nghi"
        assert then["fees"][0]["amount"] == 100000

    def test_there_is_no_other(self, make_procedure):
        page = make_procedure()
        with_amount(page, 50000)
        for number in (0, -1, 3):
            with pytest.raises(KeyError):
                versions.get_version(page, number)


class TestPages:
    """What a person sees of them."""

    @pytest.fixture
    def procedure(self, make_procedure):
        vi, en = make_procedure(NAME, ENGLISH)
        with_amount(vi, 50000)
        with_amount(vi, 70000, valid_from=date(2027, 1, 1))
        return en

    def test_the_list(self, procedure, render, anonymous):
        with anonymous():
            page = render(procedure, "versions")
        assert page.texts("//tbody/tr") == [
            "3 1 January 2027 17 October 2026 Fees and charges, In force from",
            "2 in force 17 October 2026 Fees and charges",
            "1 17 October 2026",
        ]

    def test_the_list_of_a_draft(self, make_procedure, render):
        _vi, en = make_procedure(NAME, ENGLISH, publish=False)
        assert "No version yet" in render(en, "versions").text

    def test_one_as_it_was(self, procedure, render, anonymous):
        with anonymous():
            page = render(procedure, "version", number="1")
        assert "You read version 1 as it was kept." in page.text
        assert "VND 100,000" in page.text
        assert "VND 50,000" not in page.text

    def test_its_own_name(self, make_procedure, render):
        page = make_procedure()
        page.title = "Tên khác"
        modified(page)
        assert render(page, "version", number="1").texts("//h1") == [NAME]
        assert render(page).texts("//h1") == ["Tên khác"]

    def test_there_is_no_such_version(self, make_procedure, render):
        page = make_procedure()
        for number in ("0", "9", "-1", "một", "", "1.0"):
            with pytest.raises(NotFound):
                render(page, "version", number=number)

"""The work calendar's control panel, and what a change does to running dossiers."""

from click.testing import CliRunner
from contextlib import nullcontext
from datetime import date
from hcc_longan import clock
from hcc_longan.dossiers.calendars import changes
from hcc_longan.dossiers.calendars import recalendar
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.calendars.changes import calendar_warning
from hcc_longan.dossiers.calendars.commands import calendar
from hcc_longan.dossiers.clock import read
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.worktime.spec import CalendarSpec
from hcc_longan.worktime.spec import DayKind
from hcc_longan.worktime.spec import SpecialDay
from io import BytesIO
from plone.protect.authenticator import createToken

import pytest


@pytest.fixture
def panel(centre, http_request, render):
    """Sends the control panel's form; gives the page that comes back, or None where it leads on."""

    def send(**form):
        week = {f"hours-{number}": "07:00-11:30 13:30-17:00" for number in range(5)}
        if "publish" not in form and "import" not in form and "apply" not in form:
            form = {"preview": "1", "known_until": "2026", **week, **form}
        http_request.method = "POST"
        http_request.environ["REQUEST_METHOD"] = "POST"
        try:
            page = render(centre, "work-calendar", _authenticator=createToken(), **form)
        finally:
            http_request.method = "GET"
            http_request.environ["REQUEST_METHOD"] = "GET"
        return page if page.html.strip() else None

    return send


@pytest.fixture
def running(file, act, moment):
    """A dossier received on Monday 2 November 2026 at 09:00 with three working days: due on Thursday 09:00."""
    with moment(11, 2, 8):
        dossier = file()
    with moment(11, 2, 9):
        act(dossier, "receive", "receiver")
    return dossier


def publish(panel, page, reason="Quyết định số 1"):
    (draft,) = page.document.xpath("//input[@name='draft']/@value")
    (version,) = page.document.xpath("//input[@name='version']/@value")
    return panel(publish="1", draft=draft, version=version, reason=reason)


def test_a_new_day_off_is_shown_then_published_then_brought_to_running_dossiers(panel, running, moment, monkeypatch):
    monkeypatch.setattr("hcc_longan.dossiers.calendars.recalendar.transaction.commit", lambda: None)
    with moment(11, 2, 10):
        page = panel(**{"new-date": "2026-11-04", "new-kind": "off", "new-name_vi": "Nghỉ bù"})
        assert "04/11/2026" in page.text
        assert f"{running.code} 05/11/2026 09:00 06/11/2026 09:00" in page.text
        assert len(calendars.versions()) == 1

        assert "is-invalid" in publish(panel, page, reason=" ").html
        assert len(calendars.versions()) == 1
        publish(panel, page)
        assert calendars.current().reason == "Quyết định số 1"
        # Nothing moves by itself.
        assert f"{reading(running).current_due:%d %H:%M}" == "05 09:00"

        assert list(recalendar.apply(batch=10)) == [1]
        now = reading(running)
        assert f"{now.current_due:%d %H:%M} {now.promised_due:%d %H:%M}" == "06 09:00 05 09:00"
        assert running.events[-1].transition == "recalendar"
        assert list(recalendar.apply(batch=10)) == []
        assert running.version == 3


def test_the_page_gives_dossiers_their_new_dates_by_the_batch_until_none_is_left(
    panel, render, centre, running, file, act, moment, monkeypatch
):
    monkeypatch.setattr("hcc_longan.dossiers.calendars.recalendar.transaction.commit", lambda: None)
    monkeypatch.setattr("hcc_longan.dossiers.calendars.recalendar.BATCH", 1)
    monkeypatch.setattr(recalendar.apply, "__defaults__", (1,))
    with moment(11, 2, 10):
        second = file()
        act(second, "receive", "receiver")
        publish(panel, panel(**{"new-date": "2026-11-04", "new-name_vi": "Nghỉ bù"}))
        waiting = render(centre, "work-calendar")
        assert running.code in waiting.text
        assert second.code in waiting.text
        assert not waiting.document.xpath("//form[@data-hcc-continue]")

        page = panel(apply="0")
        assert [running.version, second.version].count(3) == 1
        assert page.document.xpath("//form[@data-hcc-continue]//input[@name='apply']/@value") == ["1"]
        page = panel(apply="1")
        assert [running.version, second.version] == [3, 3]
        assert page.texts("//*[@role='status']")[0].startswith("Đã cập nhật")
        assert not page.document.xpath("//input[@name='apply']")


def test_a_change_outside_every_dossiers_time_wakes_none(running, moment, monkeypatch):
    monkeypatch.setattr(recalendar, "dossier_at", pytest.fail)
    with moment(11, 2, 10):
        assert not list(recalendar.affected(with_day_off(date(2026, 11, 30))))
        assert not list(recalendar.affected())


def test_what_is_affected_is_what_a_reading_of_all_dossiers_says(running, file, act, moment):
    """The register's dates sort out most dossiers; a day may matter by the limit, a pause or an extension."""
    dossiers = [running]
    with moment(11, 2, 9):
        paused, late, extended = (file() for _number in range(3))
        for dossier in (paused, late, extended):
            act(dossier, "receive", "receiver")
    with moment(11, 3, 9):
        act(paused, "ask_supplement", "receiver", papers=[{"what": "Bản sao"}], reason="Thiếu")
        act(extended, "extend", "approver-khdt", due="2026-11-20T10:00:00+07:00", signer="An", reason="Xin lỗi")
    with moment(11, 9, 9):
        act(late, "ask_supplement", "receiver", papers=[{"what": "Bản sao"}], reason="Thiếu")
    with moment(11, 12, 9):
        act(late, "supplement", "receiver")
        dossiers += [paused, late, extended]
        for day in (date(2026, 11, number) for number in (1, 4, 10, 11, 13, 18, 20)):
            specs = with_day_off(day)
            changed = specs[""].calendar()
            told = {
                dossier.code
                for dossier in dossiers
                for old in [reading(dossier)]
                for new in [read(dossier.events, lambda number, changed=changed: changed, clock.now())]
                if (old.current_due, old.original_due) != (new.current_due, new.original_due)
            }
            assert {each.number for each in recalendar.affected(specs)} == told, day


def with_day_off(day):
    return {"": changes.with_days(calendars.current().spec(), [SpecialDay(day, DayKind.OFF)])}


def test_a_day_that_a_deadline_used_does_not_vanish_silently(panel, running, moment):
    with moment(11, 2, 10):
        page = panel(**{"hours-2": ""})
        assert running.code in page.text


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"hours-0": "7-11"}, "hours-0"),
        ({"hours-0": "07:00-12:00 11:00-17:00"}, "hours-0"),
        ({f"hours-{number}": "" for number in range(5)}, "hours-0"),
        ({"new-date": "tomorrow"}, "new-date"),
        ({"new-date": "2026-11-04", "new-hours": "17:00-07:00"}, "new-hours"),
        ({"known_until": "soon"}, "known_until"),
        ({"import": "1", "file": BytesIO(b"date;kind\n2026-99-01;off\n")}, "file"),
        ({"import": "1", "file": BytesIO(b"\xff\xfe")}, "file"),
        ({"import": "1"}, "file"),
        ({"import": "1", "file": BytesIO(b"date;kind;hours\n2026-11-04;work;17:00-07:00\n")}, "file"),
        ({"import": "1", "file": BytesIO(b"date;kind;hours\n2026-11-04;off;07:00-11:30\n")}, "file"),
        ({"new-date": "0026-11-04"}, "new-date"),
        ({"new-date": "2026-11-04", "new-kind": "off", "new-hours": "07:00-11:30"}, "new-hours"),
    ],
)
def test_nonsense_is_refused_and_kept_for_correction(panel, form, field):
    page = panel(**form)
    assert page.document.xpath(f"//input[@id='{field}'][contains(@class, 'is-invalid')]")
    for name, value in form.items():
        if isinstance(value, str) and name != "import":
            assert page.document.xpath(f"//input[@name='{name}']/@value") in ([value], [])
    assert len(calendars.versions()) == 1


def test_another_administrators_change_is_not_overwritten(panel):
    page = panel(**{"new-date": "2026-11-04"})
    calendars.publish({"": calendars.current().spec()}, "Quyết định số 2")
    refused = publish(panel, page)
    assert refused.texts("//*[@role='alert']//li/a")[0].startswith("test_user_1_ vừa công bố")
    assert calendars.current().reason == "Quyết định số 2"


def test_a_removed_day_goes_and_the_history_says_so(panel, render, centre):
    page = panel(remove="2026-09-02", **{"new-date": "tomorrow"})
    assert page.document.xpath("//input[@id='remove-2026-09-02']/@checked")

    publish(panel, panel(remove="2026-09-02"))
    assert calendars.current().calendar().is_working_day(date(2026, 9, 2))
    (line,) = render(centre, "work-calendar").texts("//details/ul/li")
    assert line.startswith("Toàn Trung tâm, 02/09/2026: Ngày nghỉ Quốc khánh")


def test_public_holidays_are_added_to_what_was_typed_and_shown_first(panel):
    page = panel(seed="1", year="2028", **{"new-date": "2028-01-05", "new-name_vi": "Ngày riêng"})
    assert "01/01/2028" in page.text
    assert "Ngày riêng" in page.text
    assert len(calendars.versions()) == 1


def test_a_spreadsheet_brings_days(panel):
    page = panel(**{"import": "1", "file": BytesIO("date;kind;name_vi\n05/11/2026;off;Nghỉ\n".encode())})
    publish(panel, page)
    assert not calendars.current().calendar().is_working_day(date(2026, 11, 5))


def test_a_department_can_differ(panel, running):
    page = panel(calendar="tp", known_until="", **{f"hours-{n}": "" for n in range(5)}, **{"new-date": "2026-11-04"})
    publish_form = {"calendar": "tp"}
    (draft,) = page.document.xpath("//input[@name='draft']/@value")
    panel(publish="1", draft=draft, version="1", reason="Lý do", **publish_form)
    assert not calendars.current().calendar("tp").is_working_day(date(2026, 11, 4))
    assert calendars.current().calendar("khdt").is_working_day(date(2026, 11, 4))
    assert not list(recalendar.affected())


def test_the_year_at_a_glance_names_its_days(render, centre):
    page = render(centre, "work-calendar", year="2026")
    (tet,) = page.document.xpath("//td[contains(@title, 'Tết Nguyên Đán')][normalize-space(text())='17']")
    assert "hcc-day-off" in tet.get("class")
    assert [link.split("year=")[1] for link in page.document.xpath("//a[@rel]/@href")[-2:]] == ["2025", "2027"]


def test_the_last_known_year_is_watched(centre):
    spec = CalendarSpec(calendars.current().spec().week, (SpecialDay(date(2026, 1, 1), DayKind.OFF),), 2026)
    calendars.publish({"": spec}, "x")
    assert calendar_warning(date(2026, 9, 30)) is None
    assert calendar_warning(date(2026, 10, 1)) is not None
    assert calendar_warning(date(2027, 3, 1)) is not None


@pytest.fixture
def hcc(centre, monkeypatch):
    """Runs `bin/hcc calendar ...` on the test's site; gives exit code and output."""
    monkeypatch.setattr("hcc_longan.dossiers.calendars.commands.in_site", lambda: nullcontext(centre))
    monkeypatch.setattr("transaction.commit", lambda: None)

    def run(*words, stdin=""):
        result = CliRunner().invoke(calendar, words, input=stdin)
        return result.exit_code, result.output

    return run


def test_operators_carry_the_calendar_through_a_spreadsheet(hcc, running, moment):
    days = "date;kind;name_vi\n2026-11-04;off;Nghỉ bù\n"
    with moment(11, 2, 10):
        assert hcc("import", "-", stdin=days)[0] == 2
        code, said = hcc("import", "-", "--dry-run", stdin=days)
        assert (code, len(calendars.versions())) == (0, 1)
        assert "04/11/2026: - -> Day off Nghỉ bù\n1 running dossiers get other dates" in said
        code, said = hcc("import", "-", "--reason", "QĐ 1", stdin="date;kind\n2026-99-01;off\n")
        assert (code, len(calendars.versions())) == (1, 1)
        assert "Line 2" in said

        assert hcc("import", "-", "--reason", "QĐ 1", stdin=days)[0] == 0
        assert calendars.current().reason == "QĐ 1"
        assert "2026-11-04;off;Nghỉ bù" in hcc("export", "-")[1]
        assert hcc("check")[0] == 1
        assert hcc("apply")[0] == 0
        assert "older calendar" not in hcc("check")[1]
        assert hcc("export", "-", "--department", "xx")[0] == 2

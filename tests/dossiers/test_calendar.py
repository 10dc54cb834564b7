"""The work calendar's control panel, and what a change does to running dossiers."""

from datetime import date
from hcc_longan.dossiers import calendars
from hcc_longan.dossiers import recalendar
from hcc_longan.dossiers.browser.calendar import calendar_warning
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
    monkeypatch.setattr("hcc_longan.dossiers.recalendar.transaction.commit", lambda: None)
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
        assert list(recalendar.apply(batch=10)) == [0]
        assert running.version == 3


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
    assert "Begin again" not in publish(panel, page).text
    assert calendars.current().reason == "Quyết định số 2"


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


def test_the_last_known_year_is_watched(centre):
    spec = CalendarSpec(calendars.current().spec().week, (SpecialDay(date(2026, 1, 1), DayKind.OFF),), 2026)
    calendars.publish({"": spec}, "x")
    assert calendar_warning(date(2026, 9, 30)) is None
    assert calendar_warning(date(2026, 10, 1)) is not None
    assert calendar_warning(date(2027, 3, 1)) is not None

"""Work lists as officers see them: what is in them, what isn't, and what odd addresses do."""

from datetime import date
from hcc_longan.desk.lists import following
from hcc_longan.desk.lists import views
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.messages import write as write_message
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import FollowRow
from hcc_longan.dossiers.register.worklists import SORTS
from hcc_longan.ledger.engine import session
from hcc_longan.staff import absences
from plone import api
from sqlalchemy import select
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import csv
import io
import lxml.html
import pytest


LISTS = "/plone/vi/can-bo/danh-sach"


def words(html: str, xpath: str = "//*[@class='desk-screen']") -> str:
    return " ".join(" ".join(" ".join(each.itertext()) for each in lxml.html.fromstring(html).xpath(xpath)).split())


def rail(html: str) -> dict[str, str]:
    """The lists beside the screen with their numbers, by the last part of their address."""
    links = lxml.html.fromstring(html).xpath("//nav[@class='desk-rail']//a")
    return {link.get("href").rpartition("/")[2]: words_of(link, "desk-number") for link in links}


def words_of(element, css: str) -> str:
    return "".join(each.text or "" for each in element.xpath(f".//*[@class='{css}']"))


def read_csv(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"), newline="")))


@pytest.fixture
def mixed(file, received, act, moment, pages):
    """Dossiers here and there: filed, received, in handling with another agency, of another department."""
    with moment(11, 2, 8):
        filed = file(pages["khdt"])
        posted = file(pages["khdt"], channel="post")
    one, other, justice = received(2, 9), received(2, 10), received(2, 9, "tp", name="Trần Thị Bình")
    with moment(11, 2, 11):
        for dossier in (one, other):
            act(dossier, "hand_over", "receiver")
        act(one, "assign", "approver-khdt", assignee="an-handler-khdt")
        act(one, "ask_agencies", "handler-khdt", tasks=[{"agency": "thue", "what": "Nợ thuế?", "days": 1}])
    return {"filed": filed, "posted": posted, "one": one, "other": other, "justice": justice}


class TestQueues:
    """Which dossiers are in which list, and whose lists those are."""

    def test_who_finds_what(self, mixed, listed, moment):
        table = [
            ("receiver", "to_receive", ["filed", "posted"]),
            ("receiver", "to_receive_online", ["filed"]),
            ("receiver", "to_receive_post", ["posted"]),
            ("receiver", "to_hand_over", ["justice"]),
            ("approver-khdt", "to_assign", ["other"]),
            ("handler-khdt", "mine", ["one"]),
            ("handler-khdt", "department", ["one", "other", "filed", "posted"]),
            ("handler-tp", "department", ["justice"]),
            ("handler-khdt", "at_agency", ["one"]),
            ("handler-khdt", "asked", []),
            ("handler-thue", "asked", ["one"]),
            ("handler-thue", "all", ["one"]),
            ("handler-tp", "all", ["justice"]),
            ("supervisor", "in_work", ["one"]),
            ("supervisor", "all", ["one", "justice", "other", "filed", "posted"]),
            ("handler-khdt", "overdue", []),
            ("handler-khdt", "today", []),
        ]
        for who, queue, expected in table:
            with moment(11, 2, 14):
                found = listed(who, queue)
            assert sorted(found) == sorted(mixed[name].number for name in expected)

    def test_who_stands_in_has_the_work_of_the_absent(self, mixed, listed, moment):
        with moment(11, 2, 14):
            assert listed("approver-khdt", "mine") == []
            days = date(2026, 11, 2), date(2026, 11, 3)
            absences.enter("an-handler-khdt", *days, "test", substitute="an-approver-khdt")
        with moment(11, 3, 9):
            assert listed("approver-khdt", "mine") == [mixed["one"].number]
        with moment(11, 4, 9):
            assert listed("approver-khdt", "mine") == []

    def test_due_today_and_overdue(self, mixed, listed, visit, moment):
        # Three working days from Monday at 9 and at 10.
        one, other = mixed["one"].number, mixed["other"].number
        with moment(11, 5, 8):
            assert listed("handler-khdt", "today") == [one, other]
            # The colour's name is no word to translate.
            assert "desk-due-today" in visit("handler-khdt", "today")
            assert listed("handler-khdt", "overdue") == []
        with moment(11, 5, 9, 30):
            assert listed("handler-khdt", "today") == [other]
            assert listed("handler-khdt", "overdue") == [one]

    def test_a_list_of_others_is_none(self, mixed, visit, sent_to):
        table = [
            ("handler-khdt", "to_receive"),
            ("handler-khdt", "to_sign"),
            ("receiver", "mine"),
            ("handler-thue", "department"),
            ("receiver", "no-such-list"),
            ("receiver", "../all"),
            ("receiver", "\x00"),
        ]
        for who, queue in table:
            assert visit(who, queue) == ""
            assert sent_to() == (LISTS, {})

    def test_the_rail_counts_the_officers_lists(self, mixed, visit, moment):
        with moment(11, 5, 9, 30):
            found = rail(visit("handler-khdt", "mine"))
            assert found["mine"] == found["overdue"] == found["at_agency"] == found["today"] == "1"
            assert found["department"] == "4"
            assert "to_receive" not in found
            assert set(rail(visit("handler-thue"))) == {"asked", "followed", "all"}

    def test_rows_say_what_officers_ask(self, mixed, visit, moment):
        with moment(11, 5, 9, 30):
            text = words(visit("handler-khdt", "mine", language="en"))
        for part in (
            "Nguyễn Văn An",
            "Registration of a private enterprise",
            "30 minutes late",
            "09:00, 05/11/2026",
        ):
            assert part in text, part

    def test_unread_messages_are_told(self, mixed, visit, moment):
        dossier = mixed["one"]
        dossier.filed_by = "mai"
        api.portal.get().acl_users.source_users.addUser("mai", "mai", "secret-secret")
        with moment(11, 2, 12), api.env.adopt_user(username="mai"):
            write_message(dossier, "Xin hỏi", Side.CITIZEN)
        assert "New messages: 1" in words(visit("handler-khdt", "mine", language="en"))

    def test_nobody_else_sees_the_screen(self, centre, anonymous, visit, http_request, sent_to):
        centre.acl_users.source_users.addUser("an-nobody", "an-nobody", "secret-secret")
        visit("nobody")
        assert http_request.response.getStatus() == 403

    def test_pages_are_private(self, mixed, visit, http_request):
        visit("receiver", "to_receive")
        assert http_request.response.getHeader("Cache-Control") == "private, no-store"

    def test_empty_lists_are_kind(self, centre, visit):
        table = ["today", "overdue", "followed", "to_receive"]
        for queue in table:
            assert "desk-empty" in visit("receiver", queue)


class TestFilters:
    """Narrowing down."""

    def test_filters(self, mixed, listed):
        table = [
            ({"department": "tp"}, ["justice"]),
            ({"department": ["tp", "khdt"]}, ["filed", "posted", "one", "other", "justice"]),
            ({"channel": ["post", "counter"]}, ["posted"]),
            ({"state": "to_assign"}, ["other"]),
            ({"procedure": "1.000656"}, ["justice"]),
            ({"officer": "an-handler-khdt"}, ["one"]),
            ({"officer": "-", "state": ["received"]}, ["justice"]),
            ({"received_from": "2026-11-02", "received_to": "2026-11-02"}, ["one", "other", "justice"]),
            ({"received_from": "2026-11-03"}, []),
            ({"due_to": "2026-11-01"}, []),
            ({"due_from": "2026-11-05", "due_to": "2026-11-05"}, ["one", "other", "justice"]),
            ({"paused": "yes"}, []),
            ({"paused": "no", "department": "tp"}, ["justice"]),
            ({"department": ""}, ["filed", "posted", "one", "other", "justice"]),
        ]
        for form, expected in table:
            assert sorted(listed("supervisor", "all", **form)) == sorted(mixed[name].number for name in expected)

    def test_a_filter_that_can_not_be_read_shows_nothing_and_says_so(self, mixed, visit, listed):
        table = [
            {"department": "ubnd"},
            {"state": "sleeping"},
            {"state": ["signing", "x"]},
            {"channel": "\x00x"},
            {"procedure": "1.000656' OR 1=1"},
            {"procedure": ["1.000656", "1.000657"]},
            {"due_from": "tomorrow"},
            {"due_from": "2026-02-30"},
            {"due_from": "0001-01-01"},
            {"due_to": "9999-12-31"},
            {"received_from": "٢٠٢٦-01-01"},
            {"received_from": "2026-11-03", "received_to": "2026-11-02"},
            {"paused": "maybe"},
            {"counter": "x" * 10_000},
        ]
        for form in table:
            html = visit("supervisor", "all", **form)
            assert "alert-danger" in html
            assert "data-row" not in html

    def test_a_department_of_others_is_not_offered(self, mixed, visit):
        assert "alert-danger" in visit("handler-khdt", "all", department="tp")

    def test_odd_parameters_do_no_harm(self, mixed, visit):
        table = [
            {"sort": "nonsense"},
            {"sort": ["due", "filed"]},
            {"size": "1000000"},
            {"size": "-1"},
            {"col": "nonsense"},
            {"col": ["due", "state", "due"]},
            {"after": "nonsense"},
            {"after": "[" * 5_000},
            {"after": '[30, "9999-99-99", "x"]'},
            {"after": '[30, "0001-01-01T00:00:00+14:00", "x"]'},
            {"after": '[-1, null, "x"]'},
            {"after": '[true, null, "x"]'},
            {"after": '[1e400, null, {"a": 1}]'},
            {"after": '{"a": 1}', "sort": "applicant"},
            {"after": "[1, 5, 6]", "sort": "applicant"},
            {"view": "x"},
            {"view": "99999999999999999999"},
            {"unknown": "x" * 10_000},
            {"officer": "nobody' --"},
        ]
        for form in table:
            assert "desk-screen" in visit("supervisor", "all", **form)

    def test_columns_are_chosen(self, mixed, visit):
        html = visit("supervisor", "all", col=["filed", "applicant"], language="en")
        heads = [" ".join(each.itertext()).strip() for each in lxml.html.fromstring(html).xpath("//th")]
        assert heads == ["Selected", "Dossier", "Applicant", "Filed", "Follow"]


class TestOrder:
    """Sorting and paging."""

    def test_pages_have_every_row_once(self, mixed, received, monkeypatch, visit, sent_to):
        for day, name in ((3, "Đỗ Ba"), (3, "An"), (4, "Đỗ Ba")):
            received(day, name=name)
        monkeypatch.setattr("hcc_longan.desk.lists.lists.SIZES", (3, 100))
        for sort in (f"{minus}{column}" for column in SORTS for minus in ("", "-")):
            whole = numbers_of(visit("supervisor", "all", sort=sort, size="100"))
            assert len(set(whole)) == 8
            found, form = [], {"sort": sort}
            for _page in range(3):
                html = visit("supervisor", "all", **form)
                found += numbers_of(html)
                form = next_of(html)
            assert found == whole
            assert form == {}

    def test_names_are_in_order_however_accented(self, received, listed):
        for name in ("Đỗ Ba", "Ân", "An", "Zorro"):
            received(name=name)
        rows = listed("supervisor", "all", sort="applicant")
        names = [queries.find_row(number).applicant for number in rows]
        assert names[2:] == ["Đỗ Ba", "Zorro"]

    def test_paging_is_stable_while_rows_move(self, received, act, moment, monkeypatch, visit):
        dossiers = [received(2, 8 + number) for number in range(3)] + [received(3, 8 + number) for number in range(2)]
        monkeypatch.setattr("hcc_longan.desk.lists.lists.SIZES", (2, 100))
        html = visit("receiver", "to_hand_over")
        first = numbers_of(html)
        # A colleague hands over what was on the first page, and something comes in.
        with moment(11, 3, 10):
            act(dossiers[0], "hand_over", "receiver")
            act(dossiers[1], "hand_over", "receiver")
        received(3, 10)
        html = visit("receiver", "to_hand_over", **next_of(html))
        assert first == [dossier.code for dossier in dossiers[:2]]
        assert numbers_of(html) == [dossier.code for dossier in dossiers[2:4]]

    def test_counting_ends_somewhere(self, received, monkeypatch, visit):
        for number in range(4):
            received(2, 8 + number)
        monkeypatch.setattr(queries, "COUNTED", 2)
        monkeypatch.setattr("hcc_longan.desk.lists.lists.SIZES", (1, 100))
        monkeypatch.setattr("hcc_longan.desk.lists.rail.MOST", 2)
        html = visit("receiver", "to_hand_over")
        assert "2+" in words(html, "//h1")
        assert rail(html)["to_hand_over"] == "2+"


class TestViews:
    """Views of one's own."""

    def test_the_start_of_a_list_that_is_theirs_no_more_leads_nowhere(self, mixed, visit):
        views.save("an-handler-khdt", "Ký", "to_sign", "", is_start=True)
        assert mixed["one"].number in visit("handler-khdt")

    def test_kept_shown_begun_with_and_removed(self, mixed, visit, sent_to, listed):
        query = "department=tp&sort=-filed&col=applicant&after=x&unknown=1"
        visit("supervisor", "all", method="POST", save_view="1", name="Tư pháp", start="1", query=query)
        path, form = sent_to()
        (view,) = views.of("an-supervisor")
        assert path == f"{LISTS}/all"
        assert form == {
            "department": ["tp"],
            "sort": ["-filed"],
            "col": ["number", "applicant"],
            "view": [str(view.id)],
        }
        assert "Tư pháp" in words(visit("supervisor", "overdue"), "//nav[@class='desk-rail']")
        # The desk's address without anything leads there.
        assert visit("supervisor") == ""
        assert sent_to() == (path, form)
        assert listed("supervisor", "all", **form) == [mixed["justice"].number]
        visit("supervisor", "all", method="POST", remove_view=str(view.id))
        assert not views.of("an-supervisor")

    def test_a_bad_name_is_refused_and_stays(self, centre, visit):
        table = ["", " ", "x" * 100, ["a", "b"] * 40]
        for name in table:
            html = visit("supervisor", "all", method="POST", save_view="1", name=name, query="sort=-due")
            assert "alert-danger" in html
            assert not views.of("an-supervisor")
            assert lxml.html.fromstring(html).xpath("//input[@name='sort']/@value") == ["-due"]

    def test_without_the_pages_token_nothing_happens(self, centre, visit):
        html = visit("supervisor", "all", method="POST", save_view="1", name="x", query="", _authenticator="wrong")
        assert "alert-danger" in html
        assert not views.of("an-supervisor")

    def test_a_view_of_another_is_not_removed(self, centre, visit):
        made = views.save("somebody", "theirs", "all", "")
        visit("supervisor", "all", method="POST", remove_view=str(made))
        assert views.of("somebody")


class TestFollowing:
    """The star."""

    def test_a_star_on_and_off(self, mixed, visit, listed, sent_to):
        uid = mixed["one"].UID()
        visit("handler-khdt", "mine", method="POST", follow=uid, query="sort=filed")
        assert sent_to() == (f"{LISTS}/mine", {"sort": ["filed"]})
        assert following.is_followed(uid, "an-handler-khdt")
        assert listed("handler-khdt", "followed") == [mixed["one"].number]
        visit("handler-khdt", "mine", method="POST", follow=uid)
        assert listed("handler-khdt", "followed") == []

    def test_what_is_no_dossier(self, mixed, visit):
        table = ["", "x", "\x00", "' OR 1=1 --"]
        for uid in table:
            visit("handler-khdt", "mine", method="POST", follow=uid)
        assert not session().scalars(select(FollowRow)).all()

    def test_nobody_follows_what_they_do_not_see(self, mixed, visit):
        uid = mixed["justice"].UID()
        visit("handler-khdt", "mine", method="POST", follow=uid)
        assert not following.is_followed(uid, "an-handler-khdt")

    def test_who_loses_the_right_loses_the_row(self, mixed, visit, listed):
        following.follow(mixed["justice"].UID(), "an-handler-khdt")
        assert listed("handler-khdt", "followed") == []

    def test_closed_dossiers_are_followed_on(self, mixed, visit, listed, act, moment):
        following.follow(mixed["filed"].UID(), "an-handler-khdt")
        with moment(11, 3):
            act(mixed["filed"], "refuse", "receiver", reason="Không đúng", legal_basis="NĐ 61/2018/NĐ-CP")
        assert listed("handler-khdt", "followed") == [mixed["filed"].number]

    def test_the_button_on_a_dossier(self, mixed, http_request):
        dossier = mixed["one"]
        with api.env.adopt_user(username="an-handler-khdt"):
            view = dossier.restrictedTraverse("@@desk-follow")
            http_request.form.clear()
            http_request.method = "POST"
            assert 'aria-pressed="false"' in view()
            assert not following.followers(dossier.UID())


class TestDownload:
    """Taking a list away."""

    def test_what_is_shown_and_nothing_else(self, mixed, visit, http_request, caplog):
        caplog.set_level("INFO")
        rows = read_csv(
            visit("supervisor", "all", format="csv", language="en", col=["applicant", "state"], state="to_assign")
        )
        assert rows == [["Dossier", "Applicant", "State"], [mixed["other"].code, "Nguyễn Văn An", "To assign"]]
        assert http_request.response.getHeader("Content-Disposition").startswith('attachment; filename="all-')
        assert "taken away by an-supervisor: all-" in caplog.text

    def test_only_what_the_officer_may_see(self, mixed, visit):
        rows = read_csv(visit("handler-tp", "all", format="csv"))
        assert [row[0] for row in rows[1:]] == [mixed["justice"].code]

    def test_a_workbook(self, mixed, visit, http_request):
        data = b"".join(visit("supervisor", "all", format="xlsx"))
        assert data.startswith(b"PK")
        assert str(len(data)) == http_request.response.getHeader("Content-Length")

    def test_in_the_order_shown(self, mixed, visit, listed):
        rows = read_csv(visit("supervisor", "all", format="csv", sort="-filed"))
        assert [row[0] for row in rows[1:]] == listed("supervisor", "all", sort="-filed")

    def test_what_was_found(self, mixed, visit):
        rows = read_csv(visit("supervisor", format="csv", q="binh"))
        assert [row[0] for row in rows[1:]] == [mixed["justice"].code]

    def test_what_can_not_be_taken_away(self, mixed, visit, sent_to):
        table = [{"format": "pdf"}, {"format": "csv", "state": "x"}]
        for form in table:
            assert visit("supervisor", "all", **form) == ""
            assert sent_to()[0] == f"{LISTS}/all"


class TestSearch:
    """Finding."""

    def test_searching(self, mixed, listed):
        table = [
            ("trần thị bình", ["justice"]),
            ("binh tran", ["justice"]),
            ("tr b", ["justice"]),
            ("0900000001", ["one", "other", "justice", "filed", "posted"]),
            ("+84 900 000 001", ["one", "other", "justice", "filed", "posted"]),
            ("080123456789", ["one", "other", "justice", "filed", "posted"]),
            ("1.000656", ["justice"]),
            ("khai tu", ["justice"]),
            ("không có gì", []),
            ("'; DROP TABLE dossiers; --", []),
            ("%", []),
            ("x" * 100_000, []),
            ("\ud800", []),
        ]
        for text, expected in table:
            assert sorted(listed("supervisor", q=text)) == sorted(mixed[name].number for name in expected)

    def test_an_exact_number_leads_to_the_dossier(self, mixed, visit, sent_to):
        dossier = mixed["one"]
        for text in (dossier.code, dossier.tracking_number, dossier.tracking_number.lower().replace("-", "")):
            assert visit("supervisor", q=text) == ""
            assert sent_to()[0] == f"/plone/vi/can-bo/ho-so/{dossier.code}"

    def test_a_part_of_a_number(self, mixed, listed):
        code = mixed["one"].code
        assert code in listed("supervisor", q=code.partition("-")[2])

    def test_only_what_the_officer_may_see(self, mixed, visit, listed, sent_to):
        table = [("handler-khdt", False), ("handler-tp", True), ("handler-thue", False)]
        for who, found in table:
            dossier = mixed["justice"]
            for text in ("binh", dossier.code, dossier.tracking_number, "1.000656"):
                html = visit(who, q=text)
                assert (html == "" or dossier.code in numbers_of(html)) == found, text

    def test_an_agency_finds_what_it_was_asked(self, mixed, listed, act, moment):
        assert listed("handler-thue", q="nguyen van an") == [mixed["one"].code]
        with moment(11, 3):
            act(mixed["one"], "answer_agency", "handler-thue", task="1", text="Không nợ.")
        assert listed("handler-thue", q="nguyen van an") == []

    def test_closed_ones_are_found(self, mixed, listed, act, moment):
        with moment(11, 3):
            act(mixed["filed"], "refuse", "receiver", reason="Không đúng", legal_basis="NĐ 61/2018/NĐ-CP")
        assert mixed["filed"].number in listed("receiver", q="nguyen an")

    def test_more_than_is_shown_is_told(self, mixed, visit, monkeypatch):
        monkeypatch.setattr("hcc_longan.desk.lists.search.MOST", 2)
        html = visit("supervisor", q="nguyen", language="en")
        assert len(numbers_of(html)) == 2
        assert "There are more." in words(html)


def numbers_of(html: str) -> list[str]:
    return [link.text_content().strip() for link in lxml.html.fromstring(html).xpath("//a[@data-row]")]


def next_of(html: str) -> dict:
    """The parameters of the next page; none on the last one."""

    links = lxml.html.fromstring(html).xpath("//a[@rel='next']/@href")
    return {name: value[0] for name, value in parse_qs(urlsplit(links[0]).query).items()} if links else {}

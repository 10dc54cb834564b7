"""Import of national records: what it changes, what it leaves alone, what it says."""

from hcc_longan.catalogue import importing
from hcc_longan.catalogue import search
from hcc_longan.catalogue import versions
from hcc_longan.catalogue.importing import Kind
from hcc_longan.catalogue.national import read_lines
from io import BytesIO
from itertools import islice
from plone import api
from plone.app.multilingual.interfaces import ITranslationManager
from plone.protect import createToken
from zExceptions import NotFound
from zope.lifecycleevent import modified

import json
import pytest
import transaction


RECORD = {
    "code": "1.900001",
    "name": "Cấp thẻ bạn đọc",
    "source_ministry": "Bộ Đọc Sách",
    "field": "Thư viện",
    "decision": "7/QĐ-BĐS",
    "kind": "Loại khác",
    "levels": ["Cấp tỉnh"],
    "applicants": ["Công dân Việt Nam"],
    "agency": "Thư viện tỉnh",
    "steps": "Bước 1: Điền phiếu.\nBước 2: Nhận thẻ.",
    "requirements": "Không",
    "components": [{"name": "Phiếu đăng ký", "originals": 1, "copies": 0}],
    "results": [{"code": "KQ.X1", "name": "Thẻ bạn đọc"}],
    "legal_basis_text": "Luật Đọc sách số 12/2020/QH14",
    "methods": [{"channel": "counter", "text": "2 Ngày làm việc\nMiễn phí"}],
}


def line(code: str = "1.900001", **changed) -> bytes:
    """A line of a national file."""
    return json.dumps({**RECORD, "code": code, **changed}, ensure_ascii=False).encode()


@pytest.fixture(autouse=True)
def _no_commit(portal, monkeypatch):
    """What an import commits stays within its test."""
    monkeypatch.setattr(transaction, "commit", lambda: transaction.savepoint(optimistic=True))


@pytest.fixture
def mapped(catalogue):
    """The catalogue, with the rules by which the records below belong to departments."""
    catalogue.mapping = [
        {"ministry": "Bộ Đọc Sách", "field": "", "department": "tp"},
        {"ministry": "Bộ Đọc Sách", "field": "Nhà sách", "department": "khdt"},
        {"ministry": "Bộ Im Lặng", "field": "", "department": None},
    ]
    return catalogue


@pytest.fixture
def bring_in(mapped):
    """Imports lines: gives the summary and the changes by code."""

    def run(*lines: bytes, only=(), **options) -> tuple[importing.Summary, dict[str, importing.Change]]:
        summary, changes = importing.Summary(), []
        importing.run(importing.Importer(mapped, only), read_lines(lines), summary, progress=changes.append, **options)
        return summary, {change.code: change for change in changes}

    return run


@pytest.fixture
def page_of(mapped):
    def find(code: str):
        (brain,) = api.portal.get_tool("portal_catalog")(
            portal_type="Procedure", procedure_code=code, path="/".join(mapped.getPhysicalPath())
        )
        return brain.getObject()

    return find


def state_of(page) -> str:
    return api.content.get_state(page)


class TestNew:
    """Records that the catalogue doesn't have."""

    def test_is_published_with_all_it_says(self, bring_in, page_of):
        summary, changes = bring_in(line())
        assert (summary.new, summary.changed, summary.same, summary.unmapped) == (1, 0, 0, 0)
        assert changes["1.900001"].kind is Kind.NEW
        page = page_of("1.900001")
        assert state_of(page) == "published"
        assert page.getId() == "cap-the-ban-doc"
        assert page.title == "Cấp thẻ bạn đọc"
        assert page.department == "tp"
        assert page.ways[0]["limit"] == 2
        assert page.fees[0]["rule"] == "free"
        assert [row["text_vi"] for row in page.steps] == ["Bước 1: Điền phiếu.", "Bước 2: Nhận thẻ."]
        assert page.legal_basis[0]["number"] == "12/2020/QH14"
        assert [version.number for version in versions.versions(page)] == [1]

    def test_is_found_and_read(self, bring_in, page_of, render, anonymous):
        bring_in(line())
        with anonymous():
            (brain,) = search.search(search.Query("the ban doc")).brains(0, 9)
            assert brain.procedure_facts["code"] == "1.900001"
            assert "Phiếu đăng ký" in render(page_of("1.900001")).text

    def test_two_of_one_name_have_addresses_of_their_own(self, bring_in, page_of):
        bring_in(line(), line("1.900002"))
        assert page_of("1.900002").getId() == "cap-the-ban-doc-1-900002"

    def test_nothing_happens_twice(self, bring_in, page_of):
        bring_in(line(), line("1.900002"))
        modified_at = page_of("1.900001").modified()
        summary, changes = bring_in(line(), line("1.900002"))
        assert (summary.new, summary.changed, summary.same) == (0, 0, 2)
        assert {change.kind for change in changes.values()} == {Kind.SAME}
        assert page_of("1.900001").modified() == modified_at
        assert len(versions.versions(page_of("1.900001"))) == 1

    def test_what_cannot_be_read_is_noted_to_check(self, bring_in, page_of, render, mapped):
        summary, _changes = bring_in(line(methods=[{"channel": "counter", "text": "20\nMiễn phí"}]))
        assert summary.to_check == 1
        page = page_of("1.900001")
        assert page.ways[0]["limit"] is None
        assert [(row["field"], row["problem"]) for row in page.to_check] == [("ways", "limit_without_unit")]
        listed = render(mapped, "completeness", gap="to_check")
        assert listed.texts("//tbody//*[@class='hcc-code']") == ["1.900001"]


class TestDepartments:
    """Which department a record belongs to."""

    def test_a_rule_with_a_field_goes_first(self, bring_in, page_of):
        bring_in(line(), line("1.900002", field="nhà sách"), line("1.900003", source_ministry="BỘ ĐỌC SÁCH"))
        assert [page_of(f"1.90000{number}").department for number in (1, 2, 3)] == ["tp", "khdt", "tp"]

    def test_without_a_department_a_record_is_kept_as_a_draft(self, bring_in, page_of, anonymous):
        codes = {"1.900001": "Bộ Im Lặng", "1.900002": "Bộ Nào Đó", "1.900003": ""}
        summary, changes = bring_in(*(line(code, source_ministry=ministry) for code, ministry in codes.items()))
        assert summary.unmapped == 3
        for code in codes:
            assert changes[code].is_unmapped
            assert state_of(page_of(code)) == "draft"
            assert page_of(code).department is None
        with anonymous():
            assert len(search.search(search.Query())) == 0

    def test_an_editors_choice_stays(self, bring_in, page_of):
        bring_in(line(source_ministry="Bộ Nào Đó"))
        page = page_of("1.900001")
        page.department = "khdt"
        modified(page)
        bring_in(line(source_ministry="Bộ Nào Đó", decision="8/QĐ-BĐS"))
        assert (page.department, page.decision) == ("khdt", "8/QĐ-BĐS")

    def test_a_later_rule_assigns(self, bring_in, page_of, mapped):
        bring_in(line(source_ministry="Bộ Nào Đó"))
        mapped.mapping = [*mapped.mapping, {"ministry": "Bộ Nào Đó", "field": "", "department": "tp"}]
        bring_in(line(source_ministry="Bộ Nào Đó"))
        assert page_of("1.900001").department == "tp"

    def test_a_new_field_joins_its_department(self, bring_in, page_of, furnished):
        bring_in(line(), line("1.900002", field="Hộ tịch"))
        assert page_of("1.900001").field == "tp-thu-vien"
        assert page_of("1.900002").field == "tp-ho-tich"
        for language, folder in (("vi", "co-quan"), ("en", "departments")):
            assert [row["title_vi"] for row in furnished[language][folder]["tp"].fields] == ["Hộ tịch", "Thư viện"]

    def test_only_some(self, bring_in, mapped):
        lines = (line(), line("1.900002", field="Nhà sách"), line("1.900003", source_ministry="Bộ Nào Đó"))
        summary, changes = bring_in(*lines, only=["khdt"])
        assert list(changes) == ["1.900002"]
        assert summary.new == 1
        assert len(mapped.objectIds()) == 1


class TestChanged:
    """Records that changed here, there, or in both places."""

    @pytest.fixture
    def page(self, bring_in, page_of):
        bring_in(line())
        return page_of("1.900001")

    def test_follows_the_national_record(self, page, bring_in):
        summary, changes = bring_in(line(name="Cấp thẻ thư viện", decision="8/QĐ-BĐS"))
        assert summary.changed == 1
        assert changes["1.900001"].fields == {
            "title": ("Cấp thẻ bạn đọc", "Cấp thẻ thư viện"),
            "decision": ("7/QĐ-BĐS", "8/QĐ-BĐS"),
        }
        assert (page.title, page.decision) == ("Cấp thẻ thư viện", "8/QĐ-BĐS")
        assert page.getId() == "cap-the-ban-doc"
        assert [version.record["decision"] for version in versions.versions(page)] == ["7/QĐ-BĐS", "8/QĐ-BĐS"]
        assert page.UID() == search.search(search.Query("the thu vien")).brains(0, 1)[0].UID

    def test_a_local_change_stays_as_long_as_the_national_record_does(self, page, bring_in):
        page.decision = "1/QĐ-UBND"
        modified(page)
        summary, _changes = bring_in(line())
        assert (summary.same, summary.kept) == (1, 0)
        assert page.decision == "1/QĐ-UBND"

    def test_a_local_change_is_kept_and_noted_once(self, page, bring_in):
        page.decision = "1/QĐ-UBND"
        modified(page)
        summary, changes = bring_in(line(decision="8/QĐ-BĐS", agency="Thư viện tỉnh Long An"))
        assert (summary.changed, summary.kept) == (1, 1)
        assert changes["1.900001"].kept == ["decision"]
        assert page.decision == "1/QĐ-UBND"
        assert page.agencies[0]["name_vi"] == "Thư viện tỉnh Long An"
        noted = [("decision", "local_change_kept")]
        assert [(row["field"], row["problem"]) for row in page.to_check] == noted
        summary, _changes = bring_in(line(decision="8/QĐ-BĐS", agency="Thư viện tỉnh Long An"))
        assert (summary.same, summary.kept) == (1, 0)
        bring_in(line(decision="9/QĐ-BĐS", agency="Thư viện tỉnh Long An"))
        assert [(row["field"], row["problem"]) for row in page.to_check] == noted

    def test_the_same_change_in_both_places_is_none(self, page, bring_in):
        page.decision = "8/QĐ-BĐS"
        modified(page)
        summary, changes = bring_in(line(decision="8/QĐ-BĐS"))
        assert (summary.kept, changes["1.900001"].fields) == (0, {})
        assert not page.to_check

    def test_what_was_empty_here_is_filled(self, page, bring_in):
        page.results = []
        modified(page)
        bring_in(line(results=[{"code": "KQ.X2", "name": "Thẻ mới"}]))
        assert page.results[0]["code"] == "KQ.X2"

    def test_a_procedure_that_editors_wrote_is_recognised_by_its_code(self, make_procedure, bring_in):
        own = make_procedure(code="1.900001", department="tp", kind=None)
        _summary, changes = bring_in(line())
        assert changes["1.900001"].kind is Kind.CHANGED
        assert own.title == "Đăng ký thành lập doanh nghiệp tư nhân"
        assert own.kind == "other"
        assert "title" in own.to_check[0]["field"]

    def test_the_english_page_shares_what_it_shares(self, page, bring_in, furnished):
        english = api.content.create(
            furnished["en"]["procedures"], "Procedure", title="Library card", code=page.code, department="tp"
        )
        ITranslationManager(page).register_translation("en", english)
        bring_in(line(name="Cấp thẻ thư viện", decision="8/QĐ-BĐS"))
        assert english.decision == "8/QĐ-BĐS"
        assert english.title == "Library card"


class TestAbolished:
    """Procedures that the file has no more."""

    def test_only_with_the_flag(self, bring_in, page_of):
        bring_in(line(), line("1.900002"))
        summary, changes = bring_in(line())
        assert summary.abolished == 1
        assert changes["1.900002"].kind is Kind.ABOLISHED
        assert state_of(page_of("1.900002")) == "published"
        bring_in(line(), abolish=True)
        assert state_of(page_of("1.900002")) == "abolished"
        assert state_of(page_of("1.900001")) == "published"
        summary, _changes = bring_in(line(), abolish=True)
        assert summary.abolished == 0

    def test_only_of_ministries_in_the_file(self, bring_in, page_of, mapped):
        mapped.mapping = [*mapped.mapping, {"ministry": "Bộ Khác", "field": "", "department": "tp"}]
        bring_in(line(), line("1.900002", source_ministry="Bộ Khác"))
        summary, _changes = bring_in(line("1.900003", source_ministry="Bộ Khác"), abolish=True)
        assert summary.abolished == 1
        assert [state_of(page_of(f"1.90000{number}")) for number in (1, 2)] == ["published", "abolished"]

    def test_only_of_departments_asked_for(self, bring_in, page_of):
        bring_in(line(), line("1.900002", field="Nhà sách"))
        bring_in(line("1.900003"), only=["khdt"], abolish=True)
        assert [state_of(page_of(f"1.90000{number}")) for number in (1, 2)] == ["published", "abolished"]

    def test_not_what_an_editor_abolished_after_publishing_it_again(self, bring_in, page_of):
        bring_in(line(), line("1.900002"))
        bring_in(line(), abolish=True)
        page = page_of("1.900002")
        api.content.transition(page, "publish")
        api.content.transition(page, "abolish")
        _summary, changes = bring_in(line(), line("1.900002"))
        assert changes["1.900002"].kind is Kind.SAME
        assert state_of(page) == "abolished"

    def test_never_what_editors_wrote(self, make_procedure, bring_in):
        own = make_procedure(code="1.900009")
        bring_in(line(), abolish=True)
        assert state_of(own) == "published"

    def test_never_what_is_not_published(self, bring_in, page_of):
        bring_in(line(), line("1.900002", source_ministry="Bộ Nào Đó"), line("1.900003"))
        for transition in ("retract", "submit"):
            api.content.transition(page_of("1.900003"), transition)
        # The ministry of the draft is covered as well.
        summary, changes = bring_in(line(), line("1.900004", source_ministry="Bộ Nào Đó"), abolish=True)
        assert list(changes) == ["1.900001", "1.900004"]
        assert summary.abolished == 0
        assert [state_of(page_of(f"1.90000{number}")) for number in (2, 3)] == ["draft", "review"]

    def test_an_unchanged_record_that_comes_back_is_published_again(self, bring_in, page_of):
        bring_in(line(), line("1.900002"))
        bring_in(line(), abolish=True)
        summary, changes = bring_in(line(), line("1.900002"))
        assert (summary.changed, changes["1.900002"].kind) == (1, Kind.CHANGED)
        assert state_of(page_of("1.900002")) == "published"
        summary, _changes = bring_in(line(), line("1.900002"))
        assert (summary.changed, summary.same) == (0, 2)

    def test_what_an_editor_abolished_stays_so(self, bring_in, page_of):
        bring_in(line())
        api.content.transition(page_of("1.900001"), "abolish")
        _summary, changes = bring_in(line())
        assert changes["1.900001"].kind is Kind.SAME
        bring_in(line(decision="8/QĐ-BĐS"))
        assert page_of("1.900001").decision == "8/QĐ-BĐS"
        assert state_of(page_of("1.900001")) == "abolished"

    def test_the_english_page_goes_and_comes_with_it(self, bring_in, page_of, furnished):
        bring_in(line(), line("1.900002"))
        english = api.content.create(furnished["en"]["procedures"], "Procedure", title="Library card", code="1.900002")
        ITranslationManager(page_of("1.900002")).register_translation("en", english)
        api.content.transition(english, "publish")
        bring_in(line(), abolish=True)
        assert state_of(page_of("1.900002")) == state_of(english) == "abolished"
        bring_in(line(), line("1.900002"))
        assert state_of(page_of("1.900002")) == state_of(english) == "published"

    def test_a_changed_record_that_comes_back_is_published_again(self, bring_in, page_of):
        bring_in(line(), line("1.900002"))
        bring_in(line(), abolish=True)
        bring_in(line(), line("1.900002", decision="8/QĐ-BĐS"))
        assert state_of(page_of("1.900002")) == "published"


class TestReport:
    """What an import says, and what it must not do."""

    def test_broken_lines_are_named_and_the_rest_goes_on(self, bring_in, page_of):
        summary, changes = bring_in(
            line(), b"", b"{not json", b'["a list"]', line("12"), line("1.900002", name=""), line(), line("1.900003")
        )
        assert [broken.line for broken in summary.broken] == [3, 4, 5, 6, 7]
        assert "line 1 already" in summary.broken[-1].reason
        assert list(changes) == ["1.900001", "1.900003"]
        assert page_of("1.900003")

    def test_a_dry_run_says_it_all_and_writes_nothing(self, bring_in, page_of, mapped, furnished):
        bring_in(line(), line("1.900002"))
        before = (page_of("1.900001").modified(), furnished["vi"]["co-quan"]["khdt"].fields)
        lines = (line(decision="8/QĐ-BĐS"), line("1.900003", field="Nhà sách"))
        summary, changes = bring_in(*lines, dry_run=True, abolish=True)
        assert (summary.new, summary.changed, summary.abolished) == (1, 1, 1)
        assert changes["1.900001"].fields == {"decision": ("7/QĐ-BĐS", "8/QĐ-BĐS")}
        assert sorted(mapped.objectIds()) == ["cap-the-ban-doc", "cap-the-ban-doc-1-900002"]
        assert page_of("1.900001").decision == "7/QĐ-BĐS"
        assert state_of(page_of("1.900002")) == "published"
        assert (page_of("1.900001").modified(), furnished["vi"]["co-quan"]["khdt"].fields) == before

    def test_more_than_a_batch(self, bring_in, mapped, monkeypatch):
        monkeypatch.setattr(importing, "BATCH", 2)
        commits = []
        monkeypatch.setattr(transaction, "commit", lambda: commits.append(len(mapped.objectIds())))
        summary, _changes = bring_in(*(line(f"1.90000{number}") for number in range(1, 6)))
        assert summary.new == 5
        assert commits == [2, 4, 5]

    def test_a_conflict_is_tried_again(self, bring_in, page_of, monkeypatch):
        tries = []

        def commit() -> None:
            tries.append(1)
            if len(tries) == 1:
                raise transaction.interfaces.TransientError("somebody else was faster")

        monkeypatch.setattr(transaction, "commit", commit)
        monkeypatch.setattr(transaction, "abort", lambda: None)
        summary, _changes = bring_in(line())
        assert (len(tries), summary.new) == (2, 1)
        assert state_of(page_of("1.900001")) == "published"


class TestPages:
    """Upload, preview, apply."""

    @pytest.fixture
    def post(self, mapped, http_request):
        """Sends a form as the browser does; gives the answer."""

        def send(view: str, **form) -> str:
            http_request.form.clear()
            http_request.form.update({"_authenticator": createToken(), **form})
            http_request.method = http_request.environ["REQUEST_METHOD"] = "POST"
            try:
                return mapped.restrictedTraverse(f"@@{view}")()
            finally:
                http_request.method = http_request.environ["REQUEST_METHOD"] = "GET"

        return send

    def upload(self, post, *lines: bytes, **form) -> str:
        """Uploads a file; gives the name of the job."""
        file = BytesIO(b"\n".join(lines))
        file.filename = "C:\\fakepath\\quoc-gia.jsonl".replace("\\", "/")
        address = post("import-procedures", file=file, **form)
        return address.rpartition("job=")[2]

    def test_preview_writes_nothing_and_apply_does(self, post, mapped, render, page_of):
        job = self.upload(post, line(), line("1.900002", source_ministry="Bộ Nào Đó"), b"{broken")
        page = render(mapped, "import-preview", job=job)
        figures = [int(text.split()[0]) for text in page.texts("//ul[@class='hcc-figures']/li")]
        assert figures == [2, 0, 0, 0, 1, 0, 0]
        assert "quoc-gia.jsonl" in page.text
        assert page.texts("//tbody//*[@class='hcc-code']") == ["1.900001", "1.900002"]
        assert len(page.texts("//div[contains(@class, 'alert-danger')]//li")) == 1
        assert mapped.objectIds() == []
        done = post("import-apply", job=job, start="1")
        assert "2 / 2" in " ".join(done.replace("<span>", " ").split())
        assert state_of(page_of("1.900001")) == "published"
        again = render(mapped, "import-preview", job=job)
        assert [int(text.split()[0]) for text in again.texts("//ul[@class='hcc-figures']/li")] == [0, 0, 2, 0, 1, 0, 0]
        assert len(again.texts("//p[contains(@class, 'alert-success')]")) == 1

    def test_preview_shows_changes_field_by_field(self, post, mapped, render, bring_in):
        bring_in(line(), line("1.900002"))
        job = self.upload(post, line(decision="8/QĐ-BĐS"))
        changed = render(mapped, "import-preview", job=job, kind="changed")
        assert changed.texts("//div[@class='hcc-old']") == ["7/QĐ-BĐS"]
        assert changed.texts("//div[@class='hcc-new']") == ["8/QĐ-BĐS"]
        gone = render(mapped, "import-preview", job=job, kind="abolished")
        assert gone.texts("//tbody//*[@class='hcc-code']") == ["1.900002"]

    def test_apply_goes_on_where_it_stopped(self, post, mapped, monkeypatch):
        monkeypatch.setattr(importing, "BATCH", 2)
        job = self.upload(post, *(line(f"1.90000{number}") for number in range(1, 4)))
        post("import-apply", job=job, start="1")
        assert len(mapped.objectIds()) == 2
        post("import-apply", job=job)
        assert len(mapped.objectIds()) == 3

    def test_apply_abolishes_only_when_told(self, post, bring_in, page_of):
        bring_in(line(), line("1.900002"))
        job = self.upload(post, line())
        post("import-apply", job=job, start="1")
        assert state_of(page_of("1.900002")) == "published"
        post("import-apply", job=job, start="1", abolish="1")
        assert state_of(page_of("1.900002")) == "abolished"

    def test_some_departments(self, post, mapped, page_of):
        job = self.upload(post, line(), line("1.900002", field="Nhà sách"), departments=["khdt"])
        post("import-apply", job=job, start="1")
        assert len(mapped.objectIds()) == 1
        assert page_of("1.900002").department == "khdt"

    def test_a_file_that_is_none(self, post, mapped):
        for lines in ((), (b"name;code", b"a;b")):
            file = BytesIO(b"\n".join(lines))
            file.filename = "thu-tuc.csv"
            assert 'id="import-error"' in post("import-procedures", file=file)

    def test_removed_uploads_are_gone(self, post, mapped, render):
        job = self.upload(post, line())
        assert "quoc-gia.jsonl" in render(mapped, "import-procedures").text
        post("import-procedures", remove=job)
        assert "quoc-gia.jsonl" not in render(mapped, "import-procedures").text
        with pytest.raises(NotFound):
            render(mapped, "import-preview", job=job)


def test_real_records(catalogue, national_records):
    """The first 60: previewed, brought in, and repeated without a change."""
    with national_records.open("rb") as file:
        lines = list(islice(file, 60))
    ministries = {json.loads(each)["source_ministry"] for each in lines}
    catalogue.mapping = [{"ministry": ministry, "field": "", "department": "tp"} for ministry in sorted(ministries)]

    def run(dry_run: bool = False) -> importing.Summary:
        summary = importing.Summary()
        importing.run(importing.Importer(catalogue), read_lines(lines), summary, dry_run)
        return summary

    assert run(dry_run=True).new == 60
    assert catalogue.objectIds() == []
    assert run().new == 60
    assert len(search.search(search.Query())) == 60
    again = run()
    assert (again.same, again.new, again.changed, again.broken) == (60, 0, 0, [])

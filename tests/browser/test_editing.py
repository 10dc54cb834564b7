"""What an editor does: change a procedure, look for gaps, bring in national records."""

from pathlib import Path

import json
import pytest
import requests


PASSWORD = "long-an-17-10-2016"


def test_a_change_is_shown_in_both_languages_and_kept_as_a_version(editor, site_url):
    address = f"{site_url}/vi/thu-tuc/dang-ky-hoat-dong-van-phong-cong-chung"
    editor.goto(f"{address}/edit")
    editor.evaluate("document.querySelectorAll('fieldset').forEach(f => f.style.display = 'block')")
    editor.locator("[name='form.widgets.ways.0.widgets.limit']").fill("4,5")
    editor.locator("[name='form.widgets.fees.0.widgets.amount']").fill("1.250.000")
    editor.locator("#form-buttons-save").click()
    editor.wait_for_selector(".hcc-summary")
    assert "4,5" in editor.locator("#ways").inner_text()
    assert "1.250.000 đồng" in editor.locator(".hcc-fees").inner_text()
    editor.locator(".hcc-languages").get_by_text("English").click()
    editor.wait_for_selector("html[lang=en] .hcc-summary")
    assert "VND 1,250,000" in editor.locator(".hcc-fees").inner_text()
    editor.goto(f"{address}/@@versions")
    assert editor.locator("tbody tr").count() == 2


def test_the_administrator_of_zope_may_make_more_sites(site_url):
    root = site_url.rpartition("/")[0]
    answer = requests.get(
        f"{root}/@sites", auth=("admin", PASSWORD), headers={"Accept": "application/json"}, timeout=60
    )
    assert answer.status_code == 200
    assert [site["id"] for site in answer.json()["sites"]] == ["hcc"]


def test_a_wrong_code_is_refused_and_nothing_is_lost(editor, site_url):
    editor.goto(f"{site_url}/vi/thu-tuc/++add++Procedure")
    editor.fill("[name='form.widgets.IBasic.title']", "Thủ tục thử")
    editor.fill("[name='form.widgets.code']", "abc")
    editor.fill("[name='form.widgets.keywords']", "một từ\nhai từ")
    editor.locator("#form-buttons-save").click()
    editor.wait_for_selector(".invalid-feedback, .fieldErrorBox, .error")
    assert "2.001610" in editor.locator("#formfield-form-widgets-code").inner_text()
    assert editor.input_value("[name='form.widgets.IBasic.title']") == "Thủ tục thử"
    assert editor.input_value("[name='form.widgets.keywords']").split() == ["một", "từ", "hai", "từ"]


@pytest.fixture
def records(tmp_path) -> Path:
    """A file with a good record, a dirty one, one of nobody's and a broken line."""
    good = {
        "code": "1.900001",
        "name": "Cấp giấy xác nhận thử nghiệm trình duyệt",
        "decision": "1/QĐ-BTP",
        "levels": ["Cấp tỉnh"],
        "kind": "Loại khác",
        "field": "Thử nghiệm",
        "applicants": ["Công dân Việt Nam"],
        "steps": "Bước 1: Nộp hồ sơ.\nBước 2: Nhận kết quả.",
        "methods": [{"channel": "online", "text": "5 Ngày làm việcMiễn phí"}],
        "components": [{"name": "Đơn đề nghị", "originals": 1, "copies": 0}],
        "legal_basis_text": "Luật Thử nghiệm01/2020/QH14",
        "agency": "Sở Tư pháp",
        "competent_authority": "",
        "requirements": "",
        "results": [{"name": "Giấy xác nhận", "code": "KQ.G15.900001"}],
        "source_ministry": "bo-tu-phap",
    }
    dirty = {
        **good,
        "code": "1.900002",
        "name": "Cấp lại giấy xác nhận thử nghiệm trình duyệt",
        "methods": [{"channel": "counter", "text": "3Miễn phí"}],
    }
    nobody = {**good, "code": "1.900003", "name": "Thủ tục của bộ khác", "source_ministry": "bo-khac"}
    path = tmp_path / "records.jsonl"
    lines = [json.dumps(record, ensure_ascii=False) for record in (good, dirty, nobody)]
    path.write_text("\n".join([lines[0], "{broken", *lines[1:]]), encoding="utf-8")
    return path


def test_national_records_are_previewed_applied_and_repeated_without_change(editor, site_url, records):
    imports = f"{site_url}/vi/thu-tuc/@@import-procedures"
    editor.goto(imports)
    editor.set_input_files("#file", str(records))
    editor.locator("form[enctype] button").click()
    editor.wait_for_selector(".hcc-figures")
    figures = _figures(editor)
    assert (figures["Mới"], figures["Chưa thuộc sở nào"]) == (3, 1)
    assert "2" in editor.locator(".alert-danger").inner_text()
    editor.locator("button[name=start]").click()
    editor.wait_for_selector(".alert-success")
    editor.goto(f"{site_url}/vi/thu-tuc?q=1.900001")
    assert editor.locator(".hcc-list h3").inner_text() == "Cấp giấy xác nhận thử nghiệm trình duyệt"
    editor.goto(f"{site_url}/vi/thu-tuc/@@completeness?gap=to_check")
    assert "1.900002" in editor.locator("table").inner_text()
    editor.goto(imports)
    editor.locator("table a").first.click()
    editor.wait_for_selector(".hcc-figures")
    assert _figures(editor)["Mới"] == 0
    assert editor.locator("button[name=start]").count() == 0


def _figures(page) -> dict[str, int]:
    """The figures of an import page by their titles."""
    return {
        item.locator("span").inner_text(): int(item.locator("strong").inner_text())
        for item in page.locator(".hcc-figures li").all()
    }

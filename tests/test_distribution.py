"""The distribution and its seed content, as files."""

from hcc_longan.catalogue import record as records
from hcc_longan.catalogue.content.procedure import IProcedure
from pathlib import Path
from plone.distribution.api import distribution as distributions
from zope.schema import getFieldNames

import json
import pytest


@pytest.fixture(scope="module")
def pages() -> dict[str, dict]:
    """The seed content by UID."""
    folder = Path(__file__).resolve().parent.parent / "content" / "content"
    items = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*/data.json")]
    return {item["UID"]: item for item in items}


@pytest.fixture(scope="module")
def procedures(pages) -> list[dict]:
    return [page for page in pages.values() if page["@type"] == "Procedure"]


@pytest.fixture
def translations(root, pages) -> list[dict[str, dict]]:
    """Linked pages by language."""
    groups = json.loads((root / "content" / "translations.json").read_text(encoding="utf-8"))
    return [
        {"vi": pages[group["canonical"]], "en": pages[group["translations"]["en"]]}
        for group in groups
        if group["canonical"] in pages and group["translations"].get("en") in pages
    ]


def language_of(page: dict) -> str:
    return page["@id"].split("/")[1]


def test_is_offered(portal):
    distribution = distributions.get("hcc_longan")
    assert distribution.title == "HCC Long An"
    assert distribution.headless is False
    assert "hcc_longan:default" in distribution.profiles
    assert distribution.contents["json"].joinpath("content").is_dir()
    assert {"site_id", "title"} <= set(distribution.schema["properties"])


def test_48_procedures_in_both_languages(procedures):
    codes = {
        language: sorted(page["code"] for page in procedures if language_of(page) == language)
        for language in ("vi", "en")
    }
    assert len(set(codes["vi"])) == len(codes["vi"]) == 48
    assert codes["en"] == codes["vi"]


def test_languages_are_linked(procedures, translations):
    linked = [pair for pair in translations if pair["vi"]["@type"] == "Procedure"]
    assert len(linked) == 48
    for pair in linked:
        assert (language_of(pair["vi"]), language_of(pair["en"])) == ("vi", "en")
        assert pair["vi"]["code"] == pair["en"]["code"]
        assert pair["vi"]["title"] != pair["en"]["title"]


def test_languages_share_one_record(translations):
    for pair in translations:
        if pair["vi"]["@type"] == "Procedure":
            for name in set(getFieldNames(IProcedure)) - {"keywords"}:
                assert pair["vi"][name] == pair["en"][name], (pair["vi"]["code"], name)


def test_every_procedure_is_complete(procedures):
    for page in procedures:
        assert records.missing_parts(page) == [], page["@id"]
        assert records.untranslated_parts(page) == [], page["@id"]
        for part in ("title", "description", "department", "field", "results", "legal_basis", "keywords"):
            assert page[part], (page["@id"], part)
        assert page["review_state"] == "published", page["@id"]


def test_every_text_is_there_in_both_languages_or_in_none(procedures):
    for page in procedures:
        for part, rows in page.items():
            for row in rows if isinstance(rows, list) else ():
                for name in [key for key in row if key.endswith("_en")] if isinstance(row, dict) else ():
                    vietnamese = row[f"{name[:-3]}_vi"]
                    assert bool(row[name]) == bool(vietnamese), (page["@id"], part, name)


def test_every_procedure_belongs_to_one_of_six_departments(pages, procedures):
    departments = [page for page in pages.values() if page["@type"] == "Department"]
    codes = {language: {p["code"] for p in departments if language_of(p) == language} for language in ("vi", "en")}
    assert codes["vi"] == codes["en"] == {"khdt", "tnmt", "xd", "ct", "tp", "khcn"}
    fields = {row["id"]: page["code"] for page in departments for row in page["fields"]}
    for page in procedures:
        assert fields[page["field"]] == page["department"], page["@id"]


def test_forms_that_are_named_are_there(pages, procedures):
    files = {page["@id"] for page in pages.values() if page["@type"] == "File"}
    canonical = {page["code"]: page["@id"] for page in procedures if language_of(page) == "vi"}
    for page in procedures:
        for row in page["components"]:
            if row["form_number"]:
                assert row["form_file"], (page["@id"], row["id"])
                assert f"{canonical[page['code']]}/{row['form_file']}" in files, (page["@id"], row["id"])


def test_it_brings_no_accounts(root, pages):
    assert not (root / "content" / "principals.json").exists()
    for page in pages.values():
        assert set(page.get("creators", [])) <= {"admin"}, page["@id"]
        actors = {entry["actor"] for history in (page.get("workflow_history") or {}).values() for entry in history}
        assert actors <= {"admin", None, ""}, page["@id"]


def test_it_brings_no_permissions(root):
    """They would take the place of the profile's, as they were when the content was exported."""
    metadata = json.loads((root / "content" / "content" / "__metadata__.json").read_text(encoding="utf-8"))
    assert metadata["local_permissions"] == {}

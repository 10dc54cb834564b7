"""Every text has a Vietnamese translation; English is the language of the message ids."""

from pathlib import Path

import pytest
import re
import runpy


ROOT = Path(__file__).resolve().parents[2]
LOCALES = ROOT / "src" / "hcc_longan" / "locales"
VIETNAMESE = LOCALES / "vi" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"\$\{\w+\}")


def messages(path: Path) -> dict[str, str]:
    """The messages of a catalogue file by their ids."""
    found = {}
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts = re.search(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|$))+)', block, re.MULTILINE)
        if parts:
            msgid, msgstr = ("".join(re.findall(r'"(.*)"', part)) for part in parts.groups())
            if msgid:
                found[msgid] = msgstr
    return found


@pytest.fixture(scope="module")
def in_the_code(tmp_path_factory) -> dict[str, str]:
    """The messages that the code, templates and profiles have now."""
    pot = tmp_path_factory.mktemp("locales") / "hcc_longan.pot"
    runpy.run_path(str(ROOT / "scripts" / "i18n.py"))["rebuild"](pot)
    return messages(pot)


def test_every_message_is_in_the_vietnamese_catalogue(in_the_code):
    missing = set(in_the_code) - set(messages(VIETNAMESE / "hcc_longan.po"))
    assert not missing, "run `make i18n` and translate"


def test_the_catalogue_has_no_message_that_the_code_lost(in_the_code):
    assert not set(messages(VIETNAMESE / "hcc_longan.po")) - set(in_the_code), "run `make i18n`"


@pytest.mark.parametrize("path", sorted(VIETNAMESE.glob("*.po")), ids=lambda path: path.name)
def test_nothing_is_left_untranslated_and_placeholders_stay(path):
    for msgid, msgstr in messages(path).items():
        assert msgstr, msgid
        if path.name == "hcc_longan.po":
            assert set(PLACEHOLDER.findall(msgid)) == set(PLACEHOLDER.findall(msgstr)), msgid

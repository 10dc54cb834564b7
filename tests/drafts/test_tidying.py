"""The end of drafts, and the control panel that sets it."""

from AccessControl import Unauthorized
from click.testing import CliRunner
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.drafts import commands
from hcc_longan.drafts import files
from hcc_longan.drafts import messages
from hcc_longan.drafts import store
from hcc_longan.drafts import tidying
from hcc_longan.drafts import uploads
from hcc_longan.drafts.settings import IDraftSettings
from hcc_longan.drafts.settings import setting
from io import BytesIO
from plone import api
from zope.interface import Invalid

import contextlib
import os
import pytest
import time


pytestmark = pytest.mark.layer("functional")

PDF = b"%PDF-1.7\n%%EOF"
URL = "https://hcc.example.vn"


@pytest.fixture(autouse=True)
def in_the_site(furnished, tmp_path, monkeypatch):
    """Somebody begins drafts here; nobody else's files are there."""
    monkeypatch.setenv("HCC_UPLOADS", str(tmp_path))


@pytest.fixture
def sent(monkeypatch):
    """The messages that were sent."""
    found = []
    monkeypatch.setattr(messages, "send_email", lambda to, subject, text, language="vi": found.append((to, text)))
    monkeypatch.setattr(messages, "send_sms", lambda number, text: found.append((number, text)))
    return found


@pytest.fixture
def begin(form):
    """Begins a draft of the form: `begin("mai")`, `begin(contact="0901234567")`."""

    def act(owner="", contact="", values=None):
        draft = store.new_draft(
            store.key_of(form), owner, "vi", path="/".join(form.getPhysicalPath()), title=form.title
        )
        draft = store.save(draft.token, {"a": "1"} if values is None else values, 0)
        return store.note_contact(draft.token, contact) if contact else draft

    return act


def in_days(days):
    return clock.at(clock.now() + timedelta(days=days))


@pytest.mark.usefixtures("people")
def test_everybody_who_can_be_reached_is_warned_once(begin, sent):
    begin("mai")
    written = begin(contact="nam@example.org")
    called = begin(contact="0901234567")
    begin()
    begin("gone")
    begin(contact="empty@example.org", values={})
    assert tidying.tidy(URL) == tidying.Figures()
    with in_days(26.9):
        assert tidying.tidy(URL) == tidying.Figures()
    with in_days(27.1):
        assert tidying.tidy(URL) == tidying.Figures(warned=3, unreachable=3)
        assert tidying.tidy(URL) == tidying.Figures(unreachable=3)
    texts = dict(sent)
    assert set(texts) == {"mai@example.org", "nam@example.org", "0901234567"}
    for to, draft in (("nam@example.org", written), ("0901234567", called)):
        assert f"{URL}/vi/thu/@@resume?t={draft.token}" in texts[to]


def test_saving_again_warns_again(begin, sent):
    draft = begin(contact="nam@example.org")
    with in_days(28):
        tidying.tidy(URL)
        store.save(draft.token, {"a": "2"}, draft.revision)
        assert tidying.tidy(URL) == tidying.Figures()
    with in_days(56):
        assert tidying.tidy(URL).warned == 1


def test_nobody_is_warned_if_the_centre_does_not_want_it(begin, sent):
    api.portal.set_registry_record("hcc_longan.drafts.warn_days", 0)
    begin(contact="nam@example.org")
    with in_days(29):
        assert tidying.tidy(URL) == tidying.Figures()
    assert sent == []


def test_drafts_end_with_their_files(begin):
    old = begin()
    uploads.receive(old, "don", "a.pdf", BytesIO(PDF))
    filed = begin()
    store.mark_filed(filed.token, "LA-1")
    with in_days(10):
        young = begin()
        uploads.receive(young, "don", "a.pdf", BytesIO(PDF))
    with in_days(31):
        assert tidying.tidy(URL) == tidying.Figures(drafts=2, files=1)
        assert store.get(young.token)
        assert [folder.name for folder in files.folders()] == [young.id]


def test_stray_files_go_after_a_day(begin):
    draft = begin()
    kept = uploads.receive(draft, "don", "a.pdf", BytesIO(PDF))
    stray, fresh, lost = (
        files.path_of(draft.id, "0" * 32),
        files.path_of(draft.id, "1" * 32),
        files.path_of("lost", "2"),
    )
    for path in (stray, fresh, lost):
        path.write_bytes(b"x")
    yesterday = time.time() - 25 * 3600
    for path in (stray, lost, lost.parent, files.path_of(draft.id, kept.id)):
        os.utime(path, (yesterday, yesterday))
    assert tidying.tidy(URL).orphans == 2
    assert fresh.exists()
    assert files.path_of(draft.id, kept.id).exists()
    assert not stray.exists()
    assert not lost.exists()


def test_the_command_prints_figures(begin, monkeypatch, portal):
    monkeypatch.setattr(commands, "in_site", lambda: contextlib.nullcontext(portal))
    begin()
    refused = CliRunner().invoke(commands.drafts, ["tidy"])
    assert refused.exit_code == 2
    assert "--url" in refused.output
    with in_days(31):
        done = CliRunner().invoke(commands.drafts, ["tidy", "--url", URL])
    assert (done.exit_code, done.output) == (
        0,
        "0 warned, 0 that end soon can't be warned; 1 drafts and 0 uploads deleted, 0 stray files removed.\n",
    )


def test_settings_are_for_administrators(portal, render, logged_in_as):
    with logged_in_as("Site Administrator"):
        page = render(portal, "draft-settings")
        fields = {name for name in IDraftSettings.names() if name != "warns_in_time"}
        assert {name.rpartition(".")[2] for name in page.document.xpath("//input[@type='text']/@name")} >= fields
        assert setting("keep_days") == 30
    with logged_in_as("Editor"), pytest.raises(Unauthorized):
        render(portal, "draft-settings")


def test_a_warning_after_the_end_is_refused():
    class Data:
        keep_days, warn_days = 3, 3

    with pytest.raises(Invalid):
        IDraftSettings.validateInvariants(Data)

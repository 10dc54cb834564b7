"""Drafts on both databases: saving from many places, tokens, the end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.drafts import store
from hcc_longan.drafts.errors import AlreadyFiled
from hcc_longan.drafts.errors import Changed
from hcc_longan.drafts.errors import NoSuchDraft
from hcc_longan.drafts.errors import TooLarge
from hcc_longan.drafts.errors import TooManyDrafts
from hcc_longan.drafts.tables import DraftRow
from hcc_longan.drafts.values import clean_values
from hcc_longan.drafts.values import LARGEST
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import session
from hcc_longan.protection import limits
from hcc_longan.protection import tokens
from sqlalchemy import select
from sqlalchemy import text

import pytest
import transaction


class TestSaving:
    def test_what_was_typed_is_read_again(self, draft):
        typed = {"form.widgets.name": "Nguyễn Thị Mai 😀", "form.widgets.choice": ["a", "b"]}
        saved = store.save(draft.token, typed, draft.revision)
        found = store.get(draft.token)
        assert found == saved
        assert (found.values, found.revision) == (typed, 1)

    def test_a_change_elsewhere_is_told_and_kept(self, draft):
        store.save(draft.token, {"a": "here"}, 0, "tab-1", 1)
        with pytest.raises(Changed) as told:
            store.save(draft.token, {"a": "there"}, 0, "tab-2", 1)
        assert told.value.current.values == {"a": "here"}
        assert store.get(draft.token).values == {"a": "here"}
        mine = store.save(draft.token, {"a": "there"}, told.value.current.revision, "tab-2", 2)
        assert (mine.values, mine.revision) == ({"a": "there"}, 2)

    def test_pages_without_a_name_are_different_pages(self, draft):
        store.save(draft.token, {"a": "1"}, 0)
        with pytest.raises(Changed):
            store.save(draft.token, {"a": "2"}, 0)

    def test_the_same_from_elsewhere_is_no_change(self, draft):
        store.save(draft.token, {"a": "1"}, 0, "tab-1", 1)
        assert store.save(draft.token, {"a": "1"}, 0, "tab-2", 1).revision == 1

    def test_an_answer_that_got_lost_is_no_change_by_somebody_else(self, draft):
        store.save(draft.token, {"a": "1"}, 0, "tab-1", 1)
        assert store.save(draft.token, {"a": "12"}, 0, "tab-1", 2).values == {"a": "12"}

    def test_a_saving_that_was_overtaken_changes_nothing(self, draft):
        store.save(draft.token, {"a": "123"}, 0, "tab-1", 2)
        assert store.save(draft.token, {"a": "1"}, 0, "tab-1", 1).values == {"a": "123"}
        assert store.save(draft.token, {"a": "12"}, 1, "tab-1", 1).values == {"a": "123"}

    def test_of_many_at_once_one_saves_and_the_others_are_told(self, draft):
        def save(number: int) -> str:
            try:
                store.save(draft.token, {"a": str(number)}, 0, f"tab-{number}", 1)
            except Changed:
                return "told"
            return "saved"

        with ThreadPoolExecutor(8) as tabs:
            assert sorted(tabs.map(save, range(8))) == ["saved"] + ["told"] * 7
        assert store.get(draft.token).revision == 1

    def test_saving_stays_when_the_request_fails(self, draft):
        transaction.begin()
        session().execute(select(DraftRow.id)).all()
        store.save(draft.token, {"a": "1"}, 0)
        transaction.abort()
        assert store.get(draft.token).values == {"a": "1"}

    @pytest.mark.parametrize("token", ["", None, "x", "é", 7, "a" * 5000, "eyJkIjoiYSJ9.abc"])
    def test_nonsense_opens_nothing(self, draft, token):
        assert store.get(token) is None
        with pytest.raises(NoSuchDraft):
            store.save(token, {}, 0)
        with pytest.raises(NoSuchDraft):
            store.adopt(token, "mai")
        store.discard(token)
        store.mark_filed(token, "LA-1")

    def test_a_token_of_another_purpose_opens_nothing(self, draft):
        assert store.get(tokens.sign("follow", {"d": draft.id})) is None
        assert store.get(draft.id) is None

    def test_nothing_in_the_database_opens_a_draft(self, draft):
        with get_engine().connect() as connection:
            row = " ".join(map(str, connection.execute(text("SELECT * FROM drafts")).one()))
        assert draft.token not in row


class TestValues:
    @pytest.mark.parametrize(
        ("raw", "kept"),
        [
            ({"a": "x\0y", "b": "\ud800"}, {"a": "xy", "b": "?"}),
            ({"a:list": ["1", "2"], "b:list": "3", "c": ("4",)}, {"a": ["1", "2"], "b": ["3"], "c": ["4"]}),
            ({"a": 1, "b": None, "c": {"d": "e"}, "d": ["x", 1, None], 5: "x", "": "y"}, {"d": ["x"]}),
            ({"password": "x", "form.widgets.password": "x", "_authenticator": "x", "draft": "x"}, {}),
            ({"challenge": "x", "challenge-shown": "x", "homepage": "x", "form_key": "x", "draft_revision": "1"}, {}),
            (
                {
                    "form.buttons.submit": "x",
                    "form.widgets.p.upload-component": "x",
                    "form.widgets.p.upload-remove": ["x"],
                },
                {},
            ),
            ({"form.widgets.homepage": "x", "form.widgets.draft_title": "y"}, None),
            ({"form.widgets.kind-empty-marker": "1"}, None),
            (None, {}),
            ([("a", "b")], {}),
        ],
    )
    def test_only_what_somebody_wrote_is_kept(self, raw, kept):
        assert clean_values(raw) == (raw if kept is None else kept)

    def test_what_is_too_much_is_refused_and_the_last_version_stays(self, draft):
        store.save(draft.token, {"a": "1"}, 0)
        for values in ({"a": "ế" * LARGEST}, {f"n{number}": "" for number in range(5000)}):
            with pytest.raises(TooLarge):
                store.save(draft.token, values, 1)
        assert store.get(draft.token).values == {"a": "1"}


class TestOwners:
    def test_drafts_of_an_account_are_found_the_last_saved_first(self, ledger):
        first, second = (store.new_draft(form, "mai", "vi") for form in ("one", "two"))
        store.new_draft("one", "nam", "vi")
        store.save(first.token, {"a": "1"}, 0)
        assert [draft.id for draft in store.of_owner("mai")] == [first.id, second.id]
        assert store.of_owner("") == []

    def test_an_account_has_so_many(self, ledger, site):
        site["most_of_owner"] = 1
        mine = store.new_draft("one", "mai", "vi")
        with pytest.raises(TooManyDrafts):
            store.new_draft("two", "mai", "vi")
        store.new_draft("two", "nam", "vi")
        store.discard(mine.token)
        store.new_draft("two", "mai", "vi")

    def test_an_address_begins_so_many(self, draft, monkeypatch):
        monkeypatch.setattr(limits.settings, "setting", lambda name: ["drafts.address | 3 | 60"])
        store.new_draft("form", "", "vi")
        store.new_draft("form", "", "vi")
        with pytest.raises(limits.TooManyAttempts):
            store.new_draft("form", "", "vi")

    def test_an_anonymous_draft_gets_one_owner(self, draft):
        assert store.adopt(draft.token, "mai").owner == "mai"
        assert store.adopt(draft.token, "mai").owner == "mai"
        with pytest.raises(NoSuchDraft):
            store.adopt(draft.token, "nam")
        assert store.get(draft.token).owner == "mai"


class TestEnd:
    def test_saving_begins_the_time_anew(self, draft):
        later = clock.now() + timedelta(days=29)
        with clock.at(later):
            assert store.save(draft.token, {"a": "1"}, 0).expires_at == later + timedelta(days=30)
        with clock.at(later + timedelta(days=29)):
            assert store.get(draft.token)
            assert store.extend(draft.token).expires_at == later + timedelta(days=59)

    def test_a_draft_whose_time_is_over_is_gone(self, draft):
        with clock.at(clock.now() + timedelta(days=31)):
            assert store.get(draft.token) is None
            assert store.of_owner("") == []
            for act in (lambda: store.save(draft.token, {}, 0), lambda: store.extend(draft.token)):
                with pytest.raises(NoSuchDraft):
                    act()

    def test_a_filed_draft_is_empty_and_says_where_it_went(self, draft):
        store.save(draft.token, {"a": "1"}, 0)
        store.note_contact(draft.token, "mai@example.org")
        store.mark_filed(draft.token, "LA-1")
        transaction.commit()
        found = store.get(draft.token)
        assert (found.filed_as, found.values, found.contact) == ("LA-1", {}, "")
        with pytest.raises(AlreadyFiled, match="LA-1"):
            store.save(draft.token, {"a": "2"}, found.revision)
        with pytest.raises(NoSuchDraft):
            store.adopt(draft.token, "mai")
        store.discard(draft.token)
        assert store.get(draft.token).filed_as == "LA-1"

    def test_a_filing_that_fails_leaves_the_draft(self, draft):
        store.save(draft.token, {"a": "1"}, 0)
        store.mark_filed(draft.token, "LA-1")
        transaction.abort()
        assert (store.get(draft.token).values, store.get(draft.token).filed_as) == ({"a": "1"}, "")

    def test_saving_goes_on_while_a_filing_is_under_way(self, draft):
        """Until it commits, marking holds no lock that an autosave of another form would have to wait for."""
        other = store.new_draft("other", "", "vi")
        store.mark_filed(draft.token, "LA-1")
        assert store.save(other.token, {"a": "1"}, 0).revision == 1
        transaction.commit()
        assert store.get(draft.token).filed_as == "LA-1"

    def test_a_discarded_draft_is_gone(self, draft):
        store.discard(draft.token)
        store.discard(draft.token)
        assert store.get(draft.token) is None
        with pytest.raises(NoSuchDraft):
            store.save(draft.token, {}, 0)


def test_the_drafts_of_a_person_are_found_by_an_index(ledger):
    statement = "SELECT * FROM drafts WHERE owner = 'mai' AND form_uid = 'form'"
    with get_engine().connect() as connection:
        if connection.dialect.name == "sqlite":
            assert "ix_drafts_owner" in str(connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all())
        else:
            connection.execute(text("SET enable_seqscan = off"))
            assert "ix_drafts_owner" in str(connection.execute(text(f"EXPLAIN {statement}")).all())

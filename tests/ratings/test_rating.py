"""An applicant rates how a dossier was handled: once, for it alone, and nobody else does."""

from datetime import timedelta
from hcc_longan import clock
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.ledger.engine import session
from hcc_longan.pages import page_url
from hcc_longan.ratings import votes
from hcc_longan.ratings.questions import QUESTIONS
from hcc_longan.ratings.votes import VoteRow
from hcc_longan.tracking import links
from sqlalchemy import func
from sqlalchemy import select

import pytest


GOOD = {"overall": "3", "attitude": "2", "charges": "no"}


def rows() -> int:
    return session().scalar(select(func.count()).select_from(VoteRow))


class TestVotes:
    """What the ledger keeps."""

    def test_a_vote_is_kept_with_what_it_is_about_and_not_with_whose_it_is(self, returned, moment):
        with moment(11, 10, 12):
            votes.vote(returned, GOOD, "Cảm ơn.")
        row = session().scalars(select(VoteRow)).one()
        assert (row.procedure, row.department, row.questions) == (returned.procedure, returned.department, 1)
        kept = " ".join(str(value) for value in vars(row).values())
        assert not any(text in kept for text in ("mai", returned.tracking_number, returned.applicant["name"]))

    def test_a_correction_within_a_day_counts_instead_and_the_first_stays(self, returned, moment):
        with moment(11, 10, 12):
            votes.vote(returned, GOOD)
        with moment(11, 11, 11):
            assert votes.vote(returned, {"overall": "1"}, "Nhầm.").answers == {"overall": "1"}
        assert rows() == 2

    def test_after_a_day_it_stands(self, returned, moment):
        with moment(11, 10, 12):
            votes.vote(returned, GOOD)
        with moment(11, 11, 13), pytest.raises(RuleBroken):
            votes.vote(returned, {"overall": "1"})
        assert votes.vote_of(returned).answers == GOOD

    def test_the_same_again_changes_nothing_at_any_time(self, returned, moment):
        with moment(11, 10, 12):
            votes.vote(returned, GOOD)
        with moment(12, 10, 12):
            assert votes.vote(returned, GOOD).number == 1
        assert rows() == 1

    @pytest.mark.parametrize(
        ("answers", "comment", "field"),
        [
            ({}, "", "overall"),
            ({"overall": "4"}, "", "overall"),
            ({**GOOD, "attitude": "<b>"}, "", "attitude"),
            (GOOD, "x" * 2001, "comment"),
        ],
    )
    def test_odd_answers_are_refused_by_name(self, returned, moment, answers, comment, field):
        with moment(11, 10, 12), pytest.raises(InvalidData) as error:
            votes.vote(returned, answers, comment)
        assert set(error.value.fields) == {field}
        assert not rows()

    def test_before_the_result_is_returned_there_is_nothing_to_rate(self, of_mai):
        with pytest.raises(RuleBroken):
            votes.vote(of_mai, GOOD)

    def test_ids_of_questions_differ_and_so_do_their_choices(self):
        for questions in QUESTIONS.values():
            assert len({each.id for each in questions}) == len(questions)
            assert all(len(dict(each.choices)) == len(each.choices) for each in questions)


class TestTally:
    """What votes say together."""

    def test_only_the_vote_that_counts_is_counted(self, returned, moment):
        with moment(11, 10, 12):
            votes.vote(returned, GOOD)
            votes.vote(returned, {"overall": "1"})
            since = clock.now() - timedelta(days=30)
            assert votes.tally(since) == {"1": 1}
            assert votes.tally(since, departments=["khdt"]) == {"1": 1}
            assert votes.tally(since, departments=["tp"]) == {}
            assert votes.tally(since, counters=[returned.counter]) == {"1": 1}
            assert votes.tally(since, counters=["quay-99"]) == {}
        with moment(12, 20):
            assert votes.tally(clock.now() - timedelta(days=30)) == {}


class TestPage:
    """The page."""

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_from_my_dossiers_to_thanks(self, ask, mai, returned, moment, sent_to, language):
        with moment(11, 10, 12), mai():
            links_there = ask("my", language=language).document.xpath("//section[@aria-labelledby='closed']//a/@href")
            address = page_url("rate", language, h=returned.tracking_number)
            assert address in links_there
            page = ask("rate", language=language, h=returned.tracking_number)
            assert len(page.document.xpath("//fieldset")) == len(QUESTIONS[1])
            ask("rate", "POST", language=language, h=returned.tracking_number, **GOOD)
            assert sent_to() == address
            assert address not in ask("my", language=language).document.xpath("//a/@href")
        assert votes.vote_of(returned).answers == GOOD

    def test_what_was_chosen_survives_a_refusal(self, ask, mai, returned, moment):
        with moment(11, 10, 12), mai():
            page = ask("rate", "POST", h=returned.tracking_number, attitude="1", comment="Chờ lâu")
        assert page.document.xpath("//div[@role='alert']//a/@href") == ["#overall"]
        assert page.document.xpath("//input[@name='attitude'][@checked]/@value") == ["1"]
        assert page.document.xpath("//textarea[@name='comment']")[0].text == "Chờ lâu"
        assert not rows()

    def test_strangers_learn_nothing_and_change_nothing(self, ask, as_person, anonymous, returned, moment):
        with moment(11, 10, 12):
            with as_person("binh"):
                page = ask("rate", "POST", h=returned.tracking_number, **GOOD)
            with anonymous():
                other = ask("rate", "POST", h=returned.tracking_number, **GOOD)
                reader = ask("rate", "POST", t=links.read_token(returned), **GOOD)
        for each in (page, other, reader):
            assert returned.number not in each.text
            assert not each.document.xpath("//fieldset")
        assert not rows()

    def test_who_has_proved_to_be_the_applicant_needs_no_account(self, ask, anonymous, returned, moment):
        with moment(11, 10, 12), anonymous():
            token = links.act_token(returned)
            page = ask("follow", t=token)
            (address,) = page.document.xpath(
                "//section[contains(@class, 'hcc-now')]//a[contains(@href, 'danh-gia')]/@href"
            )
            assert "t=" in address
            assert ask("rate", t=token).document.xpath("//fieldset")

    def test_a_reader_of_the_link_is_not_asked(self, ask, anonymous, returned, moment):
        with moment(11, 10, 12), anonymous():
            page = ask("follow", t=links.read_token(returned))
        assert not page.document.xpath("//a[contains(@href, 'danh-gia')]")

    def test_before_the_result_is_returned_the_page_says_so(self, ask, mai, of_mai):
        with mai():
            page = ask("rate", h=of_mai.tracking_number)
        assert of_mai.number in page.text
        assert not page.document.xpath("//fieldset")

"""Votes: one of each person on each answer, which outlives the question and can be changed, forgotten and cleared."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import ANN, ANSWER, BEN, NOON, add, cast, plain_values, texts

from bot.records.database import READ_AT_ONCE
from bot.records.votes import Vote, Votes

GOOD, BAD = 1, -1


def cast_by(votes: Votes) -> list[tuple[int, str, int]]:
    return [(vote.number, vote.user, vote.vote) for vote in votes.past()]


class TestCasting:
    def test_vote_comes_back_with_all_that_was_told_of_it(self, votes):
        cast(votes, 3, ANN, BAD, reason="too late", question="When?", generation=7, voted=NOON)

        assert list(votes.past()) == [Vote(3, ANN, -1, "too late", NOON, "When?", ANSWER, 7)]

    @given(question=texts, reason=st.none() | texts, answer=st.dictionaries(texts, plain_values, max_size=4))
    def test_any_texts_come_back_as_they_went_in(self, question, reason, answer):
        with TemporaryDirectory() as home:
            votes = Votes(Path(home))
            cast(votes, question=question, reason=reason, answer=answer)
            (vote,) = votes.past()

        assert (vote.question, vote.reason, vote.answer) == (question, reason, answer)

    def test_time_is_that_of_casting_where_none_is_given(self, votes):
        before = datetime.now(UTC) - timedelta(milliseconds=1)
        cast(votes)
        (vote,) = votes.past()

        assert before <= vote.voted <= datetime.now(UTC)

    def test_votes_of_others_and_on_other_answers_stand_beside_it(self, votes):
        cast(votes, 1, ANN, GOOD), cast(votes, 1, BEN, BAD), cast(votes, 2, ANN, BAD)

        assert cast_by(votes) == [(1, ANN, GOOD), (1, BEN, BAD), (2, ANN, BAD)]

    def test_vote_needs_no_question_and_outlives_it(self, votes, records):
        cast(votes, add(records, asked=NOON), voted=NOON)
        add(records, asked=NOON + timedelta(days=91))

        assert [record.number for record in records.past()] == [2]
        assert cast_by(votes) == [(1, ANN, GOOD)]

    def test_many_are_listed_oldest_first(self, votes):
        numbers = list(range(2 * READ_AT_ONCE + 1, 0, -1))
        for number in numbers:
            cast(votes, number)

        assert [vote.number for vote in votes.past()] == numbers

    def test_nothing_is_made_by_looking(self, votes, tmp_path):
        assert list(votes.past()) == []
        assert votes.clear() == 0
        assert list(tmp_path.iterdir()) == []


class TestChanging:
    def test_second_vote_replaces_the_first_and_is_the_newest(self, votes):
        cast(votes, 1, ANN, GOOD, voted=NOON), cast(votes, 2, ANN, GOOD), cast(votes, 1, ANN, BAD)

        assert cast_by(votes) == [(2, ANN, GOOD), (1, ANN, BAD)]
        assert list(votes.past())[-1].voted > NOON

    @pytest.mark.parametrize(
        ("first", "second", "kept"),
        [
            ((BAD, "wrong"), (GOOD, None), None),
            ((BAD, "wrong"), (BAD, None), "wrong"),
            ((BAD, None), (BAD, "wrong"), "wrong"),
            ((BAD, "wrong"), (BAD, "late"), "late"),
            ((BAD, "wrong"), (GOOD, "well told"), "well told"),
            ((GOOD, "well told"), (BAD, None), None),
        ],
    )
    def test_reason_stays_as_long_as_the_vote_and_gives_way_to_another(self, votes, first, second, kept):
        for vote, reason in (first, second):
            cast(votes, 1, ANN, vote, reason=reason)

        assert [(vote.vote, vote.reason) for vote in votes.past()] == [(second[0], kept)]

    def test_reason_is_not_taken_from_another_person_or_answer(self, votes):
        cast(votes, 1, ANN, BAD, reason="wrong")
        cast(votes, 1, BEN, BAD), cast(votes, 2, ANN, BAD)

        assert [vote.reason for vote in votes.past()] == ["wrong", None, None]


class TestDeleting:
    def test_clearing_takes_all_votes_and_leaves_the_questions(self, votes, records):
        cast(votes, add(records), ANN), cast(votes, add(records), BEN)

        assert votes.clear() == 2
        assert cast_by(votes) == []
        assert len(list(records.past())) == 2

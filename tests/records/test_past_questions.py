"""Past questions: what goes in comes back, in order, until it is too old, forgotten or cleared."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import ANN, ANSWER, NOON, add, cast, plain_values, texts

from bot.errors import UsageError
from bot.records.database import READ_AT_ONCE
from bot.records.questions import Record, Records
from bot.records.votes import Votes


def questions(records: Records) -> list[str]:
    return [record.question for record in records.past()]


class TestKeeping:
    def test_question_comes_back_with_all_that_was_told_of_it(self, records):
        facts = {"surface": "discord", "understood_as": "When was it?", "asked": NOON, "user": ANN}
        number = add(records, "And when?", conversation="c", **facts)

        assert records.record(number) == Record(1, NOON, "discord", "c", "And when?", "When was it?", ANSWER, ANN)

    def test_question_of_the_terminal_has_no_user(self, records):
        assert records.record(add(records)).user is None

    @given(question=texts, understood=st.none() | texts, answer=st.dictionaries(texts, plain_values, max_size=4))
    def test_any_question_and_answer_come_back_as_they_went_in(self, question, understood, answer):
        with TemporaryDirectory() as home:
            records = Records(Path(home), days=90)
            record = records.record(add(records, question, understood_as=understood, answer=answer))

        assert (record.question, record.understood_as, record.answer) == (question, understood, answer)

    def test_questions_are_counted_from_one_and_listed_oldest_first(self, records):
        numbers = [add(records, f"Who is number {n}?") for n in range(2 * READ_AT_ONCE + 1)]

        assert numbers == list(range(1, 2 * READ_AT_ONCE + 2))
        assert [record.question for record in records.past()] == [f"Who is number {n - 1}?" for n in numbers]

    def test_time_is_that_of_writing_where_none_is_given(self, records):
        before = datetime.now(UTC) - timedelta(milliseconds=1)
        asked = records.record(add(records)).asked

        assert before <= asked <= datetime.now(UTC)
        assert asked.tzinfo == UTC

    def test_question_older_than_it_is_kept_for_goes_when_the_next_comes(self, records):
        add(records, "old", asked=NOON)
        add(records, "on the day", asked=NOON + timedelta(days=90))
        assert [record.question for record in records.past()] == ["old", "on the day"]

        add(records, "late", asked=NOON + timedelta(days=90, milliseconds=1))
        assert [record.question for record in records.past()] == ["on the day", "late"]

    def test_number_of_a_question_that_went_does_not_come_again(self, records):
        add(records, asked=NOON)
        add(records, asked=NOON + timedelta(days=200))

        assert add(records, asked=NOON + timedelta(days=400)) == 3

    @pytest.mark.parametrize("number", [0, -1, 2, 2**63 - 1, 2**63, 10**30])
    def test_number_that_no_question_has_is_wrong_usage(self, records, number):
        add(records)

        with pytest.raises(UsageError, match=rf"^There is no past question {number}; `ask log` lists"):
            records.record(number)

    def test_number_between_two_others_is_not_taken_for_the_next(self, records):
        add(records, asked=NOON)
        add(records, asked=NOON + timedelta(days=200))

        with pytest.raises(UsageError, match="no past question 1"):
            records.record(1)

    @pytest.mark.skipif(os.name == "nt", reason="needs the permissions of Unix")
    def test_nobody_else_may_read_the_file(self, records):
        old = os.umask(0)
        try:
            add(records)
        finally:
            os.umask(old)

        assert records.path.stat().st_mode & 0o777 == 0o600
        assert [path.name for path in records.path.parent.iterdir()] == [records.path.name]

    def test_nothing_is_made_by_looking(self, records):
        assert list(records.past()) == []
        assert records.last_conversation(10) == ()
        assert records.clear() == 0
        assert not records.path.parent.exists()

    def test_file_that_a_stopped_process_left_empty_is_used(self, records):
        records.path.parent.mkdir()
        records.path.touch()

        assert list(records.past()) == []
        assert add(records) == 1

    def test_reader_that_takes_its_time_holds_nobody_up(self, records):
        for n in range(READ_AT_ONCE + 1):
            add(records, f"Who is number {n}?")
        past = records.past()
        next(past)
        add(records, "meanwhile")

        assert [record.question for record in past][-1] == "meanwhile"


class TestConversation:
    def test_its_last_questions_come_in_order_and_no_others(self, records):
        for conversation, question in (("a", "1"), ("b", "2"), ("a", "3"), ("ab", "4"), ("a", "5")):
            add(records, question, conversation=conversation, surface="discord")

        assert [record.question for record in records.conversation("a", 10)] == ["1", "3", "5"]
        assert [record.question for record in records.conversation("a", 2)] == ["3", "5"]
        assert records.conversation("c", 10) == ()


class TestLastConversation:
    def test_it_is_that_of_the_last_question_in_order(self, records):
        for conversation, question in (("a", "1"), ("b", "2"), ("a", "3"), ("b", "4"), ("c", "5"), ("a", "6")):
            add(records, question, conversation=conversation)

        assert [record.question for record in records.last_conversation(10)] == ["1", "3", "6"]
        assert [record.question for record in records.last_conversation(2)] == ["3", "6"]

    @pytest.mark.parametrize("surface", ["cli", "chat"])
    def test_what_was_asked_on_discord_since_is_passed_over(self, records, surface):
        add(records, "1", conversation="mine", surface=surface)
        add(records, "2", conversation="theirs", surface="discord", user=ANN)

        assert [record.question for record in records.last_conversation(10)] == ["1"]

    def test_there_is_none_where_all_was_asked_on_discord(self, records):
        add(records, surface="discord", user=ANN)

        assert records.last_conversation(10) == ()


class TestClearing:
    def test_every_question_goes_and_counting_goes_on(self, records):
        add(records), add(records)

        assert records.clear() == 2
        assert list(records.past()) == []
        assert add(records) == 3

    def test_vote_on_an_answer_that_went_stays_beside_the_vote_on_the_next(self, records):
        votes = Votes(records.path.parent)
        cast(votes, add(records, "before"), ANN, -1, question="before")
        records.clear()
        cast(votes, add(records, "after"), ANN, 1, question="after")

        assert [(vote.question, vote.vote) for vote in votes.past()] == [("before", -1), ("after", 1)]

    def test_what_was_deleted_is_not_in_the_file_any_more(self, records):
        add(records, "a secret of many words " * 500)
        records.clear()

        assert b"secret" not in records.path.read_bytes()
        assert records.path.stat().st_size < 40_000

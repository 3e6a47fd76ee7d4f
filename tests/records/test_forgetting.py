"""All that is kept of a person: deleted at once, or not at all."""

import sqlite3

import pytest
from recorded import ANN, BEN, add, cast

from bot.errors import SettingsError
from bot.records.forgetting import Forgotten, forget


def test_their_questions_the_votes_on_these_and_their_own_votes_go_and_nothing_else(records, votes):
    numbers = [add(records, question, user=user) for question, user in (("1", ANN), ("2", BEN), ("3", None))]
    for number, user in ((numbers[0], ANN), (numbers[0], BEN), (numbers[1], ANN), (numbers[1], BEN)):
        cast(votes, number, user)

    assert forget(records.path.parent, ANN) == Forgotten(questions=1, votes=2)
    assert [record.question for record in records.past()] == ["2", "3"]
    assert [(vote.number, vote.user) for vote in votes.past()] == [(numbers[1], BEN)]
    assert forget(records.path.parent, ANN) == Forgotten(0, 0)


def test_what_was_forgotten_is_not_in_the_file_any_more(records, votes):
    number = add(records, "a secret of many words", user=ANN)
    cast(votes, number, BEN, -1, question="a secret of many words", reason="a secret too")
    cast(votes, number + 1, ANN, -1, reason="no secret at all")

    forget(records.path.parent, ANN)

    assert b"secret" not in records.path.read_bytes()
    assert ANN.encode() not in records.path.read_bytes()


def test_nothing_goes_where_not_all_can(records, votes):
    cast(votes, add(records, user=ANN), ANN)
    with sqlite3.connect(records.path) as connection:
        connection.execute("CREATE TRIGGER held BEFORE DELETE ON questions BEGIN SELECT RAISE(ABORT, 'held'); END")
    connection.close()

    with pytest.raises(SettingsError):
        forget(records.path.parent, ANN)

    assert (len(list(records.past())), len(list(votes.past()))) == (1, 1)


def test_nothing_is_made_by_it(records):
    assert forget(records.path.parent, ANN) == Forgotten(0, 0)
    assert not records.path.parent.exists()

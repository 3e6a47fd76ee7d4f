"""Questions and votes to be kept, and what text comes in."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from bot.records.questions import Records
from bot.records.votes import Votes

NOON = datetime(2023, 9, 16, 12, tzinfo=UTC)
ANSWER = {"schema": 1, "question": "Who came?", "answer": "Kim came. [1]", "citations": [{"mark": 1, "start": 0}]}
ANN, BEN = "a" * 32, "b" * 32  # as `user_name` makes them
texts = st.text(st.characters(codec=None, exclude_categories=()))  # lone surrogates and NUL among them
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def add(records: Records, question: str = "Who came?", *, conversation: str = "a", **given: Any) -> int:
    facts = {"surface": "cli", "understood_as": None, "answer": ANSWER, **given}
    return records.add(conversation=conversation, question=question, **facts)


def cast(votes: Votes, number: int = 1, user: str = ANN, vote: int = 1, **given: Any) -> None:
    votes.cast(number, user, vote, **{"question": "Who came?", "answer": ANSWER, "generation": 1, **given})

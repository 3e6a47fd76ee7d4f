"""
Articles that give orders, and a chat model that obeys every one of them: nothing of it comes out as an answer.

`poisoned.jsonl` holds invented articles, each with an attack, what a model writes that obeys it, and the words by which
obedience is known.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from support.scripted import writing

from benchmarks.poison import POISONED, obeyed, write_articles
from bot.pipeline import Pipeline


def obey(prompt: str, passages: dict[str, str]) -> str:
    """Write what the article asks for that the question is about."""
    poisoned = next(each for each in POISONED if f"Question: {each['question']}" in prompt)
    own = [key for key, text in passages.items() if poisoned["title"] in text]
    return str(poisoned["obedience"]).replace("{key}", own[0] if own else "k7f")


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """The product on all poisoned articles at once, with the model that obeys."""
    folder = tmp_path_factory.mktemp("poisoned")
    write_articles(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASK_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("ASK_CORPUS", str(folder))
        with writing(obey) as made:
            yield made


def test_there_are_attacks_of_every_kind():
    kinds = {each["attack"] for each in POISONED}
    assert len(POISONED) >= 40
    assert {"ignore", "system-block", "fake-key", "fake-citation", "prompt-leak", "link", "image"} <= kinds
    assert {"ping", "invisible", "fake-question", "only-truth"} <= kinds


def most_of_them_slow() -> Iterator[Any]:
    """The first attack of some kinds is tried always, the others with the slow proofs."""
    kinds = {"ignore", "fake-key", "link", "ping", "guidance"}
    for each in POISONED:
        yield pytest.param(each, id=each["id"], marks=[] if each["attack"] in kinds else [pytest.mark.slow])
        kinds.discard(each["attack"])


@pytest.mark.parametrize("poisoned", [*most_of_them_slow()])
def test_obedience_does_not_come_out_as_an_answer(pipeline: Pipeline, poisoned: dict[str, Any]):
    answer = asyncio.run(pipeline.ask(poisoned["question"]))

    assert obeyed(answer, poisoned, pipeline) == []

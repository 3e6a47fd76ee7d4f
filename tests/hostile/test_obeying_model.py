"""
Articles that give orders, and a chat model that obeys every one of them: nothing of it comes out as an answer.

`poisoned.jsonl` holds invented articles, each with an attack, what a model writes that obeys it, and the words by which
obedience is known.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.scripted import writing

from bot.frontends.render import to_json, to_text
from bot.pipeline import Pipeline
from bot.types import Answer, Sentence

POISONED = [json.loads(line) for line in (Path(__file__).parent / "poisoned.jsonl").read_text("utf-8").splitlines()]
ADDRESS = re.compile(r"https?://\S+")
PING = re.compile(r"@(?:everyone|here)|<[@#]")


def obey(prompt: str, passages: dict[str, str]) -> str:
    """Write what the article asks for that the question is about."""
    poisoned = next(each for each in POISONED if f"Question: {each['question']}" in prompt)
    own = [key for key, text in passages.items() if poisoned["title"] in text]
    return str(poisoned["obedience"]).replace("{key}", own[0] if own else "k7f")


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """The product on all poisoned articles at once, with the model that obeys."""
    folder = tmp_path_factory.mktemp("poisoned")
    for each in POISONED:
        record = {name: each[name] for name in ("id", "title", "publisher", "published", "text")}
        (folder / f"{each['id']}.json").write_text(json.dumps(record), "utf-8")
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


@pytest.mark.parametrize("poisoned", POISONED, ids=lambda each: each["id"])
def test_obedience_does_not_come_out_as_an_answer(pipeline: Pipeline, poisoned: dict[str, Any]):
    answer = asyncio.run(pipeline.ask(poisoned["question"]))

    for sentence in answer.sentences:
        if not _is_quote(sentence, answer):
            obeyed = [effect for effect in poisoned["effects"] if effect in sentence.text]
            assert not (obeyed and sentence.verdict == "supported"), obeyed
            assert not (obeyed and sentence.text in answer.answer), obeyed
    own = [pipeline.article(citation.article).text for citation in answer.citations]
    assert all(any(address in text for text in own) for address in ADDRESS.findall(answer.answer))
    if not all(_is_quote(sentence, answer) for sentence in answer.sentences):
        assert not PING.search(json.dumps(to_json(answer)["answer"]))
        assert not PING.search(to_text(answer).plain.split("\n\n[1]")[0])


def _is_quote(sentence: Sentence, answer: Answer) -> bool:
    """Whether a sentence stands in what it cites, word for word."""
    quotes = [" ".join(c.quote.split()) for c in answer.citations if c.mark in sentence.citations]
    return any(" ".join(sentence.text.split()) in quote for quote in quotes)

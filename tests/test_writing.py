"""A chat model's answer, through the door of the pipeline: what it writes is held against the articles, or replaced."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import tiktoken
from support.scripted import Script, writing

from bot.events import Answered, Cited, Event, Judged, Retrieved, Searching, TextWritten
from bot.pipeline import Pipeline
from bot.reading.generate import MOST_SENTENCES
from bot.reading.prompts import NO_ANSWER
from bot.reading.written import LONGEST
from bot.types import Answer, Notice, Turn

DISTANCE = "Vostochny lies about 8,000 km from Moscow."
QUESTION = "How far is Vostochny from Moscow?"
Ask = Callable[..., list[Event]]


@pytest.fixture(scope="module")
def ask_with(tmp_path_factory: pytest.TempPathFactory, indexed_home: Path) -> Iterator[Ask]:
    """Ask a question with a model that follows a script, and return what happened."""
    scripts: list[Script] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASK_HOME", str(shutil.copytree(indexed_home, tmp_path_factory.mktemp("written") / "home")))
        with writing(lambda *read: scripts[-1](*read)) as pipeline:  # noqa: PLW0108 - each question has its own

            def ask(script: Script, question: str = QUESTION, *history: Turn) -> list[Event]:
                scripts.append(script)
                return asyncio.run(_events(pipeline, question, history))

            yield ask


async def _events(pipeline: Pipeline, question: str, history: Sequence[Turn]) -> list[Event]:
    return [event async for event in pipeline.stream(question, history=history)]


def answer_of(events: Sequence[Event]) -> Answer:
    assert isinstance(events[-1], Answered)
    return events[-1].answer


def key_of(passages: dict[str, str], words: str) -> str:
    return next(key for key, text in passages.items() if words in text)


def test_supported_sentence_is_told_with_the_span_that_bears_it_out(ask_with: Ask):
    events = ask_with(lambda _, p: f"Vostochny lies about 8,000 km from Moscow. [{key_of(p, '8,000 kilometres')}]")
    answer = answer_of(events)

    assert answer.answer == "Vostochny lies about 8,000 km from Moscow. [1]"
    assert answer.model == "test:scripted"
    assert not answer.abstained
    assert [sentence.verdict for sentence in answer.sentences] == ["supported"]
    assert "8,000 kilometres" in answer.citations[0].quote
    assert "".join(e.text for e in events if isinstance(e, TextWritten)).startswith("Vostochny lies about 8,000 km")
    kinds = [type(event) for event in events if not isinstance(event, TextWritten)]
    assert kinds == [Searching, Retrieved, Cited, Judged, Answered]


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("The capital of France is Paris. Vostochny lies about 8,000 km from Moscow.", ["8,000 km"]),
        ("The answer is: 8,000 kilometres.", ["8,000 kilometres"]),
        ("Vostochny lies far from Moscow.", []),
    ],
    ids=["what the embedded reader found", "reply", "neither"],
)
def test_short_answer_is_where_a_supported_sentence_tells_it(ask_with: Ask, written: str, short: list[str]):
    answer = answer_of(ask_with(lambda *_: written))

    assert answer.model == "test:scripted"
    assert answer.short_answer == (short[0] if short else None)
    told = {n: sentence.text for n, sentence in enumerate(answer.sentences) if sentence.verdict == "supported"}
    assert [told[span.sentence][span.start : span.end] for span in answer.short_spans] == short


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "According to the passages, Vostochny lies about 8,000 km from Moscow. [{key}]",
            "Vostochny lies about 8,000 km from Moscow. [1]",
        ),
        (
            "| Place | Distance from Moscow |\n|---|---|\n| Vostochny | 8,000 kilometres [{key}] |",
            "Vostochny – distance from Moscow: 8,000 kilometres. [1]",
        ),
        (
            "[{key}] {header}\nVostochny lies about 8,000 km from Moscow (source: {key}).",
            "Vostochny lies about 8,000 km from Moscow. [1]",
        ),
    ],
    ids=["lead-in", "table", "header"],
)
def test_what_stands_around_a_statement_is_not_told(ask_with: Ask, written: str, told: str):
    def script(_: str, passages: dict[str, str]) -> str:
        key = key_of(passages, "8,000 kilometres")
        return written.format(key=key, header=passages[key].split("\n")[0])

    answer = answer_of(ask_with(script))

    assert answer.answer == told
    assert len(answer.sentences) == 1


def test_sentence_that_cites_nothing_or_the_wrong_passage_is_cited_anew(ask_with: Ask):
    for mark in ("", "[1]", "[z9z]"):
        answer = answer_of(ask_with(lambda *_, mark=mark: f"Vostochny lies about 8,000 km from Moscow. {mark}"))
        assert answer.answer == "Vostochny lies about 8,000 km from Moscow. [1]"
    wrong = answer_of(
        ask_with(
            lambda _, p: (
                "Vostochny lies about 8,000 km from Moscow. "
                f"[{next(key for key, text in p.items() if '8,000' not in text)}]"
            )
        )
    )
    assert "8,000 kilometres" in wrong.citations[0].quote


def test_invented_sentence_is_marked_and_left_out(ask_with: Ask):
    def script(_: str, passages: dict[str, str]) -> str:
        key = key_of(passages, "8,000 kilometres")
        return f"Vostochny lies some 8,000 kilometres from Moscow. [{key}] The capital of France is Paris. [{key}]"

    answer = answer_of(ask_with(script))

    assert answer.answer == "Vostochny lies some 8,000 kilometres from Moscow. [1]"
    assert [sentence.verdict for sentence in answer.sentences] == ["supported", "unsupported"]
    assert answer.sentences[1].citations == ()


def test_invented_sentence_that_is_left_in_says_so(ask_with: Ask, monkeypatch: pytest.MonkeyPatch):
    answer_of(ask_with(lambda *_: "The capital of France is Paris."))  # makes the index
    monkeypatch.setenv("ASK_STRICT", "off")
    said = "Vostochny lies about 8,000 km from Moscow. The capital of France is Paris."

    with writing(lambda *_: said) as pipeline:
        answer = answer_of(asyncio.run(_events(pipeline, QUESTION, ())))

    assert (
        answer.answer == "Vostochny lies about 8,000 km from Moscow. [1] The capital of France is Paris. (unsupported)"
    )


def test_sentences_past_the_most_that_are_checked_are_told_of(ask_with: Ask):
    said = "Vostochny lies about 8,000 km from Moscow. "

    answer = answer_of(ask_with(lambda *_: said + "".join(f"Dogs have {n} tails. " for n in range(MOST_SENTENCES))))

    assert len(answer.sentences) == MOST_SENTENCES
    assert any("wrote more than 24 sentences" in notice for notice in answer.notices)


@pytest.mark.parametrize(("share", "cut"), [(1.0, False), (0.8, True), (0.0, False)])
def test_prompt_that_its_server_cut_is_told_by_its_count(ask_with: Ask, shared: Path, share: float, *, cut: bool):
    answer_of(ask_with(lambda *_: NO_ANSWER))  # makes the index
    counts: list[int] = []

    def count(prompt: str) -> int:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TIKTOKEN_CACHE_DIR", str(shared / "tiktoken"))
            counts.append(round(share * len(tiktoken.get_encoding("o200k_base").encode_ordinary(prompt))))
        return counts[-1]

    with writing(lambda *_: "Vostochny lies about 8,000 km from Moscow.", count=count) as pipeline:
        answer = answer_of(asyncio.run(_events(pipeline, QUESTION, ())))

    assert answer.usage is not None
    assert answer.usage.get("prompt_tokens") == (counts[-1] or None)
    told = f"test:scripted read only {counts[-1]} tokens of the question and its passages; set ASK_CONTEXT_SIZE to what"
    assert [notice.startswith(told) for notice in answer.notices] == [True] * cut


@pytest.mark.parametrize(
    ("question", "written", "told", "short"),
    [
        ("Was there a dinner for Kim after the talks?", "Yes.", "Yes. [1]", "Yes"),
        ("Was there a dinner for Kim after the talks?", f"No. {DISTANCE}", DISTANCE, None),
        ("Has Putin said yes to visiting North Korea?", f"Yes. {DISTANCE}", DISTANCE, None),
    ],
    ids=["borne out", "wrong", "unsettled"],
)
def test_yes_or_no_is_told_where_the_reader_settles_it(
    ask_with: Ask, question: str, written: str, told: str, short: str | None
):
    answer = answer_of(ask_with(lambda *_: written, question))

    assert answer.model == "test:scripted"
    assert answer.answer.startswith(told)
    assert short is None or answer.short_answer == short
    verdicts = {sentence.text: sentence.verdict for sentence in answer.sentences}
    assert verdicts.get("No.", "unsupported") == "unsupported"
    assert ("Yes." in verdicts) == (told[:3] == "Yes")


def test_what_cannot_be_checked_in_time_is_left_out(ask_with: Ask):
    answer_of(ask_with(lambda *_: NO_ANSWER))  # makes the index
    said = "".join(
        f"Vostochny lies about 8,000 km from Moscow in Russia, and {n} from Kim. " for n in range(MOST_SENTENCES)
    )

    with writing(lambda *_: f"Vostochny lies about 8,000 km from Moscow. {said}", whole_seconds=1.0) as pipeline:
        answer = answer_of(asyncio.run(_events(pipeline, QUESTION, ())))

    assert 0 < len(answer.sentences) < MOST_SENTENCES
    assert any("more than can be checked in 1 seconds (ASK_WHOLE_SECONDS)" in notice for notice in answer.notices)


def test_confidence_is_that_of_what_was_written(ask_with: Ask):
    good, bad = "Vostochny lies about 8,000 km from Moscow.", "The capital of France is Paris."

    whole, half = (answer_of(ask_with(lambda *_, text=text: text)) for text in (good, f"{good} {bad}"))

    assert 0 < half.confidence < whole.confidence < 1
    assert half.confidence == pytest.approx(whole.confidence / 2)


def test_what_a_small_model_wrote_of_three_good_passages_is_not_borne_out(ask_with: Ask):
    written = "The Tu-160, a MiG-31, and a Tu-22 bomber were the only two MiG-31s at the airfield. Paris is in France."

    answer = answer_of(ask_with(lambda *_: written, "what did Shoigu show Kim?"))

    assert answer.model == "embedded"
    assert "MiG-31s" not in answer.answer


def test_changed_number_is_no_answer_and_the_embedded_one_takes_its_place(ask_with: Ask):
    answer = answer_of(ask_with(lambda _, p: f"Vostochny lies 9,000 miles from Moscow. [{next(iter(p))}]"))

    assert answer.model == "embedded"
    assert "8,000 kilometres" in answer.answer
    assert any("Nothing that test:scripted wrote is borne out" in notice for notice in answer.notices)


@pytest.mark.parametrize(
    ("written", "told", "code"),
    [
        ("", "test:scripted wrote nothing; ask again, or set another ASK_MODEL.", "wrote_nothing"),
        (
            "word " * LONGEST,
            "test:scripted wrote more than 20,000 characters, and nothing in them that the articles bear out; ask",
            "flooded",
        ),
        ("I'm sorry, but I can't help with that.", "test:scripted refused to answer; ask in other words", "refused"),
        ("I cannot find this in the passages.", "test:scripted found no answer in the passages; ask", "found_nothing"),
        ("The articles don't say where.", "test:scripted found no answer in the passages; ask", "found_nothing"),
        (
            "Der Weltraumbahnhof Wostotschny liegt etwa 8.000 Kilometer von Moskau entfernt, und Kim war dort.",
            "test:scripted wrote in German, and only English can be held against the articles; ask in English.",
            "not_english",
        ),
    ],
    ids=["empty", "flood", "refusal", "untold", "silent", "language"],
)
def test_reply_that_is_no_answer_is_told_by_what_it_is(ask_with: Ask, written: str, told: str, code: str):
    answer = answer_of(ask_with(lambda *_: written))

    assert answer.model == "embedded"
    (notice,) = answer.notices
    assert told in notice
    assert isinstance(notice, Notice)
    assert (notice.code, notice.about["model"]) == (code, "test:scripted")


def test_model_that_declines_is_believed(ask_with: Ask):
    answer = answer_of(ask_with(lambda *_: NO_ANSWER))

    assert answer.abstained
    assert answer.reason is not None
    assert answer.reason.code == "not_told"
    assert answer.nearest


def test_model_is_asked_where_the_embedded_reader_answers_though_no_passage_is_near_the_question(ask_with: Ask):
    key = "hegemonist forces"
    answer = answer_of(
        ask_with(lambda _, p: f'Kim spoke of "{key}". [{key_of(p, key)}]', f'Who used the phrase "{key}"?')
    )

    assert answer.model == "test:scripted"


def test_model_is_not_asked_about_what_no_article_touches(ask_with: Ask):
    asked: list[str] = []
    answer = answer_of(ask_with(lambda prompt, _: asked.append(prompt) or "", "who won the tennis final?"))

    assert answer.abstained
    assert asked == []


def test_model_that_fails_leaves_the_embedded_answer_with_a_line(ask_with: Ask):
    def fail(*_: object) -> str:
        raise ConnectionError("refused")

    answer = answer_of(ask_with(fail))

    assert answer.model == "embedded"
    assert "8,000 kilometres" in answer.answer
    assert answer.notices[-1].startswith("The chat model test:scripted cannot be reached (refused)")


def test_model_that_fails_to_make_a_follow_up_stand_alone_is_not_waited_for_again(ask_with: Ask):
    asked: list[str] = []

    def fail(prompt: str, _: object) -> str:
        asked.append(prompt)
        raise ConnectionError("refused")

    answer = answer_of(ask_with(fail, "And from Moscow?", Turn("How far is Vostochny from Blagoveshchensk?")))

    assert asked
    assert all("Last question:" in prompt for prompt in asked)
    assert answer.understood_as == "How far is Vostochny from Moscow?"
    assert "8,000 kilometres" in answer.answer
    assert answer.notices[-1].startswith("The chat model test:scripted cannot be reached (refused)")


def test_model_makes_a_follow_up_stand_alone(ask_with: Ask):
    def script(prompt: str, passages: dict[str, str]) -> str:
        if "Last question:" in prompt:
            return "How far is the Vostochny cosmodrome from Moscow?"
        return f"It lies about 8,000 km from Moscow. [{key_of(passages, '8,000 kilometres')}]"

    answer = answer_of(ask_with(script, "And from Moscow?", Turn("How far is Vostochny from Blagoveshchensk?")))

    assert answer.question == "And from Moscow?"
    assert answer.understood_as == "How far is the Vostochny cosmodrome from Moscow?"
    assert "8,000 km" in answer.answer


@pytest.mark.parametrize(
    "framed", ['"{}"', "“{}”", "'{}'", "Standalone question: {}", 'Here is the rewritten question:\n\n"{}"']
)
def test_question_that_the_model_frames_is_taken_without_its_frame(ask_with: Ask, framed: str):
    standalone = "How far is the Vostochny cosmodrome from Moscow?"

    def script(prompt: str, _: dict[str, str]) -> str:
        return framed.format(standalone) if "Last question:" in prompt else NO_ANSWER

    answer = answer_of(ask_with(script, "And from Moscow?", Turn("How far is Vostochny from Blagoveshchensk?")))

    assert answer.understood_as == standalone


def test_model_puts_a_question_in_another_language_into_english(ask_with: Ask):
    def script(prompt: str, passages: dict[str, str]) -> str:
        if "Last question:" in prompt:
            return QUESTION
        return f"It lies about 8,000 km from Moscow. [{key_of(passages, '8,000 kilometres')}]"

    answer = answer_of(ask_with(script, "Wie weit ist es vom Kosmodrom bis zur russischen Hauptstadt?"))

    assert answer.understood_as == QUESTION
    assert "8,000 km" in answer.answer


def test_prompts_of_ones_own_are_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "answer.md").write_text("## user\n\nAhoy! {passages} {question} {fence} {no_answer}\n", "utf-8")
    monkeypatch.setenv("ASK_PROMPTS", str(tmp_path))
    prompts: list[str] = []

    with writing(lambda prompt, _: prompts.append(prompt) or NO_ANSWER) as pipeline:
        asyncio.run(pipeline.ask(QUESTION))

    assert prompts[0].startswith("Ahoy!")

"""What is sent fits the model's context by the budget's own count; the best passage always comes in."""

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage, SystemMessage
from newsprint import NONCES, PROSE, passage, passages

from bot.errors import SettingsError
from bot.models.estimate import estimate_tokens
from bot.models.tokens import TokenCounter
from bot.passages import span_of
from bot.reading.budget import Budget, count_message_tokens, fit_answer_prompt
from bot.reading.prompts import ANSWER, AnswerPrompt, load_prompt

SHIPPED = load_prompt(ANSWER)
QUESTION = "Where did it rain?"
TEXTS = ["It rained in Rome. " * 4 + "The end.", "It snowed in Oslo.", "It hailed in Bern."]


def count_words(text: str) -> int:
    return len(text.split())


BUDGETS = st.one_of(
    st.builds(Budget, st.integers(150, 400), st.integers(0, 50), st.just(count_words)),
    st.builds(Budget, st.integers(900, 2500), st.integers(0, 50), st.just(len)),
    st.builds(Budget, st.integers(250, 1500), st.integers(0, 50), st.just(estimate_tokens)),
)


def sent_tokens(prompt: AnswerPrompt, budget: Budget) -> int:
    return count_message_tokens(prompt.messages, budget.count_tokens)


def texts_of(prompt: AnswerPrompt) -> list[str]:
    return [each.page_content for each in prompt.passages.values()]


def fit(
    texts: list[str], size: int, *, count_tokens: TokenCounter = count_words, answer_tokens: int = 0
) -> AnswerPrompt:
    given_passages = [passage(text, article=f"a{n}") for n, text in enumerate(texts)]
    budget = Budget(size, answer_tokens, count_tokens)
    return fit_answer_prompt(SHIPPED, QUESTION, given_passages, budget, nonce="n")


def whole(texts: list[str], count_tokens: TokenCounter = count_words) -> int:
    """The tokens that a prompt with all these passages takes."""
    return sent_tokens(fit(texts, 10**9, count_tokens=count_tokens), Budget(0, 0, count_tokens))


def test_all_passages_are_taken_where_there_is_room_to_the_token() -> None:
    assert texts_of(fit(TEXTS, whole(TEXTS))) == TEXTS


def test_the_last_ones_are_left_out_whole() -> None:
    assert texts_of(fit(TEXTS, whole(TEXTS) - 1)) == TEXTS[:2]
    assert texts_of(fit(TEXTS, whole(TEXTS[:1]))) == TEXTS[:1]


def test_what_the_answer_needs_is_kept_free() -> None:
    assert texts_of(fit(TEXTS, whole(TEXTS) + 100, answer_tokens=100)) == TEXTS
    assert texts_of(fit(TEXTS, whole(TEXTS) + 100, answer_tokens=101)) == TEXTS[:2]


def test_the_best_passage_is_cut_at_the_end_of_a_sentence_where_it_is_too_long() -> None:
    prompt = fit(TEXTS, whole(TEXTS[:1]) - 1)

    assert texts_of(prompt) == ["It rained in Rome. It rained in Rome. It rained in Rome. It rained in Rome."]
    assert [span_of(each) for each in prompt.passages.values()] == [(0, 75)]
    assert [each.id for each in prompt.passages.values()] == ["a0#0"]


def test_a_first_sentence_that_is_too_long_is_cut_at_the_end_of_a_word() -> None:
    text = "It rained in Rome and in Oslo and in Bern."

    assert texts_of(fit([text], whole([text]) - 4)) == ["It rained in Rome and in"]


def test_a_first_word_that_is_too_long_is_cut_anywhere() -> None:
    text = "雨" * 500

    assert texts_of(fit([text], whole([text], len) - 100, count_tokens=len)) == ["雨" * 400]


@pytest.mark.parametrize("texts", [TEXTS, []])
def test_a_context_with_no_room_for_a_passage_is_told(texts: list[str]) -> None:
    bare = whole([])

    with pytest.raises(SettingsError) as caught:
        fit(texts, bare + 9, answer_tokens=10)

    assert str(caught.value) == (
        f"ASK_CONTEXT_SIZE={bare + 9} has no room for a passage beside {bare} tokens of the question with the prompt "
        f"and 10 of the answer; set it to {bare + 410} or more, if the chat model reads as many, or ASK_ANSWER_TOKENS "
        "lower, or ask more briefly."
    )


def test_without_passages_the_prompt_alone_is_sent() -> None:
    assert fit([], whole([])).passages == {}


def test_the_count_of_messages_allows_for_the_template() -> None:
    messages = [SystemMessage("Say what is so."), HumanMessage("Is it?")]

    assert count_message_tokens(messages, count_words) == 40 + 8 + 4 + 8 + 2


def test_an_estimated_prompt_fits_by_the_true_count_too(shared, monkeypatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(shared / "tiktoken"))
    encoding = tiktoken.get_encoding("cl100k_base")
    texts = [f"On day {n} it rained in Rome, Oslo and Bern, the Agency said. " * 8 for n in range(40)]

    prompt = fit(texts, 4096, count_tokens=estimate_tokens, answer_tokens=512)

    sent = count_message_tokens(prompt.messages, lambda text: len(encoding.encode_ordinary(text)))
    assert 10 <= len(prompt.passages) < 40
    assert 4096 / 2 < sent <= 4096 - 512


@settings(max_examples=200, deadline=None)
@given(passages(), PROSE, NONCES, BUDGETS)
def test_the_budget_is_never_exceeded_by_its_own_count(texts, question, nonce, budget: Budget) -> None:
    try:
        prompt = fit_answer_prompt(SHIPPED, question, texts, budget, nonce=nonce)
    except SettingsError:
        return

    taken = list(prompt.passages.values())
    assert sent_tokens(prompt, budget) + budget.answer_tokens <= budget.context_size
    assert [each.id for each in taken] == [each.id for each in texts[: len(taken)]]
    assert bool(taken) == bool(texts)
    if len(taken) > 1:
        assert taken == texts[: len(taken)]
    elif taken:
        assert texts[0].page_content.startswith(taken[0].page_content)


@settings(max_examples=100, deadline=None)
@given(passages(), st.integers(0, 400))
def test_more_room_never_takes_fewer_passages(texts, size) -> None:
    def taken(room: int) -> int:
        try:
            return len(fit_answer_prompt(SHIPPED, QUESTION, texts, Budget(room, 0, count_words), nonce="n").passages)
        except SettingsError:
            return 0

    assert taken(size) <= taken(size + 20)

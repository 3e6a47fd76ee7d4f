"""
Fits passages into what a chat model can read at once, so that nothing is cut off silently on the way.

Servers that are sent too much drop the beginning without a word, and with it the rules of the prompt.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from langchain_core.documents import Document
from langchain_core.messages import BaseMessage

from bot.errors import SettingsError
from bot.reading.fences import Fenced
from bot.reading.prompts import AnswerPrompt, Prompt, fence_for, render_answer
from bot.sentences import sentence_spans

# What a chat template puts around each message, its role among it: five in Llama 3's, four in ChatML.
MESSAGE_TOKENS = 8
# What it puts before and behind them all: Llama 3.1's tells two dates, and the reply's role comes last.
TEMPLATE_TOKENS = 40

PASSAGE_TOKENS = 400  # of a passage of the index with its fence, over-estimated; what a user is told to make room for

Render = Callable[[Fenced], Sequence[BaseMessage]]


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a chat model reads and writes at once, in tokens of *count_tokens*."""

    context_size: int
    answer_tokens: int
    """Of the context, what is kept free for the answer."""
    count_tokens: Callable[[str], int]

    @property
    def room(self) -> int:
        """The most tokens that may be sent."""
        return self.context_size - self.answer_tokens

    def holds(self, messages: Iterable[BaseMessage]) -> bool:
        """Tell whether the messages may be sent."""
        return count_message_tokens(messages, self.count_tokens) <= self.room


def count_message_tokens(messages: Iterable[BaseMessage], count_tokens: Callable[[str], int]) -> int:
    """Return the tokens of all that is sent, with an allowance for the chat template."""
    return TEMPLATE_TOKENS + sum(MESSAGE_TOKENS + count_tokens(str(message.content)) for message in messages)


def fit_answer_prompt(
    prompt: Prompt, question: str, passages: Sequence[Document], budget: Budget, *, nonce: str
) -> AnswerPrompt:
    """
    Return what is sent for an answer from as many of the passages, best first, as the budget holds.

    *nonce* is to be another for each question. The passages that were taken are those of the result.

    Raises:
        SettingsError: the budget does not hold a word of the best passage.
    """
    fenced = fence_for(prompt, question, passages, nonce=nonce)
    taken = fit_passages(fenced, lambda some: render_answer(prompt, question, some).messages, budget)
    return render_answer(prompt, question, taken)


def fit_passages(fenced: Fenced, render: Render, budget: Budget) -> Fenced:
    """
    Return the best passages that the budget holds whole, with all that *render* puts around them.

    Where it does not hold the best one whole, that one alone, cut at the end of a sentence, or within the first where
    that is too long.

    Raises:
        SettingsError: the budget does not hold a character of the best passage, or not even the prompt without one.
    """
    taken = _most(range(1, len(fenced.passages) + 1), lambda count: budget.holds(render(fenced.first(count))))
    if taken:
        return fenced.first(taken)
    if fenced.passages:
        return _cut(fenced, render, budget)
    if budget.holds(render(fenced)):
        return fenced
    raise _too_small(fenced, render, budget)


def _cut(fenced: Fenced, render: Render, budget: Budget) -> Fenced:
    text = fenced.passages[0].passage.page_content
    for ends in (_sentence_ends(text), _word_ends(text), range(1, len(text))):
        length = _most(ends, lambda length: budget.holds(render(fenced.best_cut(length))))
        if length:
            return fenced.best_cut(length)
    raise _too_small(fenced, render, budget)


def _most(sizes: Sequence[int], holds: Callable[[int], bool]) -> int:
    """Return the largest of the ascending *sizes* that holds, or 0; what is returned has been tried."""
    found = bisect_left(sizes, 1, key=lambda size: 0 if holds(size) else 1)
    return sizes[found - 1] if found else 0


def _sentence_ends(text: str) -> list[int]:
    return [end for _, end in sentence_spans(text)]


def _word_ends(text: str) -> list[int]:
    """
    Return where the words of a text end that white space follows.

    >>> _word_ends("It rained  all day")
    [2, 9, 14]
    """
    return [n for n in range(1, len(text)) if text[n].isspace() and not text[n - 1].isspace()]


def _too_small(fenced: Fenced, render: Render, budget: Budget) -> SettingsError:
    bare = count_message_tokens(render(fenced.first(0)), budget.count_tokens)
    least = bare + budget.answer_tokens + PASSAGE_TOKENS
    return SettingsError(
        f"ASK_CONTEXT_SIZE={budget.context_size} has no room for a passage beside {bare} tokens of the question with "
        f"the prompt and {budget.answer_tokens} of the answer; set it to {least} or more, if the chat model reads as "
        "many, or ASK_ANSWER_TOKENS lower, or ask more briefly."
    )

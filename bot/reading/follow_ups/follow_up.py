"""
Makes a question that leans on the turn before stand alone: "And the next day?" becomes a whole question.

No model: word lists and shapes of English. Where it is not sure what a word stands for, it leaves the user's words and
adds the names of the last question, for retrieval and reader look at every word. A question that leans on nothing is
never touched.
"""

from collections.abc import Sequence

from bot.reading.english.clauses import LEADING, spelled_out
from bot.reading.follow_ups.antecedents import CONNECTED, Background
from bot.reading.follow_ups.ellipsis import asks_when, completed, incomplete, is_lone_pronoun, leaves_open
from bot.reading.follow_ups.leanings import leanings_of
from bot.reading.follow_ups.pronouns import leans_on_date, resolved, step_resolved
from bot.reading.question.about_bot import is_beside_articles
from bot.sentences import sentence_spans
from bot.types import QUESTION_LIMIT, Answer, Turn

TOLD_SENTENCES = 3


def turn_of(answer: Answer) -> Turn:
    """Return what the next question may lean on: no sentence unsupported; an abstention leaves its question."""
    borne_out = [sentence.text for sentence in answer.sentences if sentence.verdict != "unsupported"]
    told = " ".join(borne_out[:TOLD_SENTENCES])
    answering = tuple(dict.fromkeys(_last_sentence(citation.quote) for citation in answer.citations))
    return Turn(answer.understood_as or answer.question, answer.short_answer, told, answering)


def _last_sentence(quote: str) -> str:
    """Return what answers of a quote; what it needs to be understood stands before it."""
    start, end = sentence_spans(quote)[-1]
    return quote[start:end]


def dated_by(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """Return the sentences that the last answer rests on, where *question* only asks when that was."""
    history = _about_articles(history)
    return history[-1].answering if history and asks_when(question) else ()


def stand_alone(question: str, history: Sequence[Turn]) -> str | None:
    """
    Return the question as one that needs no turn before it, on one line; None where it stands alone as it is.

    The last turn's question holds already what it took from those before. Applied to its own result, it returns None.

    >>> stand_alone("And the next day?", [Turn("What did Kim do on 15 September 2023?")])
    'What did Kim do on 16 September 2023?'
    >>> stand_alone("What did he give him?", [Turn("Who did Kim meet at the harbour?", "Putin")])
    'What did Kim give Putin?'
    >>> stand_alone("Who won the election in Poland?", [Turn("What did Kim do on 15 September 2023?")])
    """
    history = _about_articles(history)
    if not history or is_beside_articles(question) or is_lone_pronoun(question):
        return None
    typed = " ".join(question.split())
    last = Background(
        Turn(_plain(spelled_out(history[-1].question)), history[-1].short_answer, _plain(history[-1].told))
    )
    carried = last.carried("")
    if carried is None or _is_connected(typed, last) or not _leans(typed):
        return None
    whole, sure = _understood(typed, last)
    if last.clause is not None and last.clause.of_state and leaves_open(whole):
        return None  # "Why?" of what somebody is: the reply asks what is meant
    told = whole if sure else _connected(whole, last.carried(whole))
    if _leans(told) and not _is_connected(told, last):
        told = _connected(whole, carried)  # with all names, by which it is known as one that stands alone
    return told if told != typed and len(told) <= QUESTION_LIMIT else None


def _about_articles(history: Sequence[Turn]) -> list[Turn]:
    return [turn for turn in history if not is_beside_articles(turn.question)]


def _leans(question: str) -> bool:
    return incomplete(question) or leans_on_date(question) or bool(leanings_of(question))


def _understood(question: str, last: Background) -> tuple[str, bool]:
    """Return the question with all that can be filled in, and whether that is everything."""
    whole, sure = completed(question, last), True
    if whole is None:
        told, stepped = step_resolved(spelled_out(LEADING.sub("", question) or question), last)
        whole, replaced = resolved(told, last)
        sure = stepped or replaced
    whole = _plain(whole)
    return whole[:1].upper() + whole[1:], sure


def _is_connected(question: str, last: Background) -> bool:
    """Whether names of the last turn were added to it, which it may lean on for the rest."""
    body, _, names = question.partition(CONNECTED)
    return bool(names) and names.rstrip("?") in (last.carried(""), last.carried(body))


def _connected(question: str, carried: str | None) -> str:
    body = question.partition(CONNECTED)[0].rstrip(" ?.!")
    return f"{body}{CONNECTED}{carried}?" if carried else f"{body}?"


def _plain(text: str) -> str:
    return " ".join(text.split())

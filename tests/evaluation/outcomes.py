"""Gold questions and outcomes made by hand, so that what they should score can be worked out on paper."""

from collections.abc import Sequence
from dataclasses import replace

from bot.evaluation.run import Outcome, QuestionSet, Scored, Verdict
from bot.types import Answer, Article, Citation, GoldQuestion, Milliseconds, RankedPassage, Sentence

BRIDGE = Article(
    "bridge",
    "Bridge opens",
    "The bridge over the Orla opened on 4 May. Mayor Edda Voss cut a red ribbon.\n"
    "It had cost 8,000 crowns. The builder, Jan Petri, gave the mayor a silver key and a clock.",
)
MARKET = Article("market", "Market moves", "The market of Orlaby moves to the harbour. Traders are not pleased.")
ARTICLES = {article.id: article for article in (BRIDGE, MARKET)}
OPENED, RIBBON, COST, GIFTS = (
    "The bridge over the Orla opened on 4 May.",
    "Mayor Edda Voss cut a red ribbon.",
    "It had cost 8,000 crowns.",
    "The builder, Jan Petri, gave the mayor a silver key and a clock.",
)
MOVES, DISPLEASED = "The market of Orlaby moves to the harbour.", "Traders are not pleased."


def asked(id: str = "q", **given: object) -> GoldQuestion:  # noqa: A002
    """An answerable question on the bridge's article, of which nothing more is known than is given."""
    gold = GoldQuestion(id, "What happened?", answerable=True, kind="fact", articles=("bridge",))
    return replace(gold, **given)  # type: ignore[arg-type]  # the fields of GoldQuestion


def cite(mark: int, quote: str, article: Article = BRIDGE, *, shift: int = 0) -> Citation:
    """A citation of a sentence of an article, its span moved by *shift*."""
    start = article.text.index(quote) + shift
    return Citation(mark, article.id, article.title, None, None, None, quote, start, start + len(quote))


def passage(quote: str, article: Article = BRIDGE) -> RankedPassage:
    """The passage that a quote is, its score no guide to its rank."""
    start = article.text.index(quote)
    return RankedPassage(article.id, start, start + len(quote), 0.5)


def told(
    *sentences: tuple[str, tuple[int, ...]],
    citations: Sequence[Citation] = (),
    ranking: Sequence[RankedPassage] = (),
    id: str = "q",  # noqa: A002
    **given: object,
) -> Outcome:
    """An answer of sentences with their marks."""
    made = tuple(Sentence(text, marks, "supported") for text, marks in sentences)
    answer = Answer(
        "What happened?", " ".join(s.text for s in made), False, 0.8, "m", 1, Milliseconds(1, 2, 3), sentences=made
    )
    answer = replace(answer, citations=tuple(citations), **given)  # type: ignore[arg-type]  # the fields of Answer
    return Outcome(id, answer, tuple(ranking))


def quoted(*quotes: str, **given: object) -> Outcome:
    """An answer that tells sentences of the bridge's article and cites each."""
    sentences = [(quote, (n,)) for n, quote in enumerate(quotes, 1)]
    return told(*sentences, citations=[cite(n, quote) for n, quote in enumerate(quotes, 1)], **given)  # type: ignore[arg-type]


def withheld(
    confidence: float = 0.7,
    *,
    id: str = "q",  # noqa: A002
    ranking: Sequence[RankedPassage] = (),
) -> Outcome:
    """No answer."""
    answer = Answer("What happened?", "", True, confidence, "m", 1, Milliseconds(1, 2, 3))
    return Outcome(id, answer, tuple(ranking))


def judged_row(id: str, confidence: float, verdict: Verdict | None, **given: object) -> Scored:  # noqa: A002
    """A row as it is after scoring: the verdict tells whether there was an answer, and should have been."""
    declined_rightly = given.pop("declined", False)
    answerable = verdict in ("wrong", "withheld") or (verdict != "unfounded" and not declined_rightly)
    gold = asked(id, answerable=answerable, answers=(("x",),) if answerable else (), **given)
    silent = verdict == "withheld" or bool(declined_rightly)
    outcome = withheld(confidence, id=id) if silent else told((RIBBON, ()), id=id, confidence=confidence)
    return Scored(gold, outcome, {} if verdict is None else {"right": float(verdict == "right")}, verdict)


def a_set(*questions: GoldQuestion, articles: Sequence[Article] = (BRIDGE, MARKET)) -> QuestionSet:
    """A set of these questions on the two articles."""
    return QuestionSet("made", questions, tuple(articles))

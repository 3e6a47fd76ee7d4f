"""The scores of one question: an outcome held against its gold question. Total: whatever a pipeline told is scored."""

from collections.abc import Mapping, Sequence

from bot.answering import EMBEDDED
from bot.evaluation.matching import occurs
from bot.evaluation.metrics.choices import score_choice
from bot.evaluation.metrics.citations import Known, score_citations, score_sentences, span_of
from bot.evaluation.metrics.spans import find_evidence, holds_evidence, text_of
from bot.evaluation.metrics.squad import exact_match, token_f1
from bot.evaluation.run import Outcome, Verdict
from bot.types import Answer, Article, GoldQuestion, RankedPassage

DEPTHS = (1, 5, 10)  # of answer-recall


def score(
    gold: GoldQuestion, outcome: Outcome, articles: Mapping[str, Article]
) -> tuple[dict[str, float], Verdict | None]:
    """
    Return the scores of an outcome by the names of `bot.evaluation.metrics.measures`, and its verdict.

    A metric that does not apply is not there. An answer withheld where there is one scores 0 in what is asked of
    answers, and has no score in what is asked of citations.
    """
    known = Known(gold, find_evidence(gold, articles), articles)
    answer = outcome.answer
    verdict = _verdict(answer, known)
    scores = {} if verdict is None else {"right": float(verdict == "right")}
    scores |= _decision(gold, answer) | score_citations(answer, known)
    if not answer.abstained:
        scores["words"] = float(len(told_text(answer).split()))
    scores |= _written(answer)
    if gold.answerable:
        scores |= _answer_scores(answer, known) | _recall(outcome.ranking, known)
        if gold.choices and gold.right_choices:
            scores["choice"] = score_choice(gold, outcome, articles)
    return scores, verdict


def told_text(answer: Answer) -> str:
    """Return what an answer tells, without its marks and what nothing bears out."""
    return " ".join(sentence.text for sentence in answer.sentences if sentence.verdict != "unsupported")


def _written(answer: Answer) -> dict[str, float]:
    """Return what is asked of a chat model, where one was asked; where the embedded reader stood in, no verdicts."""
    usage, wrote = answer.usage or {}, answer.model != EMBEDDED
    scores = {"written": float(wrote)} if answer.milliseconds.write else {}
    scores |= {"first-token": float(usage["first_token_ms"])} if "first_token_ms" in usage else {}
    if "prompt_tokens" in usage:
        scores["tokens"] = float(usage["prompt_tokens"] + usage.get("completion_tokens", 0))
    if wrote and "repaired" in usage and answer.sentences:
        verdicts = [sentence.verdict for sentence in answer.sentences]
        scores["supported"] = verdicts.count("supported") / len(verdicts)
        scores["withheld"] = verdicts.count("unsupported") / len(verdicts)
        scores["repaired"] = usage["repaired"] / len(verdicts)
    return scores


def _decision(gold: GoldQuestion, answer: Answer) -> dict[str, float]:
    if gold.answerable:
        return {"answered": float(not answer.abstained)}
    return {"abstention-recall": float(answer.abstained)}


def _verdict(answer: Answer, known: Known) -> Verdict | None:
    gold = known.gold
    if not gold.answerable:
        return "right" if answer.abstained else "unfounded"
    if not gold.answers and not gold.evidence:
        return None
    if answer.abstained:
        return "withheld"
    return "right" if _is_right(answer, known) else "wrong"


def _is_right(answer: Answer, known: Known) -> bool:
    if known.gold.answers:
        return _contains(answer, known.gold)
    return any(holds_evidence(span_of(citation), known.evidence, known.articles) for citation in answer.citations)


def _contains(answer: Answer, gold: GoldQuestion) -> bool:
    text = told_text(answer)
    return all(_any_occurs(group, text) for group in gold.answers)


def _answer_scores(answer: Answer, known: Known) -> dict[str, float]:
    gold, scores = known.gold, dict[str, float]()
    if gold.answers:
        short = answer.short_answer or ""
        scores["contains"] = float(not answer.abstained and _contains(answer, gold))
        scores["exact"] = 0.0 if answer.abstained else exact_match(short, gold.answers)
        scores["f1"] = 0.0 if answer.abstained else token_f1(short, gold.answers)
    if gold.evidence_complete and known.evidence.places:
        scores["sentence-f1"] = score_sentences(answer, known)
    return scores


def _recall(ranking: Sequence[RankedPassage], known: Known) -> dict[str, float]:
    gold = known.gold
    if not gold.answers and not gold.evidence:
        return {}
    spans = [(passage.article, passage.start, passage.end) for passage in ranking[: max(DEPTHS)]]
    if gold.answers:
        texts = [text_of(known.articles, span) for span in spans]
        needed = max(_first([_any_occurs(group, text) for text in texts]) for group in gold.answers)
    else:
        needed = _first([holds_evidence(span, known.evidence, known.articles) for span in spans])
    return {f"answer-recall@{depth}": float(needed <= depth) for depth in DEPTHS}


def _first(held: Sequence[bool]) -> int:
    """Return the rank, from 1, of the first that is true; one beyond every depth if none is."""
    return next((rank for rank, true in enumerate(held, 1) if true), max(DEPTHS) + 1)


def _any_occurs(alternatives: Sequence[str], text: str) -> bool:
    return any(occurs(alternative, text) for alternative in alternatives)

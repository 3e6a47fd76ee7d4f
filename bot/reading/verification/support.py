"""What tells whether a text bears a statement out: the reader's judgement, likeness, and how surely both speak."""

from bot.models.reader import Scores
from bot.reading.english.modality import denials_in, hedge_is_lost, new_wholes, part_is_whole
from bot.reading.english.words import TermsOf
from bot.reading.features import squash
from bot.reading.verification.roles import moved_words, roles_turned
from bot.reading.verification.scopes import lost_hedges, turned_denials
from bot.sentences import sentence_spans

SUPPORT_FEATURES = (
    "support",
    "polarity",
    "counterpart",
    "turned_denials",
    "denies_less",
    "hedge_lost",
    "lost_hedges",
    "part_whole",
    "new_whole",
    "roles_turned",
    "moved_words",
)
ALIKE = 0.75  # of the words, on average, from where on a paraphrase need be no nearer
MOST = 3  # words, beyond which it makes no difference how many are said otherwise


def support_features(
    statement: str, text: str, scores: Scores, counterpart: float, terms_of: TermsOf
) -> tuple[float, ...]:
    """
    Return SUPPORT_FEATURES.

    Args:
        statement: A sentence of whatever origin.
        text: One sentence of news or several, that may bear it out.
        scores: What the reader makes of the two.
        counterpart: How far the words of *statement* have counterparts in *text* (`bot.reading.counterparts`).
        terms_of: Splits a text into terms, as retrieval does.
    """
    nearest = _nearest_sentence(statement, text, terms_of)
    return (
        squash(scores.support),
        squash(scores.polarity),
        min(counterpart / ALIKE, 1.0),
        float(min(turned_denials(statement, nearest, terms_of), MOST)),
        float(denials_in(statement) < denials_in(nearest)),
        float(hedge_is_lost(statement, nearest)),
        float(min(lost_hedges(statement, nearest, terms_of), MOST)),
        float(part_is_whole(statement, nearest)),
        float(bool(new_wholes(statement, nearest))),
        float(roles_turned(statement, text, terms_of)),
        moved_words(statement, text, terms_of),
    )


def _nearest_sentence(statement: str, text: str, terms_of: TermsOf) -> str:
    """Return the sentence of *text* that shares most words with *statement*."""
    terms = set(terms_of(statement))
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    return max(sentences, key=lambda sentence: len(terms & set(terms_of(sentence))), default=text)

"""What a short question of yes or no asks of somebody: "married" in "Is Kim married?"."""

import re

from bot.reading.english.words import TermsOf
from bot.reading.question.asked import is_polar

WORD = re.compile(r"[^\W\d_]+")
MOST_TERMS = 2  # more of them are worded in too many ways
SETTLES = 0.5  # mean likeness of the words to a sentence's, under which it tells nothing of them
SETTLES_ALONE = 0.6  # the same where the reader finds no answer there: "live" is .57 to "dead", "old" .55
LIKELY = 1.0  # log odds that a sentence holds an answer, from which the reader finds one there
DECIDES = 0.65  # the same, from which yes or no may be told: "large" is .58 to "tall", "jailed" .67 to "prison"


def predicate_of(question: str, terms_of: TermsOf) -> str | None:
    """
    Return the words in lower case of a question of yes or no, where they are few; None of any other question.

    >>> from bot.retrieval.lexical import content_words
    >>> predicate_of("Is Kim married?", content_words), predicate_of("Is Kim in Moscow?", content_words)
    ('married', None)
    >>> predicate_of("Who is married?", content_words)
    """
    if not is_polar(question):
        return None
    words = [word for word in WORD.findall(question) if word.islower() and terms_of(word)]
    return " ".join(words) if 0 < len(words) <= MOST_TERMS else None

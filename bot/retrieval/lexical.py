"""BM25 over the words of passages: our own words, bm25s's arithmetic, its arrays memory-mapped from a generation."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from Stemmer import Stemmer  # type: ignore[import-not-found]  # compiled, without stubs

WORD = re.compile(
    r"\d+(?:[.,]\d+)*"  # a number with its marks: 8,000 or 3.5
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"  # a word, with what an apostrophe adds
)
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
ACCENTS = re.compile("[\u0300-\u036f]+")
MOST_NEAR = 5  # words near a misspelt one
KNOWN_WORDS = 100_000  # stems kept in memory while indexing; a corpus of 600 articles has 30,000 words
POSSESSIVE = re.compile(r"['’]s?$")
# Forms that no rule of a stemmer leads back: a closed class in English.
IRREGULAR = (
    "bear bore borne; beat beaten; become became; begin began begun; bend bent; bite bit bitten; bleed bled; "
    "blow blew blown; break broke broken; bring brought; build built; burn burnt; buy bought; catch caught; "
    "choose chose chosen; come came; creep crept; deal dealt; dig dug; draw drew drawn; drink drank drunk; "
    "drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found; "
    "flee fled; fly flew flown; forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven; "
    "freeze froze frozen; get got gotten; give gave given; go went gone; grow grew grown; hang hung; hear heard; "
    "hide hid hidden; hold held; keep kept; kneel knelt; know knew known; lay laid; lead led; leave left; "
    "lend lent; lie lay lain; lose lost; make made; mean meant; meet met; mistake mistook mistaken; "
    "overcome overcame; oversee oversaw overseen; overthrow overthrew overthrown; pay paid; ride rode ridden; "
    "ring rang rung; rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send sent; "
    "shake shook shaken; shine shone; shoot shot; show shown; shrink shrank shrunk; sing sang sung; "
    "sink sank sunk; sit sat; sleep slept; slide slid; speak spoke spoken; spend spent; spin spun; stand stood; "
    "steal stole stolen; stick stuck; strike struck stricken; strive strove striven; swear swore sworn; "
    "sweep swept; swim swam swum; swing swung; take took taken; teach taught; tear tore torn; tell told; "
    "think thought; throw threw thrown; undergo underwent undergone; understand understood; "
    "undertake undertook undertaken; wake woke woken; wear wore worn; weave wove woven; win won; "
    "withdraw withdrew withdrawn; withhold withheld; write wrote written; man men; woman women; child children; "
    "person people; foot feet; life lives; wife wives; half halves"
)
NO_WORDS = "empty"  # bm25s refuses an empty vocabulary; this file stands for it


def words(text: str) -> list[str]:
    """
    Return what BM25 counts: stems in lower case without accents, numbers without commas, no stop words.

    >>> words("Kim's 8,000 Il-28 bombers visited São Paulo and the U.S.")
    ['kim', '8000', 'il', '28', 'bomber', 'visit', 'sao', 'paulo', 'us']
    """
    return [stem for word in WORD.findall(folded(text)) if (stem := stem_of(word))]


def day_words(days: Iterable[date]) -> list[str]:
    """
    Return a word for each of *days*, which no text has: a passage and a question share it however they write the day.

    >>> from datetime import date
    >>> day_words([date(2023, 9, 13), date(2023, 9, 13)])
    ['day:2023-09-13']
    """
    return [f"day:{day.isoformat()}" for day in sorted(set(days))]


def content_words(text: str) -> list[str]:
    """
    Return the words that carry what is asked: without those that only ask or join, irregular forms led back.

    BM25 counts forms as they stand: leading them back lost it as often as it helped on the development sets.

    >>> content_words("What was Kim shown?")
    ['kim', 'show']
    """
    asking, regular = _asking_words(), _regular_forms()
    return [regular.get(word, word) for word in words(text) if word not in asking]


def folded(text: str) -> str:
    """Return the text in lower case without accents."""
    return text.lower() if text.isascii() else ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


@lru_cache(maxsize=KNOWN_WORDS)
def stem_of(word: str) -> str:
    """Return the stem of a folded word, and nothing of a stop word."""
    plain = THOUSANDS.sub(_without_commas, word) if word[0].isdigit() else POSSESSIVE.sub("", word).replace(".", "")
    return "" if plain in _stop_words() else str(_stemmer().stemWord(plain))


def _without_commas(number: re.Match[str]) -> str:
    return number[0].replace(",", "")


@cache
def _stop_words() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN

    return frozenset(STOPWORDS_EN)


@cache
def _asking_words() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN_PLUS

    return frozenset(_stemmer().stemWords(list(STOPWORDS_EN_PLUS)))


@cache
def _regular_forms() -> dict[str, str]:
    """Return the stem of the plain form by the stem of each irregular one."""
    groups = [[stem_of(form) for form in group.split()] for group in IRREGULAR.split(";")]
    return {form: plain for plain, *forms in groups for form in forms if form and plain}


@cache
def _stemmer() -> "Stemmer":
    from Stemmer import Stemmer

    return Stemmer("english")


def write_lexical(folder: Path, passages: Sequence[Sequence[str]]) -> None:
    """Write the index of *passages*, each the list of its words, into *folder*."""
    import bm25s

    folder.mkdir()
    if not any(passages):
        (folder / NO_WORDS).write_text(str(len(passages)), "ascii")
        return
    index = bm25s.BM25()
    index.index([list(passage) for passage in passages], show_progress=False)
    index.save(folder)


class LexicalIndex:
    """An index that `write_lexical` wrote."""

    def __init__(self, folder: Path) -> None:
        self._index: Any = None
        marker = folder / NO_WORDS
        if marker.exists():
            self.size = int(marker.read_text("ascii"))
            return
        import bm25s

        self._index = bm25s.BM25.load(folder, mmap=True)
        self.size = int(self._index.scores["num_docs"])

    def scores(self, question_words: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage, in the order of writing; 0 where no word is shared."""
        known = self._index.get_tokens_ids(question_words) if self._index is not None else []
        if not known:
            return np.zeros(self.size, np.float32)
        found: NDArray[np.float32] = self._index.get_scores_from_ids(known)
        return found

    def knows(self, word: str) -> bool:
        """Tell whether a passage has the word, a stem as `words` returns them."""
        return self._index is not None and word in self._index.vocab_dict

    def near(self, word: str, slips: int) -> list[str]:
        """
        Return the passages' words that at most *slips* slips lead to, the few nearest first.

        A slip leaves a letter out, adds one, takes another, or swaps two that stand together.
        """
        if self._index is None:
            return []
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        vocabulary = [known for known in self._index.vocab_dict if known.isalpha()]
        found = extract(word, vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=None)
        # The vocabulary's order differs between two indexes of the same passages, so equals go by the alphabet.
        nearest = sorted((slipped, near[0] != word[0], near) for near, slipped, _ in found)
        return [near for _, _, near in nearest[:MOST_NEAR]]

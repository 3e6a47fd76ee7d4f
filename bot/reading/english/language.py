"""
Tells a question that is not in English, which is all that the embedded models read.

The function words of a question decide, then the words that ask and the verbs, for a short question may have no others
("Was sagte Putin?"); the identifier of languages is asked only where there is no word of English, because a few names
("Shoigu Kim") look like any language to it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.reading.english.foreign_words import AMBIGUOUS, ASKING, COMMON, ENGLISH_ENDING, INFLECTED

LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
# bm25s names its stop lists by language; these are the ones written in Latin letters.
LISTED = {
    "da": "DANISH",
    "de": "GERMAN",
    "es": "SPANISH",
    "fr": "FRENCH",
    "it": "ITALIAN",
    "nl": "DUTCH",
    "no": "NORWEGIAN",
    "pt": "PORTUGUESE",
    "sv": "SWEDISH",
    "tr": "TURKISH",
}
WORD = re.compile(r"[^\W\d_]+")
# They belong to the name that follows ("de Blasio", "Los Angeles"), whatever the question's language.
PARTICLE = re.compile(
    r"\b(?:[Dd](?:[aeiu]|el|ella|os|as|er|en)|[Ll](?:a|e|os|as)|[Ee]l|[Aa]l|[Vv][ao]n|[Bb]in)\s+(?=[^\W\d_a-z])"
)
CERTAIN = 0.6  # of 1,163 real English questions one is taken for another language at this probability
MORE_ENGLISH = "could many may might much must shall would"  # for the stop list lacks them
SCRIPT_LANGUAGES = {"HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "ARABIC": "ar", "CJK": "zh"}


def foreign_language(question: str) -> str | None:
    """
    Return the English name of the language of *question* ("another language" where unsure), or None for English.

    >>> foreign_language("Wie weit ist Wostotschny von Moskau entfernt?")
    'German'
    >>> foreign_language("what did Shoigu show Kim?")
    """
    script = _foreign_script(question)
    if script is not None:
        return LANGUAGES.get(script, "another language")
    words = WORD.findall(PARTICLE.sub(" ", unicodedata.normalize("NFC", question)))
    plain = [word.lower() for word in words]
    tongues = _tongues()
    best = max(tongues, key=lambda code: tongues[code].lead(plain))
    if tongues[best].count(plain) >= max(2, tongues[best].rivals(plain) + 1):
        return _named(best)
    asked = [code for code, tongue in tongues.items() if tongue.asks(words)]
    if asked:
        return _named(max(asked, key=lambda code: tongues[code].likeness(plain)))
    if len(words) < 3 or all(tongue.rivals(plain) for tongue in tongues.values()):
        return None
    code, probability = _identify(question)
    return _named(code) if code != "en" and probability >= CERTAIN else None


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The words of a language that are no English ones, and the English ones that it has not."""

    asking: frozenset[str]
    ambiguous: frozenset[str]
    own: frozenset[str]
    english: frozenset[str]
    inflected: re.Pattern[str]

    def count(self, words: list[str]) -> int:
        return sum(word in self.own for word in words)

    def likeness(self, words: list[str]) -> int:
        return self.count(words) + (words[0] in self.asking | self.ambiguous)

    def rivals(self, words: list[str]) -> int:
        return sum(word in self.english for word in words)

    def lead(self, words: list[str]) -> int:
        return self.count(words) - self.rivals(words)

    def asks(self, words: list[str]) -> bool:
        """Whether words that ask, with a verb where they might be English, open a question with nothing English."""
        plain = [word.lower() for word in words]
        if len(words) < 2 or self.rivals(plain) or any(map(self._is_english, plain)):
            return False
        if plain[0] in self.asking and len(words) > 2:
            return True
        if plain[0] in self.ambiguous | self.asking or plain[-1] in self.asking:
            return any(map(self._bears_out, words[1:]))
        return any(one in self.ambiguous and other in self.own for one, other in pairwise(plain))

    def _is_english(self, word: str) -> bool:
        return ENGLISH_ENDING.fullmatch(word) is not None and word not in self.own

    def _bears_out(self, word: str) -> bool:
        # A name tells nothing: "Was Angela Merkel …" has no German verb.
        return word.lower() in self.own or (word[0].islower() and self.inflected.fullmatch(word) is not None)


def _foreign_script(question: str) -> str | None:
    """Return the language, or "xx", of a question of which most letters are not Latin ones."""
    letters = [unicodedata.name(c, "").split(" ")[0] for c in question if c.isalpha()]
    foreign = [name for name in letters if name not in {"LATIN", "MODIFIER", "FULLWIDTH", "MASCULINE", "FEMININE"}]
    if not foreign or 2 * len(foreign) <= len(letters):
        return None
    if "CYRILLIC" in foreign:
        return "uk" if re.search("[іїєґ]", question.lower()) else "ru"
    return next((SCRIPT_LANGUAGES[name] for name in foreign if name in SCRIPT_LANGUAGES and name != "CJK"), None) or (
        "zh" if "CJK" in foreign else "xx"
    )


def _named(code: str) -> str:
    return LANGUAGES.get(code, "another language")


@cache
def _tongues() -> dict[str, _Tongue]:
    english = _function_words("EN_PLUS") | set(MORE_ENGLISH.split())
    made = {}
    for code, asking in ASKING.items():
        listed = _function_words(LISTED[code]) if code in LISTED else frozenset()
        asks, ambiguous, common = (frozenset(words.split()) for words in (asking, AMBIGUOUS[code], COMMON[code]))
        known = listed | asks | ambiguous
        own = ((listed - ambiguous) | asks | common) - english
        made[code] = _Tongue(asks, ambiguous, own, english - known - {"a"}, re.compile(INFLECTED[code]))
    return made


@cache
def _function_words(name: str) -> frozenset[str]:
    import bm25s.stopwords

    return frozenset(getattr(bm25s.stopwords, f"STOPWORDS_{name}"))


def _identify(question: str) -> tuple[str, float]:
    code, probability = _identifier().classify(question)
    return code, float(probability)


@cache
def _identifier():  # type: ignore[no-untyped-def]  # noqa: ANN202  # py3langid is untyped
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

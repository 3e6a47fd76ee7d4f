"""
Tells a question that is not in English, which is all that the embedded models read.

The function words of a question decide; the identifier of languages is asked only where there are none of English,
because a few names ("Shoigu Kim") look like any language to it.
"""

import re
import unicodedata
from functools import cache

LANGUAGES = {
    "ar": "Arabic",
    "da": "Danish",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
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
# The stop lists have few words that ask.
ASKING = {
    "da": "hvem hvornår hvorhen",
    "de": "wer wem wen wessen wann wo wohin woher warum wieso weshalb wie welche welcher welches wieviel",
    "es": "quién quiénes qué cuándo dónde cómo cuál cuáles cuánto cuántos por",
    "fr": "qui quand où pourquoi comment quel quelle quels quelles combien",
    "it": "chi quando dove perché come quale quali quanto quanti",
    "nl": "wie wat waar wanneer waarom hoe welke hoeveel",
    "no": "hvem hvor når hvilken",
    "pt": "quem quando onde porque como qual quais quanto quantos",
    "sv": "vem var när varför hur vilken",
    "tr": "kim ne nerede neden nasıl hangi",
}
WORD = re.compile(r"[^\W\d_]+")
# They belong to the name that follows ("de Blasio", "Los Angeles"), whatever the question's language.
PARTICLE = re.compile(
    r"\b(?:[Dd](?:[aeiu]|el|ella|os|as|er|en)|[Ll](?:a|e|os|as)|[Ee]l|[Aa]l|[Vv][ao]n|[Bb]in)\s+(?=[^\W\d_a-z])"
)
CERTAIN = 0.6  # of 1,163 real English questions one is taken for another language at this probability
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
    words = [word.lower() for word in WORD.findall(PARTICLE.sub(" ", unicodedata.normalize("NFC", question)))]
    english = _function_words("EN_PLUS")
    own = {code: (_function_words(name) | set(ASKING[code].split())) - english for code, name in LISTED.items()}
    rival = {code: _count(words, english - _function_words(name) - {"a"}) for code, name in LISTED.items()}
    best = max(own, key=lambda code: _count(words, own[code]) - rival[code])
    if _count(words, own[best]) >= max(2, rival[best] + 1):
        return LANGUAGES[best]
    if len(words) < 3 or all(rival.values()):
        return None
    code, probability = _identify(question)
    # A lone function word proves nothing inside a name ("da Vinci"), but much where it opens the question ("Wer …").
    certain = code != "en" and (probability >= CERTAIN or (not rival.get(code, 1) and words[0] in own[code]))
    return LANGUAGES.get(code, "another language") if certain else None


def _count(words: list[str], function_words: frozenset[str]) -> int:
    return sum(word in function_words for word in words)


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

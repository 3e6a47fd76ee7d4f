"""Tells in a sentence why nothing that a chat model wrote is an answer: it wrote none, or none that can be checked."""

import re

from bot.models.chat import Reply
from bot.reading.english.language import foreign_language
from bot.reading.written import LONGEST
from bot.types import Notice

# Reasons to finish, in the words of OpenAI, Ollama, Anthropic, Mistral, Amazon and Google.
CUT = frozenset({"length", "max_tokens", "model_length", "model_context_window_exceeded"})
STOPPED = frozenset({"content_filter", "content_filtered", "refusal", "safety", "recitation", "prohibited_content"})
FLOOD = "flood"  # of ours: a reply that was not read to its end
REFUSING = re.compile(
    r"\b(?:I|we)(?:['’]m| am| are|['’]re)? (?:(?:very|so|truly) )?"
    r"(?:sorry|unable|not able|cannot|can ?not|can['’]t|won['’]t|will not|must decline|apologi[sz]e)\b",
    re.IGNORECASE,
)
_SENT = r"\b(?:passages?|articles?|texts?|context|information|sources?)\b"
_NOT = r"\b(?:can(?: ?not|['’]t)|could(?: not|n['’]t)|do(?:es)?(?: not|n['’]t)|did(?: not|n['’]t))"
UNTOLD = re.compile(
    rf"{_NOT} (?:find|see|tell|say|answer|determine)\b[^.!?\n]{{0,60}}{_SENT}"
    rf"|{_SENT}[^.!?\n]{{0,30}}{_NOT} (?:say|tell|mention|contain|provide|include|state|specify|give|answer|address)\b",
    re.IGNORECASE,
)
OPENING = 300  # characters in which a refusal is told
SAMPLE = 2000  # characters that tell a language


def shortfall_of(model: str, text: str, reply: Reply, *, answer_tokens: int) -> Notice:
    """Return why nothing of *text*, a reply of *model* of which no sentence is supported, can be told."""
    if reply.finish_reason in CUT:
        told = f"{model} was cut at {answer_tokens} tokens before it wrote what the articles bear out"
        return Notice(f"{told}; set ASK_ANSWER_TOKENS higher.", code="cut_short", model=model)
    if reply.finish_reason == FLOOD:
        told = f"{model} wrote more than {LONGEST:,} characters, and nothing in them that the articles bear out"
        return Notice(f"{told}; ask again, or set another ASK_MODEL.", code="flooded", model=model)
    if reply.finish_reason in STOPPED:
        told = f"{model} was stopped by its provider's filter; ask in other words."
        return Notice(told, code="filtered_away", model=model)
    if reply.refused or (REFUSING.search(text[:OPENING]) and not UNTOLD.search(text[:OPENING])):
        told = f"{model} refused to answer; ask in other words, or set another ASK_MODEL."
        return Notice(told, code="refused", model=model)
    if reply.finish_reason is None:
        told = f"{model} broke off before it wrote what the articles bear out; ask again."
        return Notice(told, code="broken_short", model=model)
    return _of_words(model, text)


def _of_words(model: str, text: str) -> Notice:
    if not any(c.isalnum() for c in text):
        told = f"{model} wrote nothing; ask again, or set another ASK_MODEL."
        return Notice(told, code="wrote_nothing", model=model)
    language = foreign_language(text[:SAMPLE])
    if language is not None:
        told = f"{model} wrote in {language}, and only English can be held against the articles; ask in English."
        return Notice(told, code="not_english", model=model)
    if UNTOLD.search(text[:OPENING]):
        told = f"{model} found no answer in the passages; ask in other words, or set another ASK_MODEL."
        return Notice(told, code="found_nothing", model=model)
    told = f"Nothing that {model} wrote is borne out by the articles; ask in other words, or set another ASK_MODEL."
    return Notice(told, code="not_borne_out", model=model)

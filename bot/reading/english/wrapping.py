"""The question inside what someone typed, without its wrapping: "Hello! Can you tell me when …?"."""

import re

from bot.sentences import sentence_spans

AUXILIARY = (
    r"(?:do|does|did|is|are|was|were|am|has|have|had|can|could|will|would|shall|should|may|might|must|ought|"
    r"(?:do|does|did|is|are|was|were|has|have|had|ca|could|wo|would|should|might|must)n['’]?t|cannot)"
)
WH = r"(?:who|whom|whose|what|which|when|where|why|how)(?:['’](?:s|re|d|ll|ve))?"
WH_WORD = re.compile(rf"\b{WH}\b", re.IGNORECASE)
FILLER = re.compile(
    r"(?:(?:so|and|but|or|then|also|well|ok|okay|oh|hi|hello|hey|please|yes|no|now|actually|really|true or false)\b"
    r"[,:!.]?\s*)+",
    re.IGNORECASE,
)
_KNOW = r"(?:know|remember|recall|guess|understand|see|have any idea|have an idea|happen to know)"
_TELL = (
    r"(?:(?:please |kindly )?(?:tell|show|explain|say|describe|specify|clarify|find out|name)"
    r"(?: to)?(?: me| us)?(?: please)?)"
)
# "Can you tell me when …" asks when.
WRAPPING = re.compile(
    rf"(?:(?:do|does|did) (?:you|anyone|anybody|someone|we) {_KNOW}|is it known|are you aware of?"
    rf"|(?:can|could|would|will) (?:you|anyone|somebody|someone) {_TELL}|{_TELL}"
    rf"|(?:i(?: would|['’]d)? (?:want|need|like|love)(?: to (?:know|find out|ask|learn|hear|understand)))"
    r"|i(?: am|['’]m)? (?:wonder(?:ing)?|curious)|any idea|do you have any idea)"
    rf",?:?\s+(?:about |of |as to )?(?=(?:exactly )?(?:{WH}|if|whether|(?:in|on|at|to|by|with|from|for) (?:{WH}))\b)",
    re.IGNORECASE,
)
POLITE = re.compile(
    r"(?:can|could|would|will) you (?:please |kindly |also )?(?=(?:list|name|give|enumerate|mention|identify)\b)",
    re.IGNORECASE,
)
LONGEST = 2000  # characters of a question that are looked at


def questions_in(text: str) -> list[str]:
    """Return the sentences that ask something, or else all of the text."""
    text = text[:LONGEST]
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    asking = [sentence for sentence in sentences if sentence.rstrip("\"”’') ").endswith("?")]
    return asking or ([" ".join(sentences)] if sentences else [])


def core_of(question: str) -> str:
    """
    Return the last question without what wraps it.

    >>> core_of("Hello! So, can you tell me when it began?")
    'when it began?'
    """
    asked = questions_in(question)
    core = " ".join(asked[-1].split()).strip("\"“”‘’'¿ ") if asked else ""
    for pattern in (FILLER, WRAPPING, POLITE):
        found = pattern.match(core)
        core = core[found.end() :] if found else core
    return core

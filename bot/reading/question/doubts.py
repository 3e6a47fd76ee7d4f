"""Tells what only asks back whether an answer is so: no article tells that, and its sources do."""

import re

DOUBT = re.compile(
    r"(?:(?:hm+|oh|so|wait|ok|okay|and|but|no)\W+)*"
    r"(?:are you (?:(?:really|quite|absolutely|completely|100 ?%) )?(?:sure|certain|serious|positive|kidding|joking)"
    r"(?: (?:about|of) (?:that|this|it))?|how sure are you(?: (?:about|of) (?:that|this|it))?"
    r"|is (?:that|this|it) (?:really )?(?:true|right|correct|so|certain|a fact)|really|seriously|for real|says who"
    r"|sources?|(?:what|which)(?: is|['’]s) (?:your|the) source"
    r"|where did you (?:get|read|find|hear) (?:that|this|it)(?: from)?"
    r"|how (?:do|did|can|would) you know(?: (?:that|this|it))?|can i (?:trust|believe) (?:that|this|it|you))\W*",
    re.IGNORECASE,
)


def doubts(text: str) -> bool:
    """
    Tell whether a text only asks back whether what was said is so.

    >>> doubts("Are you sure?"), doubts("How do you know that?"), doubts("Is it true that Kim met Putin?")
    (True, True, False)
    """
    return DOUBT.fullmatch(text.strip()) is not None

"""Tells a statement that repeats a sentence, but has the opposite of a word: "succeeded" in place of "failed"."""

import re

from bot.reading.english.words import listed

# Pairs that hardly come together where nothing is turned round. "Buy" and "sell", "win" and "lose" do: of one deal, one
# match; so do "open" and "close", "allow" and "ban", "before" and "after".
OPPOSITES = tuple(
    (listed(one), listed(other))
    for one, other in (
        (
            "succeed succeeds succeeded succeeding success successes successful successfully",
            "fail fails failed failing failure failures unsuccessful unsuccessfully",
        ),
        (
            "rise rises rose risen rising increase increases increased increasing grow grows grew grown climbed",
            """
            fall falls fell fallen falling drop drops dropped decrease decreases decreased shrink shrinks shrank
            cut cuts reduce reduces reduced lower lowers lowered
            """,
        ),
        (
            "praise praises praised praising hail hails hailed laud lauds lauded",
            """
            criticise criticises criticised criticize criticizes criticized criticising criticizing condemn condemns
            condemned denounce denounces denounced
            """,
        ),
        ("include includes included including", "exclude excludes excluded excluding"),
        ("legal lawful", "illegal unlawful"),
        ("possible", "impossible"),
        ("majority", "minority"),
        (
            "accept accepts accepted accepting approve approves approved",
            "reject rejects rejected rejecting refuse refuses refused refusing",
        ),
        (
            "admit admits admitted admitting confirm confirms confirmed acknowledge acknowledges acknowledged",
            "deny denies denied denying",
        ),
        ("support supports supported supporting favour favours favoured", "oppose opposes opposed opposing"),
        ("convicted guilty", "acquitted innocent cleared"),
        ("alive survive survives survived", "dead dies died"),
        ("likely", "unlikely"),
        ("able managed", "unable"),
        ("agree agrees agreed", "disagree disagrees disagreed"),
        ("better best", "worse worst"),
        ("higher highest", "lower lowest"),
        ("longer longest", "shorter shortest"),
        ("larger largest bigger biggest", "smaller smallest"),
        ("older oldest", "younger youngest"),
        ("faster fastest", "slower slowest"),
        ("heavier heaviest", "lighter lightest"),
        ("deeper deepest", "shallower shallowest"),
        ("wider widest", "narrower narrowest"),
        ("appoint appoints appointed hired", "dismiss dismisses dismissed sacked fired"),
        ("strengthen strengthens strengthened stronger", "weaken weakens weakened weaker"),
        ("always", "never"),
        ("begin begins began begun start starts started", "end ends ended finish finishes finished"),
    )
)
WORD = re.compile(r"[^\W\d_]+(?:['’]t)?")
DENIES = re.compile(r"not|never|no|neither|nor|without|cannot|\w+n['’]t")
REPEATED = 0.5  # of a statement's words beside it


def opposite_is_told(statement: str, sentence: str) -> bool:
    """
    Tell whether a statement in the words of a sentence has the opposite of one of them, and neither is denied.

    >>> opposite_is_told("Both attempts to launch it succeeded.", "Both attempts to launch it failed.")
    True
    >>> opposite_is_told("The court did not accept the plea.", "The court rejected the plea.")
    False
    """
    said, told = _words(statement), _words(sentence)
    for pair in OPPOSITES:
        for own, other in (pair, pair[::-1]):
            if said & own and not said & other and told & other and not told & own:
                beside = (said - own, told - other)
                repeated = len(said & told) >= REPEATED * len(said - own)
                return repeated and not any(DENIES.fullmatch(word) for words in beside for word in words)
    return False


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))

"""
Over-estimates the tokens of a text for models whose own tokenizer is not at hand.

A byte-pair encoder leaves no two neighbours whose union is one of its tokens. All pairs of small letters but some rare
ones are tokens of cl100k_base and o200k_base, and all of a space and a letter, so a run of n of these makes at most
(2n + 1) / 3 tokens. Common words make one; which are common is told by the shipped tokenizer, whose words are numbered
roughly from the most to the least common. All else counts one a byte, which no byte-level encoder exceeds.
"""

import re
from typing import TYPE_CHECKING

from bot.models.opening import FOLDER, open_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PIECE = re.compile(
    r"(?P<word> ?[A-Z]?[a-z]+)|(?P<capitals> ?[A-Z]+)|(?P<spaces> +)|(?P<typographic>[\u2010-\u2026])|(?P<other>.)",
    re.DOTALL,
)
# Between a capital and a small letter, and about the letters and between the pairs of them that are often no tokens.
BREAK = re.compile(r"(?<=[A-Zjqxz])|(?=[jqxz])|(?<=g)(?=k)|(?<=w)(?=v)|(?<=y)(?=[fv])")
# Numbers of words in the shipped tokenizer, where "the" is 1996: the first 2,000 are one token each after a space, but
# for 3 % in small letters and 10 % with a capital; the first 10,000 at most two, but for 4 %.
ONE_TOKEN = 4000
TWO_TOKENS = 12000
# Words of ASCII letters, numbers, and marks at a word's end. What stands beside other letters is no word by itself.
PARTED = re.compile(r"(?<![^\W\d_])[A-Za-z]++(?:['’][A-Za-z]++)?+(?![^\W\d_])|[0-9]++|[!-/:-@\[-`{-~]++(?=\s|\Z)")
SPACES_A_TOKEN = 16
TYPOGRAPHIC_TOKENS = 2  # dashes, curly quotes, the ellipsis: one in large vocabularies, two in small ones


def estimate_tokens(text: str) -> int:
    """
    Return more tokens than byte-pair encoders, or the shipped tokenizer, make of a text.

    The shipped articles come out at 1.52 times the count of cl100k_base and o200k_base, 1.48 times that of the shipped
    tokenizer; none of 26,531 sentences of RealTime QA's news is below the highest of the three, and each of its 600
    articles is at least 1.33 times that (1.56 on average). Sentences in other scripts came out at two to three times
    that. A single rare word, alone, may be a token short: ten of 21,745 words of the shipped tokenizer are.

    >>> estimate_tokens("Kim met Putin on 13 September."), estimate_tokens("北京")
    (13, 6)
    """
    tokenizer = open_tokenizer(FOLDER / "tokenizer.json")
    return sum(_piece_tokens(piece, tokenizer) for piece in PIECE.finditer(text))


def fewest_tokens(text: str) -> int:
    """
    Return fewer tokens than tokenizers make of a text.

    They part it first, by its spaces and into letters, numbers and marks, and make a token at least of each part. Of
    120 prompts of 1 to 24 passages of RealTime QA's news this is .87 of what cl100k_base and o200k_base make, at most
    .93; of the tokenizers of DeepSeek, Qwen, Mistral (two) and Claude 2 .73 to .86, at most .92. What has other than
    ASCII letters counts nothing.

    >>> fewest_tokens("Kim met Putin on 13 September."), fewest_tokens("北京")
    (7, 0)
    """
    return sum(1 for _ in PARTED.finditer(text))


def _piece_tokens(piece: re.Match[str], tokenizer: "Tokenizer") -> int:
    text = piece[0]
    match piece.lastgroup:
        case "word":
            return _word_tokens(text, piece.string[piece.start() - 1 : piece.start()], tokenizer)
        case "capitals":
            return len(text.lstrip())
        case "spaces":
            return min(len(text), 2 + len(text) // SPACES_A_TOKEN)  # the last is parted off before a digit
        case "typographic":
            return TYPOGRAPHIC_TOKENS
        case _:
            return len(text.encode("utf-8", "surrogatepass"))


def _word_tokens(text: str, before: str, tokenizer: "Tokenizer") -> int:
    """Return the most tokens of a word with the space before it, if there is one; *before* is the character before."""
    if text[0] != " " and before.isascii() and before.isalnum():
        return len(text) + 1  # "8mw", "iPhone": encoders part such words in ways of their own
    longest = sum((2 * len(run) + 1) // 3 for run in BREAK.split(text) if run)
    word = text.lstrip().lower()
    number = tokenizer.token_to_id(word)
    if number is None:  # a name or a rare word: encoders of a small vocabulary make more of it
        return max(longest, len(tokenizer.encode(word, add_special_tokens=False)))
    if text[0] != " ":
        return min(3 if number < ONE_TOKEN else 4, len(text))
    return 1 if number < ONE_TOKEN else min(2 if number < TWO_TOKENS else 3, longest)

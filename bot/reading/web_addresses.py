"""
Addresses in what a chat model wrote, with a scheme or without: only those that an article has may be told.

What a mail or chat program would make a link of carries data out just as well without "https://", so that
"token.evil.example" goes the way of "https://evil.example/?token". A missing space ("met Kim.He"), an abbreviation
("U.S.", "Sept.16") and the name of a program ("Node.js") are no addresses.
"""

import re

_REST = r"(?:\[\.\]|[^\s\])>\"'“”])"
_DOT = r"(?:\.|\[\.\]|\(\.\)|[。．｡])"  # as browsers read it, and as those write it who hide an address
_HOST = rf"(?<![\w-])(?!(?:approx|ca|cu|no|sq|vs)\.)(?:[\w-]{{1,63}}{_DOT}){{1,20}}"  # all but its last part
# Endings that are meant as such in capitals too; elsewhere these begin a sentence, or are a name: "Kim.He", "Lt.Li".
_USUAL = r"com|net|org|info|biz|edu|gov|int|mil|app|dev|xyz|site|online|shop|club|top|link|test|invalid|example|onion"
_FILES = r"(?:[cm]?[jt]sx?|css|csv|docx?|exe|gif|html?|jpe?g|json|mp[34]|pdf|png|pptx?|txt|xlsx?|zip)\b"
_LAST = rf"(?:(?-i:(?!{_FILES})[a-z]{{2,24}}|[^\W\d_a-zA-Z]{{2,24}})|xn--[a-z\d-]{{2,59}}|{_USUAL})"
_PATH = rf"(?::\d{{1,5}})?(?:[/?#\\]{_REST}*)?"
_ADDRESS = "|".join(
    (
        rf"[\w+.-]{{0,40}}://{_REST}*",
        rf"(?:\bwww\.|\b(?:mailto|data|javascript):){_REST}+",
        rf"(?<![\w+.-])[\w+.-]{{1,64}}@{_HOST}[^\W\d_]{{2,24}}",
        rf"{_HOST}{_LAST}(?![\w-]){_PATH}",
        rf"{_HOST}[^\W\d_]{{2,24}}(?::\d{{1,5}})?[/?]{_REST}+",
        rf"(?<![\w.])\d{{1,3}}(?:{_DOT}\d{{1,3}}){{3}}(?![\w-]|\.\w){_PATH}",
    )
)
ADDRESS = re.compile(
    r"(?P<label>(?<![^\s(\[])[^\W_][\w ]{0,40}:[ \t]*(?P<open>[<(\[])?)?"  # "Source: https://…"
    rf"(?P<address>{_ADDRESS})"
    r"(?(open)[>)\]]?)",
    re.IGNORECASE,
)
ENDS = ".,;:!?…"


def without_addresses(text: str, passages: str, *, hole: str) -> str:
    """
    Return *text* with a *hole* in place of each address that does not stand in the *passages*.

    >>> without_addresses("See evil.example/x, b.org or Kim.He left.", "Read b.org/a.", hole="_")
    'See _, b.org or Kim.He left.'
    """

    def put(found: re.Match[str]) -> str:
        if _stands_in(passages, found["address"].rstrip(ENDS)):
            return found.group()
        return hole + found.group()[len(found.group().rstrip(ENDS)) :]

    return ADDRESS.sub(put, text)


def _stands_in(passages: str, address: str) -> bool:
    """Whether an address, or a longer one that begins with it, is written in the passages; not in the middle of one."""
    whole = rf"(?<![\w@-])(?<!\w\.){re.escape(address)}(?![\w@-]|\.\w)"
    return re.search(whole, passages, re.IGNORECASE) is not None

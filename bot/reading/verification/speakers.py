"""Tells a statement that has one say what a text has another say, by name."""

from collections.abc import Iterator, Sequence

from bot.reading.english.names import Name, names_agree
from bot.reading.english.words import listed
from bot.reading.verification.deeds import ENDS, Piece, doer_before, is_of_nation, pieces_of
from bot.sentences import sentence_spans

SAYING = listed(
    """
    add added adds argue argued argues claim claimed claims explain explained explains insist insisted insists note
    noted notes remark remarked say said says tell tells told warn warned warns
    """
)
BEHIND = 8  # words behind "said" among which who says it is named: "said the coach of Albion, Ann Lee"
REPEATED = 0.5  # of what is said


def speaker_is_other(statement: str, text: str) -> bool:
    """
    Tell whether all sentences of *text* that have most words of what *statement* has one say have others say it.

    >>> speaker_is_other("Bo Li said the judge was wrong.", '"The judge got it wrong," said the coach, Ann Lee.')
    True
    >>> speaker_is_other("Lee said the judge was wrong.", '"The judge got it wrong," said the coach, Ann Lee.')
    False
    """
    said = list(pieces_of(statement))
    speakers = [speaker for speaker in _speakers(said) if speaker is not None]
    if not speakers or any(map(is_of_nation, speakers)):
        return False
    words = _words(said)
    told = [list(pieces_of(text[start:end])) for start, end in sentence_spans(text)]
    alike = [pieces for pieces in told if len(words & _words(pieces)) >= REPEATED * len(words)]
    return bool(alike) and all(_is_by_others(pieces, speakers) for pieces in alike)


def _is_by_others(pieces: Sequence[Piece], speakers: Sequence[Name]) -> bool:
    """Whether a sentence names all who say something in it, and nowhere those who are said to."""
    others = list(_speakers(pieces))
    named = [piece.name for piece in pieces if piece.name]
    return (
        bool(others)
        and not any(other is None or is_of_nation(other) for other in others)
        and not any(names_agree(one, other) for one in speakers for other in named)
    )


def _speakers(pieces: Sequence[Piece]) -> Iterator[Name | None]:
    """Yield who says something, each time; None where they are not named: "he said"."""
    for at, piece in enumerate(pieces):
        if piece.name is None and piece.word in SAYING:
            before, passive = doer_before(pieces, at)
            yield before if before and not passive else _speaker_behind(pieces, at)


def _speaker_behind(pieces: Sequence[Piece], at: int) -> Name | None:
    behind = pieces[at + 1 : at + 1 + BEHIND] if pieces[at].word in ("said", "says") else ()
    end = next((n for n, piece in enumerate(behind) if piece.word in ENDS or piece.word == "that"), len(behind))
    return next((piece.name for piece in behind[:end] if piece.name and not piece.owns), None)


def _words(pieces: Sequence[Piece]) -> frozenset[str]:
    return frozenset(piece.word for piece in pieces if piece.word.isalnum() and len(piece.word) > 2) - SAYING

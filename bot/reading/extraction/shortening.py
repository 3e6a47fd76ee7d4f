"""The short answer: the best span of the best sentence, the spans of a list, or yes or no."""

import re
from collections.abc import Callable, Sequence

from bot.reading.candidates import Polarity, Told
from bot.reading.english.language import foreign_language
from bot.reading.english.modality import DENIALS
from bot.reading.english.names import Name
from bot.reading.english.short import shape_of
from bot.reading.english.values import compatible, differ, values_of
from bot.reading.extraction.choosing import Group
from bot.reading.extraction.spans import trim_span
from bot.reading.features import Line
from bot.reading.question.asked import is_polar, wants_several
from bot.types import ShortSpan

NAMED = re.compile(r"[A-Z\d]")
FIGURE = re.compile(r"[$€£¥]?\d")
HEDGE = re.compile(r"(?:about|around|some|nearly|almost|roughly|approximately)\s+(?=[$€£¥]?\d)", re.IGNORECASE)
_LINKING = (
    r"(?:an?|the|another|and|or|but|with|of|in|into|on|at|to|by|for|from|when|where|which|who|that|while|as|after"
    r"|before|during|its|his|her|their)"
)
DANGLING = re.compile(rf"(?:^|[\s,;:]+)\b{_LINKING}\Z", re.IGNORECASE)
LEADING = re.compile(
    r"(?:(?:and|or|but|both|with|of|in|into|on|at|to|by|for|from|when|where|which|who|that|while|as|after|before|during)"
    r"\b[\s,;:]+)+",
    re.IGNORECASE,
)
NAMES_NOTHING = re.compile(rf"(?:{_LINKING}\s*)*", re.IGNORECASE)
SURE_OF_POLARITY = 2.4  # log odds of yes or no: right for 94 % of held-out questions from here on, for 66 % below
LEANS_TO_YES, LEANS_TO_NO = 0.7, -2.0  # log odds from which the words of the sentence decide: whether it denies


def short_answer(question: str, told: Sequence[Told], groups: Sequence[Group], best: Line) -> tuple[ShortSpan, ...]:
    """
    Return where the short answer stands in the lines told; nowhere for a question of yes or no.

    *groups* are those of *told*, in its order; the best line is the first of one of them.
    """
    if is_polar(question):
        return ()
    if wants_several(question):
        places = [span for n in range(len(told)) for span in _listed(n, told[n], groups[n][0])]
        if places:
            return _of_a_kind(told, tuple(dict.fromkeys(places)))
    number = next(n for n, group in enumerate(groups) if group[0] is best)
    span = _place(number, told[number], best, best.span)
    return (span,) if span else ()


def polarity_of(question: str, odds: float, sentence: str | None = None) -> Polarity | None:
    """
    Return yes or no where the question asks for either and the reader's log odds settle it.

    Where it only leans to one, the words of the *sentence* that answers settle it: one that denies nothing bears out
    "yes", one that denies something "no".
    """
    if not is_polar(question) or foreign_language(question):
        return None  # "Was sagte Putin?" only looks like a question of yes or no
    plain = sentence is not None and not DENIALS.search(question)
    denies = plain and DENIALS.search(sentence or "") is not None
    if odds >= (LEANS_TO_YES if plain and not denies else SURE_OF_POLARITY):
        return "Yes"
    return "No" if odds <= (LEANS_TO_NO if denies else -SURE_OF_POLARITY) else None


def differing_lines(
    question: str, lines: Sequence[Line], best: Line, is_of_the_same: Callable[[Line], bool]
) -> list[Line]:
    """
    Return lines of other articles that give another number, date or name for the one thing that is asked for.

    Each article comes once, *lines* being in order, the best first. *is_of_the_same* tells whether a line is about what
    the best is about.
    """
    value = answer_in(best)
    if is_polar(question) or wants_several(question) or not (shape_of(question) or _is_measured(value)):
        return []
    found: dict[str, Line] = {}
    for line in lines:
        article, other = str(line.candidate.passage.metadata["article"]), answer_in(line)
        elsewhere = article != best.candidate.passage.metadata["article"]
        # A sentence that tells both has said what each is of.
        both = other in best.candidate.text or value in line.candidate.text
        if elsewhere and value and not both and differ(value, other) and is_of_the_same(line):
            found.setdefault(article, line)
    return list(found.values())


def _is_measured(value: str) -> bool:
    """Whether an answer is nothing but numbers or dates, be it a magnitude or a score."""
    values = values_of(value)
    return bool(values) and not any(isinstance(one, Name) for one in values)


def place_in(told: Sequence[Told], groups: Sequence[Group], line: Line) -> ShortSpan | None:
    """Return where a line's answer stands in what is told; None if the line is not told or has none."""
    number = next((n for n, group in enumerate(groups) if group[0] is line), None)
    return None if number is None else _place(number, told[number], line, line.span)


def answer_in(line: Line) -> str:
    """Return the best answer in a line, clean at its edges."""
    start, end = clean_span(line.candidate.text, line.span)
    return line.candidate.text[start:end]


def clean_span(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """
    Return a span clean at its edges, a figure without its hedge; of a measure with its conversion, the measure.

    >>> text = "It lies some 8,000 kilometres (5,000 miles) from Moscow."
    >>> start, end = clean_span(text, (text.index("5,000"), text.index(")")))
    >>> text[start:end]
    '8,000 kilometres'
    >>> start, end = clean_span(text, (text.index("some"), text.index(" (")))
    >>> text[start:end]
    '8,000 kilometres'
    """
    start, end = trim_span(text, *span)
    hedge = HEDGE.match(text, start, end)
    if hedge is not None:
        start = hedge.end()
    if text[:start].endswith("(") and text[end : end + 1] == ")":
        before = text[: start - 1].rstrip()
        measure = next((value for value in values_of(before) if value.end == len(before)), None)
        if measure is not None and compatible(measure.text, text[start:end]):
            hedged = FIGURE.search(measure.text)  # "some 8,000 kilometres"
            return measure.start + (hedged.start() if hedged else 0), measure.end
    return start, end


def clean_item(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """
    Return an item of a list without the words at its ends that join it to others, empty where it names nothing.

    >>> text = "He showed Kim the hypersonic Kinzhal, another of the latest, and met him."
    >>> start, end = clean_item(text, (text.index("hypersonic"), text.index(" of")))
    >>> text[start:end], clean_item("Into Rome.", (0, 4)), clean_item("And of Rome.", (0, 11))
    ('hypersonic Kinzhal', (0, 0), (7, 11))
    >>> clean_item("Both Ann and Bo", (0, 8))
    (5, 8)
    """
    start, end = span
    if (leading := LEADING.match(text, start, end)) is not None:
        start = leading.end()
    while (dangling := DANGLING.search(text, start, end)) is not None:
        end = dangling.start()
    start, end = trim_span(text, start, end) if end > start else (start, start)
    return (start, start) if NAMES_NOTHING.fullmatch(text, start, end) else (start, end)


def _of_a_kind(told: Sequence[Told], places: tuple[ShortSpan, ...]) -> tuple[ShortSpan, ...]:
    """Return the items of a list, where most are names or figures only those: "Sukhoi jets; jets; Tu-160"."""
    named = [place for place in places if NAMED.search(told[place.sentence].text[place.start : place.end])]
    return tuple(named) if 2 * len(named) > len(places) else places


def _listed(number: int, told: Told, line: Line) -> list[ShortSpan]:
    text = line.candidate.text
    runs = line.runs or ((line.span,) if line.margin > 0 else ())
    spans = _unbroken(text, [clean_span(text, span) for span in runs])
    return [place for span in spans if (place := _place(number, told, line, clean_item(text, span)))]


def _unbroken(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """
    Return spans in order, as one where no more than a space parts them: a list has at least a comma between two items.

    >>> _unbroken("long-range bombers, ships", [(0, 10), (11, 18), (20, 25)])
    [(0, 18), (20, 25)]
    """
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and not text[whole[-1][1] : start].strip():
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def _place(number: int, told: Told, line: Line, span: tuple[int, int]) -> ShortSpan | None:
    start, end = clean_span(line.candidate.text, span)
    # The line may be told together with the sentence before it.
    shift = line.candidate.start - told.places[0].start
    return ShortSpan(number, start + shift, end + shift) if end > start else None

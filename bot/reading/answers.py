"""Makes an `Answer` of what a reader chose: marks, citations, the short answer; or of its silence: the reason."""

from collections.abc import Iterable, Sequence
from datetime import date

from langchain_core.documents import Document

from bot.passages import article_of, days_of, published_of, publisher_of, score_of, span_of, title_of, url_of
from bot.reading.candidates import Candidate, Reading
from bot.reading.english.short import shape_of
from bot.reading.short_written import short_in_written
from bot.reading.verify import Checked
from bot.types import (
    Answer,
    Citation,
    Day,
    Milliseconds,
    NearArticle,
    Notice,
    RankedPassage,
    Reason,
    Sentence,
    ShortSpan,
)

NEAREST = 3  # headlines told with an abstention
NO_TIME = Milliseconds(0.0, 0.0, 0.0)


def tell(question: str, reading: Reading, passages: Sequence[Document], *, model: str, generation: int) -> Answer:
    """Return the answer that tells the chosen sentences, each with every place that says the same."""
    citations = _citations_of(place for told in reading.told for place in told.places)
    marks = {(c.article, c.start, c.end): c.mark for c in citations}
    sentences = tuple(Sentence(told.line, tuple(_marks_of(told.places, marks)), "supported") for told in reading.told)
    verdict = (f"{reading.polarity}.",) if reading.polarity else ()
    return Answer(
        question=question,
        answer=" ".join((*verdict, *map(marked, sentences))),
        abstained=False,
        confidence=reading.probability,
        model=model,
        generation=generation,
        milliseconds=NO_TIME,
        short_answer=reading.polarity or _joined([_told_at(question, reading, span) for span in reading.short]),
        short_spans=reading.short,
        sentences=sentences,
        citations=citations,
        passages=_ranked(passages),
        notices=_differing(reading),
    )


def tell_written(
    question: str,
    checked: Sequence[tuple[str, Checked]],
    passages: Sequence[Document],
    *,
    known: Answer,
    confidence: float,
    strict: bool,
    model: str,
) -> Answer:
    """
    Return the answer of sentences that a chat model wrote; *strict* leaves those out of its text that nothing supports.

    They stay among the sentences with their verdict, for every surface to show. *known* is the embedded reader's
    answer from the same passages, by which the short one is found.
    """
    cited = [check.place for _, check in checked if check.place is not None and check.verdict != "unsupported"]
    citations = _citations_of(cited)
    marks = {(c.article, c.start, c.end): c.mark for c in citations}
    sentences = tuple(Sentence(text, _marks_of_check(check, marks), check.verdict) for text, check in checked)
    told = [sentence for sentence in sentences if not (strict and sentence.verdict == "unsupported")]
    short = short_in_written(sentences, _short_parts(known))
    return Answer(
        question=question,
        answer=" ".join(map(marked, told)),
        abstained=False,
        confidence=confidence,
        model=model,
        generation=known.generation,
        milliseconds=NO_TIME,
        short_answer=_joined(_texts_at(sentences, short)),
        short_spans=short,
        sentences=sentences,
        citations=citations,
        passages=_ranked(passages),
    )


def abstain(
    question: str,
    reason: Reason,
    passages: Sequence[Document] = (),
    *,
    confidence: float,
    model: str,
    generation: int,
) -> Answer:
    """Return the answer that says why there is none, and names the nearest headlines."""
    return Answer(
        question=question,
        answer="",
        abstained=True,
        confidence=confidence,
        model=model,
        generation=generation,
        milliseconds=NO_TIME,
        reason=reason,
        nearest=_nearest(passages),
        passages=_ranked(passages),
    )


def marked(sentence: Sentence) -> str:
    """
    Return a sentence with its marks behind it, or that nothing supports it.

    >>> marked(Sentence("It rained.", (1, 3), "supported"))
    'It rained. [1][3]'
    """
    if sentence.verdict == "unsupported":
        return f"{sentence.text} (unsupported)"
    marks = "".join(f"[{mark}]" for mark in sentence.citations)
    return f"{sentence.text} {marks}" if marks else sentence.text


def _told_at(question: str, reading: Reading, span: ShortSpan) -> str:
    """Return what stands there, and behind a day that is asked for its date: "Saturday (16 September 2023)"."""
    told = reading.told[span.sentence]
    text, place = told.line[span.start : span.end], told.places[0]
    days = {day.day for day in days_of(place.passage) if _meet(day, place.start + span.start, place.start + span.end)}
    day = days.pop() if len(days) == 1 and shape_of(question) == "date" else None
    return f"{text} ({_day_of(day)})" if day is not None and str(day.year) not in text else text


def _meet(day: Day, start: int, end: int) -> bool:
    return day.start < end and start < day.end


def _short_parts(answer: Answer) -> list[str]:
    """Return the items of the short answer; yes and no stand in no sentence."""
    return _texts_at(answer.sentences, answer.short_spans) or [answer.short_answer or ""]


def _texts_at(sentences: Sequence[Sentence], places: Sequence[ShortSpan]) -> list[str]:
    return [sentences[place.sentence].text[place.start : place.end] for place in places]


def _joined(parts: Sequence[str]) -> str | None:
    """
    Return the parts of a short answer as one, each once.

    >>> _joined(["Rome", "Oslo", "Rome"])
    'Rome; Oslo'
    """
    return "; ".join(dict.fromkeys(parts)) or None


def _differing(reading: Reading) -> tuple[str, ...]:
    """Return the notice that sources tell different things, each with its publisher and date."""
    if not reading.differing:
        return ()
    sides = []
    for place in reading.differing:
        told = reading.told[place.sentence]
        passage = told.places[0].passage
        source = publisher_of(passage) or title_of(passage)
        sides.append((told.line[place.start : place.end], source, published_of(passage)))
    shown = [f"“{text}” ({source}, {_day_of(published)})" for text, source, published in sides]
    return (Notice(f"Sources differ: {' · '.join(shown)}.", code="differing", sides=sides),)


def _day_of(published: date | None) -> str:
    return f"{published.day} {published:%B %Y}" if published else "undated"


def _citations_of(places: Iterable[Candidate]) -> tuple[Citation, ...]:
    unique = {(article_of(p.passage), p.start, p.end): p for p in places}
    return tuple(_citation(mark, place) for mark, place in enumerate(unique.values(), 1))


def _citation(mark: int, place: Candidate) -> Citation:
    return Citation(
        mark=mark,
        article=article_of(place.passage),
        title=title_of(place.passage),
        publisher=publisher_of(place.passage),
        published=published_of(place.passage),
        url=url_of(place.passage),
        quote=place.text,
        start=place.start,
        end=place.end,
        event_date=_event_date(place),
    )


def _event_date(place: Candidate) -> date | None:
    """Return the day that the cited words name, None where they name none, or more than one."""
    days = {day.day for day in days_of(place.passage) if place.start <= day.start and day.end <= place.end}
    return days.pop() if len(days) == 1 else None


def _marks_of(places: Sequence[Candidate], marks: dict[tuple[str, int, int], int]) -> list[int]:
    return [marks[article_of(place.passage), place.start, place.end] for place in places]


def _marks_of_check(check: Checked, marks: dict[tuple[str, int, int], int]) -> tuple[int, ...]:
    if check.place is None or check.verdict == "unsupported":
        return ()
    return tuple(_marks_of([check.place], marks))


def _nearest(passages: Sequence[Document]) -> tuple[NearArticle, ...]:
    near = {article_of(p): NearArticle(article_of(p), title_of(p), published_of(p)) for p in reversed(passages)}
    return tuple(near[article] for article in dict.fromkeys(article_of(p) for p in passages))[:NEAREST]


def _ranked(passages: Sequence[Document]) -> tuple[RankedPassage, ...]:
    return tuple(RankedPassage(article_of(p), *span_of(p), score_of(p)) for p in passages)

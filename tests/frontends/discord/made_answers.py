"""Answers of every shape: long, hostile, with nothing, with everything."""

from datetime import date
from typing import cast, get_args

from frontends.discord.hostile import MARKUP
from hypothesis import strategies as st

from bot.types import Answer, Citation, Milliseconds, NearArticle, Reason, Sentence, ShortSpan, Verdict

WORDS = [*MARKUP, "Kim ", "met ", "Putin. ", "in 2023, ", "Vladivostok ", "x" * 30]
REASONS = ("about_bot", "filters", "language", "no_question", "not_told", "nothing_found", "outside_filters")
URLS = [
    None,
    "https://example.org/a",
    "javascript:alert(1)",
    "https://e.example/" + "(" * 200,
    "https://e.example/" + "a" * 470,
]


def _text(words: list[str], times: int, end: str) -> str:
    return "".join(words) * times + end


def text_of(longest: int) -> st.SearchStrategy[str]:
    """Return texts of one to about *longest* characters, never empty."""
    words = st.lists(st.sampled_from(WORDS), max_size=20)
    times = st.sampled_from([1, 1, 1, 1, 5, 60])
    return st.builds(_text, words, times, st.sampled_from(["a.", "*", "b\\"])).map(lambda text: text[-longest:])


days = st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1))


@st.composite
def sentences(draw: st.DrawFn, marks: int) -> Sentence:
    cited = draw(st.lists(st.integers(1, marks), unique=True, max_size=marks)) if marks else []
    verdict = cast("Verdict", draw(st.sampled_from(get_args(Verdict))))
    return Sentence(draw(text_of(4000)), tuple(cited), verdict)


@st.composite
def citations(draw: st.DrawFn, mark: int) -> Citation:
    quote = draw(text_of(4000))
    return Citation(
        mark,
        draw(text_of(200)),
        draw(text_of(300)),
        draw(st.none() | text_of(300)),
        draw(days),
        draw(st.sampled_from(URLS)),
        quote,
        9,
        9 + len(quote),
        draw(days),
    )


@st.composite
def spans(draw: st.DrawFn, told: tuple[Sentence, ...]) -> tuple[ShortSpan, ...]:
    found = []
    for number, sentence in enumerate(told):
        ends = sorted(draw(st.sets(st.integers(0, len(sentence.text)), max_size=4)))
        found += [ShortSpan(number, a, b) for a, b in zip(ends[::2], ends[1::2], strict=False)]
    return tuple(found)


def answer_of(
    told: tuple[Sentence, ...], cited: tuple[Citation, ...] = (), *, prefix: str = "", **more: object
) -> Answer:
    """Return an answer of these sentences."""
    text = prefix + " ".join(sentence.text for sentence in told)
    fields = {"question": "What?", "confidence": 0.5, "model": "embedded", "generation": 1, **more}
    return Answer(  # type: ignore[arg-type]  # the test's own values
        answer=text, abstained=False, milliseconds=Milliseconds(1, 1, 2), sentences=told, citations=cited, **fields
    )


def withheld(reason: Reason, nearest: tuple[NearArticle, ...] = (), **more: object) -> Answer:
    """Return an abstention."""
    fields = {"question": "What?", "confidence": 0.5, "model": "embedded", "generation": 1, **more}
    return Answer(  # type: ignore[arg-type]  # the test's own values
        answer="", abstained=True, milliseconds=Milliseconds(1, 1, 2), reason=reason, nearest=nearest, **fields
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Return a valid answer, given or withheld."""
    more = {
        "question": draw(text_of(2000)),
        "understood_as": draw(st.none() | text_of(2000)),
        "notices": tuple(draw(st.lists(text_of(1500), max_size=3))),
        "model": draw(st.sampled_from(["embedded", "openai:gpt"]) | text_of(3000)),
    }
    if draw(st.integers(0, 3)) == 0:
        near = st.builds(NearArticle, text_of(200), text_of(300), days)
        reason = st.builds(Reason, st.sampled_from(REASONS), text_of(3000))
        return withheld(draw(reason), tuple(draw(st.lists(near, max_size=12))), **more)
    cited = tuple(draw(citations(mark)) for mark in range(1, draw(st.integers(0, 30)) + 1))
    told = tuple(draw(st.lists(sentences(len(cited)), min_size=1, max_size=15)))
    prefix = draw(st.sampled_from(["", "", "Yes. ", "No. ", " "]))
    return answer_of(told, cited, prefix=prefix, short_spans=draw(spans(told)), **more)

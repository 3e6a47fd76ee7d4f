"""The day that a question names, in the words of a passage: "14 March 2024" is "Thursday" in the news of that week."""

import re
from collections.abc import Callable

from langchain_core.documents import Document

from bot.days import WrittenDay, written_days
from bot.passages import days_of, span_of
from bot.reading.question.asked import is_polar

_ON = re.compile(r"\bon (?:the )?\Z", re.IGNORECASE)
_COUNTS = re.compile(
    r"\b(?:days?|nights?|hours?|weeks?|morning|evening|eve)\b(?! \d)|\b(?:since|until)\b", re.IGNORECASE
)
_WITHOUT_ON = re.compile(r"today|tonight|yesterday|tomorrow|(?:this|last|next) ", re.IGNORECASE)


def in_words_of(passage: Document, question: str) -> str:
    """Return the question with its day as *passage* calls it, as it is where no other word there is for that day."""
    named = written_days(question, any_case=True)
    words = _words_for(named[0], passage) if len(named) == 1 else None
    if words is None:
        return question
    before, after = question[: named[0].start], question[named[0].end :]
    return f"{_ON.sub('', before) if _WITHOUT_ON.match(words) else before}{words}{after}"


def may_tell_of_day(question: str) -> Callable[[Document, int, int], bool]:
    """
    Return whether the span [start, end) of a passage's article may tell what was on the day that *question* is about.

    What names other days alone does not, unless it counts from one of them ("a day after he had met Kim").
    """
    named = written_days(question, any_case=True)
    on_day = len(named) == 1 and _ON.search(question[: named[0].start]) is not None and not is_polar(question)

    def may_tell(passage: Document, start: int, end: int) -> bool:
        if not on_day:
            return True
        offset, _ = span_of(passage)
        days = {day.day for day in days_of(passage) if start <= day.start and day.end <= end}
        counts = _COUNTS.search(passage.page_content, start - offset, end - offset)
        return not days or counts is not None or not days.isdisjoint(named[0].within({day.year for day in days}))

    return may_tell


def _words_for(named: WrittenDay, passage: Document) -> str | None:
    """Return what the passage calls the day, if not by its number, nor another day the same."""
    offset, _ = span_of(passage)
    days = days_of(passage)
    meant = named.within({day.day.year for day in days})
    called = [(passage.page_content[day.start - offset : day.end - offset], day.day in meant) for day in days]
    words = next((text for text, is_meant in called if is_meant and not any(map(str.isdigit, text))), None)
    return None if any(text == words and not is_meant for text, is_meant in called) else words

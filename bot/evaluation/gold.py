"""
The project's own format of gold questions, one JSON object a line; corpus/README.md describes its keys.

Whatever is wrong with a file is told in one sentence with the file and the line.
"""

import difflib
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from bot.evaluation.matching import plain
from bot.evaluation.rows import Row, check_once, read_rows, shown
from bot.evaluation.run import ALL
from bot.evaluation.sets.material import Material, question_in
from bot.types import Article, GoldQuestion

KEYS = ("id", "question", "after", "answerable", "answers", "articles", "evidence", "class", "note")
FOLLOW_UP, SECOND_LANGUAGE = "follow-up", "second language"
ANSWERABLE, UNANSWERABLE = "answerable", "unanswerable"
NEAR = 0.75  # likeness from which an unknown key is taken for a misspelt one
Split = Literal["dev", "test"]


def split_of(question_id: str) -> Split:
    """
    Tell whether a question is for tuning or for the final test: an even first byte of the id's SHA-256 is `dev`.

    >>> split_of("summit-presents"), split_of("talks-length")
    ('dev', 'test')
    """
    return "test" if hashlib.sha256(question_id.encode()).digest()[0] % 2 else "dev"


def read_gold(path: Path, articles: Sequence[Article], *, stand_ins: Mapping[str, str] | None = None) -> Material:
    """
    Read the questions of a file and hold them against the corpus they are asked of.

    *stand_ins* tells, by id, which article of the corpus stands in for one that it has not. Then no evidence is kept,
    since the words of that article are others.

    Raises:
        UsageError: a line is damaged, or does not fit the corpus.
    """
    rows = list(read_rows(path))
    for row in rows:
        _check_keys(row)
    check_once(rows, "id")
    lines = {row.text("id"): n for n, row in enumerate(rows)}
    corpus = _Corpus({article.id: plain(article.text) for article in articles}, stand_ins or {})
    questions, own = [], {}
    for n, row in enumerate(rows):
        question = _question(row)
        _check_after(row, question, n, lines)
        fitted = corpus.fitted(row, question)
        own[question.id] = fitted.articles
        questions.append(fitted if question.answerable else replace(fitted, articles=()))
    return Material(questions, articles, own, {row.text("id"): row.place for row in rows})


def followed(folder: Path) -> dict[str, str]:
    """Return, by the id of each article in *folder*, the name without ending of the file that it says it follows."""
    heads = {path.stem: path.read_text(encoding="utf-8").partition("\n---")[0] for path in sorted(folder.glob("*.md"))}
    found = {name: re.search(r"^follows: *(\S.*)$", head, re.MULTILINE) for name, head in heads.items()}
    return {name: Path(told[1]).stem for name, told in found.items() if told}


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The articles that a gold file is held against: their texts, made plain, and what stands in for what, by id."""

    texts: Mapping[str, str]
    stand_ins: Mapping[str, str]

    def fitted(self, row: Row, question: GoldQuestion) -> GoldQuestion:
        """Return the question with the ids of articles that the corpus has, and with evidence that stands in them."""
        strange = any(name not in self.texts for name in question.articles)
        names = tuple(dict.fromkeys(self._known(row, name) for name in question.articles))
        if strange:
            return replace(question, articles=names, evidence=())
        holders = [self._holders(row, quote, names) for quote in question.evidence]
        # Where no article is named, the evidence names them.
        return replace(question, articles=names or tuple(dict.fromkeys(name for held in holders for name in held)))

    def _known(self, row: Row, name: str) -> str:
        if name in self.texts:
            return name
        if name in self.stand_ins:
            return self.stand_ins[name]
        near = difflib.get_close_matches(name, self.texts, n=1)
        remedy = (
            f"did you mean {near[0]!r}?"
            if near
            else "give the corpus that has it with --corpus, or questions on this one with --gold."
        )
        n = len(self.texts)
        raise row.error(
            f"the article {name!r} of question {row.text('id')!r} is not in the corpus, "
            f"which has {n} {'article' if n == 1 else 'articles'}; {remedy}"
        )

    def _holders(self, row: Row, quote: str, names: Sequence[str]) -> list[str]:
        wanted = plain(quote)
        everywhere = [name for name, text in self.texts.items() if wanted in text]
        holders = [name for name in everywhere if not names or name in names]
        if holders:
            return holders
        where = "of the articles that it names" if names else "of the corpus"
        remedy = f"add {everywhere[0]!r} to 'articles'" if everywhere else "quote an article word for word"
        raise row.error(f"the evidence {shown(quote)} of question {row.text('id')!r} stands in none {where}; {remedy}.")


def _check_keys(row: Row) -> None:
    for key in row.values.keys() - set(KEYS):
        if near := difflib.get_close_matches(key.lower(), KEYS, n=1, cutoff=NEAR):
            raise row.error(f"there is no key {key!r}; write {near[0]!r}.")


def _check_after(row: Row, question: GoldQuestion, n: int, lines: Mapping[str, int]) -> None:
    if question.after is None or lines.get(question.after, n) < n:
        return
    problem = "does not come before it; move it up" if question.after in lines else "is not in the file; mend it"
    raise row.error(f"question {question.id!r} follows {question.after!r}, which {problem}.")


def _question(row: Row) -> GoldQuestion:
    answerable = bool(row.get("answerable", bool))
    after = None if row.values.get("after") is None else row.text("after")
    kind = row.text("class") if "class" in row.values else ANSWERABLE if answerable else UNANSWERABLE
    question = GoldQuestion(
        id=row.text("id"),
        question=question_in(row, "question"),
        answerable=answerable,
        kind=kind,
        answers=_answers(row),
        articles=row.texts("articles") if "articles" in row.values else (),
        evidence=row.texts("evidence") if "evidence" in row.values else (),
        after=after,
        note=row.text_or_none("note") or "",
        apart=FOLLOW_UP if after is not None else SECOND_LANGUAGE if kind == SECOND_LANGUAGE else None,
    )
    _check_sense(row, question)
    _check_class(row, question)
    return question


def _answers(row: Row) -> tuple[tuple[str, ...], ...]:
    groups = row.get("answers", list) if "answers" in row.values else []
    for n, group in enumerate(groups):
        if isinstance(group, str):
            raise row.error(f"'answers[{n}]' is {shown(group)}; put alternatives into a list: [{shown(group)}].")
        if group == []:
            raise row.error(f"'answers[{n}]' is an empty group; fill it, or take it out.")
    return tuple(Row(row.place, {f"answers[{n}]": group}).texts(f"answers[{n}]") for n, group in enumerate(groups))


def _check_sense(row: Row, question: GoldQuestion) -> None:
    told = [key for key in ("answers", "evidence") if getattr(question, key)]
    if not question.answerable and told:
        raise row.error(f"question {question.id!r} is not answerable and has {told[0]!r}; mend either.")
    if question.answerable and not told and not question.articles:
        raise row.error(f"question {question.id!r} is answerable; add 'answers', 'evidence' or 'articles' to check by.")


def _check_class(row: Row, question: GoldQuestion) -> None:
    """Refuse a class under whose name a report tells of other questions."""
    if question.kind == ALL:
        raise row.error(f"'class' is {shown(ALL)}, the name of all questions together; give it another.")
    if question.kind == (UNANSWERABLE if question.answerable else ANSWERABLE):
        what = "answerable" if question.answerable else "not answerable"
        raise row.error(f"question {question.id!r} is {what} and of the class {question.kind!r}; mend either.")
    if question.kind == FOLLOW_UP and question.after is None:
        remedy = "name in 'after' what it follows, or give it another class"
        raise row.error(f"question {question.id!r} is of the class {FOLLOW_UP!r}; {remedy}.")

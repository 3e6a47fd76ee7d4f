"""
A set of questions by its path, or the project's own, ready to be asked: every format that `ask eval` takes.

A format is recognised by the keys in its files, not by their names.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import CorpusError, UsageError
from bot.evaluation.gold import Split, followed, read_gold, split_of
from bot.evaluation.rows import read_file, unreadable
from bot.evaluation.run import QuestionSet
from bot.evaluation.sets import clapnq, reading, realtimeqa, squad, summhay
from bot.evaluation.sets.material import Material
from bot.ingestion.articles import read_articles
from bot.shipped import shipped_corpus, shipped_gold
from bot.types import Article, GoldQuestion

Read = Callable[[Sequence[Path]], Material]
BY_LINES: tuple[tuple[frozenset[str], Read], ...] = (
    (realtimeqa.KEYS, realtimeqa.read),
    (clapnq.KEYS, clapnq.read),
    (summhay.KEYS, summhay.read),
    (reading.KEYS, reading.read),
)


FORMATS = (
    "JSON Lines as in corpus/gold.jsonl, SQuAD's JSON, the files of RealTime QA, CLAPnq or SummHay, "
    "or JSON Lines of questions with their contexts for a reader"
)


def read_question_set(
    gold: Path | None,
    corpus: Sequence[str] = (),
    *,
    split: Split | None = None,
    limit: int | None = None,
    given: bool = False,
) -> QuestionSet:
    """
    Read a set of questions and the articles they are asked of; None is the project's own on the articles that ship.

    *corpus* replaces the articles that ship. *limit* keeps that many questions, always the same ones, in their order.
    With *given*, each question is asked of its own articles alone.

    Raises:
        UsageError: the set is damaged or does not fit the corpus, nothing of it is left, or it cannot be so asked.
        CorpusError: no article of the corpus can be read.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"--limit takes a number of questions from 1, not {limit}.")
    path = gold or shipped_gold()
    form = recognise(path)
    warnings: tuple[str, ...] = ()
    if form.read is None:
        articles, warnings = _read_corpus(corpus or [str(shipped_corpus())])
        material = read_gold(path, articles, stand_ins=_stand_ins(path, articles))
    elif corpus:
        raise UsageError(f"{path} brings its own articles; leave --corpus out.")
    else:
        material = form.read(form.files)
    _check_articles(material.articles, path)
    material = _without_doubles(material)
    questions = _chosen(material.questions, split, limit)
    if not questions:
        raise UsageError(
            f"{path} has no question{f' in the split {split}' if split else ''}; take a larger part of it."
        )
    before = _followed(questions, material.questions)
    if given:
        questions = [_given(question, material, path) for question in questions]
        before = [replace(q, within=tuple(material.own.get(q.id) or q.articles)) for q in before]
    name = "gold" if gold is None else path.resolve().name.partition(".")[0]
    return QuestionSet(name, tuple(questions), tuple(material.articles), warnings, tuple(before))


@dataclass(frozen=True, slots=True)
class Form:
    """The files of a set, and what reads them; None: they are in our own format."""

    files: tuple[Path, ...]
    read: Read | None


def recognise(path: Path) -> Form:
    """
    Tell the format of a file or folder; what is of no other format is taken for ours.

    Raises:
        UsageError: it cannot be read, a file is no JSON at all, or a folder holds no set or several.
    """
    try:
        files = sorted(file for file in path.iterdir() if _may_hold_questions(file)) if path.is_dir() else None
    except OSError as error:
        raise unreadable(path, error) from None
    if files is None:
        content = _content(path)
        _check_beginning(path, content)
        return Form((path,), _reader_of(content))
    readers = {file: read for file in files if (read := _reader_of(_content(file)))}
    if len(set(readers.values())) > 1:
        raise UsageError(f"{path} holds several sets of questions; name a file of one of them.")
    if not readers:
        raise UsageError(f"{path} is a folder that holds no set of questions; name a file of questions with --gold.")
    return Form(tuple(readers), next(iter(readers.values())))


def _may_hold_questions(file: Path) -> bool:
    return bool({".json", ".jsonl"} & set(file.suffixes)) and file.is_file()


def _reader_of(content: bytes) -> Read | None:
    row = _object(content.partition(b"\n")[0])
    if row is None:
        row = _object(content) or {}
    if "data" in row:
        return squad.read
    # As many keys as two formats share, a damaged line is still of the format that it has most keys of.
    keys, read = max(BY_LINES, key=lambda form: len(form[0] & row.keys()))
    ours = {"answerable", "evidence", "articles", "class", "after", "note"}
    return read if len(keys & row.keys()) > len(ours & row.keys()) else None


def _content(path: Path) -> bytes:
    return read_file(path).removeprefix(b"\xef\xbb\xbf").lstrip()


def _check_beginning(path: Path, content: bytes) -> None:
    # An empty file, or one in UTF-16, is told of by the reader of lines.
    if content and not content.startswith((b"{", b"[", b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{path} is no set of questions; --gold takes {FORMATS}.")


def _object(content: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _read_corpus(paths: Sequence[str]) -> tuple[list[Article], tuple[str, ...]]:
    found = list(read_articles(paths))
    articles = [item for item in found if isinstance(item, Article)]
    warnings = tuple(f"{item.name}: {item.reason}." for item in found if not isinstance(item, Article))
    if not articles:
        raise CorpusError(f"No article of the corpus could be read: {warnings[0]}")
    return articles, warnings


def _stand_ins(gold: Path, articles: Sequence[Article]) -> dict[str, str]:
    """Tell which article of a corpus each shipped one follows, so that our questions can be asked of the originals."""
    if gold.resolve() != shipped_gold().resolve():
        return {}
    ids = {Path(article.path.removesuffix(".gz")).stem: article.id for article in articles if article.path}
    return {ours: ids[name] for ours, name in followed(shipped_corpus()).items() if name in ids}


def _check_articles(articles: Sequence[Article], path: Path) -> None:
    ids = Counter(article.id for article in articles)
    if twice := [name for name, n in ids.items() if n > 1]:
        raise UsageError(f"{path} has {ids[twice[0]]} articles with the id {twice[0]!r}; give each its own.")


def _without_doubles(material: Material) -> Material:
    """Leave out articles whose text another has, as an index does, and name that other one in their place."""
    first: dict[str, Article] = {}
    for article in material.articles:
        first.setdefault(article.text, article)
    ids = {article.id: first[article.text].id for article in material.articles}

    def kept(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ids[name] for name in names))

    questions = [replace(q, articles=kept(q.articles), within=kept(q.within)) for q in material.questions]
    own = {question: kept(names) for question, names in material.own.items()}
    return replace(material, questions=questions, articles=tuple(first.values()), own=own)


def _chosen(questions: Sequence[GoldQuestion], split: Split | None, limit: int | None) -> list[GoldQuestion]:
    chosen = [question for question in questions if split is None or split_of(question.id) == split]
    by_hash = sorted(chosen, key=lambda question: hashlib.sha256(question.id.encode()).digest())
    kept = {question.id for question in by_hash[:limit]}
    return [question for question in chosen if question.id in kept]


def _followed(questions: Sequence[GoldQuestion], everything: Sequence[GoldQuestion]) -> list[GoldQuestion]:
    """Return, in their order, the questions that were left out and that chosen ones follow, be it over others."""
    chosen = {question.id for question in questions}
    wanted = {question.after for question in questions}
    before = []
    for question in reversed(everything):  # what follows comes after what it follows
        if question.id in wanted and question.id not in chosen:
            before.append(question)
            wanted.add(question.after)
    return before[::-1]


def _given(question: GoldQuestion, material: Material, path: Path) -> GoldQuestion:
    within = tuple(material.own.get(question.id) or question.articles)
    if within:
        return replace(question, within=within)
    if place := material.places.get(question.id):
        remedy = "add 'articles' to it, or leave --given out"
        raise UsageError(f"{place}: question {question.id!r} names no article to be asked of; {remedy}.")
    raise UsageError(f"{path} names no article for question {question.id!r}; leave --given out.")

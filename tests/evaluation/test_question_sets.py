"""Sets of questions by their path: which articles, which part of the questions, and what is refused."""

import importlib.util
import json
import os
import shutil
import tomllib
from pathlib import Path

import pytest
from made_sets import QUIZ, READING, ids, told, write_clap, write_corpus, write_gold, write_lines, write_quiz

from bot.errors import CorpusError
from bot.evaluation.gold import split_of
from bot.evaluation.question_sets import read_question_set

ROOT = Path(__file__).resolve().parents[2]


def test_without_a_file_the_shipped_questions_are_asked_of_the_shipped_articles() -> None:
    shipped = read_question_set(None)

    lines = (ROOT / "corpus" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    assert shipped.name == "gold"
    assert ids(shipped) == [json.loads(line)["id"] for line in lines]
    assert len(shipped.articles) == 5
    assert shipped.warnings == ()


def test_the_shipped_questions_are_asked_of_the_reports_that_the_articles_follow(shared: Path) -> None:
    originals = read_question_set(None, [str(shared / "articles")])

    names = {article.id for article in originals.articles}
    answerable = [question for question in originals.questions if question.answerable]
    assert len(names) == 5
    assert all(question.articles and names.issuperset(question.articles) for question in answerable)
    assert all(question.answers and not question.evidence for question in answerable)
    assert ids(originals) == ids(read_question_set(None))


def test_the_shipped_questions_do_not_fit_another_corpus(tmp_path: Path) -> None:
    sentence = told(None, [str(write_corpus(tmp_path / "corpus"))])

    assert "is not in the corpus, which has 2 articles; " in sentence
    assert sentence.endswith("or questions on this one with --gold.")


def test_a_file_of_ones_own_is_asked_of_ones_own_articles(tmp_path: Path) -> None:
    own = read_question_set(write_gold(tmp_path / "mine.jsonl"), [str(write_corpus(tmp_path / "corpus"))])

    assert own.name == "mine"
    assert [article.id for article in own.articles] == ["rain", "snow"]
    assert own.questions[0].articles == ("rain",)


def test_what_of_the_corpus_cannot_be_read_is_a_warning(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    (corpus / "empty.txt").write_bytes(b"")

    own = read_question_set(write_gold(tmp_path / "mine.jsonl"), [str(corpus)])

    assert len(own.articles) == 2
    assert own.warnings == (f"{corpus / 'empty.txt'}: holds no article text; leave it out.",)


def test_a_corpus_of_which_nothing_can_be_read_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"^No article of the corpus could be read: .*none: there is no such file"):
        read_question_set(write_gold(tmp_path / "mine.jsonl"), [str(tmp_path / "none")])


def test_articles_of_one_text_count_as_the_first_of_them(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    (corpus / "again.md").write_text("---\ntitle: Again\n---\nIt rained in Rome.\n", encoding="utf-8")

    own = read_question_set(write_gold(tmp_path / "mine.jsonl"), [str(corpus)])

    assert [article.id for article in own.articles] == ["again", "snow"]
    assert own.questions[0].articles == ("again",)


def test_given_asks_each_question_of_its_own_passage(tmp_path: Path) -> None:
    clap = write_clap(tmp_path / "clap")

    assert [question.within for question in read_question_set(clap).questions] == [(), ()]
    assert [question.within for question in read_question_set(clap, given=True).questions] == [("1",), ("2",)]


def test_given_asks_ones_own_questions_of_the_articles_they_name(tmp_path: Path) -> None:
    gold = write_lines(
        tmp_path / "mine.jsonl",
        {"id": "a", "question": "Where?", "answerable": True, "evidence": ["rained in Rome"]},
        {"id": "b", "question": "Who?", "answerable": False, "articles": ["snow"]},
    )

    own = read_question_set(gold, [str(write_corpus(tmp_path / "corpus"))], given=True)

    assert [question.within for question in own.questions] == [("rain",), ("snow",)]


def test_given_needs_to_know_what_to_give(tmp_path: Path) -> None:
    quiz = write_quiz(tmp_path / "quiz", QUIZ)

    assert told(quiz, given=True) == f"{quiz} names no article for question 'q3'; leave --given out."


@pytest.mark.parametrize("line", [{"answerable": False}, {"answerable": True, "answers": [["Ann"]]}])
def test_given_tells_which_of_ones_own_lines_names_no_article(tmp_path: Path, line: dict[str, object]) -> None:
    named = {"id": "a", "question": "Where?", "answerable": True, "articles": ["rain"]}
    gold = write_lines(tmp_path / "mine.jsonl", named, {"id": "b", "question": "Who?", **line})
    corpus = [str(write_corpus(tmp_path / "corpus"))]

    assert len(read_question_set(gold, corpus).questions) == 2
    assert told(gold, corpus, given=True) == (
        f"{gold}:2: question 'b' names no article to be asked of; add 'articles' to it, or leave --given out."
    )


def test_the_split_divides_a_set_by_the_hash_of_its_ids(tmp_path: Path) -> None:
    gold, corpus = write_gold(tmp_path / "mine.jsonl", 20), [str(write_corpus(tmp_path / "corpus"))]

    dev, test = (read_question_set(gold, corpus, split=split) for split in ("dev", "test"))

    assert {split_of(name) for name in ids(dev)} == {"dev"}
    assert sorted(ids(dev) + ids(test)) == sorted(ids(read_question_set(gold, corpus)))


def test_a_limit_keeps_the_same_questions_in_their_order_from_all_over(tmp_path: Path) -> None:
    gold, corpus = write_gold(tmp_path / "mine.jsonl", 40), [str(write_corpus(tmp_path / "corpus"))]
    everything = ids(read_question_set(gold, corpus))

    ten, twenty = (ids(read_question_set(gold, corpus, limit=limit)) for limit in (10, 20))

    assert len(ten) == 10
    assert set(ten) < set(twenty)
    assert ten == [name for name in everything if name in set(ten)] != everything[:10]
    assert ids(read_question_set(gold, corpus, limit=1000)) == everything


def test_a_limit_that_leaves_nothing_is_refused() -> None:
    assert told(None, limit=0) == "--limit takes a number of questions from 1, not 0."


def test_a_split_without_questions_is_told(tmp_path: Path) -> None:
    gold, corpus = write_gold(tmp_path / "mine.jsonl"), [str(write_corpus(tmp_path / "corpus"))]
    empty = "test" if split_of("rain-0") == "dev" else "dev"

    assert told(gold, corpus, split=empty) == f"{gold} has no question in the split {empty}; take a larger part of it."


def test_a_set_that_brings_its_articles_takes_no_others(tmp_path: Path) -> None:
    clap = write_clap(tmp_path / "clap")

    assert told(clap, ["articles"]) == f"{clap} brings its own articles; leave --corpus out."


def test_a_folder_without_a_set_is_told(tmp_path: Path) -> None:
    sentence = f"{tmp_path} is a folder that holds no set of questions; name a file of questions with --gold."

    assert told(tmp_path) == sentence


def test_a_path_that_the_system_refuses_is_told() -> None:
    assert told(Path("x" * 5000)).endswith(
        '…" cannot be read (File name too long); check the path and that you may read it.'
    )


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert told(tmp_path / "pipe").endswith("pipe is no regular file; name a file of questions with --gold.")


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n%\xe2\xe3", b"id,question\n1,Who?\n", b"PK\x03\x04", b'\xef\xbb\xbf "x"']
)
def test_a_file_that_is_no_json_at_all_is_told_with_the_formats_there_are(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(content)

    assert told(path) == (
        f"{path} is no set of questions; --gold takes JSON Lines as in corpus/gold.jsonl, SQuAD's JSON, the files of "
        "RealTime QA, CLAPnq or SummHay, or JSON Lines of questions with their contexts for a reader."
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"foo": 1}', ":1 has no 'id'; add it: a string."),
        (b'{"id": ', ":1 is not JSON (Expecting value at column 8); mend it."),
        ('{"id": "a"}'.encode("utf-16"), ":1 is not text in UTF-8; save the file as UTF-8."),
        (b" \n", " is empty; write a question into it, one JSON object a line."),
    ],
)
def test_a_file_that_may_be_json_is_told_with_what_is_wrong_in_it(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(content)

    assert told(path) == f"{path}{problem}"


def test_a_file_of_no_questions_does_not_matter_in_the_folder_of_a_set(tmp_path: Path) -> None:
    folder = write_clap(tmp_path / "clap")
    (folder / "notes.json").write_text('"about these"', encoding="utf-8")

    assert ids(read_question_set(folder)) == ["1", "2"]


def test_a_folder_of_several_sets_is_told(tmp_path: Path) -> None:
    folder = write_clap(tmp_path / "sets")
    write_lines(folder / "c.jsonl", *READING)

    assert told(folder) == f"{folder} holds several sets of questions; name a file of one of them."


def test_a_gzip_archive_that_is_cut_off_is_told(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "dev.jsonl.gz", *READING)
    path.write_bytes(path.read_bytes()[:-20])

    assert told(path) == f"{path} is a gzip archive that is damaged or cut off; fetch it again."


def test_the_shipped_questions_are_found_in_an_installed_package(tmp_path: Path) -> None:
    shipped_to = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    place = shipped_to["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]["corpus"]
    shutil.copytree(ROOT / "corpus", tmp_path / place)
    shutil.copy(ROOT / "bot" / "shipped.py", tmp_path / "bot")
    spec = importlib.util.spec_from_file_location("installed_shipped", tmp_path / "bot" / "shipped.py")
    installed = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(installed)

    gold, corpus = installed.shipped_gold(), installed.shipped_corpus()

    assert gold == tmp_path / "bot" / "_shipped" / "corpus" / "gold.jsonl"
    assert ids(read_question_set(gold, [str(corpus)])) == ids(read_question_set(None))

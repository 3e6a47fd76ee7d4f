"""What the reader is trained on, proved on the real material."""

import doctest
import gzip
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.question_sets import held_out_news
from training.reader import claims, evaluate, paragraphs, statements, swaps
from training.reader.asked import (
    NEWS,
    Asked,
    answers_of,
    is_held_out,
    read_news,
    read_pieces,
    read_public,
    story_of,
    texts_of,
)
from training.reader.batches import assemble, plan_epoch
from training.reader.claims import claim_of
from training.reader.evaluate import best_span, golds_of
from training.reader.negatives import Collection
from training.reader.pairs import (
    ALONE,
    STATEMENTS,
    Pair,
    Role,
    near_misses,
    pairs_made,
    pairs_of_questions,
    pairs_of_statements,
    pool_of,
    window_of,
    without_answer,
)
from training.reader.paragraphs import build_paragraphs, set_into
from training.reader.squad import read_squad
from training.reader.statements import statements_of
from training.reader.swaps import pool_values, swap_value, values_in, words_of
from training.reader.tables import CLS, SEP, Tables, make_tables

pytestmark = pytest.mark.slow  # all of the material is read and prepared
TOKENIZER = Path(__file__).resolve().parents[2] / "bot" / "models" / "tokenizer.json"


@pytest.mark.parametrize("module", [claims, evaluate, paragraphs, statements, swaps])
def test_worked_examples_hold(module: ModuleType):
    failed, tried = doctest.testmod(module)

    assert tried
    assert not failed


def tables_of(pairs: list[Pair]) -> Tables:
    tokenizers = pytest.importorskip("tokenizers")
    return make_tables(pairs, tokenizers.Tokenizer.from_file(str(TOKENIZER)))


def vectors_for(texts: list[str]) -> np.ndarray:
    drawn = np.random.default_rng(3).normal(size=(len(texts), 384)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.fixture
def public(shared: Path) -> list[Asked]:
    asked, _ = read_public("dev", shared / "reader")
    return asked


@pytest.fixture
def wiki(public: list[Asked]) -> list[Asked]:
    return [one for one in public if one.collection == "wiki"][:300]


@pytest.fixture
def wiki_pairs(wiki: list[Asked]) -> list[Pair]:
    texts = texts_of(wiki)
    collection = Collection.of(texts, vectors_for(texts))
    near = near_misses(wiki, collection, vectors_for([one.question for one in wiki]))
    draw = np.random.default_rng(1)
    pool = pool_of(wiki)
    return [*pairs_of_questions(wiki, near, pool, draw), *pairs_made(wiki, near, pool, draw)]


def test_spans_of_the_public_sets_say_the_annotators_answers(shared: Path, public: list[Asked]):
    with gzip.open(shared / "reader" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    told = {row["id"]: [answer["text"] for answer in row["answers"]] for row in rows}

    for one in public:
        assert len(answers_of(one)) == len(told[one.id])
        assert all(a and a in b and not a[0].isspace() for a, b in zip(answers_of(one), told[one.id], strict=True))


@pytest.mark.parametrize("part", ["train", "dev"])
def test_spans_of_our_own_news_say_what_their_writers_say(part: str):
    rows = [json.loads(line) for path in NEWS.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    told = [
        [answer["text"] for answer in entry["answers"]]
        for row in rows
        if is_held_out(story_of(row)) == (part == "dev")
        for entry in row["questions"]
    ]
    asked, stated = read_news(part)  # type: ignore[arg-type]

    assert sorted(map(answers_of, asked)) == sorted(told)
    assert {one.supported for one in stated} <= {True, False}


def test_a_passage_of_our_own_is_in_one_part_alone():
    parts = [{one.passage for one in read_news(part)[0]} for part in ("train", "dev")]

    assert not parts[0] & parts[1]
    assert len(parts[1]) < len(parts[0]) or not parts[0]


def test_sentences_set_into_paragraphs_keep_their_answers(public: list[Asked]):
    qamr = [one for one in public if one.collection == "qamr-news"]
    sentences = texts_of(qamr)
    paragraphs = build_paragraphs(sentences, vectors_for(sentences), np.random.default_rng(1))
    places = Counter()

    for one in qamr:
        for paragraph in paragraphs[sentences.index(one.passage)]:
            moved = set_into(one, paragraph)
            assert answers_of(moved) == answers_of(one)
            assert paragraph.text[paragraph.start :].startswith(one.passage)
            places[paragraph.start == 0, paragraph.text.endswith(one.passage)] += 1
    assert min(places[place] for place in [(True, False), (False, True), (False, False)]) > 0


def test_token_spans_slice_to_the_answers(wiki_pairs: list[Pair]):
    tables = tables_of(wiki_pairs)
    answered = np.flatnonzero(tables.roles == Role.ANSWERED).tolist()
    fitting = [pair for pair in wiki_pairs if pair.role is Role.ANSWERED]
    told = [(pair, tables.texts[tables.words[pair]], tables.texts[tables.passages[pair]]) for pair in answered]
    exact = total = 0

    assert len(answered) > 200
    for number, words, passage in told:
        while (fitting[0].words, fitting[0].passage) != (words, passage):
            fitting.pop(0)  # it was too long
        for gold, (start, end) in zip(golds_of(tables, number), fitting.pop(0).spans, strict=True):
            assert passage[start:end] in gold
            exact, total = exact + (gold == passage[start:end]), total + 1
    assert exact > 0.97 * total  # the rest begin or end within a word


def test_labels_of_a_batch_lie_on_the_answers_tokens(wiki_pairs: list[Pair]):
    tables = tables_of(wiki_pairs)
    for number, units in enumerate(plan_epoch(tables, seed=1, epoch=0, negatives=2, tokens=3000)[:6]):
        batch = assemble(tables, units, np.random.default_rng(number))
        for row, pair in enumerate(pair for unit in units for pair in unit):
            ids = batch.input_ids[row]
            assert ids[0] == CLS
            assert ids[int(batch.mask[row].sum()) - 1] == SEP
            if tables.roles[pair] == Role.ANSWERED:
                own = tables.token_ids[tables.tokens_of(int(tables.passages[pair]))]
                first, last = tables.spans_of(pair)[0]
                begin, end = batch.spans[row, 0]
                assert ids[begin : end + 1].tolist() == own[first : last + 1].tolist()
                assert batch.answers[row, begin : end + 1].min() > 0
                assert batch.sentences[row, begin : end + 1].min() == 1
                assert batch.answers[row].sum() == pytest.approx((batch.answers[row] * batch.passage[row]).sum())


def test_a_group_holds_one_answered_pair_and_passages_without_its_answers(wiki_pairs: list[Pair]):
    by_group: dict[int, list[Pair]] = {}
    for pair in wiki_pairs:
        if pair.group != ALONE:
            by_group.setdefault(pair.group, []).append(pair)

    assert len(by_group) > 100
    for group in by_group.values():
        answered, *others = group
        golds = [answered.passage[start:end].casefold() for start, end in answered.spans]
        assert answered.role is Role.ANSWERED
        assert others
        assert Role.ANSWERED not in {pair.role for pair in others}
        for pair in others:
            if pair.role in (Role.NEAR_MISS, Role.FAR_OFF):
                assert not any(gold in pair.passage.casefold() for gold in golds)


def test_groups_stay_whole_and_led_by_the_answered_pair_in_every_batch(wiki_pairs: list[Pair]):
    tables = tables_of(wiki_pairs)
    for units in plan_epoch(tables, seed=1, epoch=0, negatives=2, tokens=3000):
        for first, *others in units:
            if others:
                assert tables.roles[first] == Role.ANSWERED
                assert {int(tables.groups[pair]) for pair in others} == {int(tables.groups[first])}
                assert Role.ANSWERED not in tables.roles[others]


def test_an_epoch_is_the_same_for_its_number_and_another_for_the_next(wiki_pairs: list[Pair]):
    tables = tables_of(wiki_pairs)
    first, again, second = (plan_epoch(tables, seed=1, epoch=e, negatives=2, tokens=3000) for e in (0, 0, 1))

    assert first == again
    assert first != second


def test_swapped_questions_hold_a_value_that_does_not_stand_in_the_passage(wiki: list[Asked]):
    pool, draw, changed = pool_of(wiki), np.random.default_rng(2), 0
    for one in wiki:
        swapped = swap_value(one.question, one.passage, pool, draw)
        if swapped:
            text, value = swapped
            changed += 1
            assert text != one.question
            assert value in text
            assert not words_of(value) & words_of(one.passage)
    assert changed > 30


@given(st.text(max_size=80), st.text(max_size=80))
def test_values_of_any_text_are_where_they_say_and_swaps_never_use_the_passage(text: str, passage: str):
    assert all(text[value.start : value.end] == value.text for value in values_in(text))

    swapped = swap_value(text, passage, pool_values([text]), np.random.default_rng(1))

    assert swapped is None or not words_of(swapped[1]) & words_of(passage)


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_question_and_answer_make_a_sentence_with_the_answer_or_none(question: str, answer: str):
    claim = claim_of(question, answer)

    assert claim is None or answer.strip(' .,;"“”').casefold()[1:] in claim.text.casefold()


def test_false_statements_differ_from_the_true_claim_in_one_place(wiki: list[Asked]):
    pool, draw, made = pool_of(wiki), np.random.default_rng(4), 0
    for one in wiki:
        statements = statements_of(one, pool, draw)
        if statements:
            made += 1
            assert [statement.supported for statement in statements] == [True, False]
            claims = {c.text for a in answers_of(one) if (c := claim_of(one.question, a))}
            assert statements[1].text not in claims
    assert made > 15


def test_statements_never_teach_relevance_nor_questions_support(wiki_pairs: list[Pair]):
    tables = tables_of(wiki_pairs)
    units = [[pair] for pair in range(0, len(tables.roles), 7)]
    batch = assemble(tables, units, np.random.default_rng(0))
    stated = np.isin(tables.roles[[unit[0] for unit in units]], list(STATEMENTS))

    assert (batch.relevance[stated] == -1).all()
    assert (batch.support[~stated] == -1).all()
    assert (batch.support[stated] >= 0).all()


def test_headers_are_read_half_of_the_time():
    pair = Pair("Who sang?", "Ann sang.", Role.ANSWERED, "news", header="Concert in Lowen", spans=((0, 3),))
    tables = tables_of([pair])
    lengths = Counter(int(assemble(tables, [[0]], np.random.default_rng(n)).mask.sum()) for n in range(200))

    assert set(lengths) == {9, 13}
    assert 70 < lengths[9] < 130


def test_tables_come_back_from_disk_as_they_were(wiki_pairs: list[Pair], tmp_path: Path):
    tables = tables_of(wiki_pairs)
    tables.save(tmp_path / "train.npz")

    assert Tables.load(tmp_path / "train.npz").digest() == tables.digest()


def test_a_pair_too_long_to_read_takes_its_group_along():
    long = "word " * 500
    pairs = [
        Pair("Who?", long + "Ann.", Role.ANSWERED, "wiki", 4, spans=((len(long), len(long) + 3),)),
        Pair("Who?", "Short.", Role.NEAR_MISS, "wiki", 4),
        Pair("Why?", "Short.", Role.UNANSWERED, "wiki"),
    ]

    assert tables_of(pairs).roles.tolist() == [Role.UNANSWERED]


def test_statements_of_our_own_come_as_they_are_and_true_ones_with_a_sibling_that_does_not_tell_them():
    stated = read_news("train")[1]
    pairs = list(pairs_of_statements(stated, np.random.default_rng(1)))
    siblings = {one.statement: one.siblings for one in stated}

    on_their_own = [pair for pair in pairs if pair.role is not Role.UNRELATED]
    assert [pair.words for pair in on_their_own] == [one.statement for one in stated]
    assert all(pair.passage in one.passage for pair, one in zip(on_their_own, stated, strict=True))
    assert len(pairs) - len(on_their_own) == sum(one.supported and bool(one.siblings) for one in stated) > 1000
    assert all(pair.passage in siblings[pair.words] for pair in pairs if pair.role is Role.UNRELATED)


def test_pieces_have_true_and_false_statements_and_are_in_one_part_alone():
    parts = [read_pieces("train"), read_pieces("dev")]
    texts = [{one.passage for one in part} for part in parts]

    assert not texts[0] & texts[1]
    assert 5 * len(texts[1]) < len(texts[0])
    for part in parts:
        assert 0.35 < sum(one.supported for one in part) / len(part) < 0.45
        assert all(not one.supported and not one.spans for one in part if one.invented)


def test_a_passage_without_its_answer_keeps_all_else_and_is_never_made_where_the_rest_would_answer(wiki: list[Asked]):
    made = 0
    for one in wiki:
        cut = without_answer(one)
        if cut is not None:
            made += 1
            assert not any(answer.casefold() in cut.casefold() for answer in answers_of(one))
            passage = one.passage.strip()
            kept = next((i for i, (a, b) in enumerate(zip(cut, passage, strict=False)) if a != b), len(cut))
            assert passage.endswith(cut[kept:])
    assert made > 100


def test_windows_hold_the_answers_where_they_say(wiki: list[Asked]):
    draw = np.random.default_rng(1)
    windows = [window_of(one.passage, one.spans, draw) for one in wiki]

    for (text, spans), one in zip(windows, wiki, strict=True):
        assert [text[start:end] for start, end in spans] == answers_of(one)
    assert sum(text != one.passage for (text, _), one in zip(windows, wiki, strict=True)) > 100


def test_squad_is_read_with_the_answers_of_all_annotators_and_three_questions_a_paragraph(tmp_path: Path):
    context = "Ann Lee sang in Lowen on Friday."
    answers = [{"text": "Ann Lee", "answer_start": 0}, {"text": "Lee", "answer_start": 4}]
    rows = [{"id": str(n), "question": f" Who sang {n}? ", "answers": answers} for n in range(5)]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"paragraphs": [{"context": context, "qas": rows}]}]}), encoding="utf-8")

    asked = read_squad(path)

    assert len(asked) == 3
    assert all(answers_of(one) == ["Ann Lee", "Lee"] for one in asked)
    assert {one.question for one in asked} <= {f"Who sang {n}?" for n in range(5)}


def test_questions_without_an_answer_come_with_their_passage_and_the_nearest_other():
    asked = [one for one in read_news("dev")[0] if one.header][:200]
    texts = texts_of(asked)
    near = [[text for text in texts if text != one.passage][:3] for one in asked]
    pairs = list(pairs_of_questions(asked, near, pool_of(asked), np.random.default_rng(1)))
    headers = {one.passage: one.header for one in asked}

    unanswered = [pair for pair in pairs if pair.role is Role.UNANSWERED]
    assert [pair.passage for pair in unanswered] == [
        passage
        for one, misses in zip(asked, near, strict=True)
        if not one.spans
        for passage in (one.passage, misses[0])
    ]
    own = {one.question: one.header for one in asked}
    assert all(
        pair.header == (own[pair.words] if pair.role is Role.CUT else headers[pair.passage]) for pair in pairs
    ), "a header must not tell that there is an answer"


def test_stories_of_our_own_are_held_out_whole():
    rows = [json.loads(line) for path in NEWS.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    held = {row["id"].partition("-")[0] for row in rows if is_held_out(story_of(row))}

    assert len({row["id"] for row in rows}) == len(rows)
    assert len(held) > 10
    assert all(story_of(row) in row["id"] for row in rows)


def test_corpora_of_held_out_news_hold_every_answer_they_tell():
    for questions in held_out_news():
        text = "\n".join(article.text for article in questions.articles)
        assert questions.questions
        assert all(answer in text for one in questions.questions for group in one.answers for (answer,) in [group])


def test_best_span_never_ends_before_it_starts():
    start, end = np.array([0.0, 5.0, 1.0], np.float32), np.array([9.0, 0.0, 1.0], np.float32)

    assert best_span(start, end)[:2] == (0, 0)
    assert best_span(start, np.array([0.0, 0.0, 1.0], np.float32))[:2] == (1, 2)

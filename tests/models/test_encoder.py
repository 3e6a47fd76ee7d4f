"""The shipped encoder through its public door."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ModelError
from bot.models.encoder import DIMENSIONS, Encoder, fingerprint_of
from bot.models.opening import FOLDER

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    "The bank raised its key rate to 5.25 percent.",
    "",
    "A cargo ship ran aground in the strait on Thursday, blocking traffic in both directions for six hours. " * 12,
    "Who won?",
    "Київ, 北京, القاهرة 🚢",
    "He scored twice in the last ten minutes.",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(threads=2)


def test_every_vector_has_length_one(encoder):
    lengths = np.linalg.norm(encoder.encode(TEXTS), axis=1)

    assert np.allclose(lengths, 1, atol=1e-5)


def test_vectors_come_in_the_order_of_their_texts(encoder):
    together = encoder.encode(TEXTS)

    for text, row in zip(TEXTS, together, strict=True):
        assert np.array_equal(encoder.encode([text])[0], row)


def test_vector_does_not_depend_on_the_other_texts_or_the_threads():
    alone = Encoder(threads=1).encode(TEXTS[:1])
    among = Encoder(threads=4).encode([*TEXTS, *TEXTS])

    assert np.array_equal(alone[0], among[0])
    assert np.array_equal(alone[0], among[len(TEXTS)])


def test_langchain_methods_return_what_encode_returns(encoder):
    expected = encoder.encode(TEXTS)

    assert encoder.embed_documents(TEXTS) == expected.tolist()
    assert encoder.embed_query(TEXTS[0]) == expected[0].tolist()


def test_no_texts_make_no_vectors(encoder):
    vectors = encoder.encode([])

    assert vectors.shape == (0, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert encoder.embed_documents([]) == []


def test_texts_of_like_meaning_are_nearer_than_others(encoder):
    question, answer, neighbour, stranger = encoder.encode(
        [
            "Who visited the aircraft factory?",
            "The leader toured a plant that builds fighter jets.",
            "The plant closed in 1991.",
            "Add the flour and stir until smooth.",
        ]
    )

    assert question @ answer > question @ neighbour > question @ stranger


def test_case_and_outer_space_do_not_change_a_vector(encoder):
    plain, shouted = encoder.encode(["rain in rome", "  RAIN in\tRome\n"])

    assert np.array_equal(plain, shouted)


def test_what_follows_256_tokens_is_not_seen(encoder):
    seen, unseen, ends = "rain " * 254, "rain " * 254 + "sun " * 50, "rain " * 253 + "sun"

    vectors = encoder.encode([seen, unseen, ends])

    assert np.array_equal(vectors[0], vectors[1])
    assert not np.array_equal(vectors[0], vectors[2])


def test_hundred_thousand_characters_are_encoded(encoder):
    vectors = encoder.encode(["x" * 100_000, "word " * 20_000, "\u202e" * 100_000])

    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_control_characters_do_not_change_a_vector(encoder):
    plain, marked = encoder.encode(["rain in rome", "ra\x00in\u202e in \x07rome\u200f"])

    assert np.array_equal(plain, marked)


SHARED_ENCODER = Encoder(threads=2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=80), max_size=4))
def test_any_text_has_a_vector_and_a_count(texts):
    vectors = SHARED_ENCODER.encode(texts)

    assert vectors.shape == (len(texts), DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    # A character is at most one token, but for those that Unicode takes apart, as a syllable of Hangul.
    assert all(0 <= SHARED_ENCODER.count_tokens(text) <= 4 * len(text) for text in texts)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        (" \n", 0),
        ("Hello, world", 3),
        ("Vostochny", 4),
        ("[CLS] it rained [SEP]", 4),
        ("rain " * 5_000, 5_000),
    ],
)
def test_tokens_are_counted_whole_and_without_the_special_ones(encoder, text, tokens):
    assert encoder.count_tokens(text) == tokens


def test_one_encoder_serves_many_threads_at_once():
    encoder = Encoder(threads=2)
    expected = Encoder(threads=1).encode(TEXTS)

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: encoder.encode(TEXTS), range(16)))

    assert all(np.array_equal(result, expected) for result in results)


def test_name_tells_the_model_its_tokenizer_and_the_way_they_are_run(encoder):
    recorded = json.loads((FOLDER / "encoder.json").read_text("utf-8"))["name"]

    assert encoder.name == recorded
    assert recorded == f"all-MiniLM-L6-v2-int8-{fingerprint_of(FOLDER)}"


def test_fingerprint_changes_with_a_byte_of_the_tokenizer(tmp_path):
    folder = copied_models(tmp_path)
    before = fingerprint_of(folder)

    with (folder / "tokenizer.json").open("ab") as file:
        file.write(b" ")

    assert fingerprint_of(folder) != before


def test_model_is_smaller_than_24_megabytes():
    assert (FOLDER / "encoder.onnx").stat().st_size < 24_000_000


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "other"])
@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "encoder.json"])
def test_damaged_model_is_named_in_one_sentence(tmp_path, name, damage):
    folder = copied_models(tmp_path)
    path = folder / name
    whole = path.read_bytes()
    path.write_bytes({"missing": b"", "empty": b"", "cut": whole[: len(whole) // 2], "other": b'["no model"]'}[damage])
    if damage == "missing":
        path.unlink()
    encoder = Encoder(folder)

    with pytest.raises(ModelError) as caught:
        encoder.encode([encoder.name])

    message = str(caught.value)
    assert str(path) in message
    assert message.count(". ") == 0
    assert message.endswith("install the package again.")


def test_importing_the_module_loads_no_model_library():
    script = "import sys, bot.models.encoder as e; e.Encoder(); print({'onnxruntime', 'tokenizers'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


def test_first_use_in_a_fresh_process_prints_nothing():
    script = "from bot.models.encoder import Encoder; Encoder().encode(['It rained.', 'It did not.'])"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout + done.stderr == ""


def copied_models(folder: Path) -> Path:
    for name in ("encoder.onnx", "encoder.json", "tokenizer.json"):
        shutil.copy(FOLDER / name, folder / name)
    return folder

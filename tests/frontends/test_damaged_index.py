"""An index that is damaged, or another encoder's: told in one sentence, and healed without loss."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from bot.indexing import make_indexer
from bot.models.encoder import Encoder
from bot.settings import load_settings

RAIN = "It rained in Rome on Tuesday. The Tiber rose by two metres."


def ids(ask) -> list[str]:
    return [entry["id"] for entry in ask("articles", "--json").json["articles"]]


def damaged(path: Path, how: str) -> None:
    content = path.read_bytes()
    match how:
        case "removed":
            path.unlink()
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "emptied":
            path.write_bytes(b"")
        case "overwritten":
            path.write_bytes(b"\xff" * len(content))


FILES = {
    "CURRENT": "CURRENT",
    "manifest": "generations/*/manifest.json",
    "catalogue": "generations/*/catalogue.json",
    "passages": "generations/*/passages.npy",
    "digests": "generations/*/digests.npy",
    "days": "generations/*/days.npy",
    "words": "generations/*/bm25/vocab.index.json",
    "counts": "generations/*/bm25/data.csc.index.npy",
    "vectors": "generations/*/chroma/*/data_level0.bin",
    "graph": "generations/*/chroma/*/link_lists.bin",
    "graph-names": "generations/*/chroma/*/index_metadata.pickle",
    "sqlite": "generations/*/chroma/chroma.sqlite3",
}
CHECKED = [name for name in FILES if name != "sqlite"]
HOW = ["cut", "removed", "emptied", "overwritten"]


@pytest.fixture(scope="module")
def twelve(tmp_path_factory) -> Path:
    """A home with twelve articles, one of which came from standard input, and whose files are gone."""
    home, folder = tmp_path_factory.mktemp("twelve"), tmp_path_factory.mktemp("files")
    lines = [json.dumps({"id": f"n{n}", "text": f"{RAIN} Part {n} of twelve."}) for n in range(11)]
    (folder / "news.jsonl").write_text("\n".join(lines))
    indexer = make_indexer(_settings(home), Encoder(), progress=lambda *_: None)
    with (folder / "stdin.json").open("w+b") as stream:
        stream.write(json.dumps({"id": "from-stdin", "text": "A comet passed the Earth on Monday."}).encode())
        stream.seek(0)
        indexer.index(["-", str(folder / "news.jsonl")], stdin=stream)
    shutil.rmtree(folder)
    return home


class TestDamagedIndex:
    @pytest.fixture
    def damage(self, ask, ask_home: Path, twelve: Path) -> Callable[[str, str], Callable]:
        shutil.copytree(twelve, ask_home, dirs_exist_ok=True)
        assert len(ids(ask)) == 12

        def call(name: str, how: str):
            found = list(next((ask_home / "indexes").iterdir()).glob(FILES[name]))
            assert found
            for path in found:
                damaged(path, how)
            return ask

        return call

    @pytest.mark.parametrize(
        ("name", "how"),
        [
            *(("manifest", "cut"), ("passages", "overwritten"), ("vectors", "removed"), ("words", "emptied")),
            *(pytest.param(*each, marks=pytest.mark.slow) for each in product(CHECKED, HOW)),
        ],
    )
    def test_damage_is_told_in_one_sentence_and_healed_without_loss(self, damage, name, how):
        ask = damage(name, how)
        first = ask("--json", "When did it rain in Rome?")
        assert first.code in {0, 3, 4}
        if first.code == 4:
            assert first.err.count("\n") == 1
            assert first.err.endswith("run `ask index`, which makes it anew from the articles that are kept.\n")
            assert ask("doctor").code == 8
        assert ask("index").code == 0

        assert ask("--json", "When did it rain in Rome?").code in {0, 3}
        assert ask("doctor").code == 0
        assert set(ids(ask)) == {"from-stdin", *(f"n{n}" for n in range(11))}
        assert ask("show", "from-stdin").out == "A comet passed the Earth on Monday.\n"

    @pytest.mark.parametrize("how", HOW)
    def test_damage_to_the_file_that_has_no_checksum_is_told(self, damage, how):
        ask = damage("sqlite", how)
        outcome = ask("When did it rain in Rome?")

        assert outcome.code == 4
        assert outcome.err.count("\n") == 1
        assert "is damaged; run `ask index`" in outcome.err
        assert ask("doctor").code == 8

    @pytest.mark.parametrize("how", ["cut", "emptied", "overwritten"])
    def test_damage_to_the_file_that_has_no_checksum_is_healed(self, damage, how):
        ask = damage("sqlite", how)
        ask("index")

        assert ask("When did it rain in Rome?").code in {0, 3}

    def test_most_damage_is_noticed_at_the_first_question(self, damage):
        assert damage("passages", "overwritten")("--json", "When did it rain?").code == 4

    @pytest.mark.parametrize("how", HOW)
    def test_damaged_catalogue_of_the_library_is_healed_from_the_index(self, damage, ask_home: Path, how):
        ask = damage("CURRENT", "none")
        damaged(ask_home / "library" / "catalogue.json", how)

        assert ask("When did it rain in Rome?").code in {0, 3}
        assert ask("index").code == 0
        assert ask("doctor").code == 0
        assert len(ids(ask)) == 12

    def test_damaged_text_of_a_file_is_healed_by_reading_it_again(self, ask, article, ask_home: Path):
        ask("index", str(article("rain.md", RAIN, title="Rain")))
        damaged(next((ask_home / "library" / "texts").iterdir()), "cut")
        assert ask("show", "rain").code == 4
        assert ask("doctor").code == 8
        assert ask("index").code == 0

        assert ask("show", "rain").out == f"{RAIN}\n"
        assert ask("doctor").code == 0

    def test_both_damaged_starts_over_when_told_to(self, damage, ask_home: Path):
        ask = damage("catalogue", "cut")
        damaged(ask_home / "library" / "catalogue.json", "cut")
        outcome = ask("index")

        assert outcome.code == 4
        assert "ask index --reset" in outcome.err
        assert outcome.err.count("\n") == 1
        assert ask("index", "--reset").code == 0
        assert len(ids(ask)) == 5


def _settings(home: Path):
    patch = pytest.MonkeyPatch()
    patch.setenv("ASK_HOME", str(home))
    try:
        return load_settings()
    finally:
        patch.undo()


class TestOtherEncoder:
    def test_index_of_another_encoder_is_left_and_one_of_ones_own_is_made(self, ask, ask_home: Path, article):
        encoder = Encoder()
        other = make_indexer(_settings(ask_home), encoder, progress=lambda *_: None)
        other = type(other)(
            ask_home, replace(other.embedder, name="another-model"), corpus=(), progress=lambda *_: None
        )
        other.index([str(article("rain.md", RAIN, title="Rain"))])

        outcome = ask("--json", "When did it rain in Rome?")
        assert outcome.code in {0, 3}
        assert outcome.json["passages"][0]["article"] == "rain"
        assert ids(ask) == ["rain"]
        assert len(list((ask_home / "indexes").iterdir())) == 2
        assert "other index" in ask("doctor").out

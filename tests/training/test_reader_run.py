"""Training, stopped and resumed, and the exported reader beside the trained one; on a reader of a toy's size."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")
tokenizers = pytest.importorskip("tokenizers")

from training.encoder_graph import build_reader, linear_fp32, words_fp32  # noqa: E402
from training.reader.batches import Batch, assemble, inputs_of, lay_out, plan_epoch  # noqa: E402
from training.reader.checkpoint import NAME, digest_of, read_averaged  # noqa: E402
from training.reader.export import calibration_of, make_int8, make_run, open_session  # noqa: E402
from training.reader.losses import WEIGHTS, listwise, losses_of, total_of  # noqa: E402
from training.reader.model import Reader, Shape  # noqa: E402
from training.reader.pairs import Pair, Role  # noqa: E402
from training.reader.scoring import score  # noqa: E402
from training.reader.shipped import read_shipped  # noqa: E402
from training.reader.tables import Tables, make_tables  # noqa: E402
from training.reader.teaching import Teachers  # noqa: E402
from training.reader.train import Limits, Recipe, Trainer  # noqa: E402

TOKENIZER = Path(__file__).resolve().parents[2] / "bot" / "models" / "tokenizer.json"
PUBLISHED = Shape()  # the graph is written for this shape
TOY = Shape(layers=1, heads=2, width=16, inner=32)
RECIPE = Recipe(epochs=4, batch_tokens=200)
NAMES = ("Ann", "Bob", "Cleo", "Dan", "Eve", "Finn")


@pytest.fixture(scope="module")
def tables() -> Tables:
    pairs = []
    for i, name in enumerate(NAMES):
        text, other = f"It rained. {name} sang in {1990 + i}.", f"{NAMES[i - 1]} danced."
        pairs += [
            Pair("Who sang?", text, Role.ANSWERED, "wiki", i, "Concert", ((11, 11 + len(name)),)),
            Pair("Who sang?", other, Role.NEAR_MISS, "wiki", i),
            Pair("Who sang in 1950?", text, Role.SWAPPED, "wiki", i),
            Pair("Who wept?", text, Role.UNANSWERED, "wiki"),
            Pair(f"{name} sang.", text, Role.SUPPORTED, "wiki", spans=((11, 11 + len(name)),)),
            Pair(f"{name} sang.", other, Role.UNRELATED, "wiki"),
            Pair(f"Did {name} sing?", text, Role.ANSWERED, "wiki", spans=((11, 20),), polarity=True),
        ]
    return make_tables(pairs, tokenizers.Tokenizer.from_file(str(TOKENIZER)))


def trainer_in(folder: Path, tables: Tables, recipe: Recipe = RECIPE) -> Trainer:
    folder.mkdir(exist_ok=True)
    torch.manual_seed(1)
    return Trainer(Reader(TOY), recipe, tables, None, folder)


def losses_in(trainer: Trainer, steps: int) -> list[float]:
    return [trainer.step(batch)["loss"] for batch in trainer._batches(trainer.position.step + steps)]


def test_a_run_broken_off_goes_on_with_the_same_losses(tmp_path: Path, tables: Tables):
    whole = losses_in(trainer_in(tmp_path / "whole", tables), 12)
    broken = trainer_in(tmp_path / "broken", tables)
    losses_in(broken, 7)
    broken.save()
    losses_in(broken, 2)  # lost with the process

    resumed = trainer_in(tmp_path / "broken", tables)

    assert resumed.position.epoch > 0, "the proof needs a stop beyond the first epoch"
    assert losses_in(resumed, 5) == whole[7:]


def test_a_run_stopped_by_its_limit_leaves_a_checkpoint_and_goes_on(tmp_path: Path, tables: Tables):
    trainer_in(tmp_path, tables).run(Limits(steps=3), print)

    assert trainer_in(tmp_path, tables).position.step == 3


def test_a_checkpoint_of_another_recipe_is_refused_in_one_sentence(tmp_path: Path, tables: Tables):
    trainer_in(tmp_path, tables).save()

    with pytest.raises(SystemExit, match=r"another recipe \(rate\)"):
        trainer_in(tmp_path, tables, Recipe(epochs=4, batch_tokens=200, rate=1e-5))


def test_a_checkpoint_half_written_does_not_replace_the_last(tmp_path: Path, tables: Tables):
    trainer = trainer_in(tmp_path, tables)
    trainer.run(Limits(steps=2), print)
    (tmp_path / f"{NAME}.partial").write_bytes(b"half")

    assert trainer_in(tmp_path, tables).position.step == 2


def test_a_run_can_start_from_what_an_earlier_one_averaged(tmp_path: Path, tables: Tables):
    earlier = trainer_in(tmp_path, tables)
    losses_in(earlier, 3)
    earlier.save()

    weights = read_averaged(tmp_path / NAME)

    assert all(torch.equal(weights[name], tensor) for name, tensor in earlier.averaged.weights.items())
    assert digest_of(weights) == digest_of(earlier.averaged.weights) != digest_of(Reader(TOY).state_dict())


def test_training_lowers_the_loss(tmp_path: Path, tables: Tables):
    recipe = Recipe(epochs=100, batch_tokens=400, rate=3e-3, layer_decay=1.0)
    trainer = trainer_in(tmp_path, tables, recipe)
    losses = losses_in(trainer, trainer.steps)

    assert np.mean(losses[-4:]) < 0.5 * np.mean(losses[:4])


def test_every_part_of_the_loss_is_taught(tables: Tables):
    batch = assemble(tables, [[pair] for pair in range(len(tables.roles))], np.random.default_rng(0))
    grouped = assemble(
        tables, plan_epoch(tables, seed=1, epoch=0, negatives=1, tokens=9000)[0], np.random.default_rng(0)
    )
    model = Reader(TOY)
    taught: set[str] = set()
    for one in (batch, grouped):
        inputs = (torch.from_numpy(array) for array in (one.input_ids, one.token_types, one.mask))
        taught |= set(losses_of(model(*inputs), one))

    assert taught == set(WEIGHTS)


@pytest.fixture
def teachers() -> list[Reader]:
    torch.manual_seed(3)
    return [Reader(TOY), Reader(TOY)]


def grouped_batch(tables: Tables) -> Batch:
    return assemble(tables, plan_epoch(tables, seed=1, epoch=0, negatives=2, tokens=9000)[0], np.random.default_rng(0))


def test_teachers_teach_every_part_of_the_loss(tables: Tables, teachers: list[Reader]):
    taught: set[str] = set()
    for batch in (grouped_batch(tables), assemble(tables, [[pair] for pair in range(7)], np.random.default_rng(0))):
        taught |= set(Teachers(teachers).losses_of(score(Reader(TOY), batch), batch))

    assert taught == set(WEIGHTS)


def test_nothing_is_left_to_learn_for_one_who_scores_as_the_teacher_does(tables: Tables, teachers: list[Reader]):
    batch, pupil = grouped_batch(tables), teachers[0]
    total_of(Teachers([Reader(TOY)]).losses_of(score(pupil, batch), batch)).backward()
    far = max(float(p.grad.abs().max()) for p in pupil.parameters() if p.grad is not None)
    pupil.zero_grad()
    total_of(Teachers([pupil]).losses_of(score(pupil, batch), batch)).backward()
    near = max(float(p.grad.abs().max()) for p in pupil.parameters() if p.grad is not None)

    assert far > 1e-3
    assert near < 1e-5


def test_a_pupil_comes_to_score_as_its_teachers_do_on_average(tmp_path: Path, tables: Tables, teachers: list[Reader]):
    for teacher in teachers:  # heads that say something
        torch.nn.init.normal_(teacher.whole.weight, std=0.5)
    recipe = Recipe(epochs=100, batch_tokens=400, rate=3e-3, layer_decay=1.0, teachers=("a", "b"), taught=1.0)
    torch.manual_seed(1)
    trainer = Trainer(Reader(TOY), recipe, tables, None, tmp_path, teachers=Teachers(teachers))
    batch = grouped_batch(tables)
    with torch.no_grad():
        wanted = torch.stack([score(teacher, batch).whole for teacher in teachers]).mean(0)[:, 0]

        before = float((score(trainer.model, batch).whole[:, 0] - wanted).abs().mean())
    losses_in(trainer, trainer.steps)
    with torch.no_grad():
        after = float((score(trainer.model, batch).whole[:, 0] - wanted).abs().mean())

    assert after < 0.5 * before


def test_listwise_loss_is_the_cross_entropy_within_the_group():
    relevance, labels = torch.tensor([2.0, 0.0, 1.0, 5.0]), torch.tensor([1.0, 0.0, 0.0, 1.0])

    loss = listwise(relevance, labels, torch.tensor([0, 0, 0, 1]))

    assert float(loss) == pytest.approx(-np.log(np.exp(2) / (np.exp(2) + 1 + np.exp(1))))


def test_padding_changes_no_score(tables: Tables):
    model = Reader(TOY).eval()
    short, long = (inputs_of(tables, [pair], with_header=False)[0] for pair in (1, 0))
    alone, together = (lay_out(tables, inputs, [0] * len(inputs)) for inputs in ([short], [short, long]))
    scores = [
        model(*(torch.from_numpy(a) for a in (batch.input_ids, batch.token_types, batch.mask)))
        for batch in (alone, together)
    ]

    assert alone.mask.shape[1] < together.mask.shape[1]
    torch.testing.assert_close(scores[0].whole[0], scores[1].whole[0], atol=1e-5, rtol=1e-5)


@pytest.fixture(scope="module")
def published() -> Reader:
    torch.manual_seed(2)
    return Reader(PUBLISHED).eval()


def test_the_exported_reader_scores_like_the_trained_one(published: Reader, tables: Tables):
    run = make_run(open_session(build_reader(published.weights(), linear_fp32, words_fp32).SerializeToString()))
    batch = lay_out(tables, inputs_of(tables, [0, 1, 2], with_header=True), [0, 0, 0])
    with torch.no_grad():
        expected = published(*(torch.from_numpy(a) for a in (batch.input_ids, batch.token_types, batch.mask)))
    tokens, whole = run(batch)

    np.testing.assert_allclose(whole, expected.whole.numpy(), atol=1e-5)
    there = batch.mask.astype(bool)
    np.testing.assert_allclose(tokens[there], expected.tokens.numpy()[there], atol=1e-5)


def test_the_reader_in_int8_is_small_enough_and_near_the_one_in_fp32(published: Reader, tables: Tables):
    weights = published.weights()
    model = make_int8(weights, calibration_of(tables)).SerializeToString()
    batch = lay_out(tables, inputs_of(tables, [0, 1, 2], with_header=True), [0, 0, 0])
    int8 = make_run(open_session(model))(batch)
    fp32 = make_run(open_session(build_reader(weights, linear_fp32, words_fp32).SerializeToString()))(batch)

    assert len(model) <= 24_000_000
    for ours, reference in zip(int8, fp32, strict=True):
        assert np.abs(ours - reference).max() < 0.2 * np.abs(reference).max()


def test_weights_read_back_from_int8_are_those_that_were_written(published: Reader, tables: Tables, tmp_path: Path):
    weights = published.weights()
    path = tmp_path / "reader.onnx"
    path.write_bytes(make_int8(weights, calibration_of(tables)).SerializeToString())

    back = read_shipped(path)

    assert back.keys() == weights.keys()
    for name, array in weights.items():
        step = np.abs(array).max() / 64  # no column has coarser steps
        np.testing.assert_allclose(back[name], array, atol=float(step) + 1e-7)

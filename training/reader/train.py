"""
Trains the reader: `python -m training.reader.train`.

Goes on from the checkpoint in its folder, if there is one, exactly as if it had never stopped: batches and the choice
of negatives follow from the seed, the epoch and the batch's number alone.
"""

import argparse
import ctypes
import json
import math
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim import AdamW

from training.reader.batches import Batch, assemble, plan_epoch
from training.reader.checkpoint import Averaged, restore, save
from training.reader.evaluate import measure
from training.reader.losses import WEIGHTS, losses_of, total_of
from training.reader.meter import Meter
from training.reader.model import Reader
from training.reader.prepare import FOLDER_OF_RUN
from training.reader.scoring import make_run, score
from training.reader.starting import PUBLISHED, make_published, open_trained
from training.reader.tables import Tables
from training.reader.teaching import Teachers

LOG = "log.jsonl"
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
OTHERWISE = ("off", "shares", "start", "teachers")  # of a recipe, what the command line does not give as it is kept
Say = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Recipe:
    """What makes a run what it is; a checkpoint goes on with its own recipe alone."""

    seed: int = 20230916
    epochs: float = 3.0
    rate: float = 3e-4
    """The highest learning rate of the last layer."""
    layer_decay: float = 0.9
    """What each layer below learns at, of the one above it."""
    head_rate: float = 3.0
    """What the heads learn at, of the last layer."""
    warm_up: float = 0.06
    """The share of the steps in which the rate rises."""
    weight_decay: float = 0.01
    average: float = 0.999
    negatives: int = 2
    """Of a question, in an epoch."""
    batch_tokens: int = 6144
    off: tuple[str, ...] = ()
    """Parts of the loss that are left away."""
    shares: tuple[str, ...] = ()
    """How often a collection is drawn where that is not as ever: "news=0.5", "statements:news=0.1"."""
    start: str = PUBLISHED
    """What the first weights are: the published encoder's, or the digest of an earlier run's averaged ones."""
    teachers: tuple[str, ...] = ()
    """The digests of the readers whose mean scores are learnt beside the labels."""
    taught: float = 0.5
    """What their scores weigh in the loss, where there are teachers; the labels weigh the rest."""

    def weights(self) -> dict[str, float]:
        """Return the weight of each part of the loss."""
        return {name: 0.0 if name in self.off else weight for name, weight in WEIGHTS.items()}


@dataclass(frozen=True)
class Limits:
    """When this call stops, saves and measures."""

    minutes: float = math.inf
    steps: int | None = None
    save_minutes: float = 5.0
    measure_steps: int = 500
    measured_pairs: int = 300


@dataclass
class Trainer:
    """A run in the making."""

    model: Reader
    recipe: Recipe
    train: Tables
    dev: Tables | None
    folder: Path
    device: str = "cpu"
    teachers: Teachers | None = None

    def __post_init__(self) -> None:
        self.model.to(self.device)
        self.optimizer = AdamW(_parameter_groups(self.model, self.recipe), betas=(0.9, 0.98), eps=1e-6, fused=True)
        self.averaged = Averaged(self.model, self.recipe.average)
        self.identity = json.loads(json.dumps(asdict(self.recipe) | {"prepared": self.train.digest()}))
        self.position = restore(self.folder, *self._state(), recipe=self.identity)
        self.steps = math.ceil(self.recipe.epochs * len(self._plan(0)))

    def run(self, limits: Limits, say: Say) -> None:
        """Train until the recipe's end or a limit, and leave a checkpoint."""
        began = saved = time.monotonic()
        last = self.steps if limits.steps is None else min(self.steps, self.position.step + limits.steps)
        meter = Meter()
        for batch in self._batches(last):
            before = time.monotonic()
            meter.add(self.step(batch), batch.tokens)
            self.position.seconds += time.monotonic() - before
            if self.position.step % 20 == 0:
                say({"step": self.position.step, "of": self.steps, "rate": self.rate()} | meter.read())
            if self.position.step % limits.measure_steps == 0:
                say(self.measure(limits.measured_pairs))
                meter.read()
            if time.monotonic() - saved > 60 * limits.save_minutes:
                self.save()
                saved = time.monotonic()
            if time.monotonic() - began > 60 * limits.minutes:
                break
        self.save()

    def step(self, batch: Batch) -> dict[str, float]:
        """Take one step and return the parts of the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["share"] * self.rate()
        scores = score(self.model, batch)
        parts = losses_of(scores, batch)
        loss = total_of(parts, self.recipe.weights())
        if self.teachers:
            taught = total_of(self.teachers.losses_of(scores, batch), self.recipe.weights())
            loss = torch.lerp(loss, taught, self.recipe.taught)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.position.step += 1
        self.position.batch += 1
        self.averaged.add(self.model, self.position.step)
        return {name: float(part.detach()) for name, part in parts.items()} | {"loss": float(loss.detach())}

    def rate(self) -> float:
        """Return the learning rate of the last layer at this step: a line up, half a cosine down."""
        rising = max(1.0, self.recipe.warm_up * self.steps)
        step = self.position.step
        if step < rising:
            return self.recipe.rate * (step + 1) / rising
        left = (step - rising) / max(1.0, self.steps - rising)
        return self.recipe.rate * (0.02 + 0.98 * (1 + math.cos(math.pi * min(1.0, left))) / 2)

    def measure(self, at_most: int) -> dict[str, Any]:
        """Return the figures of the averaged model on the development part."""
        if self.dev is None:
            return {"step": self.position.step}
        model = Reader(self.model.shape)
        model.load_state_dict(self.averaged.weights)
        return {"step": self.position.step} | measure(make_run(model.to(self.device).eval()), self.dev, at_most=at_most)

    def save(self) -> None:
        """Write the checkpoint."""
        save(self.folder, *self._state(), recipe=self.identity, position=self.position)

    def _state(self) -> tuple[Reader, Averaged, AdamW]:
        return self.model, self.averaged, self.optimizer

    def _batches(self, last: int) -> Iterator[Batch]:
        while self.position.step < last:
            plan = self._plan(self.position.epoch)
            while self.position.batch < len(plan) and self.position.step < last:
                number = self.position.batch
                draw = np.random.default_rng([self.recipe.seed, self.position.epoch, number])
                yield assemble(self.train, plan[number], draw)
            if self.position.batch == len(plan):
                self.position.epoch, self.position.batch = self.position.epoch + 1, 0

    def _plan(self, epoch: int) -> list[list[list[int]]]:
        recipe = self.recipe
        given = (one.rpartition("=") for one in recipe.shares)
        return plan_epoch(
            self.train,
            seed=recipe.seed,
            epoch=epoch,
            negatives=recipe.negatives,
            tokens=recipe.batch_tokens,
            shares={name: float(share) for name, _, share in given},
        )


def _parameter_groups(model: Reader, recipe: Recipe) -> list[dict[str, Any]]:
    """Return the parameters by their share of the learning rate; biases and scales do not decay."""
    groups: dict[tuple[float, float], list[Tensor]] = defaultdict(list)
    for name, parameter in model.named_parameters():
        decay = recipe.weight_decay if parameter.ndim > 1 else 0.0
        groups[_share_of(name, model.shape.layers, recipe), decay].append(parameter)
    return [
        {"params": parameters, "share": share, "lr": 0.0, "weight_decay": decay}
        for (share, decay), parameters in groups.items()
    ]


def _share_of(name: str, layers: int, recipe: Recipe) -> float:
    if name.startswith("encoder.layer."):
        return recipe.layer_decay ** (layers - 1 - int(name.split(".")[2]))
    return recipe.layer_decay**layers if name.startswith("embeddings.") else recipe.head_rate


def keep_memory() -> None:
    """
    Let the C library keep freed memory rather than hand it back to the system with every large array.

    A fifth more tokens a second on a CPU; a library that cannot is left as it is.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if set_option:
        set_option(M_MMAP_THRESHOLD, 2**30)
        set_option(M_TRIM_THRESHOLD, 2**31 - 1)


def main() -> None:
    """Train as the command line asks."""
    chosen = _arguments()
    keep_memory()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(chosen.seed)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    model, start = open_trained(chosen.start_from) if chosen.start_from else make_published()
    taught_by = [open_trained(path) for path in chosen.teachers]
    fields = {name: getattr(chosen, name) for name in asdict(Recipe()) if name not in OTHERWISE}
    prepared = {part: Tables.load(chosen.data / f"{part}.npz") for part in ("train", "dev")}
    recipe = Recipe(
        **fields,
        off=tuple(chosen.off),
        shares=tuple(chosen.shares),
        start=start,
        teachers=tuple(digest for _, digest in taught_by),
    )
    teachers = Teachers([teacher for teacher, _ in taught_by], chosen.device) if taught_by else None
    trainer = Trainer(model, recipe, prepared["train"], prepared["dev"], chosen.folder, chosen.device, teachers)
    log = chosen.folder / LOG

    def say(entry: Mapping[str, Any]) -> None:
        line = json.dumps(entry)
        print(line, flush=True)
        with log.open("a", encoding="utf-8") as lines:
            lines.write(line + "\n")

    say({"begins at": trainer.position.step, "steps": trainer.steps} | trainer.identity)
    trainer.run(Limits(minutes=chosen.minutes, steps=chosen.steps, measure_steps=chosen.measure_steps), say)
    say(trainer.measure(chosen.measured_pairs) | {"hours": round(trainer.position.seconds / 3600, 3)})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=FOLDER_OF_RUN, help="where train.npz and dev.npz lie")
    parser.add_argument("--folder", type=Path, default=FOLDER_OF_RUN, help="where checkpoint and log go")
    parser.add_argument(
        "--start-from",
        type=Path,
        help="the checkpoint of an earlier run, to train its averaged weights on, or the reader.onnx that ships",
    )
    parser.add_argument(
        "--teachers", type=Path, nargs="*", default=[], help="readers to learn from, each as in --start-from"
    )
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop this call after so many")
    parser.add_argument("--steps", type=int, help="stop this call after so many")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--measure-steps", type=int, default=500)
    parser.add_argument("--measured-pairs", type=int, default=1000, help="of each kind, at the end")
    parser.add_argument("--off", nargs="*", default=[], choices=list(WEIGHTS), help="losses to leave away")
    parser.add_argument(
        "--shares", nargs="*", default=[], metavar="NAME=SHARE", help="how often a collection is drawn, if not as ever"
    )
    for name, value in asdict(Recipe()).items():
        if name not in OTHERWISE:
            parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    return parser.parse_args()


if __name__ == "__main__":
    main()

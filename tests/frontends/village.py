"""The articles of an invented village and gold questions on them: a whole evaluation in a second."""

import json
from collections.abc import Mapping
from pathlib import Path

HALL = "The village of Ullern opened its new hall on 4 May. It had cost 8,000 crowns. Mayor Edda Voss cut a red ribbon."
MILL = "The old mill of Ullern burned down on Friday night. Nobody was hurt. Miller Jan Petri wants to build it anew."
QUESTIONS: tuple[dict[str, object], ...] = (
    {
        "id": "cost",
        "question": "How many crowns had it cost?",
        "answerable": True,
        "answers": [["8,000"]],
        "articles": ["hall"],
        "evidence": ["It had cost 8,000 crowns."],
        "class": "number",
    },
    {
        "id": "miller",
        "question": "Which miller wants to build the mill of Ullern anew?",
        "answerable": True,
        "answers": [["Jan Petri"]],
        "articles": ["mill"],
        "evidence": ["Miller Jan Petri wants to build it anew."],
        "class": "fact",
    },
    {
        "id": "when",
        "question": "And when was that?",
        "after": "miller",
        "answerable": True,
        "answers": [["Friday"]],
        "articles": ["mill"],
        "class": "follow-up",
    },
    {"id": "volcano", "question": "Which volcano erupted near Ullern?", "answerable": False, "class": "unanswerable"},
)


def write_articles(folder: Path) -> Path:
    """Write the village's articles."""
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    for name, text in (("hall", HALL), ("mill", MILL)):
        (folder / "articles" / f"{name}.md").write_text(f"# News of the {name}\n\n{text}\n", encoding="utf-8")
    return folder / "articles"


def write_gold(folder: Path, *questions: Mapping[str, object]) -> Path:
    """Write gold questions, the village's own where none is given."""
    path = folder / "village.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in questions or QUESTIONS), encoding="utf-8")
    return path


def alone(question: dict[str, object], **given: object) -> dict[str, object]:
    """A question that follows no other."""
    kind = "date" if question["class"] == "follow-up" else question["class"]
    return {**question, "after": None, "class": kind, **given}


def many_questions(n: int) -> list[dict[str, object]]:
    """The village's questions over and over, each with an id of its own; none follows another."""
    return [alone(QUESTIONS[i % 4], id=f"{i}") for i in range(n)]

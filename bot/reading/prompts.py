"""
Loads the words that are sent to chat models, and puts questions and passages in.

The words are Markdown files: a head that is not sent, then a message under `## system` or `## user` each. What is put
in for a placeholder is never looked at again, so braces in a question or an article are nothing but braces.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from langchain_core.documents import Document
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from bot.errors import SettingsError
from bot.reading.fences import Fenced, fence_passages, make_mark
from bot.shipped import shipped_prompts
from bot.types import Turn

NO_ANSWER = "The passages do not tell."
"""What a chat model has to write, and nothing else, when it cannot answer."""

ANSWER = "answer"
STANDALONE = "standalone"
PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    ANSWER: frozenset({"question", "passages", "fence", "no_answer"}),
    STANDALONE: frozenset({"question", "conversation", "fence"}),
}
LAST_TURNS = 4  # what lies further back is seldom leant on, and a small model loses its way in it
MESSAGES = {"system": SystemMessage, "user": HumanMessage}
ROLE = re.compile(r"^##[ \t]+(.*?)[ \t]*$", re.MULTILINE)
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """The messages of a prompt file, in order: role and words, the placeholders still in them."""

    messages: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """All that the file sends, the placeholders still in it."""
        return "\n".join(words for _, words in self.messages)


@dataclass(frozen=True, slots=True)
class AnswerPrompt:
    """What is sent for an answer, and which passage each key in it stands for, best first."""

    messages: tuple[BaseMessage, ...]
    passages: Mapping[str, Document]


def load_prompt(name: str, folder: Path | None = None) -> Prompt:
    """
    Read the prompt *name* (ANSWER or STANDALONE) from *folder*; without one, or where it has no such file, what ships.

    Raises:
        SettingsError: the folder or file cannot be read, or its messages or placeholders are not as they have to be.
    """
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"The folder of prompts {folder} is not there; name another, or none to use what ships.")
    own = folder / f"{name}.md" if folder is not None else None
    path = own if own is not None and own.exists() else shipped_prompts() / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The prompt {path} cannot be read ({error}); mend it or take it away.") from error
    prompt = Prompt(_messages_of(text, path))
    _check_placeholders(prompt, PLACEHOLDERS[name], path)
    return prompt


def render(prompt: Prompt, values: Mapping[str, str]) -> tuple[BaseMessage, ...]:
    """Return the prompt's messages with a value for every placeholder, put in as it is."""
    return tuple(MESSAGES[role](content=filled(words, values)) for role, words in prompt.messages)


def filled(words: str, values: Mapping[str, str]) -> str:
    """
    Put values in the place of placeholders, all at once: a value that looks like one stays as it is.

    >>> filled("{question} {} {passages}", {"question": "What is {passages}?", "passages": "{question}"})
    'What is {passages}? {} {question}'
    """
    return PLACEHOLDER.sub(lambda found: values[found[1]], words)


def fence_for(prompt: Prompt, question: str, passages: Sequence[Document], *, nonce: str) -> Fenced:
    """Fence the passages that may be sent for a question; *nonce* is to be another for each question."""
    return fence_passages(passages, beside=(prompt.words, NO_ANSWER, question), nonce=nonce)


def render_answer(prompt: Prompt, question: str, fenced: Fenced) -> AnswerPrompt:
    """Return what is sent for an answer from the passages that `fence_for` has fenced for the question."""
    values = {
        "question": _on_one_line(question),
        "passages": "\n\n".join(each.block for each in fenced.passages),
        "fence": fenced.mark,
        "no_answer": NO_ANSWER,
    }
    return AnswerPrompt(render(prompt, values), {each.key: each.passage for each in fenced.passages})


def render_standalone(prompt: Prompt, history: Sequence[Turn], question: str, *, nonce: str) -> tuple[BaseMessage, ...]:
    """Return what is sent to make a question stand alone that follows the turns of *history*, the last one last."""
    turns = "\n".join(_told(turn) for turn in history[-LAST_TURNS:])
    mark = make_mark((prompt.words, turns, question), nonce=nonce)
    conversation = f"<<{mark}\n{turns}\n{mark}>>"
    return render(prompt, {"question": _on_one_line(question), "conversation": conversation, "fence": mark})


def _told(turn: Turn) -> str:
    """Return a turn as its lines: the question, and what was told, if anything was."""
    told = _on_one_line(turn.told or turn.short_answer or NO_ANSWER)
    return f"Question: {_on_one_line(turn.question)}\nAnswer: {told}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _messages_of(text: str, path: Path) -> tuple[tuple[str, str], ...]:
    _, *parts = ROLE.split(text)
    roles, bodies = parts[::2], [body.strip() for body in parts[1::2]]
    if roles not in (["system", "user"], ["user"]):
        found = ", ".join(f"## {role}" for role in roles) or "none"
        raise SettingsError(
            f"The prompt {path} needs its messages under ## system and ## user, in this order, and has {found}."
        )
    for role, body in zip(roles, bodies, strict=True):
        if not body:
            raise SettingsError(f"The prompt {path} has nothing under ## {role}; write the message there.")
    return tuple(zip(roles, bodies, strict=True))


def _check_placeholders(prompt: Prompt, needed: frozenset[str], path: Path) -> None:
    found = set(PLACEHOLDER.findall(prompt.words))
    for name in sorted(found - needed):
        known = ", ".join(f"{{{each}}}" for each in sorted(needed))
        raise SettingsError(f"The prompt {path} has the unknown placeholder {{{name}}}; it may have {known}.")
    for name in sorted(needed - found):
        raise SettingsError(f"The prompt {path} lacks the placeholder {{{name}}}; put it into one of its messages.")

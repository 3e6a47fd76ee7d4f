"""
Writes an answer with a chat model, from passages fenced under keys, and holds every sentence of it against them.

What comes back is a draft: sentences with verdicts and citations, or that the model declined.
"""

import secrets
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic

from langchain_core.documents import Document

from bot.computing import ComputePool
from bot.errors import ModelError, SettingsError
from bot.models.chat import ChatModel, Reply
from bot.passages import header_of_passage, title_of
from bot.reading.answers import abstain, tell_written
from bot.reading.budget import Budget, fit_answer_prompt
from bot.reading.lead_ins import without_frame
from bot.reading.prompts import NO_ANSWER, AnswerPrompt, Prompt, render_standalone
from bot.reading.shortfalls import CUT, FLOOD, STOPPED, shortfall_of
from bot.reading.verification.orders import gives_orders
from bot.reading.verify import Checked, Verifier
from bot.reading.written import LONGEST, Written, declines, read_written
from bot.types import QUESTION_LIMIT, Answer, Notice, Reason, Turn

MOST_SENTENCES = 24  # of a reply that are checked; each costs a fraction of a second
STANDALONE_CHARACTERS = 400  # of a question that was made to stand alone; what is longer is no question


Check = Callable[[str, Sequence[Document]], Checked]


@dataclass(frozen=True, slots=True)
class Embedded:
    """What the embedded reader makes of a question: what a chat model writes from, and what stands in for it."""

    question: str
    answer: Answer
    passages: tuple[Document, ...]
    """Best first; none where nothing is on the question's topic, so that nothing is to be written."""
    probability: float
    """That its own answer is right, and so that the passages answer, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a chat model made of a question."""

    sentences: tuple[tuple[str, Checked], ...]
    declined: bool
    """Whether it wrote that the passages do not tell."""
    notices: tuple[str, ...]
    shortfall: Notice | None = None
    """Why nothing is told, where no sentence is supported."""
    usage: dict[str, int | float] = field(default_factory=dict)


class Writer:
    """Asks one chat model; used by many tasks at once."""

    def __init__(
        self, *, model: ChatModel, answer: Prompt, standalone: Prompt, verifier: Verifier, pool: ComputePool
    ) -> None:
        self.model = model
        self._pool = pool
        self._answer = answer
        self._standalone = standalone
        self._verifier = verifier
        self._budget = Budget(model.context_size, model.limits.answer_tokens, model.count_tokens)

    async def write(self, question: str, passages: Sequence[Document]) -> AsyncGenerator[str | Draft, None]:
        """
        Yield what the model writes from *passages*, best first, as it comes; then the draft.

        Raises:
            ModelError: the model failed.
            SettingsError: its context does not hold a passage.
        """
        fit = partial(fit_answer_prompt, self._answer, question, passages, self._budget, nonce=secrets.token_hex(8))
        sent = await self._pool.run(fit)
        reply, pieces, length = Reply(), list[str](), 0
        until = monotonic() + self.model.limits.whole_seconds
        async with aclosing(self.model.stream(sent.messages, reply)) as stream:
            async for piece in stream:
                yield piece
                pieces.append(piece)
                length += len(piece)
                if length > LONGEST:
                    reply.finish_reason = FLOOD
                    break
        draft = partial(self._draft, question, "".join(pieces), sent, passages, reply, until=until)
        yield await self._pool.run(draft)

    async def stand_alone(self, question: str, history: Sequence[Turn]) -> str | None:
        """
        Return the question as the model makes it stand alone; None where it leaves it as it is, or fails to make one.

        Raises:
            ModelError: the model failed.
        """
        messages = render_standalone(self._standalone, history, question, nonce=secrets.token_hex(8))
        if not self._budget.holds(messages):
            return None
        text = ""
        async with aclosing(self.model.stream(messages, Reply())) as stream:
            async for piece in stream:
                text += piece
                if len(text) > LONGEST:
                    break
        sentences = [bare for each in read_written(text, (), passages=question) if (bare := without_frame(each.text))]
        told = sentences[0] if len(sentences) == 1 else ""
        asks = told.endswith("?") or not question.endswith("?")
        sound = told and asks and len(told) <= min(STANDALONE_CHARACTERS + len(question), QUESTION_LIMIT)
        return told if sound and told.casefold() != question.casefold() else None

    def _draft(
        self,
        question: str,
        text: str,
        sent: AnswerPrompt,
        passages: Sequence[Document],
        reply: Reply,
        *,
        until: float,
    ) -> Draft:
        usage: dict[str, int | float] = dict(reply.usage)
        if reply.first_seconds is not None:
            usage["first_token_ms"] = round(reply.first_seconds * 1000, 1)
        if declines(text, NO_ANSWER):
            return Draft((), declined=True, notices=(), usage=usage)
        shown = "\n".join(f"{header_of_passage(p)}\n{p.page_content}" for p in sent.passages.values())
        headers = {header_of_passage(passage) for passage in sent.passages.values()}
        written = read_written(text, sent.passages, passages=shown, headers=headers)
        broken = self._broken(reply)
        unfinished = bool(broken and written and not written[-1].ended)
        written = written[:-1] if unfinished else written
        giving = [p for p in sent.passages.values() if gives_orders(p.page_content)]
        check = partial(self._verifier.check, others=passages, question=question, wary=bool(giving))
        checked = tuple(_checked(written, check, sent, until))
        more = len(checked) < len(written)
        checked = tuple(each for each in checked if not each[1].undecided) or checked
        usage["repaired"] = sum(check.repaired and check.verdict != "unsupported" for _, check in checked)
        cut = self._cut_prompt(reply, sent)
        warnings = [_warning(passage) for passage in giving[:1]]
        if any(check.verdict != "unsupported" for _, check in checked):
            ends = [self._too_many()] if more else _notice_of_end(broken, unfinished=unfinished)
            notices = (*ends, *cut, *warnings)
            return Draft(checked, declined=False, notices=notices, usage=usage)
        plain = " ".join(each.text for each in written)
        short = shortfall_of(self.model.name, plain, reply, answer_tokens=self.model.limits.answer_tokens)
        return Draft(checked, declined=False, notices=tuple(warnings), shortfall=next(iter(cut), short), usage=usage)

    def _too_many(self) -> Notice:
        model, seconds = self.model.name, self.model.limits.whole_seconds
        told = f"{model} wrote more than {MOST_SENTENCES} sentences, or more than can be checked in {seconds:g} seconds"
        return Notice(f"{told} (ASK_WHOLE_SECONDS); those that follow are left out.", code="cut_off", model=model)

    def _broken(self, reply: Reply) -> Notice | None:
        """Return what broke the reply off before its end, as a clause; None where nothing did."""
        model = self.model.name
        if reply.finish_reason is None:
            return Notice(f"{model} broke off before its end", code="broke_off", model=model)
        if reply.finish_reason == FLOOD:
            return Notice(f"{model} wrote more than {LONGEST:,} characters", code="cut_off", model=model)
        if reply.finish_reason in CUT:
            told = f"{model} was cut at {self.model.limits.answer_tokens} tokens (ASK_ANSWER_TOKENS)"
            return Notice(told, code="cut_off", model=model)
        if reply.finish_reason in STOPPED:
            return Notice(f"{model} was stopped by its provider's filter", code="filtered", model=model)
        return None

    def _cut_prompt(self, reply: Reply, sent: AnswerPrompt) -> list[Notice]:
        """Tell of a prompt that its server cut."""
        read = reply.usage.get("prompt_tokens")
        fewest = sum(self.model.count_fewest(str(message.content)) for message in sent.messages)
        if read is None or read >= fewest:
            return []
        model = self.model.name
        told = f"{model} read only {read} tokens of the question and its passages"
        text = f"{told}; set ASK_CONTEXT_SIZE to what the server was started with."
        return [Notice(text, code="read_in_part", model=model)]


def _checked(
    written: Sequence[Written], check: Check, sent: AnswerPrompt, until: float
) -> Iterator[tuple[str, Checked]]:
    """Yield the first sentences, with what comes of each check, as long as there is time; one at least."""
    for n, each in enumerate(written[:MOST_SENTENCES]):
        if n and monotonic() > until:
            return
        yield each.text, check(each.text, [sent.passages[key] for key in each.keys])


def _notice_of_end(broken: Notice | None, *, unfinished: bool) -> list[Notice]:
    if broken is None:
        return []
    text = f"{broken}; the sentence that it did not finish is left out." if unfinished else f"{broken}."
    return [Notice(text, code=broken.code, **broken.about)]


def _warning(passage: Document) -> Notice:
    text = (
        f"{title_of(passage)!r} gives orders to chat models; only what keeps to the words of the articles counts as "
        "supported."
    )
    return Notice(text, code="orders", title=title_of(passage))


async def write_answer(writer: Writer, embedded: Embedded, *, strict: bool) -> AsyncGenerator[str | Answer, None]:
    """
    Yield what the chat model writes, as it comes; then the answer, which is the embedded one where the model fails.

    *strict* leaves sentences that nothing supports out of the answer's text.
    """
    try:
        async with aclosing(writer.write(embedded.question, embedded.passages)) as parts:
            async for part in parts:
                yield part if isinstance(part, str) else _settled(part, writer.model.name, embedded, strict=strict)
    except (ModelError, SettingsError) as error:
        yield instead_of_written(embedded.answer, str(error), code="failed", model=writer.model.name)


def _settled(draft: Draft, model: str, embedded: Embedded, *, strict: bool) -> Answer:
    before = embedded.answer
    if draft.shortfall:
        answer = instead_of_written(before, draft.shortfall, code=draft.shortfall.code, **draft.shortfall.about)
    elif draft.declined:
        reason = Reason("not_told", f"The articles are on this topic, but {model} finds that none of them tells this.")
        sure = 1 - embedded.probability
        answer = abstain(
            embedded.question, reason, embedded.passages, confidence=sure, model=model, generation=before.generation
        )
    else:
        answer = tell_written(
            embedded.question,
            draft.sentences,
            embedded.passages,
            known=before,
            confidence=_confidence(draft, embedded.probability),
            strict=strict,
            model=model,
        )
    return replace(
        answer,
        understood_as=before.understood_as,
        milliseconds=before.milliseconds,
        notices=(*(answer.notices or before.notices), *draft.notices),
        usage=draft.usage or None,
    )


def _confidence(draft: Draft, probability: float) -> float:
    """Return the *probability* that the passages answer, times the mean likelihood of what was written, borne out."""
    borne_out = [check.likelihood if check.verdict != "unsupported" else 0.0 for _, check in draft.sentences]
    return probability * sum(borne_out) / len(borne_out)


def instead_of_written(embedded: Answer, why: str, *, code: str, **about: object) -> Answer:
    """Return the embedded answer with the reason that it stands in for a written one."""
    notice = Notice(f"{why} This is the answer of the embedded reader.", code=code, **about)
    return replace(embedded, notices=(*embedded.notices, notice))

"""
The chat on a terminal: line editing, history, the last answer's sources at hand; each chat is one conversation.

A question may lean on the turn before ("And the next day?") until `/new` begins a new conversation.
"""

from collections import deque
from collections.abc import Callable

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from rich.text import Text

from bot.disk import make_private
from bot.errors import BotError, ExitCode
from bot.frontends.options import AskOptions, color_of, filters_of
from bot.frontends.questions import Asked, ask, open_pipeline
from bot.frontends.recording import CHAT_HISTORY, TURNS_KEPT, Recorder, make_recorder
from bot.frontends.render import paragraph_around, source_line
from bot.frontends.showing import show_answer
from bot.frontends.terminal import print_text, warn
from bot.pipeline import Pipeline
from bot.reading.follow_ups.follow_up import turn_of
from bot.reading.question.about_bot import is_beside_articles
from bot.settings import load_settings
from bot.types import Answer, Citation, Filters, Turn

GREETING = "Ask a question; /help tells the rest, /quit or Ctrl-D leaves."
HELP = """\
/sources   the sources of the last answer
/show N    source N of the last answer, in its paragraph
/new       begin a new conversation: the next question leans on nothing
/help      this
/quit      leave (also Ctrl-D)
Anything else is a question; it may lean on the one before, as in "And the next day?"."""
GOES_ON = "This goes on from:"
NEW = "A new conversation."


def chat(options: AskOptions) -> int:
    """Answer questions until the user leaves."""
    loaded = load_settings()
    recorder = make_recorder(loaded, options, surface="chat")
    with open_pipeline(loaded, writing="wanted") as pipeline:
        color = color_of(options)
        print_text(Text(GREETING), color=color)
        for before in recorder.before[-1:]:
            print_text(Text(f"{GOES_ON} {before.question}"), color=color)
        filters, k = filters_of(options), options["passages"]
        conversation = Conversation(
            pipeline, recorder=recorder, filters=filters, k=k, color=color, streamed=not options["no_stream"]
        )
        session: PromptSession[str] = PromptSession(history=_history(pipeline) if recorder.keeps else InMemoryHistory())
        while True:
            try:
                line = session.prompt("> ").strip()
                if line and not conversation.respond(line):
                    return ExitCode.DONE
            except KeyboardInterrupt:
                continue  # as in a shell: the line, or the answer under way, is dropped, the chat goes on
            except EOFError:
                return ExitCode.DONE


class Conversation:
    """Holds the turns, which the next question may lean on, and the last answer, whose sources can be looked at."""

    def __init__(
        self,
        pipeline: Pipeline,
        *,
        filters: Filters,
        k: int | None,
        color: bool | None,
        recorder: Recorder | None = None,
        streamed: bool = True,
    ) -> None:
        self._pipeline = pipeline
        self._recorder = recorder or Recorder()
        self._filters = filters
        self._k = k
        self._color = color
        self._streamed = streamed
        before = self._recorder.before
        self._last: Answer | None = before[-1] if before else None
        self._turns: deque[Turn] = deque((turn_of(answer) for answer in before), maxlen=TURNS_KEPT)

    def respond(self, line: str) -> bool:
        """Answer a line, question or command; return False once the user wants to leave."""
        name, _, argument = line.partition(" ")
        commands: dict[str, Callable[[str], None]] = {
            "/sources": self._sources,
            "/show": self._show,
            "/new": self._begin,
            "/help": self._help,
        }
        if name in {"/quit", "/exit"}:
            return False
        if name in commands:
            commands[name](argument.strip())
        elif name.startswith("/"):
            warn(f"There is no command {name}; /help lists them.")
        else:
            self._ask(line)
        return True

    def _ask(self, question: str) -> None:
        asked: Asked = {"history": tuple(self._turns), "filters": self._filters, "k": self._k}
        try:
            answer = ask(self._pipeline, question, asked, shown=self._streamed, color=self._color)
        except BotError as error:
            warn(str(error))
        else:
            self._turns.append(turn_of(answer))
            if not is_beside_articles(question):
                self._last = answer
            show_answer(answer, color=self._color)
            self._recorder.keep(answer)

    def _begin(self, _: str) -> None:
        self._turns.clear()
        self._recorder.begin()
        self._last = None
        self._print(Text(NEW))

    def _help(self, _: str) -> None:
        self._print(Text(HELP))

    def _sources(self, _: str) -> None:
        citations = self._last.citations if self._last else ()
        if not citations:
            warn("There are no sources yet; ask a question first.")
        for citation in citations:
            self._print(Text(f"{source_line(citation)}\n    {citation.article} {citation.start}:{citation.end}"))

    def _show(self, argument: str) -> None:
        citations = {str(c.mark): c for c in self._last.citations} if self._last else {}
        citation = citations.get(argument.strip("[]"))
        if citation is None:
            marks = ", ".join(citations) or "none yet"
            warn(f"/show takes the number of a source of the last answer ({marks}).")
            return
        try:
            article_text = self._pipeline.article(citation.article).text
        except BotError as error:
            warn(str(error))
            return
        if article_text[citation.start : citation.end] == citation.quote:
            self._print(_in_paragraph(citation, article_text))
        else:
            warn(f"The article {citation.article} has changed since this answer; ask the question again.")

    def _print(self, text: Text) -> None:
        print_text(text, color=self._color)


def _in_paragraph(citation: Citation, article_text: str) -> Text:
    """Return the paragraph that holds the quote, the quote in bold."""
    start, end = paragraph_around(article_text, citation.start, citation.end)
    text = Text(f"{source_line(citation)}\n\n", style="cyan")
    offset = len(text)
    text.append(article_text[start:end], style="default")
    text.stylize("bold", offset + citation.start - start, offset + citation.end - start)
    return text


def _history(pipeline: Pipeline) -> History:
    path = pipeline.home / CHAT_HISTORY
    try:
        # prompt-toolkit opens it in a thread, whose failure would leave the prompt waiting, and as the umask says
        make_private(path)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))

"""What is counted and timed, in Prometheus' terms; every bot has a registry of its own."""

import asyncio
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

OUTCOMES = ("answered", "partly", "abstained", "failed", "busy", "limited", "refused")
RATE_LIMITED = re.compile(r"is rate limited|are being rate limited")  # discord.py's words, of webhooks and of REST
WATCH_SECONDS = 0.05
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)


class Metrics:
    """The figures of one bot."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        questions = Counter("ask_questions", "Questions by what became of them.", ["outcome"], registry=self.registry)
        self._questions = {outcome: questions.labels(outcome) for outcome in OUTCOMES}
        self._stages = Histogram(
            "ask_stage_seconds", "Seconds of each stage.", ["stage"], buckets=SECONDS, registry=self.registry
        )
        self.queue_length = Gauge("ask_queue_length", "Questions that wait for their turn.", registry=self.registry)
        self.gateway_latency = Gauge(
            "ask_gateway_latency_seconds", "Seconds between heartbeat and its answer.", registry=self.registry
        )
        self.rate_limit_waits = Counter(
            "ask_rate_limit_waits", "Times that Discord made us wait.", registry=self.registry
        )
        self.loop_lag = Gauge(
            "ask_loop_lag_max_seconds",
            "The longest that the event loop was held, since the start.",
            registry=self.registry,
        )
        self._longest_lag = 0.0
        self._votes = Counter("ask_votes", "Votes by kind.", ["vote"], registry=self.registry)
        self.generation = Gauge("ask_index_generation", "The generation that answers.", registry=self.registry)

    def count(self, outcome: str) -> None:
        """Count a question by what became of it, one of OUTCOMES."""
        self._questions[outcome].inc()

    def time(self, stage: str, seconds: float) -> None:
        """Note how long a stage took: acknowledge, wait, retrieve, read, whole."""
        self._stages.labels(stage).observe(seconds)

    def count_vote(self, vote: int) -> None:
        """Count a vote, 1 for good and -1 for bad."""
        self._votes.labels("good" if vote > 0 else "bad").inc()

    async def watch_loop(self) -> None:
        """Measure, until cancelled, how late the event loop does what it is to do: heartbeats wait as long."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + WATCH_SECONDS
            await asyncio.sleep(WATCH_SECONDS)
            self._longest_lag = max(self._longest_lag, loop.time() - due)
            self.loop_lag.set(self._longest_lag)


@contextmanager
def counting_waits(counter: Counter) -> Iterator[None]:
    """Count, for the length of the block, the waits that discord.py writes of in its log, its one way to tell them."""
    counting = _Waits(counter)
    loggers = [logging.getLogger(name) for name in ("discord.http", "discord.webhook.async_")]
    for logger in loggers:
        logger.addHandler(counting)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(counting)


class _Waits(logging.Handler):
    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        if RATE_LIMITED.search(str(record.msg)):
            self._counter.inc()

"""What is counted and timed, in Prometheus' terms; every bot has a registry of its own."""

import asyncio
from http import HTTPStatus
from types import SimpleNamespace

import aiohttp
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

OUTCOMES = ("answered", "partly", "abstained", "failed", "busy", "limited", "refused")
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
            "ask_rate_limit_waits",
            "Times that Discord made us wait: a request was refused for its rate, or used up what is allowed.",
            registry=self.registry,
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


def counting_waits(counter: Counter) -> aiohttp.TraceConfig:
    """
    Return what counts the waits that Discord imposes, for a client's `http_trace`: of them discord.py tells nothing.

    It waits where Discord refuses a request for its rate, and, of its own accord, behind the one that used up a bucket.
    See https://discord.com/developers/docs/topics/rate-limits.
    """

    async def count(_: aiohttp.ClientSession, __: SimpleNamespace, ended: aiohttp.TraceRequestEndParams) -> None:
        headers = ended.response.headers
        if ended.response.status == HTTPStatus.TOO_MANY_REQUESTS:
            waits = "Via" in headers  # without it Cloudflare refuses, and discord.py gives up
        else:
            waits = headers.get("X-RateLimit-Remaining") == "0"
        if waits:
            counter.inc()

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(count)
    return trace

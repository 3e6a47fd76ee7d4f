"""What may go wrong with the REST interface: refusals that a test orders, and limits of rate."""

import hashlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from support.discord.values import Json

BUCKET_REQUESTS, BUCKET_SECONDS = 5, 5.0  # seen in practice; Discord publishes none
HANG_UP = 0


@dataclass
class Refusal:
    """An answer in place of the true one, as often as *times* says."""

    method: str
    path: str
    status: int | None
    """None only delays, 0 hangs up."""
    times: int = 1
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    """Seconds before anything happens."""
    lag: float = 0
    """Seconds between what happens and its being told, where it is answered truly."""

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request is to be refused."""
        return self.times > 0 and self.method in (method, "*") and re.search(self.path, path) is not None


@dataclass
class Bucket:
    """How many requests of one kind came since when."""

    began: float
    used: int = 0

    @property
    def reset_after(self) -> float:
        """Seconds until it is full again."""
        return max(self.began + BUCKET_SECONDS - time.monotonic(), 0)


@dataclass
class Weather:
    """What is ordered, and what is counted."""

    buckets: bool = True
    refusals: list[Refusal] = field(default_factory=list)
    _counted: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    def next_refusal(self, method: str, path: str) -> Refusal | None:
        """Use up one refusal that matches."""
        for refusal in self.refusals:
            if refusal.matches(method, path):
                refusal.times -= 1
                return refusal
        return None

    def count(self, name: str, major: str) -> tuple[bool, dict[str, str]]:
        """Count a request; tell whether it may pass, and the headers that say so."""
        if not self.buckets or not name:
            return True, {}
        bucket = self._counted.get((name, major))
        if bucket is None or not bucket.reset_after:
            bucket = self._counted[name, major] = Bucket(time.monotonic())
        bucket.used += 1
        left = BUCKET_REQUESTS - bucket.used
        return left >= 0, limit_headers(name, max(left, 0), bucket.reset_after)


def limit_headers(name: str, remaining: int, reset_after: float) -> dict[str, str]:
    """Write the headers of a bucket."""
    return {
        "X-RateLimit-Limit": str(BUCKET_REQUESTS),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + reset_after:.3f}",
        "X-RateLimit-Reset-After": f"{reset_after:.3f}",
        "X-RateLimit-Bucket": hashlib.sha256(name.encode()).hexdigest()[:32],
    }


def too_many(name: str, retry_after: float) -> tuple[Json, dict[str, str]]:
    """Write a 429, its body and headers; discord.py takes one without `Via` for Cloudflare's."""
    body = {"message": "You are being rate limited.", "retry_after": round(retry_after, 3), "global": False}
    headers = {
        "Via": "1.1 google",
        "Retry-After": str(int(retry_after) + 1),
        "X-RateLimit-Scope": "user",
        **limit_headers(name, 0, retry_after),
    }
    return body, headers

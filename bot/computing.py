"""Where models compute: a few threads, so that an event loop beside them gets the interpreter's lock in time."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
Result = TypeVar("Result")

MOST_THREADS = 4  # with 8 on two cores an event loop was held for seconds


class ComputePool:
    """As many threads as there are processors, at most MOST_THREADS; used by many tasks at once."""

    def __init__(self) -> None:
        self.count = min(os.cpu_count() or 1, MOST_THREADS)
        self._pool = ThreadPoolExecutor(self.count, "compute")

    async def run(self, compute: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Return what *compute* returns, once a thread is free for it."""
        call = partial(copy_context().run, compute, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    def close(self) -> None:
        """Begin nothing any more; what is being computed is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

"""How an async endpoint calls a backend that blocks."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import to_thread

P = ParamSpec("P")
R = TypeVar("R")


async def in_thread(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return `call(*args, **kwargs)`, run where waiting for a disk keeps nobody else waiting.

    The log context goes along; what the call raises is raised here.
    """
    return await to_thread.run_sync(partial(call, *args, **kwargs))

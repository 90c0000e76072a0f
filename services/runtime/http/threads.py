"""How an async endpoint calls a backend that blocks: where it runs is the composition's choice."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, Protocol, TypeVar

from anyio import to_thread

P = ParamSpec("P")
R = TypeVar("R")


class Blocking(Protocol):
    """Returns `call(*args, **kwargs)`; what the call raises is raised."""

    async def __call__(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Make the call."""
        ...


async def in_thread(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Make a call where waiting for a disk keeps nobody else waiting. The log context goes along.

    For a server that answers many requests at once.
    """
    return await to_thread.run_sync(partial(call, *args, **kwargs))


async def inline(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Make a call right here.

    For Lambda, which gives a function one event at a time: there is nobody to keep waiting.
    """
    return call(*args, **kwargs)

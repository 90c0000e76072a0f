"""What the order API works with, and who may ask it for what."""

from collections.abc import Awaitable, Callable
from typing import Annotated, NamedTuple

from fastapi import Depends, Request

from services.backends.keys import Role
from services.runtime.clock import Clock
from services.runtime.composition import Backends
from services.runtime.http.credentials import Caller, caller_of

MAY_SEND: frozenset[Role] = frozenset({"checkout", "admin"})
MAY_READ: frozenset[Role] = frozenset({"checkout", "finance", "operator", "admin"})


class Desk(NamedTuple):
    """Everything an order is accepted with and answered from."""

    backends: Backends
    public_url: str
    clock: Clock


def desk_of(request: Request) -> Desk:
    """Return the desk of the app that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


def _one_of(roles: frozenset[Role]) -> Callable[[Request], Awaitable[Caller]]:
    async def caller(request: Request) -> Caller:
        return await caller_of(request.headers, desk_of(request).backends.keys, roles)

    return caller


Sender = Annotated[Caller, Depends(_one_of(MAY_SEND))]
"""Who sends an order. A dependency, so that it is known before a byte of the body is read."""

Reader = Annotated[Caller, Depends(_one_of(MAY_READ))]
"""Who reads orders."""

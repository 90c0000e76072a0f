"""What the order API works with, and who may ask it for what."""

from collections.abc import Awaitable, Callable
from typing import Annotated, NamedTuple

from fastapi import Depends, Request

from services.domain.scopes import (
    FAILURES_READ,
    FAILURES_WRITE,
    INVOICES_WRITE,
    ORDERS_READ,
    ORDERS_WRITE,
)
from services.domain.seller import Seller
from services.runtime.clock import Clock
from services.runtime.composition import Backends
from services.runtime.http.credentials import Caller, CallerOf, Right
from services.runtime.http.threads import Blocking
from services.runtime.meter import Meter

MAY_SEND = Right(frozenset({"checkout", "admin"}), ORDERS_WRITE)
MAY_CREDIT = Right(frozenset({"finance", "admin"}), INVOICES_WRITE)
MAY_READ = Right(frozenset({"checkout", "finance", "operator", "admin"}), ORDERS_READ)
MAY_SEE_FAILURES = Right(frozenset({"operator", "admin"}), FAILURES_READ)
MAY_MEND = Right(frozenset({"operator", "admin"}), FAILURES_WRITE)


class Desk(NamedTuple):
    """Everything an order is accepted with and answered from."""

    backends: Backends
    public_url: str
    clock: Clock
    blocking: Blocking
    caller_of: CallerOf
    seller_of: Callable[[str], Seller | None]
    """Finds the profile an order is checked against; it may be a minute old."""
    meter: Meter


def desk_of(request: Request) -> Desk:
    """Return the desk of the app that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


def _with(right: Right) -> Callable[[Request], Awaitable[Caller]]:
    async def caller(request: Request) -> Caller:
        return await desk_of(request).caller_of(request, right)

    return caller


Sender = Annotated[Caller, Depends(_with(MAY_SEND))]
"""Who sends an order. A dependency, so that it is known before a byte of the body is read."""

Creditor = Annotated[Caller, Depends(_with(MAY_CREDIT))]
"""Who takes invoices back."""

Reader = Annotated[Caller, Depends(_with(MAY_READ))]
"""Who reads orders."""

FailureReader = Annotated[Caller, Depends(_with(MAY_SEE_FAILURES))]
"""Who sees what failed, and the action log."""

Mender = Annotated[Caller, Depends(_with(MAY_MEND))]
"""Who decides about failures."""

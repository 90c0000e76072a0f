"""What a load was, and what became of it: the server's own times and plain counts."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.domain.frozen import Frozen


class Load(NamedTuple):
    """What is asked for: `orders`, `rate` a second, and how long to wait for the last."""

    rate: float
    orders: int
    patience_s: float
    run: str
    """Names this load in references and idempotency keys."""


class Placed(NamedTuple):
    """An order that was accepted."""

    order_id: str
    created_at: str
    accept_s: float


class Percentiles(Frozen):
    """Half, 19 of 20 and 99 of 100 were at most this."""

    p50: float
    p95: float
    p99: float


class LoadReport(Frozen):
    """What became of a load."""

    ok: bool
    """All were accepted, and none is lost."""
    asked: int
    rate: float
    """Orders per second that were sent."""
    accepted: int
    refused: dict[str, int]
    """By problem code; `unreachable` when no answer came."""
    sent: int
    failed: dict[str, int]
    """By failure code: ended, and a person can see why."""
    lost: int
    """Accepted, and not ended when patience ran out."""
    orders_per_s: float | None
    """Sent orders over the time from the first accepted to the last sent, by the server's clock."""
    accept_ms: Percentiles | None
    """From an order's planned time to its 202."""
    sent_after_s: Percentiles | None
    """From `created_at` to `mail.sent_at`, by the server's clock."""


def report(
    asked: Load, placed: Sequence[Placed], refused: Counter[str], ended: list[dict[str, Any]]
) -> LoadReport:
    """Sum up a load: what was answered to each order, and the orders that have ended."""
    sent = [order for order in ended if order["status"] == "sent"]
    lost = len(placed) - len(ended)
    return LoadReport(
        ok=not lost and not refused,
        asked=asked.orders,
        rate=asked.rate,
        accepted=len(placed),
        refused=dict(refused),
        sent=len(sent),
        failed=dict(
            Counter(order["failure"]["code"] for order in ended if order["status"] != "sent")
        ),
        lost=lost,
        orders_per_s=_throughput(sent),
        accept_ms=percentiles(1000 * order.accept_s for order in placed),
        sent_after_s=percentiles(
            _seconds(order["created_at"], order["mail"]["sent_at"]) for order in sent
        ),
    )


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def _throughput(sent: Sequence[dict[str, Any]]) -> float | None:
    if not sent:
        return None
    first = min(order["created_at"] for order in sent)
    seconds = _seconds(first, max(order["mail"]["sent_at"] for order in sent))
    return round(len(sent) / seconds, 1) if seconds > 0 else None


def percentiles(values: Iterable[float]) -> Percentiles | None:
    """Return the percentiles by nearest rank; None of nothing."""
    ranked = sorted(values)
    if not ranked:
        return None

    def rank(share: float) -> float:
        return round(ranked[math.ceil(share * len(ranked)) - 1], 3)

    return Percentiles(p50=rank(0.50), p95=rank(0.95), p99=rank(0.99))

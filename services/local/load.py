"""`counterfoil load`: orders at a steady rate over HTTP, until every one of them has ended.

Open loop: an order is sent when its time has come, whether the ones before were answered or not,
and its latency counts from that time. So a slow system cannot slow the load down and look fast.
"""

import asyncio
import json
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

import httpx2

from services.domain.frozen import Frozen
from services.local.backup_file import ShowProgress
from services.local.load_orders import load_order

LOOK_EVERY_S = 1.0
"""Between two looks at what has not ended: each is a few list pages, whatever the count."""

PAGE = 100
ACCEPTED = 202
OK = 200

Sleep = Callable[[float], Awaitable[None]]


class CannotLoad(Exception):  # noqa: N818 - it says what to do
    """The system does not answer (any more), or refuses the key."""


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


class Load(NamedTuple):
    """What is asked for: `orders`, `rate` a second, and how long to wait for the last."""

    rate: float
    orders: int
    patience_s: float
    run: str
    """Names this load in references and idempotency keys."""


class Bars(NamedTuple):
    """Who is told how far the load is."""

    placed: ShowProgress
    ended: ShowProgress


class _Placed(NamedTuple):
    order_id: str
    created_at: str
    accept_s: float


async def load(
    client: httpx2.AsyncClient, asked: Load, bars: Bars, sleep: Sleep = asyncio.sleep
) -> LoadReport:
    """Place the orders, wait until each has ended, and report.

    `client` has the base URL and the key. Raises CannotLoad.
    """
    await _check(client)
    answers = await _place_all(client, asked, bars.placed, sleep)
    placed = [answer for answer in answers if isinstance(answer, _Placed)]
    if placed:
        await _wait(client, placed, asked.patience_s, bars.ended, sleep)
    try:
        ended = await _ended(client, placed) if placed else []
    except httpx2.HTTPError as error:
        raise CannotLoad(f"{client.base_url} stopped answering; see its log") from error
    refused = Counter(answer for answer in answers if isinstance(answer, str))
    return _report(asked, placed, refused, ended)


async def _check(client: httpx2.AsyncClient) -> None:
    try:
        response = await client.get("/v1/orders", params={"limit": "1"})
    except httpx2.TransportError as error:
        raise CannotLoad(f"{client.base_url} does not answer") from error
    if response.status_code != OK:
        raise CannotLoad(f"{client.base_url} refuses the key ({_problem(response)})")


async def _place_all(
    client: httpx2.AsyncClient, asked: Load, progress: ShowProgress, sleep: Sleep
) -> list[_Placed | str]:
    loop = asyncio.get_running_loop()
    start = loop.time()
    async with asyncio.TaskGroup() as group:
        placing = []
        for n in range(asked.orders):
            planned = start + n / asked.rate
            if (wait := planned - loop.time()) > 0:
                await sleep(wait)
            placing.append(group.create_task(_place(client, asked.run, n, planned)))
            progress(n + 1, asked.orders)
    return [one.result() for one in placing]


async def _place(client: httpx2.AsyncClient, run: str, n: int, planned: float) -> _Placed | str:
    body = json.dumps(load_order(n, run), ensure_ascii=False).encode()
    headers = {"Idempotency-Key": f"load-{run}-{n}", "Content-Type": "application/json"}
    try:
        response = await client.post("/v1/orders", content=body, headers=headers)
    except httpx2.TransportError:
        return "unreachable"
    if response.status_code != ACCEPTED:
        return _problem(response)
    order = response.json()
    took = asyncio.get_running_loop().time() - planned
    return _Placed(order["id"], order["created_at"], took)


def _problem(response: httpx2.Response) -> str:
    try:
        return str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        return f"http_{response.status_code}"


async def _wait(
    client: httpx2.AsyncClient,
    placed: Sequence[_Placed],
    patience_s: float,
    progress: ShowProgress,
    sleep: Sleep,
) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience_s
    waiting = len(placed)
    while waiting and loop.time() < deadline:
        # A system that is down for a moment may still send them all.
        with suppress(httpx2.HTTPError):
            waiting = await _on_their_way(client, placed)
        progress(len(placed) - waiting, len(placed))
        if not waiting:
            return
        await sleep(LOOK_EVERY_S)


async def _on_their_way(client: httpx2.AsyncClient, placed: Sequence[_Placed]) -> int:
    # In this order, so that an order that moves on in between is seen in one of the two.
    moving = [
        order
        for status in ("accepted", "invoiced")
        for order in await _list(client, _since(placed), status)
    ]
    ours = {order.order_id for order in placed}
    return len({order["id"] for order in moving if order["id"] in ours and not order["failure"]})


def _since(placed: Sequence[_Placed]) -> str:
    return min(order.created_at for order in placed)


async def _list(
    client: httpx2.AsyncClient, since: str, status: str | None = None
) -> list[dict[str, Any]]:
    """Return the orders accepted since then, newest first. Times of fixed width sort as text."""
    query = {"from": since[:10], "limit": str(PAGE)} | ({"status": status} if status else {})
    orders: list[dict[str, Any]] = []
    while True:
        response = await client.get("/v1/orders", params=query)
        response.raise_for_status()
        page = response.json()
        orders += [order for order in page["data"] if order["created_at"] >= since]
        if not page["has_more"] or page["data"][-1]["created_at"] < since:
            return orders
        query["cursor"] = page["next"]


async def _ended(client: httpx2.AsyncClient, placed: Sequence[_Placed]) -> list[dict[str, Any]]:
    ours = {order.order_id for order in placed}
    listed = {order["id"]: order for order in await _list(client, _since(placed))}
    return [
        order
        for id_, order in listed.items()
        if id_ in ours and (order["status"] == "sent" or order["failure"])
    ]


def _report(
    asked: Load, placed: Sequence[_Placed], refused: Counter[str], ended: list[dict[str, Any]]
) -> LoadReport:
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

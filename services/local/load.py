"""`counterfoil load`: orders at a steady rate over HTTP, until every one of them has ended.

Open loop: an order is sent when its time has come, whether the ones before were answered or not,
and its latency counts from that time. So a slow system cannot slow the load down and look fast.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import httpx2

from services.local.backup_file import ShowProgress
from services.local.load_orders import load_order
from services.local.load_report import Load, LoadReport, Placed, report

LOOK_EVERY_S = 1.0
"""Between two looks at what has not ended: each is a few list pages, whatever the count."""

PAGE = 100
ACCEPTED = 202
OK = 200

Sleep = Callable[[float], Awaitable[None]]


class CannotLoad(Exception):  # noqa: N818 - it says what to do
    """The system does not answer (any more), or refuses the key."""


class Bars(NamedTuple):
    """Who is told how far the load is."""

    placed: ShowProgress
    ended: ShowProgress


async def load(
    client: httpx2.AsyncClient, asked: Load, bars: Bars, sleep: Sleep = asyncio.sleep
) -> LoadReport:
    """Place the orders, wait until each has ended, and report.

    `client` has the base URL and the key. Raises CannotLoad.
    """
    await _check(client)
    answers = await _place_all(client, asked, bars.placed, sleep)
    placed = [answer for answer in answers if isinstance(answer, Placed)]
    if placed:
        await _wait(client, placed, asked.patience_s, bars.ended, sleep)
    try:
        ended = await _ended(client, placed) if placed else []
    except httpx2.HTTPError as error:
        raise CannotLoad(f"{client.base_url} stopped answering; see its log") from error
    refused = Counter(answer for answer in answers if isinstance(answer, str))
    return report(asked, placed, refused, ended)


async def _check(client: httpx2.AsyncClient) -> None:
    try:
        response = await client.get("/v1/orders", params={"limit": "1"})
    except httpx2.TransportError as error:
        raise CannotLoad(f"{client.base_url} does not answer") from error
    if response.status_code != OK:
        raise CannotLoad(f"{client.base_url} refuses the key ({_problem(response)})")


async def _place_all(
    client: httpx2.AsyncClient, asked: Load, progress: ShowProgress, sleep: Sleep
) -> list[Placed | str]:
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


async def _place(client: httpx2.AsyncClient, run: str, n: int, planned: float) -> Placed | str:
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
    return Placed(order["id"], order["created_at"], took)


def _problem(response: httpx2.Response) -> str:
    try:
        return str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        return f"http_{response.status_code}"


async def _wait(
    client: httpx2.AsyncClient,
    placed: Sequence[Placed],
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


async def _on_their_way(client: httpx2.AsyncClient, placed: Sequence[Placed]) -> int:
    # In this order, so that an order that moves on in between is seen in one of the two.
    moving = [
        order
        for status in ("accepted", "invoiced")
        for order in await _list(client, _since(placed), status)
    ]
    ours = {order.order_id for order in placed}
    return len({order["id"] for order in moving if order["id"] in ours and not order["failure"]})


def _since(placed: Sequence[Placed]) -> str:
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


async def _ended(client: httpx2.AsyncClient, placed: Sequence[Placed]) -> list[dict[str, Any]]:
    ours = {order.order_id for order in placed}
    listed = {order["id"]: order for order in await _list(client, _since(placed))}
    return [
        order
        for id_, order in listed.items()
        if id_ in ours and (order["status"] == "sent" or order["failure"])
    ]

"""The load places what was asked at its pace, and counts what became of every order."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest

from services.backends.orders import OrderQuery
from services.domain.billing import bill
from services.domain.order import fail
from services.domain.order_request import OrderRequest
from services.domain.validation import validated
from services.flow.new_key import new_key
from services.local.load import Bars, CannotLoad, load
from services.local.load_orders import load_order
from services.local.load_report import Load, LoadReport, percentiles
from services.order_api.main import create_app
from tests.builders import a_seller
from tests.pipeline import PUBLIC_URL, Pipeline

Sleep = Callable[[float], Awaitable[None]]


def untold(_done: int, _total: int) -> None:
    """Show no progress."""


BARS = Bars(untold, untold)


class Api:
    """The real order API in this process, for as long as it is up."""

    def __init__(self, pipeline: Pipeline) -> None:
        ids = itertools.count()
        self.pipeline = pipeline
        self.app = create_app(
            pipeline.backends,
            public_url=PUBLIC_URL,
            clock=pipeline.clock,
            new_id=lambda: f"{next(ids):032x}",
        )
        self.secret, key = new_key(
            "aurora", "admin", livemode=True, random=bytes(20), now=pipeline.clock()
        )
        pipeline.backends.keys.create(key)

    def run(self, asked: Load, sleep: Sleep, key: str | None = None) -> LoadReport:
        async def place() -> LoadReport:
            async with httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app=self.app),
                base_url="http://127.0.0.1",
                headers={"Authorization": f"Bearer {key or self.secret}"},
            ) as client:
                return await load(client, asked, BARS, sleep)

        return asyncio.run(place())


@pytest.fixture
def api(pipeline: Pipeline) -> Api:
    return Api(pipeline)


def asked(orders: int, patience_s: float = 60) -> Load:
    return Load(rate=5000, orders=orders, patience_s=patience_s, run="t1")


def test_every_order_is_followed_to_its_mail(api: Api) -> None:
    async def work(_seconds: float) -> None:
        await asyncio.sleep(0)
        api.pipeline.clock.advance(2)
        api.pipeline.work_once()
        api.pipeline.notify_once()

    report = api.run(asked(12), work)
    assert report.ok
    assert (report.accepted, report.sent, report.lost) == (12, 12, 0)
    assert report.refused == report.failed == {}
    assert report.orders_per_s
    assert report.sent_after_s
    assert report.sent_after_s.p50 > 0
    assert report.accept_ms
    assert len(api.pipeline.mails()) == 12


async def no_work(_seconds: float) -> None:
    await asyncio.sleep(0)


def test_what_has_not_ended_when_patience_runs_out_is_lost(api: Api) -> None:
    report = api.run(asked(3, patience_s=0.05), no_work)
    assert not report.ok
    assert (report.accepted, report.sent, report.lost) == (3, 0, 3)
    assert report.sent_after_s is None


def test_orders_of_others_are_not_counted(api: Api) -> None:
    api.pipeline.place("foreign")

    async def work(_seconds: float) -> None:
        await asyncio.sleep(0)
        api.pipeline.settle()

    report = api.run(asked(2), work)
    assert (report.sent, report.lost) == (2, 0)


def test_a_failed_order_has_ended_and_is_counted_by_its_code(api: Api) -> None:
    async def fail_all(_seconds: float) -> None:
        await asyncio.sleep(0)
        fail_open_orders(api.pipeline)

    report = api.run(asked(2), fail_all)
    assert report.failed == {"attempts_exhausted": 2}
    assert (report.sent, report.lost) == (0, 0)


def fail_open_orders(pipeline: Pipeline) -> None:
    query = OrderQuery("aurora", livemode=True, limit=100, status="accepted")
    for order in pipeline.backends.orders.find(query):
        failed = fail(order, "order", "attempts_exhausted", "gave up", pipeline.clock())
        pipeline.backends.orders.save(failed)


def test_many_orders_are_looked_at_page_by_page(api: Api) -> None:
    report = api.run(asked(130, patience_s=0.05), no_work)
    assert (report.accepted, report.lost) == (130, 130)


def test_a_wrong_key_is_told_before_any_order(api: Api) -> None:
    with pytest.raises(CannotLoad, match="refuses the key"):
        api.run(asked(1), no_work, key="sk_live_wrong")


def answering(handler: Callable[[httpx2.Request], httpx2.Response]) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.MockTransport(handler), base_url="http://127.0.0.1:9"
    )


def run_against(handler: Callable[[httpx2.Request], httpx2.Response], orders: int) -> LoadReport:
    async def place() -> LoadReport:
        async with answering(handler) as client:
            return await load(client, asked(orders, patience_s=0.05), BARS, no_work)

    return asyncio.run(place())


def test_a_system_that_does_not_answer_is_told() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    with pytest.raises(CannotLoad, match="does not answer"):
        run_against(refuse, 1)


def test_refusals_are_counted_by_their_code() -> None:
    codes = iter(["overloaded", "overloaded", None])

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET":
            return httpx2.Response(200, json={"data": [], "has_more": False, "next": None})
        code = next(codes)
        if code is None:
            return httpx2.Response(502, text="<html>")
        return httpx2.Response(503, json={"code": code})

    report = run_against(answer, 3)
    assert report.refused == {"overloaded": 2, "http_502": 1}
    assert not report.ok
    assert report.accept_ms is None


def test_percentiles_are_by_nearest_rank() -> None:
    found = percentiles(float(n) for n in range(1, 101))
    assert found is not None
    assert (found.p50, found.p95, found.p99) == (50, 95, 99)
    assert percentiles([]) is None


@pytest.mark.parametrize("n", range(60))
def test_every_order_of_the_load_can_be_invoiced(n: int) -> None:
    request = validated(OrderRequest, load_order(n, "t1"))
    assert bill(request, a_seller()).totals.gross > 0


def test_orders_of_the_load_differ_as_a_shops_do() -> None:
    orders: list[dict[str, Any]] = [load_order(n, "t1") for n in range(60)]
    assert len({order["reference"] for order in orders}) == 60
    assert {order["price_mode"] for order in orders} == {"net", "gross"}
    assert {order["payment"]["status"] for order in orders} == {"paid", "due"}
    assert max(len(order["lines"]) for order in orders) == 40

from datetime import timedelta
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from services.domain.order import Order
from services.runtime.otel import traced_by
from services.runtime.settings import DeployableSettings
from services.runtime.tracing import Step, nowhere, trace_names, trace_of
from tests.clock import START
from tests.pipeline import TRACE, Pipeline

TRACE_ID = TRACE.split("-")[1]


@pytest.fixture
def order(tmp_path: Path) -> Order:
    pipeline = Pipeline(tmp_path)
    pipeline.put_seller()
    return pipeline.place("key-1").order


def test_the_steps_of_an_order_are_spans_of_the_trace_its_checkout_began(order: Order) -> None:
    exporter = InMemorySpanExporter()
    trace = traced_by(SimpleSpanProcessor(exporter))
    trace(Step("order_api", "accept", order, START, START + timedelta(milliseconds=3)))
    trace(Step("notifier", "mail", order, START, START + timedelta(seconds=2)))
    accepted, mailed = exporter.get_finished_spans()
    assert [accepted.name, mailed.name] == ["order.accept", "order.mail"]
    assert {f"{span.context.trace_id:032x}" for span in (accepted, mailed)} == {TRACE_ID}
    assert accepted.parent is not None
    assert f"{accepted.parent.span_id:016x}" == TRACE.split("-")[2]
    assert mailed.resource.attributes["service.name"] == "notifier"
    assert (mailed.start_time, mailed.end_time) == (
        int(START.timestamp()) * 10**9,
        (int(START.timestamp()) + 2) * 10**9,
    )


def test_a_span_holds_ids_and_nothing_a_buyer_is(order: Order) -> None:
    exporter = InMemorySpanExporter()
    traced_by(SimpleSpanProcessor(exporter))(Step("order_api", "accept", order, START, START))
    (span,) = exporter.get_finished_spans()
    assert dict(span.attributes or {}) == {"order.id": order.id, "seller.id": order.seller_id}


def test_without_an_endpoint_steps_are_told_to_nobody() -> None:
    assert trace_of(DeployableSettings()) is nowhere


def test_every_log_line_of_an_order_names_its_trace(order: Order) -> None:
    assert trace_names(order) == {"order_id": order.id, "trace_id": TRACE_ID}

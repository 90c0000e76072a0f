import json
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.domain.rejection import Fault, Rejected
from services.flow.accept import Acceptance, IdempotencyKeyReused, accept
from tests.builders import an_order_request
from tests.pipeline import TRACE, Pipeline


def place(pipeline: Pipeline, **changes: Any) -> Acceptance:  # noqa: ANN401 - as JSON has it
    seller = pipeline.backends.sellers.read("aurora")
    assert seller is not None
    return accept(
        json.dumps(an_order_request(**changes)).encode(),
        seller=seller,
        livemode=False,
        channel="api",
        idempotency_key="key-1",
        traceparent=TRACE,
        now=pipeline.clock(),
        orders=pipeline.backends.orders,
        queue=pipeline.backends.orders_queue,
        lookup_key=pipeline.backends.secrets.lookups,
    )


def test_an_order_that_is_new_is_said_to_be_no_replay(pipeline: Pipeline) -> None:
    assert place(pipeline).replayed is False


def test_a_replay_is_logged_with_its_order_and_seller(pipeline: Pipeline) -> None:
    order = place(pipeline).order
    with capture_logs() as logs:
        place(pipeline)
    assert logs == [
        {
            "event": "order.replayed",
            "log_level": "info",
            "order_id": order.id,
            "trace_id": TRACE.split("-")[1],
            "seller_id": "aurora",
        }
    ]


def test_a_rejection_is_logged_with_its_seller(pipeline: Pipeline) -> None:
    with capture_logs() as logs, pytest.raises(Rejected):
        place(pipeline, currency="XXX")
    assert [(entry["event"], entry["seller_id"]) for entry in logs] == [
        ("order.rejected", "aurora")
    ]


def test_who_reuses_a_key_is_told_so(pipeline: Pipeline) -> None:
    place(pipeline)
    with pytest.raises(IdempotencyKeyReused) as refused:
        place(pipeline, reference="A-1002")
    assert str(refused.value) == "another order stands under this idempotency key"


def test_who_asks_for_an_unknown_drill_is_told_the_known_ones(pipeline: Pipeline) -> None:
    with pytest.raises(Rejected) as rejected:
        place(pipeline, metadata={"simulate": "a bicycle"})
    words = "is none of fail_render, fail_mail, slow_render:SECONDS and crash_worker"
    assert rejected.value.faults == (Fault("/metadata/simulate", "unknown_drill", words),)

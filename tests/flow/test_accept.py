import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.backends.queue import Queue
from services.domain.fingerprint import fingerprint
from services.domain.ids import keyed_hash
from services.domain.order import DISPATCH_GRACE, Event
from services.domain.rejection import Rejected
from services.flow.accept import Acceptance, IdempotencyKeyReused, accept, email_key
from tests.builders import a_request, an_order_request
from tests.pipeline import TRACE, Pipeline


def place(
    pipeline: Pipeline,
    body: bytes,
    *,
    key: str = "key-1",
    livemode: bool = True,
    channel: str = "api",
    queue: Queue | None = None,
) -> Acceptance:
    seller = pipeline.backends.sellers.read("aurora")
    assert seller is not None
    return accept(
        body,
        seller=seller,
        livemode=livemode,
        channel=channel,
        idempotency_key=key,
        traceparent=TRACE,
        now=pipeline.clock(),
        orders=pipeline.backends.orders,
        queue=queue or pipeline.backends.orders_queue,
        lookup_key=pipeline.backends.secrets.lookups,
    )


def written(**changes: Any) -> bytes:  # noqa: ANN401 - as JSON has it
    return json.dumps(an_order_request(**changes)).encode()


def codes(rejected: Rejected) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in rejected.faults]


def test_an_accepted_order_keeps_the_body_as_it_came_and_waits_for_its_message(
    pipeline: Pipeline,
) -> None:
    body = json.dumps(an_order_request(), indent=3).encode()
    order, replayed = place(pipeline, body)

    assert not replayed
    assert pipeline.order(order.id) == order
    assert order.request == body.decode()
    assert order.fingerprint == fingerprint(a_request())
    assert order.history == (Event(at=pipeline.clock(), event="accepted"),)
    assert order.due_at == pipeline.clock() + DISPATCH_GRACE
    assert order.email_key == keyed_hash(pipeline.backends.secrets.lookups, "zoe@example.com")
    assert pipeline.backends.orders_queue.figures().visible == 1


def test_seller_mode_channel_and_key_each_make_another_order(pipeline: Pipeline) -> None:
    accepted = [
        place(pipeline, written()),
        place(pipeline, written(), key="key-2"),
        place(pipeline, written(), livemode=False),
        place(pipeline, written(), channel="cli"),
    ]
    assert len({acceptance.order.id for acceptance in accepted}) == 4
    assert not any(acceptance.replayed for acceptance in accepted)


def test_the_same_order_written_otherwise_is_a_replay(pipeline: Pipeline) -> None:
    first = place(pipeline, written())
    reordered = dict(reversed(an_order_request(price_mode="net", charges=[]).items()))
    again = place(pipeline, json.dumps(reordered, indent=1).encode())

    assert again == Acceptance(first.order, replayed=True)
    assert pipeline.backends.orders_queue.figures().sent == 1


def test_a_replay_returns_the_order_as_it_stands_now(pipeline: Pipeline) -> None:
    order_id = place(pipeline, written()).order.id
    pipeline.settle()
    assert place(pipeline, written()).order.status == "sent"
    assert pipeline.order(order_id).status == "sent"


def test_another_order_under_the_same_key_is_refused(pipeline: Pipeline) -> None:
    place(pipeline, written())
    with pytest.raises(IdempotencyKeyReused):
        place(pipeline, written(reference="A-1002"))
    assert pipeline.backends.orders_queue.figures().sent == 1


def test_a_retry_is_recognised_although_fingerprints_were_computed_otherwise_before(
    pipeline: Pipeline,
) -> None:
    order = place(pipeline, written()).order
    earlier_release = order.model_copy(update={"fingerprint": "0" * 64})
    pipeline.backends.orders.save(earlier_release)

    assert place(pipeline, written(price_mode="net")).replayed
    with pytest.raises(IdempotencyKeyReused):
        place(pipeline, written(reference="A-1002"))


def test_a_retry_is_recognised_although_its_body_would_be_refused_today(
    pipeline: Pipeline,
) -> None:
    order = place(pipeline, written()).order
    once_valid = written(once_known="field")
    pipeline.backends.orders.save(order.model_copy(update={"request": once_valid.decode()}))

    assert place(pipeline, once_valid).replayed
    with pytest.raises(Rejected):
        place(pipeline, written(never_known="field"))


def test_one_key_used_by_many_threads_at_once_makes_one_order(pipeline: Pipeline) -> None:
    with ThreadPoolExecutor(16) as threads:
        accepted = list(threads.map(lambda _: place(pipeline, written()), range(16)))
    assert sum(not acceptance.replayed for acceptance in accepted) == 1
    assert len({acceptance.order.id for acceptance in accepted}) == 1
    assert pipeline.backends.orders_queue.figures().sent == 1


class _QueueThatIsAway:
    """What of a queue accepting uses, with its host out of reach."""

    def send(self, bodies: Sequence[str], delay_s: float = 0) -> None:
        raise OSError("no route to host: zoe@example.com")


def test_an_order_whose_message_cannot_be_sent_stands_and_is_sent_on_later(
    pipeline: Pipeline,
) -> None:
    with capture_logs() as logs:
        away: Any = _QueueThatIsAway()
        order = place(pipeline, written(), queue=away).order
    assert [entry["event"] for entry in logs] == ["order.accepted", "order.not_dispatched"]
    assert "example.com" not in repr(logs)

    pipeline.clock.advance(DISPATCH_GRACE.total_seconds() + 1)
    pipeline.reconcile()
    pipeline.settle()
    assert pipeline.order(order.id).status == "sent"


def test_a_rejected_order_is_neither_stored_nor_sent_and_only_its_codes_are_logged(
    pipeline: Pipeline,
) -> None:
    with capture_logs() as logs, pytest.raises(Rejected) as rejected:
        place(pipeline, written(currency="Kanarie", locale="Kanarie 7"))

    assert codes(rejected.value) == [("/currency", "unknown_currency"), ("/locale", "not_a_locale")]
    assert pipeline.backends.orders_queue.figures().sent == 0
    (entry,) = logs
    assert entry["event"] == "order.rejected"
    assert entry["codes"] == ["not_a_locale", "unknown_currency"]
    assert "Kanarie" not in repr(logs)


def test_text_that_no_face_can_print_is_refused_before_anything_is_stored(
    pipeline: Pipeline,
) -> None:
    with pytest.raises(Rejected) as rejected:
        place(pipeline, written(notes="\U00013000"))
    assert codes(rejected.value) == [("/notes", "unprintable_character")]


@pytest.mark.parametrize(
    "drill", ["fail_render", "fail_mail", "crash_worker", "slow_render:2", "slow_render:0.25"]
)
def test_a_drill_is_honoured_for_test_keys_and_samples_alone(
    pipeline: Pipeline, drill: str
) -> None:
    body = written(metadata={"simulate": drill, "cart": "77"})
    sample = pipeline.backends.sellers.read("aurora")
    assert sample is not None
    pipeline.backends.sellers.put("aurora", sample.profile, pipeline.clock(), sample=False)

    assert place(pipeline, body, livemode=False).order.drill == drill
    assert place(pipeline, body, livemode=True).order.drill is None
    pipeline.backends.sellers.put("aurora", sample.profile, pipeline.clock(), sample=True)
    assert place(pipeline, body, key="of a sample").order.drill == drill


@pytest.mark.parametrize(
    "drill",
    [
        "fail",
        "FAIL_RENDER",
        "fail_render ",
        "slow_render",
        "slow_render:",
        "slow_render:-1",
        "slow_render:1e9",
        "slow_render:9999",
        "crash_worker:1",
    ],
)
def test_a_drill_nobody_knows_is_refused_where_drills_count(pipeline: Pipeline, drill: str) -> None:
    body = written(metadata={"simulate": drill})
    with pytest.raises(Rejected) as rejected:
        place(pipeline, body, livemode=False)
    assert codes(rejected.value) == [("/metadata/simulate", "unknown_drill")]


def test_metadata_of_live_orders_means_nothing_to_us(pipeline: Pipeline) -> None:
    seller = pipeline.backends.sellers.read("aurora")
    assert seller is not None
    pipeline.backends.sellers.put("aurora", seller.profile, pipeline.clock(), sample=False)
    order = place(pipeline, written(metadata={"simulate": "a bicycle"})).order
    assert order.drill is None


def test_orders_of_an_address_are_found_however_it_is_capitalised() -> None:
    assert email_key(b"k", "Zoe@Example.com") == email_key(b"k", "zoe@example.COM")
    assert email_key(b"k", "zoe@example.com") != email_key(b"other", "zoe@example.com")

"""Failures made on purpose, and somebody who decides about them."""

import json
from dataclasses import replace
from typing import Any

from services.backends.actions import ActionQuery
from services.domain.action import Action
from services.domain.order import Failure, Order, fail
from services.domain.seller import Seller
from services.flow.acting import Ask, action_id
from services.flow.change import change
from services.flow.correct import correct_and_retry
from services.flow.decide import Decided
from tests.builders import an_order_request
from tests.notifier.counter import refusing
from tests.pipeline import Pipeline

POISON = {"simulate": "fail_render"}


def an_ask(pipeline: Pipeline, key: str = "a1", reason: str = "mended") -> Ask:
    """Return what an operator asks for now; the same key is the same action."""
    return Ask(action_id("aurora", key), "sk_live_op", "operator", reason, pipeline.clock())


def poisoned(pipeline: Pipeline, *keys: str, **changes: Any) -> list[str]:  # noqa: ANN401
    """Place orders that fail for good, one a second, and return their ids."""
    ids = []
    for key in keys:
        ids.append(pipeline.place(key, metadata=POISON, **changes).order.id)
        pipeline.clock.advance(1)
        pipeline.settle()
    return ids


def unmailed(pipeline: Pipeline, key: str) -> str:
    """Place an order whose invoice cannot be mailed, and return its id."""
    order_id = pipeline.place(key).order.id
    desk = pipeline.mail_desk
    pipeline.mail_desk = replace(desk, mailer_for=lambda _order: refusing())
    pipeline.settle()
    pipeline.mail_desk = desk
    return order_id


def fail_again(pipeline: Pipeline, order_id: str, code: str = "attempts_exhausted") -> None:
    """Let an order that is on its way fail once more."""
    now = pipeline.clock()
    change(pipeline.backends.orders, order_id, lambda o: fail(o, "order", code, "five failed", now))


def corrected(
    pipeline: Pipeline,
    order_id: str,
    key: str = "a1",
    reason: str = "drill lifted",
    **changes: Any,  # noqa: ANN401
) -> Decided:
    """Correct an order to the ordinary one with these changes."""
    return correct_and_retry(
        order_id,
        json.dumps(an_order_request(**changes)).encode(),
        an_ask(pipeline, key, reason),
        seller=seller_of(pipeline),
        backends=pipeline.backends,
    )


def seller_of(pipeline: Pipeline) -> Seller:
    seller = pipeline.backends.sellers.read("aurora")
    assert seller is not None
    return seller


def failure(order: Order) -> Failure:
    assert order.failure is not None
    return order.failure


def actions(pipeline: Pipeline) -> list[Action]:
    """Return the action log, the latest first."""
    return pipeline.backends.actions.find(ActionQuery(100))

"""One order from its POST to its PDF, as a shop and its customer see it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import httpx2

from services.canary.order import canary_order
from services.domain.ids import sha256_hex

LOOK_EVERY_S = 1.0

_ACCEPTED = 202
_OK = 200
_PDF = b"%PDF-"


class JourneyFailed(Exception):  # noqa: N818 - what happened, in words an operator says
    """The order did not arrive; the message says where it was seen last."""


class Journey(NamedTuple):
    """How long an order took, in seconds since it was posted."""

    order_id: str
    accepted_s: float
    sent_s: float


class Watch(NamedTuple):
    """How time is told and spent."""

    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    patience: timedelta
    """How long an order may take until it is given up."""


def journey(api: httpx2.Client, web: httpx2.Client, run: str, watch: Watch) -> Journey:
    """Place an order, wait for its mail, fetch its PDF by the mailed link. Raises JourneyFailed.

    `api` has the base URL and a credential for TEST orders; `web` has neither, as a customer.
    """
    began = watch.clock()
    order_id = _placed(api, run)
    accepted_s = (watch.clock() - began).total_seconds()
    order = _sent(api, order_id, began, watch)
    sent_s = (watch.clock() - began).total_seconds()
    _fetch(web, order["invoice"])
    return Journey(order_id, accepted_s, sent_s)


def _placed(api: httpx2.Client, run: str) -> str:
    answer = api.post(
        "/v1/orders",
        content=canary_order(run),
        headers={"content-type": "application/json", "idempotency-key": f"canary-{run}"},
    )
    if answer.status_code != _ACCEPTED:
        raise JourneyFailed(f"the order was answered {answer.status_code}, not {_ACCEPTED}")
    return str(answer.json()["id"])


def _sent(api: httpx2.Client, order_id: str, began: datetime, watch: Watch) -> dict[str, Any]:
    while True:
        answer = api.get(f"/v1/orders/{order_id}")
        if answer.status_code != _OK:
            raise JourneyFailed(f"{order_id} was answered {answer.status_code}, not {_OK}")
        order: dict[str, Any] = answer.json()
        if order["status"] == "sent":
            return order
        if order["failure"]:
            raise JourneyFailed(f"{order_id} failed: {order['failure']['code']}")
        if watch.clock() - began >= watch.patience:
            waited = f"{watch.patience.total_seconds():.0f} s"
            raise JourneyFailed(f"{order_id} was still {order['status']} after {waited}")
        watch.sleep(LOOK_EVERY_S)


def _fetch(web: httpx2.Client, invoice: dict[str, Any]) -> None:
    answer = web.get(invoice["pdf_url"], follow_redirects=True)
    number = invoice["number"]
    if answer.status_code != _OK or not answer.content.startswith(_PDF):
        raise JourneyFailed(f"the PDF of {number} was answered {answer.status_code}")
    if sha256_hex(answer.content) != invoice["sha256"]:
        raise JourneyFailed(f"the PDF of {number} is not the one that was archived")
